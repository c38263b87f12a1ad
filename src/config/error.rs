//! What is wrong with settings, each in one line: where, what, what was expected, what to do.

use std::fmt;
use std::path::PathBuf;

use thiserror::Error;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Nobody gave it.
    Default,
    /// A line of a TOML file.
    File {
        /// The file, as reached from the working directory.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
    },
    /// A variable of the environment.
    Environment {
        /// With its prefix: `MPAY_SIM_LISTEN`.
        name: String,
    },
    /// A flag.
    Flag {
        /// Without its dashes: `listen`.
        name: String,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Environment { name } => f.write_str(name),
            Self::Flag { name } => write!(f, "--{name}"),
        }
    }
}

/// Why the settings cannot be taken. The text is one line and never holds a password.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// A value that its parser refuses.
    #[error("{place}: `{name}` is `{value}`, but must be {expected}; {remedy}")]
    Value {
        /// Where it was given.
        place: Place,
        /// The key.
        name: String,
        /// What was given, in one line and without a password.
        value: String,
        /// What it must be.
        expected: String,
        /// What to do.
        remedy: &'static str,
    },
    /// A value that is not text in UTF-8.
    #[error("{place}: the value is not UTF-8 text; write it in UTF-8")]
    NotUnicode {
        /// Where it was given.
        place: Place,
    },
    /// A key that is not known.
    #[error("{place}: unknown key `{key}`{}; {hint}", among(.table))]
    UnknownKey {
        /// Where it stands.
        place: Place,
        /// The key.
        key: String,
        /// The table in which it stands; `None` at the top of the file.
        table: Option<&'static str>,
        /// The nearest known key, or where the known keys are listed.
        hint: String,
    },
    /// A key that a service must have.
    #[error("{place}: this [[service]] has no `{key}`; add {expected}")]
    MissingKey {
        /// Where the service begins.
        place: Place,
        /// The key.
        key: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// Two services with one id.
    #[error("{second}: service `{id}` is registered already at {first}; give each service its own id")]
    DuplicateService {
        /// The id.
        id: String,
        /// Where the first service begins.
        first: Place,
        /// Where the second service begins.
        second: Place,
    },
    /// A certificate that cannot be read.
    #[error("{place}: {path} {reason}; the path is relative to the folder of this TOML file")]
    Certificate {
        /// Where it is named.
        place: Place,
        /// The file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A file that is not TOML.
    #[error("{place}: not valid TOML: {message}; correct this line")]
    Syntax {
        /// Where.
        place: Place,
        /// What the parser says.
        message: String,
    },
    /// A file that cannot be read.
    #[error("{path}: cannot be read: {reason}; make it readable or remove it")]
    UnreadableFile {
        /// The file.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// The folder of the files cannot be read.
    #[error(
        "{place}: the folder `{folder}` cannot be read: {reason}; \
         name an existing folder that holds mpay-sim.toml, or leave it out for the built-in defaults"
    )]
    Folder {
        /// What names the folder.
        place: Place,
        /// The folder.
        folder: String,
        /// What the system says.
        reason: String,
    },
    /// A folder that was named and holds none of our files.
    #[error(
        "{place}: the folder `{folder}` holds no mpay-sim*.toml; \
         put mpay-sim.toml there, or leave it out for the built-in defaults"
    )]
    EmptyFolder {
        /// What names the folder.
        place: Place,
        /// The folder.
        folder: String,
    },
}

fn among(table: &Option<&'static str>) -> String {
    table.map(|table| format!(" in [[{table}]]")).unwrap_or_default()
}
