//! Tests against programs that are not ours, and of the program as a process. `./test` installs what they need and
//! runs them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

// What the fast tests use as well.
#[path = "../it/support/mod.rs"]
#[allow(unused_imports, reason = "the fast tests use more of it")]
mod support;

// Where the other programs are found.
mod tools;

// Empty databases.
mod database;

// The receipt, read by poppler, qpdf and zbar.
mod receipt;
mod receipt_properties;

// Signatures and canonicalization, checked by xmlsec1, by libraries of Python and Java, and by another crate.
mod c14n;
mod c14n_inclusive;
mod check_messages;
mod mutants;
mod scenarios;
mod signature_variants;
mod signatures;

// The contract, read by schema validators and by generators of code; e-Services that are made from it.
mod checked;
mod confirmations;
mod contract;
mod stacks;

// The descriptions of both APIs, read by a validator of OpenAPI.
mod descriptions;

// Certificates and keys in the hands of OpenSSL, Python and Java.
mod certs;

// The store on both engines.
mod store;

// What the engines do with every statement.
mod database_messages;
mod plans;

// The program, killed and started again.
mod restart;

// The metrics and the dashboard, read by Prometheus.
mod metrics;
