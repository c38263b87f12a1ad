//! Which services' e-Services are away, by the latest exchange of each.

use std::time::Duration;

use jiff::SignedDuration;
use mpay_sim::domain::call_outcome::CallOutcome;
use mpay_sim::domain::ids::ServiceId;
use mpay_sim::store::{ExchangesKept, NewExchange, Store};
use sqlx::{Connection, Executor};

use super::fixtures::*;
use super::queue::plan;
use super::{Database, open};

on_both_engines! {
    the_latest_exchange_of_each_service_counts
    the_latest_exchanges_are_found_by_an_index
}

fn id(text: &str) -> ServiceId {
    ServiceId::parse(text).unwrap()
}

async fn exchange(store: &Store, service: &ServiceId, second: i64, http_status: Option<u16>) {
    let exchange = NewExchange {
        service_id: service,
        order_key: &key("1"),
        operation: "GetOrderDetails",
        payment_id: None,
        started_at: now() + SignedDuration::from_secs(second),
        signed_at: now() + SignedDuration::from_secs(second),
        duration: Duration::from_millis(3),
        request: b"<a/>",
        request_head: "",
        response_head: None,
        response: None,
        outcome: &CallOutcome::understood("", http_status),
        findings: &[],
        way: None,
    };
    store.insert_exchange(exchange, ExchangesKept { count: 1_000_000, bytes: 1 << 30 }).await.unwrap();
}

async fn the_latest_exchange_of_each_service_counts(database: Database) {
    let store = open(&database).await;
    let services = ["GONE", "BACK", "PROXY", "FAULT", "NEVER"].map(id);
    let [gone, back, proxy, fault, _] = &services;
    assert_eq!(store.silent_services([].iter()).await.unwrap(), []);
    assert_eq!(store.silent_services(services.iter()).await.unwrap(), []);
    for (second, service, status) in [
        (1, gone, Some(200)),
        (2, back, None),
        (3, proxy, Some(200)),
        (4, fault, None),
        (5, gone, None),
        (6, back, Some(200)),
        (7, proxy, Some(504)),
        (8, fault, Some(500)),
        (9, &id("UNLISTED"), None),
    ] {
        exchange(&store, service, second, status).await;
    }
    let mut silent = store.silent_services(services.iter()).await.unwrap();
    silent.sort_by_key(|(_, at)| *at);
    let at = |second| now() + SignedDuration::from_secs(second);
    assert_eq!(silent, [(gone.clone(), at(5)), (proxy.clone(), at(7))]);
}

async fn the_latest_exchanges_are_found_by_an_index(database: Database) {
    let store = open(&database).await;
    exchange(&store, &service(), 0, None).await;
    let mut connection = sqlx::AnyConnection::connect(&database.url).await.unwrap();
    connection
        .execute(
            "WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 20000)
             INSERT INTO exchange (service_id, order_key, operation, started_at, signed_at, duration_ms, request, outcome,
               findings)
             SELECT CASE WHEN n % 40 = 0 THEN service_id ELSE CAST(n % 40 AS TEXT) END, order_key, operation,
               started_at, started_at, 1, request, outcome, findings
             FROM exchange, many",
        )
        .await
        .unwrap();
    connection.execute("ANALYZE").await.unwrap();
    let plan = plan(&mut connection, store.engine, &Store::silent_services_statement(1)).await;
    // PostgreSQL may find the latest one backwards by its number, where it is likely to be near the end.
    assert!(
        plan.contains("exchange_by_service") || plan.contains("Scan Backward using exchange_pkey"),
        "{plan}"
    );
    assert!(!["SCAN latest", "SCAN exchange", "Seq Scan"].iter().any(|scan| plan.contains(scan)), "{plan}");
}
