//! What the tests stand on: the browser, and the containers.

mod compose;

#[path = "../../browser/support/chromium.rs"]
#[allow(dead_code, reason = "the tests of the pages use the rest")]
mod chromium;

#[path = "../../browser/support/payer.rs"]
#[allow(dead_code, reason = "the tests of the pages use the rest")]
mod payer;

#[path = "../../it/support/wait.rs"]
mod wait;

pub use chromium::Browser;
pub use compose::{Compose, answers, docker, printed};
pub use payer::Card;
pub use wait::until;
