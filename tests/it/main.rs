//! Tests of whole parts of the program, over HTTP, each against a server of its own on a free port.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod sample_service;
