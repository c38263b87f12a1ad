//! The queue of confirmations: claims, leases, outcomes, and what operators do.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use mpay_sim::domain::call_outcome::{CallOutcome, OutcomeKind};
use mpay_sim::domain::confirmation::ConfirmationStatus;
use mpay_sim::domain::confirmation_attempt::{AttemptCause, AttemptOrigin, ClaimedAttempt};
use mpay_sim::domain::fault::{Fault, FaultCode};
use mpay_sim::domain::finding::Stage;
use mpay_sim::domain::ids::{PaymentId, ServiceId};
use mpay_sim::store::{
    EndedAttempt, Engine, ExchangesKept, NewExchange, RedriveScope, Redriven, StoppedStatus, Store, TakeBack,
};
use sqlx::{Connection, Executor, Row};

use super::fixtures::*;
use super::{Database, open};
use crate::support::orders::ORDER;

on_both_engines! {
    a_claim_is_exclusive_and_its_lease_expires
    the_outcome_of_an_attempt_is_written_for_that_attempt_alone
    an_attempt_outlives_its_exchange
    what_is_halted_rests_until_it_is_resumed
    a_requested_attempt_leaves_the_schedule_alone
    duplicates_are_as_many_as_were_asked_for
    what_gave_up_is_listed_and_driven_again
    what_waits_is_counted_up_to_a_bound
    plans_use_an_index_however_many_wait
}

const LEASE: SignedDuration = SignedDuration::from_secs(45);

pub async fn queued(store: &Store, order: &str) -> PaymentId {
    let invoice = invoice(store, order).await;
    let payment = payment(store, &invoice).await;
    record(store, &payment, &invoice).await;
    payment.id
}

pub async fn claim_due(store: &Store, at: Timestamp, limit: usize) -> Vec<ClaimedAttempt> {
    store.claim_due_confirmations(&service(), at, at + LEASE, limit).await.unwrap().attempts
}

async fn claim_requested(store: &Store, at: Timestamp) -> Vec<ClaimedAttempt> {
    store.claim_requested_attempts(&service(), at, at + LEASE, 100).await.unwrap()
}

async fn status(store: &Store, payment: &PaymentId) -> ConfirmationStatus {
    store.confirmation(payment).await.unwrap().unwrap().status
}

pub fn refused() -> CallOutcome {
    CallOutcome {
        kind: OutcomeKind::Fault,
        stage: Some(Stage::Business),
        fault: Some(Fault {
            code: FaultCode::InternalError,
            namespace: Some("urn:x".to_owned()),
            subcode: Some("Database".to_owned()),
            reason: "try later".to_owned(),
            is_soap_12: false,
            http_status: 500,
            is_signed: true,
        }),
        ..CallOutcome::understood("SOAP fault InternalError: try later", Some(500))
    }
}

/// Records what came of a claim, with an exchange.
pub async fn end(store: &Store, claim: &ClaimedAttempt, outcome: &CallOutcome, next: Option<Timestamp>) {
    let exchange = NewExchange {
        service_id: &service(),
        order_key: &key(ORDER),
        operation: "ConfirmOrderPayment",
        payment_id: Some(&claim.confirmation.payment_id),
        started_at: now(),
        signed_at: now(),
        duration: Duration::from_millis(7),
        request: b"<request/>",
        request_head: "",
        response_head: Some("HTTP/1.1 500\n"),
        response: Some(b"<fault/>"),
        outcome,
        way: None,
        findings: &[],
    };
    let ended = EndedAttempt {
        claim,
        started_at: now(),
        duration: Duration::from_millis(7),
        outcome,
        ended_at: now(),
        next_attempt_at: next,
        exchange: Some(exchange),
        follow_ups: None,
    };
    store.record_attempt(ended, ExchangesKept { count: 2, bytes: 1 << 20 }).await.unwrap();
}

async fn a_claim_is_exclusive_and_its_lease_expires(database: Database) {
    let store = open(&database).await;
    let mut ids = BTreeSet::new();
    for number in 0..12 {
        ids.insert(queued(&store, &format!("O-{number}")).await);
    }
    let workers: Vec<_> = (0..8)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { claim_due(&store, now(), 5).await })
        })
        .collect();
    let mut claimed = Vec::new();
    for worker in workers {
        claimed.extend(worker.await.unwrap());
    }
    // What a worker passed over because another one was looking at it is still due.
    claimed.extend(claim_due(&store, now(), 12).await);
    assert_eq!(claimed.len(), 12, "nothing is claimed twice");
    assert_eq!(
        claimed.iter().map(|claim| claim.confirmation.payment_id.clone()).collect::<BTreeSet<_>>(),
        ids
    );
    assert!(claimed.iter().all(|claim| claim.number == 1 && claim.origin == AttemptOrigin::Schedule));
    assert_eq!(claim_due(&store, now() + LEASE * 2, 12).await, [], "what is held is not due");
    let next = store.queue_outlook(&service()).await.unwrap();
    assert_eq!((next.scheduled, next.requested, next.lease_end), (None, None, Some(now() + LEASE)));
    let other = ServiceId::parse("TEST02").unwrap();
    assert_eq!(store.take_back(TakeBack::Expired(&other, now() + LEASE), now()).await.unwrap().len(), 0);
    assert_eq!(store.take_back(TakeBack::Expired(&service(), now()), now()).await.unwrap().len(), 0);

    let later = now() + LEASE;
    assert_eq!(store.take_back(TakeBack::Expired(&service(), later), later).await.unwrap().len(), 12);
    let again = claim_due(&store, later, 12).await;
    assert_eq!(again.iter().map(|claim| claim.number).collect::<Vec<_>>(), [2; 12]);
    assert_eq!(
        store.take_back(TakeBack::Claim(&claimed[0]), now()).await.unwrap().len(),
        0,
        "it is another's"
    );
    assert!(!store.extend_lease(&claimed[0], later).await.unwrap());
    assert!(store.extend_lease(&again[0], later).await.unwrap());
    assert_eq!(store.take_back(TakeBack::Claim(&again[0]), now()).await.unwrap().len(), 1);
    assert_eq!(store.take_back(TakeBack::All, now()).await.unwrap().len(), 11);
    assert_eq!(store.queue_outlook(&service()).await.unwrap().scheduled, Some(now()));
    let attempts = store.confirmation_attempts(ids.first().unwrap()).await.unwrap();
    let told: Vec<_> = attempts.iter().map(|attempt| (attempt.number, attempt.outcome.kind)).collect();
    assert_eq!(told, [(1, OutcomeKind::Interrupted), (2, OutcomeKind::Interrupted)]);
}

async fn the_outcome_of_an_attempt_is_written_for_that_attempt_alone(database: Database) {
    let store = open(&database).await;
    let payment = queued(&store, ORDER).await;
    let slow = claim_due(&store, now(), 1).await.remove(0);
    store.take_back(TakeBack::All, now()).await.unwrap();
    let quick = claim_due(&store, now(), 1).await.remove(0);
    let later = now() + SignedDuration::from_secs(5);
    end(&store, &slow, &refused(), Some(later)).await;
    let held = ConfirmationStatus::InFlight { lease_until: now() + LEASE };
    assert_eq!(status(&store, &payment).await, held, "another attempt is under way");
    end(&store, &quick, &refused(), Some(later)).await;
    assert_eq!(status(&store, &payment).await, ConfirmationStatus::Pending { next_attempt_at: later });
    let attempts = store.confirmation_attempts(&payment).await.unwrap();
    let planned: Vec<_> = attempts.iter().map(|attempt| (attempt.number, attempt.next_attempt_at)).collect();
    assert_eq!(planned, [(1, None), (2, Some(later))]);
    assert!(attempts.iter().all(|attempt| attempt.outcome == refused()), "what is known stands over a guess");
    // The e-Service has understood the slow one after all: that counts whenever it is heard.
    end(&store, &slow, &CallOutcome::accepted(), Some(later)).await;
    end(&store, &quick, &refused(), Some(later)).await;
    assert_eq!(status(&store, &payment).await, ConfirmationStatus::Confirmed { at: now() });
    assert_eq!(store.unconfirmed(10).await.unwrap().all(), 0);
}

async fn an_attempt_outlives_its_exchange(database: Database) {
    let store = open(&database).await;
    let payment = queued(&store, ORDER).await;
    for _ in 0..4 {
        let claim = claim_due(&store, now(), 1).await.remove(0);
        end(&store, &claim, &refused(), Some(now())).await;
    }
    assert_eq!(store.exchanges_of_order(&service(), &key(ORDER)).await.unwrap(), 2, "as many as are kept");
    let attempts = store.confirmation_attempts(&payment).await.unwrap();
    assert_eq!(attempts.len(), 4);
    let first = &attempts[0];
    assert_eq!((first.number, first.cause, &first.outcome), (1, AttemptCause::Scheduled, &refused()));
    assert_eq!((first.started_at, first.duration), (now(), Duration::from_millis(7)));
    let exchanges: BTreeSet<_> = attempts.iter().map(|attempt| attempt.exchange_id.unwrap()).collect();
    assert_eq!(exchanges.len(), 4);
}

async fn what_is_halted_rests_until_it_is_resumed(database: Database) {
    let store = open(&database).await;
    let payment = queued(&store, ORDER).await;
    let claim = claim_due(&store, now(), 1).await.remove(0);
    store.request_attempt(&payment, now()).await.unwrap();
    assert!(store.halt_confirmation(&payment, now()).await.unwrap());
    assert!(!store.halt_confirmation(&payment, now()).await.unwrap(), "it is halted already");
    assert_eq!(claim_requested(&store, now()).await, [], "what was asked for is dropped");
    // The attempt that was under way fails: the confirmation stays halted.
    end(&store, &claim, &refused(), Some(now())).await;
    assert_eq!(status(&store, &payment).await, ConfirmationStatus::Halted);
    assert_eq!(claim_due(&store, now() + LEASE, 1).await, []);
    assert_eq!(store.take_back(TakeBack::All, now()).await.unwrap().len(), 0);
    let halted =
        store.stopped_confirmations(StoppedStatus::Halted, Some(&service()), None, 10).await.unwrap();
    assert_eq!(halted.iter().map(|found| &found.payment_id).collect::<Vec<_>>(), [&payment]);
    assert!(store.resume_confirmation(&payment, now()).await.unwrap());
    assert!(!store.resume_confirmation(&payment, now()).await.unwrap());
    let claim = claim_due(&store, now(), 1).await.remove(0);
    assert_eq!(
        (claim.number, claim.confirmation.schedule_position),
        (2, 2),
        "the schedule goes on where it stood"
    );
    end(&store, &claim, &CallOutcome::accepted(), None).await;
    assert!(!store.halt_confirmation(&payment, now()).await.unwrap(), "what is confirmed stays so");
}

async fn a_requested_attempt_leaves_the_schedule_alone(database: Database) {
    let store = open(&database).await;
    let payment = queued(&store, ORDER).await;
    let later = now() + SignedDuration::from_hours(1);
    end(&store, &claim_due(&store, now(), 1).await.remove(0), &refused(), Some(later)).await;
    assert!(store.request_attempt(&payment, now()).await.unwrap());
    assert!(!store.request_attempt(&payment, now()).await.unwrap(), "one waits already");
    assert_eq!(store.queue_outlook(&service()).await.unwrap().requested, Some(now()));
    let [claim] = claim_requested(&store, now()).await.try_into().unwrap();
    assert_eq!(
        (claim.number, claim.cause(), claim.confirmation.schedule_position),
        (2, AttemptCause::Manual, 1)
    );
    // Its worker is gone; the attempt is made again.
    assert_eq!(store.take_back(TakeBack::Expired(&service(), now() + LEASE), now()).await.unwrap().len(), 1);
    let [again] = claim_requested(&store, now()).await.try_into().unwrap();
    end(&store, &again, &refused(), None).await;
    assert_eq!(claim_requested(&store, now()).await, [], "it is made once");
    assert_eq!(status(&store, &payment).await, ConfirmationStatus::Pending { next_attempt_at: later });
    let attempts = store.confirmation_attempts(&payment).await.unwrap();
    let kinds: Vec<_> = attempts.iter().map(|attempt| (attempt.cause, attempt.outcome.kind)).collect();
    let manual = AttemptCause::Manual;
    let expected = [
        (AttemptCause::Scheduled, OutcomeKind::Fault),
        (manual, OutcomeKind::Interrupted),
        (manual, OutcomeKind::Fault),
    ];
    assert_eq!(kinds, expected);
    assert_eq!(attempts[2].next_attempt_at, Some(later));
    // Confirmed, and asked for once more: it stays confirmed whatever comes back.
    end(&store, &claim_due(&store, later, 1).await.remove(0), &CallOutcome::accepted(), None).await;
    store.request_attempt(&payment, now()).await.unwrap();
    let [extra] = claim_requested(&store, now()).await.try_into().unwrap();
    end(&store, &extra, &refused(), None).await;
    let after = store.confirmation(&payment).await.unwrap().unwrap();
    assert_eq!((after.status, after.attempts), (ConfirmationStatus::Confirmed { at: now() }, 5));
    assert_eq!(store.last_outcome(&payment).await.unwrap(), Some(CallOutcome::accepted()));
    assert!(!store.request_attempt(&PaymentId::new("1"), now()).await.unwrap());
}

async fn duplicates_are_as_many_as_were_asked_for(database: Database) {
    let store = open(&database).await;
    let payment = queued(&store, ORDER).await;
    let gap = SignedDuration::from_secs(400);
    assert!(store.request_duplicates(&payment, now(), 3, gap).await.unwrap());
    assert!(!store.request_duplicates(&payment, now(), 3, gap).await.unwrap(), "they are still to be sent");
    for number in 0..3 {
        let due = now() + gap * number;
        assert_eq!(claim_requested(&store, due - SignedDuration::from_millis(1)).await, []);
        let [claim] = claim_requested(&store, due).await.try_into().unwrap();
        assert_eq!(claim.cause(), AttemptCause::Duplicate);
        end(&store, &claim, &CallOutcome::accepted(), None).await;
    }
    assert_eq!(store.queue_outlook(&service()).await.unwrap().requested, None);
    let ask = async || store.request_duplicates(&payment, now(), 5, SignedDuration::ZERO).await.unwrap();
    let (one, other) = tokio::join!(ask(), ask());
    assert!(one != other, "of two who ask at once one is heard");
    let together = claim_requested(&store, now()).await;
    let numbers: BTreeSet<u32> = together.iter().map(|claim| claim.number).collect();
    assert_eq!((together.len(), numbers.len()), (5, 5));
    assert!(!store.request_duplicates(&PaymentId::new("1"), now(), 1, gap).await.unwrap());
}

async fn what_gave_up_is_listed_and_driven_again(database: Database) {
    let store = open(&database).await;
    let later = now() + SignedDuration::from_hours(1);
    let (gave_up, waits, halted) =
        (queued(&store, "O-1").await, queued(&store, "O-2").await, queued(&store, "O-3").await);
    for claim in claim_due(&store, now(), 3).await {
        let next = (claim.confirmation.payment_id != gave_up).then_some(later);
        end(&store, &claim, &refused(), next).await;
    }
    store.halt_confirmation(&halted, now()).await.unwrap();
    assert_eq!(status(&store, &gave_up).await, ConfirmationStatus::GaveUp);
    let listed = async |service: Option<&ServiceId>, after: Option<&PaymentId>| {
        let found = store.stopped_confirmations(StoppedStatus::GaveUp, service, after, 10).await.unwrap();
        found.into_iter().map(|found| found.payment_id).collect::<Vec<_>>()
    };
    assert_eq!(listed(None, None).await, std::slice::from_ref(&gave_up));
    assert_eq!(listed(Some(&service()), None).await, std::slice::from_ref(&gave_up));
    assert!(listed(None, Some(&gave_up)).await.is_empty());
    let other = ServiceId::parse("TEST02").unwrap();
    assert!(listed(Some(&other), None).await.is_empty());
    assert_eq!(
        store.redrive_confirmations(&RedriveScope::of(other.clone()), now()).await.unwrap(),
        Redriven::default()
    );
    let driven = store.redrive_confirmations(&RedriveScope::of(service()), now()).await.unwrap();
    assert_eq!(driven, Redriven { gave_up: 1, waiting: 1 });
    assert_eq!(
        store.redrive_confirmations(&RedriveScope::of(service()), now()).await.unwrap(),
        Redriven::default()
    );
    let claimed = claim_due(&store, now(), 3).await;
    let positions: BTreeSet<_> = claimed
        .iter()
        .map(|claim| {
            (claim.confirmation.payment_id.clone(), claim.number, claim.confirmation.schedule_position)
        })
        .collect();
    assert_eq!(positions, BTreeSet::from([(gave_up, 2, 1), (waits, 2, 2)]), "one schedule begins anew");
}

async fn what_waits_is_counted_up_to_a_bound(database: Database) {
    let store = open(&database).await;
    let mut waiting = Vec::new();
    for number in 0..5 {
        waiting.push(queued(&store, &format!("O-{number}")).await);
    }
    store.halt_confirmation(&waiting[0], now()).await.unwrap();
    let claimed = claim_due(&store, now(), 3).await;
    end(&store, &claimed[0], &refused(), None).await;
    end(&store, &claimed[1], &CallOutcome::accepted(), None).await;
    // One each is halted, has given up, is under way and is due; one is confirmed.
    let counted = store.unconfirmed(10).await.unwrap();
    assert_eq!((counted.waiting, counted.given_up, counted.halted), (2, 1, 1));
    assert_eq!(store.unconfirmed(3).await.unwrap().all(), 3);
}

async fn plans_use_an_index_however_many_wait(database: Database) {
    let store = open(&database).await;
    let payment = queued(&store, ORDER).await;
    let mut connection = sqlx::AnyConnection::connect(&database.url).await.unwrap();
    let copy = sqlx::AssertSqlSafe(format!(
        "WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 20000)
         INSERT INTO payment (payment_id, invoice_id, session_id, instrument, transaction_id, amount_bani, status,
           started_at)
         SELECT CAST(n AS TEXT), invoice_id, session_id, instrument, CAST(n AS TEXT), 1, status, 1
         FROM payment, many WHERE payment_id = '{payment}'"
    ));
    connection.execute(copy).await.unwrap();
    connection
        .execute(
            "INSERT INTO confirmation (payment_id, service_id, order_key, body_xml, status, attempts, due_at)
             SELECT payment_id, 'TEST01', 'K', '<body/>', CASE WHEN LENGTH(payment_id) = 3 THEN 'InFlight' ELSE 'Pending' END,
               1, 1 + LENGTH(payment_id)
             FROM payment WHERE LENGTH(payment_id) < 6",
        )
        .await
        .unwrap();
    let requests = "INSERT INTO requested_attempt (payment_id, service_id, cause, status, due_at)
                    SELECT payment_id, service_id, 'duplicate', status, due_at FROM confirmation";
    connection.execute(requests).await.unwrap();
    // SQLite is never told to look at its tables, PostgreSQL does so by itself: the plans are the same either way.
    for is_analyzed in [false, true] {
        if is_analyzed {
            connection.execute("ANALYZE").await.unwrap();
        }
        check_plans(&store, &mut connection).await;
    }
}

async fn check_plans(store: &Store, connection: &mut sqlx::AnyConnection) {
    for (name, statement) in store.queue_statements().unwrap() {
        let plan = plan(connection, store.engine, &statement).await;
        let reads_all =
            |table| plan.contains(&format!("SCAN {table}")) || plan.contains(&format!("Seq Scan on {table}"));
        assert!(!["confirmation", "requested_attempt"].into_iter().any(reads_all), "{name}:\n{plan}");
        let index = if name == "claim_requested" { "requested_attempt_due" } else { "confirmation_pending" };
        assert!(plan.contains(index), "{name}:\n{plan}");
    }
}

/// What an engine would do, in its own words.
pub(super) async fn plan(connection: &mut sqlx::AnyConnection, engine: Engine, statement: &str) -> String {
    let explain = match engine {
        Engine::Sqlite => "EXPLAIN QUERY PLAN",
        Engine::Postgres => "EXPLAIN",
    };
    let filled = ["'TEST01'", "5", "4", "9"]
        .into_iter()
        .zip(["$1", "$2", "$3", "$4"])
        .fold(statement.to_owned(), |statement, (value, place)| statement.replace(place, value));
    let query = sqlx::AssertSqlSafe(format!("{explain} {filled}"));
    let rows = sqlx::query(query).fetch_all(connection).await.unwrap();
    let column = if engine == Engine::Sqlite { 3 } else { 0 };
    rows.iter().map(|row| row.get::<String, _>(column)).collect::<Vec<_>>().join("\n")
}
