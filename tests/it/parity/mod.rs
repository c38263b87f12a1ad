//! The console and the control API are two faces of one thing.

pub mod same;
mod table;
