//! The commands of the program, one file each.

pub mod certs;
pub mod check;
pub mod clock;
pub mod completions;
pub mod config;
pub mod confirmation;
pub mod demo;
pub mod evidence;
pub mod pay;
pub mod ready;
pub mod sample_service;
pub mod scenario;
pub mod serve;
pub mod tail;
pub mod verify;

mod announce;
mod control_client;
mod hub_address;
mod pay_findings;
mod payment_scope;
mod stop;
mod terminal;

use std::path::Path;

use clap::{Arg, ArgAction, ArgMatches};

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

/// A flag with a value.
fn flag(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

/// The flag for the hub's own answer. It also stands behind the names of the command's own commands.
fn json_flag() -> Arg {
    Arg::new("json")
        .long("json")
        .action(ArgAction::SetTrue)
        .global(true)
        .help("Print what the hub says, as JSON")
}

/// The text of an argument, if given.
fn given<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a str> {
    matches.get_one::<String>(name).map(String::as_str)
}
