//! The report as annotations of GitHub Actions: one a family and severity, as GitHub shows ten of a step.
//!
//! Source: GitHub Docs, "Workflow commands for GitHub Actions".

use super::Report;
use crate::check::family::Family;
use crate::check::verdict::Grade;
use crate::domain::plain_text::line_of;

/// The longest annotation in characters; GitHub folds what is longer than a few lines.
const MOST: usize = 1_000;

/// The lines, which a step prints.
pub fn of(report: &Report, _is_strict: bool) -> String {
    let mut lines = String::new();
    if let Some(blocked) = &report.blocked {
        let text = format!("{}; {} {}", blocked.reason, blocked.remedy, blocked.words);
        lines.push_str(&command("error", &format!("{} could not be checked", report.service_id), &text));
    }
    for family in Family::ALL {
        // Failures first: of a family that has both, they are what is shown.
        for (grade, level) in [(Grade::Failed, "error"), (Grade::Warning, "warning")] {
            let of_family: Vec<_> = report.of(grade).filter(|result| result.rule.family == family).collect();
            if of_family.is_empty() {
                continue;
            }
            let entry = |result: &&super::RuleResult| {
                format!("{}: {} ({})", result.rule.id(), result.headline(), result.said())
            };
            let entries: Vec<String> = of_family.iter().map(entry).collect();
            let count = of_family.len();
            let word = if grade == Grade::Failed { "failed" } else { "to mind" };
            let title = format!("{} at {}: {count} {word}", family.title(), report.service_id);
            lines.push_str(&command(level, &title, &entries.join("; ")));
            break;
        }
    }
    lines
}

fn command(level: &str, title: &str, text: &str) -> String {
    let title = escaped(title).replace(':', "%3A").replace(',', "%2C");
    format!("::{level} title={title}::{}\n", escaped(&line_of(text, MOST)))
}

/// The text as data of a command: on one line, and with no second command in it.
fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}
