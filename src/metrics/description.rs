//! The description of a metric, for its help text, `docs/METRICS.md` and the tests that compare both with the code.

/// One metric, with everything that is said of it. Plain text.
#[derive(Debug)]
pub struct Description {
    /// The name under which it is shown.
    pub name: &'static str,
    /// What it is to Prometheus.
    pub kind: Kind,
    /// Whom it speaks of.
    pub source: Source,
    /// What it tells, without a full stop.
    pub help: &'static str,
    /// Each label with the values that it may have.
    pub labels: &'static [(&'static str, &'static str)],
}

/// The kinds of metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Goes up until the process ends.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Counts observations by their size.
    Histogram,
}

/// Whom a metric speaks of, which decides how several hubs on one database add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// This process alone: what several hubs count is added up.
    Process,
    /// The database: every hub on it says the same.
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
    /// What the help text and the document say of it, without a full stop.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Process => "Of this process alone",
            Self::Database => "Of the database: every hub on it says the same, so take the maximum",
        }
    }
}

impl Description {
    /// The help text, without its last full stop, which the encoder adds.
    pub(super) fn help_text(&self) -> String {
        format!("{}. {}", self.help, self.source.meaning())
    }
}

/// Makes the descriptions of all metrics, and the list of them: the constant, the name, the kind, the source and the help
/// text, then each label with its values.
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
