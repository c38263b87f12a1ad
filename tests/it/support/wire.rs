//! One call of the hub's client, and servers that say any bytes.

use std::net::SocketAddr;
use std::time::Duration;

use mpay_sim::clock::Clock;
use mpay_sim::domain::disturbance::Disturbance;
use mpay_sim::domain::finding::{Finding, Stage};
use mpay_sim::domain::http_form::HttpForm;
use mpay_sim::domain::language::Language;
use mpay_sim::domain::service::{ServerTrust, Service};
use mpay_sim::randomness::Randomness;
use mpay_sim::service_provider::{
    CallContext, CallError, Exchange, KnownSigner, ServiceProviderClient, Signing,
};
use mpay_sim::soap::get_order_details::OrderDetailsQuery;
use mpay_sim::soap::security::certificates::{Certificate, KeyMaterial};
use mpay_sim::soap::security::verify::Tolerance;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::identities;
use super::orders::ORDER;

/// A call that waits this long is one that hangs.
pub const PATIENCE: Duration = Duration::from_secs(1);

/// Calls `GetOrderDetails` at this address, and gives what came of it.
pub async fn call(
    clock: &Clock,
    service: Service,
    url: &str,
    trust: ServerTrust,
) -> (Exchange, Option<CallError>) {
    call_within(clock, service, url, trust, Duration::from_secs(20)).await
}

/// The same, with a time limit.
pub async fn call_within(
    clock: &Clock,
    service: Service,
    url: &str,
    trust: ServerTrust,
    timeout: Duration,
) -> (Exchange, Option<CallError>) {
    call_with(clock, service, url, trust, None, timeout).await
}

/// The same as [`call`], as an HTTPS client with this certificate.
pub async fn call_as(
    clock: &Clock,
    service: Service,
    url: &str,
    trust: ServerTrust,
    client: Option<&KeyMaterial>,
) -> (Exchange, Option<CallError>) {
    call_with(clock, service, url, trust, client, Duration::from_secs(20)).await
}

async fn call_with(
    clock: &Clock,
    mut service: Service,
    url: &str,
    trust: ServerTrust,
    client: Option<&KeyMaterial>,
    timeout: Duration,
) -> (Exchange, Option<CallError>) {
    service.endpoint_url = url.to_owned();
    service.tls_ca = trust;
    let services = [service];
    let client =
        ServiceProviderClient::new(identities::hub(), client, &services, clock, timeout, 1 << 20).unwrap();
    let query = OrderDetailsQuery {
        service_id: services[0].id.to_string(),
        order_key: ORDER.to_owned(),
        language: Language::Romanian,
    };
    let signer = match &services[0].certificate {
        Some(der) => KnownSigner::Certificate(Box::new(Certificate::from_der(der).unwrap())),
        None => KnownSigner::AnyAtFirstUse,
    };
    let randomness = Randomness::new(None);
    let context = CallContext {
        clock,
        message_clock: clock,
        randomness: &randomness,
        signer: &signer,
        tolerance: Tolerance::default(),
        disturbance: Disturbance::NONE,
        http_form: HttpForm::default(),
        signing: &Signing::Honest,
        uses_unsigned: false,
        known: &[],
    };
    let (exchange, result) = client.get_order_details(&services[0], &query, false, context).await;
    (exchange, result.err())
}

/// What went wrong on the way; the finding says everything.
#[track_caller]
pub fn finding(error: Option<CallError>) -> Finding {
    let error = error.unwrap_or_else(|| panic!("the call succeeded"));
    let finding = error.finding();
    assert!(finding.rule.stage <= Stage::Http, "not on the way: {error}");
    assert_eq!(finding.rule.stage, error.stage());
    let texts: [&str; 4] = [&finding.found, &finding.expected, &finding.consequence, &finding.remedy];
    for text in texts {
        assert!(!text.is_empty() && !text.ends_with('…'), "{finding:?}");
    }
    assert!(error.to_string().contains(&finding.expected), "{error}");
    finding
}

/// What a raw server does with a connection once it has read the request.
#[derive(Debug, Clone)]
pub enum Says {
    /// These bytes, and closes.
    Bytes(Vec<u8>),
    /// These bytes, and then keeps silent.
    AndHangs(Vec<u8>),
    /// These bytes, and resets the connection.
    AndResets(Vec<u8>),
    /// The first bytes, and then the second ones again and again.
    Endless(Vec<u8>, Vec<u8>),
    /// The first bytes, and then the second ones again and again, with a pause between.
    Drips(Vec<u8>, &'static str),
}

/// Between two pieces of a reply that drips.
const DRIP: Duration = Duration::from_millis(20);

/// A server on a free port that says the same to everybody; the receiver gets each request.
pub async fn server(says: Says) -> (SocketAddr, mpsc::UnboundedReceiver<Vec<u8>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (heard, requests) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (says, heard) = (says.clone(), heard.clone());
            tokio::spawn(async move {
                let mut request = vec![0; 65536];
                let mut length = 0;
                // The request ends with its envelope; a TLS client says less, and is answered at once.
                while let Ok(read @ 1..) = stream.read(&mut request[length..]).await {
                    length += read;
                    if request[0] == 22 || request[..length].ends_with(b"Envelope>") {
                        break;
                    }
                }
                request.truncate(length);
                // A test may look at no request.
                let _ = heard.send(request);
                let (Says::Bytes(bytes)
                | Says::AndHangs(bytes)
                | Says::AndResets(bytes)
                | Says::Endless(bytes, _)
                | Says::Drips(bytes, _)) = &says;
                let _ = stream.write_all(bytes).await;
                match says {
                    Says::Bytes(_) => drop(stream.shutdown().await),
                    Says::AndHangs(_) => std::future::pending().await,
                    Says::AndResets(_) => stream.set_zero_linger().unwrap(),
                    Says::Endless(_, piece) => while stream.write_all(&piece).await.is_ok() {},
                    Says::Drips(_, piece) => {
                        while stream.write_all(piece.as_bytes()).await.is_ok() {
                            tokio::time::sleep(DRIP).await;
                        }
                    }
                }
            });
        }
    });
    (address, requests)
}
