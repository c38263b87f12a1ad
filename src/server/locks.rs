//! What one process has to itself. A lock is the system's own on a file, and ends with the process, however that ends.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::StartError;
use crate::config::Config;
use crate::store::{Engine, sqlite_file};

/// A data folder. One that may hold a database this process has to itself, until it is dropped.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    _lock: Option<File>,
}

impl DataFolder {
    /// The folder of a hub. Of hubs on one PostgreSQL several may use one folder: only certificates lie in it, and whoever
    /// uses it signs with the same.
    pub fn of_hub(config: &Config) -> Result<Self, StartError> {
        let path = &config.data_dir;
        if Engine::of(&config.store_url()) != Some(Engine::Postgres) {
            return Self::open(path);
        }
        std::fs::create_dir_all(path).map_err(|why| StartError::DataFolder { path: path.to_owned(), why })?;
        Ok(Self { path: path.to_owned(), _lock: None })
    }

    /// Makes the folder where it is missing, and locks it against a second hub.
    pub fn open(path: &Path) -> Result<Self, StartError> {
        let failed = |why| StartError::DataFolder { path: path.to_owned(), why };
        std::fs::create_dir_all(path).map_err(failed)?;
        match locked(&path.join("hub.lock")).map_err(failed)? {
            Some(lock) => Ok(Self { path: path.to_owned(), _lock: Some(lock) }),
            None => Err(StartError::DataFolderInUse { path: path.to_owned() }),
        }
    }

    /// Where the certificates lie.
    pub fn certificates(&self) -> PathBuf {
        self.path.join("certs")
    }
}

/// An SQLite file, wherever it lies, that this process has to itself: a hub takes back all leases when it starts, which
/// must not be another one's. The lock is a file beside it, as SQLite's own locks are on the file itself.
#[derive(Debug)]
pub(super) struct DatabaseFile {
    _lock: File,
}

impl DatabaseFile {
    /// Locks the file behind this URL; `None` where it is a server's.
    pub(super) fn lock(url: &str) -> Result<Option<Self>, StartError> {
        let Some(path) = sqlite_file(url) else { return Ok(None) };
        // Two names of one file are one lock, as far as the file exists.
        let path = path.canonicalize().unwrap_or(path);
        let mut name = path.clone().into_os_string();
        name.push(".lock");
        let name = PathBuf::from(name);
        match locked(&name) {
            Ok(Some(lock)) => Ok(Some(Self { _lock: lock })),
            Ok(None) => Err(StartError::DatabaseInUse { path }),
            Err(why) => Err(StartError::DatabaseLock { path: name, why }),
        }
    }
}

/// The file with its lock; `None` where another process has it.
fn locked(path: &Path) -> io::Result<Option<File>> {
    let lock = File::create(path)?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(why)) => Err(why),
    }
}
