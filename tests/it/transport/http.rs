//! DNS, connections and HTTP, against servers that say any bytes.

use std::io::Write;
use std::net::SocketAddr;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::future::join_all;
use mpay_sim::domain::finding::Stage;
use mpay_sim::domain::service::ServerTrust;
use mpay_sim::soap::get_order_details::write_reply;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::support::e_service::signed;
use crate::support::orders::order;
use crate::support::wire::{PATIENCE, Says, call, call_within, finding, server};
use crate::support::{EService, identities, simulated_clock};

const ANY: ServerTrust = ServerTrust::PublicAuthorities;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn reply(head: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

#[tokio::test]
async fn the_request_has_a_length_and_a_quoted_action_and_nothing_that_old_servers_stumble_over() {
    let (clock, _) = simulated_clock();
    let service = EService::start(&clock).await.service();
    let (address, mut requests) = server(Says::Bytes(vec![])).await;
    let url = format!("http://{address}/Service.svc?x=1");
    let (exchange, _) = call(&clock, service, &url, ANY).await;
    let request = String::from_utf8(requests.recv().await.unwrap()).unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let mut lines: Vec<String> = head.split("\r\n").map(str::to_ascii_lowercase).collect();
    assert_eq!(lines.remove(0), "post /service.svc?x=1 http/1.1");
    lines.sort();
    assert_eq!(
        lines,
        [
            "accept: */*".to_owned(),
            format!("content-length: {}", body.len()),
            "content-type: text/xml; charset=utf-8".to_owned(),
            format!("host: {address}"),
            "soapaction: \"https://mpay.gov.md/iserviceprovider/getorderdetails\"".to_owned(),
            format!("user-agent: mpay-sim/{}", env!("CARGO_PKG_VERSION")),
        ]
    );
    assert_eq!(body, exchange.request);
    assert!(requests.try_recv().is_err(), "one call is one request");
}

#[tokio::test]
async fn chunked_and_compressed_replies_are_read() {
    let (clock, _) = simulated_clock();
    let service = EService::start(&clock).await.service();
    let body = signed(&write_reply(&[order()]), &identities::e_service(), &clock);
    let chunks: Vec<u8> = body
        .chunks(700)
        .flat_map(|chunk| [format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat())
        .chain(*b"0\r\n\r\n")
        .collect();
    let chunked = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    let until_closed = b"HTTP/1.0 200 OK\r\nContent-Type: text/xml\r\n\r\n".to_vec();
    for (bytes, notes) in [
        ([chunked, chunks].concat(), vec![]),
        ([until_closed, body.clone()].concat(), vec![]),
        (
            reply("200 OK\r\nContent-Type: text/xml\r\nContent-Encoding: gzip", &gzip(&body)),
            vec!["http-compressed"],
        ),
        (reply("200 OK\r\nContent-Type: application/soap+xml", &body), vec!["http-soap-12"]),
        (reply("200 OK\r\nContent-Type: text/html", &body), vec!["http-content-type"]),
        (reply("200 OK", &body), vec!["http-content-type"]),
    ] {
        let (address, _requests) = server(Says::Bytes(bytes)).await;
        let (exchange, error) = call(&clock, service.clone(), &format!("http://{address}/"), ANY).await;
        assert!(error.is_none(), "{error:?}");
        assert_eq!(exchange.response.as_deref(), Some(body.as_slice()), "kept as it reads");
        let found: Vec<&str> = exchange.findings.iter().map(|finding| finding.rule.name).collect();
        assert_eq!(found, notes);
    }
}

#[tokio::test]
async fn what_a_server_says_is_told_by_its_rule() {
    let (clock, _) = simulated_clock();
    let service = EService::start(&clock).await.service();
    let say = |text: &str| Says::Bytes(text.as_bytes().to_vec());
    let bomb = reply("200 OK\r\nContent-Encoding: gzip", &gzip(&vec![b' '; 30_000_000]));
    let large = reply("200 OK", &vec![b' '; (1 << 20) + 1]);
    let many_headers = format!("HTTP/1.1 200 OK\r\n{}\r\n", "X-A: b\r\n".repeat(500));
    let long_header = format!("HTTP/1.1 200 OK\r\nX-A: {}\r\n\r\n", "b".repeat(2_000_000));
    for (says, rule, found) in [
        (say(""), "http-no-reply", "before a reply's headers were complete"),
        (say("SSH-2.0-OpenSSH_9.2\r\n"), "http-not-http", "SSH-2.0-OpenSSH_9.2"),
        (Says::AndHangs(b"220 mail.test ESMTP\r\n".to_vec()), "http-not-http", "220 mail.test ESMTP"),
        (Says::Bytes(b"\x15\x03\x01\x00\x02\x02\x46".to_vec()), "https-expected", "TLS alert"),
        (
            say("HTTP/1.1 400 Bad Request\r\n\r\n<h1>The plain HTTP request was sent to HTTPS port</h1>"),
            "https-expected",
            "HTTP status 400",
        ),
        (say("HTTP/1.1 200 OK\r\nContent-Ty"), "http-no-reply", "before a reply's headers were complete"),
        (say(&many_headers), "http-not-http", "more than 100"),
        (say(&long_header), "http-not-http", "larger than"),
        (say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<a/>"), "http-cut", "4 of the 9 bytes"),
        (say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n<a/>"), "http-cut", "4 bytes came"),
        (say("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nx"), "http-compression", "br"),
        (Says::Bytes(bomb), "http-too-large", "larger than 1048576 bytes"),
        (Says::Bytes(large), "http-too-large", "larger than 1048576 bytes"),
        (
            say("HTTP/1.1 302 Found\r\nLocation: http://evil.test/\r\n\r\n"),
            "http-redirect",
            "`http://evil.test/`",
        ),
        (say("HTTP/1.1 204 No Content\r\n\r\n"), "http-no-content", "204"),
        (
            say("HTTP/1.1 403 Forbidden\r\n\r\nYour IP is not allowed"),
            "http-forbidden",
            "Your IP is not allowed",
        ),
        (say("HTTP/1.1 404 Not Found\r\n\r\n"), "http-not-found", "404"),
        (say("HTTP/1.1 405 No\r\n\r\n"), "http-method", "405"),
        (say("HTTP/1.1 413 No\r\n\r\n"), "http-request-too-large", "413"),
        (say("HTTP/1.1 415 No\r\n\r\n"), "http-media-type", "415"),
        (say("HTTP/1.1 429 No\r\n\r\nslow down"), "http-too-many", "slow down"),
        (
            say("HTTP/1.1 500 No\r\nContent-Type: text/html\r\n\r\n<html><h1>Runtime Error</h1>"),
            "http-server-error",
            "Runtime Error",
        ),
    ] {
        let name = format!("{says:.80?}");
        let (address, mut requests) = server(says).await;
        let (exchange, error) = call(&clock, service.clone(), &format!("http://{address}/"), ANY).await;
        let finding = finding(error);
        assert_eq!((finding.rule.name, finding.rule.stage), (rule, Stage::Http), "{name}: {finding:?}");
        assert!(format!("{} {}", finding.found, finding.quoted).contains(found), "{name}: {finding:?}");
        assert!(exchange.response.is_none_or(|body| body.len() <= 1 << 20));
        requests.recv().await.unwrap();
        assert!(requests.try_recv().is_err(), "{name}: a failure is not repeated by itself");
    }
}

#[tokio::test]
async fn each_place_where_an_e_service_can_hang_has_its_rule() {
    let (clock, _) = simulated_clock();
    let service = EService::start(&clock).await.service();
    let hang = |text: &str| Says::AndHangs(text.as_bytes().to_vec());
    let places = [
        ("http", hang(""), "http-timeout"),
        ("http", hang("HTTP/1.1 200 OK\r\n"), "http-timeout"),
        ("http", hang("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<a/>"), "http-body-timeout"),
        ("https", hang(""), "tls-timeout"),
    ];
    let calls = places.map(async |(scheme, says, rule)| {
        let (address, _requests) = server(says).await;
        let url = format!("{scheme}://{address}/");
        let (exchange, error) = call_within(&clock, service.clone(), &url, ANY, PATIENCE).await;
        assert!(error.as_ref().is_some_and(|error| error.is_timeout()));
        assert_eq!(finding(error).rule.name, rule);
        assert!(PATIENCE <= exchange.duration && exchange.duration < PATIENCE + Duration::from_secs(5));
    });
    join_all(calls).await;
}

#[tokio::test]
async fn nobody_there_is_told_with_the_address_that_was_tried() {
    let (clock, _) = simulated_clock();
    let service = EService::start(&clock).await.service();
    let free = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("http://{host}:{}/", free.port());
        let finding = finding(call(&clock, service.clone(), &url, ANY).await.1);
        assert_eq!(
            (finding.rule.name, finding.rule.stage),
            ("connect-refused", Stage::Connect),
            "{finding:?}"
        );
        assert!(finding.found.contains(&free.to_string()), "{}", finding.found);
    }
    let finding = finding(call(&clock, service, "http://shop.invalid/", ANY).await.1);
    assert_eq!(finding.rule.stage, Stage::Dns);
    assert!(finding.found.contains("shop.invalid"), "{}", finding.found);
}

#[tokio::test]
async fn an_address_that_no_way_leads_to_is_not_taken_for_one_where_nobody_listens() {
    let (clock, _) = simulated_clock();
    let service = EService::start(&clock).await.service();
    // No connection is ever made to all machines at once, whatever the network: no packet leaves this one.
    let found = finding(call(&clock, service, "http://255.255.255.255:8090/", ANY).await.1);
    assert_eq!((found.rule.name, found.rule.stage), ("connect-unreachable", Stage::Connect), "{found:?}");
    assert!(found.found.contains("255.255.255.255:8090"), "{}", found.found);
}

/// A port whose queue is full: Linux drops whoever knocks. It stays so while the sockets live.
async fn port_that_swallows() -> (SocketAddr, TcpListener, Vec<TcpStream>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) = timeout(PATIENCE, TcpStream::connect(address)).await {
        waiting.push(stream.unwrap());
        assert!(waiting.len() < 10, "the queue is never full");
    }
    (address, listener, waiting)
}

#[tokio::test]
async fn a_host_that_swallows_packets_is_not_taken_for_one_that_hangs_in_the_handshake() {
    let (clock, _) = simulated_clock();
    let service = EService::start(&clock).await.service();
    let (address, _listener, _waiting) = port_that_swallows().await;
    let calls = ["http", "https"].map(async |scheme| {
        let url = format!("{scheme}://{address}/");
        let finding = finding(call_within(&clock, service.clone(), &url, ANY, PATIENCE).await.1);
        assert_eq!((finding.rule.name, finding.rule.stage), ("connect-timeout", Stage::Connect), "{scheme}");
        assert!(finding.found.contains(&address.to_string()), "{}", finding.found);
    });
    join_all(calls).await;
}
