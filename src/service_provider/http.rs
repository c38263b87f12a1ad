//! One POST, bounded in time and in bytes.
//!
//! A connection serves one call: no redirect is followed (a SOAP request must not wander), no connection is kept (an
//! e-Service that was restarted must not look broken), no proxy of the environment is used.

use std::collections::HashMap;
use std::time::Duration;

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderName};
use rustls::ClientConfig;

use super::call::{Call, Question, Sent};
use super::target::Target;
use super::tls::{self, TlsSetupError};
use crate::clock::Clock;
use crate::domain::disturbance::Disturbance;
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
    tls: HashMap<ServerTrust, ClientConfig>,
    plain: ClientConfig,
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
        Ok(Self { timeout, max_reply_bytes, tls, plain: tls::none()? })
    }

    /// How long a call may take.
    pub(super) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Sends the request with a quoted `SOAPAction` and a `Content-Length`, as every known e-Service reads it.
    /// `disturbance` is what the simulator does to the call on purpose.
    pub(super) async fn post(
        &self,
        service: &Service,
        operation: Operation,
        request: &str,
        disturbance: Disturbance,
    ) -> Sent {
        let mut call = Call::new(self.max_reply_bytes, disturbance);
        let soap_action = format!("\"{}\"", operation.soap_action());
        let question = Question {
            method: Method::POST,
            headers: vec![
                (CONTENT_TYPE, soap::CONTENT_TYPE.to_owned()),
                (HeaderName::from_static("soapaction"), soap_action),
            ],
            body: request.to_owned(),
        };
        let outcome = match self.way_to(service) {
            Ok((target, tls)) => call.make(&target, tls, &question, self.timeout).await,
            Err(finding) => Err(finding),
        };
        call.sent(outcome)
    }

    fn way_to(&self, service: &Service) -> Result<(Target, &ClientConfig), Box<Finding>> {
        let target = Target::of(&service.endpoint_url)?;
        let tls = if target.is_https { self.tls.get(&service.tls_ca) } else { Some(&self.plain) };
        let missing = || Finding::new(&rules::ENDPOINT_URL, "no TLS was set up for this service");
        Ok((target, tls.ok_or_else(missing)?))
    }
}

/// The status of a plain GET over HTTP, or why there is none.
///
/// # Errors
/// One sentence about what failed.
pub(super) async fn get(url: &str, patience: Duration) -> Result<u16, String> {
    let wrong = |finding: Box<Finding>| finding.found;
    let target = Target::of(url).map_err(wrong)?;
    let tls = tls::none().map_err(|why| why.to_string())?;
    let question = Question { method: Method::GET, headers: vec![], body: String::new() };
    let mut call = Call::new(MAX_PAGE, Disturbance::NONE);
    call.make(&target, &tls, &question, patience).await.map_err(wrong)?;
    Ok(call.status())
}
