//! A proxy before the sample e-Service, which holds both keys and breaks what its mutants break.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex};

use mpay_sim::clock::Clock;
use mpay_sim::domain::fault::FaultCode;
use mpay_sim::randomness::Randomness;
use mpay_sim::soap::security::certificates::Identity;
use mpay_sim::soap::security::sign::{KeyInfoForm, MessageStamp, signed_envelope};
use mpay_sim::soap::{Operation, confirm_order_payment, fault};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::history::History;
use super::mutants::{Mutant, Mutation};
use super::seen::{self, Seen};
use crate::support::{client_builder, identities};

static HUB: LazyLock<Identity> = LazyLock::new(identities::hub);
static E_SERVICE: LazyLock<Identity> = LazyLock::new(identities::e_service);

/// The running proxy. It ends with the test's runtime.
pub struct Proxy {
    pub url: String,
    pub reach: Reach,
}

/// A reply on its way to the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    pub content_type: String,
    pub body: Vec<u8>,
}

struct Parts {
    to: String,
    clock: Clock,
    client: reqwest::Client,
    mutants: Vec<&'static Mutant>,
    /// True where the mutants are asked what they would break, and nothing is broken.
    is_asking: bool,
    history: History,
    reach: Reach,
}

/// The rules of which each mutant has broken a message or its reply, by the mutant's own rule.
pub type Reach = Arc<Mutex<BTreeMap<&'static str, BTreeSet<&'static str>>>>;

impl Proxy {
    pub async fn start(to: String, clock: &Clock, mutants: Vec<&'static Mutant>, is_asking: bool) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/ServiceProvider.svc", listener.local_addr().unwrap());
        // A connection that the e-Service closes while it is idle would lose the next request.
        let client = client_builder().pool_max_idle_per_host(0).build().unwrap();
        let (clock, reach) = (clock.clone(), Reach::default());
        let (history, shown) = (History::default(), Arc::clone(&reach));
        let parts = Arc::new(Parts { to, clock, client, mutants, is_asking, history, reach });
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let parts = Arc::clone(&parts);
                tokio::spawn(async move {
                    // Some rules hang up.
                    let _ = parts.converse(stream).await;
                });
            }
        });
        Self { url, reach: shown }
    }
}

impl Parts {
    async fn converse(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let (head, body) = receive(&mut stream).await?;
        let mut seen = Seen::of(head, body, self.clock.now());
        self.history.arrived(&mut seen, self.clock.now()).await;
        let reply = self.answer(&seen).await;
        self.history.answered(&seen, reply.status, self.clock.now());
        if self.send(&mut stream, &seen, &reply).await? {
            self.history.lost(&seen);
        }
        Ok(())
    }

    /// True where the mutant breaks this message or its reply, which `is` says.
    fn breaks(&self, mutant: &Mutant, seen: &Seen, is: bool) -> bool {
        if is {
            self.reach.lock().unwrap().entry(mutant.rule).or_default().insert(seen.rule);
        }
        is && !self.is_asking
    }

    async fn answer(&self, seen: &Seen) -> Reply {
        let mut content = None;
        for mutant in &self.mutants {
            let rewritten = match mutant.how {
                Mutation::Overlooks(is) => is(seen).then(|| seen.content.clone()),
                Mutation::Rewrites(rewrite) => rewrite(seen),
                _ => None,
            };
            if self.breaks(mutant, seen, rewritten.is_some()) {
                content = rewritten;
            }
            let (refuses, swallows) = match mutant.how {
                Mutation::ForgetsLost { .. } => (seen.was_lost, false),
                Mutation::Refuses(is) => (is(seen), false),
                Mutation::Swallows(is) => (false, is(seen)),
                _ => (false, false),
            };
            if self.breaks(mutant, seen, refuses) {
                return self.refused();
            }
            if self.breaks(mutant, seen, swallows) {
                return self.signed(200, &confirm_order_payment::write_reply());
            }
        }
        let mut reply = self.forward(seen, content).await;
        for mutant in &self.mutants {
            if let Mutation::Replies(change) = mutant.how
                && let Some(text) = std::str::from_utf8(&reply.body).ok().and_then(seen::content)
                && let Some(changed) = change(seen, &text)
                && self.breaks(mutant, seen, changed != text)
            {
                reply = self.signed(reply.status, &changed);
            }
        }
        // These come last, as a changed content is signed anew.
        for mutant in &self.mutants {
            if let Mutation::Raw(change) = mutant.how {
                let mut changed = reply.clone();
                change(seen, &mut changed);
                if self.breaks(mutant, seen, changed != reply) {
                    reply = changed;
                }
            }
        }
        reply
    }

    /// The shop's reply to the message as it came, or to this content, signed as the hub signs.
    async fn forward(&self, seen: &Seen, content: Option<String>) -> Reply {
        let body = content.map_or_else(
            || seen.body.clone(),
            |content| self.envelope(&content, &HUB, KeyInfoForm::default()),
        );
        let headers = seen.head.lines().filter_map(|line| line.split_once(':'));
        let mut request = self.client.post(&self.to);
        for (name, value) in headers {
            if ["soapaction", "content-type"].contains(&name.to_ascii_lowercase().as_str()) {
                request = request.header(name, value.trim());
            }
        }
        if body != seen.body {
            request = self
                .client
                .post(&self.to)
                .header("Content-Type", mpay_sim::soap::CONTENT_TYPE)
                .header("SOAPAction", format!("\"{}\"", seen.operation.soap_action()));
        }
        let answer = request.body(body).send().await.unwrap();
        let status = answer.status().as_u16();
        let content_type = answer.headers().get("Content-Type").unwrap().to_str().unwrap().to_owned();
        Reply { status, content_type, body: answer.bytes().await.unwrap().to_vec() }
    }

    fn refused(&self) -> Reply {
        self.signed(500, &fault::write(&FaultCode::AuthenticationFailed, "not accepted by the mutant"))
    }

    fn signed(&self, status: u16, content: &str) -> Reply {
        let body = self.envelope(content, &E_SERVICE, KeyInfoForm::X509Data).into_bytes();
        Reply { status, content_type: mpay_sim::soap::CONTENT_TYPE.to_owned(), body }
    }

    fn envelope(&self, content: &str, identity: &Identity, form: KeyInfoForm) -> String {
        let stamp = MessageStamp { id: Randomness::new(None).hex(), created: self.clock.now() };
        signed_envelope(content, identity, &stamp, form).unwrap()
    }

    /// Sends the reply. True where the caller was gone before its end, for the mutant of this rule that watches for it.
    async fn send(&self, stream: &mut TcpStream, seen: &Seen, reply: &Reply) -> std::io::Result<bool> {
        let Reply { status, content_type, body } = reply;
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status} Status\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        let watches = self.mutants.iter().find_map(|mutant| match mutant.how {
            Mutation::ForgetsLost { after_first_byte } if mutant.rule == seen.rule => Some(after_first_byte),
            _ => None,
        });
        let is_first = seen.operation == Operation::ConfirmOrderPayment && seen.before == 0;
        stream.write_all(head.as_bytes()).await?;
        if let Some(after_first_byte) = watches.filter(|_| is_first) {
            stream.write_all(&body[..usize::from(after_first_byte)]).await?;
            // The caller sends nothing more: this ends when it closes the connection, in whatever way.
            let _ = stream.read(&mut [0]).await;
            return Ok(true);
        }
        stream.write_all(body).await?;
        stream.shutdown().await?;
        Ok(false)
    }
}

/// A whole request: its head, and its body by its length or in chunks.
async fn receive(stream: &mut TcpStream) -> std::io::Result<(String, String)> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut rest = bytes.split_off(end + 4);
    let header = |wanted: &str| {
        let found = head.lines().filter_map(|line| line.split_once(':'));
        found
            .into_iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.trim().to_owned())
    };
    let body = if header("transfer-encoding").is_some() {
        loop {
            if let Some(body) = unchunked(&rest) {
                break body;
            }
            if stream.read_buf(&mut rest).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        }
    } else {
        let length: usize =
            header("content-length").and_then(|length| length.parse().ok()).unwrap_or_default();
        while rest.len() < length {
            if stream.read_buf(&mut rest).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        }
        rest
    };
    Ok((head, String::from_utf8_lossy(&body).into_owned()))
}

/// The chunks put together, once the last one is there.
fn unchunked(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|window| window == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&bytes[..end]).ok()?.trim(), 16).ok()?;
        let chunk = bytes.get(end + 2..end + 2 + length)?;
        if length == 0 {
            return Some(body);
        }
        body.extend_from_slice(chunk);
        bytes = bytes.get(end + 2 + length + 2..)?;
    }
}
