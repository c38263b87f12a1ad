//! One POST, bounded in time and in bytes.
//!
//! A connection serves one call: no redirect is followed (a SOAP request must not wander), no connection is kept (an
//! e-Service that was restarted must not look broken), no proxy of the environment is used.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderValue, USER_AGENT};
use hyper::{Method, Request};
use rustls::ClientConfig;

use super::call::{Call, Sent};
use super::target::Target;
use super::tls::{self, TlsSetupError};
use crate::clock::Clock;
use crate::domain::finding::Finding;
use crate::domain::finding::rules::transport as rules;
use crate::domain::service::{ServerTrust, Service};
use crate::soap::security::certificates::KeyMaterial;
use crate::soap::{self, Operation};

/// More than any page of a health check has.
const MAX_PAGE: usize = 64 * 1024;

/// What every call needs: limits, and the TLS settings of each service, made once.
#[derive(Debug)]
pub(super) struct Client {
    timeout: Duration,
    max_reply_bytes: usize,
    tls: HashMap<ServerTrust, Arc<ClientConfig>>,
}

impl Client {
    /// A client that shows this certificate to e-Services that ask for one, and trusts the servers of each service as
    /// its settings say.
    ///
    /// # Errors
    /// Where the certificate cannot be shown.
    pub(super) fn new(
        client: &KeyMaterial,
        services: &[Service],
        clock: &Clock,
        timeout: Duration,
        max_reply_bytes: usize,
    ) -> Result<Self, TlsSetupError> {
        let mut tls = HashMap::new();
        for service in services.iter().filter(|service| service.endpoint_url.starts_with("https:")) {
            if !tls.contains_key(&service.tls_ca) {
                tls.insert(service.tls_ca.clone(), tls::settings(&service.tls_ca, client, clock)?);
            }
        }
        Ok(Self { timeout, max_reply_bytes, tls })
    }

    /// How long a call may take.
    pub(super) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Sends the request with a quoted `SOAPAction` and a `Content-Length`, as every known e-Service reads it.
    pub(super) async fn post(&self, service: &Service, operation: Operation, request: &str) -> Sent {
        let mut call = Call::new(self.max_reply_bytes);
        let outcome = match Target::of(&service.endpoint_url) {
            Err(finding) => Err(finding),
            Ok(target) => {
                let tls = self.tls.get(&service.tls_ca).filter(|_| target.is_https);
                let connector = match (target.is_https, tls) {
                    (true, None) => {
                        Err(Finding::new(&rules::ENDPOINT_URL, "no TLS was set up for this service"))
                    }
                    (_, tls) => Ok(tls),
                };
                let soap_action = format!("\"{}\"", operation.soap_action());
                match connector.and_then(|tls| Ok((tls, post(&target, &soap_action, request)?))) {
                    Ok((tls, request)) => call.make(&target, tls, request, self.timeout).await,
                    Err(finding) => Err(finding),
                }
            }
        };
        call.sent(outcome)
    }
}

/// The status of a plain GET over HTTP, or why there is none.
///
/// # Errors
/// One sentence about what failed.
pub(super) async fn get(url: &str, patience: Duration) -> Result<u16, String> {
    let wrong = |finding: Finding| finding.found;
    let target = Target::of(url).map_err(wrong)?;
    let request = request(&target, Method::GET, Bytes::new()).map_err(wrong)?;
    let mut call = Call::new(MAX_PAGE);
    call.make(&target, None, request, patience).await.map_err(wrong)?;
    Ok(call.status())
}

fn post(target: &Target, soap_action: &str, body: &str) -> Result<Request<Full<Bytes>>, Finding> {
    let mut request = request(target, Method::POST, Bytes::copy_from_slice(body.as_bytes()))?;
    let headers = request.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(soap::CONTENT_TYPE));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    headers.insert("soapaction", header(soap_action)?);
    Ok(request)
}

fn request(target: &Target, method: Method, body: Bytes) -> Result<Request<Full<Bytes>>, Finding> {
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = method;
    *request.uri_mut() = target.path.clone();
    request.headers_mut().insert(HOST, header(&target.authority)?);
    let agent = HeaderValue::from_static(concat!("mpay-sim/", env!("CARGO_PKG_VERSION")));
    request.headers_mut().insert(USER_AGENT, agent);
    Ok(request)
}

fn header(value: &str) -> Result<HeaderValue, Finding> {
    let unfit = |_| Finding::new(&rules::ENDPOINT_URL, format!("a header cannot hold `{value}`"));
    HeaderValue::from_str(value).map_err(unfit)
}
