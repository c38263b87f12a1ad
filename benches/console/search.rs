//! The search, and the list of messages with a text in them.

use mpay_sim::clock::Clock;
use mpay_sim::domain::search_words;
use sqlx::Executor;

use crate::database::{Database, connect};

/// What somebody searches for: a name, and what stands after `/console/`.
pub const LOOKS: [(&str, &str); 13] = [
    ("search: a text in one message", "search?q=NullReferenceException"),
    ("search: several words in one message", "search?q=object+reference+not+set"),
    ("search: a text in a hundredth of the messages", "search?q=timeout+while"),
    ("search: a text in a hundredth, none of them new", "search?q=maintenance"),
    ("search: a word in every message", "search?q=accepted"),
    ("search: several words in every message", "search?q=accepted+after"),
    ("search: words of every message in another order", "search?q=after+accepted"),
    ("search: the first letter of a word", "search?q=a"),
    ("search: an order's number", "search?q=ORD-500"),
    ("search: the number of a message", "search?q=777"),
    ("search: the number of a payment", "search?q=2000000777"),
    ("search: nothing is found", "search?q=nowhere"),
    ("failed messages with a word of every message", "messages?q=accepted&failed=true"),
];

/// Puts a message beside each confirmation of the database: its call, which is the reply, too, and its words.
pub async fn fill(database: &Database) {
    let mut connection = connect(&database.url).await;
    let body: String = sqlx::query_scalar("SELECT body_xml FROM confirmation LIMIT 1")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    let words = search_words::of_message(body.as_bytes());
    let number = "CAST(payment_id AS BIGINT) - 2000000000";
    let exchanges = format!(
        "INSERT INTO exchange (service_id, order_key, operation, payment_id, started_at, signed_at, duration_ms,
                               request, http_status, response, outcome, failed, words)
         SELECT service_id, order_key, 'ConfirmOrderPayment', payment_id, CAST($1 AS BIGINT), CAST($1 AS BIGINT), 5,
                $2, 200, $2, 'accepted', CASE WHEN ({number}) % 10 = 0 THEN 1 ELSE 0 END,
                'accepted after ' || REPLACE(LOWER(order_key), '-', ' ') || ' ' || payment_id || ' ' || $3
                || CASE WHEN {number} = 300 THEN ' system nullreferenceexception object reference not set' ELSE '' END
                || CASE WHEN ({number}) % 100 = 7 THEN ' timeout while waiting' ELSE '' END
                || CASE WHEN {number} <= (SELECT COUNT(*) FROM confirmation) / 100 THEN ' maintenance' ELSE '' END
         FROM confirmation ORDER BY payment_id"
    );
    sqlx::query(sqlx::AssertSqlSafe(exchanges))
        .bind(Clock::System.now().as_millisecond())
        .bind(body.into_bytes())
        .bind(words)
        .execute(&mut connection)
        .await
        .unwrap();
    if database.url.starts_with("postgres") {
        connection.execute("VACUUM ANALYZE").await.unwrap();
    }
}
