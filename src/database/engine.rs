//! The database engines, and the URL of a file.

use std::path::Path;

/// The database engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// An embedded file, used by one hub.
    Sqlite,
    /// A server, which several hubs may share.
    Postgres,
}

impl Engine {
    /// The engine for a URL; `None` for an unknown one.
    pub fn of(url: &str) -> Option<Self> {
        match url.split(':').next() {
            Some("sqlite") => Some(Self::Sqlite),
            Some("postgres" | "postgresql") => Some(Self::Postgres),
            _ => None,
        }
    }

    /// Its short name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// The URL of an SQLite file. The database library parses the path as part of a URL, so its special characters are encoded.
pub fn sqlite_url(file: &Path) -> String {
    let path = file.display().to_string();
    format!("sqlite:{}", path.replace('%', "%25").replace('?', "%3F").replace('#', "%23"))
}
