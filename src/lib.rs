//! mpay-sim plays the gateway side of MPay, the payment hub of the Republic of Moldova.

pub mod commands;
pub mod config;
pub mod server;
pub mod telemetry;

pub mod app;
pub mod web;

pub mod delivery;
pub mod flow;

pub mod payment_provider;
pub mod receipt;
pub mod service_provider;
pub mod soap;
pub mod store;

pub mod domain;

pub mod sample_service;

pub mod assets;
pub mod clock;
pub mod i18n;
pub mod randomness;
