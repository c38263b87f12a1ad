//! The control API and the access to it.

mod access;
pub mod calls;
mod commands;
mod flows;
mod pay_command;
mod properties;
mod repeatable;
mod scenarios;
mod shell;
mod tail_command;
mod waiting;
