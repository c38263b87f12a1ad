//! The description of a metric, for its help text, `docs/METRICS.md` and the tests.

/// One metric with its description. Plain text.
#[derive(Debug)]
pub struct Description {
    /// The name.
    pub name: &'static str,
    /// The type for Prometheus.
    pub kind: Kind,
    /// The source of its values.
    pub source: Source,
    /// The meaning, without a full stop.
    pub help: &'static str,
    /// The labels with their possible values.
    pub labels: &'static [(&'static str, &'static str)],
}

/// The types of metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Increases until the process ends.
    Counter,
    /// Increases and decreases.
    Gauge,
    /// Counts observations by their size.
    Histogram,
}

/// The source of a metric's values, which decides how several hubs on one database add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// This process: values of several hubs are added up.
    Process,
    /// The database: every hub has the same value.
    Database,
}

impl Kind {
    /// Its name in the text format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

impl Source {
    /// The explanation in help text and document, without a full stop.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Process => "Of this process alone",
            Self::Database => "Of the database: every hub on it says the same, so take the maximum",
        }
    }
}

impl Description {
    /// The help text without its last full stop, which the encoder adds.
    pub(super) fn help_text(&self) -> String {
        format!("{}. {}", self.help, self.source.meaning())
    }
}

/// Makes the descriptions of all metrics and their list: constant, name, type, source and help text, then each label with
/// its values.
macro_rules! descriptions {
    ($($id:ident $name:literal $kind:ident $source:ident $help:literal
       [$($label:literal $values:expr),* $(,)?];)*) => {
        $(
            #[doc = concat!("`", $name, "`: ", $help, ".")]
            pub static $id: $crate::metrics::Description = $crate::metrics::Description {
                name: $name,
                kind: $crate::metrics::Kind::$kind,
                source: $crate::metrics::Source::$source,
                help: $help,
                labels: &[$(($label, $values)),*],
            };
        )*
        /// Every metric, in the order of the document.
        pub static ALL: &[&$crate::metrics::Description] = &[$(&$id),*];
    };
}
pub(super) use descriptions;
