//! The HTTP client to e-Services: bytes out, bytes in, timing.
//!
//! Every call returns the exchange as transmitted, successful or not, together with its meaning.

pub mod answer;
mod body;
mod call;
mod call_error;
mod cause;
mod client_certificate;
mod connection;
mod content;
mod diagnosis;
pub mod e_service_clock;
mod findings;
mod http;
mod outgoing;
mod permits;
mod progress;
mod readers;
mod reply;
mod signer;
mod signing;
mod target;
mod tls;
mod tls_problem;
mod understanding;
mod unexpected_status;
pub mod x_ray;

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::{SignedDuration, Timestamp};

pub use call_error::{CallError, Failure, Stage};
pub use permits::{CallPermit, ServicePermits};
pub use readers::{DIAGNOSES_AT_ONCE, MESSAGES_AT_ONCE, MESSAGES_AT_ONCE_PER_SERVICE, Readers};
pub use reply::MAX_HEAD as MOST_OF_HEAD;
pub use signer::{KnownSigner, SignatureVerdict};
pub use signing::Signing;
pub use tls::{TlsSetupError, public_authorities};
pub use unexpected_status::UnexpectedStatus;

use self::understanding::Received;
use crate::clock::Clock;
use crate::domain::connection_details::ConnectionDetails;
use crate::domain::disturbance::Disturbance;
use crate::domain::finding::Finding;
use crate::domain::http_form::HttpForm;
use crate::domain::order::OrderDetails;
use crate::domain::scenario::{Defect, NotApplicable};
use crate::domain::service::{ReplySignature, Service};
use crate::randomness::Randomness;
use crate::soap::envelope::Envelope;
use crate::soap::get_order_details::OrderDetailsQuery;
use crate::soap::security::certificates::{Certificate, Identity, KeyMaterial};
use crate::soap::security::sign::MessageStamp;
use crate::soap::security::verify::Tolerance;
use crate::soap::{Operation, get_order_details};

/// Calls e-Services as MPay does: signed requests, verified replies.
#[derive(Debug)]
pub struct ServiceProviderClient {
    http: http::Client,
    identity: Identity,
    readers: Readers,
}

/// One call as transmitted.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The operation.
    pub operation: Operation,
    /// The time when the request was sent, by the hub's clock.
    pub started_at: Timestamp,
    /// The time when it was signed, by the clock of messages. A scenario may have written another time into its Timestamp.
    pub signed_at: Timestamp,
    /// The time until the reply was read or given up.
    pub duration: Duration,
    /// The request.
    pub request: String,
    /// The request line and headers, one per line; empty if nothing was sent.
    pub request_head: String,
    /// The status; `None` if no reply came.
    pub http_status: Option<u16>,
    /// The status line and headers, one per line, cut at 32 KiB; `None` if no reply came.
    pub response_head: Option<String>,
    /// The body as far as received, decompressed; `None` if no reply came.
    pub response: Option<Vec<u8>>,
    /// The findings, starting with the failure.
    pub findings: Vec<Finding>,
    /// The connection details.
    pub way: ConnectionDetails,
}

/// The context of a call.
#[derive(Debug, Clone, Copy)]
pub struct CallContext<'a> {
    /// The hub's clock, for orders and recorded exchanges.
    pub clock: &'a Clock,
    /// The clock of messages, for Timestamps.
    pub message_clock: &'a Clock,
    /// The source of the message's ids.
    pub randomness: &'a Randomness,
    /// The accepted signers of the reply.
    pub signer: &'a KnownSigner,
    /// The tolerance for the reply's Timestamp.
    pub tolerance: Tolerance,
    /// The deliberate disturbance.
    pub disturbance: Disturbance,
    /// The form of the HTTP request.
    pub http_form: HttpForm,
    /// The form of the request's signature.
    pub signing: &'a Signing,
    /// True where the content of a reply is used whatever its signature, of which findings tell. The service's policy still
    /// decides which replies are answers.
    pub uses_unsigned: bool,
    /// Certificates of all services with descriptions, as their keys may have been used by mistake.
    pub known: &'a [(String, Certificate)],
}

/// The status of a plain GET and the first words of its answer, for the health check of a hub on this machine.
///
/// # Errors
/// The failure in one sentence.
pub async fn plain_get(url: &str, patience: Duration) -> Result<(u16, String), String> {
    http::get(url, patience).await
}

impl ServiceProviderClient {
    /// A client that signs with this identity, for these services and ones added later. `tls_client` is the HTTPS client
    /// certificate; `None` uses the signing identity. `timeout` limits a whole call, `max_reply_bytes` a reply's body.
    ///
    /// # Errors
    /// If a service uses HTTPS and the client certificate cannot be used for TLS.
    pub fn new(
        identity: Identity,
        tls_client: Option<&KeyMaterial>,
        services: &[Service],
        clock: &Clock,
        timeout: Duration,
        max_reply_bytes: usize,
    ) -> Result<Self, TlsSetupError> {
        let shown = tls_client.unwrap_or_else(|| identity.material());
        let http = http::Client::new(shown, services, clock, timeout, max_reply_bytes)?;
        Ok(Self { http, identity, readers: Readers::default() })
    }

    /// The hub's signing certificate, which e-Services register.
    pub fn certificate(&self) -> &Certificate {
        &self.identity.certificate
    }

    /// True if the request carries the hub's current signing certificate, like every honest one.
    pub fn is_signed_by_hub(&self, request: &[u8]) -> bool {
        let token = BASE64.encode(self.certificate().der());
        request.windows(token.len()).any(|window| window == token.as_bytes())
    }

    /// The form of the signature for a scenario with this defect. `by` is the scenario's parameter, `e_service` the
    /// e-Service's own identity if the hub has it.
    ///
    /// # Errors
    /// If the hub's certificate, or its data about the e-Service, does not allow it.
    pub fn signing(
        &self,
        defect: Defect,
        by: SignedDuration,
        e_service: Option<&Identity>,
        now: Timestamp,
    ) -> Result<Signing, NotApplicable> {
        Signing::of(defect, by, &self.identity, e_service, now)
    }

    /// The threads that process messages.
    pub fn readers(&self) -> &Readers {
        &self.readers
    }

    /// The time limit of a call.
    pub fn timeout(&self) -> Duration {
        self.http.timeout()
    }

    /// Step 5: requests the order. `names_several` is true if the query's key returned several orders before, of which the
    /// payer has chosen one.
    pub async fn get_order_details(
        &self,
        service: &Service,
        query: &OrderDetailsQuery,
        names_several: bool,
        context: CallContext<'_>,
    ) -> (Exchange, Result<(Vec<OrderDetails>, SignatureVerdict), CallError>) {
        let body = get_order_details::write_request(query);
        self.get_order_details_as(service, query, &body, names_several, context).await
    }

    /// The same with another text of the query: `body` is the unsigned content of the Body.
    pub async fn get_order_details_as(
        &self,
        service: &Service,
        query: &OrderDetailsQuery,
        body: &str,
        names_several: bool,
        context: CallContext<'_>,
    ) -> (Exchange, Result<(Vec<OrderDetails>, SignatureVerdict), CallError>) {
        let (query, now) = (query.clone(), context.clock.now());
        let policy = service.reply_signature;
        self.call(service, Operation::GetOrderDetails, body, context, move |envelope, findings| {
            content::orders(envelope, (&query, names_several), now, policy, findings)
        })
        .await
    }

    /// Step 13: confirms a payment. `body` is the unsigned content of the Body, the same at every attempt.
    pub async fn confirm_order_payment(
        &self,
        service: &Service,
        body: &str,
        context: CallContext<'_>,
    ) -> (Exchange, Result<((), SignatureVerdict), CallError>) {
        let policy = service.reply_signature;
        self.call(service, Operation::ConfirmOrderPayment, body, context, move |envelope, findings| {
            content::confirmation(envelope, policy, findings)
        })
        .await
    }

    /// The document that the e-Service serves at its address with `?wsdl`.
    ///
    /// # Errors
    /// The reason why there is none, in one sentence.
    pub async fn wsdl(&self, service: &Service) -> Result<Vec<u8>, String> {
        let sent = self.http.get_beside(service, "wsdl").await;
        match (sent.failure, sent.head, sent.body) {
            (Some(failure), ..) => Err(failure.to_string()),
            (None, Some(head), Some(body)) if head.status == 200 => Ok(body),
            (None, head, _) => Err(format!("HTTP status {}", head.map_or(0, |head| head.status))),
        }
    }

    async fn call<T: Send + 'static>(
        &self,
        service: &Service,
        operation: Operation,
        body: &str,
        context: CallContext<'_>,
        read: impl FnOnce(&Envelope<'_, '_>, &mut Vec<Finding>) -> Result<T, CallError> + Send + 'static,
    ) -> (Exchange, Result<(T, SignatureVerdict), CallError>) {
        let (started_at, signed_at) = (context.clock.now(), context.message_clock.now());
        let mut exchange = Exchange {
            operation,
            started_at,
            signed_at,
            duration: Duration::ZERO,
            request: String::new(),
            request_head: String::new(),
            http_status: None,
            response_head: None,
            response: None,
            findings: vec![],
            way: ConnectionDetails::default(),
        };
        let stamp = MessageStamp { id: context.randomness.hex(), created: signed_at };
        match context.signing.envelope(body, &self.identity, &stamp) {
            Ok(request) => exchange.request = request,
            Err(why) => return (exchange, Err(CallError::CannotSign { why: why.to_string() })),
        }
        let stopwatch = std::time::Instant::now();
        let sent = self
            .http
            .post(service, operation, &exchange.request, (context.disturbance, context.http_form))
            .await;
        exchange.duration = stopwatch.elapsed();
        exchange.http_status = sent.head.as_ref().map(|head| head.status);
        exchange.request_head = sent.request_head;
        exchange.response_head = sent.head.as_ref().map(|head| head.lines.clone());
        exchange.way = sent.way;
        exchange.findings = sent.findings;
        let own_doing = context.disturbance.takes(exchange.request.len());
        let its_doing = exchange.duration.saturating_sub(own_doing);
        let reply = match (sent.failure, sent.body) {
            (None, Some(reply)) => reply,
            (failure, begun) => {
                let error = failure.unwrap_or(CallError::EmptyBody);
                findings::complete(&mut exchange.findings, operation, Some(&error), its_doing);
                exchange.response = begun;
                return (exchange, Err(error));
            }
        };
        let received = Arc::new(Received {
            reply,
            head: sent.head.unwrap_or_default(),
            operation,
            policy: match service.reply_signature {
                ReplySignature::Require if context.uses_unsigned => ReplySignature::Warn,
                policy => policy,
            },
            signer: context.signer.clone(),
            own: self.identity.certificate.clone(),
            judgement: context.tolerance.at(context.message_clock.now()),
        });
        let (shared, found) = (Arc::clone(&received), std::mem::take(&mut exchange.findings));
        let work = move || {
            let mut findings = found;
            let result = understanding::understand(&shared, &mut findings, read);
            (findings, result)
        };
        let (mut findings, result) = self.readers.understand(&service.id, work).await;
        findings::complete(&mut findings, operation, result.as_ref().err(), its_doing);
        if diagnosis::is_needed(&findings) {
            let (shared, services) = (Arc::clone(&received), context.known.to_vec());
            let work = move || diagnosis::causes(&shared, &services);
            diagnosis::put_first(&mut findings, self.readers.diagnose(&service.id, work).await);
        }
        findings::blame_moved_clock(&mut findings, context.message_clock);
        exchange.findings = findings;
        exchange.response = Some(Arc::unwrap_or_clone(received).reply);
        (exchange, result)
    }
}

#[cfg(test)]
mod tests;
