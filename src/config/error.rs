//! Errors in settings, each in one line: place, value, expectation, remedy.

use std::fmt;
use std::path::PathBuf;

use thiserror::Error;

/// The source of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueSource {
    /// The built-in default.
    Default,
    /// A line of a TOML file.
    File {
        /// The file, relative to the working directory.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A variable of the environment.
    Environment {
        /// The name with its prefix: `MPAY_SIM_LISTEN`.
        name: String,
    },
    /// A flag.
    Flag {
        /// The name without dashes: `listen`.
        name: String,
    },
}

impl fmt::Display for ValueSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Environment { name } => f.write_str(name),
            Self::Flag { name } => write!(f, "--{name}"),
        }
    }
}

/// The reason why the settings are not accepted. The text has one line for each mistake and never holds a password.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The value is invalid.
    #[error("{place}: `{name}` is `{value}`, but must be {expected}; {remedy}")]
    Value {
        /// Its source.
        place: ValueSource,
        /// The key.
        name: String,
        /// The value, in one line and without a password.
        value: String,
        /// The expectation.
        expected: String,
        /// The remedy.
        remedy: &'static str,
    },
    /// The value is not UTF-8 text.
    #[error("{place}: the value is not UTF-8 text; write it in UTF-8")]
    NotUnicode {
        /// Its source.
        place: ValueSource,
    },
    /// The key is unknown.
    #[error("{place}: unknown key `{key}`{}; {hint}", among(.table))]
    UnknownKey {
        /// Its place.
        place: ValueSource,
        /// The key.
        key: String,
        /// Its table; `None` at the top level.
        table: Option<&'static str>,
        /// The nearest known key, or a pointer to the list of keys.
        hint: String,
    },
    /// A required key of a service is missing.
    #[error("{place}: this [[service]] has no `{key}`; add {expected}")]
    MissingKey {
        /// The beginning of the service.
        place: ValueSource,
        /// The key.
        key: &'static str,
        /// The expectation.
        expected: &'static str,
    },
    /// Services have several mistakes, one a line.
    #[error("{}", lines(.0))]
    Several(Vec<ConfigError>),
    /// Two services have the same id.
    #[error("{second}: service `{id}` is registered already at {first}; give each service its own id")]
    DuplicateService {
        /// The id.
        id: String,
        /// The beginning of the first service.
        first: ValueSource,
        /// The beginning of the second service.
        second: ValueSource,
    },
    /// A certificate cannot be read.
    #[error("{place}: {path} {reason}; the path is relative to the folder of this TOML file")]
    Certificate {
        /// The place of its name.
        place: ValueSource,
        /// The file.
        path: String,
        /// The error.
        reason: String,
    },
    /// A file is not TOML.
    #[error("{place}: not valid TOML: {message}; correct this line")]
    Syntax {
        /// The position.
        place: ValueSource,
        /// The parser's message.
        message: String,
    },
    /// A file cannot be read.
    #[error("{path}: cannot be read: {reason}; make it readable or remove it")]
    UnreadableFile {
        /// The file.
        path: String,
        /// The system's message.
        reason: String,
    },
    /// The folder of the files cannot be read.
    #[error(
        "{place}: the folder `{folder}` cannot be read: {reason}; \
         name an existing folder that holds mpay-sim.toml, or leave it out for the built-in defaults"
    )]
    Folder {
        /// The source of the folder's name.
        place: ValueSource,
        /// The folder.
        folder: String,
        /// The system's message.
        reason: String,
    },
    /// The configured folder has no settings file.
    #[error(
        "{place}: the folder `{folder}` holds no mpay-sim*.toml; \
         put mpay-sim.toml there, or leave it out for the built-in defaults"
    )]
    EmptyFolder {
        /// The source of the folder's name.
        place: ValueSource,
        /// The folder.
        folder: String,
    },
}

fn lines(errors: &[ConfigError]) -> String {
    errors.iter().map(ConfigError::to_string).collect::<Vec<_>>().join("\n")
}

fn among(table: &Option<&'static str>) -> String {
    table.map(|table| format!(" in [[{table}]]")).unwrap_or_default()
}
