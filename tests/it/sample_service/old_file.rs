//! A database of version 0.1.0, which has one payment an order.

use std::sync::Arc;

use mpay_sim::clock::Clock;
use mpay_sim::randomness::Randomness;
use mpay_sim::sample_service::{SampleService, Settings};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

use super::shop::{signer, stranger};
use crate::support::folder::Folder;

const OLD_TABLES: [&str; 6] = [
    "CREATE TABLE orders (
        order_key TEXT PRIMARY KEY,
        service_id TEXT NOT NULL,
        customer_name TEXT NOT NULL,
        customer_id TEXT NOT NULL,
        file_number TEXT NOT NULL,
        issued_at INTEGER NOT NULL,
        due_at INTEGER NOT NULL
    ) STRICT",
    "CREATE TABLE order_lines (
        order_key TEXT NOT NULL REFERENCES orders (order_key),
        line_id TEXT NOT NULL,
        amount INTEGER NOT NULL,
        PRIMARY KEY (order_key, line_id)
    ) STRICT",
    "CREATE TABLE payments (
        payment_id TEXT PRIMARY KEY,
        order_key TEXT NOT NULL UNIQUE REFERENCES orders (order_key),
        invoice_id TEXT NOT NULL,
        amount INTEGER NOT NULL,
        paid_at INTEGER NOT NULL,
        received_at INTEGER NOT NULL,
        signed_message TEXT NOT NULL
    ) STRICT",
    "INSERT INTO orders VALUES ('ADP01-OLD', 'ADP01', 'Popescu Ion', '2001500023456', 'D-1', 0, 0)",
    "INSERT INTO order_lines VALUES ('ADP01-OLD', '1', 15000)",
    "INSERT INTO payments VALUES ('1', 'ADP01-OLD', '2', 15000, 0, 0, '<a/>')",
];

#[tokio::test]
async fn keeps_its_payments_and_takes_several_an_order_from_now_on() {
    let folder = Folder::new();
    let path = folder.path().join("shop.sqlite");
    let file = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let database = SqlitePool::connect_with(file).await.unwrap();
    for statement in OLD_TABLES {
        sqlx::query(statement).execute(&database).await.unwrap();
    }
    database.close().await;
    // The second time there is nothing left to do.
    for _ in 0..2 {
        let opened = SampleService::open(Settings {
            public_url: "http://shop.test".to_owned(),
            hub_url: "http://hub.test".to_owned(),
            database: path.clone(),
            identity: stranger(),
            hub_certificate: signer().certificate,
            clock: Clock::System,
            randomness: Arc::new(Randomness::new(Some(1))),
        });
        drop(opened.await.unwrap());
    }
    let database = SqlitePool::connect_with(SqliteConnectOptions::new().filename(&path)).await.unwrap();
    let second = "INSERT INTO payments SELECT '2', order_key, part, invoice_id, amount, paid_at, received_at,
                  signed_message FROM payments";
    assert_eq!(sqlx::query(second).execute(&database).await.unwrap().rows_affected(), 1);
    let payments: Vec<(String, String, i64)> =
        sqlx::query_as("SELECT payment_id, part, amount FROM payments ORDER BY payment_id")
            .fetch_all(&database)
            .await
            .unwrap();
    assert_eq!(payments, [("1".to_owned(), String::new(), 15_000), ("2".to_owned(), String::new(), 15_000)]);
    let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(
        "EXPLAIN QUERY PLAN SELECT * FROM payments WHERE order_key = $1 ORDER BY received_at, rowid",
    )
    .bind("ADP01-OLD")
    .fetch_all(&database)
    .await
    .unwrap();
    assert!(plan.iter().any(|(.., step)| step.contains("USING INDEX payments_by_order")), "{plan:?}");
}
