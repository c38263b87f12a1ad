//! The rows of a visit that has not led to a payment, or not yet; and of a call without a visit.

use super::drawing::{Names, Picture};
use super::payment::{asked, came_back, until_page};
use super::rows::Lane::{EService, Hub, Payer, PaymentProvider};
use super::rows::Row;
use super::rows::State::{NotReached, Reached};
use crate::domain::call_outcome::OutcomeKind;
use crate::domain::ids::ServiceId;
use crate::flow::visit_history::VisitHistory;
use crate::i18n::Translator;
use crate::store::ListedExchange;

/// The picture of a visit to this service.
pub(in crate::web::console) fn of_visit(
    t: &Translator,
    service: &ServiceId,
    visit: &VisitHistory,
) -> Picture {
    let names = Names { payment_provider: t.get("payment-provider-name"), e_service: service.to_string() };
    let calls: Vec<&ListedExchange> = visit.calls.iter().collect();
    let Some(opened) = &visit.opened else { return Picture::of(t, &names, asked(t, &calls)) };
    let has_return_url = visit.has_return_url;
    let mut rows = Vec::from(until_page(t, opened.at, has_return_url));
    rows.extend(asked(t, &calls));
    let is_described = calls.iter().any(|call| call.outcome.kind == OutcomeKind::Accepted);
    let invoice = visit.invoice.as_ref().filter(|_| is_described);
    let notice = match invoice {
        Some(invoice) => t.with("picture-notice", "number", invoice.id.grouped()),
        None => t.get("invoice-number"),
    };
    let described = visit.described.as_ref().map(|event| event.at);
    rows.push(
        Row::new(&[6], (Hub, Payer), if is_described { Reached } else { NotReached }, notice)
            .at(described.filter(|_| is_described))
            .linked(invoice.map(|invoice| format!("/n/{}", invoice.id))),
    );
    for payment in &visit.payments {
        let label = format!("{} {payment}", t.get("console-payment"));
        let row = Row::new(&[7], (Payer, Hub), Reached, label);
        rows.push(row.linked(Some(format!("/console/payments/{payment}"))));
    }
    if visit.payments.is_empty() {
        rows.extend([
            Row::new(&[7], (Payer, Hub), NotReached, t.get("payment-method")),
            Row::new(&[8], (Hub, PaymentProvider), NotReached, t.get("picture-published")),
            Row::new(&[9], (Payer, PaymentProvider), NotReached, t.get("picture-submitted")),
            Row::new(&[10], (PaymentProvider, PaymentProvider), NotReached, t.get("picture-decision")),
            Row::new(&[11, 12], (Hub, PaymentProvider), NotReached, t.get("picture-fetch")),
            Row::new(&[13], (Hub, EService), NotReached, "ConfirmOrderPayment"),
            Row::new(&[14], (Hub, Payer), NotReached, t.get("picture-receipt")),
        ]);
        rows.push(came_back(t, visit.returned.as_ref().map(|event| event.at), has_return_url));
    }
    Picture::of(t, &names, rows)
}
