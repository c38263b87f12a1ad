//! The file of known failures.

use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::arguments::Arguments;
use crate::check::baseline::{Known, apply, updated};
use crate::check::find;
use crate::check::report::Report;
use crate::commands::CommandError;
use crate::domain::plain_text::one_line;

/// The comment above the entries.
const HEAD: &str = "\
# Known failures of `mpay-sim check --baseline`. Each may fail until its day, and needs a reason. New failures are added by
# --baseline-update, which also takes out what passes.
";

/// The known failures, and whether the file is to be written anew.
pub(super) struct Baseline {
    path: PathBuf,
    known: Vec<Known>,
    is_updated: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    known: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    rule: String,
    reason: String,
    expires: toml::value::Datetime,
}

/// The file that is asked for.
///
/// # Errors
/// If it cannot be read, has an entry of no rule or, unless it is updated, one without a reason.
pub(super) fn wanted(arguments: &Arguments) -> Result<Option<Baseline>, CommandError> {
    let is_updated = arguments.is_set("baseline-update");
    let Some(path) = arguments.one("baseline").map(PathBuf::from) else {
        return match is_updated {
            true => Err(CommandError::Refused("--baseline-update needs --baseline FILE".to_owned())),
            false => Ok(None),
        };
    };
    let refused = |why: String| CommandError::Refused(format!("{}: {why}", path.display()));
    let known = match std::fs::read_to_string(&path) {
        Ok(text) => read(&text).map_err(refused)?,
        Err(why) if why.kind() == ErrorKind::NotFound && is_updated => vec![],
        Err(why) if why.kind() == ErrorKind::NotFound => {
            return Err(refused("there is no such file; --baseline-update makes it".to_owned()));
        }
        Err(why) => return Err(refused(why.to_string())),
    };
    if let Some(entry) = known.iter().find(|entry| entry.reason.is_empty() && !is_updated) {
        return Err(refused(format!(
            "{} has no reason; say why it may fail until {}",
            entry.rule, entry.expires
        )));
    }
    Ok(Some(Baseline { path, known, is_updated }))
}

fn read(text: &str) -> Result<Vec<Known>, String> {
    let file: File = toml::from_str(text).map_err(|why| why.message().to_owned())?;
    let known = |Entry { rule, reason, expires }: Entry| -> Result<Known, String> {
        if find(&rule).is_none() {
            return Err(format!("no rule is called `{rule}`; `mpay-sim check --list` names them"));
        }
        let day: Date = expires
            .to_string()
            .parse()
            .map_err(|_| format!("{rule} expires on `{expires}`, expected a day such as 2027-03-31"))?;
        Ok(Known { rule, reason: one_line(reason.trim()), expires: day })
    };
    file.known.into_iter().map(known).collect()
}

impl Baseline {
    /// Writes the file anew if asked for, and judges the report by it.
    ///
    /// # Errors
    /// If the file cannot be written, and the errors of `out`.
    pub(super) fn judge(
        mut self,
        report: &mut Report,
        is_strict: bool,
        out: &mut impl Write,
    ) -> Result<(), CommandError> {
        let today = report.started_at.to_zoned(TimeZone::UTC).date();
        // A check that could not run says nothing about failures.
        if self.is_updated && report.blocked.is_none() {
            self.known = updated(&self.known, report, is_strict, today);
            let path = self.path.display();
            std::fs::write(&self.path, text(&self.known))
                .map_err(|why| CommandError::Refused(format!("{path} cannot be written: {why}")))?;
            let without: Vec<&str> = self
                .known
                .iter()
                .filter(|entry| entry.reason.is_empty())
                .map(|entry| entry.rule.as_str())
                .collect();
            writeln!(out, "{path} has {} known failures", self.known.len())?;
            if !without.is_empty() {
                writeln!(out, "write into it why these may fail, before it is used: {}", without.join(", "))?;
            }
            writeln!(out)?;
        }
        apply(&self.known, report, today);
        Ok(())
    }
}

fn text(known: &[Known]) -> String {
    let entry = |Known { rule, reason, expires }: &Known| {
        // On one line without control characters, JSON writes a text as TOML does.
        let reason = serde_json::Value::from(reason.as_str());
        format!("\n[[known]]\nrule = \"{rule}\"\nreason = {reason}\nexpires = {expires}\n")
    };
    known.iter().map(entry).fold(HEAD.to_owned(), |text, entry| text + entry.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let known = vec![Known {
            rule: "refuse/unsigned".to_owned(),
            reason: "the library \"x\" \\ ticket 7".to_owned(),
            expires: "2027-03-31".parse().unwrap(),
        }];
        assert_eq!(read(&text(&known)).unwrap(), known);
        assert_eq!(read("").unwrap(), vec![]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let entry = |rule: &str, day: &str| {
            format!("[[known]]\nrule = \"{rule}\"\nreason = \"r\"\nexpires = {day}\n")
        };
        assert!(read(&entry("refuse/nothing", "2027-03-31")).unwrap_err().contains("no rule is called"));
        assert!(read(&entry("refuse/unsigned", "10:00:00")).unwrap_err().contains("expected a day"));
        assert!(read("known = 1").is_err() && read("knwon = []").is_err());
    }
}
