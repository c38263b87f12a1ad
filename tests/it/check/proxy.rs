//! A proxy before the sample e-Service, which holds both keys and breaks what its mutants break.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use mpay_sim::clock::Clock;
use mpay_sim::domain::confirmation::PaymentConfirmation;
use mpay_sim::domain::fault::FaultCode;
use mpay_sim::randomness::Randomness;
use mpay_sim::soap::security::certificates::Identity;
use mpay_sim::soap::security::sign::{KeyInfoForm, MessageStamp, signed_envelope};
use mpay_sim::soap::{Operation, confirm_order_payment, fault};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::mutants::{Mutant, Mutation};
use super::seen::{self, Seen};
use crate::support::{client_builder, identities};

static HUB: LazyLock<Identity> = LazyLock::new(identities::hub);
static E_SERVICE: LazyLock<Identity> = LazyLock::new(identities::e_service);

/// The running proxy. It ends with the test's runtime.
pub struct Proxy {
    pub url: String,
}

/// A reply on its way to the caller.
#[derive(Debug, Clone)]
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
    books: Mutex<Books>,
}

/// The confirmations so far.
#[derive(Default)]
struct Books {
    /// By PaymentID, how many were answered without a fault.
    taken: BTreeMap<String, usize>,
    /// By PaymentID, when one was first, and for which order.
    first: BTreeMap<String, (Timestamp, String)>,
    /// By OrderKey, the PaymentIDs that are being answered.
    at_once: BTreeMap<String, Vec<String>>,
    /// The PaymentIDs of which several were being answered before any was.
    raced: BTreeSet<String>,
    /// The orders for which two PaymentIDs were being answered at once.
    contested: BTreeSet<String>,
    /// By PaymentID, how many are being answered.
    open: BTreeMap<String, usize>,
    /// The PaymentIDs with a lost reply.
    lost: BTreeSet<String>,
    /// By OrderKey, the PaymentID that paid it.
    paid: BTreeMap<String, String>,
    /// By OrderKey, the confirmation that paid it.
    paid_by: BTreeMap<String, PaymentConfirmation>,
    /// By OrderKey, how many confirmations are being answered.
    being_paid: BTreeMap<String, usize>,
    /// How many queries are being answered.
    queries: usize,
}

impl Proxy {
    pub async fn start(to: String, clock: &Clock, mutants: Vec<&'static Mutant>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/ServiceProvider.svc", listener.local_addr().unwrap());
        // A connection that the e-Service closes while it is idle would lose the next request.
        let client = client_builder().pool_max_idle_per_host(0).build().unwrap();
        let parts = Arc::new(Parts { to, clock: clock.clone(), client, mutants, books: Mutex::default() });
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let parts = Arc::clone(&parts);
                tokio::spawn(async move {
                    // Some rules hang up.
                    let _ = parts.converse(stream).await;
                });
            }
        });
        Self { url }
    }
}

impl Parts {
    async fn converse(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let (head, body, pieces) = receive(&mut stream).await?;
        let mut seen = Seen { pieces, ..Seen::of(head, body, self.clock.now()) };
        let (confirmation, key) = (seen.confirmation(), seen.order_key());
        {
            let mut books = self.books.lock().unwrap();
            seen.paid_by = books.paid_by.get(&key).cloned();
            seen.is_being_paid = books.being_paid.get(&key).is_some_and(|count| *count > 0);
            match &confirmation {
                Some(_) => *books.being_paid.entry(key.clone()).or_default() += 1,
                None => books.queries += 1,
            }
            seen.queries = books.queries;
        }
        let payment =
            seen.confirmation().map(|confirmation| (confirmation.payment_id, confirmation.order_key));
        if let Some((id, order_key)) = &payment {
            let mut books = self.books.lock().unwrap();
            seen.before = books.taken.get(id).copied().unwrap_or_default();
            seen.beside = books.open.get(id).copied().unwrap_or_default();
            seen.was_lost = books.lost.contains(id);
            seen.is_paid = books.paid.get(order_key).is_some_and(|paid| paid != id);
            *books.open.entry(id.clone()).or_default() += 1;
            if seen.beside > 0 && seen.before == 0 {
                books.raced.insert(id.clone());
            }
            seen.is_raced = books.raced.contains(id);
            if let Some((at, first)) = books.first.get(id) {
                seen.since = self.clock.now().duration_since(*at).as_secs();
                seen.is_reused = first != order_key;
            }
            let at_once = books.at_once.entry(order_key.clone()).or_default();
            at_once.push(id.clone());
            if at_once.iter().any(|other| other != id) {
                books.contested.insert(order_key.clone());
            }
            seen.is_contested = books.contested.contains(order_key);
        }
        let reply = self.answer(&seen).await;
        {
            let mut books = self.books.lock().unwrap();
            match confirmation {
                Some(confirmation) => {
                    *books.being_paid.entry(key.clone()).or_default() -= 1;
                    if reply.status == 200 {
                        books.paid_by.entry(key).or_insert(confirmation);
                    }
                }
                None => books.queries -= 1,
            }
        }
        if let Some((id, order_key)) = &payment {
            let mut books = self.books.lock().unwrap();
            *books.open.entry(id.clone()).or_default() -= 1;
            let at_once = books.at_once.entry(order_key.clone()).or_default();
            at_once.iter().position(|other| other == id).map(|at| at_once.swap_remove(at));
            if reply.status == 200 {
                *books.taken.entry(id.clone()).or_default() += 1;
                let first = (self.clock.now(), order_key.clone());
                books.first.entry(id.clone()).or_insert(first);
                books.paid.entry(order_key.clone()).or_insert_with(|| id.clone());
            }
        }
        let is_lost = self.send(&mut stream, &seen, &reply).await?;
        if let (true, Some((id, _))) = (is_lost, payment) {
            self.books.lock().unwrap().lost.insert(id);
        }
        Ok(())
    }

    async fn answer(&self, seen: &Seen) -> Reply {
        let mut content = None;
        for mutant in &self.mutants {
            match mutant.how {
                Mutation::Overlooks(is) if is(seen) => content = Some(seen.content.clone()),
                Mutation::Rewrites(rewrite) => content = rewrite(seen).or(content),
                Mutation::ForgetsLost { .. } if seen.was_lost => return self.refused(),
                Mutation::Refuses(is) if is(seen) => return self.refused(),
                Mutation::Swallows(is) if is(seen) => {
                    return self.signed(200, &confirm_order_payment::write_reply());
                }
                _ => {}
            }
        }
        let mut reply = self.forward(seen, content).await;
        for mutant in &self.mutants {
            if let Mutation::Replies(change) = mutant.how {
                let text = std::str::from_utf8(&reply.body).ok().and_then(seen::content);
                if let Some(changed) = text.and_then(|content| change(seen, &content)) {
                    reply = self.signed(reply.status, &changed);
                }
            }
        }
        // These come last, as a changed content is signed anew.
        for mutant in &self.mutants {
            if let Mutation::Raw(change) = mutant.how {
                change(seen, &mut reply);
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

    /// Sends the reply. True where a mutant that watches for it found the caller gone before the end.
    async fn send(&self, stream: &mut TcpStream, seen: &Seen, reply: &Reply) -> std::io::Result<bool> {
        let Reply { status, content_type, body } = reply;
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status} Status\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        let forgets = |wanted: bool| {
            let is = |mutant: &&'static Mutant| matches!(mutant.how, Mutation::ForgetsLost { after_first_byte } if after_first_byte == wanted);
            self.mutants.iter().copied().any(|mutant| is(&mutant))
        };
        let watches = seen.operation == Operation::ConfirmOrderPayment
            && seen.before == 0
            && (forgets(false) || forgets(true));
        stream.write_all(head.as_bytes()).await?;
        if watches && is_gone(stream).await {
            return Ok(forgets(false));
        }
        stream.write_all(&body[..body.len().min(1)]).await?;
        if watches && is_gone(stream).await {
            return Ok(forgets(true));
        }
        stream.write_all(&body[body.len().min(1)..]).await?;
        stream.shutdown().await?;
        Ok(false)
    }
}

/// True if the caller closes the connection within a moment.
async fn is_gone(stream: &mut TcpStream) -> bool {
    let mut byte = [0];
    matches!(
        tokio::time::timeout(Duration::from_millis(60), stream.read(&mut byte)).await,
        Ok(Ok(0) | Err(_))
    )
}

/// No message here is longer.
const MOST_BYTES: usize = 1 << 16;

/// A whole request: its head, its body by its length or in chunks, and in how many pieces it came.
async fn receive(stream: &mut TcpStream) -> std::io::Result<(String, String, usize)> {
    // Room for a whole message, so that a piece is what the network brings.
    let mut bytes = Vec::with_capacity(MOST_BYTES);
    let mut pieces = 0;
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        pieces += 1;
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut rest = bytes.split_off(end + 4);
    rest.reserve(MOST_BYTES);
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
            pieces += 1;
            if stream.read_buf(&mut rest).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        }
        rest
    };
    Ok((head, String::from_utf8_lossy(&body).into_owned(), pieces))
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
