//! Starts and reads payments. Decisions about them are in `payment_decisions.rs`.

use jiff::{SignedDuration, Timestamp};
use sqlx::Row;

use super::change::{Change, NO_EXCHANGE};
use super::row::TableRow;
use super::sequences::Sequence;
use super::{Store, StoreError, payer_document};
use crate::domain::event::EventKind;
use crate::domain::ids::{InvoiceId, PaymentId, SessionId, TransactionId};
use crate::domain::instrument::{Instrument, InstrumentId};
use crate::domain::money::Amount;
use crate::domain::payer_input::{Choice, PayerInput};
use crate::domain::payment::{
    Authorization, DeclineReason, Payment, PaymentState, PaymentStatus, ReversalReason, TimeOutReason,
};

/// The data of a new payment.
#[derive(Debug, Clone)]
pub struct NewPayment {
    /// The invoice to pay.
    pub invoice_id: InvoiceId,
    /// The payer's visit.
    pub session_id: SessionId,
    /// The chosen instrument.
    pub instrument: InstrumentId,
    /// The id of the transaction that will be opened at the payment provider.
    pub transaction_id: TransactionId,
    /// The amount, without the fee.
    pub amount: Amount,
    /// The payer's entries.
    pub input: PayerInput,
    /// The payment provider's fee.
    pub fee: Amount,
    /// The current time.
    pub started_at: Timestamp,
    /// The payer's entries to store with the visit, if they have changed.
    pub entered: Option<Choice>,
    /// How many payments the visit has started, as last read. Where it has started others since, it is read again.
    pub payments_before: i64,
}

/// The result of starting a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartedPayment {
    /// It was created.
    Now(Payment),
    /// The same choice had already started it.
    Before(Payment),
    /// The visit or its invoice was deleted meanwhile.
    Gone,
}

impl StartedPayment {
    /// The payment, if there is one.
    pub fn payment(self) -> Option<Payment> {
        match self {
            Self::Now(payment) | Self::Before(payment) => Some(payment),
            Self::Gone => None,
        }
    }
}

/// The states that a payment provider may still decide.
const UNDECIDED: &str = "('Started', 'AtPaymentProvider', 'Pending')";
/// How often a start is tried again, each time as another one in the same visit came first.
const TRIES: u32 = 100;

pub(super) const COLUMNS: &str =
    "payment_id, invoice_id, session_id, instrument, transaction_id, amount_bani, fee_bani, status, reason,
    paid_at, authorization_code, card_last_four, started_at, payer_input";

impl Store {
    /// Creates a payment with the next number, or returns the undecided one that the same choice in the same visit has
    /// started: a double click makes one payment.
    pub async fn start_payment(&self, mut new: NewPayment) -> Result<StartedPayment, StoreError> {
        for _ in 0..TRIES {
            if let Some(id) = self.try_start(&new).await? {
                return Ok(StartedPayment::Now(Payment {
                    id,
                    invoice_id: new.invoice_id,
                    session_id: new.session_id,
                    instrument: new.instrument,
                    transaction_id: new.transaction_id,
                    amount: new.amount,
                    input: new.input,
                    fee: new.fee,
                    status: PaymentStatus::Started,
                    started_at: new.started_at,
                }));
            }
            // Read before the payment of the same choice, so that a payment started in between is counted later.
            let query = "SELECT payments FROM pay_session
                         WHERE session_id = $1 AND EXISTS (SELECT 1 FROM invoice WHERE invoice_id = $2)";
            let query = sqlx::query(query).bind(new.session_id.to_string()).bind(new.invoice_id.as_str());
            let Some(row) = query.fetch_optional(&self.read).await? else { return Ok(StartedPayment::Gone) };
            new.payments_before = TableRow::of("pay_session", &row).get("payments")?;
            if let Some(started) = self.started_payment(&new).await? {
                return Ok(StartedPayment::Before(started));
            }
        }
        Err(StoreError::Contended { table: "pay_session", id: new.session_id.to_string() })
    }

    /// `None` if the visit has another number of payments than was read, or an undecided one of the same choice. Of two
    /// clicks at once the second waits for the first to count its payment, and then finds another number.
    async fn try_start(&self, new: &NewPayment) -> Result<Option<PaymentId>, StoreError> {
        let mut change = Change::new(self.engine);
        let session = change.value(new.session_id.to_string());
        let (invoice, instrument) =
            (change.value(new.invoice_id.as_str()), change.value(new.instrument.as_str()));
        let (amount, input) =
            (change.value(new.amount.bani()), change.value(payer_document::write_input(&new.input)));
        let counted = change.value(new.payments_before);
        // A visit with a payment is kept as long as the payment.
        let entered = match &new.entered {
            Some(choice) => format!(", entered = {}", change.value(payer_document::write_choice(choice))),
            None => String::new(),
        };
        change.step(format!(
            "UPDATE pay_session SET payments = payments + 1 {entered}
             WHERE session_id = {session} AND payments = {counted}
               AND EXISTS (SELECT 1 FROM invoice WHERE invoice_id = {invoice}) AND NOT EXISTS (
               SELECT 1 FROM payment WHERE session_id = {session} AND invoice_id = {invoice} AND instrument = {instrument}
                 AND amount_bani = {amount} AND payer_input = {input} AND status IN {UNDECIDED})"
        ));
        let number = change.next_number(Sequence::Payment, "1 = 1");
        let (transaction, fee, started_at) = (
            change.value(new.transaction_id.to_string()),
            change.value(new.fee.bani()),
            change.value(new.started_at),
        );
        let so_far = change.so_far();
        change.step_returning(
            format!(
                "INSERT INTO payment
                 (payment_id, invoice_id, session_id, instrument, transaction_id, amount_bani, fee_bani, status, started_at,
                  payer_input, service_id, order_key)
                 SELECT CAST({number} AS TEXT), {invoice}, {session}, {instrument}, {transaction}, {amount}, {fee},
                        'Started', {started_at}, {input}, service_id, order_key
                 FROM invoice WHERE invoice_id = {invoice} AND {so_far}"
            ),
            "payment_id, service_id, order_key",
        );
        let of_transaction = format!("transaction_id = {transaction}");
        let [service, order, payment] = ["service_id", "order_key", "payment_id"]
            .map(|column| change.written(column, "payment", &of_transaction));
        let detail = change.value(format!("{}, {} lei", new.instrument.as_str(), new.amount));
        let subject = [service, order, payment, NO_EXCHANGE.to_owned()];
        change.event_of_expressions(new.started_at, EventKind::PaymentStarted, subject, detail);
        let started = self.make(change).await?;
        started.first().map(|row| Ok(PaymentId::new(row.try_get::<String, _>("payment_id")?))).transpose()
    }

    /// The latest undecided payment of the same choice in the same visit.
    async fn started_payment(&self, new: &NewPayment) -> Result<Option<Payment>, StoreError> {
        let query = format!(
            "SELECT {COLUMNS} FROM payment
             WHERE session_id = $1 AND invoice_id = $2 AND instrument = $3 AND amount_bani = $4 AND payer_input = $5
               AND status IN {UNDECIDED}
             ORDER BY started_at DESC, payment_id DESC LIMIT 1"
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(query))
            .bind(new.session_id.to_string())
            .bind(new.invoice_id.as_str())
            .bind(new.instrument.as_str())
            .bind(new.amount.bani())
            .bind(payer_document::write_input(&new.input))
            .fetch_optional(&self.read)
            .await?;
        row.map(|row| read_payment(&TableRow::of("payment", &row))).transpose()
    }

    /// The payment with this number.
    pub async fn payment(&self, id: &PaymentId) -> Result<Option<Payment>, StoreError> {
        let query = "SELECT {COLUMNS} FROM payment WHERE payment_id = $1";
        Ok(self.payments(query, id.as_str()).await?.pop())
    }

    /// The payments of a visit, the latest first.
    pub async fn payments_of_session(&self, session: SessionId) -> Result<Vec<Payment>, StoreError> {
        let query =
            "SELECT {COLUMNS} FROM payment WHERE session_id = $1 ORDER BY started_at DESC, payment_id DESC";
        self.payments(query, &session.to_string()).await
    }

    /// The authorised payments of an invoice, the latest first.
    pub async fn authorized_payments_of_invoice(
        &self,
        invoice: &InvoiceId,
    ) -> Result<Vec<Payment>, StoreError> {
        let query = "SELECT {COLUMNS} FROM payment WHERE invoice_id = $1 AND status = 'Authorized'
                     ORDER BY paid_at DESC, payment_id DESC";
        self.payments(query, invoice.as_str()).await
    }

    /// The unfinished payments of an invoice: not known to be decided by the payment provider, or to be given back. Oldest
    /// first.
    pub async fn undecided_payments_of_invoice(
        &self,
        invoice: &InvoiceId,
    ) -> Result<Vec<Payment>, StoreError> {
        let query = "SELECT {COLUMNS} FROM payment
                     WHERE invoice_id = $1 AND status IN ('Started', 'AtPaymentProvider', 'Pending', 'Reversing')
                     ORDER BY started_at, payment_id";
        self.payments(query, invoice.as_str()).await
    }

    /// The unfinished payments of all invoices that started before this time: at most `limit` after the named one, by
    /// number.
    pub async fn unsettled_payments(
        &self,
        before: Timestamp,
        after: &str,
        limit: i64,
    ) -> Result<Vec<Payment>, StoreError> {
        let query = "SELECT {COLUMNS} FROM payment
                     WHERE status IN ('Started', 'AtPaymentProvider', 'Pending', 'Reversing') AND started_at < $1
                       AND payment_id > $2
                     ORDER BY payment_id LIMIT $3"
            .replace("{COLUMNS}", COLUMNS);
        let rows = sqlx::query(sqlx::AssertSqlSafe(query))
            .bind(before.as_millisecond())
            .bind(after)
            .bind(limit)
            .fetch_all(&self.read)
            .await?;
        rows.iter().map(|row| read_payment(&TableRow::of("payment", row))).collect()
    }

    /// The undecided payments that their payment provider has decided by this time, at most `limit`, by number. Unless the
    /// payer was told to wait, the payer has `patience` to come back first.
    pub async fn payments_with_decision(
        &self,
        now: Timestamp,
        patience: SignedDuration,
        limit: i64,
    ) -> Result<Vec<Payment>, StoreError> {
        let query = format!(
            "SELECT {COLUMNS} FROM payment
             WHERE status IN ('Started', 'AtPaymentProvider', 'Pending', 'Reversing') AND EXISTS (
               SELECT 1 FROM payment_provider_transaction AS decision
               WHERE decision.transaction_id = payment.transaction_id
                 AND decision.status NOT IN ('Open', 'AwaitingAuthentication')
                 AND (decision.decided_at <= $2 OR payment.status = 'Pending' AND decision.decided_at <= $1))
             ORDER BY payment_id LIMIT $3"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(query))
            .bind(now.as_millisecond())
            .bind(now.saturating_sub(patience).unwrap_or(Timestamp::MIN).as_millisecond())
            .bind(limit)
            .fetch_all(&self.read)
            .await?;
        rows.iter().map(|row| read_payment(&TableRow::of("payment", row))).collect()
    }

    /// The next decision of a payment provider that decides later; `None` if there is none.
    pub async fn next_decision(&self, after: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let row = sqlx::query(
            "SELECT MIN(decision.decided_at) AS next FROM payment
             JOIN payment_provider_transaction AS decision ON decision.transaction_id = payment.transaction_id
             WHERE payment.status IN ('Started', 'AtPaymentProvider', 'Pending', 'Reversing') AND decision.decided_at > $1",
        )
        .bind(after.as_millisecond())
        .fetch_one(&self.read)
        .await?;
        TableRow::of("payment_provider_transaction", &row).optional_time("next")
    }

    async fn payments(&self, query: &str, key: &str) -> Result<Vec<Payment>, StoreError> {
        // The statement is made of two constants of this file; values are bound.
        let query = query.replace("{COLUMNS}", COLUMNS);
        let rows = sqlx::query(sqlx::AssertSqlSafe(query)).bind(key).fetch_all(&self.read).await?;
        rows.iter().map(|row| read_payment(&TableRow::of("payment", row))).collect()
    }
}

pub(super) fn read_payment(row: &TableRow<'_>) -> Result<Payment, StoreError> {
    let status = match row.parse("status", PaymentState::parse)? {
        PaymentState::Started => PaymentStatus::Started,
        PaymentState::AtPaymentProvider => PaymentStatus::AtPaymentProvider,
        PaymentState::Pending => PaymentStatus::Pending,
        PaymentState::Authorized => PaymentStatus::Authorized(Authorization {
            paid_at: row.time("paid_at")?,
            code: row.get("authorization_code")?,
            card_last_four: row.get("card_last_four")?,
        }),
        PaymentState::Declined => PaymentStatus::Declined(row.parse("reason", DeclineReason::parse)?),
        PaymentState::Cancelled => PaymentStatus::Cancelled,
        PaymentState::TimedOut => PaymentStatus::TimedOut(row.parse("reason", TimeOutReason::parse)?),
        PaymentState::Reversing => PaymentStatus::Reversing(row.parse("reason", ReversalReason::parse)?),
        PaymentState::Reversed => PaymentStatus::Reversed(row.parse("reason", ReversalReason::parse)?),
    };
    Ok(Payment {
        id: PaymentId::new(row.get::<String>("payment_id")?),
        invoice_id: row.parse("invoice_id", InvoiceId::parse)?,
        session_id: row.parse("session_id", SessionId::parse)?,
        instrument: row.parse("instrument", |id| Instrument::find(id).map(|found| found.id))?,
        transaction_id: row.parse("transaction_id", TransactionId::parse)?,
        amount: Amount::from_bani(row.get("amount_bani")?),
        input: row.parse("payer_input", payer_document::read_input)?,
        fee: Amount::from_bani(row.get("fee_bani")?),
        status,
        started_at: row.time("started_at")?,
    })
}
