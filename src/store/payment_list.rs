//! Payments as lists show them: by filter, the latest first, page by page.

use jiff::Timestamp;
use sqlx::any::AnyRow;

use super::call_outcomes::LAST_FIRST;
use super::conditions::Conditions;
use super::confirmations::read_status;
use super::payments::read_payment;
use super::row::TableRow;
use super::{Store, StoreError, call_outcomes};
use crate::domain::call_outcome::CallOutcome;
use crate::domain::confirmation::{ConfirmationState, ConfirmationStatus};
use crate::domain::ids::{OrderKey, PaymentId, ServiceId};
use crate::domain::payment::{Payment, PaymentState};

/// Which payments are wanted. What is `None` is not asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaymentFilter {
    /// Of this service.
    pub service_id: Option<ServiceId>,
    /// Of this order.
    pub order_key: Option<OrderKey>,
    /// With this status.
    pub status: Option<PaymentState>,
    /// Whose confirmation has this status.
    pub confirmation_status: Option<ConfirmationState>,
    /// Only payments of which the e-Service is told, or is to be.
    pub has_confirmation: bool,
    /// Whose number, order key or invoice number this is; where none is it, in whose it stands.
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
    /// Where it stands.
    pub status: ConfirmationStatus,
    /// How many attempts have been made.
    pub attempts: i64,
    /// What the attempts came to: see [`Store::last_outcome`].
    pub last_outcome: Option<CallOutcome>,
}

/// What is read of payments that stand in these tables, with what their attempts came to.
fn select(tables: &str) -> String {
    format!(
        "SELECT payment.*, confirmation.status AS confirmation_status,
           confirmation.attempts AS confirmation_attempts, confirmation.due_at AS confirmation_due_at,
           confirmation.confirmed_at AS confirmation_confirmed_at, last.outcome AS last_outcome,
           last.outcome_text AS last_outcome_text, {}
         FROM {tables} LEFT JOIN confirmation_attempt AS last
           ON last.payment_id = confirmation.payment_id AND last.number =
             (SELECT number FROM confirmation_attempt WHERE payment_id = confirmation.payment_id {LAST_FIRST} LIMIT 1)",
        call_outcomes::COLUMNS
    )
}

/// What indexes say of a filter before the list is read.
#[derive(Debug, Default)]
struct Exact {
    /// The text, where it is a whole number or order key.
    number: Option<String>,
    /// The first number in the span of time.
    first: Option<String>,
    /// The last one.
    last: Option<String>,
}

impl PaymentFilter {
    fn conditions(&self, exact: &Exact) -> Conditions {
        let mut conditions = Conditions::default();
        // Of two tables the one whose index gives the order is the one to be narrowed down.
        let (of_service, of_order) = match self.begins_with_confirmations() {
            true => ("confirmation.service_id = {}", "confirmation.order_key = {}"),
            false => ("payment.service_id = {}", "payment.order_key = {}"),
        };
        conditions.text(of_service, self.service_id.as_ref().map(ServiceId::as_str));
        conditions.text(of_order, self.order_key.as_ref().map(OrderKey::as_str));
        conditions.text("payment.status = {}", self.status.map(PaymentState::as_str));
        conditions.text("confirmation.status = {}", self.confirmation_status.map(ConfirmationState::as_str));
        match &exact.number {
            Some(number) => conditions.text(
                "(payment.payment_id = {} OR payment.order_key = {} OR payment.invoice_id = {})",
                Some(number),
            ),
            None => conditions.contains(
                "(payment.payment_id LIKE {} ESCAPE '\\' OR payment.order_key LIKE {} ESCAPE '\\'
                  OR payment.invoice_id LIKE {} ESCAPE '\\')",
                self.text.as_deref(),
            ),
        }
        conditions.text("payment.payment_id >= {}", exact.first.as_deref());
        conditions.text("payment.payment_id <= {}", exact.last.as_deref());
        conditions.number("payment.started_at >= {}", self.from.map(Timestamp::as_millisecond));
        conditions.number("payment.started_at < {}", self.to.map(Timestamp::as_millisecond));
        conditions
    }

    fn begins_with_confirmations(&self) -> bool {
        self.has_confirmation || self.confirmation_status.is_some()
    }

    /// Where confirmations are asked for, only payments that have one are looked at, and those first.
    fn tables(&self) -> &'static str {
        match self.begins_with_confirmations() {
            true => "confirmation JOIN payment ON payment.payment_id = confirmation.payment_id",
            false => "payment LEFT JOIN confirmation ON confirmation.payment_id = payment.payment_id",
        }
    }

    /// The number that both tables go by: the one whose index finds the rows in their order.
    fn number(&self) -> &'static str {
        match self.begins_with_confirmations() {
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
        let mut conditions = filter.conditions(&self.exact(filter).await?);
        let condition = match filter.number() {
            "payment.payment_id" => "payment.payment_id < {}",
            _ => "confirmation.payment_id < {}",
        };
        conditions.text(condition, before.map(PaymentId::as_str));
        let sql = format!(
            "{} {} ORDER BY {} DESC LIMIT {limit}",
            select(filter.tables()),
            conditions.clause(),
            filter.number()
        );
        let rows = conditions.query(sql).fetch_all(&self.read).await?;
        rows.iter().map(read_listed).collect()
    }

    /// Up to `limit` payments, the latest first, that were started next after the one named.
    pub async fn list_newer_payments(
        &self,
        filter: &PaymentFilter,
        after: &PaymentId,
        limit: i64,
    ) -> Result<Vec<ListedPayment>, StoreError> {
        let mut conditions = filter.conditions(&self.exact(filter).await?);
        let condition = match filter.number() {
            "payment.payment_id" => "payment.payment_id > {}",
            _ => "confirmation.payment_id > {}",
        };
        conditions.text(condition, Some(after.as_str()));
        let sql = format!(
            "{} {} ORDER BY {} LIMIT {limit}",
            select(filter.tables()),
            conditions.clause(),
            filter.number()
        );
        let rows = conditions.query(sql).fetch_all(&self.read).await?;
        rows.iter().rev().map(read_listed).collect()
    }

    /// How many payments there are, up to `at_most`: counting goes no further.
    pub async fn count_payments(&self, filter: &PaymentFilter, at_most: i64) -> Result<i64, StoreError> {
        let conditions = filter.conditions(&self.exact(filter).await?);
        let sql = format!(
            "SELECT COUNT(*) AS counted FROM (SELECT 1 FROM {} {} LIMIT {at_most}) AS found",
            filter.tables(),
            conditions.clause()
        );
        let row = conditions.query(sql).fetch_one(&self.read).await?;
        TableRow::of("payment", &row).get("counted")
    }

    async fn exact(&self, filter: &PaymentFilter) -> Result<Exact, StoreError> {
        let mut exact = Exact::default();
        if let Some(text) = &filter.text {
            let query = "SELECT payment_id FROM payment WHERE payment_id = $1 OR order_key = $1 OR invoice_id = $1 LIMIT 1";
            let found = sqlx::query(query).bind(text.clone()).fetch_optional(&self.read).await?;
            exact.number = found.map(|_| text.clone());
        }
        let bound = async |query: &'static str, moment: Timestamp| -> Result<Option<String>, StoreError> {
            let row = sqlx::query(query).bind(moment.as_millisecond()).fetch_one(&self.read).await?;
            TableRow::of("payment", &row).get("bound")
        };
        // With a text put together the engines do not walk along the numbers, row by row, until a time fits, but read the
        // index by time alone.
        if let Some(from) = filter.from {
            exact.first =
                bound("SELECT MIN(payment_id || '') AS bound FROM payment WHERE started_at >= $1", from)
                    .await?;
        }
        if let Some(to) = filter.to {
            exact.last =
                bound("SELECT MAX(payment_id || '') AS bound FROM payment WHERE started_at < $1", to).await?;
        }
        Ok(exact)
    }

    /// One payment as lists show it.
    pub async fn listed_payment(&self, id: &PaymentId) -> Result<Option<ListedPayment>, StoreError> {
        let sql = format!("{} WHERE payment.payment_id = $1", select(PaymentFilter::default().tables()));
        let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.as_str()).fetch_optional(&self.read).await?;
        row.map(|row| read_listed(&row)).transpose()
    }
}

fn read_listed(row: &AnyRow) -> Result<ListedPayment, StoreError> {
    let payment = read_payment(row)?;
    let row = TableRow::of("payment", row);
    let confirmation = match row.get::<Option<String>>("confirmation_status")? {
        Some(_) => Some(ConfirmationSummary {
            status: read_status(
                &row,
                row.parse("confirmation_status", ConfirmationState::parse)?,
                "confirmation_due_at",
                "confirmation_confirmed_at",
            )?,
            attempts: row.get("confirmation_attempts")?,
            last_outcome: match row.get::<Option<String>>("last_outcome")? {
                Some(_) => Some(call_outcomes::read(&row, "last_outcome", "last_outcome_text")?),
                None => None,
            },
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
