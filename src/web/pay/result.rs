//! Steps 11 to 13: the result page.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use super::{return_remark, session_id};
use crate::domain::call_outcome::CallOutcome;
use crate::domain::confirmation::{ConfirmationStatus, QueuedConfirmation};
use crate::domain::ids::PaymentId;
use crate::domain::instrument::{Instrument, InstrumentKind};
use crate::domain::money::Amount;
use crate::domain::payment::{DeclineReason, Payment, PaymentStatus, TimeOutReason};
use crate::flow::Problem;
use crate::flow::payment_confirmation_retrieval::{PaymentResult, result};
use crate::flow::pos_terminal::{PosPayment, Slip};
use crate::i18n::Translator;
use crate::web::addresses;
use crate::web::errors::PageResult;
use crate::web::findings::Findings;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, reloading, render, see_other, visit_path};

#[derive(Template)]
#[template(path = "pay/result.html")]
struct ResultPage {
    f: Frame,
    /// The state's name, which is also a text key: `paid`, `unconfirmed`, `declined`, ….
    state: &'static str,
    /// The state of a slip that the POS terminal did not print, as a text key.
    slip: Option<&'static str>,
    /// The address to print it again.
    print_slip: Option<String>,
    /// The text key of title and text: the state's name, or its variant for operators.
    words: &'static str,
    title: String,
    text: String,
    /// The cause, which comes before the text.
    reason: Option<String>,
    /// What is left to pay after a part.
    left: Option<String>,
    /// The text of the button to pay the rest, and its address.
    pay_rest: Option<(String, String)>,
    amount: String,
    facts: Vec<(String, String)>,
    payment_id: String,
    receipt: Option<String>,
    again: Option<String>,
    payment_provider_page: Option<String>,
    return_link: Option<String>,
    refresh: bool,
    /// True on an operator's page.
    at_counter: bool,
    /// Remarks for developers about the attempts to confirm.
    aid: Vec<String>,
    /// The time of the payment provider's decision, if it is ahead, and the address that brings it forward.
    decision: Option<(String, String)>,
    /// The payment in the console.
    console: String,
    /// The messages about the order in the console.
    messages: String,
    /// The findings about the e-Service's latest reply to the confirmation.
    findings: Findings,
}

/// The result of the visit: of its authorised payment, else of the latest one.
pub(in crate::web) async fn show(
    hub: Hub,
    language: RequestLanguage,
    path: Path<String>,
    request: HttpRequest,
) -> PageResult {
    respond(&hub, &language, &request, &path, None).await
}

/// The result of one payment, to which its payment provider redirects.
pub(in crate::web) async fn show_payment(
    hub: Hub,
    language: RequestLanguage,
    path: Path<(String, String)>,
    request: HttpRequest,
) -> PageResult {
    respond(&hub, &language, &request, &path.0, Some(PaymentId::new(path.1.as_str()))).await
}

/// Fetches the payment provider's confirmation, waits for the first attempt to confirm, and shows the result.
async fn respond(
    hub: &Hub,
    language: &RequestLanguage,
    request: &HttpRequest,
    path: &str,
    payment: Option<PaymentId>,
) -> PageResult {
    let Some(PaymentResult {
        ref payment,
        ref session,
        ref invoice,
        has_receipt,
        ref confirmation,
        ref last_outcome,
        ref findings,
        ref pos,
    }) = result(hub, session_id(path)?, payment.as_ref()).await?
    else {
        return Ok(see_other(visit_path(request, path)));
    };
    let language = &language.about(&session.service_id, &session.order_key);
    let mut page = page(language, payment, confirmation.as_ref(), pos.as_ref());
    let t = language.translator();
    let service = hub.service(&session.service_id);
    let service_name = service.map(|service| service.name.get(language.language).to_owned());
    page.facts.splice(
        0..0,
        [
            (t.get("invoice-number"), invoice.id.grouped()),
            (t.get("payment-for"), invoice.order.reason.clone()),
            (t.get("service"), service_name.unwrap_or_else(|| session.service_id.to_string())),
            (t.get("order-number"), session.order_key.to_string()),
        ],
    );
    if !payment.fee.is_zero() {
        page.facts.push((t.get("payer-fee"), t.money(payment.fee, &invoice.order.currency)));
    }
    page.amount = t.money(payment.amount, &invoice.order.currency);
    if matches!(payment.status, PaymentStatus::Authorized(_)) {
        let rest = |due: Amount| (!due.is_zero()).then(|| t.money(due, &invoice.order.currency));
        let payable = invoice.payable(hub.clock.now()).ok();
        let rest = payable.and_then(|payable| payable.due).and_then(rest);
        page.left = rest.as_ref().map(|left| format!("{}: {left}", t.get("left-to-pay")));
        page.pay_rest =
            rest.map(|left| (t.with("result-pay-rest", "amount", left), visit_path(request, path)));
    }
    if page.state == "pending" {
        page.decision = decision(hub, &t, payment).await?;
    }
    page.title = t.with(&format!("result-{}-title", page.words), "amount", &page.amount);
    page.receipt = has_receipt.then(|| format!("/pay/{path}/receipt.pdf"));
    page.return_link = session.return_url.as_ref().map(|_| format!("/pay/{path}/return"));
    page.aid = confirmation.as_ref().map_or_else(Vec::new, |queued| {
        aid(&t, queued, last_outcome.as_ref().filter(|_| language.sees_console))
    });
    page.aid.extend(return_remark(&t, session.return_url.as_ref()));
    page.findings = Findings::of(&t, findings);
    page.messages = addresses::of_messages(&session.service_id, session.key_to_ask());
    let response = render(StatusCode::OK, language, &page);
    Ok(if page.refresh { reloading(response, "5") } else { response })
}

/// The time of a decision that is ahead, and the address that brings it forward.
async fn decision(hub: &Hub, t: &Translator, payment: &Payment) -> Result<Option<(String, String)>, Problem> {
    let transaction = hub.store.transaction(payment.transaction_id).await?;
    let at = transaction.and_then(|transaction| transaction.decided_at).filter(|at| hub.clock.now() < *at);
    let address = format!("{}/decide", payment_provider_page(payment));
    Ok(at.map(|at| (t.with("aid-decided-at", "at", t.date_time_seconds(at)), address)))
}

/// The address of the payment provider's page.
fn payment_provider_page(payment: &Payment) -> String {
    format!("/psp/{}/{}", payment.instrument.as_str(), payment.transaction_id)
}

fn page(
    language: &RequestLanguage,
    payment: &Payment,
    confirmation: Option<&QueuedConfirmation>,
    pos: Option<&PosPayment>,
) -> ResultPage {
    let t = language.translator();
    let session = payment.session_id;
    let instrument = Instrument::of(payment.instrument);
    let (state, reason) = match &payment.status {
        PaymentStatus::Authorized(_) => match confirmation.map(|queued| queued.status) {
            Some(ConfirmationStatus::Confirmed { .. }) => ("paid", None),
            Some(ConfirmationStatus::Halted | ConfirmationStatus::GaveUp) => ("untold", None),
            _ => ("unconfirmed", None),
        },
        PaymentStatus::Declined(DeclineReason::TerminalBusy) => ("terminal-busy", None),
        PaymentStatus::Declined(DeclineReason::TerminalOffline) => ("terminal-offline", None),
        PaymentStatus::Declined(reason) => ("declined", Some(t.get(&format!("decline-{}", reason.as_str())))),
        PaymentStatus::Cancelled => ("cancelled", None),
        PaymentStatus::Pending => ("pending", None),
        PaymentStatus::TimedOut(TimeOutReason::NoAnswer) => ("timed-out", None),
        PaymentStatus::TimedOut(TimeOutReason::SessionExpired) => ("session-expired", None),
        PaymentStatus::TimedOut(TimeOutReason::NoticeExpired) => ("notice-expired", None),
        PaymentStatus::Reversing(reason) | PaymentStatus::Reversed(reason) => {
            ("reversed", Some(t.get(&format!("reversal-{}", reason.as_str()))))
        }
        PaymentStatus::Started | PaymentStatus::AtPaymentProvider
            if instrument.kind == InstrumentKind::Cash =>
        {
            ("waiting", None)
        }
        PaymentStatus::Started | PaymentStatus::AtPaymentProvider => ("undecided", None),
    };
    let method = t.get(&format!("instrument-{}", instrument.kind.group()));
    let payment_provider =
        pos.map_or(instrument.payment_provider_name, |pos| pos.terminal.vendor_name.as_str());
    let mut facts = vec![(t.get("payment-method"), format!("{method}, {payment_provider}"))];
    if let Some(pos) = pos {
        facts.push((t.get("pos-terminal"), pos.terminal.terminal_id.clone()));
        facts.push((t.get("pos-office"), pos.terminal.office_address.clone()));
    }
    if let PaymentStatus::Authorized(authorization) = &payment.status {
        facts.push((t.get("paid-at"), t.date_time_seconds(authorization.paid_at)));
        facts.push((t.get("transaction-number"), payment.id.to_string()));
        if let Some(last_four) = &authorization.card_last_four {
            facts.push((t.get("card"), format!("•••• {last_four}")));
        }
        facts.push((t.get("authorization-code"), authorization.code.clone()));
    }
    let words = if pos.is_some() { operators_words(state) } else { state };
    let slip = pos.and_then(|pos| pos.slip);
    let base = if pos.is_some() { "/pos" } else { "/pay" };
    ResultPage {
        state,
        slip: match slip {
            Some(Slip::NotPrinted) => Some("pos-slip-missing"),
            Some(Slip::PrintedAgain) => Some("pos-slip-printed"),
            Some(Slip::Printed) | None => None,
        },
        print_slip: (slip == Some(Slip::NotPrinted)).then(|| format!("/pos/{session}/slip/{}", payment.id)),
        words,
        title: String::new(),
        text: t.get(&format!("result-{words}-text")),
        reason,
        left: None,
        pay_rest: None,
        amount: String::new(),
        facts,
        payment_id: payment.id.to_string(),
        receipt: None,
        again: matches!(
            state,
            "declined"
                | "cancelled"
                | "timed-out"
                | "session-expired"
                | "notice-expired"
                | "undecided"
                | "waiting"
                | "terminal-busy"
                | "terminal-offline"
        )
        .then(|| format!("{base}/{session}")),
        payment_provider_page: matches!(state, "undecided" | "waiting")
            .then(|| payment_provider_page(payment)),
        return_link: None,
        refresh: matches!(state, "unconfirmed" | "pending" | "waiting"),
        aid: vec![],
        decision: None,
        console: addresses::of_payment(&payment.id),
        messages: String::new(),
        findings: Findings::default(),
        at_counter: pos.is_some(),
        f: if pos.is_some() { Frame::new(language) } else { Frame::at_step(language, 4) },
    }
}

/// The text key of a state for operators, if it differs from the payer's.
fn operators_words(state: &'static str) -> &'static str {
    match state {
        "paid" => "pos-paid",
        "unconfirmed" => "pos-unconfirmed",
        "untold" => "pos-untold",
        "declined" => "pos-declined",
        "cancelled" => "pos-cancelled",
        "undecided" => "pos-undecided",
        "pending" => "pos-pending",
        other => other,
    }
}

/// The attempts so far, the last failure and the next attempt. The failure may quote the e-Service, so only viewers with
/// access to the console see it.
fn aid(t: &Translator, queued: &QueuedConfirmation, last_outcome: Option<&CallOutcome>) -> Vec<String> {
    let attempts = t.count("aid-attempts", queued.attempts as usize);
    let outcome = last_outcome.map(|outcome| {
        let outcome: String = outcome.to_string().chars().take(400).collect();
        t.with("aid-last-outcome", "outcome", outcome)
    });
    match queued.status {
        ConfirmationStatus::Confirmed { .. } => vec![],
        ConfirmationStatus::InFlight { .. } => {
            std::iter::once(t.get("aid-in-flight")).chain(outcome).collect()
        }
        ConfirmationStatus::Pending { next_attempt_at: at } => {
            let next = t.with("aid-next-attempt", "at", t.date_time_seconds(at));
            std::iter::once(attempts).chain(outcome).chain([next]).collect()
        }
        ConfirmationStatus::Halted => {
            std::iter::once(attempts).chain(outcome).chain([t.get("aid-halted")]).collect()
        }
        ConfirmationStatus::GaveUp => {
            std::iter::once(attempts).chain(outcome).chain([t.get("aid-no-next-attempt")]).collect()
        }
    }
}
