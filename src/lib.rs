//! mpay-sim plays the gateway side of MPay, the payment hub of the Republic of Moldova, so that a service provider
//! can run its whole payment flow on a laptop, in a demo and in CI. It never touches money and is not MPay.
//!
//! # The steps of "order and pay online", and where they are
//!
//! | step | code |
//! | --- | --- |
//! | 1–3 order, pay button, redirect | [`sample_service`], a small e-Service of its own |
//! | 4 payment page request | [`flow::payment_page_request`] |
//! | 5 order details retrieval | [`flow::order_details_retrieval`], [`soap::get_order_details`] |
//! | 6 invoice generation | [`flow::invoice_generation`], [`domain::invoice`] |
//! | 7 payment method selection | [`flow::payment_method_selection`], [`domain::instrument`] |
//! | 8–11 at the payment provider | [`payment_provider`] |
//! | 12 payment confirmation retrieval | [`flow::payment_confirmation_retrieval`] |
//! | 13 confirmation to the e-Service | [`flow::payment_confirmation_to_e_service`], [`delivery`], [`soap::confirm_order_payment`] |
//! | 14 receipt | [`flow::receipt_download`], [`receipt`] |
//! | 15 return | [`flow::return_to_e_service`] |
//!
//! "Pay an existing order" starts at the home page and joins at step 5.
//!
//! # What is not simulated
//!
//! Settlement: no money arrives at a beneficiary. Refunds: an order that its service provider refunds is shown as such,
//! the hub starts none. HTTPS towards payers: put a reverse proxy in front where it matters.

/// The version in `--version`, on pages and in the header `X-MPay-Simulator`. Optimised builds append `+` and the commit,
/// with `-dirty` if there were changes: see `build.rs`.
pub const VERSION: &str = env!("BUILD_VERSION");

pub mod commands;
pub mod config;
pub mod limits;
pub mod server;
pub mod telemetry;

pub mod app;
pub mod metrics;
pub mod web;

pub mod check;
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

// What the hub and the sample e-Service reach their databases with.
mod database;

// Reports for CI systems.
mod junit;

// Texts and messages as pages show them.
mod markup;
