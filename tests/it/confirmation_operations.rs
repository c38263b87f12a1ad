//! What operators and testers do to confirmations, and what is kept of every attempt.

use std::time::Duration;

use jiff::SignedDuration;
use mpay_sim::domain::call_outcome::OutcomeKind;
use mpay_sim::domain::confirmation::ConfirmationStatus;
use mpay_sim::domain::confirmation_attempt::AttemptCause::{Duplicate, Manual, Scheduled};
use mpay_sim::domain::confirmation_attempt::ConfirmationAttempt;
use mpay_sim::domain::ids::{OrderKey, PaymentId, ServiceId};
use mpay_sim::domain::retry_schedule::RetrySchedule;
use mpay_sim::flow::confirmation_operations::{self as operations, Operated};
use mpay_sim::soap::Operation::ConfirmOrderPayment;
use mpay_sim::store::{RedriveScope, Redriven, StoppedStatus};

use crate::support::orders::{ORDER, SERVICE};
use crate::support::{Answer, EService, Hub, Payer, simulated_clock, until};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Pays the order, waits for the first attempt's end, and gives the payment's number.
async fn pay(hub: &Hub) -> PaymentId {
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.authorize().await;
    let payment = PaymentId::new(visit.result().await.attribute("data-payment-id"));
    attempts(hub, &payment, 1).await;
    payment
}

/// Waits until so many attempts have ended, and gives them.
async fn attempts(hub: &Hub, payment: &PaymentId, number: usize) -> Vec<ConfirmationAttempt> {
    let all = async || operations::attempts(hub.app(), payment).await.unwrap();
    until(&format!("attempt {number} has ended"), async || all().await.len() == number).await;
    all().await
}

async fn status(hub: &Hub, payment: &PaymentId) -> ConfirmationStatus {
    hub.app().store.confirmation(payment).await.unwrap().unwrap().status
}

fn is_confirmed(status: ConfirmationStatus) -> bool {
    matches!(status, ConfirmationStatus::Confirmed { .. })
}

#[tokio::test]
async fn every_attempt_is_kept_with_what_came_of_it() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let echo = "<ConfirmOrderPayment xmlns=\"https://mpay.gov.md\"/>";
    let expected = [
        (Answer::Http(503, b"down".to_vec()), OutcomeKind::HttpStatus, Some("503")),
        (Answer::Http(200, b"<html/>".to_vec()), OutcomeKind::NotSoap, None),
        (Answer::fault("InternalError", "try later"), OutcomeKind::Fault, Some("InternalError")),
        (Answer::Unsigned(200, String::new()), OutcomeKind::Signature, None),
        (Answer::Signed(200, echo.to_owned()), OutcomeKind::Contract, None),
        (Answer::Cut(60, Box::new(Answer::Honest)), OutcomeKind::NoReply, None),
        (Answer::LostReply, OutcomeKind::NoReply, None),
        (Answer::Hang, OutcomeKind::TimedOut, None),
        (Answer::Honest, OutcomeKind::Accepted, None),
    ];
    for (answer, _, _) in &expected {
        e_service.next(ConfirmOrderPayment, answer.clone());
    }
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        config.retry_schedule = RetrySchedule::None;
        config.e_service_timeout = Duration::from_secs(2);
    })
    .await;
    let payment = pay(&hub).await;
    for number in 2..=expected.len() {
        assert_eq!(operations::send_now(hub.app(), &payment).await.unwrap(), Operated::Done);
        attempts(&hub, &payment, number).await;
    }
    let kept = attempts(&hub, &payment, expected.len()).await;
    for ((attempt, (_, kind, code)), number) in kept.iter().zip(&expected).zip(1..) {
        assert_eq!((attempt.number, attempt.outcome.kind), (number, *kind), "{attempt:?}");
        assert_eq!(attempt.outcome.code().as_deref(), *code, "{attempt:?}");
        assert_eq!(attempt.cause, if number == 1 { Scheduled } else { Manual });
        assert_eq!((attempt.started_at, attempt.next_attempt_at), (clock.now(), None));
        assert!(attempt.exchange_id.is_some() && !attempt.outcome.text.is_empty());
    }
    assert!(kept[7].duration >= Duration::from_secs(2), "{:?}", kept[7].duration);
    assert!(is_confirmed(status(&hub, &payment).await));
    assert_eq!(operations::send_now(hub.app(), &payment).await.unwrap(), Operated::AlreadyConfirmed);
    let received = e_service.received(ConfirmOrderPayment);
    assert!(received.iter().all(|request| request.content() == received[0].content()));
}

#[tokio::test]
async fn an_e_service_that_is_away_is_no_connection() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.next(ConfirmOrderPayment, Answer::Http(500, vec![]));
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payment = pay(&hub).await;
    e_service.go_away().await;
    hand.advance(SignedDuration::from_secs(5));
    let [_, away] = attempts(&hub, &payment, 2).await.try_into().unwrap();
    assert_eq!(away.outcome.kind, OutcomeKind::NoConnection);
    assert_eq!(away.next_attempt_at, Some(clock.now() + SignedDuration::from_secs(30)));
}

#[tokio::test]
async fn what_is_halted_is_not_sent_until_it_is_resumed() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.next(ConfirmOrderPayment, Answer::Http(500, vec![]));
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let (app, payment) = (hub.app(), pay(&hub).await);
    assert_eq!(operations::resume(app, &payment).await.unwrap(), Operated::AlreadySo);
    assert_eq!(operations::halt(app, &payment).await.unwrap(), Operated::Done);
    assert_eq!(operations::halt(app, &payment).await.unwrap(), Operated::AlreadySo);
    hand.advance(HOUR * 100);
    // Another order goes the whole way, so the lane has looked at the queue after the clock was moved.
    let visit = Payer::new(&hub.url).enter(SERVICE, "ORD-2", None).await;
    visit.authorize().await;
    assert_eq!(visit.result().await.state(), "paid");
    assert_eq!(status(&hub, &payment).await, ConfirmationStatus::Halted);
    let halted = operations::at_rest(app, StoppedStatus::Halted, None, None, 10).await.unwrap();
    assert_eq!((halted.len(), &halted[0].payment_id), (1, &payment));

    assert_eq!(operations::resume(app, &payment).await.unwrap(), Operated::Done);
    until("it is confirmed", async || is_confirmed(status(&hub, &payment).await)).await;
    assert_eq!(operations::halt(app, &payment).await.unwrap(), Operated::AlreadyConfirmed);
    assert_eq!(operations::resume(app, &payment).await.unwrap(), Operated::AlreadyConfirmed);
    for unknown in [
        operations::halt(app, &PaymentId::new("1")).await.unwrap(),
        operations::resume(app, &PaymentId::new("1")).await.unwrap(),
        operations::send_now(app, &PaymentId::new("1")).await.unwrap(),
        operations::send_again(app, &PaymentId::new("1")).await.unwrap(),
        operations::duplicate(app, &PaymentId::new("1"), 1, Duration::ZERO).await.unwrap(),
    ] {
        assert_eq!(unknown, Operated::NotFound);
    }
}

#[tokio::test]
async fn an_attempt_by_hand_moves_nothing_of_the_schedule() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.always(ConfirmOrderPayment, Answer::Http(500, vec![]));
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let (app, payment) = (hub.app(), pay(&hub).await);
    let planned = clock.now() + SignedDuration::from_secs(5);
    operations::send_now(app, &payment).await.unwrap();
    let [_, by_hand] = attempts(&hub, &payment, 2).await.try_into().unwrap();
    assert_eq!((by_hand.cause, by_hand.next_attempt_at), (Manual, Some(planned)));
    assert_eq!(status(&hub, &payment).await, ConfirmationStatus::Pending { next_attempt_at: planned });
    hand.advance(SignedDuration::from_secs(5));
    let [_, _, third] = attempts(&hub, &payment, 3).await.try_into().unwrap();
    let second_wait = SignedDuration::from_secs(30);
    assert_eq!((third.cause, third.next_attempt_at), (Scheduled, Some(clock.now() + second_wait)));

    e_service.always(ConfirmOrderPayment, Answer::Hang);
    hand.advance(second_wait);
    until("the next attempt hangs", async || {
        matches!(status(&hub, &payment).await, ConfirmationStatus::InFlight { .. })
    })
    .await;
    assert_eq!(operations::send_now(app, &payment).await.unwrap(), Operated::InFlight);
}

#[tokio::test]
async fn what_is_confirmed_can_be_sent_again_and_stays_confirmed() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let (app, payment) = (hub.app(), pay(&hub).await);
    let before = status(&hub, &payment).await;
    e_service.next(ConfirmOrderPayment, Answer::fault("InternalError", "twice"));
    hand.advance(HOUR);
    assert_eq!(operations::send_again(app, &payment).await.unwrap(), Operated::Done);
    let [_, again] = attempts(&hub, &payment, 2).await.try_into().unwrap();
    assert_eq!((again.cause, again.outcome.kind, again.next_attempt_at), (Manual, OutcomeKind::Fault, None));
    assert_eq!(status(&hub, &payment).await, before);
    assert_eq!(e_service.paid().len(), 1);
}

#[tokio::test]
async fn duplicates_without_a_gap_come_together() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        config.e_service_timeout = Duration::from_secs(600);
    })
    .await;
    let (app, payment) = (hub.app(), pay(&hub).await);
    let received = || e_service.received(ConfirmOrderPayment).len();
    assert_eq!(operations::duplicate(app, &payment, 0, Duration::ZERO).await.unwrap(), Operated::AlreadySo);

    // Each of four is asked before any of them is answered: they are under way together.
    e_service.always(ConfirmOrderPayment, Answer::Hang);
    assert_eq!(operations::duplicate(app, &payment, 4, Duration::ZERO).await.unwrap(), Operated::Done);
    until("four are under way together", async || received() == 5).await;
    let waiting = operations::duplicate(app, &payment, 1, Duration::ZERO).await.unwrap();
    assert_eq!(waiting, Operated::AlreadySo, "the others are not answered yet");
}

#[tokio::test]
async fn duplicates_after_a_gap_come_on_the_hub_s_clock_and_exactly_as_often() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let (app, payment) = (hub.app(), pay(&hub).await);
    let gap = Duration::from_secs(3 * 24 * 3600);
    assert_eq!(operations::duplicate(app, &payment, 3, gap).await.unwrap(), Operated::Done);
    for sent in 2..=4 {
        let kept = attempts(&hub, &payment, sent).await;
        assert_eq!((kept[sent - 1].cause, kept[sent - 1].started_at), (Duplicate, clock.now()));
        hand.advance(HOUR * 72);
    }
    operations::send_again(app, &payment).await.unwrap();
    let kept = attempts(&hub, &payment, 5).await;
    assert_eq!(kept[4].cause, Manual, "there is no fifth duplicate");
    assert_eq!((e_service.received(ConfirmOrderPayment).len(), e_service.paid().len()), (5, 1));
}

#[tokio::test]
async fn what_gave_up_is_listed_and_a_redrive_begins_its_schedule_anew() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.always(ConfirmOrderPayment, Answer::Http(500, vec![]));
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        config.retry_schedule = RetrySchedule::List(vec![Duration::from_secs(10)]);
    })
    .await;
    let (app, payment) = (hub.app(), pay(&hub).await);
    let service = ServiceId::parse(SERVICE).unwrap();
    hand.advance(SignedDuration::from_secs(10));
    attempts(&hub, &payment, 2).await;
    assert_eq!(status(&hub, &payment).await, ConfirmationStatus::GaveUp);
    let everything = RedriveScope::of(service.clone());
    let list =
        async || operations::at_rest(app, StoppedStatus::GaveUp, Some(&service), None, 10).await.unwrap();
    assert_eq!(list().await.len(), 1);
    // Neither another order nor what was paid later is meant.
    for scope in [
        RedriveScope { order_key: Some(OrderKey::parse("OTHER").unwrap()), ..everything.clone() },
        RedriveScope { since: Some(clock.now()), ..everything.clone() },
    ] {
        assert_eq!(operations::redrive(app, &scope).await.unwrap(), Redriven::default(), "{scope:?}");
    }
    let everything = RedriveScope {
        order_key: Some(OrderKey::parse(ORDER).unwrap()),
        since: Some(clock.now() - SignedDuration::from_secs(10)),
        ..everything
    };
    let driven = operations::redrive(app, &everything).await.unwrap();
    assert_eq!(driven, Redriven { gave_up: 1, waiting: 0 });
    let kept = attempts(&hub, &payment, 3).await;
    assert_eq!(kept[2].next_attempt_at, Some(clock.now() + SignedDuration::from_secs(10)));
    assert!(list().await.is_empty());
    // What waits for a later attempt is hurried by the same call.
    e_service.always(ConfirmOrderPayment, Answer::Honest);
    let driven = operations::redrive(app, &everything).await.unwrap();
    assert_eq!(driven, Redriven { gave_up: 0, waiting: 1 });
    until("it is confirmed", async || is_confirmed(status(&hub, &payment).await)).await;
    assert_eq!(operations::redrive(app, &everything).await.unwrap(), Redriven::default());
}

#[tokio::test]
async fn what_cannot_be_sent_is_an_attempt_too_and_is_tried_again_by_the_schedule() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.next(ConfirmOrderPayment, Answer::Http(500, vec![]));
    let mut hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payment = pay(&hub).await;
    let mut service = e_service.service();
    service.certificate = Some(b"no certificate".to_vec());
    hub.restart_with(vec![service]).await;
    hand.advance(SignedDuration::from_secs(5));
    let [_, attempt] = attempts(&hub, &payment, 2).await.try_into().unwrap();
    assert_eq!((attempt.outcome.kind, attempt.exchange_id), (OutcomeKind::NotSent, None));
    assert!(attempt.outcome.text.contains("cannot be read"), "{}", attempt.outcome.text);
    assert_eq!(attempt.next_attempt_at, Some(clock.now() + SignedDuration::from_secs(30)));
}
