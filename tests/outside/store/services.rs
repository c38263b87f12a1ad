//! The services that are registered while hubs run: kept, changed under the eyes of others, removed; and two hubs that
//! share them.

use std::time::Duration;

use mpay_sim::domain::event::EventKind;
use mpay_sim::domain::ids::ServiceId;
use mpay_sim::domain::service::{LocalizedText, ReplySignature, ServerTrust, Service};
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};
use mpay_sim::store::{
    EventFilter, Expected, MOST_REGISTERED, ResetScope, ServiceRemoval, ServiceWrite, ServiceWritten, Store,
};
use serde_json::{Value, json};

use super::fixtures::*;
use super::{Database, database_url, open};
use crate::support::orders::{ORDER, SERVICE};
use crate::support::wait::until_within;
use crate::support::{Answer, EService, Hub, Payer, simulated_clock, until};

on_both_engines! {
    a_registered_service_is_kept_changed_and_taken_back
    of_several_writers_nobody_overwrites_unseen
    a_service_with_unconfirmed_confirmations_stays
    a_reset_of_all_takes_registered_services_and_nobody_waits_for_ever
    no_more_than_the_bound_are_registered
}

fn named(id: &str, name: &str) -> Service {
    Service {
        id: ServiceId::parse(id).unwrap(),
        name: LocalizedText::of(name, "щ", "\"<"),
        service_provider_name: LocalizedText::same("P"),
        service_provider_idno: None,
        endpoint_url: "http://localhost:5000/svc".to_owned(),
        order_key_label: None,
        order_key_example: Some("AB-1".to_owned()),
        reply_signature: ReplySignature::Warn,
        certificate: Some(vec![0, 255]),
        signature_ca: vec![],
        tls_ca: ServerTrust::Fingerprint([7; 32]),
    }
}

async fn write(store: &Store, service: &Service, expected: Expected, forget_pinned: bool) -> ServiceWritten {
    let event = (EventKind::ServiceChanged, "name");
    store.write_service(ServiceWrite { service, expected, forget_pinned, event }, now()).await.unwrap()
}

async fn registered(store: &Store) -> Vec<(String, String)> {
    let all = store.registered_services().await.unwrap();
    all.services.into_iter().map(|one| (one.service.id.to_string(), one.service.name.ro)).collect()
}

fn pair(id: &str, name: &str) -> (String, String) {
    (id.to_owned(), name.to_owned())
}

async fn a_registered_service_is_kept_changed_and_taken_back(database: Database) {
    let store = open(&database).await;
    assert_eq!((store.services_revision().await.unwrap(), registered(&store).await), (0, vec![]));
    let (first, second) = (named("Z", "one"), named("A", "two"));
    assert_eq!(write(&store, &first, Expected::Nothing, false).await, ServiceWritten::Done);
    assert_eq!(write(&store, &second, Expected::Anything, false).await, ServiceWritten::Done);
    let all = store.registered_services().await.unwrap();
    assert_eq!(all.revision, 2);
    // Registered at one moment of this clock, so by their ids.
    assert_eq!(all.services.iter().map(|one| &one.service).collect::<Vec<_>>(), [&second, &first]);
    store.pin_certificate(&first.id, b"pinned", now()).await.unwrap();
    let changed = named("Z", "changed");
    let expected = Expected::Revision(all.services[1].revision);
    assert_eq!(write(&store, &changed, expected, false).await, ServiceWritten::Done);
    assert!(store.pinned_certificate(&first.id).await.unwrap().is_some());
    // What is refused leaves no trace.
    let revision = store.services_revision().await.unwrap();
    for expected in [expected, Expected::Nothing, Expected::Revision(99)] {
        assert_eq!(write(&store, &first, expected, true).await, ServiceWritten::ChangedMeanwhile);
    }
    assert_eq!(store.services_revision().await.unwrap(), revision);
    assert!(store.pinned_certificate(&first.id).await.unwrap().is_some());
    assert_eq!(registered(&store).await, [pair("A", "two"), pair("Z", "changed")]);
    assert_eq!(write(&store, &changed, Expected::Anything, true).await, ServiceWritten::Done);
    assert_eq!(store.pinned_certificate(&first.id).await.unwrap(), None);
    // A store that is opened again has the same.
    let again = open(&database).await;
    assert_eq!(again.registered_services().await.unwrap(), store.registered_services().await.unwrap());
    let event = (EventKind::ServiceRemoved, "");
    let remove = async |id: &ServiceId| store.remove_service(id, true, true, event, now()).await.unwrap();
    assert_eq!(remove(&first.id).await, ServiceRemoval::Done);
    assert_eq!(remove(&first.id).await, ServiceRemoval::NotRegistered);
    assert_eq!(registered(&store).await, [pair("A", "two")]);
    assert!(store.services_revision().await.unwrap() > revision);
    let events = store.events_after(0, &EventFilter::default(), 100).await.unwrap();
    let told: Vec<_> = events.iter().map(|event| event.kind.name()).collect();
    assert_eq!(
        told,
        ["service.changed", "service.changed", "service.changed", "service.changed", "service.removed"]
    );
}

async fn of_several_writers_nobody_overwrites_unseen(database: Database) {
    let (one, other) = (open(&database).await, open(&database).await);
    let mut adding = Vec::new();
    for number in 0..8 {
        let store = if number % 2 == 0 { one.clone() } else { other.clone() };
        adding.push(tokio::spawn(async move {
            write(&store, &named("S", &number.to_string()), Expected::Nothing, false).await
        }));
    }
    let mut added = 0;
    for writer in adding {
        added += usize::from(writer.await.unwrap() == ServiceWritten::Done);
    }
    assert_eq!(added, 1);
    // Each counts one up from what it has read, and begins again where somebody was faster.
    let mut counting = Vec::new();
    write(&one, &named("S", "0"), Expected::Anything, false).await;
    for number in 0..6 {
        let store = if number % 2 == 0 { one.clone() } else { other.clone() };
        counting.push(tokio::spawn(async move {
            loop {
                let read = store.registered_services().await.unwrap().services.pop().unwrap();
                let next: u32 = read.service.name.ro.parse::<u32>().unwrap() + 1;
                let expected = Expected::Revision(read.revision);
                if write(&store, &named("S", &next.to_string()), expected, false).await
                    == ServiceWritten::Done
                {
                    return;
                }
            }
        }));
    }
    for writer in counting {
        writer.await.unwrap();
    }
    assert_eq!(registered(&one).await, [pair("S", "6")]);
}

async fn a_service_with_unconfirmed_confirmations_stays(database: Database) {
    let store = open(&database).await;
    write(&store, &named(SERVICE, "a"), Expected::Nothing, false).await;
    let invoice = invoice(&store, ORDER).await;
    let payment = payment(&store, &invoice).await;
    record(&store, &payment, &invoice).await;
    let event = (EventKind::ServiceRemoved, "");
    let unconfirmed = |status: &str| ServiceRemoval::Unconfirmed(vec![(status.to_owned(), 1)]);
    let remove =
        async |for_good| store.remove_service(&service(), for_good, true, event, now()).await.unwrap();
    assert_eq!(remove(true).await, unconfirmed("Pending"));
    store.halt_confirmation(&payment.id, now()).await.unwrap();
    assert_eq!(remove(true).await, unconfirmed("Halted"));
    assert_eq!(store.unconfirmed_of_service(&service()).await.unwrap(), [("Halted".to_owned(), 1)]);
    assert_eq!(registered(&store).await.len(), 1);
    // Where a service of the settings is left, somebody is there to be told.
    assert_eq!(remove(false).await, ServiceRemoval::Done);
    assert_eq!(registered(&store).await, []);
}

async fn a_reset_of_all_takes_registered_services_and_nobody_waits_for_ever(database: Database) {
    let store = open(&database).await;
    for id in ["A", "B"] {
        write(&store, &named(id, "a"), Expected::Nothing, false).await;
    }
    let scope = |service: Option<&str>, order: Option<&str>, settings_too| ResetScope {
        service_id: service.map(|id| ServiceId::parse(id).unwrap()),
        order_key: order.map(key),
        settings_too,
    };
    for kept in [scope(None, None, false), scope(None, Some("1"), true), scope(Some("C"), None, true)] {
        store.reset(&kept, now()).await.unwrap();
        assert_eq!(registered(&store).await.len(), 2, "{kept:?}");
    }
    let revision = store.services_revision().await.unwrap();
    store.reset(&scope(Some("A"), None, true), now()).await.unwrap();
    assert_eq!(registered(&store).await, [pair("B", "a")]);
    assert!(store.services_revision().await.unwrap() > revision);
    // Resets, writes and removals at once end all.
    let mut busy = Vec::new();
    for number in 0..12 {
        let store = store.clone();
        busy.push(tokio::spawn(async move {
            for _ in 0..5 {
                let service = named(["A", "B"][number % 2], "x");
                store.pin_certificate(&service.id, b"pinned", now()).await.unwrap();
                match number % 3 {
                    0 => drop(
                        store
                            .reset(&ResetScope { settings_too: true, ..ResetScope::default() }, now())
                            .await
                            .unwrap(),
                    ),
                    1 => drop(write(&store, &service, Expected::Anything, true).await),
                    _ => drop(
                        store
                            .remove_service(&service.id, true, true, (EventKind::ServiceRemoved, ""), now())
                            .await
                            .unwrap(),
                    ),
                }
            }
        }));
    }
    for one in busy {
        tokio::time::timeout(Duration::from_secs(60), one).await.unwrap().unwrap();
    }
}

async fn no_more_than_the_bound_are_registered(database: Database) {
    let store = open(&database).await;
    for number in 0..MOST_REGISTERED {
        let service = named(&format!("S{number}"), "a");
        assert_eq!(write(&store, &service, Expected::Nothing, false).await, ServiceWritten::Done);
    }
    assert_eq!(write(&store, &named("MORE", "a"), Expected::Anything, false).await, ServiceWritten::TooMany);
    assert_eq!(write(&store, &named("S7", "b"), Expected::Anything, false).await, ServiceWritten::Done);
    assert_eq!(registered(&store).await.len(), usize::try_from(MOST_REGISTERED).unwrap());
}

/// Calls the control API; the answer must have this status.
async fn said(payer: &Payer, status: u16, method: &str, address: &str, body: &Value) -> Value {
    let url = format!("{}/control/v1{address}", payer.hub);
    let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
    let answer = payer.client.request(method, url).body(body.to_string()).send().await.unwrap();
    let (found, text) = (answer.status().as_u16(), answer.text().await.unwrap());
    assert_eq!(found, status, "{address}: {text}");
    serde_json::from_str(&text).unwrap()
}

/// About a second, and what a busy machine adds.
const SOON: Duration = Duration::from_secs(3);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_registered_at_one_hub_is_known_at_the_other_at_once_and_changes_within_a_second() {
    let (clock, _) = simulated_clock();
    let database = Database::postgres().await;
    let (here, there) = (EService::start(&clock).await, EService::start(&clock).await);
    let start = async || {
        Hub::start_with(&clock, vec![], |config| config.database_url = database_url(&database.url)).await
    };
    let (one, other) = (start().await, start().await);
    let (at_one, at_other) = (Payer::new(&one.url), Payer::new(&other.url));
    let endpoint = |e_service: &EService| json!({ "endpoint_url": e_service.service().endpoint_url });
    said(&at_one, 201, "PUT", "/services/TEST01", &endpoint(&here)).await;
    let service = || other.app().service(&service());
    // It has a lane there, too: the other hub alone pays and confirms.
    here.next(ConfirmOrderPayment, Answer::fault("InternalError", "not yet"));
    let visit = at_other.enter(SERVICE, ORDER, None).await;
    visit.authorize().await;
    let result = visit.result().await;
    let payment = result.attribute("data-payment-id");
    said(&at_one, 200, "PATCH", "/services/TEST01", &endpoint(&there)).await;
    let url = there.service().endpoint_url;
    until_within(SOON, "the other hub knows the new address", async || {
        service().is_some_and(|service| service.endpoint_url == url)
    })
    .await;
    said(&at_other, 200, "POST", &format!("/confirmations/{payment}/send-now"), &json!({})).await;
    until("it is told at the new address", async || there.paid().len() == 1).await;
    assert!(there.received(GetOrderDetails).is_empty() && here.paid().is_empty());
    // Changes of two hubs at once are both made.
    let (name, example) = (json!({ "name": "Plăți" }), json!({ "order_key_example": "AB-1" }));
    tokio::join!(
        said(&at_one, 200, "PATCH", "/services/TEST01", &name),
        said(&at_other, 200, "PATCH", "/services/TEST01", &example)
    );
    let now = said(&at_other, 200, "PATCH", "/services/TEST01", &json!({})).await;
    assert_eq!((&now["name"]["ro"], &now["order_key_example"]), (&json!("Plăți"), &json!("AB-1")));
    until("it is confirmed", async || {
        let shown = said(&at_one, 200, "GET", &format!("/payments/{payment}"), &json!({})).await;
        shown["confirmation"]["status"] == "Confirmed"
    })
    .await;
    // Whoever registers a service goes on with it at once, at whichever hub the balancer finds.
    for number in 0..20 {
        let address = format!("/services/NEXT-{number}");
        said(&at_one, 201, "PUT", &address, &endpoint(&here)).await;
        said(&at_other, 200, "GET", &address, &json!({})).await;
        said(&at_other, 200, "PATCH", &address, &json!({ "name": "Altul" })).await;
        assert!(at_one.get(&format!("/console{address}")).await.has("Altul"));
        said(&at_one, 200, "DELETE", &address, &json!({})).await;
        said(&at_other, 404, "GET", &address, &json!({})).await;
    }
    said(&at_other, 200, "DELETE", "/services/TEST01", &json!({})).await;
    until_within(SOON, "the first hub sells it no more", async || {
        at_one.get("/service/TEST01").await.status == 404
    })
    .await;
}
