//! Every limit of the hub as one table, from which `docs/LIMITS.md` is generated. The numbers are the constants that the
//! code uses, or the defaults of settings.

use std::time::Duration;

use crate::config::SETTINGS;
use crate::domain::ids;
use crate::domain::return_url::ReturnUrl;
use crate::soap::envelope::{MAX_ATTRIBUTES, MAX_DECLARATIONS, MAX_DEPTH, MAX_IN_FORCE, MAX_NODES};
use crate::soap::get_order_details::{MAX_LINES, MAX_ORDERS, MAX_PROPERTIES};
use crate::soap::security::c14n::{MOST_NAMESPACES, MOST_NODES, MOST_OCTETS};
use crate::soap::security::{MAX_REFERENCES, MAX_TRANSFORMS};
use crate::{app, flow, server, service_provider, soap, store, web};

/// The requests, replies or data that a limit concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Browsers and programs that call the hub.
    Requests,
    /// The hub's calls to e-Services.
    Calls,
    /// Replies of e-Services.
    Replies,
    /// Stored data.
    Kept,
    /// The time to stop.
    Stopping,
}

/// A limit.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Its group.
    pub group: Group,
    /// The limited thing.
    pub what: &'static str,
    /// The maximum.
    pub bound: Bound,
    /// The effect on the caller beyond it.
    pub beyond: &'static str,
}

/// A maximum.
#[derive(Debug, Clone, Copy)]
pub enum Bound {
    /// A number.
    Count(usize),
    /// Bytes.
    Bytes(usize),
    /// A time.
    Time(Duration),
    /// The value of this setting.
    Setting(&'static str),
}

impl Bound {
    /// The limit for display; the default if it is a setting.
    pub fn default_text(self) -> String {
        match self {
            Self::Count(count) => grouped(count),
            Self::Bytes(bytes) if bytes >= 1 << 20 && bytes.is_multiple_of(1 << 20) => {
                format!("{} MiB", bytes >> 20)
            }
            Self::Bytes(bytes) if bytes >= 1 << 10 && bytes.is_multiple_of(1 << 10) => {
                format!("{} KiB", bytes >> 10)
            }
            Self::Bytes(bytes) => format!("{} bytes", grouped(bytes)),
            Self::Time(time) if time.as_millis().is_multiple_of(1_000) => format!("{} s", time.as_secs()),
            Self::Time(time) => format!("{} ms", time.as_millis()),
            Self::Setting(name) => {
                let setting = SETTINGS.iter().find(|setting| setting.name == name);
                match setting.map(|setting| (setting.value_name, setting.default)) {
                    Some(("BYTES", default)) => {
                        default.parse().map_or_else(|_| default.to_owned(), |n| Self::Bytes(n).default_text())
                    }
                    Some((_, "")) => "as the open files allow".to_owned(),
                    Some(("COUNT", default)) => default.parse().map_or_else(|_| default.to_owned(), grouped),
                    Some((_, default)) => default.to_owned(),
                    None => String::new(),
                }
            }
        }
    }

    /// The setting, if it is one.
    pub fn setting(self) -> Option<&'static str> {
        match self {
            Self::Setting(name) => Some(name),
            _ => None,
        }
    }
}

/// The number with a comma between thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

const fn limit(group: Group, what: &'static str, bound: Bound, beyond: &'static str) -> Limit {
    Limit { group, what, bound, beyond }
}

use Bound::{Bytes, Count, Setting, Time};
use Group::{Calls, Kept, Replies, Requests, Stopping};

/// Every limit, group by group.
pub static LIMITS: [Limit; 54] = [
    limit(
        Requests,
        "connections at once",
        Setting("connections_at_once"),
        "further ones wait until one is closed; beyond three quarters of them payers, shops and the REST API get 503 with Retry-After \
         (`busy`), and console, control API and probes are still answered",
    ),
    limit(
        Requests,
        "time for the head of a request to arrive",
        Time(server::LONGEST_HEAD),
        "408, and the connection is closed; of a further request on a connection: closed without an answer",
    ),
    limit(
        Requests,
        "time for the client to read an answer, from when no more of it can be sent",
        Time(server::LONGEST_UNREAD_ANSWER),
        "the connection is closed",
    ),
    limit(
        Requests,
        "time for a body to arrive",
        Setting("request_body_timeout"),
        "408 (`slow-body`), and the connection is closed",
    ),
    limit(
        Requests,
        "new visits of one address in a minute; a hundred times as many from private networks and the same machine",
        Setting("visits_per_minute"),
        "429 with Retry-After; nothing is written",
    ),
    limit(Requests, "body of a form or of a call of the control API", Bytes(web::MOST_OF_BODY), "413"),
    limit(Requests, "body of a service's registration", Bytes(web::MOST_OF_REGISTRATION), "413 `too-large`"),
    limit(
        Requests,
        "one certificate of a registration",
        Bytes(flow::services::MOST_CERTIFICATE_BYTES),
        "a mistake of the field",
    ),
    limit(
        Requests,
        "characters of an OrderKey or a ServiceID",
        Count(ids::MAX_CHARS),
        "400; the page shows the number",
    ),
    limit(Requests, "characters of a ReturnUrl", Count(ReturnUrl::MAX_CHARS), "400; a page that says so"),
    limit(
        Requests,
        "waiting callers and followers of events at once",
        Count(app::MOST_WAITING),
        "503 `too-many-waiting`",
    ),
    limit(Requests, "wait of a caller of the control API", Time(web::LONGEST_WAIT), "400 `invalid-value`"),
    limit(
        Requests,
        "wait of the result page for the first confirmation",
        Setting("result_page_wait"),
        "the page says that the confirmation is still to come",
    ),
    limit(
        Calls,
        "one call to an e-Service",
        Setting("e_service_timeout"),
        "`http-timeout` and its kin; payers get 504 and may try again, a confirmation is repeated",
    ),
    limit(
        Calls,
        "GetOrderDetails calls to one service at once",
        Setting("order_calls_at_once_per_service"),
        "payers, the REST API and the control API get 503 with Retry-After (`too-many-order-calls`); nothing is asked",
    ),
    limit(
        Calls,
        "ConfirmOrderPayment calls at once",
        Setting("confirmations_at_once"),
        "nothing: confirmations wait for a place",
    ),
    limit(
        Calls,
        "ConfirmOrderPayment calls to one service at once",
        Setting("confirmations_at_once_per_service"),
        "nothing: confirmations wait for a place",
    ),
    limit(
        Calls,
        "messages processed at once",
        Count(service_provider::MESSAGES_AT_ONCE),
        "nothing: replies wait for a place",
    ),
    limit(
        Calls,
        "messages of one service processed at once",
        Count(service_provider::MESSAGES_AT_ONCE_PER_SERVICE),
        "nothing: the service's replies wait for each other",
    ),
    limit(
        Calls,
        "messages diagnosed at once",
        Count(service_provider::DIAGNOSES_AT_ONCE),
        "nothing: invalid signatures are diagnosed one after the other",
    ),
    limit(
        Replies,
        "body of a reply, also after decompression",
        Setting("max_reply_bytes"),
        "`http-too-large`",
    ),
    limit(
        Replies,
        "first line and headers of a reply that are kept",
        Bytes(service_provider::MOST_OF_HEAD),
        "the rest is cut, with `…`",
    ),
    limit(Replies, "levels of elements", Count(MAX_DEPTH as usize), "`too-deep`"),
    limit(Replies, "nodes of a message", Count(MAX_NODES as usize), "`not-well-formed`"),
    limit(Replies, "attributes of an element", Count(MAX_ATTRIBUTES), "`too-many-attributes`"),
    limit(Replies, "namespace declarations of a message", Count(MAX_DECLARATIONS), "`too-many-attributes`"),
    limit(
        Replies,
        "namespace declarations in force at an element",
        Count(MAX_IN_FORCE),
        "`too-many-attributes`",
    ),
    limit(Replies, "references of a signature", Count(MAX_REFERENCES), "`signature-too-many-references`"),
    limit(Replies, "transforms of a reference", Count(MAX_TRANSFORMS), "`signature-too-many-transforms`"),
    limit(
        Replies,
        "octets made by canonicalizing a message, or twice the message if that is more",
        Bytes(MOST_OCTETS),
        "`signature-too-costly`",
    ),
    limit(Replies, "nodes visited by canonicalizing a message", Count(MOST_NODES), "`signature-too-costly`"),
    limit(
        Replies,
        "namespaces in scope searched by canonicalizing a message",
        Count(MOST_NAMESPACES),
        "`signature-too-costly`",
    ),
    limit(
        Replies,
        "certificates in a message",
        Count(soap::security::MAX_CERTIFICATES),
        "`certificate-unreadable`, or the others are not looked at",
    ),
    limit(Replies, "bits of an RSA key", Count(soap::security::MOST_KEY_BITS), "`certificate-key-length`"),
    limit(
        Replies,
        "error of the e-Service's clock",
        Setting("timestamp_leeway"),
        "`timestamp-in-future`, `timestamp-expired`",
    ),
    limit(Replies, "lifetime of a reply", Setting("timestamp_longest_life"), "`timestamp-life-too-long`"),
    limit(Replies, "orders of a reply", Count(MAX_ORDERS), "`too-many-elements`: the reply is refused"),
    limit(Replies, "lines of an order", Count(MAX_LINES), "`too-many-elements`: the reply is refused"),
    limit(
        Replies,
        "properties of an order or of a line",
        Count(MAX_PROPERTIES),
        "`too-many-elements`: the reply is refused",
    ),
    limit(Replies, "characters of a value", Count(soap::MAX_TEXT), "the rest is cut"),
    limit(
        Replies,
        "octets made by the search for the cause of an invalid signature",
        Bytes(soap::security::explain::MOST_OCTETS),
        "only the first causes of the list are tried",
    ),
    limit(
        Replies,
        "size of a message whose invalid signature is diagnosed",
        Bytes(soap::security::explain::MOST_TEXT),
        "the finding gives the error without a cause",
    ),
    limit(
        Kept,
        "recorded exchanges",
        Setting("exchanges_kept"),
        "the oldest go first, a sixteenth of the number at a time",
    ),
    limit(Kept, "bytes of recorded exchanges", Setting("exchange_bytes_kept"), "the oldest go first"),
    limit(Kept, "events", Count(store::EVENTS_KEPT as usize), "the oldest go first"),
    limit(Kept, "visits without a payment", Setting("visits_kept"), "the oldest are deleted"),
    limit(
        Kept,
        "age of a visit in which nothing was paid, and of a payment that ended without money",
        Setting("visit_lifetime"),
        "it is deleted",
    ),
    limit(
        Kept,
        "registered services, without those of the settings",
        Count(store::MOST_REGISTERED as usize),
        "409: remove one first",
    ),
    limit(Kept, "checks of e-Services, one a service", Count(app::CHECKS_KEPT), "the oldest goes first"),
    limit(Kept, "active scenarios", Count(flow::scenarios::MAX_ACTIVE), "409: stop one first"),
    limit(Kept, "calls of one scenario", Count(flow::scenarios::MAX_CALLS as usize), "400 `invalid-value`"),
    limit(
        Kept,
        "services with their own label in the metrics",
        Count(crate::metrics::MOST_SERVICES),
        "they are counted together, as `other`",
    ),
    limit(
        Stopping,
        "requests in progress when the hub stops",
        Time(Duration::from_secs(server::SHUTDOWN_SECONDS)),
        "their connections are closed",
    ),
    limit(
        Stopping,
        "confirmations in progress when the hub stops",
        Time(server::DELIVERY_SHUTDOWN),
        "they are given back, and sent again by the next hub",
    ),
];
