//! `/control/v1/clock`: the hub's clock, which decides when confirmations are due and orders expire.

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::input::{self, Body};
use super::problem::ControlProblem;
use super::{Answered, ok};
use crate::app::App;
use crate::flow::clock_operations::{self, Turn, Turned};
use crate::web::call::{Call, Example, Method, at, json, schema_of};
use crate::web::lists::values;
use crate::web::page::Hub;

pub(super) static CALLS: &[Call] = &[
    Call {
        path: "/clock",
        operation: "getClock",
        summary: "The state of the hub's clock.",
        answer: json(schema_of::<ClockState>, "The clock."),
        example: at("/clock"),
        route: || Method::Get.route().to(state),
        ..Call::GET
    },
    Call {
        method: Method::Post,
        path: "/clock",
        operation: "moveClock",
        summary: "Moves the hub's clock: work that becomes due is done at once. Leases, certificates and, unless \
                  signatures_follow_clock is set, the Timestamps of messages use the machine's time. The clock is this \
                  hub's only, and shared by all tests that use the hub.",
        body: Some(schema_of::<MoveClock>),
        answer: json(schema_of::<ClockState>, "The clock, moved."),
        example: Example { address: "/clock", body: "{\"advance\":\"30s\"}" },
        problems: &["wrong-state"],
        route: || Method::Post.route().to(turn),
        ..Call::GET
    },
];

/// The state of the clock.
#[derive(Debug, Serialize, JsonSchema)]
struct ClockState {
    /// The hub's time.
    now: String,
    /// The machine's time.
    machine_now: String,
    /// True if it is frozen.
    is_frozen: bool,
}

/// The changes, carried out in this order; at least one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MoveClock {
    /// True lets the clock follow the machine's again.
    #[serde(default)]
    reset: bool,
    /// True stops the clock, false lets it run on.
    freeze: Option<bool>,
    /// Sets it to this time, such as `2027-01-04T09:00:00Z`.
    set: Option<String>,
    /// Moves it by a duration such as `90s` or `72h`; back if it begins with `-`.
    advance: Option<String>,
}

async fn state(hub: Hub) -> Answered {
    ok(&shown(&hub))
}

fn shown(hub: &App) -> ClockState {
    let state = hub.clock.state();
    ClockState {
        now: state.now.to_string(),
        machine_now: state.machine_now.to_string(),
        is_frozen: state.is_frozen,
    }
}

async fn turn(hub: Hub, body: Body) -> Answered {
    let given: MoveClock = input::body(body)?;
    let set: Option<Timestamp> = values::moment("set", given.set.as_deref())?;
    let advance = given.advance.as_deref().map(duration).transpose()?;
    if !given.reset && given.freeze.is_none() && set.is_none() && advance.is_none() {
        return Err(ControlProblem::new("invalid-value", "nothing is said about what the clock shall do")
            .hint("give advance, set, freeze or reset"));
    }
    // A reset comes first, releasing the clock last.
    let turns: Vec<Turn> = [
        given.reset.then_some(Turn::Reset),
        (given.freeze == Some(true)).then_some(Turn::Freeze),
        set.map(Turn::Set),
        advance.map(Turn::Advance),
        (given.freeze == Some(false)).then_some(Turn::Release),
    ]
    .into_iter()
    .flatten()
    .collect();
    match clock_operations::turn(&hub, &turns).await? {
        Turned::Done => ok(&shown(&hub)),
        Turned::IsOfMachine => {
            Err(ControlProblem::new("wrong-state", "the hub uses the machine's clock, which cannot be moved"))
        }
        Turned::OutOfRange => {
            Err(ControlProblem::new("invalid-value", "the clock cannot show the requested time")
                .hint("give a moment of the years 1970 to 2999, or a step that ends in them"))
        }
    }
}

fn duration(text: &str) -> Result<SignedDuration, ControlProblem> {
    text.parse().map_err(|_| {
        ControlProblem::new("invalid-value", format!("`advance` is `{text}`"))
            .hint("give a duration such as 90s, 72h or -5m")
    })
}
