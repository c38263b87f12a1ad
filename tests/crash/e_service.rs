//! An e-Service that may fail or mean ill, and books each payment once whatever it answers.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use mpay_sim::clock::Clock;
use mpay_sim::domain::money::Amount;
use mpay_sim::soap::envelope::{self, Envelope};
use mpay_sim::soap::security::certificates::{Certificate, Identity};
use mpay_sim::soap::security::verify::{Judgement, Trust, verify};
use mpay_sim::soap::{Operation, confirm_order_payment, get_order_details};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::history::History;
use crate::ledger::Ledger;
use crate::moods::{Mood, Temper};
use crate::support::e_service::{Received, http, receive, signed, unsigned};
use crate::support::{Answer, identities};

/// How long a call to the e-Service may take: longer than the slowest of its honest answers.
pub const TIMEOUT: Duration = Duration::from_millis(600);
/// How many nodes a costly reply has beside those of the order.
const COSTLY: usize = 20_000;
/// In how many pieces an answer comes, and how long each takes: in all, within the time limit.
const PIECES: usize = 15;
const PIECE: Duration = Duration::from_millis(30);

/// The e-Service. It ends with the test's runtime.
pub struct EService {
    address: SocketAddr,
    inner: Arc<Inner>,
    server: Mutex<Option<JoinHandle<()>>>,
}

struct Inner {
    identity: Arc<Identity>,
    hub: Certificate,
    history: Arc<History>,
    dice: Mutex<StdRng>,
    temper: Mutex<Temper>,
    /// Whoever comes next to confirm a payment is kept waiting.
    hold: Mutex<Option<Arc<Held>>>,
    ledger: Arc<Mutex<Ledger>>,
}

/// A confirmation that the e-Service keeps without an answer.
#[derive(Debug, Default)]
pub struct Held {
    has_come: Notify,
    released: Notify,
}

impl Held {
    /// Returns once it has come.
    pub async fn has_come(&self) {
        self.has_come.notified().await;
    }

    /// Lets the e-Service book it and answer.
    pub fn release(&self) {
        self.released.notify_one();
    }
}

impl EService {
    /// Starts it on a free port, honest. It accepts what this hub signs, and nothing else.
    pub async fn start(
        identity: Arc<Identity>,
        hub: Certificate,
        seed: u64,
        history: Arc<History>,
        ledger: Arc<Mutex<Ledger>>,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let inner = Inner {
            identity,
            hub,
            history,
            dice: Mutex::new(StdRng::seed_from_u64(seed)),
            temper: Mutex::new(Temper::Honest),
            hold: Mutex::default(),
            ledger,
        };
        let service = Self {
            address: listener.local_addr().unwrap(),
            inner: Arc::new(inner),
            server: Mutex::default(),
        };
        service.serve(listener);
        service
    }

    pub fn url(&self) -> String {
        format!("http://{}/ServiceProvider.svc", self.address)
    }

    /// Behaves so from now on.
    pub fn be(&self, temper: Temper) {
        *self.inner.temper.lock().unwrap() = temper;
    }

    /// Keeps the next confirmation waiting.
    pub fn hold_next(&self) -> Arc<Held> {
        let held = Arc::new(Held::default());
        *self.inner.hold.lock().unwrap() = Some(Arc::clone(&held));
        held
    }

    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.inner.ledger.lock().unwrap()
    }

    /// Refuses connections for this long.
    pub async fn go_away_for(&self, pause: Duration) {
        let server = self.server.lock().unwrap().take();
        if let Some(server) = server {
            server.abort();
            // The port is free once the task, and the listener in it, are gone.
            let _ = server.await;
        }
        tokio::time::sleep(pause).await;
        // Somebody's outgoing connection may have taken the port; it is soon over.
        let listener = loop {
            match TcpListener::bind(self.address).await {
                Ok(listener) => break listener,
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        };
        self.serve(listener);
    }

    fn serve(&self, listener: TcpListener) {
        let inner = Arc::clone(&self.inner);
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let inner = Arc::clone(&inner);
                tokio::spawn(async move {
                    // A hub that was killed hangs up.
                    let _ = inner.converse(stream).await;
                });
            }
        });
        *self.server.lock().unwrap() = Some(server);
    }
}

impl Inner {
    /// One call, one answer, and the connection is closed.
    async fn converse(&self, mut stream: TcpStream) -> std::io::Result<()> {
        if self.temper() == Temper::Bad && self.below(100) < 3 {
            return self.answer(&mut stream, Mood::Deaf, "").await;
        }
        let received = receive(&mut stream, &Clock::System).await?;
        self.check_signature(&received);
        match received.operation {
            Operation::GetOrderDetails => {
                let mood = self.mood(received.operation);
                let content = self.order_details(&received, mood);
                self.answer(&mut stream, mood, &content).await
            }
            Operation::ConfirmOrderPayment => self.confirm(&mut stream, &received).await,
        }
    }

    async fn confirm(&self, stream: &mut TcpStream, received: &Received) -> std::io::Result<()> {
        let (content, confirmation) = (received.content(), received.confirmation());
        let (payment, order) = (confirmation.payment_id.clone(), confirmation.order_key.clone());
        let mood = self.mood(received.operation);
        self.lock().begin(&order, &payment, &content);
        let hold = self.hold.lock().unwrap().take();
        if let Some(held) = hold {
            self.history.note(&order, format!("the e-Service keeps payment {payment} waiting"));
            held.has_come.notify_one();
            held.released.notified().await;
        }
        let books = match mood {
            Mood::Hang | Mood::HttpError | Mood::Fault | Mood::NotSoap => self.below(2) == 0,
            _ => true,
        };
        let booked = books && self.lock().book(&content, confirmation);
        let what = match (books, booked) {
            (true, true) => "books it",
            (true, false) => "knows it already",
            (false, _) => "books nothing",
        };
        self.history.note(&order, format!("the e-Service is told of payment {payment}, {what}: {mood:?}"));
        let content = match mood {
            Mood::OtherAnswer => get_order_details::write_reply(self.lock().describe(&order).as_slice()),
            _ => confirm_order_payment::write_reply(),
        };
        let answered = self.answer(stream, mood, &content).await;
        self.lock().end(&payment);
        answered
    }

    async fn answer(&self, stream: &mut TcpStream, mood: Mood, content: &str) -> std::io::Result<()> {
        let sign = |content: &str, identity| http(200, &signed(content, identity, &Clock::System));
        let bytes = match mood {
            Mood::Deaf | Mood::LostReply => return Ok(()),
            Mood::Hang => {
                hung_up(stream).await;
                return Ok(());
            }
            Mood::Slow(wait) => {
                // A caller that has lost its patience is gone, and calls again.
                if tokio::time::timeout(wait, hung_up(stream)).await.is_ok() {
                    return Ok(());
                }
                sign(content, &self.identity)
            }
            Mood::InPieces => return in_pieces(stream, &sign(content, &self.identity)).await,
            Mood::Endless => return without_end(stream).await,
            Mood::Honest
            | Mood::CutReply(_)
            | Mood::OtherOrder
            | Mood::OtherAmount { .. }
            | Mood::OtherAnswer
            | Mood::Costly => sign(content, &self.identity),
            Mood::BadSignature => sign(content, &identities::e_service()),
            Mood::HttpError => http(500, b"<html><body>Server Error in '/' Application.</body></html>"),
            Mood::NotSoap => http(200, b"{\"status\": \"ok\"}"),
            Mood::Fault => match Answer::fault("s:Server", "nu merge acum") {
                Answer::Signed(status, fault) => http(status, unsigned(&fault).as_bytes()),
                _ => return Ok(()),
            },
        };
        let length = match mood {
            Mood::CutReply(bytes) => bytes,
            _ => bytes.len(),
        };
        stream.write_all(&bytes[..length.min(bytes.len())]).await?;
        stream.shutdown().await
    }

    fn order_details(&self, received: &Received, mood: Mood) -> String {
        if mood == Mood::OtherAnswer {
            return confirm_order_payment::write_reply();
        }
        let document = envelope::parse(&received.body).unwrap();
        let query = get_order_details::read_request(Envelope::of(&document).unwrap().payload().unwrap());
        let mut order = query.ok().and_then(|query| self.lock().describe(&query.order_key));
        if let Some(order) = &mut order {
            match mood {
                Mood::OtherOrder => order.order_key = format!("OTHER-{}", self.below(1000)),
                Mood::OtherAmount { adds_up } => {
                    let more = |amount| amount + Amount::from_bani(i64::from(1 + self.below(5000)));
                    let other = order.total_amount_due.map(more).unwrap();
                    if adds_up {
                        let second = order.lines[1].amount_due.unwrap();
                        order.lines[0].amount_due = Some(other - second);
                    }
                    order.total_amount_due = Some(other);
                }
                _ => {}
            }
        }
        let content = get_order_details::write_reply(order.as_slice());
        if mood == Mood::Costly {
            let nodes = "<b/>".repeat(COSTLY);
            return content.replacen("<OrderDetails>", &format!("<OrderDetails>{nodes}"), 1);
        }
        content
    }

    /// Every hub must sign as the one hub that the e-Service knows.
    fn check_signature(&self, received: &Received) {
        let document = envelope::parse(&received.body).unwrap();
        let envelope = Envelope::of(&document).unwrap();
        let judgement = Judgement::at(Clock::System.now());
        if let Err(problem) = verify(&document, &envelope, Trust::Certificate(&self.hub), judgement) {
            let text = format!("the hub's signature does not hold: {problem}");
            self.lock().wrong.push((crate::history::HUB.to_owned(), text));
        }
    }

    fn mood(&self, operation: Operation) -> Mood {
        self.temper().mood(operation, &mut self.dice.lock().unwrap())
    }

    fn temper(&self) -> Temper {
        *self.temper.lock().unwrap()
    }

    fn below(&self, bound: u32) -> u32 {
        self.dice.lock().unwrap().random_range(0..bound)
    }

    fn lock(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap()
    }
}

/// Returns once the caller has closed the connection.
async fn hung_up(stream: &mut TcpStream) {
    while stream.read(&mut [0; 64]).await.is_ok_and(|read| read > 0) {}
}

async fn in_pieces(stream: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    for piece in bytes.chunks(bytes.len().div_ceil(PIECES)) {
        stream.write_all(piece).await?;
        tokio::time::sleep(PIECE).await;
    }
    stream.shutdown().await
}

/// Returns once the caller has had enough.
async fn without_end(stream: &mut TcpStream) -> std::io::Result<()> {
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\n\r\n<a>").await?;
    let much = "<b>text</b>".repeat(4096);
    loop {
        stream.write_all(much.as_bytes()).await?;
    }
}
