//! The columns of a call's outcome, which exchanges and attempts have alike.

use sqlx::Any;
use sqlx::any::AnyArguments;
use sqlx::query::Query;

use super::StoreError;
use super::row::TableRow;
use crate::domain::call_outcome::{CallOutcome, OutcomeKind};
use crate::domain::fault::{Fault, FaultCode};
use crate::domain::finding::Stage;

/// The columns that [`bind`] binds, in its order; the first two have other names in each table.
pub(super) const COLUMNS: &str =
    "stage, http_status, scenario, fault_code, fault_namespace, fault_subcode, fault_words, fault_soap_12,
    fault_signed";

/// Binds the outcome's kind, its text, and [`COLUMNS`].
pub(super) fn bind<'q>(
    query: Query<'q, Any, AnyArguments>,
    outcome: &CallOutcome,
) -> Query<'q, Any, AnyArguments> {
    let fault = outcome.fault.as_ref();
    query
        .bind(outcome.kind.as_str())
        .bind(outcome.text.clone())
        .bind(outcome.stage.map(Stage::name))
        .bind(outcome.http_status.map(i64::from))
        .bind(outcome.scenario.clone())
        .bind(fault.map(|fault| fault.code.as_str().to_owned()))
        .bind(fault.and_then(|fault| fault.namespace.clone()))
        .bind(fault.and_then(|fault| fault.subcode.clone()))
        .bind(fault.map(|fault| fault.reason.clone()))
        .bind(fault.map(|fault| i64::from(fault.is_soap_12)))
        .bind(fault.map(|fault| i64::from(fault.is_signed)))
}

/// Reads the outcome whose kind and text stand in these columns.
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
