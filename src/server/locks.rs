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
        private_folder(path).map_err(|why| StartError::DataFolder { path: path.to_owned(), why })?;
        Ok(Self { path: path.to_owned(), _lock: None })
    }

    /// Makes the folder where it is missing, and locks it against a second hub.
    pub fn open(path: &Path) -> Result<Self, StartError> {
        let failed = |why| StartError::DataFolder { path: path.to_owned(), why };
        private_folder(path).map_err(failed)?;
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

/// An SQLite file, wherever it lies and whatever it is called, that this process has to itself: a hub takes back all leases
/// when it starts, which must not be another one's. The lock is on the file itself (`flock`), which SQLite's own locks
/// (`fcntl`) do not meet.
#[derive(Debug)]
pub(super) struct DatabaseFile {
    _lock: File,
}

impl DatabaseFile {
    /// Locks the file behind this URL; `None` where it is a server's.
    pub(super) fn lock(url: &str) -> Result<Option<Self>, StartError> {
        let Some(path) = sqlite_file(url) else { return Ok(None) };
        let failed = |why| StartError::DatabaseLock { path: path.clone(), why };
        let file = private_file(&path).map_err(failed)?;
        match try_lock(&file) {
            Ok(true) => Ok(Some(Self { _lock: file })),
            Ok(false) => {
                // Closing it would end the locks of another hub in this process: they are the process's, not the file's.
                std::mem::forget(file);
                Err(StartError::DatabaseInUse { path })
            }
            Err(why) => Err(failed(why)),
        }
    }
}

/// The file with its lock; `None` where another process has it.
fn locked(path: &Path) -> io::Result<Option<File>> {
    let lock = File::create(path)?;
    Ok(try_lock(&lock)?.then_some(lock))
}

/// False where another process has the lock.
fn try_lock(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(why)) => Err(why),
    }
}

/// The file; where it does not exist, it is made for its owner alone, as what is beside it later will be: people's names and
/// numbers stand in it.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes the folder where it is missing, for its owner alone.
fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
