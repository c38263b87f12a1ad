//! The log: lines on stderr, so that stdout has only a command's output.

use tracing::Level;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::Registry;
use tracing_subscriber::util::SubscriberInitExt;

use crate::domain::named::named;

named! {
    fn name;
    /// How a line of the log is written.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum LogFormat {
        /// For people.
        #[default]
        Text = "text",
        /// One JSON object a line, for programs.
        Json = "json",
    }
}

/// Starts the log. Only the first call in a process has an effect, as tests start many hubs.
pub fn init(level: Level, format: LogFormat) {
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    // A test's lines belong to its output, which is shown if it fails.
    #[cfg(test)]
    let lines = lines.with_test_writer();
    let lines: Box<dyn Layer<Registry> + Send + Sync> = match format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    // An error here only means that a log was already started.
    let _ = tracing_subscriber::registry().with(lines.with_filter(filter(level))).try_init();
}

/// The filter for this level. Libraries log from `warn` unless details are requested: at `info` the database would drown
/// everything else.
fn filter(level: Level) -> Targets {
    let libraries = if level >= Level::DEBUG { level } else { level.min(Level::WARN) };
    Targets::new()
        .with_default(LevelFilter::from_level(libraries))
        .with_target(env!("CARGO_CRATE_NAME"), level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_quiet_until_debug() {
        assert!(filter(Level::INFO).would_enable("mpay_sim::delivery", &Level::INFO));
        assert!(!filter(Level::INFO).would_enable("sqlx::query", &Level::INFO));
        assert!(filter(Level::INFO).would_enable("sqlx::query", &Level::WARN));
        assert!(filter(Level::DEBUG).would_enable("sqlx::query", &Level::DEBUG));
        assert!(!filter(Level::ERROR).would_enable("sqlx::query", &Level::WARN));
    }

    #[test]
    fn a_second_start_is_harmless() {
        init(Level::ERROR, LogFormat::Text);
        init(Level::ERROR, LogFormat::Json);
    }
}
