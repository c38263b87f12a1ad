//! Every SQL statement of the sample e-Service. Money is in bani, times are in milliseconds UTC.

use std::path::Path;

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::catalogue::{CatalogueService, Payable};
use super::order::{Line, Order, Payment, parts_of_key};
use crate::database::connect::{Connector, WRITER};
use crate::database::connection::Connection;
use crate::database::pool::Pool;
use crate::database::transaction::Transaction;
use crate::database::{DatabaseTimes, Engine, Work, sqlite_url};
use crate::domain::money::Amount;

/// The tables of a new file; existing ones are kept.
const SCHEMA: [&str; 3] = [
    "CREATE TABLE IF NOT EXISTS orders (
        order_key TEXT PRIMARY KEY,
        service_id TEXT NOT NULL,
        customer_name TEXT NOT NULL,
        customer_id TEXT NOT NULL,
        file_number TEXT NOT NULL,
        issued_at INTEGER NOT NULL,
        due_at INTEGER NOT NULL
    ) STRICT",
    "CREATE TABLE IF NOT EXISTS order_lines (
        order_key TEXT NOT NULL REFERENCES orders (order_key),
        line_id TEXT NOT NULL,
        amount INTEGER NOT NULL,
        PRIMARY KEY (order_key, line_id)
    ) STRICT",
    PAYMENTS,
];

/// The key makes a repeated confirmation harmless: a PaymentID counts once. The signed message is the agency's proof of the
/// confirmation.
const PAYMENTS: &str = "CREATE TABLE IF NOT EXISTS payments (
        payment_id TEXT PRIMARY KEY,
        order_key TEXT NOT NULL REFERENCES orders (order_key),
        part TEXT NOT NULL DEFAULT '',
        invoice_id TEXT NOT NULL,
        amount INTEGER NOT NULL,
        paid_at INTEGER NOT NULL,
        received_at INTEGER NOT NULL,
        signed_message TEXT NOT NULL
    ) STRICT";

/// Each page and each answer about an order reads its payments.
const PAYMENTS_BY_ORDER: &str = "CREATE INDEX IF NOT EXISTS payments_by_order ON payments (order_key)";

/// The agency's database, with one connection, for which readers and writers queue.
#[derive(Debug)]
pub(super) struct Database(Pool);

impl Database {
    /// Opens the file, creating it if missing.
    pub(super) async fn open(path: &Path) -> Result<Self, sqlx::Error> {
        sqlx::any::install_default_drivers();
        let url = format!("{}?mode=rwc", sqlite_url(path));
        let connector = Connector::new(&url, Engine::Sqlite, WRITER)?;
        let pool = Pool::open(connector, 1, &DatabaseTimes::default(), Work::Write).await?;
        for statement in SCHEMA {
            sqlx::query(statement).execute(&pool).await?;
        }
        let database = Self(pool);
        database.allow_several_payments().await?;
        sqlx::query(PAYMENTS_BY_ORDER).execute(&database.0).await?;
        Ok(database)
    }

    /// Files of version 0.1.0 allow one payment an order: their payments move to a table without that limit.
    async fn allow_several_payments(&self) -> Result<(), sqlx::Error> {
        let mut transaction = self.begin_write().await?;
        let old = "SELECT name FROM sqlite_master WHERE name = 'payments' AND sql NOT LIKE '%part TEXT%'";
        if sqlx::query(old).fetch_optional(&mut *transaction).await?.is_none() {
            transaction.rollback().await;
            return Ok(());
        }
        for statement in [
            "ALTER TABLE payments RENAME TO payments_before",
            PAYMENTS,
            "INSERT INTO payments (payment_id, order_key, invoice_id, amount, paid_at, received_at, signed_message)
             SELECT payment_id, order_key, invoice_id, amount, paid_at, received_at, signed_message
             FROM payments_before",
            "DROP TABLE payments_before",
        ] {
            sqlx::query(statement).execute(&mut *transaction).await?;
        }
        transaction.commit().await
    }

    /// Stores a new order. False, with nothing stored, if its number is taken.
    pub(super) async fn insert_order(&self, order: &Order) -> Result<bool, sqlx::Error> {
        let mut transaction = self.begin_write().await?;
        let inserted = sqlx::query(
            "INSERT INTO orders (order_key, service_id, customer_name, customer_id, file_number, issued_at, due_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        )
        .bind(order.order_key.as_str())
        .bind(order.service.id)
        .bind(order.customer_name.as_str())
        .bind(order.customer_id.as_str())
        .bind(order.file_number.as_str())
        .bind(order.issued_at.as_millisecond())
        .bind(order.due_at.as_millisecond())
        .execute(&mut *transaction)
        .await?;
        if inserted.rows_affected() == 0 {
            transaction.rollback().await;
            return Ok(false);
        }
        for line in &order.lines {
            sqlx::query("INSERT INTO order_lines (order_key, line_id, amount) VALUES ($1, $2, $3)")
                .bind(order.order_key.as_str())
                .bind(line.id.as_str())
                .bind(line.amount.bani())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// The order with this number.
    pub(super) async fn order(&self, order_key: &str) -> Result<Option<Order>, sqlx::Error> {
        // One transaction, so that an order being paid is read either as unpaid or with its payment.
        let mut transaction = self.begin_write().await?;
        let order = order(&mut transaction, order_key).await;
        transaction.rollback().await;
        order
    }

    /// The order to which this `OrderKey` leads, as [`find`].
    pub(super) async fn find(&self, key: &str) -> Result<Option<(Order, Option<String>)>, sqlx::Error> {
        let mut transaction = self.begin_write().await?;
        let found = find(&mut transaction, key).await;
        transaction.rollback().await;
        found
    }

    /// A transaction that holds the write lock from the start: rows that it has read cannot change before it writes.
    pub(super) async fn begin_write(&self) -> Result<Transaction, sqlx::Error> {
        self.0.begin().await
    }
}

/// The order to which an `OrderKey` leads, and the `LineID` if it is the key of one of its parts.
pub(super) async fn find(
    connection: &mut Connection,
    key: &str,
) -> Result<Option<(Order, Option<String>)>, sqlx::Error> {
    if let Some(order) = order(connection, key).await? {
        return Ok(Some((order, None)));
    }
    let Some((order_key, part)) = parts_of_key(key) else { return Ok(None) };
    let order = order(connection, order_key).await?.filter(|order| {
        order.service.payable == Payable::Apart && order.lines.iter().any(|line| line.id == part)
    });
    Ok(order.map(|order| (order, Some(part.to_owned()))))
}

/// The order with this number, with its lines and its payments.
pub(super) async fn order(
    connection: &mut Connection,
    order_key: &str,
) -> Result<Option<Order>, sqlx::Error> {
    let row = sqlx::query(
        "SELECT service_id, customer_name, customer_id, file_number, issued_at, due_at FROM orders WHERE order_key = $1",
    )
    .bind(order_key)
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let service_id: String = row.try_get("service_id")?;
    let service = CatalogueService::find(&service_id).ok_or_else(|| unreadable("service_id"))?;

    let line_rows = sqlx::query(
        "SELECT line_id, amount FROM order_lines WHERE order_key = $1 ORDER BY length(line_id), line_id",
    )
    .bind(order_key)
    .fetch_all(&mut *connection)
    .await?;
    let mut lines = Vec::with_capacity(line_rows.len());
    for line in line_rows {
        let line_id: String = line.try_get("line_id")?;
        let amount = Amount::from_bani(line.try_get("amount")?);
        lines.push(Line::of(service, line_id, Some(amount)).ok_or_else(|| unreadable("line_id"))?);
    }

    let payments = sqlx::query("SELECT * FROM payments WHERE order_key = $1 ORDER BY received_at, rowid")
        .bind(order_key)
        .fetch_all(&mut *connection)
        .await?;
    Ok(Some(Order {
        order_key: order_key.to_owned(),
        service,
        customer_name: row.try_get("customer_name")?,
        customer_id: row.try_get("customer_id")?,
        file_number: row.try_get("file_number")?,
        issued_at: moment(&row, "issued_at")?,
        due_at: moment(&row, "due_at")?,
        lines,
        payments: payments.iter().map(read_payment).collect::<Result<_, _>>()?,
    }))
}

/// The payment with this `PaymentID`.
pub(super) async fn payment(
    connection: &mut Connection,
    payment_id: &str,
) -> Result<Option<Payment>, sqlx::Error> {
    let row = sqlx::query("SELECT * FROM payments WHERE payment_id = $1")
        .bind(payment_id)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(read_payment).transpose()
}

/// Stores a payment with the message that confirmed it. An order is paid by its payments; there is no second flag that
/// could disagree.
pub(super) async fn insert_payment(
    connection: &mut Connection,
    payment: &Payment,
    signed_message: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO payments (payment_id, order_key, part, invoice_id, amount, paid_at, received_at, signed_message)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(payment.payment_id.as_str())
    .bind(payment.order_key.as_str())
    .bind(payment.part.as_str())
    .bind(payment.invoice_id.as_str())
    .bind(payment.amount.bani())
    .bind(payment.paid_at.as_millisecond())
    .bind(payment.received_at.as_millisecond())
    .bind(signed_message)
    .execute(connection)
    .await?;
    Ok(())
}

fn read_payment(row: &AnyRow) -> Result<Payment, sqlx::Error> {
    Ok(Payment {
        payment_id: row.try_get("payment_id")?,
        invoice_id: row.try_get("invoice_id")?,
        order_key: row.try_get("order_key")?,
        part: row.try_get("part")?,
        amount: Amount::from_bani(row.try_get("amount")?),
        paid_at: moment(row, "paid_at")?,
        received_at: moment(row, "received_at")?,
    })
}

fn moment(row: &AnyRow, column: &'static str) -> Result<Timestamp, sqlx::Error> {
    Timestamp::from_millisecond(row.try_get(column)?).map_err(|_| unreadable(column))
}

/// A row that this version of the catalogue did not write.
fn unreadable(column: &str) -> sqlx::Error {
    sqlx::Error::Decode(format!("the stored {column} is not known").into())
}
