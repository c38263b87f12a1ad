//! Deliberate defects in calls to e-Services, to test how they react. `docs/SCENARIOS.md`, the names for programs and
//! pages, and the tests come from one table.

mod active;
mod consequence;
mod content;
mod definition;
mod disturbance;
mod follow_up;
mod parameter;
mod parameters;
pub mod sentences;
mod table;
mod verdict;
mod waiting_call;
mod wording;

pub use active::{ActiveScenario, NextCall, NotApplied, Scope, Standing, most_specific};
pub use consequence::Call;
pub use content::NotApplicable;
pub use definition::{
    ContentDefect, Defect, DisturbanceKind, Expected, FollowUp, Form, Group, Operations, Scenario,
    SignatureDefect, WrongClock, WrongSigner,
};
pub use follow_up::{FollowUpCall, FollowUps};
pub use parameter::{InvalidParameter, Parameter, ParameterKind, Value};
pub use parameters::Parameters;
pub use table::SCENARIOS;
pub use verdict::{
    Answer, AnswerText, Beside, Case, ScenarioVerdict, after_lost_reply, beside_honest, is_about_scenario,
    not_applied,
};
pub use waiting_call::WaitingCall;
