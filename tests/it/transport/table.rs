//! How the connection, the bytes and the HTTP of an e-Service can be, one row each: where the call stops and of which kind that
//! is, what the payer sees, and what programs are told. A payment at another service works meanwhile, whatever the row.

use mpay_sim::domain::call_outcome::OutcomeKind::{self, HttpStatus, NoConnection, NoReply, TimedOut};

use super::replies::REPLIES;
use crate::support::wire::Says;

/// The server's manner, with what came of the call.
pub struct Row {
    pub name: &'static str,
    /// Of the address.
    pub scheme: &'static str,
    /// From the honest reply, signed for the row's service.
    pub says: fn(&[u8]) -> Says,
    pub kind: OutcomeKind,
    pub payer: Sees,
    /// The rule of what stopped it; of a call that nothing stopped, of what was remarked on, if anything.
    pub rule: &'static str,
    /// Words of what was found.
    pub found: &'static str,
}

/// What the payer sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sees {
    PayPage,
    /// 502: the e-Service is not responding.
    Down,
    /// 502: it sent a reply that cannot be used.
    Broken,
    /// 504: it is not responding in time.
    Slow,
}

pub fn say(text: &str) -> Says {
    Says::Bytes(text.as_bytes().to_vec())
}

pub const fn row(
    name: &'static str,
    says: fn(&[u8]) -> Says,
    kind: OutcomeKind,
    payer: Sees,
    rule: &'static str,
    found: &'static str,
) -> Row {
    Row { name, scheme: "http", says, kind, payer, rule, found }
}

/// A row whose server is called over HTTPS.
const fn over_tls(row: Row) -> Row {
    Row { scheme: "https", ..row }
}

/// An honest reply in every form in which it counts.
pub const fn counts(name: &'static str, says: fn(&[u8]) -> Says, remark: &'static str) -> Row {
    row(name, says, OutcomeKind::Accepted, Sees::PayPage, remark, "")
}

/// A status without a SOAP message.
const fn status(name: &'static str, says: fn(&[u8]) -> Says, rule: &'static str, found: &'static str) -> Row {
    row(name, says, HttpStatus, Sees::Broken, rule, found)
}

/// A connection over which no reply came.
pub const fn gone(
    name: &'static str,
    says: fn(&[u8]) -> Says,
    rule: &'static str,
    found: &'static str,
) -> Row {
    row(name, says, NoReply, Sees::Down, rule, found)
}

/// What ends before the reply is whole, or is none.
pub const fn no_reply(
    name: &'static str,
    says: fn(&[u8]) -> Says,
    rule: &'static str,
    found: &'static str,
) -> Row {
    row(name, says, NoReply, Sees::Broken, rule, found)
}

/// What never ends.
const fn hangs(name: &'static str, says: fn(&[u8]) -> Says, rule: &'static str) -> Row {
    row(name, says, TimedOut, Sees::Slow, rule, "within")
}

/// It ends before anything is said over TLS.
const fn no_connection(
    name: &'static str,
    says: fn(&[u8]) -> Says,
    rule: &'static str,
    found: &'static str,
) -> Row {
    row(name, says, NoConnection, Sees::Down, rule, found)
}

/// Every row that ends by itself.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    REPLIES.iter().chain(&OTHERS)
}

/// Statuses, and what is said in place of TLS.
static OTHERS: [Row; 16] = [
    status(
        "TLS expected",
        |_| say("HTTP/1.1 400 Bad Request\r\n\r\n<h1>The plain HTTP request was sent to HTTPS port</h1>"),
        "https-expected",
        "HTTP status 400",
    ),
    status(
        "elsewhere",
        |_| say("HTTP/1.1 302 Found\r\nLocation: http://evil.test/\r\n\r\n"),
        "http-redirect",
        "`http://evil.test/`",
    ),
    status("no content", |_| say("HTTP/1.1 204 No Content\r\n\r\n"), "http-no-content", "204"),
    status(
        "forbidden",
        |_| say("HTTP/1.1 403 Forbidden\r\n\r\nYour IP is not allowed"),
        "http-forbidden",
        "Your IP is not allowed",
    ),
    status("not found", |_| say("HTTP/1.1 404 Not Found\r\n\r\n"), "http-not-found", "404"),
    status("another method", |_| say("HTTP/1.1 405 No\r\n\r\n"), "http-method", "405"),
    status("too large for it", |_| say("HTTP/1.1 413 No\r\n\r\n"), "http-request-too-large", "413"),
    status("another type", |_| say("HTTP/1.1 415 No\r\n\r\n"), "http-media-type", "415"),
    status("too many", |_| say("HTTP/1.1 429 No\r\n\r\nslow down"), "http-too-many", "slow down"),
    status(
        "a page of an error",
        |_| say("HTTP/1.1 500 No\r\nContent-Type: text/html\r\n\r\n<html><h1>Runtime Error</h1>"),
        "http-server-error",
        "Runtime Error",
    ),
    over_tls(no_connection(
        "HTTP in place of TLS",
        |_| say("HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<h1>Bad request version</h1>"),
        "tls-not-spoken",
        "something else than TLS",
    )),
    over_tls(no_connection(
        "a mail server",
        |_| say("220 mail.test ESMTP\r\n"),
        "tls-not-spoken",
        "something else than TLS",
    )),
    over_tls(no_connection("closed in the handshake", |_| say(""), "tls-closed", "closed the connection")),
    // Alerts of TLS 1.0 and 1.2.
    over_tls(no_connection(
        "handshake failure",
        |_| Says::Bytes(b"\x15\x03\x01\x00\x02\x02\x28".to_vec()),
        "tls-handshake",
        "HandshakeFailure",
    )),
    over_tls(no_connection(
        "protocol version",
        |_| Says::Bytes(b"\x15\x03\x01\x00\x02\x02\x46".to_vec()),
        "tls-handshake",
        "ProtocolVersion",
    )),
    over_tls(no_connection(
        "unrecognized name",
        |_| Says::Bytes(b"\x15\x03\x03\x00\x02\x02\x70".to_vec()),
        "tls-handshake",
        "UnrecognisedName",
    )),
];

/// What ends with the time of the call.
pub static HANGING: [Row; 8] = [
    hangs("nothing", |_| Says::AndHangs(vec![]), "http-timeout"),
    hangs("half a head", |_| Says::AndHangs(b"HTTP/1.1 200 OK\r\n".to_vec()), "http-timeout"),
    hangs(
        "half a body",
        |_| Says::AndHangs(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<a/>".to_vec()),
        "http-body-timeout",
    ),
    hangs("a head that drips", |_| Says::Drips(b"HTTP/1.1 200 OK\r\nX-A: ".to_vec(), "b"), "http-timeout"),
    hangs(
        "a body that drips",
        |_| {
            Says::Drips(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 1000000\r\n\r\n".to_vec(),
                " ",
            )
        },
        "http-body-timeout",
    ),
    hangs("Continue without end", |_| Says::Drips(vec![], "HTTP/1.1 100 Continue\r\n\r\n"), "http-timeout"),
    hangs(
        "chunks of one byte",
        |_| Says::Drips(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec(), "1\r\n<\r\n"),
        "http-body-timeout",
    ),
    over_tls(hangs("nothing in the handshake", |_| Says::AndHangs(vec![]), "tls-timeout")),
];
