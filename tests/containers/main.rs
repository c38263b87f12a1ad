//! The containers of `docker-compose.yml`, with a browser before them. `./test containers` makes the image and runs these.
//!
//! They need a Docker Engine. Nothing of them is left when they end.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod demo;

mod image;

mod names;

mod shared;

mod support;
