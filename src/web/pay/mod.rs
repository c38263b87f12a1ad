//! The payer's pages, in the order of the steps.

pub(super) mod payment_page_request;

mod instruments;
pub(super) mod pay_page;

pub(super) mod order_choice;

mod not_payable;
mod order_view;
mod payer_fields;

pub(super) mod result;

pub(super) mod receipt;

pub(super) mod return_to_e_service;

use actix_web::HttpResponse;

use super::errors::{self, Whereabouts};
use super::language::RequestLanguage;
use super::page::Hub;
use crate::domain::ids::SessionId;
use crate::flow::invoice_generation::no_money_was_taken;
use crate::flow::{Problem, payment_page_request as request_flow};

/// The visit that an address names.
fn session_id(text: &str) -> Result<SessionId, Problem> {
    SessionId::parse(text).ok_or(Problem::UnknownSession)
}

/// A problem within a visit: the page offers the way back where the visit has one.
async fn problem_in(hub: &Hub, language: &RequestLanguage, session: &str, problem: &Problem) -> HttpResponse {
    let visit = match SessionId::parse(session) {
        Some(id) => request_flow::session(hub, id).await.ok(),
        None => None,
    };
    let at = Whereabouts {
        no_money_taken: match &visit {
            Some(visit) => no_money_was_taken(hub, visit).await,
            None => false,
        },
        can_return: visit.as_ref().is_some_and(|visit| visit.return_url.is_some()),
        session: visit.map(|visit| visit.id.to_string()),
    };
    errors::problem(hub, language, problem, &at)
}
