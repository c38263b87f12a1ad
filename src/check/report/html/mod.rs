//! The report as one HTML file: no script, no other file, every message with its X-ray.

mod messages;

use std::ops::RangeFrom;

use askama::Template;
use askama::filters::Safe;

use self::messages::Messages;
use super::{Report, RuleResult};
use crate::assets;
use crate::check::family::Family;
use crate::check::verdict::Grade;
use crate::domain::plain_text::one_line;
use crate::markup;

/// The sections with their headings, in the order of the page.
const SECTIONS: [(Grade, &str); 4] = [
    (Grade::Failed, "Failed"),
    (Grade::Warning, "Warnings"),
    (Grade::Inconclusive, "Inconclusive"),
    (Grade::Known, "Known failures"),
];

/// The document.
pub fn of(report: &Report, is_strict: bool) -> String {
    let mut messages = Messages::new(report);
    let mut numbers = 1..;
    let sections: Vec<Section<'_>> = SECTIONS
        .into_iter()
        .map(|(grade, title)| Section {
            grade,
            title,
            entries: entries(report.of(grade), &mut numbers, &mut messages),
        })
        .filter(|section| !section.entries.is_empty())
        .collect();
    let is_listed = |result: &&RuleResult| SECTIONS.iter().all(|(grade, _)| *grade != result.verdict.grade);
    let families: Vec<FamilyView<'_>> = Family::ALL
        .into_iter()
        .map(|family| {
            let of_family = || report.results.iter().filter(move |result| result.rule.family == family);
            let counts =
                Grade::ALL.map(|grade| of_family().filter(|result| result.verdict.grade == grade).count());
            FamilyView {
                family,
                counts,
                others: entries(of_family().filter(is_listed), &mut numbers, &mut messages),
            }
        })
        .filter(|family| family.all() > 0)
        .collect();
    let page = Page { report, is_strict, css: assets::inlined_stylesheets(), sections, families };
    // A template over values that are all there does not fail.
    page.render().unwrap_or_default()
}

fn entries<'r>(
    results: impl Iterator<Item = &'r RuleResult>,
    numbers: &mut RangeFrom<usize>,
    messages: &mut Messages<'_>,
) -> Vec<Entry<'r>> {
    results.zip(numbers).map(|(result, number)| Entry::of(result, number, messages)).collect()
}

#[derive(Template)]
#[template(path = "check/report.html")]
struct Page<'r> {
    report: &'r Report,
    is_strict: bool,
    css: String,
    sections: Vec<Section<'r>>,
    families: Vec<FamilyView<'r>>,
}

/// The entries of one grade.
struct Section<'r> {
    grade: Grade,
    title: &'static str,
    entries: Vec<Entry<'r>>,
}

/// One rule with its number on the page.
struct Entry<'r> {
    number: usize,
    result: &'r RuleResult,
    calls: Vec<Safe<String>>,
}

/// A family: its counts in the order of [`Grade::ALL`], and the rules that no section has.
struct FamilyView<'r> {
    family: Family,
    counts: [usize; Grade::ALL.len()],
    others: Vec<Entry<'r>>,
}

/// A part of a family's meter, in percent of its width.
struct Bar {
    class: &'static str,
    from: f64,
    width: f64,
}

impl Page<'_> {
    fn title(&self) -> String {
        one_line(&format!("Would {} pass MPay?", self.report.service_id))
    }

    fn started_at(&self) -> String {
        self.report.started_at.strftime("%d.%m.%Y, %H:%M:%S UTC").to_string()
    }

    fn seconds(&self) -> String {
        format!("{:.1} s", self.report.took.as_secs_f64())
    }

    fn exit_code(&self) -> u8 {
        self.report.exit_code(self.is_strict)
    }

    /// The counts that are shown, with their classes and words.
    fn score(&self) -> Vec<(usize, &'static str, &'static str)> {
        let of = |(grade, word): (Grade, &'static str)| (self.report.count(grade), class(grade), word);
        Report::words_of_counts(self.report).into_iter().map(of).collect()
    }

    fn prose(&self, text: &str) -> Safe<String> {
        markup::prose(text)
    }
}

impl<'r> Entry<'r> {
    fn of(result: &'r RuleResult, number: usize, messages: &mut Messages<'_>) -> Self {
        let calls = result.calls.iter().map(|call| messages.call(call)).collect();
        Self { number, result, calls }
    }

    fn class(&self) -> &'static str {
        class(self.result.verdict.grade)
    }
}

impl FamilyView<'_> {
    fn all(&self) -> usize {
        self.counts.iter().sum()
    }

    fn count(&self, wanted: Grade) -> usize {
        Grade::ALL
            .iter()
            .zip(self.counts)
            .filter(|(grade, _)| **grade == wanted)
            .map(|(_, count)| count)
            .sum()
    }

    fn bars(&self) -> Vec<Bar> {
        let all = self.all().max(1) as f64;
        let mut from = 0.0;
        let mut bar = |(grade, count): (Grade, usize)| {
            let width = count as f64 * 100.0 / all;
            let bar = Bar { class: class(grade), from, width };
            from += width;
            bar
        };
        let graded =
            [Grade::Failed, Grade::Warning, Grade::Inconclusive, Grade::Known, Grade::Passed, Grade::Skipped];
        graded
            .into_iter()
            .map(|grade| bar((grade, self.count(grade))))
            .filter(|bar| bar.width > 0.0)
            .collect()
    }
}

/// The class of a grade in the stylesheet.
fn class(grade: Grade) -> &'static str {
    match grade {
        Grade::Failed => "bad",
        Grade::Warning | Grade::Known => "warn",
        Grade::Passed => "ok",
        Grade::Inconclusive | Grade::Skipped => "off",
    }
}
