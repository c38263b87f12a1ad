//! The console: what happened, for people.

mod actions;
mod hostile;
mod messages;
pub mod pages;
mod picture;
mod service_files;
pub mod service_forms;
mod services;
mod testing;
mod timeline;
