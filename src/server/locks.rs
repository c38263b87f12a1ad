//! Resources exclusive to one process. A lock is the system's own on a file, and ends with the process, however that ends.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::start_error::StartError;
use crate::config::Config;
use crate::store::{Engine, sqlite_file};

/// A data folder. One that may hold a database is exclusive to this process until it is dropped.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    _lock: Option<File>,
}

impl DataFolder {
    /// The folder of a hub. Several hubs on one PostgreSQL may share a folder: it has only certificates, and all of them
    /// sign with the same.
    pub fn of_hub(config: &Config) -> Result<Self, StartError> {
        let path = &config.data_dir;
        if Engine::of(&config.store_url()) != Some(Engine::Postgres) {
            return Self::open(path);
        }
        private_folder(path).map_err(|why| StartError::DataFolder { path: path.to_owned(), why })?;
        Ok(Self { path: path.to_owned(), _lock: None })
    }

    /// Creates the folder if missing, and locks it against a second hub.
    pub fn open(path: &Path) -> Result<Self, StartError> {
        let failed = |why| StartError::DataFolder { path: path.to_owned(), why };
        private_folder(path).map_err(failed)?;
        match locked(&path.join("hub.lock")).map_err(failed)? {
            Some(lock) => Ok(Self { path: path.to_owned(), _lock: Some(lock) }),
            None => Err(StartError::DataFolderInUse { path: path.to_owned() }),
        }
    }

    /// The folder of the certificates.
    pub fn certificates(&self) -> PathBuf {
        self.path.join("certs")
    }
}

/// An SQLite file, of any path and name, exclusive to this process: a starting hub takes back all leases, which must not be
/// another hub's. The lock is on the file itself (`flock`), independent of SQLite's own locks (`fcntl`).
#[derive(Debug)]
pub(super) struct DatabaseFile {
    _lock: File,
}

impl DatabaseFile {
    /// Locks the file of this URL; `None` for a server's.
    pub(super) fn lock(url: &str) -> Result<Option<Self>, StartError> {
        let Some(path) = sqlite_file(url) else { return Ok(None) };
        let failed = |why| StartError::DatabaseLock { path: path.clone(), why };
        let file = private_file(&path).map_err(failed)?;
        match try_lock(&file) {
            Ok(true) => Ok(Some(Self { _lock: file })),
            Ok(false) => {
                // Closing it would release the locks of another hub in this process: they belong to the process, not the
                // file.
                std::mem::forget(file);
                Err(StartError::DatabaseInUse { path })
            }
            Err(why) => Err(failed(why)),
        }
    }
}

/// The locked file; `None` if another process has the lock.
fn locked(path: &Path) -> io::Result<Option<File>> {
    let lock = File::create(path)?;
    Ok(try_lock(&lock)?.then_some(lock))
}

/// False if another process has the lock.
fn try_lock(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(why)) => Err(why),
    }
}

/// The file, created for its owner only if missing, as it will contain personal data; SQLite's other files get the same
/// permissions.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Creates the folder, if missing, for its owner only.
fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
