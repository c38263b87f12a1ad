//! One request and its reply on a new connection.

mod failure;

use std::pin::pin;
use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderName};
use reqwest::{Body, Method, Response, Version};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use super::client_certificate::Asked;
use super::connection::{self, NotConnected};
use super::outgoing::Outgoing;
use super::progress::{Phase, Progress};
use super::reply::ReplyHead;
use super::target::Target;
use super::tls::Settings;
use super::{CallError, body};
use crate::domain::connection_details::ConnectionDetails;
use crate::domain::disturbance::{Disturbance, ReplyLoss};
use crate::domain::finding::rules::transport as rules;
use crate::domain::finding::{Finding, excerpt};
use crate::domain::http_form::Framing;

/// The request.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) method: Method,
    pub(super) headers: Vec<(HeaderName, String)>,
    pub(super) body: String,
    pub(super) framing: Framing,
}

impl Question {
    /// The request line and headers, one per line, including those added by the HTTP client.
    fn head(&self, target: &Target) -> String {
        let url = &target.url;
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let host = url.host_str().unwrap_or_default();
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let version = if self.framing == Framing::Http10 { "1.0" } else { "1.1" };
        let mut head = format!("{} {}{query} HTTP/{version}\n", self.method, url.path());
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\n"));
        }
        head.push_str(&format!("user-agent: {}\naccept: */*\nhost: {host}{port}\n", connection::USER_AGENT));
        match self.framing {
            Framing::Chunked => head.push_str("transfer-encoding: chunked\n"),
            Framing::Length | Framing::Http10 => {
                head.push_str(&format!("content-length: {}\n", self.body.len()));
            }
        }
        head
    }
}

/// The result of a call.
#[derive(Debug, Default)]
pub(super) struct Sent {
    /// The request line and headers, as far as known.
    pub(super) request_head: String,
    /// The status and headers; `None` if no reply came.
    pub(super) head: Option<ReplyHead>,
    /// The body as far as received, decompressed.
    pub(super) body: Option<Vec<u8>>,
    /// The failure, if any.
    pub(super) failure: Option<CallError>,
    /// Remarks on a reply that did not fail.
    pub(super) findings: Vec<Finding>,
    /// The connection details.
    pub(super) way: ConnectionDetails,
}

/// A call with its state, kept however it ends.
#[derive(Debug, Default)]
pub(super) struct Call {
    progress: Progress,
    asked: Asked,
    head: Option<ReplyHead>,
    encoding: String,
    /// The announced length of the reply.
    promised: Option<u64>,
    body: Vec<u8>,
    max_reply_bytes: usize,
    disturbance: Disturbance,
    request_head: String,
}

impl Call {
    /// A call with this limit for the reply's body in bytes, and this disturbance.
    pub(super) fn new(max_reply_bytes: usize, disturbance: Disturbance) -> Self {
        Self { max_reply_bytes, disturbance, ..Self::default() }
    }

    /// Makes the call within this time, extended by the duration of the disturbance.
    pub(super) async fn make(
        &mut self,
        target: &Target,
        tls: &Settings,
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

    /// The reply's status, 0 if no reply came, and the first words of its body.
    pub(super) fn answer(&self) -> (u16, String) {
        (self.head.as_ref().map_or(0, |head| head.status), excerpt(&self.body))
    }

    async fn converse(
        &mut self,
        target: &Target,
        tls: &Settings,
        question: &Question,
        patience: Duration,
    ) -> Result<(), Box<Finding>> {
        let mut reply = self.ask(target, tls, question, patience).await?;
        if reply.version() == Version::HTTP_09 {
            return Err(not_http(reply).await.into());
        }
        self.progress.enter(Phase::Reply);
        self.take_head(&reply);
        loop {
            if let ReplyLoss::AfterBytes(most) = self.disturbance.reply
                && most <= self.body.len()
            {
                self.body.truncate(most);
                return Err(cut_on_purpose(&self.disturbance).into());
            }
            match reply.chunk().await {
                Ok(Some(part)) => body::add(&mut self.body, &part, self.max_reply_bytes)?,
                Ok(None) => return Ok(()),
                Err(error) => return Err(self.cut(&error).into()),
            }
        }
    }

    /// Tries each address in turn, and returns the head of the reply. Each address has a share of the time, so that one
    /// that drops packets does not use up the others'.
    async fn ask(
        &mut self,
        target: &Target,
        tls: &Settings,
        question: &Question,
        patience: Duration,
    ) -> Result<Response, Box<Finding>> {
        let started = Instant::now();
        self.progress.look_up();
        let addresses = connection::addresses_of(target).await?;
        self.progress.found(&addresses);
        let mut failures = Vec::new();
        for (&address, left) in addresses.iter().zip((1..=addresses.len()).rev()) {
            self.progress.connect(address);
            let settings = tls.noting(&self.progress, self.asked.noting(&tls.config));
            let client = connection::client(target, address, settings, &self.progress)?;
            let mut request = client.request(question.method.clone(), target.url.clone());
            for (name, value) in &question.headers {
                request = request.header(name, value);
            }
            if question.framing == Framing::Http10 {
                request = request.version(Version::HTTP_10);
            }
            let (body, is_sent) = self.body_of(question);
            let mut sending = pin!(self.losing_reply(request.body(body).send(), is_sent));
            let share = patience.saturating_sub(started.elapsed()) / u32::try_from(left).unwrap_or(u32::MAX);
            let is_connecting = || self.progress.phase() == Phase::Connect;
            let sent = match timeout(share, &mut sending).await {
                Ok(sent) => sent,
                Err(_) if is_connecting() => {
                    failures.push(NotConnected::too_late(address));
                    continue;
                }
                Err(_) => sending.await,
            };
            match sent {
                Ok(Heard::Reply(reply)) => return Ok(reply),
                Ok(Heard::Begun) => {
                    let found =
                        "the simulator closed the connection when the reply began, and read nothing of it";
                    return Err(Finding::new(&rules::REPLY_LOST_ON_PURPOSE, found).into());
                }
                Ok(Heard::Nothing) => return Err(cut_on_purpose(&self.disturbance).into()),
                Err(error) if is_connecting() => failures.push(NotConnected::because(address, &error)),
                Err(error) => return Err(self.no_reply(target, &error).into()),
            }
        }
        Err(connection::not_connected(target, &failures, patience).into())
    }

    /// The request's body, and a signal for its end if a disturbance needs it.
    fn body_of(&self, question: &Question) -> (Body, Option<oneshot::Receiver<()>>) {
        let Disturbance { pace, reply, .. } = self.disturbance;
        let is_chunked = question.framing == Framing::Chunked;
        if pace.is_none() && !is_chunked && !matches!(reply, ReplyLoss::BeforeReading { .. }) {
            return (question.body.clone().into(), None);
        }
        let (body, is_sent) = Outgoing::new(question.body.clone(), pace, !is_chunked);
        (Body::wrap(body), Some(is_sent))
    }

    /// The reply, unless it is lost on purpose: then the connection is closed when this returns, at the latest when the
    /// reply begins.
    async fn losing_reply(
        &self,
        sending: impl Future<Output = reqwest::Result<Response>>,
        is_sent: Option<oneshot::Receiver<()>>,
    ) -> reqwest::Result<Heard> {
        let (ReplyLoss::BeforeReading { after }, Some(is_sent)) = (self.disturbance.reply, is_sent) else {
            return sending.await.map(Heard::Reply);
        };
        let lost = async {
            match is_sent.await {
                Ok(()) => sleep(after).await,
                // The body was dropped before it was sent: the call returns the cause.
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            sent = sending => sent.map(|_| Heard::Begun),
            () = lost => Ok(Heard::Nothing),
        }
    }

    fn take_head(&mut self, reply: &Response) {
        let headers = reply.headers();
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        self.encoding = text(CONTENT_ENCODING).unwrap_or_default().chars().take(40).collect();
        self.promised = text(CONTENT_LENGTH).and_then(|length| length.parse().ok());
        let first_line = format!("{:?} {}", reply.version(), reply.status());
        self.head = Some(ReplyHead::of(&first_line, reply.status().as_u16(), headers));
    }

    /// The result, with the body decoded and checked.
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
        // An error page may have any media type: its status counts.
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
            way: self.progress.way(),
        }
    }
}

/// The beginning of a reply.
enum Heard {
    Reply(Response),
    /// It began, and is lost on purpose.
    Begun,
    /// It is lost on purpose before it began.
    Nothing,
}

/// The finding about a reply that the simulator lost on purpose.
fn cut_on_purpose(disturbance: &Disturbance) -> Finding {
    Finding::new(&rules::REPLY_LOST_ON_PURPOSE, disturbance.to_string())
}

/// The finding about a reply without a status line.
async fn not_http(mut reply: Response) -> Finding {
    // The first bytes are sufficient; if they were lost, nothing is quoted.
    let begun = reply.chunk().await.ok().flatten().unwrap_or_default();
    // A TLS alert: record type 21 and version 3 (RFC 8446 §5.1).
    if begun.starts_with(&[21, 3]) {
        return Finding::new(&rules::HTTPS_EXPECTED, "the server answers plain HTTP with a TLS alert");
    }
    Finding::new(&rules::HTTP_NOT_HTTP, "the reply does not begin with a status line of HTTP/1")
        .quoting(excerpt(&begun))
}
