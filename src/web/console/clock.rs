//! `/console/clock`: moves the hub's clock.

use actix_web::HttpRequest;
use actix_web::web::Bytes;
use askama::Template;
use jiff::{SignedDuration, Timestamp};

use super::layout::{Console, Section, page};
use super::query::Query;
use crate::domain::local_time::from_chisinau;
use crate::flow::clock_operations::{Turn, Turned, turn};
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, see_other};
use crate::web::parameters::Form;

/// The maximum of one step.
const FURTHEST: SignedDuration = SignedDuration::from_hours(10 * 366 * 24);

#[derive(Template)]
#[template(path = "console/clock.html")]
struct ClockPage {
    f: Frame,
    c: Console,
    /// False if the hub uses the machine's clock, which cannot be moved.
    can_move: bool,
    is_frozen: bool,
    now: String,
    now_utc: String,
    machine_now: String,
    follows: bool,
}

/// The page.
pub(super) async fn show(hub: Hub, language: RequestLanguage, request: HttpRequest) -> PageResult {
    let q = Query::of(&request);
    let t = language.translator();
    let state = hub.clock.state();
    Ok(page(
        &language,
        &ClockPage {
            c: Console::new(&hub, &language, Section::Clock, q.get("notice")).await?,
            can_move: hub.clock.hand().is_some(),
            is_frozen: state.is_frozen,
            now: t.date_time_seconds(state.now),
            now_utc: state.now.to_string(),
            machine_now: t.date_time_seconds(state.machine_now),
            follows: hub.config.signatures_follow_clock,
            f: Frame::new(&language),
        },
    ))
}

/// Moves the clock.
pub(super) async fn turn_hands(hub: Hub, body: Bytes) -> PageResult {
    let Some(wanted) = wanted(&Form::read(&body)) else {
        return Ok(see_other("/console/clock?notice=invalid"));
    };
    Ok(see_other(match turn(&hub, &[wanted]).await? {
        Turned::Done => "/console/clock?notice=clock-turned",
        Turned::IsOfMachine => "/console/clock?notice=clock-of-machine",
        Turned::OutOfRange => "/console/clock?notice=clock-range",
    }))
}

fn wanted(form: &Form) -> Option<Turn> {
    match form.get("turn") {
        "advance" => {
            let by: SignedDuration = form.get("by").parse().ok()?;
            (by.abs() <= FURTHEST).then_some(Turn::Advance(by))
        }
        "set" => {
            let text = form.get("to");
            let local = || text.parse().ok().and_then(from_chisinau);
            text.parse::<Timestamp>().ok().or_else(local).map(Turn::Set)
        }
        "freeze" => Some(Turn::Freeze),
        "release" => Some(Turn::Release),
        "reset" => Some(Turn::Reset),
        _ => None,
    }
}
