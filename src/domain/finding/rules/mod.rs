//! Every rule, one file for each group of stages.

pub mod business;
pub mod contract;
pub mod diagnosis;
pub mod diagnosis_of_signature;
pub mod envelope;
pub mod scenario;
pub mod signature;
pub mod signer;
pub mod timestamp;
pub mod transport;

use super::Rule;

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

/// Every rule, file by file.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [
        transport::ALL,
        envelope::ALL,
        signature::ALL,
        signer::ALL,
        timestamp::ALL,
        diagnosis::ALL,
        diagnosis_of_signature::ALL,
        contract::ALL,
        business::ALL,
        scenario::ALL,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// The rules about causes of wrong digests.
pub fn causes_of_digests() -> &'static [&'static Rule] {
    diagnosis::ALL
}

/// The rules about causes of wrong signatures.
pub fn causes_of_signatures() -> &'static [&'static Rule] {
    diagnosis_of_signature::ALL
}

/// Every rule, sorted by its stage.
pub fn by_stage() -> Vec<&'static Rule> {
    let mut rules: Vec<_> = all().collect();
    rules.sort_by_key(|rule| rule.stage);
    rules
}

/// The rule with this name.
pub fn by_name(name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.name == name)
}
