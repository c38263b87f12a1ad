//! Step 13 until it succeeds: attempts, their times and their content, on a clock that the tests move.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use mpay_sim::clock::{Clock, SimulatedClock};
use mpay_sim::domain::ids::ServiceId;
use mpay_sim::domain::retry_schedule::RetrySchedule;
use mpay_sim::soap::Operation::ConfirmOrderPayment;

use crate::support::orders::{ORDER, SERVICE};
use crate::support::payer::{GOOD_CARD, PROCESSOR};
use crate::support::{Answer, EService, Hub, Payer, simulated_clock, until};

/// Pays an order while the e-Service does not understand, and gives the result page's state.
async fn pay(hub: &Hub, service: &str) -> String {
    let visit = Payer::new(&hub.url).enter(service, ORDER, None).await;
    visit.authorize().await;
    visit.result().await.state()
}

/// Waits until the n-th attempt has been made and its outcome written.
async fn attempted(hub: &Hub, attempts: i64) {
    until(&format!("attempt {attempts}"), async || {
        hub.confirmations().await.iter().all(|(status, made)| *made == attempts && status != "InFlight")
    })
    .await;
}

/// What is different at every attempt: the ids, the times, the signature.
fn stamps(body: &str) -> [&str; 4] {
    ["<wsu:Created>", "<SignatureValue>", "<s:Body wsu:Id=\"", "<DigestValue>"].map(|start| {
        let from = body.find(start).unwrap() + start.len();
        body[from..].split(['<', '"']).next().unwrap()
    })
}

#[tokio::test]
async fn attempts_follow_the_default_schedule_until_the_e_service_understands() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    for failure in [
        Answer::Http(500, b"<html><h1>Error</h1></html>".to_vec()),
        Answer::Http(200, vec![]),
        Answer::fault("InternalError", "try later"),
        Answer::Unsigned(200, "<ConfirmOrderPaymentResponse xmlns=\"https://mpay.gov.md\"/>".to_owned()),
        Answer::Raw(
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n".to_vec(),
        ),
        Answer::Cut(60, Box::new(Answer::Honest)),
        Answer::Http(429, b"slow down".to_vec()),
    ] {
        e_service.next(ConfirmOrderPayment, failure);
    }
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let started = clock.now().as_millisecond();
    assert_eq!(pay(&hub, SERVICE).await, "unconfirmed");

    let waits = [5, 30, 120, 600, 1800, 3600, 3600];
    for (made, wait) in (1..).zip(waits) {
        attempted(&hub, made).await;
        // One moment too early nothing happens; the attempt comes when its time has.
        hand.advance(SignedDuration::from_secs(wait) - SignedDuration::from_millis(1));
        assert_eq!(hub.confirmations().await, [("Pending".to_owned(), made)]);
        hand.advance(SignedDuration::from_millis(1));
    }
    attempted(&hub, 8).await;
    assert_eq!(hub.confirmations().await, [("Confirmed".to_owned(), 8)]);

    let received = e_service.received(ConfirmOrderPayment);
    let times: Vec<i64> = received.iter().map(|request| (request.at - started) / 1000).collect();
    let mut due = 0;
    let expected: Vec<i64> = std::iter::once(0)
        .chain(waits.map(|wait| {
            due += wait;
            due
        }))
        .collect();
    assert_eq!(times, expected);
    for later in &received[1..] {
        assert_eq!(later.content(), received[0].content(), "the payment is the same one");
    }
    for (position, request) in received.iter().enumerate() {
        for other in &received[..position] {
            for (stamp, earlier) in stamps(&request.body).into_iter().zip(stamps(&other.body)) {
                assert_ne!(stamp, earlier);
            }
        }
    }
    assert_eq!(e_service.paid().len(), 1);

    // Each failure is kept with its stage; nothing of it is lost.
    let kept: Vec<_> =
        hub.exchanges().await.into_iter().filter(|row| row.operation == "ConfirmOrderPayment").collect();
    let stages: Vec<&str> = kept.iter().map(|row| row.outcome.split(':').next().unwrap()).collect();
    assert_eq!(stages, ["http", "envelope", "business", "signature", "http", "http", "http", "accepted"]);
    for (row, request) in kept.iter().zip(&received) {
        assert_eq!(row.request(), request.body);
        assert_eq!(row.payment_id.as_deref(), Some(e_service.paid()[0].payment_id.as_str()));
    }
}

#[tokio::test]
async fn a_reply_that_was_lost_is_asked_for_again_and_the_payment_counts_once() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.next(ConfirmOrderPayment, Answer::LostReply);
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    assert_eq!(pay(&hub, SERVICE).await, "unconfirmed");
    assert_eq!(e_service.paid().len(), 1, "the e-Service has booked it, the hub does not know");
    attempted(&hub, 1).await;
    hand.advance(SignedDuration::from_secs(5));
    attempted(&hub, 2).await;
    assert_eq!(hub.confirmations().await, [("Confirmed".to_owned(), 2)]);
    assert_eq!(e_service.paid().len(), 1);
}

#[tokio::test]
async fn an_attempt_that_waits_longer_than_its_schedule_says_is_due_where_the_clock_was_set_back() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.next(ConfirmOrderPayment, Answer::LostReply);
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    assert_eq!(pay(&hub, SERVICE).await, "unconfirmed");
    attempted(&hub, 1).await;
    hand.advance(-SignedDuration::from_hours(1));
    attempted(&hub, 2).await;
    assert_eq!(hub.confirmations().await, [("Confirmed".to_owned(), 2)]);
}

#[tokio::test]
async fn an_empty_body_and_the_empty_response_are_a_confirmation() {
    let (clock, _) = simulated_clock();
    let nil = "<x:ConfirmOrderPaymentResponse xmlns:x=\"https://mpay.gov.md\" \
               xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"true\"/>";
    for content in ["", "  ", "<ConfirmOrderPaymentResponse xmlns=\"https://mpay.gov.md\"/>", nil] {
        let e_service = EService::start(&clock).await;
        e_service.next(ConfirmOrderPayment, Answer::Signed(200, content.to_owned()));
        let hub = Hub::start(&clock, vec![e_service.service()]).await;
        assert_eq!(pay(&hub, SERVICE).await, "paid", "{content}");
    }
}

#[tokio::test]
async fn without_a_schedule_one_attempt_is_made_and_the_payer_is_told_that_no_other_follows() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.always(ConfirmOrderPayment, Answer::Http(503, vec![]));
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        config.retry_schedule = RetrySchedule::None;
    })
    .await;
    assert_eq!(pay(&hub, SERVICE).await, "untold");
    attempted(&hub, 1).await;
    hand.advance(SignedDuration::from_hours(1000));
    // Another order goes the whole way, so the lane has looked at the queue after the clock was moved.
    e_service.always(ConfirmOrderPayment, Answer::Honest);
    let visit = Payer::new(&hub.url).enter(SERVICE, "ORD-2", None).await;
    visit.authorize().await;
    assert_eq!(visit.result().await.state(), "paid");
    assert_eq!(hub.confirmations().await, [("GaveUp".to_owned(), 1), ("Confirmed".to_owned(), 1)]);
}

/// How long an e-Service that hangs is waited for.
const TIMEOUT: Duration = Duration::from_secs(60);

#[tokio::test]
async fn an_e_service_that_hangs_delays_no_other_and_its_own_orders_at_most_by_its_time_out() {
    let (clock, hand) = simulated_clock();
    let (hanging, quick) = (EService::start(&clock).await, EService::start(&clock).await);
    hanging.always(ConfirmOrderPayment, Answer::Hang);
    let mut other = quick.service();
    other.id = ServiceId::parse("TEST02").unwrap();
    let hub = Hub::start_with(&clock, vec![hanging.service(), other], |config| {
        config.e_service_timeout = TIMEOUT;
        config.result_page_wait = Duration::ZERO;
    })
    .await;
    let payer = Payer::new(&hub.url);
    // More payments than a lane carries at once.
    for number in 0..8 {
        let visit = payer.enter(SERVICE, &format!("ORD-{number}"), None).await;
        visit.authorize().await;
        assert_eq!(visit.result().await.state(), "unconfirmed");
    }
    let started = std::time::Instant::now();
    let visit = payer.enter("TEST02", ORDER, None).await;
    visit.authorize().await;
    until("the other e-Service is told", async || visit.result().await.state() == "paid").await;
    assert!(started.elapsed() < TIMEOUT, "{:?}", started.elapsed());
    assert_eq!(quick.paid().len(), 1);
    hand.advance(SignedDuration::from_secs(1));
}

#[tokio::test]
async fn a_hub_that_is_started_again_goes_on_with_its_queue() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let mut hub = Hub::start(&clock, vec![e_service.service()]).await;
    e_service.always(ConfirmOrderPayment, Answer::Http(500, vec![]));
    assert_eq!(pay(&hub, SERVICE).await, "unconfirmed");
    attempted(&hub, 1).await;
    hub.restart().await;
    assert_eq!(hub.confirmations().await, [("Pending".to_owned(), 1)], "the attempt's time is kept");

    // A restart in the middle of an attempt: what was held by the hub that is gone is due at once.
    e_service.always(ConfirmOrderPayment, Answer::Hang);
    hand.advance(SignedDuration::from_secs(5));
    until("the second attempt hangs", async || e_service.received(ConfirmOrderPayment).len() == 2).await;
    e_service.always(ConfirmOrderPayment, Answer::Honest);
    hub.restart().await;
    attempted(&hub, 3).await;
    assert_eq!(hub.confirmations().await, [("Confirmed".to_owned(), 3)]);
    let received = e_service.received(ConfirmOrderPayment);
    assert!(received.iter().all(|request| request.content() == received[0].content()));
    assert_eq!(e_service.paid().len(), 1);
}

#[tokio::test]
async fn a_confirmation_of_a_service_that_was_taken_out_waits_until_it_comes_back() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.next(ConfirmOrderPayment, Answer::Http(500, vec![]));
    let mut hub = Hub::start(&clock, vec![e_service.service()]).await;
    assert_eq!(pay(&hub, SERVICE).await, "unconfirmed");
    attempted(&hub, 1).await;
    hub.restart_with(vec![]).await;
    hand.advance(SignedDuration::from_hours(2));
    assert_eq!(Payer::new(&hub.url).get("/readyz").await.text(), "ready, 1 confirmation waiting\n");
    hub.restart_with(vec![e_service.service()]).await;
    attempted(&hub, 2).await;
    assert_eq!(e_service.paid().len(), 1);
}

/// Authorises a payment at the bank and never opens the result page.
async fn pay_and_leave(hub: &Hub, order: &str) {
    let visit = Payer::new(&hub.url).enter(SERVICE, order, None).await;
    visit.pay_page().await;
    let address = visit.choose(PROCESSOR).await.location();
    visit.payer.card(&address, GOOD_CARD).await;
}

async fn swept(hand: &Arc<SimulatedClock>, clock: &Clock) -> (EService, Hub) {
    let e_service = EService::start(clock).await;
    let hub = Hub::start(clock, vec![e_service.service()]).await;
    pay_and_leave(&hub, ORDER).await;
    assert_eq!(hub.count_payments("AtPaymentProvider").await, 1);
    // The payer had a minute to come back, and the hub asks every thirty seconds.
    hand.advance(SignedDuration::from_secs(91));
    (e_service, hub)
}

#[tokio::test]
async fn a_payment_whose_payer_never_comes_back_is_found_and_confirmed() {
    let (clock, hand) = simulated_clock();
    let (e_service, hub) = swept(&hand, &clock).await;
    until("the e-Service is told", async || e_service.paid().len() == 1).await;
    attempted(&hub, 1).await;
    assert_eq!(hub.count_payments("Authorized").await, 1);
}

#[tokio::test]
async fn payers_who_never_come_back_are_asked_about_where_the_clock_was_turned_back() {
    let (clock, hand) = simulated_clock();
    let start = clock.now();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let authorized = async |count: usize| {
        until("the payment is learnt of", async || hub.count_payments("Authorized").await == count).await;
    };
    pay_and_leave(&hub, "ORD-1").await;
    hand.advance(SignedDuration::from_mins(2));
    authorized(1).await;
    // A look at the time three days on, after which the next is planned for half a minute later.
    hand.advance(SignedDuration::from_hours(72));
    pay_and_leave(&hub, "ORD-2").await;
    hand.advance(SignedDuration::from_mins(2));
    authorized(2).await;
    // Turned back, the clock does not show that moment for three days.
    hand.set(start);
    pay_and_leave(&hub, "ORD-3").await;
    hand.advance(SignedDuration::from_mins(2));
    authorized(3).await;
}
