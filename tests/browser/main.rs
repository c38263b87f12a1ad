//! The pages in Chromium, against the program itself. `./test` installs what they need and runs them.
//!
//! Pictures of every page that is checked are left in the target folder, in `pictures/`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod whole_flow;

mod check;

mod console;
mod console_services;

mod goals;

mod instruments;

mod late_states;

mod other_outcomes;

mod existing_order;

mod payer_fields;

mod pos;

mod readme_pictures;

mod repeats;

mod page_states;

mod control;

mod payer_session;

// A hub in this process, whose clock and database the tests have in hand.
#[path = "../it/support/mod.rs"]
#[allow(unused_imports, reason = "the fast tests use more of it")]
mod in_process;

mod support;
