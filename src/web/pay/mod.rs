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
use crate::flow::payment_method_selection::SalesChannel;
use crate::i18n::Translator;

/// The pages on which a visit is shown.
#[derive(Debug)]
pub(super) enum Pages {
    /// The payer's.
    Payer,
    /// Those of an operator with this terminal.
    Operator(PosTerminalKey, Box<PosTerminal>),
}

impl Pages {
    /// The prefix of these pages' addresses.
    pub(super) fn base(&self) -> &'static str {
        match self {
            Self::Payer => "/pay",
            Self::Operator(..) => "/pos",
        }
    }

    /// The frame of the payer's step, or of an operator's page, which has no steps.
    fn frame(&self, language: &RequestLanguage, step: usize) -> Frame {
        match self {
            Self::Payer => Frame::at_step(language, step),
            Self::Operator(..) => Frame::new(language),
        }
    }

    fn place(&self) -> SalesChannel {
        match self {
            Self::Payer => SalesChannel::PayPage,
            Self::Operator(key, _) => SalesChannel::Counter(*key),
        }
    }
}

/// The address for choosing among several orders again.
fn other_orders(pages: &Pages, session: SessionId) -> String {
    format!("{}/{session}/orders", pages.base())
}

/// A remark for developers if browsers may not resolve the visit's `ReturnUrl`.
fn return_remark(t: &Translator, return_url: Option<&ReturnUrl>) -> Option<String> {
    let name = container_name(return_url?.as_str())?;
    Some(t.with("aid-return-name", "name", name.chars().take(100).collect::<String>()))
}

/// The visit in an address.
pub(super) fn session_id(text: &str) -> Result<SessionId, Problem> {
    SessionId::parse(text).ok_or(Problem::UnknownSession)
}
