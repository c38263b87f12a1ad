//! What another hub on the same database registers, changes and removes: this one knows it with the next request, wherever a
//! balancer sends that.

use mpay_sim::clock::Clock;
use mpay_sim::domain::event::EventKind;
use mpay_sim::domain::ids::ServiceId;
use mpay_sim::domain::service::{LocalizedText, Service};
use mpay_sim::store::{Expected, ServiceRemoval, ServiceWrite, ServiceWritten, Store};
use serde_json::{Value, json};

use super::said;
use crate::support::orders::{ORDER, SERVICE};
use crate::support::{EService, Hub, Payer, simulated_clock};

/// Another hub, as far as this one notices it: it writes to the database, and wakes nobody here.
struct OtherHub {
    store: Store,
    clock: Clock,
}

impl OtherHub {
    async fn registers(&self, service: &Service) {
        let event = (EventKind::ServiceChanged, "");
        let write = ServiceWrite { service, expected: Expected::Anything, forget_pinned: false, event };
        let written = self.store.write_service(write, self.clock.now()).await.unwrap();
        assert_eq!(written, ServiceWritten::Done);
    }

    async fn removes(&self, id: &str) {
        let (id, event) = (ServiceId::parse(id).unwrap(), (EventKind::ServiceRemoved, ""));
        let removed = self.store.remove_service(&id, true, false, event, self.clock.now()).await.unwrap();
        assert_eq!(removed, ServiceRemoval::Done);
    }
}

async fn start() -> (Hub, OtherHub, Payer, EService) {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![]).await;
    let payer = Payer::new(&hub.url);
    let store = Store::open(&hub.database_url(), &clock, None).await.unwrap();
    (hub, OtherHub { store, clock }, payer, e_service)
}

#[tokio::test]
async fn what_another_hub_has_changed_is_shown_with_the_next_request() {
    let (_hub, other, payer, e_service) = start().await;
    let mut service = e_service.service();
    let mut changed = async |name: &str| {
        service.name = LocalizedText::same(name);
        other.registers(&service).await;
    };
    changed("Primul").await;
    let shown = said(&payer, 200, "GET", "/services/TEST01", &Value::Null).await;
    assert_eq!(shown["name"]["ro"], "Primul");
    changed("Al doilea").await;
    let list = said(&payer, 200, "GET", "/services", &Value::Null).await;
    assert_eq!(list["services"][0]["name"]["ro"], "Al doilea");
    for (number, page) in ["/services", "/services/TEST01", "/services/TEST01/edit"].iter().enumerate() {
        let name = format!("Numele {number}");
        changed(&name).await;
        let shown = payer.get(&format!("/console{page}")).await;
        assert!(shown.status == 200 && shown.has(&name), "{page}: {}", shown.text());
    }
    changed("Ultimul").await;
    assert!(payer.get("/console/services/TEST01/remove").await.has("Ultimul"));
    other.removes(SERVICE).await;
    assert_eq!(payer.get("/console/services/TEST01").await.status, 404);
}

#[tokio::test]
async fn a_service_that_another_hub_has_registered_is_known_wherever_it_is_asked_for() {
    let (_hub, other, payer, e_service) = start().await;
    // Each is asked for once: whoever has looked knows it from then on.
    let registered = async |id: &str| {
        let id = ServiceId::parse(id).unwrap();
        other.registers(&Service { id, ..e_service.service() }).await;
    };
    let url = e_service.service().endpoint_url;
    for (method, address, body, status) in [
        ("PATCH", "/services/A1", json!({ "endpoint_url": url }), 200),
        ("POST", "/services/A2/test", Value::Null, 200),
        ("DELETE", "/services/A3", Value::Null, 200),
        ("POST", "/outcomes", json!({ "service_id": "A4", "order_key": "1", "outcome": "declined" }), 200),
        ("POST", "/payments", json!({ "service_id": "A5", "order_key": ORDER, "outcome": "approved" }), 201),
        ("POST", "/scenarios", json!({ "scenario": "digest-wrong", "service_id": "A6" }), 201),
        ("DELETE", "/certificates/pinned/A7", Value::Null, 200),
    ] {
        let id = address.split('/').find(|part| part.starts_with('A')).map(str::to_owned);
        let id = id.or_else(|| Some(body["service_id"].as_str()?.to_owned())).unwrap();
        registered(&id).await;
        said(&payer, status, method, address, &body).await;
    }
    registered("B1").await;
    assert_eq!(payer.get("/service/B1").await.status, 200);
    registered("B2").await;
    assert_eq!(payer.post("/service/B2", &[("order_key", ORDER)]).await.status, 303);
    registered("B3").await;
    assert_eq!(payer.post("/service/pay", &[("ServiceID", "B3"), ("OrderKey", ORDER)]).await.status, 303);
    registered("B4").await;
    assert_eq!(payer.post("/console/services/B4/test", &[]).await.status, 303);
    let plan = [("service", "B5"), ("order", "1"), ("outcome", "declined")];
    registered("B5").await;
    let planned = payer.post("/console/payments/plan", &plan).await;
    assert_eq!(planned.location(), "/console/payments/start?notice=planned#plans");
    assert_eq!(payer.get("/service/NOBODY").await.status, 404);
}

#[tokio::test]
async fn a_visit_goes_on_at_a_hub_that_has_not_heard_of_its_service() {
    let (_hub, other, payer, e_service) = start().await;
    let mut service = e_service.service();
    service.id = ServiceId::parse(SERVICE).unwrap();
    other.registers(&service).await;
    let visit = payer.enter(SERVICE, ORDER, None).await;
    other.removes(SERVICE).await;
    said(&payer, 404, "GET", "/services/TEST01", &Value::Null).await;
    other.registers(&service).await;
    visit.pay_page().await;
    visit.authorize().await;
    assert_eq!(visit.result().await.state(), "paid");
}
