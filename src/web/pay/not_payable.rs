//! The page for an order that cannot be paid.

use askama::Template;

use super::{Pages, other_orders};
use crate::domain::invoice::NotPayable;
use crate::flow::invoice_generation::PaymentPage;
use crate::web::addresses;
use crate::web::findings::Findings;
use crate::web::language::RequestLanguage;
use crate::web::page::Frame;

#[derive(Template)]
#[template(path = "pay/not_payable.html")]
pub(super) struct NotPayablePage {
    f: Frame,
    number: String,
    service_provider: String,
    status: &'static str,
    chip: String,
    title: String,
    text: String,
    /// True if nothing was paid and no payment is undecided.
    money: bool,
    order_key: String,
    reason: String,
    amount: Option<String>,
    receipt: Option<String>,
    return_link: Option<String>,
    /// The page for choosing another order, if several were found.
    other_orders: Option<String>,
    findings: Findings,
    /// A remark for developers: the payment was made here, and the e-Service has not accepted it.
    unconfirmed: Option<String>,
    /// The payment's page in the console.
    console: Option<String>,
    /// The messages about the order in the console.
    messages: String,
    exchanges: String,
}

/// The page for this reason. `money` is true if nothing was paid and no payment is undecided.
pub(super) fn not_payable_page(
    language: &RequestLanguage,
    found: &PaymentPage,
    reason: NotPayable,
    money: bool,
    pages: &Pages,
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
        NotPayable::Currency => ("currency", None),
        NotPayable::NoAmount => ("no-amount", None),
    };
    let session = &found.session;
    NotPayablePage {
        number: found.invoice.id.grouped(),
        service_provider: found.service.service_provider_name.get(language.language).to_owned(),
        status: key,
        chip: t.get(&format!("not-payable-{key}-chip")),
        title: t.get(&format!("not-payable-{key}-title")),
        text: t.with_all(
            &format!("not-payable-{key}-text"),
            &[("date", &date.unwrap_or_default()), ("currency", &found.invoice.order.currency)],
        ),
        money: money && reason != NotPayable::AlreadyPaid,
        order_key: found.invoice.order_key.to_string(),
        reason: found.invoice.order.reason.clone(),
        amount: found.invoice.shown_amount().map(|due| t.money(due, &found.invoice.order.currency)),
        receipt: found.paid_by.as_ref().map(|_| format!("/pay/{}/receipt.pdf", session.id)),
        return_link: session.return_url.as_ref().map(|_| format!("/pay/{}/return", session.id)),
        other_orders: session.asked_key.as_ref().map(|_| other_orders(pages, session.id)),
        unconfirmed: found.unconfirmed.as_ref().map(|queued| {
            let (payment, status) = (queued.payment_id.to_string(), queued.status.name());
            t.with_all("aid-paid-here", &[("payment", payment.as_str()), ("status", status)])
        }),
        console: found.paid_by.as_ref().map(|payment| addresses::of_payment(&payment.id)),
        messages: addresses::of_messages(&session.service_id, session.key_to_ask()),
        exchanges: t.count("aid-exchanges", usize::try_from(found.exchanges).unwrap_or(0)),
        findings: Findings::of(&t, &found.findings),
        f: pages.frame(language, 3),
    }
}
