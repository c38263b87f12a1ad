//! The containers of `docker-compose.yml`, with a browser before them, the image, and the archive of a release: what is shipped.
//! `./test containers` makes the program and the image, and runs these.
//!
//! They need a Docker Engine. Nothing of them is left when they end.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod archive;

mod demo;

mod image;

mod names;

mod shared;

mod support;
