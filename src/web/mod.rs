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

mod addresses;
mod call;
mod call_example;
mod cookies;
mod curl;
mod download;
mod errors;
mod findings;
mod hub;
mod known_address;
mod language;
mod lists;
mod multipart;
mod openapi;
mod page;
mod parameters;
mod problems;
mod redirect;
mod request_bounds;
mod timeline;
mod visits;
mod waiting;

pub use control::MOST_OF_REGISTRATION;
pub use errors::MOST_OF_BODY;
pub use lists::values::LONGEST_WAIT;
pub use routes::configure;
