//! Steps 5 to 8: the pay page, and the choice of an instrument.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Path};
use askama::Template;

use super::instruments::{self, InstrumentGroup};
use super::{problem_in, session_id};
use crate::domain::invoice::{NotPayable, Payable};
use crate::domain::order::{CustomerType, OrderLine};
use crate::flow::invoice_generation::{PaymentPage, no_money_was_taken, payment_page};
use crate::flow::payment_method_selection::{self, Choice, InvalidChoice, Selection};
use crate::i18n::Translator;
use crate::service_provider::SignatureVerdict;
use crate::web::findings::Findings;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, render, see_other};
use crate::web::parameters::Form;

#[derive(Template)]
#[template(path = "pay/pay.html")]
struct PayPage {
    f: Frame,
    session: String,
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
    lines: Vec<LineView>,
    total: String,
    amount: Option<String>,
    currency: String,
    total_with_currency: String,
    fee: String,
    /// The bounds of the amount, where the payer has a choice.
    bounds: Option<String>,
    typed_amount: Option<String>,
    instruments: Vec<InstrumentGroup>,
    /// Fields to correct: the field's id and what is wrong.
    errors: Vec<(&'static str, String)>,
    can_return: bool,
    signature: String,
    signature_is_bad: bool,
    exchanges: String,
    findings: Findings,
}

struct LineView {
    reason: String,
    beneficiary: Option<String>,
    account: String,
    amount: String,
}

impl PayPage {
    fn error_of(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(id, _)| *id == field).map(|(_, text)| text.as_str())
    }
}

#[derive(Template)]
#[template(path = "pay/not_payable.html")]
struct NotPayablePage {
    f: Frame,
    number: String,
    service_provider: String,
    status: &'static str,
    chip: String,
    title: String,
    text: String,
    /// True where nothing has been paid and no payment is under way.
    money: bool,
    order_key: String,
    reason: String,
    amount: Option<String>,
    receipt: Option<String>,
    return_link: Option<String>,
    findings: Findings,
}

/// Looks the order up and shows it.
pub(in crate::web) async fn show(hub: Hub, language: RequestLanguage, path: Path<String>) -> HttpResponse {
    page(&hub, &language, &path, None).await
}

/// Starts a payment and sends the browser to the payment provider's page.
pub(in crate::web) async fn choose(
    hub: Hub,
    language: RequestLanguage,
    path: Path<String>,
    body: Bytes,
) -> HttpResponse {
    let form = Form::read(&body);
    let instrument = instruments::chosen(&form);
    // Whatever is not "in full" is an amount that must be right: a misspelt choice must not pay everything.
    let amount = (!matches!(form.get("amt"), "" | "full")).then(|| form.get("amount").to_owned());
    let choice = Choice { instrument: instrument.to_owned(), amount };
    let selection = match session_id(&path) {
        Ok(id) => payment_method_selection::choose(&hub, id, &choice, language.language).await,
        Err(problem) => Err(problem),
    };
    match selection {
        Ok(Selection::ToPaymentProvider(instrument, transaction)) => {
            see_other(format!("/psp/{}/{transaction}", instrument.id.as_str()))
        }
        // The pay page says why nothing can be paid, after asking the e-Service once more.
        Ok(Selection::NotPayable(_)) => see_other(format!("/pay/{path}")),
        Ok(Selection::Invalid(invalid)) => page(&hub, &language, &path, Some((choice, invalid))).await,
        Err(problem) => problem_in(&hub, &language, &path, &problem).await,
    }
}

async fn page(
    hub: &Hub,
    language: &RequestLanguage,
    session: &str,
    invalid: Option<(Choice, InvalidChoice)>,
) -> HttpResponse {
    let found = match session_id(session) {
        Ok(id) => payment_page(hub, id, language.language).await,
        Err(problem) => Err(problem),
    };
    match found {
        Ok(found) => match found.payable {
            Ok(payable) => {
                let status =
                    if invalid.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
                render(status, language, &pay_page(hub, language, &found, payable, invalid))
            }
            Err(reason) => {
                let money = no_money_was_taken(hub, &found.session).await;
                render(StatusCode::OK, language, &not_payable_page(language, &found, reason, money))
            }
        },
        Err(problem) => problem_in(hub, language, session, &problem).await,
    }
}

fn pay_page(
    hub: &Hub,
    language: &RequestLanguage,
    found: &PaymentPage<'_>,
    payable: Payable,
    invalid: Option<(Choice, InvalidChoice)>,
) -> PayPage {
    let t = language.translator();
    let (invoice, order) = (&found.invoice, &found.invoice.order);
    let currency = &order.currency;
    let between = |key: &str, payable: &Payable| {
        let (min, max) = (t.amount(payable.min), t.money(payable.max, currency));
        t.with_all(key, &[("min", &min), ("max", &max)])
    };
    let bounds = payable.is_free().then(|| between("amount-between", &payable));
    let errors = match &invalid {
        None => vec![],
        Some((_, InvalidChoice::Instrument)) => vec![("ins", t.get("error-instrument"))],
        Some((_, InvalidChoice::Amount(payable))) => vec![("sum", between("error-amount", payable))],
    };
    let choice = invalid.map(|(choice, _)| choice).unwrap_or_default();
    PayPage {
        session: found.session.id.to_string(),
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
        properties: order
            .properties
            .iter()
            .filter(|property| property.is_visible != Some(false) && !property.value.is_empty())
            .map(|property| (property.display_name.clone(), property.value.clone()))
            .collect(),
        lines: order.lines.iter().map(|line| line_view(&t, line)).collect(),
        total: payable.due.map_or_else(String::new, |due| t.amount(due)),
        amount: payable.due.map(|due| t.amount(due)),
        total_with_currency: payable.due.map_or_else(String::new, |due| t.money(due, currency)),
        fee: instruments::fee_in_summary(&t, &hub.config, currency),
        currency: currency.clone(),
        bounds,
        typed_amount: choice.amount.clone(),
        instruments: instruments::groups(&t, &hub.config, currency, &choice.instrument),
        errors,
        can_return: found.session.return_url.is_some(),
        signature: signature_text(&t, &found.signature),
        signature_is_bad: matches!(found.signature, SignatureVerdict::Tolerated(_)),
        findings: Findings::of(&t, &found.findings),
        exchanges: t.count("aid-exchanges", usize::try_from(found.exchanges).unwrap_or(0)),
        f: Frame::at_step(language, 3),
    }
}

fn not_payable_page(
    language: &RequestLanguage,
    found: &PaymentPage<'_>,
    reason: NotPayable,
    money: bool,
) -> NotPayablePage {
    let t = language.translator();
    let (key, date) = match reason {
        NotPayable::AlreadyPaid => ("paid", None),
        NotPayable::Expired(Some(due)) => ("expired", Some(t.date_time(due))),
        NotPayable::Expired(None) => ("expired-undated", None),
        NotPayable::Cancelled => ("cancelled", None),
        NotPayable::Completed => ("completed", None),
        NotPayable::Refunding => ("refunding", None),
        NotPayable::Refunded => ("refunded", None),
        NotPayable::NoAmount => ("no-amount", None),
    };
    let session = &found.session;
    NotPayablePage {
        number: found.invoice.id.grouped(),
        service_provider: found.service.service_provider_name.get(language.language).to_owned(),
        status: key,
        chip: t.get(&format!("not-payable-{key}-chip")),
        title: t.get(&format!("not-payable-{key}-title")),
        text: t.with(&format!("not-payable-{key}-text"), "date", date.unwrap_or_default()),
        money: money && reason != NotPayable::AlreadyPaid,
        order_key: found.invoice.order_key.to_string(),
        reason: found.invoice.order.reason.clone(),
        amount: found.invoice.order.amount_due().map(|due| t.money(due, &found.invoice.order.currency)),
        receipt: found.paid_by.as_ref().map(|_| format!("/pay/{}/receipt.pdf", session.id)),
        return_link: session.return_url.as_ref().map(|_| format!("/pay/{}/return", session.id)),
        findings: Findings::of(&t, &found.findings),
        f: Frame::at_step(language, 3),
    }
}

fn line_view(t: &Translator, line: &OrderLine) -> LineView {
    let account = &line.destination_account;
    let iban = account.bank_account.as_deref().map(grouped);
    let parts: Vec<String> = iban.into_iter().chain(account.bank_code.clone()).collect();
    LineView {
        reason: line.reason.clone(),
        beneficiary: account.beneficiary_name.clone(),
        account: parts.join(" · "),
        amount: line.amount_due.map_or_else(|| "–".to_owned(), |amount| t.amount(amount)),
    }
}

fn signature_text(t: &Translator, verdict: &SignatureVerdict) -> String {
    match verdict {
        SignatureVerdict::Verified(_) => t.get("aid-signature-valid"),
        SignatureVerdict::Tolerated(problem) => {
            let problem: String = problem.to_string().chars().take(300).collect();
            t.with("aid-signature-tolerated", "problem", problem)
        }
        SignatureVerdict::NotChecked => t.get("aid-signature-ignored"),
    }
}

fn customer_id_label(customer_type: CustomerType) -> &'static str {
    match customer_type {
        CustomerType::Organization => "IDNO",
        CustomerType::Person | CustomerType::Unspecified => "IDNP",
    }
}

/// A personal number with its middle hidden: whoever has the order number sees this page.
fn masked(id: &str) -> String {
    let characters: Vec<char> = id.chars().take(40).collect();
    if characters.len() < 9 {
        return characters.iter().map(|_| '•').collect();
    }
    let end = characters.len() - 3;
    characters.iter().enumerate().map(|(i, c)| if (5..end).contains(&i) { '•' } else { *c }).collect()
}

/// An account number in groups of four.
fn grouped(account: &str) -> String {
    let characters: Vec<char> = account.chars().collect();
    characters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
