//! Connections to a database, for the hub and for the sample e-Service: each statement has a deadline, a commit that failed is
//! reported as one, and what is not known to be in order is closed.

pub mod connect;
pub mod connection;
pub mod pool;
pub mod transaction;

mod engine;
mod message;
mod times;
mod trouble;

pub use engine::{Engine, sqlite_url};
pub use times::{DatabaseTimes, PoolUse, Work, WorkLabel};
pub use trouble::{Trouble, leaves_connection_usable};
