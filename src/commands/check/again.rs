//! `--again`: only what did not pass in an earlier report.

use std::path::Path;

use super::arguments::Arguments;
use crate::check::report::document::{Document, FORMAT};
use crate::check::{Grade, find};
use crate::commands::CommandError;

/// The rules to run: those of `--only`, or with `--again` those that failed or were inconclusive in that report. Its
/// address and ServiceID are taken where none are given.
///
/// # Errors
/// If both are given, if the report cannot be read, or if there is nothing to repeat.
pub(super) fn only(arguments: &mut Arguments) -> Result<Vec<String>, CommandError> {
    let only = arguments.all("only");
    let Some(path) = arguments.one("again").map(str::to_owned) else { return Ok(only) };
    if !only.is_empty() {
        return Err(CommandError::Refused(
            "--only and --again are both given; leave one of them out".to_owned(),
        ));
    }
    let document = read(Path::new(&path))?;
    let is_strict = arguments.is_set("strict");
    let did_not_pass = |grade: Grade| match grade {
        Grade::Failed | Grade::Inconclusive | Grade::Known => true,
        Grade::Warning => is_strict,
        Grade::Skipped | Grade::Passed => false,
    };
    let rules: Vec<String> = document
        .results
        .iter()
        .filter(|rule| did_not_pass(rule.verdict))
        .map(|rule| rule.key.clone())
        // A rule of another version.
        .filter(|key| find(key).is_some())
        .collect();
    if rules.is_empty() {
        return Err(CommandError::Refused(format!(
            "{path}: nothing failed in it; leave --again out to check everything"
        )));
    }
    arguments.or("url", &document.url);
    arguments.or("service", &document.service_id);
    Ok(rules)
}

/// Reads a JSON report.
///
/// # Errors
/// If it cannot be read, or is none of this version's.
pub(super) fn read(path: &Path) -> Result<Document, CommandError> {
    let refused = |why: String| CommandError::Refused(format!("{}: {why}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|why| refused(why.to_string()))?;
    let document: Document = serde_json::from_str(&text).map_err(|why| {
        refused(format!("it is no report that `mpay-sim check --report json=FILE` writes: {why}"))
    })?;
    if document.format != FORMAT {
        let version = document.version;
        return Err(refused(format!(
            "it has the format of mpay-sim {version}, which this version does not read"
        )));
    }
    Ok(document)
}
