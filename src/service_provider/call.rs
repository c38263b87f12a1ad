//! One request and its reply over a connection of its own, step by step.

mod failure;

use std::error::Error;
use std::future::poll_fn;
use std::pin::Pin;
use std::time::{Duration, Instant};

use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use hyper::{Response, Version};
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_rustls::client::TlsStream;

use super::client_certificate::Asked;
use super::connection::{self, Exchange, NotConnected};
use super::outgoing::Outgoing;
use super::question::Question;
use super::reply::ReplyHead;
use super::target::Target;
use super::{CallError, body, tls_facts, tls_problem};
use crate::domain::disturbance::{Disturbance, ReplyLoss};
use crate::domain::finding::rules::transport as rules;
use crate::domain::finding::{Finding, excerpt};
use crate::domain::way::{MOST_ADDRESSES, Way};

/// What came back.
#[derive(Debug, Default)]
pub(super) struct Sent {
    /// The first line and the headers of the request, as far as they are known.
    pub(super) request_head: String,
    /// The status and what stands beside it, where a reply came.
    pub(super) head: Option<ReplyHead>,
    /// The body as far as it came, decompressed.
    pub(super) body: Option<Vec<u8>>,
    /// What failed.
    pub(super) failure: Option<CallError>,
    /// What is remarkable about a reply that did not fail.
    pub(super) findings: Vec<Finding>,
    /// What was learnt on the way.
    pub(super) way: Way,
}

/// The parts of a call, in their order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Phase {
    /// Asking for the host's addresses.
    #[default]
    Name,
    /// Connecting.
    Connect,
    /// Shaking hands.
    Tls,
    /// The request is on its way, and no reply yet.
    Waiting,
    /// The reply has begun.
    Reply,
}

/// A call, with what is known of it however it ends.
#[derive(Debug, Default)]
pub(super) struct Call {
    /// How far it has come: what failed, or took too long, depends on it.
    phase: Phase,
    way: Way,
    asked: Asked,
    head: Option<ReplyHead>,
    encoding: String,
    /// The length that the reply's head promised.
    promised: Option<u64>,
    body: Vec<u8>,
    max_reply_bytes: usize,
    disturbance: Disturbance,
    request_head: String,
}

impl Call {
    /// A call that takes a body of this many bytes at most, and that the simulator disturbs so.
    pub(super) fn new(max_reply_bytes: usize, disturbance: Disturbance) -> Self {
        Self { max_reply_bytes, disturbance, ..Self::default() }
    }

    /// Makes the call within a time, to which what the simulator makes it longer by is added.
    pub(super) async fn make(
        &mut self,
        target: &Target,
        tls: &ClientConfig,
        question: &Question,
        patience: Duration,
    ) -> Result<(), Box<Finding>> {
        self.request_head = question.head(target);
        sleep(self.disturbance.wait).await;
        let patience = patience.saturating_add(self.disturbance.sending_takes(question.body.len()));
        match timeout(patience, self.converse(target, tls, question, patience)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(self.too_late(target, patience).into()),
        }
    }

    /// The reply's status; 0 where none came.
    pub(super) fn status(&self) -> u16 {
        self.head.as_ref().map_or(0, |head| head.status)
    }

    async fn converse(
        &mut self,
        target: &Target,
        tls: &ClientConfig,
        question: &Question,
        patience: Duration,
    ) -> Result<(), Box<Finding>> {
        let stream = self.connect(target, patience).await?;
        let opened = match target.is_https {
            true => Exchange::over(self.shake_hands(stream, target, tls).await?).await,
            false => Exchange::over(stream).await,
        };
        self.phase = Phase::Waiting;
        let mut exchange = opened.map_err(|error| self.no_reply(target, &error))?;
        let begun = Instant::now();
        // The connection is closed as `exchange` goes, at the end of this function.
        let reply = match self.ask(&mut exchange, target, question).await {
            Ok(Some(reply)) => reply,
            Ok(None) => return Err(cut_on_purpose(&self.disturbance).into()),
            Err(error) => return Err(self.no_reply(target, &*error).into()),
        };
        if reply.version() == Version::HTTP_09 {
            return Err(not_http(reply).await.into());
        }
        self.way.took.reply = Some(since(begun));
        self.phase = Phase::Reply;
        self.take_head(&reply);
        let mut body = reply.into_body();
        loop {
            if let ReplyLoss::AfterBytes(most) = self.disturbance.reply
                && most <= self.body.len()
            {
                self.body.truncate(most);
                return Err(cut_on_purpose(&self.disturbance).into());
            }
            match next_part(&mut body).await {
                Some(Ok(part)) => body::add(&mut self.body, &part, self.max_reply_bytes)?,
                Some(Err(error)) => return Err(self.cut(&error).into()),
                None => return Ok(()),
            }
        }
    }

    /// Tries each address in turn. One that swallows packets must not take the others' time, so each has its share.
    async fn connect(&mut self, target: &Target, patience: Duration) -> Result<TcpStream, Box<Finding>> {
        let started = Instant::now();
        let addresses = connection::addresses_of(target).await?;
        self.way.took.name = Some(since(started));
        self.way.addresses = addresses.iter().take(MOST_ADDRESSES).copied().collect();
        self.phase = Phase::Connect;
        let (begun, mut failures) = (Instant::now(), Vec::new());
        for (&address, left) in addresses.iter().zip((1..=addresses.len()).rev()) {
            let share = patience.saturating_sub(started.elapsed()) / u32::try_from(left).unwrap_or(u32::MAX);
            match timeout(share, connection::tcp(address)).await {
                Ok(Ok(stream)) => {
                    self.way.connected = Some(address);
                    self.way.took.connect = Some(since(begun));
                    return Ok(stream);
                }
                Ok(Err(why)) => failures.push(NotConnected::because(address, &why)),
                Err(_) => failures.push(NotConnected::too_late(address)),
            }
        }
        Err(connection::not_connected(target, &failures, patience).into())
    }

    async fn shake_hands(
        &mut self,
        stream: TcpStream,
        target: &Target,
        tls: &ClientConfig,
    ) -> Result<TlsStream<TcpStream>, Box<Finding>> {
        self.phase = Phase::Tls;
        let begun = Instant::now();
        match connection::tls(stream, target, self.asked.noting(tls)).await {
            Ok(stream) => {
                self.way.took.tls = Some(since(begun));
                let (_, session) = stream.get_ref();
                self.way.tls = tls_facts::agreement(session);
                self.way.certificate = tls_facts::certificate(session);
                Ok(stream)
            }
            Err(error) => {
                self.way.certificate = tls_problem::refused_certificate(&error);
                Err(tls_problem::of_handshake(&error, &self.asked).into())
            }
        }
    }

    /// Sends the request, and gives the reply; `None` where it is lost on purpose before anything of it is read.
    async fn ask(
        &self,
        exchange: &mut Exchange,
        target: &Target,
        question: &Question,
    ) -> Result<Option<Response<Incoming>>, Box<dyn Error + Send + Sync>> {
        let (body, is_sent) = Outgoing::new(question.body.clone(), self.disturbance.pace);
        let sending = exchange.send(question.request(target, body)?);
        let ReplyLoss::BeforeReading { after } = self.disturbance.reply else {
            return Ok(Some(sending.await?));
        };
        let lost = async {
            match is_sent.await {
                Ok(()) => sleep(after).await,
                // The body is gone before it was sent: the call itself tells why.
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            sent = sending => Ok(sent.map(|_| None)?),
            () = lost => Ok(None),
        }
    }

    fn take_head(&mut self, reply: &Response<Incoming>) {
        let headers = reply.headers();
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        self.encoding = text(CONTENT_ENCODING).unwrap_or_default().chars().take(40).collect();
        self.promised = text(CONTENT_LENGTH).and_then(|length| length.parse().ok());
        let first_line = format!("{:?} {}", reply.version(), reply.status());
        self.head = Some(ReplyHead::of(&first_line, reply.status().as_u16(), headers));
    }

    /// What came back, with what the body is worth.
    pub(super) fn sent(mut self, mut outcome: Result<(), Box<Finding>>) -> Sent {
        let mut findings = Vec::new();
        if self.disturbance.sending_is_disturbed() {
            findings.push(Finding::new(&rules::SENT_SLOWLY_ON_PURPOSE, self.disturbance.to_string()));
        }
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
            request_head: self.request_head,
            body: self.head.is_some().then_some(self.body),
            head: self.head,
            failure: outcome.err().map(CallError::Transport),
            findings,
            way: self.way,
        }
    }
}

/// The next bytes of a body; `None` at its end. What stands behind the body is not looked at.
async fn next_part(body: &mut Incoming) -> Option<hyper::Result<Bytes>> {
    loop {
        match poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await? {
            Ok(frame) => match frame.into_data() {
                Ok(data) => return Some(Ok(data)),
                Err(_) => continue,
            },
            Err(error) => return Some(Err(error)),
        }
    }
}

/// Whole milliseconds since then.
fn since(begun: Instant) -> u64 {
    u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// The finding about a reply that the simulator has lost.
fn cut_on_purpose(disturbance: &Disturbance) -> Finding {
    Finding::new(&rules::REPLY_LOST_ON_PURPOSE, disturbance.to_string())
}

/// The finding about a reply without a status line.
async fn not_http(reply: Response<Incoming>) -> Finding {
    // The first bytes tell enough; where they are gone already, there is nothing to quote.
    let begun = next_part(&mut reply.into_body()).await.and_then(Result::ok).unwrap_or_default();
    // A TLS alert: record type 21 and version 3 (RFC 8446 §5.1).
    if begun.starts_with(&[21, 3]) {
        return Finding::new(&rules::HTTPS_EXPECTED, "the server answers plain HTTP with a TLS alert");
    }
    Finding::new(&rules::HTTP_NOT_HTTP, "the reply does not begin with a status line of HTTP/1")
        .quoting(excerpt(&begun))
}
