//! The queue as a whole: many confirmations, a service that hangs, three days at once, a clock that is moved, a stop.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use mpay_sim::app::App;
use mpay_sim::clock::{Clock, SimulatedClock};
use mpay_sim::domain::call_outcome::OutcomeKind;
use mpay_sim::domain::confirmation::PaymentConfirmation;
use mpay_sim::domain::ids::{OrderKey, PaymentId, ServiceId, SessionId, TransactionId};
use mpay_sim::domain::instrument::INSTRUMENTS;
use mpay_sim::domain::money::Amount;
use mpay_sim::domain::payer_input::{Choice, PayerInput};
use mpay_sim::domain::payment::Authorization;
use mpay_sim::domain::retry_schedule::RetrySchedule;
use mpay_sim::domain::service::{ReplySignature, Service};
use mpay_sim::flow::confirmation_operations::attempts;
use mpay_sim::flow::scenarios::{Request, activate};
use mpay_sim::soap::Operation::ConfirmOrderPayment;
use mpay_sim::soap::confirm_order_payment;
use mpay_sim::store::{NewPayment, PaySession};

use crate::support::orders::{ORDER, SERVICE, invoice_of, order};
use crate::support::{Answer, EService, Hub, Payer, simulated_clock, until};

/// Writes an authorised payment of an order, as a payer's visit would, without the visit.
async fn authorize(app: &App, service: &ServiceId, number: usize) {
    let (store, now) = (&app.store, app.clock.now());
    let key = OrderKey::parse(format!("ORD-{number}")).unwrap();
    let invoice = invoice_of(store, (service, &key), &order(), now).await;
    let session_id = SessionId::from_random(app.randomness.bytes());
    let visit = PaySession {
        id: session_id,
        service_id: service.clone(),
        order_key: key,
        asked_key: None,
        return_url: None,
        entered: Choice::default(),
        seen: None,
        invoice_id: Some(invoice.id.clone()),
        created_at: now,
    };
    store.insert_pay_session(&visit).await.unwrap();
    let new = NewPayment {
        invoice_id: invoice.id.clone(),
        session_id,
        instrument: INSTRUMENTS[0].id,
        transaction_id: TransactionId::from_random(app.randomness.bytes()),
        amount: Amount::from_bani(125_050),
        input: PayerInput::default(),
        fee: Amount::ZERO,
        started_at: now,
        entered: None,
        payments_before: 0,
    };
    let payment = store.start_payment(new).await.unwrap().payment().unwrap();
    let authorization = Authorization { paid_at: now, code: "SIM042".to_owned(), card_last_four: None };
    let confirmation = PaymentConfirmation::of(&invoice, &payment, &authorization, "Bank");
    let body = confirm_order_payment::write_request(&confirmation);
    store.record_authorized_payment(&payment, &authorization, &invoice, &body, now).await.unwrap();
}

fn named(e_service: &EService, id: &str) -> Service {
    Service { id: ServiceId::parse(id).unwrap(), ..e_service.service_with(ReplySignature::Require, true) }
}

#[tokio::test]
async fn of_three_services_one_that_hangs_delays_no_other() {
    let (clock, _) = simulated_clock();
    let services = ["HANGS", "TEST02", "TEST03"];
    let mut e_services = Vec::new();
    for _ in services {
        e_services.push(EService::start(&clock).await);
    }
    e_services[0].always(ConfirmOrderPayment, Answer::Hang);
    let offered: Vec<Service> = e_services.iter().zip(services).map(|(e, id)| named(e, id)).collect();
    let hub = Hub::start_with(&clock, offered.clone(), |config| {
        // Nothing times out while the test runs: what is delivered is delivered beside the calls that hang.
        config.e_service_timeout = Duration::from_secs(3600);
    })
    .await;
    let app = hub.app();
    for number in 0..1000 {
        authorize(app, &offered[number % 3].id, number).await;
    }
    for service in &offered {
        app.wake_delivery(&service.id);
    }
    let confirmed = || e_services[1].paid().len() + e_services[2].paid().len();
    // Of a thousand, the hanging one has every third, the first included.
    for part in 1..=18 {
        until(&format!("{} of 666 are told", part * 37), async || confirmed() >= part * 37).await;
    }
    until("the two others have drained", async || app.store.unconfirmed(1000).await.unwrap().all() == 334)
        .await;
    assert_eq!([e_services[1].paid().len(), e_services[2].paid().len()], [333, 333]);
    for e_service in &e_services[1..] {
        assert_eq!(e_service.received(ConfirmOrderPayment).len(), 333, "each was told once");
    }
    assert_eq!(e_services[0].received(ConfirmOrderPayment).len(), 4, "as many as its lane is wide");
}

#[tokio::test]
async fn all_lanes_of_a_hub_share_its_places() {
    let (clock, _) = simulated_clock();
    let services = ["TEST01", "TEST02", "TEST03"];
    let e_service = EService::start(&clock).await;
    e_service.always(ConfirmOrderPayment, Answer::Hang);
    let offered: Vec<Service> = services.iter().map(|id| named(&e_service, id)).collect();
    let hub = Hub::start_with(&clock, offered.clone(), |config| {
        config.confirmations_at_once = 5;
        config.confirmations_at_once_per_service = 3;
        config.e_service_timeout = Duration::from_millis(500);
    })
    .await;
    for number in 0..12 {
        authorize(hub.app(), &offered[number % 3].id, number).await;
    }
    for service in &offered {
        hub.app().wake_delivery(&service.id);
    }
    let held = async || {
        let all = hub.confirmations().await;
        all.iter().filter(|(status, _)| status == "InFlight").count()
    };
    let ended = async || hub.confirmations().await.iter().filter(|(status, _)| status == "Pending").count();
    let mut most = 0;
    until("each has been tried, as places became free", async || {
        most = most.max(held().await);
        e_service.received(ConfirmOrderPayment).len() == 12 && ended().await == 12
    })
    .await;
    assert_eq!(most, 5);
}

#[tokio::test]
async fn a_schedule_of_three_days_runs_through_as_fast_as_the_clock_is_moved() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.always(ConfirmOrderPayment, Answer::Http(503, vec![]));
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        let seconds = [60, 300, 3600, 24 * 3600, 48 * 3600];
        config.retry_schedule = RetrySchedule::List(seconds.map(Duration::from_secs).to_vec());
    })
    .await;
    let (start, started) = (clock.now(), Instant::now());
    authorize(hub.app(), &ServiceId::parse(SERVICE).unwrap(), 1).await;
    hub.app().wake_delivery(&ServiceId::parse(SERVICE).unwrap());
    let mut waits = [60, 300, 3600, 24 * 3600, 48 * 3600].into_iter();
    for made in 1..=6 {
        let status = if made == 6 { "GaveUp" } else { "Pending" };
        until(&format!("attempt {made}"), async || hub.confirmations().await == [(status.to_owned(), made)])
            .await;
        hand.advance(SignedDuration::from_secs(waits.next().unwrap_or(0)));
    }
    println!("three days and an hour took {:?}", started.elapsed());
    assert!(start + SignedDuration::from_hours(73) < clock.now());
    assert_eq!(e_service.received(ConfirmOrderPayment).len(), 6);
}

#[tokio::test]
async fn a_clock_that_is_moved_wakes_the_queue_and_signatures_keep_the_machine_s_time() {
    for follow in [false, true] {
        let clock = Clock::Simulated(SimulatedClock::running());
        let e_service = EService::start(&Clock::System).await;
        e_service.next(ConfirmOrderPayment, Answer::Http(503, vec![]));
        let service = e_service.service_with(ReplySignature::Ignore, false);
        let hub = Hub::start_with(&clock, vec![service], |config| {
            config.signatures_follow_clock = follow;
            config.retry_schedule = RetrySchedule::List(vec![Duration::from_secs(72 * 3600)]);
        })
        .await;
        let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
        visit.authorize().await;
        let payment = PaymentId::new(visit.result().await.attribute("data-payment-id"));
        until("the first attempt has failed", async || {
            hub.confirmations().await == [("Pending".to_owned(), 1)]
        })
        .await;
        // The Timestamp of the next call is judged by the same clock under a scenario, which may have changed it.
        let scenario = Request {
            scenario: "rsa-sha256".to_owned(),
            parameters: vec![],
            service_id: None,
            order_key: None,
            calls: Some(1),
        };
        activate(hub.app(), scenario).await.unwrap();
        let hand = hub.app().clock.hand().unwrap();
        hand.freeze();
        hand.advance(SignedDuration::from_hours(72));
        until("the second is made", async || hub.confirmations().await == [("Confirmed".to_owned(), 2)])
            .await;

        let state = hub.app().clock.state();
        assert!(state.is_frozen && state.machine_now + SignedDuration::from_hours(71) < state.now);
        let created: Timestamp = {
            let body = &e_service.received(ConfirmOrderPayment)[1].body;
            let from = body.split("<wsu:Created>").nth(1).unwrap();
            from.split('<').next().unwrap().parse().unwrap()
        };
        let expected = if follow { state.now } else { state.machine_now };
        let off = expected.duration_since(created).abs();
        assert!(off < SignedDuration::from_mins(5), "{created} is {off} off");
        let kept = attempts(hub.app(), &payment).await.unwrap();
        assert!(kept[0].started_at + SignedDuration::from_hours(72) <= kept[1].started_at);
        assert_eq!(hub.last_exchange().await.scenario.as_deref(), Some("rsa-sha256"));
        // Messages are judged by the time with which they were signed, not by the hub's clock; the e-Service signs by the machine's.
        for message in ["request", "response"].into_iter().take(if follow { 1 } else { 2 }) {
            let address = format!("/control/v1/exchanges/{}/x-ray/{message}", kept[1].exchange_id.unwrap());
            let x_ray = Payer::new(&hub.url).get(&address).await;
            assert_eq!((x_ray.status, x_ray.has("timestamp-expired")), (200, false), "{}", x_ray.text());
        }
    }
}

#[tokio::test]
async fn a_hub_that_stops_gives_back_what_it_could_not_end() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.always(ConfirmOrderPayment, Answer::Hang);
    let mut hub = Hub::start(&clock, vec![e_service.service()]).await;
    let service = ServiceId::parse(SERVICE).unwrap();
    for number in 0..6 {
        authorize(hub.app(), &service, number).await;
    }
    hub.app().wake_delivery(&service);
    until("the lane is full", async || e_service.received(ConfirmOrderPayment).len() == 4).await;
    let started = Instant::now();
    hub.stop().await;
    // Without a limit it would take as long as the e-Service may: 30 seconds.
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    let statuses = hub.confirmations().await;
    assert!(statuses.iter().all(|(status, _)| status == "Pending"), "{statuses:?}");
    assert_eq!(statuses.iter().filter(|(_, attempts)| *attempts == 1).count(), 4);

    e_service.always(ConfirmOrderPayment, Answer::Honest);
    hub.restart().await;
    until("all are told", async || e_service.paid().len() == 6).await;
    until("and it is written", async || hub.app().store.unconfirmed(1).await.unwrap().all() == 0).await;
    let mut kinds = Vec::new();
    for (payment, _, _) in hub.payments().await {
        let kept = attempts(hub.app(), &PaymentId::new(payment)).await.unwrap();
        kinds.push(kept.iter().map(|attempt| attempt.outcome.kind).collect::<Vec<_>>());
    }
    let cut_off = vec![OutcomeKind::Interrupted, OutcomeKind::Accepted];
    assert_eq!(kinds.iter().filter(|kinds| **kinds == cut_off).count(), 4, "{kinds:?}");
    assert_eq!(kinds.iter().filter(|kinds| **kinds == [OutcomeKind::Accepted]).count(), 2, "{kinds:?}");
}
