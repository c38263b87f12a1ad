//! Steps 5 to 8: the pay page and the choice of an instrument.

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Path};
use askama::Template;

use super::instruments::{self, InstrumentGroup};
use super::not_payable::not_payable_page;
use super::order_choice::order_choice_page;
use super::order_view::{LineView, customer_id_label, line_view, shown};
use super::payer_fields::{self, FieldView};
use super::{Pages, other_orders, return_remark, session_id};
use crate::domain::invoice::Payable;
use crate::domain::language::Language;
use crate::domain::masking::masked;
use crate::domain::money::Amount;
use crate::domain::outcome::Outcome;
use crate::flow::invoice_generation::{Look, PaymentPage, look, no_money_was_taken};
use crate::flow::payment_method_selection::{self, InvalidChoice, Selection};
use crate::i18n::Translator;
use crate::service_provider::SignatureVerdict;
use crate::web::addresses::of_messages;
use crate::web::errors::PageResult;
use crate::web::findings::Findings;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, render, see_other};
use crate::web::parameters::Form;
use crate::web::payment_provider::{OutcomeHint, outcome_hints};
use crate::web::pos::counter_facts;

#[derive(Template)]
#[template(path = "pay/pay.html")]
struct PayPage {
    f: Frame,
    /// The form's target.
    action: String,
    session: String,
    /// Office, counter and terminal for an operator; empty on the payer's own page.
    counter: Vec<(String, String)>,
    invoice_id: String,
    number: String,
    service_provider: String,
    service_provider_idno: Option<String>,
    status_chip: &'static str,
    status_text: String,
    reason: String,
    order_key: String,
    customer_name: Option<String>,
    customer_id_label: &'static str,
    customer_id: Option<String>,
    issued_at: Option<String>,
    due_at: Option<String>,
    properties: Vec<(String, String)>,
    /// The fields for the payer.
    fields: Vec<FieldView>,
    /// A note that the amount has changed since the last view.
    due_changed: Option<String>,
    /// The amount due, submitted along, so that no other amount is paid.
    due_bani: Option<i64>,
    lines: Vec<LineView>,
    total: String,
    amount: Option<String>,
    currency: String,
    fee: String,
    /// The amount paid so far, if the order is partly paid.
    paid_so_far: Option<String>,
    /// The bounds of the amount, if the payer can choose it.
    bounds: Option<String>,
    typed_amount: Option<String>,
    instruments: Vec<InstrumentGroup>,
    /// The mistakes: the field's id and the text.
    errors: Vec<(String, String)>,
    /// The page for choosing another order, if several were found.
    other_orders: Option<String>,
    can_return: bool,
    /// A remark for developers about `ReturnUrl`.
    return_remark: Option<String>,
    signature: String,
    signature_is_bad: bool,
    exchanges: String,
    /// The messages about the order in the console.
    messages: String,
    findings: Findings,
    /// The ways to choose an outcome by the amount or with the next order.
    hints: Vec<OutcomeHint>,
}

/// The reason why the page is shown again.
#[derive(Default)]
struct Refusal {
    /// The amount due that the payer saw, if it has changed.
    due_before: Option<Amount>,
    /// The mistakes.
    mistakes: Vec<InvalidChoice>,
}

impl PayPage {
    fn error_of(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(id, _)| *id == field).map(|(_, text)| text.as_str())
    }
}

/// Requests the order and shows it.
pub(in crate::web) async fn show(hub: Hub, language: RequestLanguage, path: Path<String>) -> PageResult {
    page(&hub, &language, &path, &Pages::Payer).await
}

/// Starts a payment and redirects to the payment provider's page.
pub(in crate::web) async fn choose(
    hub: Hub,
    language: RequestLanguage,
    path: Path<String>,
    body: Bytes,
) -> PageResult {
    submit(&hub, &language, &path, &body, &Pages::Payer).await
}

/// The page of a visit for the payer or an operator.
pub(in crate::web) async fn page(
    hub: &Hub,
    language: &RequestLanguage,
    session: &str,
    pages: &Pages,
) -> PageResult {
    page_after(hub, language, session, Refusal::default(), pages).await
}

/// Handles the submitted page of a visit.
pub(in crate::web) async fn submit(
    hub: &Hub,
    language: &RequestLanguage,
    session: &str,
    body: &Bytes,
    pages: &Pages,
) -> PageResult {
    let form = Form::read(body);
    let choice = payer_fields::choice(&form);
    let base = pages.base();
    let id = session_id(session)?;
    // The links to other languages are buttons of this form, so that no entry is lost.
    if let Some(other) = Language::parse(form.get("lang")) {
        payment_method_selection::keep(hub, id, &choice).await?;
        return Ok(see_other(format!("{base}/{session}?lang={}", other.code())));
    }
    let shown_due = form.get("due").parse().ok().map(Amount::from_bani);
    let (shown_in, place) = (language.language, pages.place());
    match payment_method_selection::choose(hub, id, &choice, shown_due, shown_in, place).await? {
        Selection::ToPaymentProvider(instrument, transaction) => {
            Ok(see_other(format!("/psp/{}/{transaction}", instrument.id.as_str())))
        }
        // The pay page explains it, after asking the e-Service again.
        Selection::NotPayable(_) => Ok(see_other(format!("{base}/{session}"))),
        Selection::DueChanged(shown) => {
            let refusal = Refusal { due_before: Some(shown), mistakes: vec![] };
            page_after(hub, language, session, refusal, pages).await
        }
        Selection::Invalid(mistakes) => {
            page_after(hub, language, session, Refusal { due_before: None, mistakes }, pages).await
        }
    }
}

async fn page_after(
    hub: &Hub,
    language: &RequestLanguage,
    session: &str,
    refusal: Refusal,
    pages: &Pages,
) -> PageResult {
    Ok(match look(hub, session_id(session)?, language.language).await? {
        Look::Choice(choice) => {
            let visit = &choice.session;
            let language = &language.about(&visit.service_id, &visit.order_key);
            render(StatusCode::OK, language, &order_choice_page(language, &choice, pages))
        }
        Look::Order(found) => match found.payable {
            Ok(payable) => {
                let status = match &refusal {
                    Refusal { due_before: Some(_), .. } => StatusCode::CONFLICT,
                    Refusal { mistakes, .. } if !mistakes.is_empty() => StatusCode::UNPROCESSABLE_ENTITY,
                    _ => StatusCode::OK,
                };
                let language = &about(language, &found);
                render(status, language, &pay_page(hub, language, &found, payable, refusal, pages))
            }
            Err(reason) => {
                let money = no_money_was_taken(hub, &found.session).await;
                let language = &about(language, &found);
                render(StatusCode::OK, language, &not_payable_page(language, &found, reason, money, pages))
            }
        },
    })
}

fn about(language: &RequestLanguage, found: &PaymentPage) -> RequestLanguage {
    let visit = &found.session;
    language.about_chosen(&visit.service_id, &visit.order_key, visit.asked_key.as_ref())
}

fn pay_page(
    hub: &Hub,
    language: &RequestLanguage,
    found: &PaymentPage,
    payable: Payable,
    refusal: Refusal,
    pages: &Pages,
) -> PayPage {
    let t = language.translator();
    let (invoice, order) = (&found.invoice, &found.invoice.order);
    let currency = &order.currency;
    let between = |key: &str, payable: &Payable| {
        let (min, max) = (t.amount(payable.min), t.money(payable.max, currency));
        t.with_all(key, &[("min", &min), ("max", &max)])
    };
    let bounds = payable.is_free().then(|| between("amount-between", &payable));
    let choice = &found.session.entered;
    let mistakes: Vec<_> = refusal
        .mistakes
        .iter()
        .filter_map(|wrong| if let InvalidChoice::Field(at, how) = wrong { Some((*at, *how)) } else { None })
        .collect();
    let fields = payer_fields::fields(&t, order, choice, &mistakes);
    let error = |wrong: &InvalidChoice| match wrong {
        InvalidChoice::Instrument => Some(("ins".to_owned(), t.get("error-instrument"))),
        InvalidChoice::Amount(payable) => Some(("sum".to_owned(), between("error-amount", payable))),
        InvalidChoice::Field(at, _) => {
            let id = payer_fields::id(*at);
            let field = fields.iter().find(|field| field.id == id)?;
            Some((id, format!("{}: {}", field.label, field.error.as_deref().unwrap_or_default())))
        }
    };
    let errors = refusal.mistakes.iter().filter_map(error).collect();
    let due_before = refusal.due_before.or(found.due_before).filter(|before| payable.due != Some(*before));
    PayPage {
        action: format!("{}/{}", pages.base(), found.session.id),
        counter: match pages {
            Pages::Payer => vec![],
            Pages::Operator(_, terminal) => counter_facts(&t, terminal),
        },
        session: found.session.id.to_string(),
        invoice_id: invoice.id.to_string(),
        number: invoice.id.grouped(),
        service_provider: found.service.service_provider_name.get(language.language).to_owned(),
        service_provider_idno: found.service.service_provider_idno.clone(),
        status_chip: invoice.status.as_str(),
        status_text: t.get(&format!("invoice-chip-{}", invoice.status.as_str())),
        reason: order.reason.clone(),
        order_key: invoice.order_key.to_string(),
        customer_name: order.customer_name.clone(),
        customer_id_label: customer_id_label(order.customer_type),
        customer_id: order.customer_id.as_deref().map(masked),
        issued_at: order.issued_at.map(|at| t.date_time(at)),
        due_at: order.due_at.map(|at| t.date_time(at)),
        properties: shown(&order.properties),
        fields,
        due_changed: due_before.map(|before| {
            let now = payable.due.map_or_else(|| "–".to_owned(), |due| t.money(due, currency));
            t.with_all("due-changed", &[("before", &t.money(before, currency)), ("now", &now)])
        }),
        due_bani: payable.due.map(Amount::bani),
        lines: order.lines.iter().map(|line| line_view(&t, line)).collect(),
        total: order.amount_due().map_or_else(String::new, |due| t.amount(due)),
        amount: payable.due.map(|due| t.money(due, currency)),
        paid_so_far: (!invoice.paid.is_zero()).then(|| t.money(invoice.paid, currency)),
        fee: match pages {
            Pages::Payer => instruments::fee_in_summary(&t, &hub.config, currency),
            Pages::Operator(..) => instruments::fee_at_terminal(&t, &hub.config, currency),
        },
        currency: currency.clone(),
        bounds,
        typed_amount: choice.amount.clone(),
        instruments: instruments::groups(&t, &hub.config, currency, &choice.instrument),
        errors,
        other_orders: found.session.asked_key.as_ref().map(|_| other_orders(pages, found.session.id)),
        can_return: found.session.return_url.is_some(),
        return_remark: return_remark(&t, found.session.return_url.as_ref()),
        signature: signature_text(&t, &found.signature),
        signature_is_bad: matches!(found.signature, SignatureVerdict::Tolerated(_)),
        findings: Findings::of(&t, &found.findings),
        hints: outcome_hints(&t, |outcome| match (pages, outcome) {
            (Pages::Payer, Outcome::Terminal(_)) | (Pages::Operator(..), Outcome::Authentication(_)) => false,
            (Pages::Payer | Pages::Operator(..), _) => true,
        }),
        messages: of_messages(&found.session.service_id, found.session.key_to_ask()),
        exchanges: t.count("aid-exchanges", usize::try_from(found.exchanges).unwrap_or(0)),
        f: pages.frame(language, 3).within_form("pay"),
    }
}

fn signature_text(t: &Translator, verdict: &SignatureVerdict) -> String {
    match verdict {
        SignatureVerdict::Verified { clock_skew_ms, .. } => {
            // In tenths of a second, rounded; the reply's duration is not more exact.
            let tenths = (clock_skew_ms.unsigned_abs() + 50) / 100;
            let seconds = t.tenths(tenths);
            match (tenths, clock_skew_ms.is_positive()) {
                (0, _) => t.get("aid-signature-valid"),
                (_, true) => t.with("aid-signature-valid-ahead", "seconds", seconds),
                (_, false) => t.with("aid-signature-valid-behind", "seconds", seconds),
            }
        }
        SignatureVerdict::Tolerated(problem) => {
            let problem: String = problem.to_string().chars().take(300).collect();
            t.with("aid-signature-tolerated", "problem", problem)
        }
        SignatureVerdict::NotChecked => t.get("aid-signature-ignored"),
    }
}
