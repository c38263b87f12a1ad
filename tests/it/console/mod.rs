//! The console: what happened, for people.

mod actions;
mod hostile;
mod messages;
mod overview;
pub mod pages;
mod picture;
mod search;
mod service_files;
pub mod service_forms;
mod services;
mod testing;
mod timeline;
