//! The calls of an operation as rows: each with its reply, equal ones folded.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::rows::{Lane, Row, State};
use crate::domain::call_outcome::{CallOutcome, OutcomeKind};
use crate::domain::finding::one_line;
use crate::domain::scenario::ScenarioVerdict;
use crate::i18n::Translator;
use crate::store::ListedExchange;
use crate::web::console::call_failure::sentence;

/// The maximum number of groups of equal calls; of more, the first and the last ones are drawn.
const MOST_GROUPS: usize = 10;

/// One call to the e-Service.
#[derive(Debug)]
pub(super) struct Call<'c> {
    /// Its number among those of its operation.
    pub(super) number: u32,
    pub(super) at: Timestamp,
    pub(super) took: Duration,
    pub(super) outcome: &'c CallOutcome,
    /// The recorded exchange, if it is still stored.
    pub(super) exchange: Option<&'c ListedExchange>,
}

impl Call<'_> {
    /// True if the e-Service did what it should: it accepted an honest call, or refused one that it must refuse.
    fn is_good(&self) -> bool {
        let findings = self.exchange.map(|exchange| exchange.findings.as_slice()).unwrap_or_default();
        match findings.iter().find_map(ScenarioVerdict::of) {
            Some(ruling) => matches!(ruling, ScenarioVerdict::Passed | ScenarioVerdict::Warned),
            None => self.outcome.kind == OutcomeKind::Accepted,
        }
    }

    fn state(&self) -> State {
        if self.is_good() { State::Reached } else { State::Failed }
    }

    fn message(&self, name: &str) -> Option<String> {
        self.exchange.map(|exchange| format!("/console/messages/{}/{name}", exchange.id))
    }
}

/// The wording of an operation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wording {
    pub(super) steps: &'static [u8],
    pub(super) operation: &'static str,
    /// The key of the accepted reply.
    pub(super) accepted: &'static str,
    /// True if an only call is numbered too.
    pub(super) is_numbered: bool,
}

/// The rows of these calls, oldest first.
pub(super) fn rows(t: &Translator, wording: Wording, calls: &[Call<'_>]) -> Vec<Row> {
    let is_equal =
        |one: &Call<'_>, next: &Call<'_>| one.outcome == next.outcome && one.is_good() == next.is_good();
    let groups: Vec<&[Call<'_>]> = calls.chunk_by(is_equal).collect();
    let is_numbered = wording.is_numbered || calls.len() > 1;
    let drawn = |groups: &[&[Call<'_>]]| -> Vec<Row> {
        groups.iter().flat_map(|group| of_group(t, wording, is_numbered, group)).collect()
    };
    if groups.len() <= MOST_GROUPS {
        return drawn(&groups);
    }
    let half = MOST_GROUPS / 2;
    let (first, rest) = groups.split_at(half);
    let (omitted, last) = rest.split_at(rest.len() - half);
    let count = omitted.iter().map(|group| group.len()).sum();
    let at = omitted.first().and_then(|group| group.first()).map(|call| call.at);
    let lanes = (Lane::Hub, Lane::EService);
    let between = Row::new(wording.steps, lanes, State::Failed, t.count("picture-omitted", count)).at(at);
    [drawn(first), vec![between], drawn(last)].into_iter().flatten().collect()
}

/// A group's first call, and one row for all others: they came to the same.
fn of_group(t: &Translator, wording: Wording, is_numbered: bool, group: &[Call<'_>]) -> Vec<Row> {
    let [first, others @ ..] = group else { return vec![] };
    let mut rows = of_call(t, wording, is_numbered, first);
    if let ([second, ..], Some(last)) = (others, others.last()) {
        let (from, to) = (second.number.to_string(), last.number.to_string());
        let key = match others.len() {
            1 => "picture-same-one",
            2 => "picture-same-two",
            _ => "picture-same-many",
        };
        let label = t.with_all(key, &[("first", &from), ("last", &to)]);
        let row = Row::new(wording.steps, (Lane::Hub, Lane::EService), first.state(), label);
        rows.push(row.at(Some(second.at)).linked(last.message("response")));
    }
    rows
}

/// The call and its reply; a call that did not arrive has none.
fn of_call(t: &Translator, wording: Wording, is_numbered: bool, call: &Call<'_>) -> Vec<Row> {
    let Wording { steps, operation, accepted, .. } = wording;
    let mut label = match is_numbered {
        true => {
            t.with_all("picture-attempt", &[("operation", operation), ("number", &call.number.to_string())])
        }
        false => operation.to_owned(),
    };
    if let Some(scenario) = &call.outcome.scenario {
        label = format!("{label} · {}", one_line(scenario));
    }
    let there = (Lane::Hub, Lane::EService);
    let (at, request) = (Some(call.at), call.message("request"));
    let has_arrived = !matches!(
        call.outcome.kind,
        OutcomeKind::NotSent | OutcomeKind::NoConnection | OutcomeKind::Interrupted
    );
    if !has_arrived {
        let label = format!("{label}: {}", sentence(t, call.outcome));
        return vec![Row::new(steps, there, State::Failed, label).at(at).linked(request)];
    }
    let said = match call.outcome.kind {
        OutcomeKind::Accepted => t.get(accepted),
        _ => sentence(t, call.outcome),
    };
    let back = (Lane::EService, Lane::Hub);
    let took = SignedDuration::try_from(call.took).ok();
    vec![
        Row::new(steps, there, State::Reached, label).at(at).linked(request),
        Row { took, ..Row::new(steps, back, call.state(), said) }.at(at).linked(call.message("response")),
    ]
}
