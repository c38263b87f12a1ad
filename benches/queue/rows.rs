//! Many rows at once: invoices, payments and confirmations as the hub would have written them, years of them.

use mpay_sim::clock::Clock;
use mpay_sim::domain::confirmation::PaymentConfirmation;
use mpay_sim::domain::ids::{OrderKey, PaymentId, ServiceId, SessionId, TransactionId};
use mpay_sim::domain::instrument::INSTRUMENTS;
use mpay_sim::domain::money::Amount;
use mpay_sim::domain::payer_input::PayerInput;
use mpay_sim::domain::payment::{Authorization, Payment, PaymentStatus};
use mpay_sim::soap::confirm_order_payment;
use mpay_sim::store::Store;
use sqlx::{Connection, Executor};

use crate::database::{Database, connect};
use crate::orders;

/// The services whose confirmations wait.
pub const SERVICES: [&str; 4] = ["BENCH0", "BENCH1", "BENCH2", "BENCH3"];

/// Numbers from 1 to `$1`, for both engines.
const NUMBERS: &str = "WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < CAST($1 AS BIGINT))";

/// The service of a row: one of so many.
fn service_of(services: usize) -> String {
    format!("'BENCH' || CAST(i % {services} AS TEXT)")
}

/// Puts so many paid invoices of the first `services` services into an empty database, with a payment each whose
/// confirmation is due since an hour.
pub async fn fill(database: &Database, count: i64, services: usize) {
    let store = Store::open(&database.url, &Clock::System, Some(1)).await.unwrap();
    let body = sample(&store).await;
    drop(store);
    let mut connection = connect(&database.url).await;
    let document: String =
        sqlx::query_scalar("SELECT order_document FROM invoice").fetch_one(&mut connection).await.unwrap();
    let now = Clock::System.now().as_millisecond();
    let service = service_of(services);
    let mut transaction = connection.begin().await.unwrap();
    transaction
        .execute(
            "INSERT INTO pay_session (session_id, service_id, order_key, created_at, payments)
             VALUES ('00000000-0000-4000-8000-000000000000', 'BENCH0', 'ORD-1', 0, 1)",
        )
        .await
        .unwrap();
    let invoices = format!(
        "INSERT INTO invoice (invoice_id, service_id, order_key, status, paid_bani, unaccounted_bani, revision,
                              order_document, created_at, updated_at)
         {NUMBERS} SELECT '000' || CAST(10000000000 + i AS TEXT), {service}, 'ORD-' || CAST(i AS TEXT), 'Paid', 100,
                          100, 1, $2, CAST($3 AS BIGINT), CAST($3 AS BIGINT) FROM n"
    );
    let payments = format!(
        "INSERT INTO payment (payment_id, invoice_id, service_id, order_key, session_id, instrument, transaction_id,
                              amount_bani, status, paid_at, authorization_code, started_at)
         {NUMBERS} SELECT CAST(2000000000 + i AS TEXT), '000' || CAST(10000000000 + i AS TEXT), {service},
                          'ORD-' || CAST(i AS TEXT),
                          '00000000-0000-4000-8000-000000000000', 'card-demo-1', '00000000-0000-4000-8000-' || CAST(100000000000 + i AS TEXT), 100,
                          'Authorized', CAST($2 AS BIGINT), 'SIM042', CAST($2 AS BIGINT) FROM n"
    );
    let confirmations = format!(
        "INSERT INTO confirmation (payment_id, service_id, order_key, body_xml, status, attempts, due_at)
         {NUMBERS} SELECT CAST(2000000000 + i AS TEXT), {service}, 'ORD-' || CAST(i AS TEXT), $2, 'Pending', 0,
                          CAST($3 AS BIGINT) + i FROM n"
    );
    for (statement, text, moment) in [
        (invoices, Some(document), Some(now)),
        (payments, None, Some(now)),
        (confirmations, Some(body), Some(now - 3_600_000)),
    ] {
        let mut query = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(count);
        if let Some(text) = text {
            query = query.bind(text);
        }
        query.bind(moment).execute(&mut *transaction).await.unwrap();
    }
    transaction.commit().await.unwrap();
    if database.url.starts_with("postgres") {
        // What PostgreSQL does by itself within a minute.
        connection.execute("VACUUM ANALYZE").await.unwrap();
    }
}

/// Writes an invoice as the hub does, and gives the content of its confirmation.
async fn sample(store: &Store) -> String {
    let now = Clock::System.now();
    let (service, key) = (ServiceId::parse("SAMPLE").unwrap(), OrderKey::parse("SAMPLE").unwrap());
    let invoice = orders::invoice_of(store, (&service, &key), &orders::order(), now).await;
    let authorization = Authorization { paid_at: now, code: "SIM042".to_owned(), card_last_four: None };
    let payment = Payment {
        id: PaymentId::from_number(2_000_000_000),
        invoice_id: invoice.id.clone(),
        session_id: SessionId::from_random([1; 16]),
        instrument: INSTRUMENTS[0].id,
        transaction_id: TransactionId::from_random([1; 16]),
        amount: Amount::from_bani(125_050),
        input: PayerInput::default(),
        fee: Amount::ZERO,
        status: PaymentStatus::Authorized(authorization.clone()),
        started_at: now,
    };
    let confirmation =
        PaymentConfirmation::of(&invoice, &payment, &authorization, INSTRUMENTS[0].bank_property);
    confirm_order_payment::write_request(&confirmation)
}
