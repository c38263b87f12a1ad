//! A test of the connection as the page shows it: each stage with its verdict, what was found, and what was learnt.

use super::message_checks::{Check, Line, State};
use super::words::Chip;
use crate::domain::finding::{Finding, Stage, one_line};
use crate::flow::call_stages::{Absence, StageVerdict};
use crate::flow::connection_test::TestedConnection;
use crate::i18n::Translator;

/// What came of a test of the connection.
pub(super) struct Test {
    pub(super) exchange: i64,
    pub(super) started: String,
    pub(super) duration_ms: i64,
    pub(super) checks: Vec<Check>,
    pub(super) outcome: String,
    pub(super) chip: Chip,
}

impl Test {
    pub(super) fn of(t: &Translator, tested: &TestedConnection) -> Self {
        let exchange = &tested.exchange;
        let checks = tested.stages.iter().map(|(stage, verdict)| check(t, tested, *stage, verdict));
        Self {
            exchange: exchange.id,
            started: t.date_time_seconds(exchange.started_at),
            duration_ms: exchange.duration_ms,
            checks: checks.collect(),
            outcome: one_line(&exchange.outcome.to_string()),
            chip: match tested.verdict() {
                "passed" => Chip { class: "ok", text: t.get("check-passed") },
                "failed" => Chip { class: "bad", text: t.get("check-failed") },
                _ => Chip { class: "warn", text: t.get("check-inconclusive") },
            },
        }
    }
}

/// A stage, with what was found there and what was learnt.
fn check(t: &Translator, tested: &TestedConnection, stage: Stage, verdict: &StageVerdict) -> Check {
    let name = t.get(&format!("test-stage-{}", stage.name()));
    // What to do stands below what was found.
    let of_findings = |findings: &[Finding]| {
        let lines = findings.iter().flat_map(|one| {
            let words = (!one.quoted.is_empty()).then(|| Line::code(&one.quoted));
            [Some(Line::of_finding(one)), words, Some(Line::text(&one.remedy))].into_iter().flatten()
        });
        lines.collect::<Vec<_>>()
    };
    let (state, mut lines) = match verdict {
        StageVerdict::Passed => (State::Passed, Vec::new()),
        StageVerdict::Remarkable(findings) => (State::Remarkable, of_findings(findings)),
        StageVerdict::Inconclusive(findings) => (State::Inconclusive, of_findings(findings)),
        StageVerdict::Failed(findings) => (State::Failed, of_findings(findings)),
        StageVerdict::NotReached => (State::NotReached, Vec::new()),
        StageVerdict::Absent(absence) => {
            let why = match absence {
                Absence::PlainHttp => t.get("test-no-tls"),
                Absence::NotLookedAt => t.get("test-no-signature"),
                Absence::Fault => t.get("test-no-content"),
            };
            (State::Absent, vec![Line::text(why)])
        }
    };
    let mut learnt = learnt(tested, stage, state);
    if let (Some(line), Some(ms)) = (learnt.first_mut(), tested.took(stage)) {
        line.text.push_str(&format!(" · {ms} ms"));
    }
    lines.extend(learnt);
    Check::new(t, name, state, lines)
}

/// What the stage has told, whether or not it was passed.
fn learnt(tested: &TestedConnection, stage: Stage, state: State) -> Vec<Line> {
    let way = &tested.way;
    match stage {
        Stage::Dns if !way.addresses.is_empty() => {
            let addresses: Vec<String> =
                way.addresses.iter().map(|address| address.ip().to_string()).collect();
            vec![Line::text(addresses.join(", "))]
        }
        Stage::Connect => way.connected.iter().map(|address| Line::text(address.to_string())).collect(),
        Stage::Tls => {
            let agreed = way.tls.iter().map(Line::text);
            let shown = tested.server_certificate.iter().flat_map(|facts| {
                let day = |moment: jiff::Timestamp| moment.strftime("%Y-%m-%d").to_string();
                let dates = format!("{} – {}", day(facts.not_before), day(facts.not_after));
                [
                    Line::text(format!("{} ({dates})", facts.subject)),
                    Line::code(format!("sha256:{}", facts.sha256)),
                ]
            });
            agreed.chain(shown).collect()
        }
        Stage::Http => {
            let status = tested.exchange.outcome.http_status;
            status.iter().map(|status| Line::text(format!("HTTP {status}"))).collect()
        }
        Stage::Business if state != State::NotReached => {
            vec![Line::text(tested.exchange.outcome.to_string())]
        }
        _ => Vec::new(),
    }
}
