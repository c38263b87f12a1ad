//! The commands of the program, one file each.

pub mod certs;
pub mod check;
pub mod completions;
pub mod config;
pub mod demo;
pub mod pay;
pub mod ready;
pub mod sample_service;
pub mod serve;
pub mod verify;

mod announce;
mod control_client;
mod pay_findings;
mod stop;

use std::path::Path;

use crate::config::Config;
use crate::server::StartError;
use crate::soap::security::certificates::CertificateError;

/// The reason why a command failed. Its text is one line; the program then exits with code 2.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// Something could not be started.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The output cannot be written.
    #[error("cannot write: {0}")]
    Output(#[from] std::io::Error),
    /// There is nothing to do.
    #[error("{0}")]
    Refused(String),
}

impl From<CertificateError> for CommandError {
    fn from(error: CertificateError) -> Self {
        Self::Start(error.into())
    }
}

/// The sample e-Service's database, in the data folder.
fn sample_database(config: &Config) -> std::path::PathBuf {
    config.data_dir.join("sample-service.sqlite")
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
