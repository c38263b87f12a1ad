//! The console: what happened, for people.

mod actions;
mod hostile;
mod messages;
mod pages;
mod services;
