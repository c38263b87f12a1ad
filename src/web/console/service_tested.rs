//! The result of a connection test: each stage with verdict, findings and details.

use super::message_checks::{Check, Line, learnt_of_reply, of_stage};
use super::words::Chip;
use crate::domain::finding::{Finding, Stage, one_line};
use crate::domain::local_time;
use crate::flow::call_stages::StageVerdict;
use crate::flow::connection_test::TestedConnection;
use crate::i18n::Translator;

/// The result of a connection test.
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

/// A stage with its findings, remedies and details.
fn check(t: &Translator, tested: &TestedConnection, stage: Stage, verdict: &StageVerdict) -> Check {
    let of_finding = |one: &Finding| {
        let words = (!one.quoted.is_empty()).then(|| Line::code(&one.quoted));
        let remedy = Line::words(t.words(&one.remedy));
        [Some(Line::of_finding(t, one)), words, Some(remedy)].into_iter().flatten().collect()
    };
    let mut learnt = learnt(tested, stage, verdict);
    if let (Some(line), Some(ms)) = (learnt.first_mut(), tested.took(stage)) {
        line.text.push_str(&format!(" · {ms} ms"));
    }
    of_stage(t, stage, verdict, of_finding, learnt)
}

/// The details of a stage, passed or not.
fn learnt(tested: &TestedConnection, stage: Stage, verdict: &StageVerdict) -> Vec<Line> {
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
                let day = |moment: jiff::Timestamp| {
                    local_time::in_chisinau(moment).strftime("%Y-%m-%d").to_string()
                };
                let dates = format!("{} – {}", day(facts.not_before), day(facts.not_after));
                [
                    Line::text(format!("{} ({dates})", facts.subject)),
                    Line::code(format!("sha256:{}", facts.sha256)),
                ]
            });
            agreed.chain(shown).collect()
        }
        _ => learnt_of_reply(&tested.exchange.outcome, stage, verdict),
    }
}
