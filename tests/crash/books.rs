//! The hub's database, read beside the hub.

use std::collections::BTreeMap;

use sqlx::AnyPool;
use sqlx::any::AnyPoolOptions;

/// A payment, its confirmation, and the payment provider's transaction of it.
#[derive(Debug, Clone)]
pub struct Payment {
    pub order: String,
    pub status: String,
    pub bani: i64,
    /// `None` where there is no confirmation.
    pub confirmation: Option<String>,
    pub attempts: i64,
    /// What the payment provider says, without the fee; `None` where it knows nothing.
    pub transaction: Option<(String, i64)>,
}

/// An invoice.
#[derive(Debug, Clone)]
pub struct Invoice {
    pub order: String,
    pub status: String,
    pub paid_bani: i64,
}

/// What the database says at one moment.
#[derive(Debug)]
pub struct Books {
    /// By `PaymentID`.
    pub payments: BTreeMap<String, Payment>,
    /// By `InvoiceID`.
    pub invoices: BTreeMap<String, Invoice>,
}

/// The database, opened beside the hubs.
pub async fn open(url: &str) -> AnyPool {
    sqlx::any::install_default_drivers();
    let url = if url.starts_with("sqlite:") { format!("{url}?mode=ro") } else { url.to_owned() };
    AnyPoolOptions::new().max_connections(1).connect(&url).await.unwrap()
}

/// How much is still to be done: confirmations that are not confirmed, and payments that a payment provider has decided
/// and the hub has not settled.
pub async fn unfinished(pool: &AnyPool) -> (i64, i64) {
    sqlx::query_as(
        "SELECT (SELECT COUNT(*) FROM confirmation WHERE status <> 'Confirmed'),
                (SELECT COUNT(*) FROM payment
                 JOIN payment_provider_transaction AS t ON t.transaction_id = payment.transaction_id
                 WHERE payment.status IN ('Started', 'AtPaymentProvider', 'Pending', 'Reversing')
                   AND t.status NOT IN ('Open', 'AwaitingAuthentication'))",
    )
    .fetch_one(pool)
    .await
    .unwrap()
}

pub async fn read(pool: &AnyPool) -> Books {
    type PaymentRow = (String, String, String, i64, Option<String>, Option<i64>, Option<String>, Option<i64>);
    let payments: Vec<PaymentRow> = sqlx::query_as(
        "SELECT payment.payment_id, invoice.order_key, payment.status, payment.amount_bani, confirmation.status,
                confirmation.attempts, t.status, t.amount_bani - t.fee_bani
         FROM payment
         JOIN invoice ON invoice.invoice_id = payment.invoice_id
         LEFT JOIN confirmation ON confirmation.payment_id = payment.payment_id
         LEFT JOIN payment_provider_transaction AS t ON t.transaction_id = payment.transaction_id",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    let invoices: Vec<(String, String, String, i64)> =
        sqlx::query_as("SELECT invoice_id, order_key, status, paid_bani FROM invoice")
            .fetch_all(pool)
            .await
            .unwrap();
    let payment =
        |(id, order, status, bani, confirmation, attempts, transaction, transaction_bani): PaymentRow| {
            let transaction = transaction.zip(transaction_bani);
            let attempts = attempts.unwrap_or_default();
            (id, Payment { order, status, bani, confirmation, attempts, transaction })
        };
    Books {
        payments: payments.into_iter().map(payment).collect(),
        invoices: invoices
            .into_iter()
            .map(|(id, order, status, paid_bani)| (id, Invoice { order, status, paid_bani }))
            .collect(),
    }
}
