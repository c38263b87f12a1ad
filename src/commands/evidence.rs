//! `mpay-sim evidence`: the archive about a payment, to attach to a ticket.

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Arg, ArgMatches, Command, value_parser};

use super::control_client::ControlClient;
use super::hub_address::connection_args;
use super::payment_scope::{address, of_payment};
use super::terminal::Progress;
use super::{CommandError, shown};
use crate::config::Config;

/// The command's name.
pub const NAME: &str = "evidence";

/// The time limit of the download: fifty large messages are packed and sent.
const PATIENCE: Duration = Duration::from_secs(120);

/// The command with its arguments.
pub fn command() -> Command {
    of_payment(Command::new(NAME))
        .about("Downloads everything about a payment at a running hub in one archive, to attach to a ticket")
        .long_about(
            "Downloads everything about a payment at a running hub in one archive: its messages\n\
             byte for byte, the octets that were signed, the verification of each message,\n\
             certificates, timeline and receipt. It has no private key.",
        )
        .arg(
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("Where it goes; - is standard output [default: payment-NUMBER-evidence.zip]"),
        )
        .args(connection_args())
}

/// Writes the archive, and its name to `out`.
///
/// # Errors
/// The hub's problem, or that of the file.
pub async fn run(matches: &ArgMatches, config: &Config, out: &mut impl Write) -> Result<(), CommandError> {
    let client = ControlClient::new(matches, config, PATIENCE)?;
    let progress = Progress::of("downloading");
    let archive = client.file(&address("/payments", matches, "/evidence.zip")).await?;
    drop(progress);
    let path = match matches.get_one::<PathBuf>("output") {
        Some(path) if path.as_os_str() == "-" => {
            out.write_all(&archive.content)?;
            return Ok(out.flush()?);
        }
        Some(path) => path.clone(),
        None if archive.name.is_empty() => PathBuf::from("evidence.zip"),
        None => PathBuf::from(&archive.name),
    };
    std::fs::write(&path, &archive.content)
        .map_err(|why| CommandError::Refused(format!("{} cannot be written: {why}", shown(&path))))?;
    writeln!(out, "{}", shown(&path))?;
    Ok(out.flush()?)
}
