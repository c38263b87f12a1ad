//! One POST, bounded in time and in bytes.

use std::error::Error;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, LOCATION};
use reqwest::redirect::Policy;

use super::CallError;
use crate::domain::service::Service;
use crate::soap::{self, Operation};

/// What came back.
#[derive(Debug, Default)]
pub(super) struct Sent {
    pub(super) http_status: Option<u16>,
    pub(super) location: Option<String>,
    pub(super) body: Option<Vec<u8>>,
    pub(super) failure: Option<CallError>,
}

/// A client that follows no redirects (a SOAP request must not wander), keeps no idle connections (an e-Service that
/// was restarted must not look broken) and uses no proxy from the environment.
pub(super) fn client(timeout: Duration) -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .timeout(timeout)
        .redirect(Policy::none())
        .pool_max_idle_per_host(0)
        .no_proxy()
        .user_agent(concat!("mpay-sim/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// Sends the request with a quoted `SOAPAction` and a `Content-Length`, as every known e-Service reads it.
pub(super) async fn post(
    client: &reqwest::Client,
    service: &Service,
    operation: Operation,
    request: &str,
    timeout: Duration,
    max_reply_bytes: usize,
) -> Sent {
    let mut sent = Sent::default();
    let reply = client
        .post(&service.endpoint_url)
        .header(CONTENT_TYPE, soap::CONTENT_TYPE)
        .header("SOAPAction", format!("\"{}\"", operation.soap_action()))
        .body(request.to_owned())
        .send()
        .await;
    let mut reply = match reply {
        Ok(reply) => reply,
        Err(error) => {
            sent.failure = Some(failure_of(&error, service, timeout));
            return sent;
        }
    };
    sent.http_status = Some(reply.status().as_u16());
    sent.location = reply
        .headers()
        .get(LOCATION)
        .map(|location| String::from_utf8_lossy(location.as_bytes()).chars().take(200).collect());
    let mut body = Vec::new();
    loop {
        match reply.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > max_reply_bytes => {
                body.extend_from_slice(&chunk[..max_reply_bytes - body.len()]);
                sent.failure = Some(CallError::TooLarge { limit: max_reply_bytes });
                break;
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) => {
                sent.failure = Some(failure_of(&error, service, timeout));
                break;
            }
        }
    }
    sent.body = Some(body);
    sent
}

fn failure_of(error: &reqwest::Error, service: &Service, timeout: Duration) -> CallError {
    if error.is_timeout() {
        return CallError::TimedOut { after: timeout };
    }
    let why = innermost(error);
    if error.is_connect() || error.is_builder() {
        return CallError::Connect {
            url: service.endpoint_url.clone(),
            why,
            hint: hint(&service.endpoint_url),
        };
    }
    CallError::Broken { why }
}

/// The cause that says most: reqwest wraps the system's own words several times.
fn innermost(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

fn hint(url: &str) -> &'static str {
    let to_loopback = ["localhost", "127.0.0.1", "[::1]"].iter().any(|host| url.contains(host));
    if to_loopback && std::path::Path::new("/.dockerenv").exists() {
        "Is the e-Service running, and is the port right? If it runs outside this container: localhost is the container \
         itself, so use the e-Service's name in the compose file, or host.docker.internal"
    } else {
        "Is the e-Service running, and is endpoint_url right?"
    }
}
