//! `/console/payments`: the payments, latest first.

use actix_web::HttpRequest;
use askama::Template;

use super::layout::{Console, Section, page};
use super::list::{FAILED, FROM, Field, Input, ORDER, SERVICE, Shown, TO, field, sample_service};
use super::query::Query;
use super::words::{Chip, confirmation_chip, payment_chip};
use crate::domain::confirmation::ConfirmationState;
use crate::domain::finding::one_line;
use crate::domain::payment::PaymentState;
use crate::i18n::Translator;
use crate::store::ListedPayment;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::lists::Payments;
use crate::web::page::{Frame, Hub};

#[derive(Template)]
#[template(path = "console/payments.html")]
struct PaymentsPage {
    f: Frame,
    c: Console,
    list: Shown<Row>,
    /// For the example if there was never a payment: one of the services, and its page for payers.
    service: String,
    payers_page: Option<String>,
    address: String,
}

/// A payment in the list.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) started: String,
    pub(super) service: String,
    pub(super) order: String,
    pub(super) amount: String,
    pub(super) instrument: &'static str,
    pub(super) status: Chip,
    pub(super) confirmation: Option<Chip>,
}

const FIELDS: &[Field] = &[
    SERVICE,
    ORDER,
    field(
        "status",
        "status",
        "console-payment",
        Input::OneOf(|| PaymentState::NAMES.to_vec(), "payment-status-"),
    ),
    field(
        "confirmation",
        "confirmation_status",
        "console-confirmation",
        Input::OneOf(|| ConfirmationState::NAMES.to_vec(), "confirmation-status-"),
    ),
    FAILED,
    field("text", "text", "console-text", Input::Text),
    FROM,
    TO,
];

/// The list.
pub(super) async fn show(hub: Hub, language: RequestLanguage, request: HttpRequest) -> PageResult {
    let (q, t) = (Query::of(&request), language.translator());
    let c = Console::new(&hub, &language, Section::Payments, q.get("notice")).await?;
    let list = Shown::of::<Payments>(&hub, &t, (Section::Payments, FIELDS), q, Row::of).await?;
    let first = hub.services().first().map(|service| crate::web::addresses::of_service(&service.id));
    Ok(page(
        &language,
        &PaymentsPage {
            c,
            list,
            service: sample_service(&hub),
            payers_page: first,
            address: hub.public_url.clone(),
            f: Frame::new(&language),
        },
    ))
}

impl Row {
    pub(super) fn of(t: &Translator, listed: &ListedPayment) -> Self {
        let payment = &listed.payment;
        Self {
            id: payment.id.to_string(),
            started: t.date_time_seconds(payment.started_at),
            service: one_line(listed.service_id.as_str()),
            order: one_line(listed.order_key.as_str()),
            amount: t.amount(payment.amount),
            instrument: payment.instrument.as_str(),
            status: payment_chip(t, listed),
            confirmation: listed
                .confirmation
                .as_ref()
                .map(|queued| confirmation_chip(t, queued.status.state())),
        }
    }
}
