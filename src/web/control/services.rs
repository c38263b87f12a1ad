//! `/control/v1/services`, `/control/v1/outcomes`: services, and outcomes of payments.

use actix_web::{HttpRequest, HttpResponse};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::input::{self, Body};
use super::named::{self, known};
use super::payment_start::outcome;
use super::problem::ControlProblem;
use super::service_fields::{ServiceFields, put_schema};
use super::service_test::ConnectionTest;
use super::service_view::ServiceView;
use super::{Answered, Id, ok, service_check};
use crate::app::ListedService;
use crate::domain::outcome::OUTCOMES;
use crate::domain::service::{Service, ServiceSource};
use crate::flow::connection_test::{test_connection, tested};
use crate::flow::planned_outcome::plan_outcome;
use crate::flow::services::{self, Removed, Saved, SavedService};
use crate::web::call::{Answer, Call, Example, Method, at, json, schema_of};
use crate::web::lists::values;
use crate::web::page::Hub;

/// The path of one service.
pub(super) const ONE: &str = "/services/{id}";
/// The maximum size of a registration in bytes: three certificate files of the console form's maximum in base64, and the
/// other fields.
pub const MOST_BODY: usize = 300 * 1024;

pub(super) static CALLS: &[Call] = &[
    Call {
        path: "/services",
        operation: "listServices",
        summary: "The services, in the order of the home page.",
        answer: json(schema_of::<ServiceList>, "The services."),
        example: at("/services"),
        route: || Method::Get.route().to(list),
        ..Call::GET
    },
    Call {
        path: ONE,
        operation: "getService",
        summary: "A service by its exact ServiceID.",
        answer: json(schema_of::<ServiceView>, "The service."),
        example: at("/services/ADP02"),
        problems: &["unknown-service"],
        route: || Method::Get.route().to(get),
        ..Call::GET
    },
    Call {
        method: Method::Put,
        path: ONE,
        operation: "putService",
        summary: "Registers or replaces a service with exactly these values. It overrides a service of the settings with \
                  this ServiceID, applies at every hub on the database within a second, and survives restarts.",
        body: Some(put_schema),
        answer: Answer {
            or: Some((201, "The same, where there was no service with this ServiceID.")),
            ..json(schema_of::<ServiceView>, "The service as it is now.")
        },
        example: Example {
            address: "/services/MYSERVICE01",
            body: "{\"endpoint_url\":\"http://localhost:5000/ServiceProvider.svc\",\"name\":{\"ro\":\"Serviciul nostru\",\
                   \"en\":\"Our service\"},\"reply_signature\":\"warn\"}",
        },
        problems: &["wrong-state", "changed-meanwhile", "too-large"],
        route: || Method::Put.route().to(put_service),
        ..Call::GET
    },
    Call {
        method: Method::Patch,
        path: ONE,
        operation: "patchService",
        summary: "Changes only the given fields of a service; null resets an optional one. A service of the settings is \
                  registered with the change. It applies from the next call to its e-Service on.",
        body: Some(schema_of::<ServiceFields>),
        answer: json(schema_of::<ServiceView>, "The service as it is now."),
        example: Example {
            address: "/services/MYSERVICE01",
            body: "{\"endpoint_url\":\"http://localhost:5001/ServiceProvider.svc\",\"name\":null}",
        },
        problems: &["unknown-service", "wrong-state", "changed-meanwhile", "too-large"],
        route: || Method::Patch.route().to(patch_service),
        ..Call::GET
    },
    Call {
        method: Method::Delete,
        path: ONE,
        operation: "deleteService",
        summary: "Removes a registration: a service of the settings counts again, any other one is gone, which is refused \
                  while it has unconfirmed confirmations.",
        answer: json(schema_of::<ServiceRemoved>, "It is done."),
        example: at("/services/MYSERVICE01"),
        problems: &["unknown-service", "service-in-use", "service-of-settings", "changed-meanwhile"],
        route: || Method::Delete.route().to(delete_service),
        ..Call::GET
    },
    Call {
        method: Method::Post,
        path: "/services/{id}/test",
        operation: "testService",
        summary: "Tests the connection: requests the order in `order_key`, by default a made-up one, and reports the \
                  result of each stage with its details. Scenarios do not apply, and nothing is pinned.",
        query: Some(schema_of::<TestQuery>),
        answer: json(schema_of::<ConnectionTest>, "The test; it may have failed."),
        example: at("/services/ADP02/test"),
        problems: &["unknown-service", "unknown-exchange"],
        route: || Method::Post.route().to(test),
        ..Call::GET
    },
    service_check::START,
    service_check::SHOW,
    service_check::PAGE,
    Call {
        path: "/outcomes",
        operation: "listOutcomes",
        summary: "The possible outcomes of payments, with the test cards, amounts and ends of order keys that choose them.",
        answer: json(schema_of::<OutcomeList>, "The outcomes."),
        example: at("/outcomes"),
        route: || Method::Get.route().to(outcomes),
        ..Call::GET
    },
    Call {
        method: Method::Post,
        path: "/outcomes",
        operation: "planOutcome",
        summary: "Plans the outcome of all later payments of an order, whatever the payer chooses; null removes the plan.",
        body: Some(schema_of::<Plan>),
        answer: json(schema_of::<Plan>, "The plan."),
        example: Example {
            address: "/outcomes",
            body: "{\"service_id\":\"ADP02\",\"order_key\":\"TOMORROW-1\",\"outcome\":\"insufficient-funds\"}",
        },
        problems: &["unknown-service"],
        route: || Method::Post.route().to(plan),
        ..Call::GET
    },
];

/// The services.
#[derive(Debug, Serialize, JsonSchema)]
struct ServiceList {
    services: Vec<ServiceView>,
}

async fn list(hub: Hub) -> Answered {
    let pinned = hub.store.services_with_pinned_certificate().await?;
    services::reload_changed(&hub).await?;
    let list = hub.services();
    let view = |entry: &ListedService| {
        let is_pinned = pinned.contains(&entry.service.id);
        ServiceView::of(&hub, &entry.service, entry.source, is_pinned)
    };
    ok(&ServiceList { services: list.entries().iter().map(view).collect() })
}

async fn get(hub: Hub, id: Id) -> Answered {
    let entry = known(&hub, id).await?;
    ok(&view(&hub, &entry.service, entry.source).await?)
}

async fn view(hub: &Hub, service: &Service, source: ServiceSource) -> Result<ServiceView, ControlProblem> {
    let is_pinned = hub.store.pinned_certificate(&service.id).await?.is_some();
    Ok(ServiceView::of(hub, service, source, is_pinned))
}

async fn put_service(hub: Hub, id: Id, body: Body) -> Answered {
    let fields: ServiceFields = input::body(body)?;
    let SavedService { service, source, saved } = services::put(&hub, &id, &fields.0).await?;
    let response = match saved {
        Saved::Added => HttpResponse::Created(),
        Saved::Changed | Saved::Unchanged => HttpResponse::Ok(),
    };
    super::json(response, &view(&hub, &service, source).await?)
}

async fn patch_service(hub: Hub, id: Id, body: Body) -> Answered {
    let fields: ServiceFields = input::body(body)?;
    let entry = known(&hub, id).await?;
    let now = services::change(&hub, &entry.service.id, &fields.0, None).await?;
    ok(&view(&hub, &now.service, now.source).await?)
}

/// The result of a removal.
#[derive(Debug, Serialize, JsonSchema)]
struct ServiceRemoved {
    /// True if the settings' service counts again; false if there is none.
    back_to_settings: bool,
}

async fn delete_service(hub: Hub, id: Id) -> Answered {
    let entry = known(&hub, id).await?;
    let removed = services::remove(&hub, &entry.service.id).await?;
    ok(&ServiceRemoved { back_to_settings: removed == Removed::BackToSettings })
}

/// The parameters of a test.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TestQuery {
    /// An existing order; by default a made-up key, for which "no such order" is the right answer.
    order_key: Option<String>,
}

/// The parameters are in the address: a body is refused, not ignored.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NoBody {}

async fn test(hub: Hub, id: Id, request: HttpRequest, body: Body) -> Answered {
    let NoBody {} = input::body(body)?;
    let query: TestQuery = input::query(&request)?;
    let order = values::order_key(query.order_key)?;
    let entry = known(&hub, id).await?;
    let exchange = test_connection(&hub, &entry.service, order.as_ref()).await?;
    let tested = tested(&hub, &entry.service, exchange).await?;
    let tested = tested.ok_or_else(|| {
        ControlProblem::new("unknown-exchange", "the call was pruned before it could be read")
    })?;
    ok(&ConnectionTest::from(&tested))
}

/// The table of outcomes.
#[derive(Debug, Serialize, JsonSchema)]
struct OutcomeList {
    outcomes: Vec<OutcomeView>,
}

/// One outcome.
#[derive(Debug, Serialize, JsonSchema)]
struct OutcomeView {
    name: &'static str,
    meaning: &'static str,
    /// The numbers of its test cards.
    cards: Vec<&'static str>,
    /// The amount in lei that chooses it.
    amount: String,
    /// The end of an order key that chooses it, in any case.
    order_key_end: String,
}

async fn outcomes() -> Result<HttpResponse, ControlProblem> {
    let outcomes = OUTCOMES.iter().map(|rule| OutcomeView {
        name: rule.name,
        meaning: rule.meaning,
        cards: rule.cards.to_vec(),
        amount: rule.amount.to_xml(),
        order_key_end: format!("-SIM-{}", rule.name),
    });
    ok(&OutcomeList { outcomes: outcomes.collect() })
}

/// The planned outcome of an order's payments.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Plan {
    /// `ServiceID`.
    service_id: String,
    /// `OrderKey`.
    order_key: String,
    /// The name of an outcome; null removes the plan.
    outcome: Option<String>,
}

async fn plan(hub: Hub, body: Body) -> Answered {
    let plan: Plan = input::body(body)?;
    let service = values::service_id(Some(plan.service_id.clone()))?;
    let order = values::order_key(Some(plan.order_key.clone()))?;
    named::registered(&hub, service.as_ref()).await?;
    let wanted = plan.outcome.as_deref().map(outcome).transpose()?;
    if let (Some(service), Some(order)) = (&service, &order) {
        plan_outcome(&hub, service, order, wanted).await?;
    }
    ok(&plan)
}
