//! The checks of a message, one row each, with verdicts.

use crate::domain::call_outcome::CallOutcome;
use crate::domain::finding::{Finding, Severity, Stage, one_line};
use crate::flow::call_stages::{Absence, StageVerdict};
use crate::flow::x_ray::XRay;
use crate::i18n::{Translated, Translator};

/// The maximum number of lines beside the verdict of a stage.
const MOST_LINES: usize = 6;

/// One check.
#[derive(Debug)]
pub(super) struct Check {
    pub(super) name: String,
    pub(super) state: State,
    /// The verdict as text.
    pub(super) word: String,
    /// The findings, one line each.
    pub(super) lines: Vec<Line>,
}

/// The result of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Passed,
    Remarkable,
    /// It shows neither.
    Inconclusive,
    Failed,
    NotReached,
    /// There is nothing to check.
    Absent,
}

impl State {
    /// The class for its colour.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Passed => "ok",
            Self::Remarkable | Self::Inconclusive => "warn",
            Self::Failed => "bad",
            Self::NotReached | Self::Absent => "muted",
        }
    }

    pub(super) fn mark(self) -> &'static str {
        match self {
            Self::Passed => "✓",
            Self::Remarkable => "!",
            Self::Inconclusive => "?",
            Self::Failed => "✗",
            Self::NotReached | Self::Absent => "–",
        }
    }

    /// The key of its text.
    fn key(self) -> &'static str {
        match self {
            Self::Passed => "check-passed",
            Self::Remarkable => "check-remarkable",
            Self::Inconclusive => "check-inconclusive",
            Self::Failed => "check-failed",
            Self::NotReached => "check-not-reached",
            Self::Absent => "check-absent",
        }
    }
}

/// A line about a finding; exact values, such as a digest, are shown as code.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// A sentence in the page's language, before the text: a finding's title, or a remedy.
    pub(super) words: Option<Translated>,
    pub(super) text: String,
    pub(super) code: String,
}

impl Check {
    pub(super) fn new(t: &Translator, name: String, state: State, lines: Vec<Line>) -> Self {
        Self { name, state, word: t.get(state.key()), lines }
    }
}

impl Line {
    pub(super) fn text(text: impl AsRef<str>) -> Self {
        Self { text: one_line(text.as_ref()), ..Self::default() }
    }

    /// An exact value alone.
    pub(super) fn code(code: impl AsRef<str>) -> Self {
        Self { code: one_line(code.as_ref()), ..Self::default() }
    }

    fn with_code(text: impl AsRef<str>, code: impl AsRef<str>) -> Self {
        Self { code: one_line(code.as_ref()), ..Self::text(text) }
    }

    /// A remedy alone.
    pub(super) fn words(words: Translated) -> Self {
        Self { words: Some(words), ..Self::default() }
    }

    pub(super) fn of_finding(t: &Translator, finding: &Finding) -> Self {
        let title = t.words(&finding.rule.title_in_words());
        Self { words: Some(title), ..Self::with_code(&finding.found, finding.place.to_string()) }
    }
}

/// A stage of a call, with its findings and details.
pub(super) fn of_stage(
    t: &Translator,
    stage: Stage,
    verdict: &StageVerdict,
    of_finding: impl Fn(&Finding) -> Vec<Line>,
    learnt: Vec<Line>,
) -> Check {
    let state = match verdict {
        StageVerdict::Passed => State::Passed,
        // A note is no warning.
        StageVerdict::Remarkable(findings) if findings.iter().all(is_note) => State::Passed,
        StageVerdict::Remarkable(_) => State::Remarkable,
        StageVerdict::Inconclusive(_) => State::Inconclusive,
        StageVerdict::Failed(_) => State::Failed,
        StageVerdict::NotReached => State::NotReached,
        StageVerdict::Absent(_) => State::Absent,
    };
    let absence = match verdict {
        StageVerdict::Absent(Absence::PlainHttp) => Some("test-no-tls"),
        StageVerdict::Absent(Absence::NotLookedAt) => Some("test-no-signature"),
        StageVerdict::Absent(Absence::Fault) => Some("test-no-content"),
        _ => None,
    };
    let found = verdict.findings().iter().flat_map(of_finding);
    let lines = absence.map(|key| Line::text(t.get(key))).into_iter().chain(found).chain(learnt);
    Check::new(t, t.get(&format!("test-stage-{}", stage.name())), state, lines.collect())
}

fn is_note(finding: &Finding) -> bool {
    finding.rule.severity == Severity::Note
}

/// The reply's own information at this stage: its status, and the outcome of the call.
pub(super) fn learnt_of_reply(outcome: &CallOutcome, stage: Stage, verdict: &StageVerdict) -> Vec<Line> {
    match stage {
        Stage::Http => {
            outcome.http_status.iter().map(|status| Line::text(format!("HTTP {status}"))).collect()
        }
        Stage::Business if *verdict != StageVerdict::NotReached => vec![Line::text(outcome.to_string())],
        _ => vec![],
    }
}

/// The checks of a request: those that the e-Service makes of its signature.
pub(super) fn of_request(t: &Translator, x_ray: Option<&XRay>) -> Vec<Check> {
    match x_ray {
        Some(x_ray) if x_ray.signature.is_none() => {
            let found =
                x_ray.findings.first().map(|finding| Line::of_finding(t, finding)).into_iter().collect();
            vec![Check::new(t, t.get("check-signature"), State::Failed, found)]
        }
        Some(x_ray) => of_signature(t, x_ray),
        None => vec![],
    }
}

/// The checks of a reply: the stages of the call, and the parts of its signature.
pub(super) fn of_reply(
    t: &Translator,
    outcome: &CallOutcome,
    stages: &[(Stage, StageVerdict)],
    x_ray: Option<&XRay>,
) -> Vec<Check> {
    let mut checks = Vec::new();
    for (stage, verdict) in stages {
        let mut check = of_stage(
            t,
            *stage,
            verdict,
            |finding| vec![Line::of_finding(t, finding)],
            learnt_of_reply(outcome, *stage, verdict),
        );
        // All of them follow below, with remedies.
        check.lines.truncate(MOST_LINES);
        checks.push(check);
        if let (Stage::Signature, Some(x_ray)) = (stage, x_ray)
            && !matches!(verdict, StageVerdict::NotReached | StageVerdict::Absent(_))
        {
            checks.extend(of_signature(t, x_ray));
        }
    }
    checks
}

/// The parts of a signature, if there is one.
fn of_signature(t: &Translator, x_ray: &XRay) -> Vec<Check> {
    let check = |key: &str, holds: bool, lines| {
        Check::new(t, t.get(key), if holds { State::Passed } else { State::Failed }, lines)
    };
    let Some(signature) = &x_ray.signature else { return vec![] };
    let covered: Vec<&str> = [(x_ray.covers_body, "Body"), (x_ray.covers_timestamp, "Timestamp")]
        .into_iter()
        .filter_map(|(is_covered, name)| is_covered.then_some(name))
        .collect();
    let covers = if covered.is_empty() { "nothing that counts".to_owned() } else { covered.join(", ") };
    let mut checks =
        vec![check("check-covered", covered.len() == 2, vec![Line::text(format!("covers {covers}"))])];
    let certificate = signature.certificate.as_ref().map(|certificate| {
        vec![
            Line::text(&certificate.subject),
            Line::text(format!("{} … {}", t.date(certificate.not_before), t.date(certificate.not_after))),
            Line::with_code("SHA-1", &certificate.thumbprint),
        ]
    });
    let of_certificate = t.get("check-certificate");
    let has_certificate = if certificate.is_some() { State::Passed } else { State::Failed };
    checks.push(Check::new(t, of_certificate, has_certificate, certificate.unwrap_or_default()));
    checks.push(check(
        "check-signed-info",
        signature.holds,
        vec![Line::with_code("", &signature.algorithm), Line::with_code("", &signature.canonicalization)],
    ));
    for reference in &x_ray.references {
        let name = if reference.element_name.is_empty() { &reference.uri } else { &reference.element_name };
        let mut lines = vec![Line::with_code(t.get("check-declared"), &reference.declared)];
        if !reference.matches {
            lines.push(Line::with_code(t.get("check-computed"), &reference.computed));
        }
        let state = if reference.matches { State::Passed } else { State::Failed };
        checks.push(Check::new(t, t.with("check-digest", "element", one_line(name)), state, lines));
    }
    if let Some(timestamp) = &x_ray.timestamp {
        let times = format!("{} … {}", timestamp.created_text, timestamp.expires_text);
        let mut lines = vec![Line::with_code("", times)];
        lines.extend(timestamp.stale.as_ref().map(|problem| Line::text(problem.to_string())));
        checks.push(check("check-freshness", timestamp.stale.is_none(), lines));
    }
    checks
}
