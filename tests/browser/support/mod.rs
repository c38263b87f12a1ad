//! What the tests stand on: the programs, the browser, what a payer does, and what is checked on every page.

mod checks;
mod chromium;
mod e_service;
mod payer;
mod programs;

pub use checks::{Checks, picture};
pub use chromium::{Browser, Scripts};
pub use e_service::start_e_service;
pub use payer::Card;
pub use programs::{Alone, Apart, Demo, ReservedPort};
