//! One request and its reply over a connection of its own, and the words for every way in which that can fail.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use hyper::{HeaderMap, Request, Response};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use tokio::task::JoinSet;

use super::connection::{self, Phase};
use super::reply::ReplyHead;
use super::tap::Seen;
use super::target::Target;
use super::{CallError, body, tls_problem};
use crate::domain::finding::rules::transport as rules;
use crate::domain::finding::{Finding, excerpt};

/// Headers beyond this are no reply of an e-Service. It also is what one read takes.
const MAX_HEAD: usize = 64 * 1024;

/// What came back.
#[derive(Debug, Default)]
pub(super) struct Sent {
    /// The status and what stands beside it, where a reply came.
    pub(super) head: Option<ReplyHead>,
    /// The body as far as it came, decompressed.
    pub(super) body: Option<Vec<u8>>,
    /// What failed.
    pub(super) failure: Option<CallError>,
    /// What is remarkable about a reply that did not fail.
    pub(super) findings: Vec<Finding>,
}

/// A call, with what is known of it however it ends.
pub(super) struct Call {
    phase: Phase,
    seen: Seen,
    head: Option<ReplyHead>,
    encoding: String,
    /// The length that the reply's head promised.
    promised: Option<u64>,
    body: Vec<u8>,
    max_reply_bytes: usize,
}

impl Call {
    /// A call that takes a body of this many bytes at most.
    pub(super) fn new(max_reply_bytes: usize) -> Self {
        Self {
            phase: Phase::Name,
            seen: Seen::default(),
            head: None,
            encoding: String::new(),
            promised: None,
            body: Vec::new(),
            max_reply_bytes,
        }
    }

    /// Makes the call within a time.
    pub(super) async fn make(
        &mut self,
        target: &Target,
        tls: Option<&Arc<ClientConfig>>,
        request: Request<Full<Bytes>>,
        patience: Duration,
    ) -> Result<(), Finding> {
        match tokio::time::timeout(patience, self.converse(target, tls, request, patience)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(self.too_late(target, patience)),
        }
    }

    /// The reply's status; 0 where none came.
    pub(super) fn status(&self) -> u16 {
        self.head.as_ref().map_or(0, |head| head.status)
    }

    async fn converse(
        &mut self,
        target: &Target,
        tls: Option<&Arc<ClientConfig>>,
        request: Request<Full<Bytes>>,
        patience: Duration,
    ) -> Result<(), Finding> {
        let stream = connection::open(target, tls, patience, &mut self.phase, &self.seen).await?;
        self.phase = Phase::Waiting;
        let (mut sender, connection) = http1::Builder::new()
            .max_buf_size(MAX_HEAD)
            .handshake::<_, Full<Bytes>>(TokioIo::new(stream))
            .await
            .map_err(|error| self.no_reply(target, &error))?;
        // The set ends the connection's task when the call is over or given up.
        let mut connection_task = JoinSet::new();
        connection_task.spawn(connection);
        let reply = match sender.send_request(request).await {
            Ok(reply) => reply,
            Err(error) => {
                // Why the connection ended may stand with the connection alone.
                let ended = connection_task.join_next().await.and_then(Result::ok).and_then(Result::err);
                let of_tls = [Some(&error), ended.as_ref()]
                    .into_iter()
                    .flatten()
                    .find_map(|error| tls_problem::within(error));
                return Err(of_tls.map_or_else(|| self.no_reply(target, &error), tls_problem::of_tls));
            }
        };
        self.phase = Phase::Reply;
        self.take_head(&reply);
        self.take_body(reply.into_body()).await?;
        Ok(())
    }

    fn take_head(&mut self, reply: &Response<Incoming>) {
        let headers: &HeaderMap = reply.headers();
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        self.encoding = text(CONTENT_ENCODING).unwrap_or_default().chars().take(40).collect();
        self.promised = text(CONTENT_LENGTH).and_then(|length| length.parse().ok());
        self.head = Some(ReplyHead::of(reply.status().as_u16(), headers));
    }

    async fn take_body(&mut self, mut incoming: Incoming) -> Result<(), Finding> {
        while let Some(frame) = incoming.frame().await {
            match frame {
                Ok(frame) => {
                    if let Ok(part) = frame.into_data() {
                        body::add(&mut self.body, &part, self.max_reply_bytes)?;
                    }
                }
                Err(error) => {
                    return Err(tls_problem::within(&error).map_or_else(|| self.cut(), tls_problem::of_tls));
                }
            }
        }
        Ok(())
    }

    /// What came back, with what the body is worth.
    pub(super) fn sent(mut self, mut outcome: Result<(), Finding>) -> Sent {
        let mut findings = Vec::new();
        if outcome.is_ok() {
            match body::decompress(&mut self.body, &self.encoding, self.max_reply_bytes) {
                Ok(finding) => findings.extend(finding),
                Err(finding) => outcome = Err(finding),
            }
        }
        // An error page may have any media type: its status is what counts.
        let is_answer = self.head.as_ref().is_some_and(|head| matches!(head.status, 200 | 500));
        if is_answer && outcome.is_ok() && !self.body.is_empty() {
            findings.extend(self.head.as_ref().and_then(ReplyHead::media_type_finding));
        }
        Sent {
            body: self.head.is_some().then_some(self.body),
            head: self.head,
            failure: outcome.err().map(|finding| CallError::Transport(Box::new(finding))),
            findings,
        }
    }

    fn too_late(&self, target: &Target, patience: Duration) -> Finding {
        let ms = patience.as_millis();
        let (host, port) = (&target.host, target.port);
        match self.phase {
            Phase::Name => {
                Finding::new(&rules::DNS_TIMEOUT, format!("no address of `{host}` within {ms} ms"))
            }
            Phase::Connect => Finding::new(
                &rules::CONNECT_TIMEOUT,
                format!("no connection to {host}:{port} within {ms} ms"),
            ),
            Phase::Tls => Finding::new(
                &rules::TLS_TIMEOUT,
                format!("the TLS handshake with {host}:{port} is not completed within {ms} ms"),
            ),
            Phase::Waiting => {
                let began = if self.seen.bytes().is_empty() {
                    "nothing came"
                } else {
                    "its headers are not complete"
                };
                Finding::new(&rules::HTTP_TIMEOUT, format!("no whole reply within {ms} ms: {began}"))
            }
            Phase::Reply => Finding::new(
                &rules::HTTP_BODY_TIMEOUT,
                format!("no whole reply within {ms} ms: {}", self.so_far()),
            ),
        }
    }

    fn no_reply(&self, target: &Target, error: &hyper::Error) -> Finding {
        let seen = self.seen.bytes();
        match seen.as_slice() {
            [] => {
                let (host, port) = (&target.host, target.port);
                let finding = Finding::new(
                    &rules::HTTP_NO_REPLY,
                    format!("{host}:{port} took the connection and closed it without a reply"),
                );
                if target.is_https {
                    return finding;
                }
                finding.remedy(format!(
                    "{}. A port for HTTPS looks just so: then write https into endpoint_url",
                    rules::HTTP_NO_REPLY.remedy
                ))
            }
            // A TLS alert: record type 21 and version 3 (RFC 8446 §5.1).
            [21, 3, ..] => {
                Finding::new(&rules::HTTPS_EXPECTED, "the server answers plain HTTP with a TLS alert")
            }
            begun if begun.starts_with(b"HTTP/") && !error.is_parse() => {
                Finding::new(&rules::HTTP_CUT, "the connection broke inside the reply's headers")
            }
            begun if begun.starts_with(b"HTTP/1") => Finding::new(
                &rules::HTTP_NOT_HTTP,
                format!("the reply's headers are malformed, more than 100, or larger than {MAX_HEAD} bytes"),
            ),
            begun => {
                let shown = String::from_utf8_lossy(&begun[..begun.len().min(80)]).into_owned();
                let words = if begun.starts_with(b"HTTP/") { shown } else { excerpt(shown.as_bytes()) };
                Finding::new(
                    &rules::HTTP_NOT_HTTP,
                    format!("the reply is not HTTP; it begins with \"{words}\""),
                )
            }
        }
    }

    fn cut(&self) -> Finding {
        Finding::new(
            &rules::HTTP_CUT,
            format!("the connection broke before the reply was complete: {}", self.so_far()),
        )
    }

    fn so_far(&self) -> String {
        let came = self.body.len();
        match self.promised {
            Some(promised) => format!("{came} of the {promised} bytes that Content-Length promises came"),
            None => format!("{came} bytes came, and no end"),
        }
    }
}
