//! The HTTP client to e-Services: bytes out, bytes in, timing.
//!
//! Every call gives the exchange as it was on the wire, whatever became of it, and beside it what it meant.

mod call_error;
mod http;

use std::time::Duration;

use jiff::Timestamp;

pub use call_error::{CallError, Stage};

use crate::clock::Clock;
use crate::domain::order::OrderDetails;
use crate::domain::service::{ReplySignature, Service};
use crate::randomness::Randomness;
use crate::soap::envelope::{self, Envelope};
use crate::soap::get_order_details::OrderDetailsQuery;
use crate::soap::security::certificates::{Certificate, Identity};
use crate::soap::security::sign::{KeyInfoForm, MessageStamp, signed_envelope};
use crate::soap::security::verify::{Judgement, SignatureProblem, Trust, verify};
use crate::soap::{Operation, fault, get_order_details};

/// Calls e-Services as MPay does: signed requests, verified replies.
#[derive(Debug)]
pub struct ServiceProviderClient {
    http: reqwest::Client,
    timeout: Duration,
    max_reply_bytes: usize,
    identity: Identity,
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
    /// The status of the reply, where one came.
    pub http_status: Option<u16>,
    /// The bytes that came back, as far as they were read; `None` where no reply came.
    pub response: Option<Vec<u8>>,
}

/// What the signature of an accepted reply was worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureVerdict {
    /// It holds; this certificate (DER) made it.
    Verified(Vec<u8>),
    /// It does not hold, and the service's policy is to go on.
    Tolerated(SignatureProblem),
    /// The service's policy is not to look.
    NotChecked,
}

/// What the client needs beside the call itself.
#[derive(Debug, Clone, Copy)]
pub struct CallContext<'a> {
    /// The time, for the request's Timestamp and the reply's.
    pub clock: &'a Clock,
    /// For the ids inside the message.
    pub randomness: &'a Randomness,
    /// The certificate that the service is known by: registered, or pinned; `None` accepts the first valid one.
    pub certificate: Option<&'a Certificate>,
}

/// The status of a plain GET, for the health check of a hub on this machine.
pub async fn plain_get(url: &str, patience: Duration) -> Result<u16, reqwest::Error> {
    Ok(http::client(patience)?.get(url).send().await?.status().as_u16())
}

impl ServiceProviderClient {
    /// A client that signs with this identity. `timeout` bounds a whole call, `max_reply_bytes` a reply's body.
    pub fn new(
        identity: Identity,
        timeout: Duration,
        max_reply_bytes: usize,
    ) -> Result<Self, reqwest::Error> {
        Ok(Self { http: http::client(timeout)?, timeout, max_reply_bytes, identity })
    }

    /// The certificate that e-Services verify the hub's requests with.
    pub fn certificate(&self) -> &Certificate {
        &self.identity.certificate
    }

    /// How long a call may take.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Step 5: asks for the order.
    pub async fn get_order_details(
        &self,
        service: &Service,
        query: &OrderDetailsQuery,
        context: CallContext<'_>,
    ) -> (Exchange, Result<(Vec<OrderDetails>, SignatureVerdict), CallError>) {
        let body = get_order_details::write_request(query);
        self.call(service, Operation::GetOrderDetails, &body, context, |payload| {
            get_order_details::read_reply(payload.ok_or(CallError::EmptyBody)?).map_err(CallError::Contract)
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
        // The guide has no fault as success: what else the Body holds does not matter, but for our own request.
        self.call(service, Operation::ConfirmOrderPayment, body, context, |payload| match payload {
            Some(payload) if payload.tag_name().name() == Operation::ConfirmOrderPayment.name() => {
                Err(CallError::Echo)
            }
            _ => Ok(()),
        })
        .await
    }

    async fn call<T>(
        &self,
        service: &Service,
        operation: Operation,
        body: &str,
        context: CallContext<'_>,
        read: impl FnOnce(Option<roxmltree::Node<'_, '_>>) -> Result<T, CallError>,
    ) -> (Exchange, Result<(T, SignatureVerdict), CallError>) {
        let started_at = context.clock.now();
        let mut exchange = Exchange {
            operation,
            started_at,
            duration: Duration::ZERO,
            request: String::new(),
            http_status: None,
            response: None,
        };
        let stamp = MessageStamp { id: context.randomness.hex(), created: started_at };
        match signed_envelope(body, &self.identity, &stamp, KeyInfoForm::BinarySecurityToken) {
            Ok(request) => exchange.request = request,
            Err(why) => return (exchange, Err(CallError::CannotSign { why: why.to_string() })),
        }
        let stopwatch = std::time::Instant::now();
        let sent =
            http::post(&self.http, service, operation, &exchange.request, self.timeout, self.max_reply_bytes)
                .await;
        exchange.duration = stopwatch.elapsed();
        exchange.http_status = sent.http_status;
        exchange.response = sent.body;
        let result = match sent.failure {
            Some(failure) => Err(failure),
            None => {
                let reply = exchange.response.as_deref().unwrap_or_default();
                let expectation = Expectation {
                    policy: service.reply_signature,
                    certificate: context.certificate,
                    own: &self.identity.certificate,
                    now: context.clock.now(),
                };
                understand(reply, sent.http_status.unwrap_or(0), sent.location, expectation, read)
            }
        };
        (exchange, result)
    }
}

/// What a reply's signature is held against.
struct Expectation<'a> {
    policy: ReplySignature,
    /// The certificate that the service is known by.
    certificate: Option<&'a Certificate>,
    /// The hub's own certificate.
    own: &'a Certificate,
    now: Timestamp,
}

/// Reads a reply: envelope, fault, signature, content, in that order.
fn understand<T>(
    reply: &[u8],
    status: u16,
    location: Option<String>,
    expectation: Expectation<'_>,
    read: impl FnOnce(Option<roxmltree::Node<'_, '_>>) -> Result<T, CallError>,
) -> Result<(T, SignatureVerdict), CallError> {
    let Expectation { policy, certificate, own, now } = expectation;
    let not_an_envelope = |why| match status {
        200 => CallError::NotAnEnvelope { why },
        _ => CallError::HttpStatus { status, location: location.clone() },
    };
    let text = envelope::text_of(reply).map_err(not_an_envelope)?;
    let document = envelope::parse(&text).map_err(not_an_envelope)?;
    let envelope = Envelope::of(&document).map_err(not_an_envelope)?;
    if let Some(fault) = envelope.payload().and_then(fault::read) {
        return Err(CallError::Fault(fault));
    }
    if status != 200 {
        return Err(CallError::HttpStatus { status, location });
    }
    let trust = certificate.map_or(Trust::FirstUse, Trust::Certificate);
    // A request that is sent back must never count as a reply to itself.
    let verified = || {
        verify(&document, &envelope, trust, Judgement::at(now)).and_then(|verified| {
            let subject = verified.certificate.subject.clone();
            let is_own = verified.certificate == *own && certificate != Some(own);
            if is_own { Err(SignatureProblem::OwnCertificate { subject }) } else { Ok(verified) }
        })
    };
    let verdict = match policy {
        ReplySignature::Ignore => SignatureVerdict::NotChecked,
        policy => match verified() {
            Ok(verified) => SignatureVerdict::Verified(verified.certificate.der().to_vec()),
            Err(problem) if policy == ReplySignature::Warn => SignatureVerdict::Tolerated(problem),
            Err(problem) => return Err(CallError::Signature(problem)),
        },
    };
    Ok((read(envelope.payload())?, verdict))
}
