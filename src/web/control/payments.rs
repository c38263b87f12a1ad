//! `/control/v1/payments`: the payments and their results.

use actix_web::HttpRequest;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::payment_evidence::EVIDENCE;
use super::payment_force::FORCE;
use super::payment_start::START;
use super::payment_view::{Payment, PaymentDetails};
use super::payment_wait::WAIT;
use super::scope::{self, Scope};
use super::{Answered, Id, input, ok};
use crate::domain::confirmation::ConfirmationState;
use crate::domain::ids::PaymentId;
use crate::domain::payment::PaymentState;
use crate::flow::payment_history::history;
use crate::store::PaymentFilter;
use crate::web::call::{Call, Method, at, json, schema_of};
use crate::web::page::Hub;

pub(super) static CALLS: [Call; 6] = [
    START,
    Call {
        method: Method::Get,
        path: "/payments",
        operation: "listPayments",
        summary: "The payments that match a filter, latest first, page by page.",
        query: Some(schema_of::<ListQuery>),
        body: None,
        answer: json(schema_of::<PaymentList>, "The payments of this page."),
        example: at("/payments?service_id=ADP02&status=Authorized&limit=10"),
        problems: &[],
        route: || Method::Get.route().to(list),
    },
    Call {
        method: Method::Get,
        path: "/payments/{id}",
        operation: "getPayment",
        summary: "A payment with its invoice, visit, exchanges and timeline.",
        query: Some(schema_of::<Scope>),
        body: None,
        answer: json(schema_of::<PaymentDetails>, "The payment."),
        example: at("/payments/latest?order_key={order}"),
        problems: &["unknown-payment"],
        route: || Method::Get.route().to(get),
    },
    WAIT,
    FORCE,
    EVIDENCE,
];

/// A filter of payments; every field is optional.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Of this service.
    service_id: Option<String>,
    /// Of this order.
    order_key: Option<String>,
    /// With this status, such as `Authorized`, in any case.
    status: Option<String>,
    /// With this status of the confirmation, such as `Confirmed`, in any case.
    confirmation_status: Option<String>,
    /// With exactly this number, order key or invoice number; if there is none, with this text in one of them.
    text: Option<String>,
    /// Started at this time or later, such as `2027-01-04T09:00:00Z`.
    from: Option<String>,
    /// Started before this time.
    to: Option<String>,
    /// Started before this payment: `next` of the previous page.
    before: Option<String>,
    /// The maximum number of rows, 1 to 200; 50 by default.
    limit: Option<i64>,
}

/// A page of payments.
#[derive(Debug, Serialize, JsonSchema)]
struct PaymentList {
    payments: Vec<Payment>,
    /// The value of `before` for the next page; null on the last page.
    next: Option<String>,
}

async fn list(hub: Hub, request: HttpRequest) -> Answered {
    let query: ListQuery = input::query(&request)?;
    let limit = scope::limit(query.limit)?;
    let before = query.before.map(PaymentId::new);
    let confirmation_status = query.confirmation_status.as_deref();
    let filter = PaymentFilter {
        service_id: scope::service_id(query.service_id)?,
        order_key: scope::order_key(query.order_key)?,
        status: scope::name("status", query.status.as_deref(), PaymentState::NAMES)?
            .and_then(PaymentState::parse),
        confirmation_status: scope::name(
            "confirmation_status",
            confirmation_status,
            ConfirmationState::NAMES,
        )?
        .and_then(ConfirmationState::parse),
        has_confirmation: false,
        text: query.text,
        from: scope::moment("from", query.from.as_deref())?,
        to: scope::moment("to", query.to.as_deref())?,
    };
    let (found, has_more) =
        scope::page(hub.store.list_payments(&filter, before.as_ref(), limit + 1).await?, limit);
    let next = found.last().filter(|_| has_more).map(|last| last.payment.id.to_string());
    ok(&PaymentList { payments: found.iter().map(Payment::from).collect(), next })
}

async fn get(hub: Hub, id: Id, request: HttpRequest) -> Answered {
    let id = scope::payment_id(&hub, &id, &request).await?;
    let history = history(&hub, &id).await?.ok_or_else(|| scope::no_payment(id.as_str()))?;
    ok(&PaymentDetails::of(&history, &hub.public_url))
}
