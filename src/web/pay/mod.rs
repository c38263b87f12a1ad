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

use super::language::RequestLanguage;
use super::page::Frame;
use crate::domain::container_name::container_name;
use crate::domain::ids::{PosTerminalKey, SessionId};
use crate::domain::pos_terminal::PosTerminal;
use crate::domain::return_url::ReturnUrl;
use crate::flow::Problem;
use crate::flow::payment_method_selection::Place;
use crate::i18n::Translator;

/// Whose pages a visit is shown on.
#[derive(Debug)]
pub(super) enum Pages {
    /// The payer's own.
    Payer,
    /// An operator's, who takes the payer's card with this terminal.
    Operator(PosTerminalKey, Box<PosTerminal>),
}

impl Pages {
    /// What the addresses of these pages start with.
    pub(super) fn base(&self) -> &'static str {
        match self {
            Self::Payer => "/pay",
            Self::Operator(..) => "/pos",
        }
    }

    /// The frame of the payer's step, or of an operator's page, which is none of the payer's steps.
    fn frame(&self, language: &RequestLanguage, step: usize) -> Frame {
        match self {
            Self::Payer => Frame::at_step(language, step),
            Self::Operator(..) => Frame::new(language),
        }
    }

    fn place(&self) -> Place {
        match self {
            Self::Payer => Place::PayPage,
            Self::Operator(key, _) => Place::Counter(*key),
        }
    }
}

/// The address at which the payer chooses among several orders again.
fn other_orders(pages: &Pages, session: SessionId) -> String {
    format!("{}/{session}/orders", pages.base())
}

/// What only a developer is told of the visit's `ReturnUrl`: browsers may not find the name in it.
fn return_remark(t: &Translator, return_url: Option<&ReturnUrl>) -> Option<String> {
    let name = container_name(return_url?.as_str())?;
    Some(t.with("aid-return-name", "name", name.chars().take(100).collect::<String>()))
}

/// The visit that an address names.
pub(super) fn session_id(text: &str) -> Result<SessionId, Problem> {
    SessionId::parse(text).ok_or(Problem::UnknownSession)
}
