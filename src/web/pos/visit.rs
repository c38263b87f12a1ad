//! The order for the operator, and sending its amount to the terminal.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Path};
use askama::Template;

use super::{Operator, counter_facts};
use crate::flow::Problem;
use crate::flow::pos_terminal::{AtHand, at_hand};
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, render};
use crate::web::pay::{Pages, pay_page, session_id};

#[derive(Template)]
#[template(path = "pos/no_terminal.html")]
struct NoTerminalPage {
    f: Frame,
    session: String,
    /// The terminal that may not be used from here; empty if none is configured.
    counter: Vec<(String, String)>,
    intended_ip: String,
    address: String,
}

/// Requests the order and shows it with the terminal.
pub(in crate::web) async fn show(
    hub: Hub,
    language: RequestLanguage,
    operator: Operator,
    path: Path<String>,
) -> PageResult {
    match pages(&hub, &language, operator, &path).await? {
        Ok(pages) => pay_page::page(&hub, &language, &path, &pages).await,
        Err(response) => Ok(response),
    }
}

/// Sends the amount to the terminal.
pub(in crate::web) async fn send(
    hub: Hub,
    language: RequestLanguage,
    operator: Operator,
    path: Path<String>,
    body: Bytes,
) -> PageResult {
    match pages(&hub, &language, operator, &path).await? {
        Ok(pages) => pay_page::submit(&hub, &language, &path, &body, &pages).await,
        Err(response) => Ok(response),
    }
}

/// The pages of an operator with a terminal, or the page that says what is missing.
async fn pages(
    hub: &Hub,
    language: &RequestLanguage,
    operator: Operator,
    session: &str,
) -> Result<Result<Pages, HttpResponse>, Problem> {
    session_id(session)?;
    let no_terminal = |status, counter, intended_ip| {
        let page = NoTerminalPage {
            session: session.to_owned(),
            counter,
            intended_ip,
            address: operator.address.map(|address| address.to_string()).unwrap_or_default(),
            f: Frame::new(language),
        };
        render(status, language, &page)
    };
    Ok(match at_hand(hub, operator.key, operator.address).await? {
        AtHand::Terminal(key, terminal) => Ok(Pages::Operator(key, Box::new(terminal))),
        AtHand::None => Err(no_terminal(StatusCode::CONFLICT, vec![], String::new())),
        AtHand::MeantForAnotherAddress(terminal) => {
            let facts = counter_facts(&language.translator(), &terminal);
            Err(no_terminal(StatusCode::FORBIDDEN, facts, terminal.intended_ip.to_string()))
        }
    })
}
