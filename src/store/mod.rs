//! Every SQL statement of the hub, one file a concern.
//!
//! One SQL text serves SQLite and PostgreSQL: columns are integers, texts and bytes only, and parameters are `$1`, which
//! both understand. Differences (types, identity columns) are in `migrations/`.

mod attempt_rows;
mod backlog;
mod call_outcomes;
mod change;
mod conditions;
mod confirmation_attempts;
mod confirmation_operations;
mod confirmations;
mod connection_document;
mod ended_attempt;
mod event_filter;
mod event_subject;
mod event_waiters;
mod event_waiting;
mod events;
mod exchange_list;
mod exchange_search;
mod exchanges;
mod finding_document;
mod hub_certificate;
mod incidents;
mod invoices;
mod open;
mod order_document;
mod overview;
mod pay_sessions;
mod payer_document;
mod payment_decisions;
mod payment_list;
mod payment_provider_transactions;
mod payments;
mod pinned_certificates;
mod planned_outcomes;
mod pos_terminals;
mod position;
mod probe;
mod registered_services;
mod reset;
mod retention;
mod row;
mod scenario_document;
mod scenario_follow_ups;
mod scenario_use;
mod scenarios;
mod sequences;
mod server_time;
mod service_document;
mod silent_services;
mod states;
mod values;
mod visits;

pub use backlog::{Backlog, WaitingConfirmations};
pub use confirmation_attempts::{RecordedAttempt, TakeBack};
pub use confirmation_operations::{RedriveScope, Redriven, StoppedStatus};
pub use confirmations::{ClaimedWork, QueueOutlook, Unconfirmed};
pub use ended_attempt::EndedAttempt;
pub use event_filter::EventFilter;
pub use event_waiters::{EventWaiter, EventWaiters};
pub use events::{EVENTS_KEPT, NextEvents};
pub use exchange_list::{ExchangeBytes, ExchangeFilter, ListedExchange};
pub use exchange_search::Occurring;
pub use exchanges::{ExchangesKept, NewExchange};
pub use incidents::{INCIDENT_DIGITS, NewIncident};
pub use invoices::{DescribedOrder, Description};
pub use open::{OpenError, Store, sqlite_file};
pub use overview::{AttemptEnd, LatestFailure, OverviewCounts, ServiceCalls};
pub use pay_sessions::{NO_RETURN_URL, PaySession, ShownAmounts};
pub use payment_decisions::PaymentRecording;
pub use payment_list::{ConfirmationSummary, ListedPayment, PaymentFilter};
pub use payment_provider_transactions::Transaction;
pub use payments::{NewPayment, StartedPayment};
pub use planned_outcomes::PlannedOutcome;
pub use position::Position;
pub use registered_services::{
    Expected, MOST_REGISTERED, Registration, Registrations, ServiceRemoval, ServiceWrite, ServiceWritten,
};
pub use reset::{ResetCounts, ResetScope};
pub use row::StoreError;
pub use scenarios::NewScenario;
pub use visits::{PaymentOfVisit, Visit};

pub use crate::database::{DatabaseTimes, Engine, PoolUse, Trouble, Work, WorkLabel};

#[cfg(test)]
mod tests;
