//! The books of the simulated payment providers.

use jiff::Timestamp;
use sqlx::any::AnyRow;

use super::change::Change;
use super::row::TableRow;
use super::{Store, StoreError, states};
use crate::domain::event::EventKind;
use crate::domain::ids::{InvoiceId, PosTerminalKey, TransactionId};
use crate::domain::instrument::{Instrument, InstrumentId};
use crate::domain::local_time;
use crate::domain::money::Amount;
use crate::domain::outcome::{Outcome, OutcomeRule};
use crate::domain::payment::{Authorization, DeclineReason, TimeOutReason};
use crate::domain::transaction::{TransactionState, TransactionStatus};

/// A payment in the payment provider's books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// The random part of its pages' addresses.
    pub id: TransactionId,
    /// The instrument, which names the payment provider.
    pub instrument: InstrumentId,
    /// The published invoice.
    pub invoice_id: InvoiceId,
    /// The purpose of the payment.
    pub description: String,
    /// The receiver of the payment.
    pub merchant: String,
    /// The amount, including the fee.
    pub amount: Amount,
    /// The payment provider's fee.
    pub fee: Amount,
    /// ISO 4217.
    pub currency: String,
    /// The hub's result page, to which the browser returns.
    pub return_path: String,
    /// The outcome that is fixed in advance or, once decided, the actual one. `None` leaves it to the page.
    pub outcome: Option<Outcome>,
    /// The status now, or from `decided_at` on.
    pub status: TransactionStatus,
    /// The time of the decision; in the future if the payment provider decides later.
    pub decided_at: Option<Timestamp>,
    /// The POS terminal used.
    pub pos_terminal: Option<PosTerminalKey>,
    /// The time when a slip that a POS terminal did not print was printed later.
    pub slip_printed_at: Option<Timestamp>,
    /// The time when the hub published the invoice.
    pub opened_at: Timestamp,
    /// The end of the payer's session; `None` if it is unlimited.
    pub session_ends_at: Option<Timestamp>,
}

const COLUMNS: &str = "transaction_id, instrument, invoice_id, description, merchant, amount_bani, currency, return_path,
    outcome, fee_bani, status, reason, authorization_code, card_last_four, decided_at, pos_terminal_key, slip_printed_at,
    created_at, session_ends_at";

impl Store {
    /// Opens a transaction. An existing one is not changed.
    pub async fn insert_transaction(&self, new: &Transaction) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO payment_provider_transaction
             (transaction_id, instrument, invoice_id, description, merchant, amount_bani, currency, return_path,
              outcome, status, created_at, fee_bani, pos_terminal_key, session_ends_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
             ON CONFLICT (transaction_id) DO NOTHING",
        )
        .bind(new.id.to_string())
        .bind(new.instrument.as_str())
        .bind(new.invoice_id.as_str())
        .bind(new.description.as_str())
        .bind(new.merchant.as_str())
        .bind(new.amount.bani())
        .bind(new.currency.as_str())
        .bind(new.return_path.as_str())
        .bind(new.outcome.map(|outcome| OutcomeRule::of(outcome).name))
        .bind(new.status.name())
        .bind(new.opened_at.as_millisecond())
        .bind(new.fee.bani())
        .bind(new.pos_terminal.map(|key| key.to_string()))
        .bind(new.session_ends_at.map(|at| at.as_millisecond()))
        .execute(&self.write)
        .await?;
        Ok(())
    }

    /// The transaction with this id.
    pub async fn transaction(&self, id: TransactionId) -> Result<Option<Transaction>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM payment_provider_transaction WHERE transaction_id = $1");
        let row =
            sqlx::query(sqlx::AssertSqlSafe(query)).bind(id.to_string()).fetch_optional(&self.read).await?;
        row.map(|row| read_transaction(id, &row)).transpose()
    }

    /// The latest transaction of an invoice with this instrument that is still open.
    pub async fn open_transaction(
        &self,
        invoice: &InvoiceId,
        instrument: InstrumentId,
    ) -> Result<Option<Transaction>, StoreError> {
        let row = sqlx::query(
            "SELECT transaction_id FROM payment_provider_transaction
             WHERE invoice_id = $1 AND instrument = $2 AND status = 'Open'
             ORDER BY created_at DESC, transaction_id LIMIT 1",
        )
        .bind(invoice.as_str())
        .bind(instrument.as_str())
        .fetch_optional(&self.read)
        .await?;
        let table = "payment_provider_transaction";
        match row.map(|row| TableRow::of(table, &row).parse("transaction_id", TransactionId::parse)) {
            Some(id) => self.transaction(id?).await,
            None => Ok(None),
        }
    }

    /// Fixes the outcome of an open transaction in advance.
    pub async fn set_transaction_outcome(
        &self,
        id: TransactionId,
        outcome: Outcome,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE payment_provider_transaction SET outcome = $1 WHERE transaction_id = $2 AND status = 'Open'",
        )
        .bind(OutcomeRule::of(outcome).name)
        .bind(id.to_string())
        .execute(&self.write)
        .await?;
        Ok(())
    }

    /// Changes a transaction's status. Returns the changed transaction; `None` if its status has changed since it was read,
    /// so that one of two clicks decides. With `at` after `now` the decision takes effect at that time; `outcome` is the
    /// decided row of the table, if there is one.
    pub async fn move_transaction(
        &self,
        id: TransactionId,
        from: &TransactionStatus,
        to: &TransactionStatus,
        (now, at): (Timestamp, Timestamp),
        outcome: Option<Outcome>,
    ) -> Result<Option<Transaction>, StoreError> {
        let states::Change { set, from } = states::between(&[from.state()], to.state())?;
        let (code, last_four, reason) = match to {
            TransactionStatus::Authorized(authorization) => {
                (Some(authorization.code.as_str()), authorization.card_last_four.as_deref(), None)
            }
            TransactionStatus::AwaitingAuthentication { card_last_four } => {
                (None, Some(card_last_four.as_str()), None)
            }
            TransactionStatus::Declined(reason) => (None, None, Some(reason.as_str())),
            TransactionStatus::TimedOut(reason) => (None, None, Some(reason.as_str())),
            _ => (None, None, None),
        };
        let mut change = Change::new(self.engine);
        let transaction = change.value(id.to_string());
        let (code, last_four) = (change.value(code), change.value(last_four));
        let (reason_given, decided_at) = (change.value(reason), change.value(at));
        let outcome = change.value(outcome.map(|outcome| OutcomeRule::of(outcome).name));
        change.step_returning(
            format!(
                "UPDATE payment_provider_transaction
                 SET {set}, authorization_code = {code}, card_last_four = {last_four}, reason = {reason_given},
                     decided_at = {decided_at}, outcome = COALESCE({outcome}, outcome)
                 WHERE transaction_id = {transaction} AND {from}"
            ),
            COLUMNS,
        );
        let kind = match to {
            TransactionStatus::AwaitingAuthentication { .. } => EventKind::PaymentAuthenticating,
            _ => EventKind::PaymentDecided,
        };
        let mut detail =
            reason.map_or_else(|| to.name().to_owned(), |reason| format!("{}: {reason}", to.name()));
        if now < at {
            detail.push_str(&format!(", said at {}", local_time::with_offset(at)));
        }
        change.event_of_payment(now, kind, of_transaction(&transaction), &detail);
        self.make(change).await?.first().map(|row| read_transaction(id, row)).transpose()
    }

    /// Times out a transaction whose session is over, unless it was decided or extended meanwhile.
    pub async fn end_session(&self, id: TransactionId, now: Timestamp) -> Result<(), StoreError> {
        let undecided = [TransactionState::Open, TransactionState::AwaitingAuthentication];
        let change = states::between(&undecided, TransactionState::TimedOut)?;
        let query = format!(
            "UPDATE payment_provider_transaction
             SET {}, reason = $1, card_last_four = NULL, decided_at = session_ends_at
             WHERE transaction_id = $2 AND {} AND session_ends_at <= $3",
            change.set, change.from
        );
        sqlx::query(sqlx::AssertSqlSafe(query))
            .bind(TimeOutReason::SessionExpired.as_str())
            .bind(id.to_string())
            .bind(now.as_millisecond())
            .execute(&self.write)
            .await?;
        Ok(())
    }

    /// Extends a session that is not over.
    pub async fn extend_session(
        &self,
        id: TransactionId,
        now: Timestamp,
        to: Timestamp,
    ) -> Result<(), StoreError> {
        let mut change = Change::new(self.engine);
        let (transaction, end, at) = (change.value(id.to_string()), change.value(to), change.value(now));
        change.step(format!(
            "UPDATE payment_provider_transaction SET session_ends_at = {end}
             WHERE transaction_id = {transaction} AND status IN ('Open', 'AwaitingAuthentication')
               AND session_ends_at > {at} AND session_ends_at < {end}"
        ));
        let kind = EventKind::PaymentExtended;
        change.event_of_payment(now, kind, of_transaction(&transaction), &format!("until {to}"));
        self.make(change).await.map(|_| ())
    }
}

/// The payment of the transaction with this parameter.
fn of_transaction(transaction: &str) -> String {
    format!("payment.transaction_id = {transaction}")
}

fn read_transaction(id: TransactionId, row: &AnyRow) -> Result<Transaction, StoreError> {
    let row = TableRow::of("payment_provider_transaction", row);
    let status = match row.parse("status", TransactionState::parse)? {
        TransactionState::Open => TransactionStatus::Open,
        TransactionState::AwaitingAuthentication => {
            TransactionStatus::AwaitingAuthentication { card_last_four: row.get("card_last_four")? }
        }
        TransactionState::Authorized => TransactionStatus::Authorized(Authorization {
            paid_at: row.time("decided_at")?,
            code: row.get("authorization_code")?,
            card_last_four: row.get("card_last_four")?,
        }),
        TransactionState::Declined => TransactionStatus::Declined(row.parse("reason", DeclineReason::parse)?),
        TransactionState::Cancelled => TransactionStatus::Cancelled,
        TransactionState::TimedOut => TransactionStatus::TimedOut(row.parse("reason", TimeOutReason::parse)?),
        TransactionState::Reversed => TransactionStatus::Reversed,
    };
    Ok(Transaction {
        id,
        instrument: row.parse("instrument", |id| Instrument::find(id).map(|found| found.id))?,
        invoice_id: row.parse("invoice_id", InvoiceId::parse)?,
        description: row.get("description")?,
        merchant: row.get("merchant")?,
        amount: Amount::from_bani(row.get("amount_bani")?),
        fee: Amount::from_bani(row.get("fee_bani")?),
        currency: row.get("currency")?,
        return_path: row.get("return_path")?,
        outcome: row
            .get::<Option<String>>("outcome")?
            .and_then(|name| OutcomeRule::find(&name))
            .map(|rule| rule.outcome),
        status,
        decided_at: row.optional_time("decided_at")?,
        pos_terminal: row
            .get::<Option<String>>("pos_terminal_key")?
            .and_then(|key| PosTerminalKey::parse(&key)),
        slip_printed_at: row.optional_time("slip_printed_at")?,
        opened_at: row.time("created_at")?,
        session_ends_at: row.optional_time("session_ends_at")?,
    })
}
