//! Every SQL statement of the hub, one file a concern.
//!
//! One SQL text serves SQLite and PostgreSQL: columns are integers, texts and bytes only, and parameters are
//! `$1`, which both understand. What both do not share (types, identity columns) stands in `migrations/`.

mod confirmation_attempts;
mod confirmation_operations;
mod confirmations;
mod exchanges;
mod finding_document;
mod invoices;
mod open;
mod order_document;
mod pay_sessions;
mod payer_document;
mod payment_provider_transactions;
mod payments;
mod pinned_certificates;
mod planned_outcomes;
mod row;
mod sequences;

pub use confirmation_attempts::{EndedAttempt, TakeBack};
pub use confirmation_operations::{AtRest, Redriven};
pub use confirmations::QueueOutlook;
pub use exchanges::NewExchange;
pub use open::{Engine, OpenError, Store, sqlite_file};
pub use pay_sessions::{PaySession, Seen};
pub use payment_provider_transactions::{Transaction, TransactionStatus};
pub use payments::{NewPayment, PaymentRecording};
pub use row::StoreError;
