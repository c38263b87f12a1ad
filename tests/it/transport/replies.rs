//! Rows of the table: replies that count, and those that end before they are whole or are none.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use mpay_sim::domain::call_outcome::OutcomeKind::NotSoap;

use super::table::{Row, Sees, counts, gone, no_reply, row, say};
use crate::support::wire::Says;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A status with headers, and this body with its length.
fn reply(head: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

fn chunks(body: &[u8]) -> Vec<u8> {
    let chunk = |chunk: &[u8]| [format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat();
    body.chunks(700).flat_map(chunk).chain(*b"0\r\n\r\n").collect()
}

/// A status with a body, or what should be one.
pub static REPLIES: [Row; 36] = [
    counts(
        "chunked",
        |honest| {
            let head =
                b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
            Says::Bytes([head, chunks(honest)].concat())
        },
        "",
    ),
    counts(
        "until it is closed",
        |honest| Says::Bytes([b"HTTP/1.0 200 OK\r\nContent-Type: text/xml\r\n\r\n", honest].concat()),
        "",
    ),
    counts(
        "compressed",
        |honest| {
            Says::Bytes(reply("200 OK\r\nContent-Type: text/xml\r\nContent-Encoding: gzip", &gzip(honest)))
        },
        "http-compressed",
    ),
    counts(
        "SOAP 1.2's type",
        |honest| Says::Bytes(reply("200 OK\r\nContent-Type: application/soap+xml", honest)),
        "http-soap-12",
    ),
    counts(
        "a page's type",
        |honest| Says::Bytes(reply("200 OK\r\nContent-Type: text/html", honest)),
        "http-content-type",
    ),
    counts("no type", |honest| Says::Bytes(reply("200 OK", honest)), "http-content-type"),
    counts(
        "the length twice, alike",
        |honest| {
            let length = format!("200 OK\r\nContent-Type: text/xml\r\nContent-Length: {}", honest.len());
            Says::Bytes(reply(&length, honest))
        },
        "",
    ),
    counts(
        "a length beside Transfer-Encoding, which counts",
        |honest| {
            let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n";
            Says::Bytes([head.to_vec(), chunks(honest)].concat())
        },
        "",
    ),
    counts(
        "a second reply behind the first",
        |honest| {
            let first = reply("200 OK\r\nContent-Type: text/xml", honest);
            Says::Bytes([first, reply("500 No", b"no")].concat())
        },
        "",
    ),
    counts(
        "Continue and Early Hints before it",
        |honest| {
            let hints =
                b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".to_vec();
            Says::Bytes([hints, reply("200 OK\r\nContent-Type: text/xml", honest)].concat())
        },
        "",
    ),
    counts(
        "reset after the whole reply",
        |honest| Says::AndResets(reply("200 OK\r\nContent-Type: text/xml", honest)),
        "",
    ),
    gone("nothing", |_| say(""), "http-no-reply", "before a reply's headers were complete"),
    gone(
        "reset at once",
        |_| Says::AndResets(vec![]),
        "http-no-reply",
        "before a reply's headers were complete",
    ),
    no_reply("another protocol", |_| say("SSH-2.0-OpenSSH_9.2\r\n"), "http-not-http", "SSH-2.0-OpenSSH_9.2"),
    no_reply(
        "another protocol that waits",
        |_| Says::AndHangs(b"220 mail.test ESMTP\r\n".to_vec()),
        "http-not-http",
        "220 mail.test ESMTP",
    ),
    no_reply(
        "a TLS alert",
        |_| Says::Bytes(b"\x15\x03\x01\x00\x02\x02\x46".to_vec()),
        "https-expected",
        "TLS alert",
    ),
    gone(
        "half a head",
        |_| say("HTTP/1.1 200 OK\r\nContent-Ty"),
        "http-no-reply",
        "before a reply's headers were complete",
    ),
    no_reply("two heads in one", |_| say("HTTP/1.1 200 OK\r\nHTTP/1.1 200 OK\r\n\r\n"), "http-not-http", ""),
    no_reply(
        "500 headers",
        |_| say(&format!("HTTP/1.1 200 OK\r\n{}\r\n", "X-A: b\r\n".repeat(500))),
        "http-not-http",
        "more than 100",
    ),
    no_reply(
        "a header of 2 MB",
        |_| say(&format!("HTTP/1.1 200 OK\r\nX-A: {}\r\n\r\n", "b".repeat(2_000_000))),
        "http-not-http",
        "larger than",
    ),
    no_reply(
        "headers without end",
        |_| Says::Endless(b"HTTP/1.1 200 OK\r\n".to_vec(), b"X-A: b\r\n".repeat(500)),
        "http-not-http",
        "more than 100",
    ),
    no_reply(
        "one header without end",
        |_| Says::Endless(b"HTTP/1.1 200 OK\r\nX-A: ".to_vec(), vec![b'b'; 4096]),
        "http-not-http",
        "larger than",
    ),
    no_reply(
        "the head alone",
        |_| say("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 898\r\n\r\n"),
        "http-cut",
        "0 of the 898 bytes",
    ),
    no_reply(
        "reset after the head",
        |_| {
            Says::AndResets(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 898\r\n\r\n".to_vec(),
            )
        },
        "http-cut",
        "0 of the 898 bytes",
    ),
    no_reply(
        "a length that is too long",
        |_| say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<a/>"),
        "http-cut",
        "4 of the 9 bytes",
    ),
    no_reply(
        "a chunk that is missing",
        |_| say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n<a/>"),
        "http-cut",
        "4 bytes came",
    ),
    no_reply(
        "two lengths that differ",
        |_| say("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n<a/> "),
        "http-not-http",
        "",
    ),
    no_reply(
        "a length that is no number",
        |_| say("HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\n<a/>"),
        "http-not-http",
        "",
    ),
    no_reply(
        "broken chunks beside a length",
        |_| say("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n<a/>"),
        "http-cut",
        "",
    ),
    no_reply(
        "a compression that nobody asked for",
        |_| say("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nx"),
        "http-compression",
        "br",
    ),
    no_reply(
        "gzip that is none",
        |_| Says::Bytes(reply("200 OK\r\nContent-Encoding: gzip", b"no gzip at all")),
        "http-compression",
        "gzip",
    ),
    no_reply(
        "gzip that is cut off",
        |honest| {
            let compressed = gzip(honest);
            Says::Bytes(reply("200 OK\r\nContent-Encoding: gzip", &compressed[..compressed.len() / 2]))
        },
        "http-compression",
        "gzip",
    ),
    no_reply(
        "a gzip bomb",
        |_| Says::Bytes(reply("200 OK\r\nContent-Encoding: gzip", &gzip(&vec![b' '; 30_000_000]))),
        "http-too-large",
        "larger than 1048576 bytes",
    ),
    no_reply(
        "a body that is too large",
        |_| Says::Bytes(reply("200 OK", &vec![b' '; (1 << 20) + 1])),
        "http-too-large",
        "larger than 1048576 bytes",
    ),
    no_reply(
        "a body without end",
        |_| Says::Endless(b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b' '; 4096]),
        "http-too-large",
        "larger than 1048576 bytes",
    ),
    row(
        "a length that is too short",
        |honest| {
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n\r\n",
                honest.len() - 9
            );
            Says::Bytes([head.as_bytes(), honest].concat())
        },
        NotSoap,
        Sees::Broken,
        "not-well-formed",
        "",
    ),
];
