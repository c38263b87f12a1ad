//! The hub's pages. Handlers parse, call one function of `flow`, and render.

pub mod routes;

mod access;
mod console;
mod contract;
mod control;
mod home;
mod http_metrics;
mod method_not_allowed;
mod note;
mod operations;
mod pay;
mod payment_provider;
mod pos;
mod rest;
mod service;

mod cookies;
mod curl;
mod errors;
mod findings;
mod known_address;
mod language;
mod multipart;
mod page;
mod parameters;
mod pdf;
mod request_bounds;
mod visits;
mod waiting;

pub use control::{LONGEST_WAIT, MOST_OF_REGISTRATION};
pub use errors::MOST_OF_BODY;
pub use routes::configure;
