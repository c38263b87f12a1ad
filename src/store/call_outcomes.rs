//! The columns of a call's outcome, common to exchanges and attempts, and the outcome that counts for a confirmation.

use super::row::TableRow;
use super::values::Value;
use super::{Store, StoreError};
use crate::domain::call_outcome::{CallOutcome, OutcomeKind};
use crate::domain::fault::{Fault, FaultCode};
use crate::domain::finding::Stage;
use crate::domain::ids::PaymentId;

/// The columns in the order of [`values`]; the first two have different names in each table.
pub(super) const COLUMNS: &str =
    "stage, http_status, scenario, fault_code, fault_namespace, fault_subcode, fault_words, fault_soap_12,
    fault_signed";

/// Sorts the attempt that counts for a payment first: an accepted attempt counts, whatever a later duplicate leads to.
pub(super) const LAST_FIRST: &str = "ORDER BY CASE outcome WHEN 'accepted' THEN 0 ELSE 1 END, number DESC";

impl Store {
    /// The outcome of the attempts to confirm this payment: of the latest accepted one, else of the latest. `None` until
    /// one has ended.
    pub async fn last_outcome(&self, payment: &PaymentId) -> Result<Option<CallOutcome>, StoreError> {
        let query = format!(
            "SELECT outcome, outcome_text, {} FROM confirmation_attempt WHERE payment_id = $1 {LAST_FIRST} LIMIT 1",
            COLUMNS
        );
        let row =
            sqlx::query(sqlx::AssertSqlSafe(query)).bind(payment.as_str()).fetch_optional(&self.read).await?;
        row.map(|row| read(&TableRow::of("confirmation_attempt", &row), "outcome", "outcome_text"))
            .transpose()
    }
}

/// The outcome's kind, its text, and the values of [`COLUMNS`].
pub(super) fn values(outcome: &CallOutcome) -> [Value; 11] {
    let fault = outcome.fault.as_ref();
    [
        outcome.kind.as_str().into(),
        outcome.text.clone().into(),
        outcome.stage.map(Stage::name).into(),
        outcome.http_status.map(i64::from).into(),
        outcome.scenario.clone().into(),
        fault.map(|fault| fault.code.as_str()).into(),
        fault.and_then(|fault| fault.namespace.clone()).into(),
        fault.and_then(|fault| fault.subcode.clone()).into(),
        fault.map(|fault| fault.reason.clone()).into(),
        fault.map(|fault| i64::from(fault.is_soap_12)).into(),
        fault.map(|fault| i64::from(fault.is_signed)).into(),
    ]
}

/// Reads an outcome, with its kind and text from these columns.
pub(super) fn read(
    row: &TableRow<'_>,
    kind: &'static str,
    text: &'static str,
) -> Result<CallOutcome, StoreError> {
    let http_status = row.get::<Option<i64>>("http_status")?.and_then(|status| u16::try_from(status).ok());
    let flag = |column| Ok::<_, StoreError>(row.get::<Option<i64>>(column)? == Some(1));
    let fault = match row.get::<Option<String>>("fault_code")? {
        None => None,
        Some(code) => Some(Fault {
            code: FaultCode::parse(&code),
            namespace: row.get("fault_namespace")?,
            subcode: row.get("fault_subcode")?,
            reason: row.get::<Option<String>>("fault_words")?.unwrap_or_default(),
            is_soap_12: flag("fault_soap_12")?,
            http_status: http_status.unwrap_or_default(),
            is_signed: flag("fault_signed")?,
        }),
    };
    Ok(CallOutcome {
        kind: row.parse(kind, OutcomeKind::parse)?,
        stage: match row.get::<Option<String>>("stage")? {
            Some(_) => Some(row.parse("stage", Stage::parse)?),
            None => None,
        },
        http_status,
        fault,
        scenario: row.get("scenario")?,
        text: row.get(text)?,
    })
}
