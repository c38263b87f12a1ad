//! Trying the way to an e-Service before any payment: one `GetOrderDetails` for an order that nobody has.

use super::Problem;
use super::certificates::Facts;
use super::exchange_record::{self, Subject};
use super::known_certificate::known_signer;
use super::scenarios::Sending;
use crate::app::App;
use crate::domain::fault::FaultCode;
use crate::domain::finding::rules::business::{FAULT, FAULT_UNSIGNED};
use crate::domain::finding::{Finding, Severity, Stage};
use crate::domain::ids::OrderKey;
use crate::domain::language::Language;
use crate::domain::service::{ReplySignature, Service};
use crate::domain::way::Way;
use crate::service_provider::CallContext;
use crate::soap::get_order_details::OrderDetailsQuery;
use crate::soap::security::certificates::Certificate;
use crate::store::ListedExchange;

/// What the keys of these orders begin with; the rest is random.
pub const KEY_START: &str = "MPAY-SIM-TEST-";

/// The stages that a test goes through, in their order.
pub const STAGES: [Stage; 8] = [
    Stage::Dns,
    Stage::Connect,
    Stage::Tls,
    Stage::Http,
    Stage::Envelope,
    Stage::Signature,
    Stage::Contract,
    Stage::Business,
];

/// How a stage went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StageVerdict {
    /// As it should.
    Passed,
    /// The call got through, with something that others may mind.
    Remarkable(Vec<Finding>),
    /// This is wrong.
    Failed(Vec<Finding>),
    /// The call did not come so far.
    NotReached,
    /// There is no such stage.
    Absent(Absence),
}

/// Why a call has no such stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// Plain HTTP has no TLS.
    PlainHttp,
    /// The service's policy is not to look at signatures.
    NotLookedAt,
    /// A fault has no content that the contract describes.
    Fault,
}

impl StageVerdict {
    /// Its name for programs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Remarkable(_) => "remarkable",
            Self::Failed(_) => "failed",
            Self::NotReached => "not-reached",
            Self::Absent(_) => "absent",
        }
    }
}

/// Asks the e-Service for an order that nobody has, and gives the number of the recorded exchange. Nothing is pinned.
pub async fn test_connection(app: &App, service: &Service) -> Result<i64, Problem> {
    let tail: String = app.randomness.hex().chars().take(12).collect();
    let order_key = OrderKey::parse(format!("{KEY_START}{tail}"))?;
    let known = known_signer(app, service).await?;
    let query = OrderDetailsQuery {
        language: Language::Romanian,
        order_key: order_key.to_string(),
        service_id: service.id.to_string(),
    };
    // Whatever scenario is on: what is tested is the way, not the e-Service's answers to defects.
    let sending = Sending::honest(query);
    let message_clock = app.message_clock();
    let context = CallContext {
        clock: &app.clock,
        message_clock: &message_clock,
        randomness: &app.randomness,
        signer: &known,
        leeway: app.config.timestamp_leeway,
        disturbance: sending.disturbance,
        signing: &sending.signing,
    };
    let (exchange, result) = app.service_provider.get_order_details(service, &sending.content, context).await;
    let outcome = match &result {
        Ok((orders, _)) => format!("orders: {}", orders.len()),
        Err(error) => exchange_record::failure(error),
    };
    let subject =
        Subject { service_id: &service.id, order_key: &order_key, payment_id: None, scenario: None };
    exchange_record::keep(app, subject, &exchange, result.as_ref().err(), &outcome).await
}

/// A test as it was recorded.
#[derive(Debug, Clone)]
pub struct TestedConnection {
    /// The call.
    pub exchange: ListedExchange,
    /// How each stage went.
    pub stages: Vec<(Stage, StageVerdict)>,
    /// What was learnt on the way.
    pub way: Way,
    /// What the HTTPS server's certificate says, where one was shown and can be read.
    pub server_certificate: Option<Facts>,
}

impl TestedConnection {
    /// Whether no stage failed.
    pub fn has_passed(&self) -> bool {
        !self.stages.iter().any(|(_, verdict)| matches!(verdict, StageVerdict::Failed(_)))
    }

    /// How long a stage took in milliseconds, where it came to an end and takes a time of its own.
    pub fn took(&self, stage: Stage) -> Option<u64> {
        let took = self.way.took;
        match stage {
            Stage::Dns => took.name,
            Stage::Connect => took.connect,
            Stage::Tls => took.tls,
            Stage::Http => took.reply,
            _ => None,
        }
    }
}

/// The test of this service with this number of its recorded exchange; `None` where there is no such test, or not any more.
pub async fn tested(app: &App, service: &Service, number: i64) -> Result<Option<TestedConnection>, Problem> {
    let Some(exchange) = app.store.listed_exchange(number).await? else { return Ok(None) };
    if exchange.service_id != service.id || !exchange.order_key.as_str().starts_with(KEY_START) {
        return Ok(None);
    }
    let way = app.store.way_of_exchange(number).await?.unwrap_or_default();
    let certificate = way.certificate.as_deref().and_then(|der| Certificate::from_der(der).ok());
    let now = app.message_clock().now();
    Ok(Some(TestedConnection {
        stages: stages(service, &exchange),
        server_certificate: certificate.map(|certificate| Facts::of(&certificate, now)),
        exchange,
        way,
    }))
}

/// What the answer is worth. That the e-Service has no such order is what it should say, whichever way; that it does not know
/// the service or the hub would be in the way of every payment.
fn answered(of_stage: &[Finding]) -> StageVerdict {
    let Some(fault) = of_stage.iter().find(|finding| finding.rule == &FAULT) else {
        return StageVerdict::Passed;
    };
    let with = |remedy: &str| vec![fault.clone().remedy(remedy)];
    // The finding names the code between marks, as it stands in the message.
    match FaultCode::parse(fault.found.split('`').nth(1).unwrap_or_default()) {
        FaultCode::UnknownService => StageVerdict::Failed(with(
            "register the service under the ServiceID that the e-Service knows, or teach the e-Service this one",
        )),
        FaultCode::AuthenticationFailed | FaultCode::AuthorizationFailed => StageVerdict::Failed(with(
            "give the e-Service the hub's certificate (/hub.cer) as the one that MPay signs with",
        )),
        FaultCode::InternalError => StageVerdict::Remarkable(with(
            "answer for an order that is not known with no OrderDetails, or with the fault UnknownOrder; InternalError says that the e-Service broke down",
        )),
        _ => StageVerdict::Passed,
    }
}

/// How each stage of a recorded call went.
fn stages(service: &Service, exchange: &ListedExchange) -> Vec<(Stage, StageVerdict)> {
    STAGES.map(|stage| (stage, verdict(service, exchange, stage))).into()
}

/// The stage at which a call was stopped: what was kept of its outcome begins with it. `None` where the reply was understood.
fn stopped_at(exchange: &ListedExchange) -> Option<Stage> {
    let (name, _) = exchange.outcome.split_once(": ")?;
    let stage = [Stage::Request].into_iter().chain(STAGES).find(|stage| stage.name() == name)?;
    Some(shown_at(stage))
}

/// What stopped a call before anything was sent is shown where the way begins.
fn shown_at(stage: Stage) -> Stage {
    stage.max(Stage::Dns)
}

/// How a stage went, by where the call was stopped and what was found about it.
fn verdict(service: &Service, exchange: &ListedExchange, stage: Stage) -> StageVerdict {
    if stage == Stage::Tls && !service.endpoint_url.starts_with("https:") {
        return StageVerdict::Absent(Absence::PlainHttp);
    }
    let is_of_stage = |finding: &&Finding| {
        // That a fault is not signed is told among what is remarkable about faults, and is about its signature.
        let is_unsigned_fault = stage == Stage::Signature && finding.rule == &FAULT_UNSIGNED;
        shown_at(finding.rule.stage) == stage || is_unsigned_fault
    };
    let of_stage: Vec<Finding> = exchange.findings.iter().filter(is_of_stage).cloned().collect();
    let stopped = stopped_at(exchange);
    match (stage, stopped) {
        // The content is looked at whatever the signature is worth, so that all mistakes are told at once.
        (Stage::Contract, Some(Stage::Signature)) if !of_stage.is_empty() => {}
        (_, Some(end)) if end < stage => return StageVerdict::NotReached,
        (Stage::Contract, Some(Stage::Business)) => return StageVerdict::Absent(Absence::Fault),
        (Stage::Signature, _) if service.reply_signature == ReplySignature::Ignore => {
            return StageVerdict::Absent(Absence::NotLookedAt);
        }
        (Stage::Business, _) => return answered(&of_stage),
        _ => {}
    }
    let is_wrong = of_stage.iter().any(|finding| finding.rule.severity == Severity::Error);
    // What stopped the call is wrong here, however little it would matter elsewhere.
    if is_wrong || stopped == Some(stage) {
        StageVerdict::Failed(of_stage)
    } else if of_stage.is_empty() {
        StageVerdict::Passed
    } else {
        StageVerdict::Remarkable(of_stage)
    }
}
