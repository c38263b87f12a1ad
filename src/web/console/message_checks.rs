//! What was looked at about a message, one row a check, each with its verdict.

use crate::domain::finding::{Finding, Severity, Stage, one_line};
use crate::flow::call_stages::is_not_reached;
use crate::flow::x_ray::{Message, XRay};
use crate::i18n::Translator;
use crate::store::ListedExchange;

/// One check.
#[derive(Debug)]
pub(super) struct Check {
    pub(super) name: String,
    pub(super) state: State,
    /// Its verdict in words.
    pub(super) word: String,
    /// What was found, a line each.
    pub(super) lines: Vec<Line>,
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Passed,
    Remarkable,
    /// It says neither.
    Inconclusive,
    Failed,
    NotReached,
    /// There is nothing of this kind to look at.
    Absent,
}

impl State {
    /// The class that colours it.
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

    /// The key of its words.
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

/// A line of what was found; what is exact, such as a digest, stands as code.
#[derive(Debug)]
pub(super) struct Line {
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
        Self { text: one_line(text.as_ref()), code: String::new() }
    }

    /// What is exact, alone.
    pub(super) fn code(code: impl AsRef<str>) -> Self {
        Self { text: String::new(), code: one_line(code.as_ref()) }
    }

    fn with_code(text: impl AsRef<str>, code: impl AsRef<str>) -> Self {
        Self { text: one_line(text.as_ref()), code: one_line(code.as_ref()) }
    }

    pub(super) fn of_finding(finding: &Finding) -> Self {
        Self::with_code(format!("{}: {}", finding.rule.title, finding.found), finding.place.to_string())
    }
}

/// The checks of a message, in the order in which it is read.
pub(super) fn checks(
    t: &Translator,
    exchange: &ListedExchange,
    message: Message,
    x_ray: Option<&XRay>,
) -> Vec<Check> {
    let is_reply = message == Message::Response;
    let mut checks = Vec::new();
    if is_reply {
        let is_about_http = |finding: &Finding| finding.rule.stage == Stage::Http;
        let is_connected =
            exchange.outcome.http_status.is_some() || exchange.findings.iter().any(is_about_http);
        let way = [Stage::Request, Stage::Dns, Stage::Connect, Stage::Tls];
        checks.push(of_stages(t, "check-connection", exchange, &way, !is_connected));
        if is_connected {
            checks.push(of_stages(t, "check-http", exchange, &[Stage::Http], false));
        }
    }
    let Some(x_ray) = x_ray else { return checks };
    if is_reply {
        checks.push(of_stages(t, "check-envelope", exchange, &[Stage::Envelope], false));
    }
    if is_reply && is_not_reached(&exchange.outcome, Stage::Signature) {
        checks.push(Check::new(t, t.get("check-signature"), State::NotReached, vec![]));
    } else {
        checks.extend(of_signature(t, x_ray));
    }
    if is_reply {
        checks.push(of_stages(t, "check-contract", exchange, &[Stage::Contract], false));
        checks.push(of_stages(t, "check-business", exchange, &[Stage::Business], false));
    }
    checks
}

/// A check by what was found at these stages; `has_failed` where something failed, whatever was found.
fn of_stages(
    t: &Translator,
    key: &str,
    exchange: &ListedExchange,
    stages: &[Stage],
    has_failed: bool,
) -> Check {
    let found: Vec<&Finding> =
        exchange.findings.iter().filter(|finding| stages.contains(&finding.rule.stage)).collect();
    let is_contract_of_fault = stages == [Stage::Contract] && exchange.outcome.fault.is_some();
    if is_contract_of_fault {
        return Check::new(t, t.get(key), State::Absent, vec![Line::text(t.get("test-no-content"))]);
    }
    // The content is looked at whatever the signature is worth.
    let is_looked_at = stages == [Stage::Contract] && !found.is_empty();
    if !is_looked_at && stages.iter().all(|stage| is_not_reached(&exchange.outcome, *stage)) {
        return Check::new(t, t.get(key), State::NotReached, vec![]);
    }
    let state = match found.iter().map(|finding| finding.rule.severity).max() {
        Some(Severity::Error) => State::Failed,
        _ if has_failed => State::Failed,
        Some(Severity::Warning) => State::Remarkable,
        Some(Severity::Note) | None => State::Passed,
    };
    let came = match stages {
        [Stage::Http] => exchange.outcome.http_status.map(|status| Line::text(format!("HTTP {status}"))),
        [Stage::Business] => Some(Line::text(exchange.outcome.to_string())),
        _ => None,
    };
    let lines = came.into_iter().chain(found.into_iter().take(5).map(Line::of_finding)).collect();
    Check::new(t, t.get(key), state, lines)
}

fn of_signature(t: &Translator, x_ray: &XRay) -> Vec<Check> {
    let check = |key: &str, holds: bool, lines| {
        Check::new(t, t.get(key), if holds { State::Passed } else { State::Failed }, lines)
    };
    let Some(signature) = &x_ray.signature else {
        return vec![check(
            "check-signature",
            false,
            x_ray.findings.first().map(Line::of_finding).into_iter().collect(),
        )];
    };
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
