//! The request as it is sent, and names and addresses that lead to no server.

use std::net::SocketAddr;

use futures_util::future::join_all;
use mpay_sim::domain::finding::Stage;
use mpay_sim::domain::service::ServerTrust;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::support::wire::{PATIENCE, Says, call, call_within, finding, server};
use crate::support::{EService, simulated_clock};

const ANY: ServerTrust = ServerTrust::PublicAuthorities;

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
