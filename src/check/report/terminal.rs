//! The report for a terminal, with or without colours.

use std::fmt::Write;

use super::{Report, RuleResult};
use crate::check::family::Family;
use crate::check::verdict::Grade;
use crate::domain::plain_text::wrapped;

/// The width of texts.
const COLUMNS: usize = 90;

/// Beyond this number inconclusive rules are named alone: they mostly have one cause, which a failure above them tells.
const MOST_INCONCLUSIVE: usize = 10;

/// The escape sequences of a terminal; empty without colours.
#[derive(Debug, Clone, Copy)]
struct Colours(bool);

impl Colours {
    fn paint(self, code: &str, text: &str) -> String {
        if self.0 { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn tag(self, grade: Grade) -> String {
        let code = match grade {
            Grade::Failed => "1;31",
            Grade::Warning => "33",
            Grade::Inconclusive => "35",
            Grade::Known => "36",
            Grade::Skipped => "2",
            Grade::Passed => "32",
        };
        self.paint(code, grade.tag())
    }
}

/// The report. Its last lines hold the counts, and `reports` names the files that were written.
pub fn of(report: &Report, has_colours: bool, is_strict: bool, reports: &[String]) -> String {
    let colours = Colours(has_colours);
    let mut out = String::new();
    let title = format!("Would {} pass MPay?", report.service_id);
    line(&mut out, &format!("  {}   {}", colours.paint("1", &title), report.url));
    if let Some(first) = report.first_call_line().filter(|first| !first.is_empty()) {
        line(&mut out, &format!("  doctor     {first}"));
    }
    line(&mut out, "");
    if let Some(blocked) = &report.blocked {
        line(&mut out, &format!("  {} {}", colours.paint("1;31", "STOP"), blocked.reason));
        if !blocked.words.is_empty() {
            told(&mut out, "its words", &blocked.words);
        }
        told(&mut out, "do", &blocked.remedy);
        let signed = format!("{} (thumbprint {})", report.keys.own.subject, report.keys.own.thumbprint());
        told(&mut out, "signed as", &signed);
        line(&mut out, "");
    }
    for grade in [Grade::Failed, Grade::Warning, Grade::Inconclusive, Grade::Known] {
        let of: Vec<&RuleResult> = report.of(grade).collect();
        let is_folded = grade == Grade::Inconclusive && of.len() > MOST_INCONCLUSIVE;
        let (shown, more) = of.split_at(if is_folded { 1 } else { of.len() });
        shown.iter().for_each(|result| entry(&mut out, colours, result));
        if is_folded {
            let count = format!("{} more, each with its reason in a report (--report)", more.len());
            line(&mut out, &format!("  {} {count}", colours.tag(grade)));
            let keys: Vec<String> = more.iter().map(|result| result.rule.key()).collect();
            told(&mut out, "rules", &keys.join(", "));
            line(&mut out, "");
        }
    }
    families(&mut out, report);
    let took = format!("{:.1} s, seed {}", report.took.as_secs_f64(), report.seed);
    line(&mut out, &format!("  {}   {took}", report.counts()));
    if let Some(why) = report.of(Grade::Skipped).map(|result| &result.verdict.message).next() {
        let count = report.count(Grade::Skipped);
        line(&mut out, &format!("  skipped: {count}, the first because {why}"));
    }
    line(&mut out, &format!("  by mpay-sim {}, not by MPay; it could not see:", report.version));
    for unseen in &report.unseen {
        line(&mut out, &format!("    {unseen}"));
    }
    let written = match reports {
        [] => {
            "none asked for (--report html=FILE, json=FILE, junit=FILE, summary=FILE, github=FILE)".to_owned()
        }
        reports => reports.join(", "),
    };
    line(&mut out, &format!("  report: {written}   exit {}", report.exit_code(is_strict)));
    out
}

fn entry(out: &mut String, colours: Colours, result: &RuleResult) {
    let RuleResult { rule, verdict, again, .. } = result;
    line(
        out,
        &format!("  {} {} {}  {}", colours.tag(verdict.grade), rule.id(), rule.name, result.headline()),
    );
    told(out, "seen", &verdict.message);
    if !verdict.words.is_empty() {
        told(out, "its words", &verdict.words);
    }
    if verdict.grade != Grade::Inconclusive {
        told(out, "why", &format!("{} ({})", result.why(), rule.source));
        told(out, "do", result.mend());
    }
    line(out, &format!("        {:<10}{again}", "again"));
    line(out, "");
}

fn families(out: &mut String, report: &Report) {
    for family in Family::ALL {
        let of: Vec<_> = report.results.iter().filter(|result| result.rule.family == family).collect();
        let count = |grade: Grade| of.iter().filter(|result| result.verdict.grade == grade).count();
        let skipped = match count(Grade::Skipped) {
            0 => String::new(),
            all if all == of.len() => continue,
            some => format!(", {some} skipped"),
        };
        let (name, passed) = (family.name(), count(Grade::Passed));
        line(out, &format!("  {name:<13}{passed} of {}{skipped}   {}", of.len(), family.title()));
    }
    line(out, "");
}

/// A text under its name.
fn told(out: &mut String, name: &str, text: &str) {
    for (at, part) in wrapped(text, COLUMNS).iter().enumerate() {
        let name = if at == 0 { name } else { "" };
        line(out, &format!("        {name:<10}{part}"));
    }
}

fn line(out: &mut String, text: &str) {
    // Writing to a String does not fail.
    let _ = writeln!(out, "{text}");
}
