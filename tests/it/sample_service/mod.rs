//! The sample e-Service, seen from a browser and from a hub.

mod endpoint;
mod old_file;
mod pages;
mod shop;
mod trials;
