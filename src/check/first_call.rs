//! The first call, which shows whether anything more can be learned.

use std::sync::Arc;

use super::calls::{SendOptions, get_order_details, query};
use super::recorded::{Log, Recorded};
use super::shared::Run;
use crate::domain::fault::FaultMeaning;
use crate::domain::finding::rules::business::ORDER_NOT_FOUND;
use crate::domain::finding::{self, Finding, Stage};
use crate::domain::ids::OrderKey;
use crate::domain::plain_text::line_of;
use crate::domain::scenario::Answer;
use crate::service_provider::{CallError, SignatureVerdict};
use crate::soap::security::certificates::Certificate;

/// The start of the keys that are asked for where no order is known. No e-Service has such an order.
const NO_ORDER: &str = "MPAY-SIM-TEST-";

const REGISTER: &str = "register the certificate that signs the calls as MPay's, or give the one that the e-Service holds \
    with --identity; where it is registered, the fault's words and the e-Service's log say which check failed";

/// The first honest call, with what it showed.
#[derive(Debug, Clone)]
pub struct FirstCall {
    /// The call.
    pub recorded: Arc<Recorded>,
    /// The reply's signer, where its signature holds.
    pub signer: Option<Certificate>,
    /// The difference of the e-Service's clock from this machine's in milliseconds, where the signature holds.
    pub clock_skew_ms: Option<i64>,
    /// The meaning of the fault, if the answer is one.
    pub fault: Option<FaultMeaning>,
    /// True where the call was about an order that the e-Service has.
    pub is_about_order: bool,
}

/// Why nothing more can be learned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    /// The event, in one line.
    pub reason: String,
    /// The e-Service's own words; often empty.
    pub words: String,
    /// The next step.
    pub remedy: String,
}

impl FirstCall {
    /// The stage at which it ended; the last one where it was answered.
    pub fn ended_at(&self) -> Stage {
        let exchange = &self.recorded.exchange;
        match (&exchange.response_head, exchange.findings.first()) {
            (None, Some(finding)) => finding.rule.stage,
            (Some(_), _) if self.signer.is_some() || self.fault.is_some() => Stage::Business,
            (Some(_), Some(finding)) => finding.rule.stage,
            (_, None) => Stage::Business,
        }
    }

    /// True for an answer without a fault, signed or not.
    pub fn is_answered(&self) -> bool {
        matches!(self.recorded.answer, Some(Answer::Accepted | Answer::NothingFound))
    }

    /// The finding by this rule, if the call brought one.
    pub fn finding(&self, rule: &finding::Rule) -> Option<&Finding> {
        self.recorded.exchange.findings.iter().find(|finding| finding.rule == rule)
    }
}

/// Asks for the first order, or for a made-up one where there is none.
pub async fn make(run: &Run, log: &Log) -> (Option<FirstCall>, Option<Blocked>) {
    let order = match run.orders.first().await {
        Ok(order) => order,
        Err(why) => {
            let reason = format!("no new order could be made: {why}");
            let remedy =
                "correct --new-order-command or --new-order-url, or give orders with --order".to_owned();
            return (None, Some(Blocked { reason, words: String::new(), remedy }));
        }
    };
    let made_up = || {
        let tail: String = run.randomness.hex().chars().take(12).collect();
        OrderKey::parse(format!("{NO_ORDER}{tail}"))
    };
    let is_real = order.is_some();
    let Some(key) = order.or_else(|| made_up().ok()) else { return (None, None) };
    let query = query(run, &key);
    let called = get_order_details(
        (run, log, &run.randomness),
        ("first call", true),
        (&query, None),
        SendOptions::default(),
    );
    let heard = called.await;
    let (signer, clock_skew_ms, found) = match &heard.result {
        Ok((orders, SignatureVerdict::Verified { certificate, clock_skew_ms })) => {
            (Certificate::from_der(certificate).ok(), Some(*clock_skew_ms), !orders.is_empty())
        }
        Ok((orders, _)) => (None, None, !orders.is_empty()),
        Err(_) => (None, None, false),
    };
    let fault = match &heard.result {
        Err(CallError::Fault(fault)) => Some(fault.meaning()),
        _ => None,
    };
    let blocked = match &heard.result {
        Ok(_) if is_real && !found => {
            Some(Blocked::of(&Finding::new(&ORDER_NOT_FOUND, "an empty GetOrderDetailsResult")))
                .map(|blocked| blocked.with_remedy(give_order(&key)))
        }
        Ok(_) => None,
        Err(error) => blocked_by(error, (is_real, &key), &heard.recorded.exchange.findings),
    };
    let first = FirstCall {
        fault,
        recorded: heard.recorded,
        signer,
        clock_skew_ms,
        is_about_order: is_real && found,
    };
    (Some(first), blocked)
}

fn give_order(key: &OrderKey) -> String {
    format!(
        "give with --order an order that the e-Service has under this --service; it does not know `{key}`"
    )
}

/// The reason why the check stops: a call that failed before the e-Service could decide, or a decision that holds for every call.
fn blocked_by(error: &CallError, (is_real, key): (bool, &OrderKey), findings: &[Finding]) -> Option<Blocked> {
    let first = findings.first().cloned().unwrap_or_else(|| error.finding());
    match error {
        CallError::Fault(fault) => match fault.meaning() {
            FaultMeaning::UnknownOrder if is_real => Some(Blocked::of(&first).with_remedy(give_order(key))),
            FaultMeaning::UnknownOrder => None,
            // For a made-up order a fault of no clear meaning may be its way of saying that there is none.
            FaultMeaning::BrokeDown | FaultMeaning::RefusesContent | FaultMeaning::Unknown if !is_real => {
                None
            }
            // The finding's own remedy leads to a running hub, which the check does not need.
            FaultMeaning::DoesNotTrustHub => Some(Blocked::of(&first).with_remedy(REGISTER.to_owned())),
            _ => Some(Blocked::of(&first)),
        },
        // Bad signatures and contents of replies are for the rules: requests can still be tried.
        _ if error.stage() >= Stage::Signature => None,
        _ => Some(Blocked::of(&first)),
    }
}

impl Blocked {
    fn of(finding: &Finding) -> Self {
        Self {
            reason: format!("{}: {}", finding.rule.title, finding.found),
            words: line_of(&finding.quoted, 300),
            remedy: finding.remedy.to_string(),
        }
    }

    fn with_remedy(self, remedy: String) -> Self {
        Self { remedy, ..self }
    }
}
