//! What the console and the control API read: lists by filter, events in their order; and what a reset takes.

use std::time::Duration;

use jiff::SignedDuration;
use mpay_sim::domain::call_outcome::CallOutcome;
use mpay_sim::domain::confirmation::ConfirmationState;
use mpay_sim::domain::event::{Event, EventKind};
use mpay_sim::domain::ids::PaymentId;
use mpay_sim::domain::payment::PaymentState;
use mpay_sim::store::{
    EndedAttempt, EventFilter, ExchangeFilter, ExchangesKept, NewExchange, NewIncident, NextEvents,
    OverviewCounts, PaymentFilter, ResetCounts, ResetScope, Store,
};
use sqlx::{Connection, Executor};

use super::fixtures::*;
use super::queue::{claim_due, queued, refused};
use super::{Database, open};
use crate::support::orders::ORDER;

on_both_engines! {
    payments_are_listed_by_filter_page_by_page
    exchanges_are_listed_and_deleted_by_filter
    exchanges_are_found_by_their_words
    incidents_are_found_by_their_numbers
    the_overview_counts_and_finds_failures
    events_become_visible_in_the_order_of_their_numbers
    whoever_follows_events_looks_at_each_once
    events_of_kinds_that_a_newer_hub_writes_are_passed_over
    an_attempt_whose_payment_a_reset_deleted_leaves_nothing_behind
    a_reset_takes_what_it_names_and_nothing_else
}

async fn numbers(
    store: &Store,
    filter: &PaymentFilter,
    before: Option<&PaymentId>,
    limit: i64,
) -> Vec<PaymentId> {
    let listed = store.list_payments(filter, before.cloned(), limit).await.unwrap();
    listed.into_iter().map(|listed| listed.payment.id).collect()
}

async fn payments_are_listed_by_filter_page_by_page(database: Database) {
    let store = open(&database).await;
    let (one, other) = (invoice(&store, ORDER).await, invoice(&store, "50%_OFF").await);
    let mut ids = Vec::new();
    for number in 0..7 {
        let of = if number % 3 == 0 { &other } else { &one };
        ids.push(payment(&store, of).await);
    }
    record(&store, &ids[1], &one).await;
    ids.reverse();
    let all: Vec<_> = ids.iter().map(|payment| payment.id.clone()).collect();
    let everything = PaymentFilter::default();
    assert_eq!(numbers(&store, &everything, None, 100).await, all);
    let first = numbers(&store, &everything, None, 3).await;
    assert_eq!(first, all[..3]);
    assert_eq!(numbers(&store, &everything, first.last(), 3).await, all[3..6]);
    assert_eq!(store.count_payments(&everything, 5).await.unwrap(), 5);

    let of_other = PaymentFilter { order_key: Some(key("50%_OFF")), ..PaymentFilter::default() };
    assert_eq!(numbers(&store, &of_other, None, 100).await, [all[0].clone(), all[3].clone(), all[6].clone()]);
    let paid = PaymentFilter { status: Some(PaymentState::Authorized), ..PaymentFilter::default() };
    assert_eq!(numbers(&store, &paid, None, 100).await, [all[5].clone()]);
    for filter in [
        PaymentFilter { confirmation_status: Some(ConfirmationState::Pending), ..PaymentFilter::default() },
        PaymentFilter { has_confirmation: true, service_id: Some(service()), ..PaymentFilter::default() },
    ] {
        let listed = store.list_payments(&filter, None, 100).await.unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!((&listed[0].payment.id, listed[0].order_key.as_str()), (&all[5], ORDER));
        assert_eq!(listed[0].confirmation.as_ref().unwrap().status.state(), ConfirmationState::Pending);
        assert!(store.list_payments(&filter, Some(all[5].clone()), 100).await.unwrap().is_empty());
    }
    // What a person types is text, not a pattern.
    for (text, found) in [("50%_", 3), ("5%O", 0), (all[2].as_str(), 1), (one.id.as_str(), 4), ("\\", 0)] {
        let filter = PaymentFilter { text: Some(text.to_owned()), ..PaymentFilter::default() };
        assert_eq!(numbers(&store, &filter, None, 100).await.len(), found, "{text}");
    }
    let later =
        PaymentFilter { from: Some(now() + SignedDuration::from_millis(1)), ..PaymentFilter::default() };
    assert!(numbers(&store, &later, None, 100).await.is_empty());
    let listed = store.listed_payment(&all[5]).await.unwrap().unwrap();
    assert_eq!(listed.service_id, service());
}

async fn exchange(store: &Store, order: &str, operation: &'static str, response: Option<&[u8]>) {
    let (service, order_key) = (service(), key(order));
    let exchange = NewExchange {
        service_id: &service,
        order_key: &order_key,
        operation,
        payment_id: None,
        started_at: now(),
        signed_at: now(),
        duration: Duration::from_millis(7),
        request: b"<request/>",
        response,
        outcome: &CallOutcome::understood("accepted", response.map(|_| 200)),
        findings: &[],
        way: None,
        request_head: "",
        response_head: None,
    };
    store.insert_exchange(exchange, ExchangesKept { count: 100, bytes: 1 << 20 }).await.unwrap();
}

async fn exchanges_are_listed_and_deleted_by_filter(database: Database) {
    let store = open(&database).await;
    exchange(&store, ORDER, "GetOrderDetails", Some("<răspuns/>".as_bytes())).await;
    exchange(&store, ORDER, "ConfirmOrderPayment", None).await;
    exchange(&store, "OTHER", "GetOrderDetails", Some(b"\0\xff")).await;
    let listed = store.list_exchanges(&ExchangeFilter::default(), None, 10).await.unwrap();
    let sizes: Vec<_> = listed.iter().map(|one| (one.request_bytes, one.response_bytes)).collect();
    assert_eq!(sizes, [(10, Some(2)), (10, None), (10, Some(11))]);
    let bytes = store.exchange_bytes(listed[0].id).await.unwrap().unwrap();
    assert_eq!(
        (bytes.request.as_slice(), bytes.response.as_deref()),
        (&b"<request/>"[..], Some(&b"\0\xff"[..]))
    );
    let of_order = ExchangeFilter { order_key: Some(key(ORDER)), ..ExchangeFilter::default() };
    assert_eq!(store.count_exchanges(&of_order).await.unwrap(), 2);
    let asked = ExchangeFilter { operation: Some("GetOrderDetails".to_owned()), ..of_order.clone() };
    assert_eq!(store.delete_exchanges(&asked, now()).await.unwrap(), 1);
    assert_eq!(store.count_exchanges(&of_order).await.unwrap(), 1);
    assert_eq!(store.count_exchanges(&ExchangeFilter::default()).await.unwrap(), 2);
    assert_eq!(store.listed_exchange(listed[2].id).await.unwrap(), None);
}

async fn exchanges_are_found_by_their_words(database: Database) {
    let store = open(&database).await;
    let reply = "<s:Body><OrderKey>D-00017</OrderKey><Name>Ștefan O'Neil</Name><Note>100% — 1e5, a/b.md</Note></s:Body>";
    exchange(&store, ORDER, "GetOrderDetails", Some(reply.as_bytes())).await;
    exchange(&store, "OTHER", "GetOrderDetails", Some(b"System.NullReferenceException: at line 17")).await;
    let found = async |words: &str| {
        let filter = ExchangeFilter { words: Some(words.to_owned()), ..ExchangeFilter::default() };
        let found = store.list_exchanges(&filter, None, 10).await.unwrap();
        // A full page is read from the latest rows, without the index.
        let first = store.list_exchanges(&filter, None, 1).await.unwrap();
        assert_eq!(first, found[..found.len().min(1)], "{words}");
        found.iter().map(|one| one.order_key.as_str().to_owned()).collect::<Vec<_>>()
    };
    for words in ["D-00017", "d 000", "ȘTEFAN", "o'neil", "100% 1e5", "a/b", "1E5"] {
        assert_eq!(found(words).await, [ORDER], "{words}");
    }
    for words in ["system nullref", "NullReferenceException", "line 1"] {
        assert_eq!(found(words).await, ["OTHER"], "{words}");
    }
    assert_eq!(found("accepted").await.len(), 2, "the outcome has words too");
    for words in ["reference", "00017 d", "--", "'", "\"", "nullreference*exception"] {
        assert_eq!(found(words).await, [""; 0], "{words}");
    }
    let of_other = ExchangeFilter { words: Some("system".to_owned()), ..ExchangeFilter::default() };
    assert_eq!(store.delete_exchanges(&of_other, now()).await.unwrap(), 1);
    assert_eq!(found("line").await, [""; 0]);
    assert_eq!(found("accepted").await, [ORDER]);
}

async fn incidents_are_found_by_their_numbers(database: Database) {
    let store = open(&database).await;
    let (service, order) = (service(), key(ORDER));
    let incident = NewIncident {
        number: "0123abcd",
        at: now(),
        order: Some((&service, &order)),
        exchange_id: Some(7),
        cause: "no answer",
    };
    store.record_incident(incident).await.unwrap();
    let found = store.incident("0123abcd").await.unwrap().unwrap();
    assert_eq!((found.detail.as_str(), found.exchange_id), ("0123abcd no answer", Some(7)));
    assert_eq!(found.order_key, Some(order));
    assert_eq!(store.incident("0123abce").await.unwrap(), None);
}

async fn the_overview_counts_and_finds_failures(database: Database) {
    let store = open(&database).await;
    assert_eq!(store.overview_counts(now(), now()).await.unwrap(), OverviewCounts::default());
    assert!(store.calls_of_services(&[&service()]).await.unwrap().is_empty());
    exchange(&store, ORDER, "GetOrderDetails", None).await;
    let (service, order_key) = (service(), key(ORDER));
    let failed = NewExchange {
        service_id: &service,
        order_key: &order_key,
        operation: "GetOrderDetails",
        payment_id: None,
        started_at: now(),
        signed_at: now(),
        duration: Duration::from_millis(9),
        request: b"<request/>",
        response: None,
        outcome: &CallOutcome::not_sent("no key"),
        findings: &[],
        way: None,
        request_head: "",
        response_head: None,
    };
    store.insert_exchange(failed, ExchangesKept { count: 100, bytes: 1 << 20 }).await.unwrap();
    let counts = store.overview_counts(now(), now()).await.unwrap();
    assert_eq!(counts.calls, [(service.clone(), 2, 1)]);
    let failures = store.latest_failures().await.unwrap();
    assert_eq!(failures.len(), 1);
    assert!(failures[0].exchange.outcome == CallOutcome::not_sent("no key") && !failures[0].is_mended);
    let calls = store.calls_of_services(&[&service]).await.unwrap();
    assert_eq!((calls.len(), calls[0].latest.id, calls[0].median_ms), (1, failures[0].exchange.id, 9));
    exchange(&store, ORDER, "GetOrderDetails", None).await;
    assert!(store.latest_failures().await.unwrap()[0].is_mended);
    let occurring = store.occurring_in_exchanges().await.unwrap();
    assert_eq!(occurring.outcomes, ["accepted", "request: no key"]);
}

async fn events_become_visible_in_the_order_of_their_numbers(database: Database) {
    let (store, reader) = (open(&database).await, open(&database).await);
    let start = reader.latest_event().await.unwrap();
    let writers: Vec<_> = (0..8)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                for _ in 0..25 {
                    let made = invoice(&store, &format!("ORDER-{number}")).await;
                    payment(&store, &made).await;
                }
            })
        })
        .collect();
    let started = EventFilter {
        kind: Some(EventKind::PaymentStarted),
        order_key: Some(key("ORDER-3")),
        ..EventFilter::default()
    };
    let follower = tokio::spawn(follow(open(&database).await, start, started.clone(), 25));
    // An invoice that is made once, and two events a payment.
    let all = 8 + 8 * 25 * 2;
    let (mut seen, mut last) = (0, start);
    while seen < all {
        let events = reader.events_after(last, &EventFilter::default(), 50).await.unwrap();
        for event in &events {
            assert_eq!(event.id, last + 1, "a number that was passed over came later");
            last = event.id;
        }
        seen += events.len();
        tokio::task::yield_now().await;
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let followed = follower.await.unwrap();
    assert_eq!(followed.len(), 25, "whoever goes on from where it has looked misses nothing");
    assert_eq!(reader.events_after(start, &started, 1000).await.unwrap(), followed);
}

/// Reads what matches, a few at a time, until there are so many.
async fn follow(store: Store, start: i64, filter: EventFilter, many: usize) -> Vec<Event> {
    let (mut followed, mut seen) = (Vec::new(), start);
    while followed.len() < many {
        let next = store.next_events(seen, &filter, 3).await.unwrap();
        assert!(next.events.iter().all(|event| seen < event.id && event.id <= next.seen), "{next:?}");
        seen = next.seen;
        followed.extend(next.events);
        tokio::task::yield_now().await;
    }
    followed
}

async fn whoever_follows_events_looks_at_each_once(database: Database) {
    let store = open(&database).await;
    for number in 0..5 {
        invoice(&store, &format!("ORDER-{number}")).await;
    }
    let latest = store.latest_event().await.unwrap();
    let of_last = EventFilter { order_key: Some(key("ORDER-4")), ..EventFilter::default() };
    let next = store.next_events(0, &of_last, 2).await.unwrap();
    assert_eq!((next.events.len(), next.seen), (1, latest));
    let of_nobody = EventFilter { order_key: Some(key("NOBODY")), ..EventFilter::default() };
    let next = store.next_events(0, &of_nobody, 2).await.unwrap();
    assert_eq!((next.events.len(), next.seen), (0, latest), "what does not match is behind");
    let all = store.next_events(0, &EventFilter::default(), 2).await.unwrap();
    assert_eq!(
        all.events.last().map(|event| event.id),
        Some(all.seen),
        "a full page is gone on from its end"
    );
    let beyond = store.next_events(latest + 7, &of_nobody, 2).await.unwrap();
    assert_eq!(beyond.seen, latest + 7);
}

async fn events_of_kinds_that_a_newer_hub_writes_are_passed_over(database: Database) {
    let store = open(&database).await;
    sqlx::any::install_default_drivers();
    let mut connection = sqlx::AnyConnection::connect(&database.url).await.unwrap();
    let newer =
        "WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < 300)
                 INSERT INTO event (event_id, at, kind, detail) SELECT i, 1, 'of.the.future', '' FROM n";
    connection.execute(newer).await.unwrap();
    connection.execute("UPDATE sequence SET value = 300 WHERE name = 'event'").await.unwrap();
    let everything = EventFilter::default();
    assert_eq!(
        store.next_events(0, &everything, 200).await.unwrap(),
        NextEvents { events: vec![], seen: 300 }
    );
    invoice(&store, ORDER).await;
    let [made] = store.events_after(0, &everything, 200).await.unwrap().try_into().unwrap();
    assert_eq!((made.id, made.kind), (301, EventKind::InvoiceCreated));
    assert_eq!(follow(store.clone(), 0, everything.clone(), 1).await, std::slice::from_ref(&made));
    assert_eq!(store.list_events(&everything, None, 200).await.unwrap(), [made]);
}

async fn an_attempt_whose_payment_a_reset_deleted_leaves_nothing_behind(database: Database) {
    let store = open(&database).await;
    queued(&store, "O-1").await;
    let [claim] = claim_due(&store, now(), 5).await.try_into().unwrap();
    store.reset(&ResetScope::default(), now()).await.unwrap();
    let ended = EndedAttempt {
        claim: &claim,
        started_at: now(),
        duration: Duration::ZERO,
        outcome: &refused(),
        ended_at: now(),
        next_attempt_at: None,
        exchange: None,
        follow_ups: None,
    };
    let kept = ExchangesKept { count: 2, bytes: 1 << 20 };
    assert!(store.record_attempt(ended, kept).await.unwrap().is_none());
    queued(&store, "O-2").await;
}

async fn a_reset_takes_what_it_names_and_nothing_else(database: Database) {
    let store = open(&database).await;
    let (one, other) = (invoice(&store, ORDER).await, invoice(&store, "OTHER").await);
    let (paid, _) = (payment(&store, &one).await, payment(&store, &other).await);
    record(&store, &paid, &one).await;
    store.request_attempt(&paid.id, now()).await.unwrap();
    exchange(&store, ORDER, "GetOrderDetails", None).await;
    exchange(&store, "OTHER", "GetOrderDetails", None).await;
    let nobody = ResetScope { order_key: Some(key("NOBODY")), ..ResetScope::default() };
    assert_eq!(store.reset(&nobody, now()).await.unwrap(), ResetCounts::default());
    let scope = ResetScope { order_key: Some(key("OTHER")), ..ResetScope::default() };
    let counted = store.count_for_reset(&scope).await.unwrap();
    assert_eq!(store.reset(&scope, now()).await.unwrap(), counted);
    assert_eq!(counted.payments, 1);
    assert_eq!(store.invoice(&other.id).await.unwrap(), None);
    assert_eq!(store.count_exchanges(&ExchangeFilter::default()).await.unwrap(), 1);
    assert!(store.confirmation(&paid.id).await.unwrap().is_some());

    let all = ResetScope { service_id: Some(service()), settings_too: true, ..ResetScope::default() };
    assert_eq!(store.reset(&all, now()).await.unwrap().payments, 1);
    assert_eq!(store.count_payments(&PaymentFilter::default(), 10).await.unwrap(), 0);
    assert_eq!(store.count_exchanges(&ExchangeFilter::default()).await.unwrap(), 0);
    // Numbers go on.
    let next = invoice(&store, ORDER).await;
    assert!(next.id.as_str() > other.id.as_str());
    assert!(payment(&store, &next).await.id.as_str() > paid.id.as_str());
}
