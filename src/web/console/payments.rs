//! `/console/payments`: the payments, latest first.

use actix_web::HttpRequest;
use askama::Template;

use super::layout::{Console, Section, page};
use super::pager::{Query, ROWS, Rows, Unusable, Wanted};
use super::words::{Chip, choices, confirmation_chip, payment_chip};
use crate::domain::confirmation::ConfirmationState;
use crate::domain::finding::one_line;
use crate::domain::ids::PaymentId;
use crate::domain::payment::PaymentState;
use crate::i18n::Translator;
use crate::store::{ListedPayment, PaymentFilter};
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub};

#[derive(Template)]
#[template(path = "console/payments.html")]
struct PaymentsPage {
    f: Frame,
    c: Console,
    q: Query,
    services: Vec<(String, bool)>,
    statuses: Vec<(&'static str, String, bool)>,
    confirmation_statuses: Vec<(&'static str, String, bool)>,
    rows: Rows<Row>,
    /// The filter with an impossible value.
    unusable: Option<&'static str>,
    /// A suggestion if there was never a payment.
    sample: Sample,
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

/// The hub's address, and one of its services.
struct Sample {
    url: String,
    service: String,
    page: Option<String>,
}

/// The list.
pub(super) async fn show(hub: Hub, language: RequestLanguage, request: HttpRequest) -> PageResult {
    let q = Query::of(&request);
    let t = language.translator();
    let filter = filter(&q);
    let rows = match &filter {
        Ok(filter) => rows(&hub, &t, filter, &q).await?,
        Err(_) => Rows::none(),
    };
    let services_now = hub.services();
    let service = services_now.first();
    let chosen = q.get("service");
    Ok(page(
        &language,
        &PaymentsPage {
            c: Console::new(&hub, &language, Section::Payments, q.get("notice")).await?,
            services: services(&hub, chosen),
            statuses: choices(PaymentState::NAMES, q.get("status"), |name| {
                t.get(&format!("payment-status-{name}"))
            }),
            confirmation_statuses: choices(ConfirmationState::NAMES, q.get("confirmation"), |name| {
                t.get(&format!("confirmation-status-{name}"))
            }),
            rows,
            unusable: filter.err().map(|Unusable(name)| name),
            sample: Sample {
                url: hub.public_url.clone(),
                service: service.map_or_else(|| "SERVICE01".to_owned(), |service| service.id.to_string()),
                page: service.map(|service| crate::web::service::path(&service.id)),
            },
            f: Frame::new(&language),
            q,
        },
    ))
}

/// The services to choose from, with true for the chosen one.
pub(super) fn services(hub: &Hub, chosen: &str) -> Vec<(String, bool)> {
    hub.services().iter().map(|service| (service.id.to_string(), service.id.as_str() == chosen)).collect()
}

fn filter(q: &Query) -> Result<PaymentFilter, Unusable> {
    Ok(PaymentFilter {
        service_id: q.service()?,
        order_key: q.order()?,
        status: q.name("status", PaymentState::parse)?,
        confirmation_status: q.name("confirmation", ConfirmationState::parse)?,
        text: q.given("text"),
        from: q.moment("from")?,
        to: q.moment("to")?,
        ..PaymentFilter::default()
    })
}

async fn rows(
    hub: &Hub,
    t: &Translator,
    filter: &PaymentFilter,
    q: &Query,
) -> Result<Rows<Row>, crate::flow::Problem> {
    let (wanted, most) = (Wanted::of(q), i64::try_from(ROWS + 1).unwrap_or(i64::MAX));
    let found = match &wanted {
        Wanted::Latest => hub.store.list_payments(filter, None, most).await?,
        Wanted::Before(id) => hub.store.list_payments(filter, Some(&PaymentId::new(id)), most).await?,
        Wanted::After(id) => hub.store.list_newer_payments(filter, &PaymentId::new(id), most).await?,
    };
    let found = found.iter().map(|listed| Row::of(t, listed)).collect();
    Ok(Rows::of(found, &wanted, q, |row: &Row| row.id.clone()))
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
            confirmation: listed.confirmation.as_ref().map(|told| confirmation_chip(t, told.status.state())),
        }
    }
}
