//! One POST or GET, with limits of time and size.
//!
//! Each call has its own connection: no redirect is followed (a SOAP request must not be passed on), no connection is
//! reused (a restarted e-Service must not look broken), and no proxy of the environment is used.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderName};

use super::call::{Call, Question, Sent};
use super::target::Target;
use super::tls::{self, Settings, TlsSetupError};
use crate::clock::Clock;
use crate::domain::disturbance::Disturbance;
use crate::domain::finding::Finding;
use crate::domain::finding::rules::transport as rules;
use crate::domain::http_form::{Framing, HttpForm};
use crate::domain::service::{ServerTrust, Service};
use crate::soap::security::certificates::KeyMaterial;
use crate::soap::{self, Operation};

/// The maximum size of a health check's page, in bytes.
const MAX_PAGE: usize = 64 * 1024;

/// The maximum number of TLS settings kept; services with the same trust share them.
const TLS_KEPT: usize = 64;

/// The common parts of all calls: limits and TLS material.
#[derive(Debug)]
pub(super) struct Client {
    timeout: Duration,
    max_reply_bytes: usize,
    shown: KeyMaterial,
    clock: Clock,
    /// The TLS settings made so far, the last used at the end.
    tls: Mutex<Vec<(ServerTrust, Settings)>>,
    plain: Settings,
}

impl Client {
    /// A client that shows this certificate to e-Services that request one. More services than the given ones may be added
    /// later.
    ///
    /// # Errors
    /// If a service uses HTTPS and the certificate cannot be used.
    pub(super) fn new(
        shown: &KeyMaterial,
        services: &[Service],
        clock: &Clock,
        timeout: Duration,
        max_reply_bytes: usize,
    ) -> Result<Self, TlsSetupError> {
        let (shown, clock, tls, plain) = (shown.clone(), clock.clone(), Mutex::default(), tls::none()?);
        let client = Self { timeout, max_reply_bytes, shown, clock, tls, plain };
        for service in services.iter().filter(|service| service.endpoint_url.starts_with("https:")) {
            client.tls_of(&service.tls_ca)?;
        }
        Ok(client)
    }

    /// The time limit of a call.
    pub(super) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Sends the request, by default with a quoted `SOAPAction` and a `Content-Length`, as every known e-Service expects.
    /// `disturbance` is deliberate.
    pub(super) async fn post(
        &self,
        service: &Service,
        operation: Operation,
        request: &str,
        (disturbance, http_form): (Disturbance, HttpForm),
    ) -> Sent {
        let mut call = Call::new(self.max_reply_bytes, disturbance);
        let question = Question {
            method: Method::POST,
            headers: vec![
                (CONTENT_TYPE, http_form.content_type.unwrap_or(soap::CONTENT_TYPE).to_owned()),
                (HeaderName::from_static("soapaction"), http_form.soap_action.value(operation.soap_action())),
            ],
            body: request.to_owned(),
            framing: http_form.framing,
        };
        let outcome = match self.way_to(service) {
            Ok((target, tls)) => call.make(&target, &tls, &question, self.timeout).await,
            Err(finding) => Err(finding),
        };
        call.sent(outcome)
    }

    /// Asks for the service's address with this query in place of its own.
    pub(super) async fn get_beside(&self, service: &Service, query: &str) -> Sent {
        let mut call = Call::new(self.max_reply_bytes, Disturbance::NONE);
        let outcome = match self.way_to(service) {
            Ok((mut target, tls)) => {
                target.url.set_query(Some(query));
                call.make(&target, &tls, &getting(), self.timeout).await
            }
            Err(finding) => Err(finding),
        };
        call.sent(outcome)
    }

    fn way_to(&self, service: &Service) -> Result<(Target, Settings), Box<Finding>> {
        let target = Target::of(&service.endpoint_url)?;
        let tls = match target.is_https {
            true => self
                .tls_of(&service.tls_ca)
                .map_err(|why| Box::new(Finding::new(&rules::TLS_SETUP, why.to_string())))?,
            false => self.plain.clone(),
        };
        Ok((target, tls))
    }

    /// The TLS settings for servers of this trust.
    fn tls_of(&self, trust: &ServerTrust) -> Result<Settings, TlsSetupError> {
        let take = || {
            let mut kept = self.tls.lock().unwrap_or_else(PoisonError::into_inner);
            let place = kept.iter().position(|(known, _)| known == trust)?;
            let found = kept.remove(place);
            let settings = found.1.clone();
            kept.push(found);
            Some(settings)
        };
        if let Some(settings) = take() {
            return Ok(settings);
        }
        // Made without the lock, so that other calls can continue.
        let settings = tls::settings(trust, &self.shown, &self.clock)?;
        let mut kept = self.tls.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= TLS_KEPT {
            kept.remove(0);
        }
        kept.push((trust.clone(), settings.clone()));
        Ok(settings)
    }
}

/// The status of a plain HTTP GET.
///
/// # Errors
/// The failure in one sentence.
pub(super) async fn get(url: &str, patience: Duration) -> Result<(u16, String), String> {
    let wrong = |finding: Box<Finding>| finding.found;
    let target = Target::of(url).map_err(wrong)?;
    let tls = tls::none().map_err(|why| why.to_string())?;
    let mut call = Call::new(MAX_PAGE, Disturbance::NONE);
    call.make(&target, &tls, &getting(), patience).await.map_err(wrong)?;
    Ok(call.answer())
}

fn getting() -> Question {
    Question { method: Method::GET, headers: vec![], body: String::new(), framing: Framing::Length }
}
