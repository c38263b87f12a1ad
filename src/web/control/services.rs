//! `/control/v1/services`, `/control/v1/outcomes`: what can be paid for, and what payments can come to.

use actix_web::HttpResponse;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::call::{Call, Example, Method, at, json, schema_of};
use super::input::{self, Body};
use super::payment_start::outcome;
use super::problem::ControlProblem;
use super::{Answered, Id, ok, scope};
use crate::domain::ids::ServiceId;
use crate::domain::outcome::OUTCOMES;
use crate::domain::service::{LocalizedText, ReplySignature, ServerTrust, Service};
use crate::flow::planned_outcome::plan_outcome;
use crate::web::page::Hub;

pub(super) static CALLS: [Call; 4] = [
    Call {
        method: Method::Get,
        path: "/services",
        operation: "listServices",
        summary: "The services that the hub sells, in the order of its home page.",
        query: None,
        body: None,
        answer: json(schema_of::<ServiceList>, "The services."),
        example: at("/services"),
        problems: &[],
        route: || Method::Get.route().to(list),
    },
    Call {
        method: Method::Get,
        path: "/services/{id}",
        operation: "getService",
        summary: "A service, by its ServiceID to the letter.",
        query: None,
        body: None,
        answer: json(schema_of::<ServiceView>, "The service."),
        example: at("/services/ADP02"),
        problems: &["unknown-service"],
        route: || Method::Get.route().to(get),
    },
    Call {
        method: Method::Get,
        path: "/outcomes",
        operation: "listOutcomes",
        summary: "What a payment can come to, with the test cards, the amounts and the ends of order keys that ask for it.",
        query: None,
        body: None,
        answer: json(schema_of::<OutcomeList>, "The outcomes."),
        example: at("/outcomes"),
        problems: &[],
        route: || Method::Get.route().to(outcomes),
    },
    Call {
        method: Method::Post,
        path: "/outcomes",
        operation: "planOutcome",
        summary: "Plans what every payment of an order comes to that is started from now on, whoever pays and however; null \
                  takes the plan back.",
        query: None,
        body: Some(schema_of::<Plan>),
        answer: json(schema_of::<Plan>, "The plan."),
        example: Example {
            address: "/outcomes",
            body: "{\"service_id\":\"ADP02\",\"order_key\":\"TOMORROW-1\",\"outcome\":\"insufficient-funds\"}",
        },
        problems: &["unknown-service"],
        route: || Method::Post.route().to(plan),
    },
];

/// The services.
#[derive(Debug, Serialize, JsonSchema)]
struct ServiceList {
    services: Vec<ServiceView>,
}

/// One service.
#[derive(Debug, Serialize, JsonSchema)]
struct ServiceView {
    /// `ServiceID`.
    id: String,
    name: Text,
    /// Who sells it.
    service_provider_name: Text,
    /// The service provider's IDNO.
    service_provider_idno: Option<String>,
    /// Where the e-Service implements `IServiceProvider`.
    endpoint_url: String,
    /// What an order number is called there, where it has a name of its own.
    order_key_label: Option<Text>,
    order_key_example: Option<String>,
    /// `require`, `warn` or `ignore`.
    reply_signature: &'static str,
    /// `registered`, `authority`, `pinned`, or `unknown` before the first valid reply.
    certificate: &'static str,
    /// What its HTTPS certificate is checked with: `public`, `registered` or `fingerprint`.
    tls_ca: &'static str,
    /// The hub's page for its orders.
    page: String,
}

/// A text in Romanian, and in Russian and English where they were given.
#[derive(Debug, Serialize, JsonSchema)]
struct Text {
    ro: String,
    ru: Option<String>,
    en: Option<String>,
}

impl From<&LocalizedText> for Text {
    fn from(text: &LocalizedText) -> Self {
        Self { ro: text.ro.clone(), ru: text.ru.clone(), en: text.en.clone() }
    }
}

async fn view(hub: &Hub, service: &Service) -> Result<ServiceView, ControlProblem> {
    let certificate = match service {
        Service { certificate: Some(_), .. } => "registered",
        Service { signature_ca, .. } if !signature_ca.is_empty() => "authority",
        _ => hub.store.pinned_certificate(&service.id).await?.map_or("unknown", |_| "pinned"),
    };
    let policy = ReplySignature::NAMES.iter().find(|(policy, _)| *policy == service.reply_signature);
    Ok(ServiceView {
        id: service.id.to_string(),
        name: (&service.name).into(),
        service_provider_name: (&service.service_provider_name).into(),
        service_provider_idno: service.service_provider_idno.clone(),
        endpoint_url: service.endpoint_url.clone(),
        order_key_label: service.order_key_label.as_ref().map(Text::from),
        order_key_example: service.order_key_example.clone(),
        reply_signature: policy.map_or("", |(_, name)| name),
        certificate,
        tls_ca: match service.tls_ca {
            ServerTrust::PublicAuthorities => "public",
            ServerTrust::Certificates(_) => "registered",
            ServerTrust::Fingerprint(_) => "fingerprint",
        },
        page: format!("{}{}", hub.public_url, crate::web::service::path(&service.id)),
    })
}

async fn list(hub: Hub) -> Answered {
    let mut services = Vec::new();
    for service in &hub.services {
        services.push(view(&hub, service).await?);
    }
    ok(&ServiceList { services })
}

async fn get(hub: Hub, id: Id) -> Answered {
    let id = scope::service_id(Some(id.into_inner()))?;
    scope::registered(&hub, id.as_ref())?;
    let service = id.as_ref().and_then(|id: &ServiceId| hub.service(id));
    let service = service.ok_or_else(|| ControlProblem::new("unknown-service", "no ServiceID is given"))?;
    ok(&view(&hub, service).await?)
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
    /// The numbers of the test cards that stand for it.
    cards: Vec<&'static str>,
    /// The amount that asks for it, in lei.
    amount: String,
    /// What an order key ends with that asks for it, in any case.
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

/// What the payments of an order are to come to.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Plan {
    /// `ServiceID`.
    service_id: String,
    /// `OrderKey`.
    order_key: String,
    /// The name of an outcome; null takes the plan back.
    outcome: Option<String>,
}

async fn plan(hub: Hub, body: Body) -> Answered {
    let plan: Plan = input::body(body)?;
    let service = scope::service_id(Some(plan.service_id.clone()))?;
    let order = scope::order_key(Some(plan.order_key.clone()))?;
    scope::registered(&hub, service.as_ref())?;
    let wanted = plan.outcome.as_deref().map(outcome).transpose()?;
    if let (Some(service), Some(order)) = (&service, &order) {
        plan_outcome(&hub, service, order, wanted).await?;
    }
    ok(&plan)
}
