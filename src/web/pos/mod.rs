//! The operator's pages at a service provider's counter: the terminal, the order, the result.

pub(super) mod configure;

pub(super) mod entry;

pub(super) mod visit;

pub(super) mod slip;

use std::future::{Ready, ready};
use std::net::IpAddr;

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpRequest};

use super::cookies;
use crate::domain::ids::PosTerminalKey;
use crate::domain::pos_terminal::PosTerminal;
use crate::i18n::Translator;

/// The cookie of the operator's terminal. It contains only the key of a configuration.
const COOKIE_NAME: &str = "mpay_sim_pos";

/// The operator: the browser's cookie, and the address of the connection. Headers such as `X-Forwarded-For` are ignored, as
/// anybody can write them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operator {
    key: Option<PosTerminalKey>,
    address: Option<IpAddr>,
}

impl FromRequest for Operator {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self {
            key: cookies::find(request, COOKIE_NAME).and_then(PosTerminalKey::parse),
            address: request.peer_addr().map(|address| address.ip().to_canonical()),
        }))
    }
}

/// Office, counter and terminal, with their labels.
pub(super) fn counter_facts(t: &Translator, terminal: &PosTerminal) -> Vec<(String, String)> {
    let service = terminal.organization_service.iter().map(|text| (t.get("pos-service"), text.clone()));
    let counter = terminal.counter.iter().map(|text| (t.get("pos-counter"), text.clone()));
    let organization = (t.get("pos-organization"), terminal.organization_name.clone());
    let office = (t.get("pos-office"), terminal.office_address.clone());
    let number = (t.get("pos-terminal"), terminal.terminal_id.clone());
    let bank = (t.get("pos-bank"), terminal.vendor_name.clone());
    [organization, office].into_iter().chain(service).chain(counter).chain([number, bank]).collect()
}
