//! The reports that are written to files.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::arguments::Arguments;
use crate::check::report::{Report, document, github, html, junit, markdown};
use crate::commands::CommandError;

/// Makes a document of a report; true means `--strict`.
type Make = fn(&Report, bool) -> String;

/// Every kind of report.
const KINDS: [(&str, Make); 5] = [
    ("html", html::of),
    ("json", document::text),
    ("junit", junit::of),
    ("summary", markdown::of),
    ("github", github::of),
];

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
    let known = KINDS.map(|(kind, _)| format!("{kind}=FILE")).join(", ");
    let refused =
        |text: &str| CommandError::Refused(format!("--report is `{text}`, expected one of {known}"));
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

/// Writes the reports, and returns them as `kind FILE`. A file called `-` is `out`.
///
/// # Errors
/// If a file cannot be written, and the errors of `out`.
pub(super) fn write(
    wanted: &[Wanted],
    report: &Report,
    is_strict: bool,
    out: &mut impl Write,
) -> Result<Vec<String>, CommandError> {
    let mut written = Vec::new();
    for Wanted { kind, make, path } in wanted {
        let document = make(report, is_strict);
        if path == Path::new("-") {
            out.write_all(document.as_bytes())?;
            continue;
        }
        to_file(path, &document).map_err(|why| {
            CommandError::Refused(format!("the report {} cannot be written: {why}", path.display()))
        })?;
        written.push(format!("{kind} {}", path.display()));
    }
    Ok(written)
}

/// Writes the file anew, or adds to it where it is the summary of GitHub's step, which other commands write to as well.
fn to_file(path: &Path, document: &str) -> std::io::Result<()> {
    let is_summary =
        std::env::var_os("GITHUB_STEP_SUMMARY").is_some_and(|summary| Path::new(&summary) == path);
    let mut options = std::fs::OpenOptions::new();
    options.create(true).write(true).append(is_summary).truncate(!is_summary);
    options.open(path)?.write_all(document.as_bytes())
}
