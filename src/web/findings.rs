//! Findings in the simulator's own box of every page, and the page that explains every rule.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::language::RequestLanguage;
use super::page::{Frame, render};
use crate::domain::finding::{Finding, Rule, Severity, rules};
use crate::i18n::{Translated, Translator};

/// The maximum number shown; the exchange has them all.
const MAX_SHOWN: usize = 40;

/// The findings of one exchange, for `findings.html`.
#[derive(Default)]
pub(super) struct Findings {
    /// Their number as text; empty if there are none.
    pub(super) heading: String,
    pub(super) shown: Vec<FindingView>,
    /// True if an error must be visible without a click.
    pub(super) open: bool,
}

pub(super) struct FindingView {
    pub(super) finding: Finding,
    pub(super) severity: String,
    pub(super) title: Translated,
    pub(super) consequence: Translated,
    pub(super) remedy: Translated,
}

impl Findings {
    pub(super) fn of(t: &Translator, findings: &[Finding]) -> Self {
        if findings.is_empty() {
            return Self::default();
        }
        let shown = findings.iter().take(MAX_SHOWN).map(|finding| FindingView {
            severity: severity_text(t, finding.rule.severity),
            title: t.words(&finding.rule.title_in_words()),
            consequence: t.words(&finding.consequence),
            remedy: t.words(&finding.remedy),
            finding: finding.clone(),
        });
        Self {
            heading: t.count("findings-heading", findings.len()),
            shown: shown.collect(),
            open: findings.iter().any(|finding| finding.rule.severity == Severity::Error),
        }
    }
}

fn severity_text(t: &Translator, severity: Severity) -> String {
    t.get(&format!("finding-{}", severity.name()))
}

#[derive(Template)]
#[template(path = "rules.html")]
struct RulesPage {
    f: Frame,
    stages: Vec<StageView>,
}

/// The rules of one stage.
struct StageView {
    name: &'static str,
    rules: Vec<RuleView>,
}

struct RuleView {
    rule: &'static Rule,
    severity: String,
    title: Translated,
    consequence: Translated,
    remedy: Translated,
}

impl RuleView {
    fn of(t: &Translator, rule: &'static Rule) -> Self {
        Self {
            rule,
            severity: severity_text(t, rule.severity),
            title: t.words(&rule.title_in_words()),
            consequence: t.words(&rule.consequence_in_words()),
            remedy: t.words(&rule.remedy_in_words()),
        }
    }
}

/// Every rule with its expectation, reason and remedy.
pub(super) async fn rules(language: RequestLanguage) -> HttpResponse {
    let t = language.translator();
    let rules = rules::by_stage();
    let stages = rules.chunk_by(|one, next| one.stage == next.stage).map(|of_stage| StageView {
        name: of_stage[0].stage.name(),
        rules: of_stage.iter().map(|rule| RuleView::of(&t, rule)).collect(),
    });
    let stages = stages.collect();
    render(StatusCode::OK, &language, &RulesPage { f: Frame::new(&language), stages })
}
