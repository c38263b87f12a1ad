//! mpay-sim plays the gateway side of MPay, the payment hub of the Republic of Moldova.

pub mod commands;
pub mod config;
pub mod domain;
pub mod i18n;
pub mod telemetry;
