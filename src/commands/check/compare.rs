//! `mpay-sim check compare`: what changed between two reports.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Arg, ArgMatches, Command, value_parser};

use super::again::read;
use crate::check::Grade;
use crate::check::report::comparison::{Change, compare};
use crate::check::report::document::Document;
use crate::commands::CommandError;

/// The command's name.
pub(super) const NAME: &str = "compare";

/// The command with its arguments.
pub(super) fn command() -> Command {
    let file = |name: &'static str, help: &'static str| {
        Arg::new(name).value_name("FILE").required(true).value_parser(value_parser!(PathBuf)).help(help)
    };
    Command::new(NAME)
        .about("What changed between two JSON reports")
        .long_about(
            "Compares two reports of --report json=FILE, rule by rule.\n\n\
             Exit code 0: nothing is worse. 1: something fails, or is warned of, that was not\n\
             before. 2: a report cannot be read.",
        )
        .arg(file("before", "The earlier report"))
        .arg(file("after", "The later one"))
}

/// Prints what changed to `out`.
///
/// # Errors
/// If a report cannot be read, and the errors of `out`.
pub(super) fn run(matches: &ArgMatches, out: &mut impl Write) -> Result<ExitCode, CommandError> {
    let [before, after] =
        ["before", "after"].map(|name| matches.get_one::<PathBuf>(name).cloned().unwrap_or_default());
    let (before, after) = (read(&before)?, read(&after)?);
    let comparison = compare(&before, &after);
    for (name, document) in [("before", &before), ("after", &after)] {
        let Document { service_id, url, started_at, version, .. } = document;
        writeln!(out, "  {name:<8}{service_id}   {url}   {started_at}   mpay-sim {version}")?;
    }
    writeln!(out)?;
    for (title, changes) in
        [("worse", &comparison.worse), ("mended", &comparison.mended), ("other changes", &comparison.other)]
    {
        if changes.is_empty() {
            continue;
        }
        writeln!(out, "  {title}")?;
        for Change { rule, before, after, said } in changes {
            writeln!(out, "    {rule}: {}, now {}", word(*before), word(*after))?;
            if title == "worse" {
                writeln!(out, "      {}: {}", said.0, said.1)?;
            }
        }
        writeln!(out)?;
    }
    let (worse, mended, other) = (comparison.worse.len(), comparison.mended.len(), comparison.other.len());
    writeln!(
        out,
        "  {worse} worse · {mended} mended · {other} other changes · {} the same",
        comparison.same
    )?;
    out.flush()?;
    Ok(ExitCode::from(u8::from(worse > 0)))
}

fn word(grade: Option<Grade>) -> &'static str {
    grade.map_or("not in the report", Grade::name)
}
