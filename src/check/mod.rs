//! `mpay-sim check`: would this e-Service pass MPay, and does it stay so?
//!
//! One call shows whether anything can be learned; then every rule makes its calls, side by side where they do not disturb
//! each other, and gives a verdict. Nothing is stored, and no hub runs. The calls are those of a hub: the same client, the
//! same signatures, scenarios and findings.

mod books;
mod calls;
mod family;
mod first_call;
mod orders;
mod pace;
mod payment;
mod plan;
mod recorded;
mod replies;
mod rule;
mod rules;
mod run;
mod scenario;
mod selection;
mod settlement;
mod shared;
mod target;
mod trial;
mod verdict;

pub mod baseline;
pub mod report;

pub use family::Family;
pub use first_call::{Blocked, FirstCall};
pub use plan::{Plan, SLOW_AFTER};
pub use recorded::Recorded;
pub use rule::{Judge, Mark, Needs, Rule, Wanted};
pub use rules::{RULES, find};
pub use run::run;
pub use selection::Selection;
pub use target::{NewOrder, OrderInMaking, Progress, Target, Watch};
pub use verdict::{Grade, Verdict};
