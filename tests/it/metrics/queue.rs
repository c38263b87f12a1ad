//! The confirmations that wait, and since when.

use std::time::Duration;

use jiff::SignedDuration;
use mpay_sim::domain::ids::{PaymentId, ServiceId};
use mpay_sim::domain::retry_schedule::RetrySchedule;
use mpay_sim::flow::confirmation_operations as operations;
use mpay_sim::flow::payment_confirmation_to_e_service::lease_until;
use mpay_sim::soap::Operation::ConfirmOrderPayment;

use super::{counted, expected};
use crate::support::orders::{ORDER, SERVICE};
use crate::support::{Answer, EService, Hub, Payer, Scrape, simulated_clock, until};

const WAITING: &str = "mpay_sim_confirmations_waiting";
const AGE: &str = "mpay_sim_confirmations_oldest_age_seconds";
const ATTEMPTS: &str = "mpay_sim_confirmation_attempts_total";

async fn pay(hub: &Hub, order: &str) -> PaymentId {
    let visit = Payer::new(&hub.url).enter(SERVICE, order, None).await;
    visit.authorize().await;
    PaymentId::new(visit.result().await.attribute("data-payment-id"))
}

/// Waits until the hub says so of its queue, which it reads once a second at most.
async fn until_waiting(hub: &Hub, statuses: &[(&str, f64)]) -> Scrape {
    until(&format!("{statuses:?} wait"), async || {
        counted(&Scrape::of(&hub.url).await, WAITING, &["status"]) == expected(statuses)
    })
    .await;
    Scrape::of(&hub.url).await
}

#[tokio::test]
async fn the_queue_is_told_by_status_and_age_by_the_hubs_clock() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.always(ConfirmOrderPayment, Answer::Http(503, b"down".to_vec()));
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        config.retry_schedule = RetrySchedule::List(vec![Duration::from_secs(3600)]);
    })
    .await;
    let first = pay(&hub, ORDER).await;
    hand.advance(SignedDuration::from_mins(10));
    let second = pay(&hub, "ORD-2").await;
    hand.advance(SignedDuration::from_mins(5));
    let scrape = until_waiting(&hub, &[("Pending", 2.0)]).await;
    assert_eq!(scrape.value(AGE, &[("status", "Pending")]), Some(900.0), "the oldest of them");

    operations::halt(hub.app(), &second).await.unwrap();
    let scrape = until_waiting(&hub, &[("Halted", 1.0), ("Pending", 1.0)]).await;
    assert_eq!(scrape.value(AGE, &[("status", "Halted"), ("service", SERVICE)]), Some(300.0));
    // The last attempt of the schedule.
    hand.advance(SignedDuration::from_mins(45));
    let scrape = until_waiting(&hub, &[("GaveUp", 1.0), ("Halted", 1.0)]).await;
    assert_eq!(scrape.value(AGE, &[("status", "GaveUp")]), Some(3600.0));
    assert_eq!(scrape.value(AGE, &[("status", "Pending")]), Some(0.0));

    e_service.always(ConfirmOrderPayment, Answer::Honest);
    operations::send_now(hub.app(), &first).await.unwrap();
    operations::resume(hub.app(), &second).await.unwrap();
    let scrape = until_waiting(&hub, &[]).await;
    assert_eq!(scrape.value(AGE, &[]), Some(0.0));
    let confirmed: Vec<_> =
        counted(&scrape, "mpay_sim_soap_exchanges_total", &["operation", "outcome", "stage"])
            .into_iter()
            .filter(|(values, _)| values.starts_with("ConfirmOrderPayment"))
            .collect();
    assert_eq!(
        confirmed,
        expected(&[("ConfirmOrderPayment failed http", 3.0), ("ConfirmOrderPayment understood none", 2.0)])
    );
    assert_eq!(
        counted(&scrape, ATTEMPTS, &["outcome", "cause"]),
        expected(&[("accepted manual", 1.0), ("accepted scheduled", 1.0), ("http_status scheduled", 3.0)])
    );
}

#[tokio::test]
async fn a_clock_that_is_moved_back_makes_no_age_negative_and_says_how_far_it_is_off() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.always(ConfirmOrderPayment, Answer::Http(503, b"down".to_vec()));
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    pay(&hub, ORDER).await;
    hand.advance(SignedDuration::from_hours(-1));
    let scrape = until_waiting(&hub, &[("Pending", 1.0)]).await;
    assert_eq!(scrape.value(AGE, &[]), Some(0.0));
    assert_eq!(scrape.value("mpay_sim_clock_frozen", &[]), Some(1.0));
}

#[tokio::test]
async fn an_attempt_whose_worker_is_gone_is_counted_as_interrupted_where_it_is_found() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.next(ConfirmOrderPayment, Answer::Http(503, b"down".to_vec()));
    let mut hub = Hub::start(&clock, vec![e_service.service()]).await;
    pay(&hub, ORDER).await;
    until("the first attempt has failed", async || hub.confirmations().await == [("Pending".to_owned(), 1)])
        .await;
    // A worker that holds the next attempt, and of which nobody will hear again.
    let service = ServiceId::parse(SERVICE).unwrap();
    let (due, lease) = (clock.now() + SignedDuration::from_hours(1), lease_until(hub.app(), Duration::ZERO));
    let held = hub.app().store.claim_due_confirmations(&service, due, lease, 1).await.unwrap().attempts;
    assert_eq!(held.len(), 1);
    hub.restart().await;
    until("the e-Service is told", async || hub.confirmations().await[0].0 == "Confirmed").await;
    let scrape = Scrape::of(&hub.url).await;
    assert_eq!(
        counted(&scrape, ATTEMPTS, &["service", "outcome", "cause"]),
        expected(&[("TEST01 accepted scheduled", 1.0), ("TEST01 interrupted scheduled", 1.0)])
    );
}

#[tokio::test]
async fn a_reset_empties_the_queue_and_leaves_what_was_counted() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.always(ConfirmOrderPayment, Answer::Http(503, b"down".to_vec()));
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    pay(&hub, ORDER).await;
    until_waiting(&hub, &[("Pending", 1.0)]).await;
    let payer = Payer::new(&hub.url);
    // A hub that is read all the time is reset all the same.
    let (reset, scrapes) = tokio::join!(payer.post("/control/v1/reset", &[]), async {
        let mut scrapes = Vec::new();
        for _ in 0..20 {
            scrapes.push(Scrape::of(&hub.url).await);
        }
        scrapes
    });
    assert_eq!((reset.status, scrapes.len()), (200, 20), "{}", reset.text());
    let scrape = until_waiting(&hub, &[]).await;
    assert_eq!(counted(&scrape, ATTEMPTS, &["outcome"]), expected(&[("http_status", 1.0)]));
    assert_eq!(scrape.value("mpay_sim_payments_ended_total", &[("status", "Authorized")]), Some(1.0));
}

#[tokio::test]
async fn a_service_that_is_no_longer_registered_is_among_the_others() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.always(ConfirmOrderPayment, Answer::Http(503, b"down".to_vec()));
    let mut hub = Hub::start(&clock, vec![e_service.service()]).await;
    pay(&hub, ORDER).await;
    let mut renamed = e_service.service();
    renamed.id = ServiceId::parse("NEW \"name\" \\").unwrap();
    hub.restart_with(vec![renamed]).await;
    let scrape = Scrape::of(&hub.url).await;
    assert_eq!(counted(&scrape, WAITING, &["service", "status"]), expected(&[("other Pending", 1.0)]));
    assert_eq!(scrape.value(WAITING, &[("service", "NEW \"name\" \\")]), Some(0.0));
    assert_eq!(scrape.value(WAITING, &[("service", SERVICE)]), None);
}
