//! The console: what happened, for people.

mod actions;
mod hostile;
mod messages;
mod pages;
mod service_forms;
mod services;
