//! The reports that are written to files.

use std::path::PathBuf;

use super::arguments::Arguments;
use crate::check::report::{Report, json, junit};
use crate::commands::CommandError;

/// Makes a document of a report; true means `--strict`.
type Make = fn(&Report, bool) -> String;

/// Every kind of report.
const KINDS: [(&str, Make); 2] =
    [("json", |report, is_strict| format!("{:#}\n", json::of(report, is_strict))), ("junit", junit::of)];

/// A report to be written.
pub(super) struct Wanted {
    kind: &'static str,
    make: Make,
    path: PathBuf,
}

/// The reports asked for.
///
/// # Errors
/// If a kind is unknown, or no file is named.
pub(super) fn wanted(arguments: &Arguments) -> Result<Vec<Wanted>, CommandError> {
    let known = KINDS.map(|(kind, _)| format!("{kind}=FILE")).join(" or ");
    let refused = |text: &str| CommandError::Refused(format!("--report is `{text}`, expected {known}"));
    arguments
        .all("report")
        .iter()
        .map(|text| {
            let (kind, path) = text.split_once('=').ok_or_else(|| refused(text))?;
            let (kind, make) = KINDS
                .into_iter()
                .find(|(known, _)| *known == kind)
                .filter(|_| !path.is_empty())
                .ok_or_else(|| refused(text))?;
            Ok(Wanted { kind, make, path: path.into() })
        })
        .collect()
}

/// Writes the reports, and returns them as `kind FILE`.
///
/// # Errors
/// If a file cannot be written.
pub(super) fn write(
    wanted: &[Wanted],
    report: &Report,
    is_strict: bool,
) -> Result<Vec<String>, CommandError> {
    wanted
        .iter()
        .map(|Wanted { kind, make, path }| {
            std::fs::write(path, make(report, is_strict)).map_err(|why| {
                CommandError::Refused(format!("the report {} cannot be written: {why}", path.display()))
            })?;
            Ok(format!("{kind} {}", path.display()))
        })
        .collect()
}
