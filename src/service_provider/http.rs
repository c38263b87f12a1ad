//! One POST, bounded in time and in bytes.
//!
//! A connection serves one call: no redirect is followed (a SOAP request must not wander), no connection is kept (an
//! e-Service that was restarted must not look broken), no proxy of the environment is used.

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
use crate::domain::service::{ServerTrust, Service};
use crate::soap::security::certificates::KeyMaterial;
use crate::soap::{self, Operation};

/// More than any page of a health check has.
const MAX_PAGE: usize = 64 * 1024;

/// So many TLS settings are kept; services that trust alike share theirs.
const TLS_KEPT: usize = 64;

/// What every call needs: limits, and what TLS settings are made of.
#[derive(Debug)]
pub(super) struct Client {
    timeout: Duration,
    max_reply_bytes: usize,
    shown: KeyMaterial,
    clock: Clock,
    /// The settings that were made, those that were used last at the end.
    tls: Mutex<Vec<(ServerTrust, Settings)>>,
    plain: Settings,
}

impl Client {
    /// A client that shows this certificate to e-Services that ask for one. The services are those that it is known to be
    /// for; others may come later.
    ///
    /// # Errors
    /// Where one of them is called over HTTPS, and the certificate cannot be shown.
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
            Ok((target, tls)) => call.make(&target, &tls, &question, self.timeout).await,
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
        // Made without the lock: other calls go on meanwhile.
        let settings = tls::settings(trust, &self.shown, &self.clock)?;
        let mut kept = self.tls.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= TLS_KEPT {
            kept.remove(0);
        }
        kept.push((trust.clone(), settings.clone()));
        Ok(settings)
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
