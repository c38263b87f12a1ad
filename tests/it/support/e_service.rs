//! A fake e-Service whose next answers a test sets: any bytes, at any time, or none. Left alone it answers as an
//! honest one does.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use mpay_sim::clock::Clock;
use mpay_sim::domain::confirmation::PaymentConfirmation;
use mpay_sim::domain::fault::FaultCode;
use mpay_sim::domain::ids::ServiceId;
use mpay_sim::domain::order::{OrderDetails, OrderStatus};
use mpay_sim::domain::service::{LocalizedText, ReplySignature, ServerTrust, Service};
use mpay_sim::randomness::Randomness;
use mpay_sim::soap::envelope::{self, Envelope};
use mpay_sim::soap::security::certificates::Identity;
use mpay_sim::soap::security::sign::{KeyInfoForm, MessageStamp, signed_envelope};
use mpay_sim::soap::{Operation, confirm_order_payment, fault, get_order_details};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::{identities, orders};

/// What the e-Service does with a request.
#[derive(Debug, Clone)]
pub enum Answer {
    /// What an honest e-Service does.
    Honest,
    /// These bytes of an HTTP response, whatever they are.
    Raw(Vec<u8>),
    /// A response with this status and body, and with the honest headers.
    Http(u16, Vec<u8>),
    /// An envelope around this content of a Body, signed by the e-Service, with this status.
    Signed(u16, String),
    /// The same, unsigned.
    Unsigned(u16, String),
    /// Does what an honest e-Service does, and cuts the connection before the reply.
    LostReply,
    /// Keeps the connection open and says nothing.
    Hang,
    /// The other answer, once it is let go.
    After(Arc<Notify>, Box<Answer>),
    /// The other answer, cut off after this many bytes.
    Cut(usize, Box<Answer>),
}

impl Answer {
    /// A fault with this code, signed, with HTTP 500.
    pub fn fault(code: &str, reason: &str) -> Self {
        // The code is written as it is, prefix included, which the product's own writer would not do.
        let fault = fault::write(&FaultCode::Other("CODE".to_owned()), reason).replace("CODE", code);
        Self::Signed(500, fault)
    }
}

/// A request as it was received.
#[derive(Debug, Clone)]
pub struct Received {
    pub operation: Operation,
    /// The headers, their names in lower case.
    pub headers: HashMap<String, String>,
    pub body: String,
    /// When it came, in milliseconds of the clock that the e-Service was started with.
    pub at: i64,
}

impl Received {
    /// What stands inside the Body: what must be the same at every attempt.
    pub fn content(&self) -> String {
        let document = envelope::parse(&self.body).unwrap();
        let payload = Envelope::of(&document).unwrap().payload().unwrap();
        self.body[payload.range()].to_owned()
    }

    /// The confirmation, of a `ConfirmOrderPayment`.
    pub fn confirmation(&self) -> PaymentConfirmation {
        let document = envelope::parse(&self.body).unwrap();
        confirm_order_payment::read_request(Envelope::of(&document).unwrap().payload().unwrap()).unwrap()
    }
}

struct State {
    orders: Vec<OrderDetails>,
    next: HashMap<Operation, VecDeque<Answer>>,
    always: HashMap<Operation, Answer>,
    received: Vec<Received>,
    paid: BTreeMap<String, PaymentConfirmation>,
    keeps_books: bool,
    identity: Arc<Identity>,
}

/// The e-Service. It ends with the test's runtime.
pub struct EService {
    address: SocketAddr,
    clock: Clock,
    state: Arc<Mutex<State>>,
    server: Mutex<Option<JoinHandle<()>>>,
}

impl EService {
    /// Starts it on a free port, with one order.
    pub async fn start(clock: &Clock) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let state = State {
            orders: vec![orders::order()],
            next: HashMap::new(),
            always: HashMap::new(),
            received: vec![],
            paid: BTreeMap::new(),
            keeps_books: false,
            identity: Arc::new(identities::e_service()),
        };
        let service = Self {
            address: listener.local_addr().unwrap(),
            clock: clock.clone(),
            state: Arc::new(Mutex::new(state)),
            server: Mutex::new(None),
        };
        service.serve(listener);
        service
    }

    /// The service as a hub registers it: with its certificate, replies must be signed.
    pub fn service(&self) -> Service {
        self.service_with(ReplySignature::Require, true)
    }

    /// The service under another policy, with its certificate or to be pinned at first use.
    pub fn service_with(&self, reply_signature: ReplySignature, registered: bool) -> Service {
        Service {
            id: ServiceId::parse(orders::SERVICE).unwrap(),
            name: LocalizedText::same("Serviciul de test"),
            service_provider_name: LocalizedText::same("Prestatorul de test"),
            service_provider_idno: Some("1002600001235".to_owned()),
            endpoint_url: format!("http://{}/svc", self.address),
            order_key_label: None,
            order_key_example: None,
            reply_signature,
            certificate: registered.then(|| identities::e_service().certificate.der().to_vec()),
            signature_ca: vec![],
            tls_ca: ServerTrust::PublicAuthorities,
        }
    }

    /// Answers the next call of this operation so, after those that were set before.
    pub fn next(&self, operation: Operation, answer: Answer) {
        self.state().next.entry(operation).or_default().push_back(answer);
    }

    /// Answers every call of this operation so that has no answer of its own.
    pub fn always(&self, operation: Operation, answer: Answer) {
        self.state().always.insert(operation, answer);
    }

    /// What `GetOrderDetails` finds.
    pub fn set_orders(&self, orders: Vec<OrderDetails>) {
        self.state().orders = orders;
    }

    /// True while the one order is withdrawn.
    pub fn is_withdrawn(&self) -> bool {
        self.state().orders[0].status == OrderStatus::Cancelled
    }

    /// From now on an order is described less what was paid for it.
    pub fn keep_books(&self) {
        self.state().keeps_books = true;
    }

    /// Changes the one order.
    pub fn change_order(&self, change: impl FnOnce(&mut OrderDetails)) {
        change(&mut self.state().orders[0]);
    }

    /// Signs with another key from now on.
    pub fn sign_as(&self, identity: Identity) {
        self.state().identity = Arc::new(identity);
    }

    /// The calls of this operation that came.
    pub fn received(&self, operation: Operation) -> Vec<Received> {
        self.state().received.iter().filter(|received| received.operation == operation).cloned().collect()
    }

    /// The payments that the e-Service has booked, each once.
    pub fn paid(&self) -> Vec<PaymentConfirmation> {
        self.state().paid.values().cloned().collect()
    }

    /// Closes the port: connections are refused until [`EService::come_back`].
    pub async fn go_away(&self) {
        let server = self.server.lock().unwrap().take();
        if let Some(server) = server {
            server.abort();
            // The port is free once the task, and the listener in it, are gone.
            let _ = server.await;
        }
    }

    /// Opens the same port again.
    pub async fn come_back(&self) {
        self.serve(TcpListener::bind(self.address).await.unwrap());
    }

    fn serve(&self, listener: TcpListener) {
        let (state, clock) = (Arc::clone(&self.state), self.clock.clone());
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (state, clock) = (Arc::clone(&state), clock.clone());
                tokio::spawn(async move {
                    // A caller that hangs up is none of the e-Service's business.
                    let _ = converse(stream, &state, &clock).await;
                });
            }
        });
        *self.server.lock().unwrap() = Some(server);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

/// One request, one answer, and the connection is closed.
async fn converse(mut stream: TcpStream, state: &Mutex<State>, clock: &Clock) -> std::io::Result<()> {
    let received = receive(&mut stream, clock).await?;
    let (mut answer, identity) = {
        let mut state = state.lock().unwrap();
        state.received.push(received.clone());
        let queued = state.next.get_mut(&received.operation).and_then(VecDeque::pop_front);
        let answer =
            queued.or_else(|| state.always.get(&received.operation).cloned()).unwrap_or(Answer::Honest);
        (answer, Arc::clone(&state.identity))
    };
    let mut limit = usize::MAX;
    let bytes = loop {
        answer = match answer {
            Answer::After(let_go, later) => {
                let_go.notified().await;
                *later
            }
            Answer::Cut(bytes, whole) => {
                limit = bytes;
                *whole
            }
            Answer::Hang => std::future::pending().await,
            Answer::LostReply => {
                honest(state, &received);
                return Ok(());
            }
            Answer::Honest => Answer::Signed(200, honest(state, &received)),
            Answer::Signed(status, content) => Answer::Http(status, signed(&content, &identity, clock)),
            Answer::Unsigned(status, content) => Answer::Http(status, unsigned(&content).into_bytes()),
            Answer::Http(status, body) => Answer::Raw(http(status, &body)),
            Answer::Raw(bytes) => break bytes,
        }
    };
    stream.write_all(&bytes[..limit.min(bytes.len())]).await?;
    stream.shutdown().await
}

/// A request, read to its end.
pub async fn receive(stream: &mut TcpStream, clock: &Clock) -> std::io::Result<Received> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    };
    let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
    let headers: HashMap<String, String> = head
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length: usize = headers["content-length"].parse().unwrap();
    while bytes.len() < head_end + 4 + length {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    let operation = match headers["soapaction"].as_str() {
        action if action.contains("ConfirmOrderPayment") => Operation::ConfirmOrderPayment,
        _ => Operation::GetOrderDetails,
    };
    let body = String::from_utf8(bytes[head_end + 4..].to_vec()).unwrap();
    Ok(Received { operation, headers, body, at: clock.now().as_millisecond() })
}

/// What an honest e-Service does, and the content of its reply's Body.
fn honest(state: &Mutex<State>, received: &Received) -> String {
    let mut state = state.lock().unwrap();
    match received.operation {
        Operation::GetOrderDetails if state.keeps_books => {
            let document = envelope::parse(&received.body).unwrap();
            let payload = Envelope::of(&document).unwrap().payload().unwrap();
            let key = get_order_details::read_request(payload).unwrap().order_key;
            let paid = state.paid.values().filter(|paid| paid.order_key == key);
            let left = orders::less(state.orders[0].clone(), paid);
            get_order_details::write_reply(&about(&[left], &received.body))
        }
        Operation::GetOrderDetails => get_order_details::write_reply(&about(&state.orders, &received.body)),
        Operation::ConfirmOrderPayment => {
            let confirmation = received.confirmation();
            state.paid.entry(confirmation.payment_id.clone()).or_insert(confirmation);
            confirm_order_payment::write_reply()
        }
    }
}

/// The orders, of which an only one is the one that this request asks for, unless the test has given it a key.
fn about(orders: &[OrderDetails], request: &str) -> Vec<OrderDetails> {
    let mut orders = orders.to_vec();
    let document = envelope::parse(request).unwrap();
    // Under a scenario a request may have two Bodies, or none.
    let payload = Envelope::of(&document).ok().and_then(|envelope| envelope.payload());
    let asked = payload.and_then(|payload| get_order_details::read_request(payload).ok());
    if let ([order], Some(asked)) = (orders.as_mut_slice(), asked) {
        if order.order_key == orders::ORDER {
            order.order_key = asked.order_key;
        }
        order.service_id = asked.service_id;
    }
    orders
}

/// An envelope around this content of a Body, signed.
pub fn signed(content: &str, identity: &Identity, clock: &Clock) -> Vec<u8> {
    let stamp = MessageStamp { id: Randomness::new(None).hex(), created: clock.now() };
    signed_envelope(content, identity, &stamp, KeyInfoForm::X509Data).unwrap().into_bytes()
}

/// An envelope around this content of a Body.
pub fn unsigned(content: &str) -> String {
    format!("<s:Envelope xmlns:s=\"{}\"><s:Body>{content}</s:Body></s:Envelope>", mpay_sim::soap::SOAP_NS)
}

/// A whole response.
pub fn http(status: u16, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status} Status\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}
