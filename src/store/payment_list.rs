//! Lists of payments: filtered, latest first, page by page.

use jiff::Timestamp;
use sqlx::any::AnyRow;

use super::call_outcomes::LAST_FIRST;
use super::conditions::Conditions;
use super::confirmations::read_status;
use super::payments::read_payment;
use super::position::Position;
use super::row::TableRow;
use super::{Store, StoreError, call_outcomes};
use crate::domain::call_outcome::CallOutcome;
use crate::domain::confirmation::{ConfirmationState, ConfirmationStatus};
use crate::domain::ids::{OrderKey, PaymentId, ServiceId};
use crate::domain::payment::{Payment, PaymentState};

/// A filter of payments. `None` restricts nothing.
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
    /// Only payments that have a confirmation.
    pub has_confirmation: bool,
    /// With exactly this number, order key or invoice number; if there is none, with this text in one of them.
    pub text: Option<String>,
    /// Started at this time or later.
    pub from: Option<Timestamp>,
    /// Started before this time.
    pub to: Option<Timestamp>,
    /// Only payments that failed: declined, timed out or given back, or unconfirmed after a failed attempt.
    pub has_failed: bool,
}

/// A payment in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPayment {
    /// The payment.
    pub payment: Payment,
    /// The service.
    pub service_id: ServiceId,
    /// The order.
    pub order_key: OrderKey,
    /// Its confirmation; `None` if there is none.
    pub confirmation: Option<ConfirmationSummary>,
}

/// A confirmation without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmationSummary {
    /// The status.
    pub status: ConfirmationStatus,
    /// The number of attempts.
    pub attempts: i64,
    /// The outcome of the attempts: see [`Store::last_outcome`].
    pub last_outcome: Option<CallOutcome>,
}

/// The selected columns of payments in these tables, with the outcome of their attempts.
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

/// The exact values of a filter, found through indexes before the list is read.
#[derive(Debug, Default)]
struct Exact {
    /// The text, if it is a complete number or order key.
    number: Option<String>,
    /// The first payment number of the time range.
    first: Option<String>,
    /// The last payment number of the time range.
    last: Option<String>,
}

/// Each part is read from an index of its own.
const FAILED: &str = "payment.payment_id IN (SELECT payment_id FROM payment
       WHERE status IN ('Declined', 'TimedOut', 'Reversing', 'Reversed')
     UNION ALL SELECT payment_id FROM confirmation
       WHERE status IN ('Pending', 'InFlight', 'Halted', 'GaveUp') AND attempts > 0)";

impl PaymentFilter {
    fn conditions(&self, exact: &Exact) -> Conditions {
        let mut conditions = Conditions::default();
        // Of two tables, the one whose index gives the order must be restricted.
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
        if self.has_failed {
            conditions.constant(FAILED.to_owned());
        }
        conditions
    }

    fn begins_with_confirmations(&self) -> bool {
        self.has_confirmation || self.confirmation_status.is_some()
    }

    /// If confirmations are filtered, only payments with one are read, starting from them.
    fn tables(&self) -> &'static str {
        match self.begins_with_confirmations() {
            true => "confirmation JOIN payment ON payment.payment_id = confirmation.payment_id",
            false => "payment LEFT JOIN confirmation ON confirmation.payment_id = payment.payment_id",
        }
    }

    /// The number to sort by: that of the table whose index finds the rows in order.
    fn number(&self) -> &'static str {
        match self.begins_with_confirmations() {
            true => "confirmation.payment_id",
            false => "payment.payment_id",
        }
    }
}

impl Store {
    /// At most `limit` of the payments, latest first.
    pub async fn list_payments(
        &self,
        filter: &PaymentFilter,
        position: impl Into<Position<PaymentId>>,
        limit: i64,
    ) -> Result<Vec<ListedPayment>, StoreError> {
        let (position, mut conditions) = (position.into(), filter.conditions(&self.exact(filter).await?));
        let (before, after) = match filter.number() {
            "payment.payment_id" => ("payment.payment_id < {}", "payment.payment_id > {}"),
            _ => ("confirmation.payment_id < {}", "confirmation.payment_id > {}"),
        };
        conditions.text(before, position.before().map(PaymentId::as_str));
        conditions.text(after, position.after().map(PaymentId::as_str));
        let sql = format!(
            "{} {} ORDER BY {} {} LIMIT {limit}",
            select(filter.tables()),
            conditions.clause(),
            filter.number(),
            position.order()
        );
        let rows = conditions.query(sql).fetch_all(&self.read).await?;
        Ok(position.latest_first(rows.iter().map(read_listed).collect::<Result<_, _>>()?))
    }

    /// The number of payments, counted up to `at_most`.
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
        // An expression keeps the engines from walking along the numbers row by row until a time matches; they use the
        // time's index.
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

    /// One payment in the form of lists.
    pub async fn listed_payment(&self, id: &PaymentId) -> Result<Option<ListedPayment>, StoreError> {
        let sql = format!("{} WHERE payment.payment_id = $1", select(PaymentFilter::default().tables()));
        let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.as_str()).fetch_optional(&self.read).await?;
        row.map(|row| read_listed(&row)).transpose()
    }
}

fn read_listed(row: &AnyRow) -> Result<ListedPayment, StoreError> {
    let row = TableRow::of("payment", row);
    let payment = read_payment(&row)?;
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
