//! The HTTP client to e-Services: bytes out, bytes in, timing.
//!
//! Every call gives the exchange as it was on the wire, whatever became of it, and beside it what it meant.

mod body;
mod call;
mod call_error;
mod cause;
mod client_certificate;
mod connection;
mod content;
mod diagnosis;
mod findings;
mod http;
mod outgoing;
mod places;
mod progress;
mod readers;
mod reply;
mod signing;
mod target;
mod tls;
mod tls_problem;
mod understanding;

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::{SignedDuration, Timestamp};

pub use call_error::{CallError, Stage};
pub use places::{Place, ServicePlaces};
pub use readers::{DIAGNOSES_AT_ONCE, MESSAGES_AT_ONCE, MESSAGES_AT_ONCE_PER_SERVICE, Readers};
pub use reply::{MAX_HEAD as MOST_OF_HEAD, UnexpectedStatus};
pub use signing::Signing;
pub use tls::{TlsSetupError, public_authorities};

use self::understanding::Received;
use crate::clock::Clock;
use crate::domain::disturbance::Disturbance;
use crate::domain::finding::Finding;
use crate::domain::order::OrderDetails;
use crate::domain::scenario::{Defect, NotApplicable};
use crate::domain::service::Service;
use crate::domain::way::Way;
use crate::randomness::Randomness;
use crate::soap::envelope::Envelope;
use crate::soap::get_order_details::OrderDetailsQuery;
use crate::soap::security::certificates::{Certificate, Identity, KeyMaterial};
use crate::soap::security::sign::MessageStamp;
use crate::soap::security::verify::{SignatureProblem, Tolerance, Trust};
use crate::soap::{Operation, get_order_details};

/// Calls e-Services as MPay does: signed requests, verified replies.
#[derive(Debug)]
pub struct ServiceProviderClient {
    http: http::Client,
    identity: Identity,
    readers: Readers,
}

/// One call as it was on the wire.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The operation.
    pub operation: Operation,
    /// When the request was sent.
    pub started_at: Timestamp,
    /// Until the reply was read, or given up.
    pub duration: Duration,
    /// The bytes that were sent.
    pub request: String,
    /// The first line and the headers above them, a line each; empty where nothing was sent.
    pub request_head: String,
    /// The status of the reply, where one came.
    pub http_status: Option<u16>,
    /// Its first line and its headers, a line each and cut at 32 KiB, where a reply came.
    pub response_head: Option<String>,
    /// The bytes that came back, as far as they were read, and decompressed; `None` where no reply came.
    pub response: Option<Vec<u8>>,
    /// What is wrong or remarkable about it, what stopped it first.
    pub findings: Vec<Finding>,
    /// What was learnt on the way.
    pub way: Way,
}

/// What the signature of an accepted reply was worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureVerdict {
    /// It holds.
    Verified {
        /// The certificate that made it (DER).
        certificate: Vec<u8>,
        /// What the e-Service's clock is ahead of the hub's, in milliseconds, less the time that the reply took.
        clock_skew_ms: i64,
    },
    /// It does not hold, and the service's policy is to go on.
    Tolerated(SignatureProblem),
    /// The service's policy is not to look.
    NotChecked,
}

/// What the client needs beside the call itself.
#[derive(Debug, Clone, Copy)]
pub struct CallContext<'a> {
    /// The hub's time, by which orders are looked at and exchanges are kept.
    pub clock: &'a Clock,
    /// The time of messages, for the request's Timestamp and the reply's.
    pub message_clock: &'a Clock,
    /// For the ids inside the message.
    pub randomness: &'a Randomness,
    /// Who may sign the reply.
    pub signer: &'a KnownSigner,
    /// What is forgiven of the reply's Timestamp.
    pub tolerance: Tolerance,
    /// What the simulator does to the call on purpose.
    pub disturbance: Disturbance,
    /// How the request is signed.
    pub signing: &'a Signing,
    /// Certificates whose keys may have signed a reply by mistake, with the words for each: those of all services.
    pub known: &'a [(String, Certificate)],
}

/// Whose signature counts for a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KnownSigner {
    /// This certificate's: registered with the service, or pinned at first use.
    Certificate(Box<Certificate>),
    /// That of every certificate that one of these authorities issued.
    IssuedBy(Vec<Certificate>),
    /// That of any valid certificate; it is pinned then.
    AnyAtFirstUse,
}

/// The status of a plain GET, for the health check of a hub on this machine.
///
/// # Errors
/// One sentence about what failed.
pub async fn plain_get(url: &str, patience: Duration) -> Result<u16, String> {
    http::get(url, patience).await
}

impl KnownSigner {
    /// The same, as the verifier asks for it.
    fn trust(&self) -> Trust<'_> {
        match self {
            Self::Certificate(known) => Trust::Certificate(known),
            Self::IssuedBy(authorities) => Trust::Authorities(authorities),
            Self::AnyAtFirstUse => Trust::FirstUse,
        }
    }
}

impl ServiceProviderClient {
    /// A client that signs with this identity. It calls these services, and such as come later. `tls_client` is what it shows as HTTPS client;
    /// `None` shows the signing identity. `timeout` bounds a whole call, `max_reply_bytes` a reply's body.
    ///
    /// # Errors
    /// Where one of the services is called over HTTPS, and the client certificate cannot be used for TLS.
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

    /// The certificate that e-Services verify the hub's requests with.
    pub fn certificate(&self) -> &Certificate {
        &self.identity.certificate
    }

    /// Whether a request carries the certificate that the hub signs with now, as every honest one does.
    pub fn is_signed_by_hub(&self, request: &[u8]) -> bool {
        let token = BASE64.encode(self.certificate().der());
        request.windows(token.len()).any(|window| window == token.as_bytes())
    }

    /// How a request is signed under a scenario with this defect. `by` is its parameter of that name, `e_service` the
    /// e-Service's own identity, where the hub has it.
    ///
    /// # Errors
    /// Where the hub's own certificate, or what it knows of the e-Service, does not allow it.
    pub fn signing(
        &self,
        defect: Defect,
        by: SignedDuration,
        e_service: Option<&Identity>,
        now: Timestamp,
    ) -> Result<Signing, NotApplicable> {
        Signing::of(defect, by, &self.identity, e_service, now)
    }

    /// The threads on which messages are understood.
    pub fn readers(&self) -> &Readers {
        &self.readers
    }

    /// How long a call may take.
    pub fn timeout(&self) -> Duration {
        self.http.timeout()
    }

    /// Step 5: asks for the order. `names_several` says that the query's key has named several orders before, of which the
    /// payer has chosen one.
    pub async fn get_order_details(
        &self,
        service: &Service,
        query: &OrderDetailsQuery,
        names_several: bool,
        context: CallContext<'_>,
    ) -> (Exchange, Result<(Vec<OrderDetails>, SignatureVerdict), CallError>) {
        let body = get_order_details::write_request(query);
        let (query, now) = (query.clone(), context.clock.now());
        let policy = service.reply_signature;
        self.call(service, Operation::GetOrderDetails, &body, context, move |envelope, findings| {
            content::orders(envelope, (&query, names_several), now, policy, findings)
        })
        .await
    }

    /// Step 13: tells of a payment. `body` is the unsigned content of the Body, the same at every attempt.
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

    async fn call<T: Send + 'static>(
        &self,
        service: &Service,
        operation: Operation,
        body: &str,
        context: CallContext<'_>,
        read: impl FnOnce(&Envelope<'_, '_>, &mut Vec<Finding>) -> Result<T, CallError> + Send + 'static,
    ) -> (Exchange, Result<(T, SignatureVerdict), CallError>) {
        let started_at = context.clock.now();
        let mut exchange = Exchange {
            operation,
            started_at,
            duration: Duration::ZERO,
            request: String::new(),
            request_head: String::new(),
            http_status: None,
            response_head: None,
            response: None,
            findings: vec![],
            way: Way::default(),
        };
        let stamp = MessageStamp { id: context.randomness.hex(), created: context.message_clock.now() };
        match context.signing.envelope(body, &self.identity, &stamp) {
            Ok(request) => exchange.request = request,
            Err(why) => return (exchange, Err(CallError::CannotSign { why: why.to_string() })),
        }
        let stopwatch = std::time::Instant::now();
        let sent = self.http.post(service, operation, &exchange.request, context.disturbance).await;
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
                findings::complete(&mut exchange.findings, Some(&error), its_doing);
                exchange.response = begun;
                return (exchange, Err(error));
            }
        };
        let received = Arc::new(Received {
            reply,
            head: sent.head.unwrap_or_default(),
            operation,
            policy: service.reply_signature,
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
        findings::complete(&mut findings, result.as_ref().err(), its_doing);
        if diagnosis::is_needed(&findings) {
            let (shared, services) = (Arc::clone(&received), context.known.to_vec());
            let work = move || diagnosis::causes(&shared, &services);
            diagnosis::put_first(&mut findings, self.readers.diagnose(&service.id, work).await);
        }
        exchange.findings = findings;
        exchange.response = Some(Arc::unwrap_or_clone(received).reply);
        (exchange, result)
    }
}

#[cfg(test)]
mod tests;
