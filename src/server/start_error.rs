//! Why something could not be started.

use std::net::SocketAddr;
use std::path::PathBuf;

use thiserror::Error;

use crate::sample_service::SampleServiceError;
use crate::service_provider::TlsSetupError;
use crate::soap::security::certificates::CertificateError;
use crate::store::{OpenError, StoreError};

/// The reason why something could not be started. Each text is one line with the remedy.
#[derive(Debug, Error)]
pub enum StartError {
    /// Another program listens on the address.
    #[error("{address} is taken by another program; stop it, or choose another address with {flag}")]
    AddressTaken {
        /// The address.
        address: SocketAddr,
        /// The flag that sets it.
        flag: &'static str,
    },
    /// The system does not allow listening on the address.
    #[error("cannot listen on {address}: {why}; choose another address with {flag}")]
    CannotListen {
        /// The address.
        address: SocketAddr,
        /// The system's message.
        why: std::io::Error,
        /// The flag that sets it.
        flag: &'static str,
    },
    /// The data folder cannot be used.
    #[error("cannot write to the data folder {}: {why}; choose another one with --data-dir", path.display())]
    DataFolder {
        /// The folder.
        path: PathBuf,
        /// The system's message.
        why: std::io::Error,
    },
    /// Another hub uses the data folder.
    #[error("the data folder {} is in use by another mpay-sim; stop it, or choose another one with --data-dir", path.display())]
    DataFolderInUse {
        /// The folder.
        path: PathBuf,
    },
    /// Another hub uses the SQLite file.
    #[error("the database {} is in use by another mpay-sim; stop it, or name another file in database_url", path.display())]
    DatabaseInUse {
        /// The file.
        path: PathBuf,
    },
    /// The file that locks the SQLite file cannot be made.
    #[error("cannot lock the database: {}: {why}; name a file in a folder that can be written to in database_url", path.display())]
    DatabaseLock {
        /// The file of the lock.
        path: PathBuf,
        /// The system's message.
        why: std::io::Error,
    },
    /// The certificates cannot be used.
    #[error("certificates: {0}")]
    Certificates(#[from] CertificateError),
    /// The database cannot be opened.
    #[error(transparent)]
    Database(#[from] OpenError),
    /// The machine's clock differs too much from the database server's.
    #[error("{0}: other hubs on the database would suffer; set both clocks by NTP, and start again")]
    Clock(String),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The HTTP client cannot be made.
    #[error(transparent)]
    Client(#[from] TlsSetupError),
    /// The sample e-Service cannot be started.
    #[error(transparent)]
    SampleService(#[from] SampleServiceError),
}
