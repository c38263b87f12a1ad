//! Scenarios in the store: what is taken, by whom and how often.

use jiff::{SignedDuration, Timestamp};
use mpay_sim::domain::call_outcome::CallOutcome;
use mpay_sim::domain::confirmation_attempt::{AttemptCause, AttemptOrigin};
use mpay_sim::domain::ids::PaymentId;
use mpay_sim::domain::scenario::{FollowUpCall, FollowUps, Parameters, Scenario, Scope};
use mpay_sim::store::{EndedAttempt, ExchangesKept, NewScenario, PaymentRecording, Store};

use super::fixtures::*;
use super::{Database, open};
use crate::support::orders::ORDER;

on_both_engines! {
    a_scenario_is_read_as_it_was_written
    many_calls_at_once_take_no_more_than_there_are
    a_scenario_is_taken_once_for_a_payment_and_may_be_given_back
    further_calls_stand_in_the_queue_until_their_scenario_is_stopped
    what_is_stopped_is_gone_by_scope
}

fn new(name: &str, order: Option<&str>, calls: Option<i64>) -> NewScenario {
    let scenario = Scenario::find(name).unwrap();
    let scope = Scope { service_id: order.map(|_| service()), order_key: order.map(key) };
    NewScenario { scenario, parameters: Parameters::default(), scope, calls }
}

async fn confirmed_payment(store: &Store) -> PaymentId {
    let invoice = invoice(store, ORDER).await;
    let payment = payment(store, &invoice).await;
    assert_eq!(record(store, &payment, &invoice).await, PaymentRecording::Recorded);
    payment.id
}

/// The e-Service accepts the confirmation, after which these calls are to be made.
async fn accepted(store: &Store, payment: &PaymentId, follow_ups: &FollowUps) {
    let until = now() + SignedDuration::from_mins(1);
    let [claim] = &store.claim_due_confirmations(&service(), now(), until, 1).await.unwrap().attempts[..]
    else {
        panic!("the confirmation is due")
    };
    for _ in 0..2 {
        let ended = EndedAttempt {
            claim,
            started_at: now(),
            duration: std::time::Duration::ZERO,
            outcome: &CallOutcome::accepted(),
            ended_at: now(),
            next_attempt_at: None,
            exchange: None,
            follow_ups: Some(follow_ups),
        };
        store.record_attempt(ended, ExchangesKept { count: 1, bytes: 1 << 20 }).await.unwrap();
        let waiting = store.waiting_calls(payment).await.unwrap();
        let due: Vec<_> = waiting.iter().map(|call| call.due).collect();
        assert_eq!(due, follow_ups.due, "once for a payment");
    }
}

async fn a_scenario_is_read_as_it_was_written(database: Database) {
    let store = open(&database).await;
    let scenario = Scenario::find("duplicates-after-gap").unwrap();
    let parameters = Parameters::parse(scenario, [("gap", "259200"), ("count", "3")]).unwrap();
    let scoped = NewScenario { parameters: parameters.clone(), ..new(scenario.name, Some(ORDER), Some(2)) };
    let id = store.activate_scenario(&scoped, now()).await.unwrap();
    let read = store.scenario(id).await.unwrap().unwrap();
    assert_eq!((read.scenario, &read.parameters, &read.scope), (scenario, &parameters, &scoped.scope));
    assert_eq!((read.remaining_calls, read.created_at, read.applied), (Some(2), now(), 0));
    assert_eq!(store.scenarios().await.unwrap(), std::slice::from_ref(&read));
    assert_eq!(store.scenarios_for(&service(), &key(ORDER)).await.unwrap(), [read]);
    assert_eq!(store.scenarios_for(&service(), &key("another")).await.unwrap(), []);
    let everywhere = store.activate_scenario(&new("unsigned", None, None), now()).await.unwrap();
    assert_eq!(store.scenarios_for(&service(), &key("another")).await.unwrap()[0].id, everywhere);
    let names = store.active_scenario_names().await.unwrap();
    assert_eq!(names, [("duplicates-after-gap", scoped.scope.clone()), ("unsigned", Scope::default())]);
}

async fn many_calls_at_once_take_no_more_than_there_are(database: Database) {
    let store = open(&database).await;
    let id = store.activate_scenario(&new("unsigned", None, Some(5)), now()).await.unwrap();
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.take_scenario(id).await.unwrap() })
        })
        .collect();
    let mut taken = 0;
    for call in calls {
        taken += usize::from(call.await.unwrap());
    }
    assert_eq!(taken, 5);
    let read = store.scenario(id).await.unwrap().unwrap();
    assert_eq!((read.remaining_calls, read.is_active()), (Some(0), false));
    assert!(store.active_scenario_names().await.unwrap().is_empty());
}

async fn a_scenario_is_taken_once_for_a_payment_and_may_be_given_back(database: Database) {
    let store = open(&database).await;
    let (one, two) = (PaymentId::new("1"), PaymentId::new("2"));
    let id = store.activate_scenario(&new("unsigned", None, Some(2)), now()).await.unwrap();
    let attempts: Vec<_> = (0..6)
        .map(|_| {
            let (store, payment) = (store.clone(), one.clone());
            tokio::spawn(async move { store.take_scenario_for_payment(id, &payment).await.unwrap() })
        })
        .collect();
    let mut taken = 0;
    for attempt in attempts {
        taken += usize::from(attempt.await.unwrap());
    }
    assert_eq!(taken, 1);
    let remaining = async || store.scenario(id).await.unwrap().unwrap().remaining_calls;
    assert_eq!(remaining().await, Some(1), "what was not taken was taken back");
    assert!(store.is_scenario_taken(id, &one).await.unwrap());
    store.give_scenario_back(id, Some(&one)).await.unwrap();
    assert_eq!(remaining().await, Some(2));
    assert!(store.take_scenario_for_payment(id, &one).await.unwrap());
    assert!(store.take_scenario_for_payment(id, &two).await.unwrap());
    assert!(!store.take_scenario_for_payment(id, &PaymentId::new("3")).await.unwrap());
    store.scenario_applied(id, None).await.unwrap();
    assert_eq!(store.scenario(id).await.unwrap().unwrap().applied, 1);
    // Without a limit it is not counted, but still taken once.
    let endless = store.activate_scenario(&new("unsigned", None, None), now()).await.unwrap();
    assert!(store.take_scenario_for_payment(endless, &one).await.unwrap());
    assert!(!store.take_scenario_for_payment(endless, &one).await.unwrap());
}

async fn further_calls_stand_in_the_queue_until_their_scenario_is_stopped(database: Database) {
    let store = open(&database).await;
    let payment = confirmed_payment(&store).await;
    let active = store.activate_scenario(&new("replay", None, Some(1)), now()).await.unwrap();
    let call = FollowUpCall {
        active_id: active,
        scenario: Scenario::find("replay").unwrap(),
        parameters: Parameters::default(),
        accepted: "<ș/>".to_owned(),
        signed_at: now(),
    };
    let due = [now(), now() + SignedDuration::from_hours(72)];
    accepted(&store, &payment, &FollowUps { call: call.clone(), due: due.to_vec() }).await;
    let claim = async |at: Timestamp| {
        store.claim_requested_attempts(&service(), at, at + SignedDuration::from_mins(1), 9).await.unwrap()
    };
    let [first] = &claim(now()).await[..] else { panic!("the first is due, the second is not") };
    let AttemptOrigin::Request { id, cause: AttemptCause::Scenario } = first.origin else { panic!() };
    assert_eq!(store.follow_up(id).await.unwrap(), Some(call));
    assert!(store.stop_scenario(active, now()).await.unwrap());
    assert_eq!(claim(due[1]).await, [], "what had not begun is gone with its scenario");
    assert!(store.follow_up(id).await.unwrap().is_some(), "what is under way ends");
    assert!(!store.stop_scenario(active, now()).await.unwrap());
    assert_ne!(store.spare_payment_id().await.unwrap(), payment);
}

async fn what_is_stopped_is_gone_by_scope(database: Database) {
    let store = open(&database).await;
    for order in [None, Some("A"), Some("A"), Some("B")] {
        store.activate_scenario(&new("unsigned", order, None), now()).await.unwrap();
    }
    let of = |order: &str| Scope { service_id: None, order_key: Some(key(order)) };
    assert_eq!(store.stop_scenarios(&of("A"), now()).await.unwrap(), 2);
    let of_service = Scope { service_id: Some(service()), order_key: None };
    assert_eq!(store.stop_scenarios(&of_service, now()).await.unwrap(), 1);
    assert_eq!(store.stop_scenarios(&Scope::default(), now()).await.unwrap(), 1);
    assert!(store.scenarios().await.unwrap().is_empty());
}
