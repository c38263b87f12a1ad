//! `mpay-sim clock`: the clock of a running hub, by which confirmations are due and orders expire.

use std::io::{self, Write};
use std::time::Duration;

use clap::{Arg, ArgMatches, Command};
use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use super::control_client::{ControlClient, shown};
use super::hub_address::connection_args;
use super::{CommandError, given, json_flag};
use crate::config::Config;
use crate::domain::local_time::with_offset;

/// The command's name.
pub const NAME: &str = "clock";

/// The time limit of the call: what becomes due is done after it.
const PATIENCE: Duration = Duration::from_secs(30);

/// The command with its own commands.
pub fn command() -> Command {
    let plain = |name: &'static str, about: &'static str| Command::new(name).about(about);
    Command::new(NAME)
        .about("Shows and moves the clock of a running hub, by which confirmations are due and orders expire")
        .long_about(
            "Shows and moves the clock of a running hub. Work that becomes due is done at once.\n\
             The clock is shared by all who use the hub, and e-Services have their own.",
        )
        .arg(json_flag())
        .args(connection_args())
        .subcommands([
            plain("show", "The hub's time and the machine's (the default)"),
            plain("advance", "Moves it by a duration").arg(
                Arg::new("duration")
                    .value_name("DURATION")
                    .required(true)
                    .allow_hyphen_values(true)
                    .help("Such as 90s, 72h or -5m"),
            ),
            plain("set", "Sets it")
                .arg(Arg::new("time").value_name("TIME").required(true).help("Such as 2027-01-04T09:00:00Z")),
            plain("freeze", "Stops it where it is"),
            plain("release", "Lets it run on from where it is"),
            plain("reset", "Lets it follow the machine's again"),
        ])
}

/// Shows the clock, or moves it and shows it.
///
/// # Errors
/// The hub's problem, and the errors of `out`.
pub async fn run(matches: &ArgMatches, config: &Config, out: &mut impl Write) -> Result<(), CommandError> {
    let client = ControlClient::new(matches, config, PATIENCE)?;
    let turn = match matches.subcommand() {
        Some(("advance", flags)) => json!({ "advance": given(flags, "duration") }),
        Some(("set", flags)) => json!({ "set": given(flags, "time") }),
        Some(("freeze", _)) => json!({ "freeze": true }),
        Some(("release", _)) => json!({ "freeze": false }),
        Some(("reset", _)) => json!({ "reset": true }),
        _ => return client.get("/clock").await?.print(matches, out, print),
    };
    client.call(Method::POST, "/clock", Some(&turn)).await?.print(matches, out, print)
}

fn print<W: Write>(clock: &Value, out: &mut W) -> io::Result<()> {
    let frozen = if clock["is_frozen"] == true { "  frozen" } else { "" };
    writeln!(out, "{:<9}{}{frozen}", "hub", local(&clock["now"]))?;
    writeln!(out, "{:<9}{}", "machine", local(&clock["machine_now"]))
}

/// A time of the hub in Chișinău's time.
pub(super) fn local(time: &Value) -> String {
    let at = time.as_str().and_then(|text| text.parse::<Timestamp>().ok());
    at.map_or_else(|| shown(time), with_offset)
}
