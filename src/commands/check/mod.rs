//! `mpay-sim check`: would this e-Service pass MPay, and does it stay so? Runs alone, without a hub.

mod again;
mod arguments;
mod baseline;
mod compare;
mod listing;
mod new_order;
mod progress;
mod reports;
mod target;

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::{ArgMatches, Command};

use self::arguments::Arguments;
use super::CommandError;
use super::terminal::has_colours;
use crate::check::report::terminal;
use crate::check::{self, Plan, Selection};
use crate::config::{Config, args_of};

/// The command's name.
pub const NAME: &str = "check";

/// The command with its arguments.
pub fn command() -> Command {
    Command::new(NAME)
        .about("Whether an e-Service would pass MPay: signatures, repeated payments, the contract; the exit code says so")
        .long_about(
            "Calls an e-Service as MPay does, honestly and with every known defect, and says\n\
             what it does right and wrong. It needs no running hub and keeps no database.\n\
             Orders that may be paid are given with --order, several times, or made by\n\
             --new-order-command or --new-order-url; rules that pay use one up each.\n\
             Never point it at an e-Service in use: it confirms payments that were never made.\n\n\
             check.toml in the working directory may have every argument under its name.\n\n\
             Exit code 0: passed. 1: something failed, or with --strict a warning. 2: it\n\
             could not run, or no rule was tried. 3: nothing failed, something is\n\
             inconclusive.",
        )
        .args(arguments::args())
        .args(args_of(&[
            "data_dir",
            "hub_certificate",
            "hub_key",
            "hub_certificate_password",
            "tls_client_certificate",
            "tls_client_key",
            "tls_client_password",
            "e_service_timeout",
            "max_reply_bytes",
            "timestamp_leeway",
            "timestamp_longest_life",
            "seed",
        ]))
        .args_conflicts_with_subcommands(true)
        .subcommand(compare::command())
}

/// Makes the check, and prints the report to `out`.
///
/// # Errors
/// If an argument, a file or a certificate cannot be used, and the errors of `out`.
pub async fn run(
    matches: &ArgMatches,
    config: &Config,
    out: &mut impl Write,
) -> Result<ExitCode, CommandError> {
    if let Some((compare::NAME, files)) = matches.subcommand() {
        return compare::run(files, out);
    }
    let mut arguments = Arguments::read(matches)?;
    let only = again::only(&mut arguments)?;
    let selection = Selection::parse(only, arguments.all("skip")).map_err(CommandError::Refused)?;
    if arguments.is_set("list") {
        listing::print(&selection, out)?;
        return Ok(ExitCode::SUCCESS);
    }
    let reports = reports::wanted(&arguments)?;
    let baseline = baseline::wanted(&arguments)?;
    let target = target::of(&arguments, config, out)?;
    let is_strict = arguments.is_set("strict");
    let has_colours = has_colours();
    let plan = Plan {
        selection,
        orders: target::orders(&arguments)?,
        new_order: new_order::of(&arguments)?,
        is_patient: arguments.is_set("patient"),
        slow_after: target::duration(&arguments, "slow-after")?.unwrap_or(check::SLOW_AFTER),
        seed: config.seed.unwrap_or(1),
        again: arguments.again(config.seed),
        watch: progress::shown(std::io::stderr().is_terminal()),
    };
    let mut report = check::run(target, plan).await;
    progress::end(std::io::stderr().is_terminal());
    if let Some(baseline) = baseline {
        baseline.judge(&mut report, is_strict, out)?;
    }
    let written = reports::write(&reports, &report, is_strict, out)?;
    out.write_all(terminal::of(&report, has_colours, is_strict, &written).as_bytes())?;
    out.flush()?;
    Ok(ExitCode::from(report.exit_code(is_strict)))
}
