//! The sample e-Service, seen from a browser and from a hub.

mod endpoint;
mod pages;
mod shop;
