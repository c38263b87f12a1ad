//! The names of an exchange's two messages.

use super::problem::ControlProblem;
use crate::flow::x_ray::Message;
use crate::web::lists::values;

/// The message with this name.
pub(super) fn message(name: &str) -> Result<Message, ControlProblem> {
    let name = values::name("message", Some(name), Message::NAMES)?;
    Ok(name.and_then(Message::parse).unwrap_or(Message::Response))
}

pub(super) fn no_reply(number: i64) -> ControlProblem {
    ControlProblem::new("unknown-exchange", format!("no reply came in exchange {number}"))
        .hint(format!("GET /control/v1/exchanges/{number} says what failed"))
}
