//! The control API and the access to it.

mod access;
pub mod calls;
mod flows;
mod pay_command;
mod repeatable;
mod scenarios;
mod waiting;
