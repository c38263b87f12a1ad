//! From the first registration to the removal: what is called, what waits, what a restart and a reset leave.

use jiff::SignedDuration;
use mpay_sim::domain::event::EventKind;
use mpay_sim::domain::service::ReplySignature;
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};
use mpay_sim::store::EventFilter;
use serde_json::{Value, json};

use super::{register, said};
use crate::support::orders::{ORDER, SERVICE};
use crate::support::{Answer, EService, Hub, Payer, simulated_clock, until};

/// The kinds and details of the events about services so far.
async fn events(hub: &Hub) -> Vec<(&'static str, String)> {
    let events = hub.app().store.events_after(0, &EventFilter::default(), 1000).await.unwrap();
    let kinds = [EventKind::ServiceAdded, EventKind::ServiceChanged, EventKind::ServiceRemoved];
    let of_services = events.into_iter().filter(|event| kinds.contains(&event.kind));
    of_services.map(|event| (event.kind.name(), event.detail)).collect()
}

async fn statuses(hub: &Hub) -> Vec<String> {
    hub.confirmations().await.into_iter().map(|(status, _)| status).collect()
}

#[tokio::test]
async fn a_service_is_added_and_paid_at_and_its_next_confirmation_goes_where_it_has_moved() {
    let (clock, hand) = simulated_clock();
    let (here, there) = (EService::start(&clock).await, EService::start(&clock).await);
    let hub = Hub::start(&clock, vec![]).await;
    let payer = Payer::new(&hub.url);
    assert_eq!(payer.post("/service/pay", &[("ServiceID", SERVICE), ("OrderKey", ORDER)]).await.status, 404);
    let added = register(&payer, SERVICE, &here).await;
    assert_eq!(
        (&added["source"], &added["replaces_settings"], &added["certificate"], &added["name"]["ro"]),
        (&json!("registered"), &json!(false), &json!("registered"), &json!(SERVICE))
    );
    here.always(ConfirmOrderPayment, Answer::fault("InternalError", "moving out"));
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.authorize().await;
    assert_eq!(visit.result().await.state(), "unconfirmed");
    let url = there.service().endpoint_url;
    let moved = said(&payer, 200, "PATCH", "/services/TEST01", &json!({ "endpoint_url": url })).await;
    assert_eq!((&moved["endpoint_url"], &moved["certificate"]), (&json!(url), &json!("registered")));
    hand.advance(SignedDuration::from_secs(5));
    until("the confirmation comes to the new address", async || there.paid().len() == 1).await;
    until("it is confirmed", async || statuses(&hub).await == ["Confirmed"]).await;
    assert!(here.paid().is_empty());
    let told: Vec<_> = events(&hub).await;
    assert_eq!(told, [("service.added", String::new()), ("service.changed", "endpoint_url".to_owned())]);
    // The same again is no change.
    said(&payer, 200, "PATCH", "/services/TEST01", &json!({ "endpoint_url": url })).await;
    assert_eq!(events(&hub).await.len(), 2);
}

#[tokio::test]
async fn a_service_is_removed_once_its_e_service_has_been_told_of_everything() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![]).await;
    let payer = Payer::new(&hub.url);
    register(&payer, SERVICE, &e_service).await;
    e_service.always(ConfirmOrderPayment, Answer::fault("InternalError", "not now"));
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.authorize().await;
    let paid = visit.result().await;
    let refused = said(&payer, 409, "DELETE", "/services/TEST01", &Value::Null).await;
    assert_eq!(refused["code"], "service-in-use");
    assert_eq!(refused["confirmations"], json!({ "Pending": 1 }));
    assert!(refused["hint"].as_str().unwrap().contains("/control/v1/reset"), "{refused}");
    let payment = paid.attribute("data-payment-id");
    said(&payer, 200, "POST", &format!("/confirmations/{payment}/halt"), &Value::Null).await;
    let refused = said(&payer, 409, "DELETE", "/services/TEST01", &Value::Null).await;
    assert_eq!(refused["confirmations"], json!({ "Halted": 1 }));
    e_service.always(ConfirmOrderPayment, Answer::Honest);
    said(&payer, 200, "POST", &format!("/confirmations/{payment}/resume"), &Value::Null).await;
    until("it is confirmed", async || statuses(&hub).await == ["Confirmed"]).await;
    let removed = said(&payer, 200, "DELETE", "/services/TEST01", &Value::Null).await;
    assert_eq!(removed, json!({ "back_to_settings": false }));
    said(&payer, 404, "DELETE", "/services/TEST01", &Value::Null).await;
    said(&payer, 404, "GET", "/services/TEST01", &Value::Null).await;
    assert_eq!(payer.get("/service/TEST01").await.status, 404);
    // What was paid stays, and can be looked at.
    for page in [&format!("/console/payments/{payment}"), "/console/queue", "/console/messages/latest"] {
        let shown = payer.get(page).await;
        assert!(shown.status == 200 || shown.status == 303, "{page}: {}", shown.text());
    }
    assert_eq!(events(&hub).await.last().unwrap().0, "service.removed");
    // A service of this id gets a lane again.
    register(&payer, SERVICE, &e_service).await;
    e_service.change_order(|order| order.order_key = "AGAIN-1".to_owned());
    let visit = payer.enter(SERVICE, "AGAIN-1", None).await;
    visit.authorize().await;
    assert_eq!(visit.result().await.state(), "paid");
}

#[tokio::test]
async fn what_is_authorised_after_a_removal_is_told_once_the_service_is_back() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start_with(&clock, vec![], |config| {
        config.result_page_wait = std::time::Duration::ZERO;
    })
    .await;
    let payer = Payer::new(&hub.url);
    register(&payer, SERVICE, &e_service).await;
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.authorize().await;
    said(&payer, 200, "DELETE", "/services/TEST01", &Value::Null).await;
    assert_eq!(visit.result().await.state(), "unconfirmed");
    hand.advance(SignedDuration::from_hours(2));
    assert_eq!(statuses(&hub).await, ["Pending"]);
    register(&payer, SERVICE, &e_service).await;
    until("it is told", async || e_service.paid().len() == 1).await;
}

#[tokio::test]
async fn a_registration_wins_over_the_settings_until_it_is_taken_back() {
    let (clock, _) = simulated_clock();
    let (of_settings, other) = (EService::start(&clock).await, EService::start(&clock).await);
    let mut hub = Hub::start(&clock, vec![of_settings.service()]).await;
    let payer = Payer::new(&hub.url);
    let shown = said(&payer, 200, "GET", "/services/TEST01", &Value::Null).await;
    assert_eq!((&shown["source"], &shown["replaces_settings"]), (&json!("settings"), &json!(false)));
    let refused = said(&payer, 409, "DELETE", "/services/TEST01", &Value::Null).await;
    assert_eq!(refused["code"], "service-of-settings");
    let url = other.service().endpoint_url;
    let changed = said(&payer, 200, "PATCH", "/services/TEST01", &json!({ "endpoint_url": url })).await;
    assert_eq!(
        (&changed["source"], &changed["replaces_settings"], &changed["name"]["ro"]),
        (&json!("registered"), &json!(true), &json!("Serviciul de test"))
    );
    // It outlives the hub.
    hub.restart().await;
    assert_eq!(said(&payer, 200, "GET", "/services/TEST01", &Value::Null).await, changed);
    other.always(ConfirmOrderPayment, Answer::fault("InternalError", "not now"));
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.authorize().await;
    assert_eq!(visit.result().await.state(), "unconfirmed");
    assert!(of_settings.received(GetOrderDetails).is_empty());
    // Back to the settings one may go whatever waits: somebody is left to be told.
    let removed = said(&payer, 200, "DELETE", "/services/TEST01", &Value::Null).await;
    assert_eq!(removed, json!({ "back_to_settings": true }));
    assert_eq!(said(&payer, 200, "GET", "/services/TEST01", &Value::Null).await, shown);
    let payment = visit.result().await.attribute("data-payment-id");
    said(&payer, 200, "POST", &format!("/confirmations/{payment}/send-now"), &Value::Null).await;
    until("the e-Service of the settings is told", async || of_settings.paid().len() == 1).await;
    assert_eq!(events(&hub).await.last().unwrap(), &("service.changed", "back to the settings".to_owned()));
}

#[tokio::test]
async fn another_certificate_forgets_the_pinned_one_and_another_address_does_not() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service_with(ReplySignature::Require, false)]).await;
    let payer = Payer::new(&hub.url);
    payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    let certificate =
        async || said(&payer, 200, "GET", "/services/TEST01", &Value::Null).await["certificate"].clone();
    assert_eq!(certificate().await, "pinned");
    let patch = async |body: Value| said(&payer, 200, "PATCH", "/services/TEST01", &body).await;
    patch(json!({ "name": "Altul" })).await;
    assert_eq!(certificate().await, "pinned");
    patch(json!({ "certificate": super::CERTIFICATE })).await;
    assert_eq!(certificate().await, "registered");
    patch(json!({ "certificate": null })).await;
    assert_eq!(certificate().await, "unknown");
    payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    assert_eq!(certificate().await, "pinned");
}

#[tokio::test]
async fn a_reset_of_all_brings_the_settings_back_and_a_reset_of_an_order_does_not() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let ids = async || {
        let list = said(&payer, 200, "GET", "/services", &Value::Null).await;
        let ids = list["services"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| format!("{} {}", one["id"].as_str().unwrap(), one["source"].as_str().unwrap()));
        ids.collect::<Vec<_>>()
    };
    let reset = async |body: Value| {
        said(&payer, 200, "POST", "/reset", &body).await;
    };
    said(&payer, 200, "PATCH", "/services/TEST01", &json!({ "name": "Altul" })).await;
    register(&payer, "ADDED1", &e_service).await;
    register(&payer, "ADDED2", &e_service).await;
    let all = ["TEST01 registered", "ADDED1 registered", "ADDED2 registered"];
    reset(json!({ "what": "state" })).await;
    reset(json!({ "what": "all", "order_key": "1" })).await;
    reset(json!({ "what": "all", "service_id": "ADDED1", "order_key": "1" })).await;
    assert_eq!(ids().await, all);
    reset(json!({ "what": "all", "service_id": "ADDED1" })).await;
    assert_eq!(ids().await, ["TEST01 registered", "ADDED2 registered"]);
    reset(json!({ "what": "all" })).await;
    assert_eq!(ids().await, ["TEST01 settings"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_is_answered_with_what_it_wrote_however_soon_somebody_removes_it() {
    let (clock, _) = simulated_clock();
    let hub = Hub::start(&clock, vec![]).await;
    let put = async |number: usize| {
        let url = format!("http://127.0.0.1:9/{number}");
        let body = json!({ "endpoint_url": url }).to_string();
        let answer = crate::control::calls::call(&Payer::new(&hub.url), "PUT", "/services/S", &body).await;
        assert!(matches!(answer.status, 200 | 201), "{}: {}", answer.status, answer.text());
        assert_eq!(crate::control::calls::value(&answer)["endpoint_url"], url);
    };
    let delete = async || {
        let answer = crate::control::calls::call(&Payer::new(&hub.url), "DELETE", "/services/S", "").await;
        assert!(matches!(answer.status, 200 | 404 | 409), "{}", answer.text());
    };
    for round in 0..40 {
        let number = round * 4;
        tokio::join!(put(number), delete(), put(number + 1), delete(), put(number + 2), delete(), delete());
    }
}
