//! How the files of this folder write their rules.

/// Makes the rules of one file and their list. The stage comes first, then for each rule its constant, name, severity and
/// texts: title, expectation, consequence, remedy, source.
macro_rules! rules {
    ($($id:ident $name:literal $stage:ident $severity:ident
        $title:literal
        expected $expected:literal
        consequence $consequence:literal
        remedy $remedy:literal
        source $source:literal;)*) => {
        $(
            #[doc = concat!("`", $name, "`: ", $title, ".")]
            pub static $id: $crate::domain::finding::Rule = $crate::domain::finding::Rule {
                name: $name,
                stage: $crate::domain::finding::Stage::$stage,
                severity: $crate::domain::finding::Severity::$severity,
                title: $title,
                expected: $expected,
                consequence: $consequence,
                remedy: $remedy,
                source: $source,
            };
        )*
        /// Every rule of this file.
        pub(super) static ALL: &[&$crate::domain::finding::Rule] = &[$(&$id),*];
    };
}
pub(super) use rules;
