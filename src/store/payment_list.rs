//! Payments as lists show them: by filter, the latest first, page by page.

use jiff::Timestamp;
use sqlx::any::AnyRow;

use super::conditions::Conditions;
use super::payments::read_payment;
use super::row::TableRow;
use super::{Store, StoreError};
use crate::domain::ids::{OrderKey, PaymentId, ServiceId};
use crate::domain::payment::Payment;

/// Which payments are wanted. What is `None` is not asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaymentFilter {
    /// Of this service.
    pub service_id: Option<ServiceId>,
    /// Of this order.
    pub order_key: Option<OrderKey>,
    /// With this status, by its stored name.
    pub status: Option<String>,
    /// Whose confirmation has this status, by its stored name.
    pub confirmation_status: Option<String>,
    /// Only payments of which the e-Service is told, or is to be.
    pub has_confirmation: bool,
    /// In whose number, order key or invoice number this text stands.
    pub text: Option<String>,
    /// Started at this moment or later.
    pub from: Option<Timestamp>,
    /// Started before this moment.
    pub to: Option<Timestamp>,
}

/// One payment of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPayment {
    /// The payment.
    pub payment: Payment,
    /// The service that is paid for.
    pub service_id: ServiceId,
    /// The order that is paid for.
    pub order_key: OrderKey,
    /// What the e-Service knows of it; `None` where it is not to be told.
    pub confirmation: Option<ConfirmationSummary>,
}

/// A confirmation without what is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmationSummary {
    /// Where it stands, by its stored name.
    pub status: String,
    /// How many attempts have been made.
    pub attempts: i64,
    /// While it waits, when the next attempt is due; while one is under way, until when it is held.
    pub due_at: Option<Timestamp>,
    /// When the e-Service understood.
    pub confirmed_at: Option<Timestamp>,
    /// What came of the last attempt, in one line.
    pub last_outcome: Option<String>,
}

const COLUMNS: &str = "payment.*, confirmation.status AS confirmation_status,
    confirmation.attempts AS confirmation_attempts, confirmation.due_at AS confirmation_due_at,
    confirmation.confirmed_at AS confirmation_confirmed_at, confirmation.last_outcome AS confirmation_last_outcome";

impl PaymentFilter {
    fn conditions(&self) -> Conditions {
        let mut conditions = Conditions::default();
        conditions.text("payment.service_id = {}", self.service_id.as_ref().map(ServiceId::as_str));
        conditions.text("payment.order_key = {}", self.order_key.as_ref().map(OrderKey::as_str));
        conditions.text("payment.status = {}", self.status.as_deref());
        conditions.text("confirmation.status = {}", self.confirmation_status.as_deref());
        conditions.contains(
            "(payment.payment_id LIKE {} ESCAPE '\\' OR payment.order_key LIKE {} ESCAPE '\\'
              OR payment.invoice_id LIKE {} ESCAPE '\\')",
            self.text.as_deref(),
        );
        conditions.number("payment.started_at >= {}", self.from.map(Timestamp::as_millisecond));
        conditions.number("payment.started_at < {}", self.to.map(Timestamp::as_millisecond));
        conditions
    }

    /// Where the status of the confirmation is asked for, only payments that have one are looked at, and those first.
    fn tables(&self) -> &'static str {
        match self.has_confirmation || self.confirmation_status.is_some() {
            true => "confirmation JOIN payment ON payment.payment_id = confirmation.payment_id",
            false => "payment LEFT JOIN confirmation ON confirmation.payment_id = payment.payment_id",
        }
    }

    /// The number that both tables go by: the one whose index finds the rows in their order.
    fn number(&self) -> &'static str {
        match self.has_confirmation || self.confirmation_status.is_some() {
            true => "confirmation.payment_id",
            false => "payment.payment_id",
        }
    }
}

impl Store {
    /// Up to `limit` payments, the latest first, that were started before the one named in `before`.
    pub async fn list_payments(
        &self,
        filter: &PaymentFilter,
        before: Option<&PaymentId>,
        limit: i64,
    ) -> Result<Vec<ListedPayment>, StoreError> {
        let mut conditions = filter.conditions();
        let condition = match filter.number() {
            "payment.payment_id" => "payment.payment_id < {}",
            _ => "confirmation.payment_id < {}",
        };
        conditions.text(condition, before.map(PaymentId::as_str));
        let sql = format!(
            "SELECT {COLUMNS} FROM {} {} ORDER BY {} DESC LIMIT {limit}",
            filter.tables(),
            conditions.clause(),
            filter.number()
        );
        let rows = conditions.query(sql).fetch_all(&self.read).await?;
        rows.iter().map(read_listed).collect()
    }

    /// How many payments there are, up to `at_most`: counting goes no further.
    pub async fn count_payments(&self, filter: &PaymentFilter, at_most: i64) -> Result<i64, StoreError> {
        let conditions = filter.conditions();
        let sql = format!(
            "SELECT COUNT(*) AS counted FROM (SELECT 1 FROM {} {} LIMIT {at_most}) AS found",
            filter.tables(),
            conditions.clause()
        );
        let row = conditions.query(sql).fetch_one(&self.read).await?;
        TableRow::of("payment", &row).get("counted")
    }

    /// One payment as lists show it.
    pub async fn listed_payment(&self, id: &PaymentId) -> Result<Option<ListedPayment>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM payment LEFT JOIN confirmation ON confirmation.payment_id = payment.payment_id
             WHERE payment.payment_id = $1"
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.as_str()).fetch_optional(&self.read).await?;
        row.map(|row| read_listed(&row)).transpose()
    }
}

fn read_listed(row: &AnyRow) -> Result<ListedPayment, StoreError> {
    let payment = read_payment(row)?;
    let row = TableRow::of("payment", row);
    let confirmation = match row.get::<Option<String>>("confirmation_status")? {
        Some(status) => Some(ConfirmationSummary {
            status,
            attempts: row.get("confirmation_attempts")?,
            due_at: row.optional_time("confirmation_due_at")?,
            confirmed_at: row.optional_time("confirmation_confirmed_at")?,
            last_outcome: row.get("confirmation_last_outcome")?,
        }),
        None => None,
    };
    Ok(ListedPayment {
        payment,
        service_id: row.parse("service_id", |text| ServiceId::parse(text).ok())?,
        order_key: row.parse("order_key", |text| OrderKey::parse(text).ok())?,
        confirmation,
    })
}
