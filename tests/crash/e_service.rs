//! An e-Service that fails at random in all the ways it knows, and books each payment once whatever it answers.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use mpay_sim::clock::Clock;
use mpay_sim::soap::envelope::{self, Envelope};
use mpay_sim::soap::security::certificates::{Certificate, Identity};
use mpay_sim::soap::security::verify::{Judgement, Trust, verify};
use mpay_sim::soap::{Operation, confirm_order_payment, get_order_details};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::history::History;
use crate::ledger::Ledger;
use crate::support::e_service::{Received, http, receive, signed, unsigned};
use crate::support::{Answer, identities};

/// How long a call to the e-Service may take: longer than the slowest of its honest answers.
pub const TIMEOUT: Duration = Duration::from_millis(600);

/// What it does with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Honest,
    /// Honest, after a while.
    Slow(Duration),
    /// Never answers.
    Hang,
    /// HTTP 500 with a page of a web server.
    HttpError,
    Fault,
    /// HTTP 200 with something that is no envelope.
    NotSoap,
    /// Answers as an honest one does, and signs as a stranger.
    BadSignature,
    /// Does what was asked, and closes without a word.
    LostReply,
    /// Does what was asked, and closes after so many bytes of its reply.
    CutReply(usize),
    /// Closes before it has read a byte.
    Deaf,
}

/// The e-Service. It ends with the test's runtime.
pub struct EService {
    address: SocketAddr,
    inner: Arc<Inner>,
    server: Mutex<Option<JoinHandle<()>>>,
}

struct Inner {
    identity: Identity,
    hub: Certificate,
    history: Arc<History>,
    dice: Mutex<StdRng>,
    /// Fails at random while this is true.
    is_bad: AtomicBool,
    /// Whoever comes next to confirm a payment is kept waiting.
    hold: Mutex<Option<Arc<Held>>>,
    ledger: Mutex<Ledger>,
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
    /// Starts it on a free port. It accepts what this hub signs, and nothing else.
    pub async fn start(identity: Identity, hub: Certificate, seed: u64, history: Arc<History>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let inner = Inner {
            identity,
            hub,
            history,
            dice: Mutex::new(StdRng::seed_from_u64(seed)),
            is_bad: AtomicBool::new(false),
            hold: Mutex::default(),
            ledger: Mutex::default(),
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

    /// Fails at random, or not.
    pub fn be_bad(&self, is_bad: bool) {
        self.inner.is_bad.store(is_bad, Ordering::Relaxed);
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
        if self.is_bad.load(Ordering::Relaxed) && self.below(100) < 3 {
            return self.answer(&mut stream, Mood::Deaf, "").await;
        }
        let received = receive(&mut stream, &Clock::System).await?;
        self.check_signature(&received);
        match received.operation {
            Operation::GetOrderDetails => {
                let mood = self.mood(15);
                let content = self.order_details(&received);
                self.answer(&mut stream, mood, &content).await
            }
            Operation::ConfirmOrderPayment => self.confirm(&mut stream, &received).await,
        }
    }

    async fn confirm(&self, stream: &mut TcpStream, received: &Received) -> std::io::Result<()> {
        let (content, confirmation) = (received.content(), received.confirmation());
        let (payment, order) = (confirmation.payment_id.clone(), confirmation.order_key.clone());
        let mood = self.mood(50);
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
        let answered = self.answer(stream, mood, &confirm_order_payment::write_reply()).await;
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
            Mood::Honest | Mood::CutReply(_) => sign(content, &self.identity),
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

    fn order_details(&self, received: &Received) -> String {
        let document = envelope::parse(&received.body).unwrap();
        let query = get_order_details::read_request(Envelope::of(&document).unwrap().payload().unwrap());
        let order = query.ok().and_then(|query| self.lock().describe(&query.order_key));
        get_order_details::write_reply(order.as_slice())
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

    /// Honest, or in so many of a hundred calls not.
    fn mood(&self, bad_of_100: u32) -> Mood {
        if !self.is_bad.load(Ordering::Relaxed) || self.below(100) >= bad_of_100 {
            return Mood::Honest;
        }
        match self.below(9) {
            0 => Mood::Hang,
            1 => Mood::HttpError,
            2 => Mood::Fault,
            3 => Mood::NotSoap,
            4 => Mood::BadSignature,
            5 | 6 => Mood::LostReply,
            7 => Mood::CutReply(self.below(2500) as usize),
            _ => Mood::Slow(Duration::from_millis(u64::from(self.below(300)))),
        }
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
