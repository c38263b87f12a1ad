//! Small e-Services that take messages rightly in some things and wrongly in others: each makes some of the checks that a
//! strict one makes, and refuses for these alone.

mod content;
pub mod message;

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock, Mutex};

use mpay_sim::clock::Clock;
use mpay_sim::domain::confirmation::PaymentConfirmation;
use mpay_sim::domain::fault::FaultCode;
use mpay_sim::domain::ids::ServiceId;
use mpay_sim::domain::service::{LocalizedText, ReplySignature, ServerTrust, Service};
use mpay_sim::soap::security::certificates::Identity;
use mpay_sim::soap::{Operation, confirm_order_payment, fault, get_order_details};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use super::e_service::{Received, http, receive, signed, unsigned};
use super::{identities, orders};

/// Something that a strict e-Service looks at, whatever else is wrong with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// There is a Security header.
    SecurityHeader,
    /// There is no other one for the same receiver.
    OneSecurityHeader,
    /// There is a signature in it.
    Signature,
    /// Each digest is that of the element that its reference names.
    Digests,
    /// `SignatureValue` is over `SignedInfo`, by the key of the certificate.
    SignatureValue,
    /// That key is the one of MPay's registered certificate.
    Signer,
    /// The certificate's dates hold.
    SignerDates,
    /// There is a Timestamp.
    Timestamp,
    /// The signature covers it.
    TimestampSigned,
    /// It is neither past nor to come, with the usual five minutes.
    Fresh,
    /// There is one Body.
    OneBody,
    /// The signature covers the Body of the Envelope.
    BodySigned,
    /// No id occurs twice.
    UniqueIds,
    /// The ServiceID is the e-Service's.
    Service,
    /// The order is one that it has.
    Order,
    /// The currency is the order's.
    Currency,
    /// The lines add up to the total.
    Sum,
    /// The total of a new payment is what the order comes to.
    Due,
    /// Each line's LineID is one of the order's.
    LinesKnown,
    /// Each of the order's lines is there.
    LinesComplete,
    /// Each line has an account.
    Accounts,
    /// A PaymentID that was booked comes with the same amount.
    SamePayment,
    /// An order that was paid is not paid with another PaymentID.
    PaidOnce,
}

impl Check {
    /// All of them: a strict e-Service.
    pub const ALL: [Self; 23] = [
        Self::SecurityHeader,
        Self::OneSecurityHeader,
        Self::Signature,
        Self::Digests,
        Self::SignatureValue,
        Self::Signer,
        Self::SignerDates,
        Self::Timestamp,
        Self::TimestampSigned,
        Self::Fresh,
        Self::OneBody,
        Self::BodySigned,
        Self::UniqueIds,
        Self::Service,
        Self::Order,
        Self::Currency,
        Self::Sum,
        Self::Due,
        Self::LinesKnown,
        Self::LinesComplete,
        Self::Accounts,
        Self::SamePayment,
        Self::PaidOnce,
    ];

    fn fault(self) -> FaultCode {
        match self {
            Self::Service => FaultCode::UnknownService,
            Self::Order => FaultCode::UnknownOrder,
            Self::Currency
            | Self::Sum
            | Self::Due
            | Self::LinesKnown
            | Self::LinesComplete
            | Self::Accounts
            | Self::SamePayment => FaultCode::InvalidParameter,
            Self::PaidOnce => FaultCode::InvoiceAlreadyPaid,
            _ => FaultCode::AuthenticationFailed,
        }
    }
}

/// How an e-Service takes messages.
#[derive(Debug, Clone, Copy)]
pub enum Habit {
    /// It makes these checks.
    Checks(&'static [Check]),
    /// It looks at the name in the certificate of the message, and at nothing else.
    CertificateName,
    /// It refuses every message of this operation, and accepts every other one.
    Refuses(Operation),
    /// It breaks down at every message of this operation, and accepts every other one.
    BreaksDown(Operation),
}

/// A message as it came, and what a strict e-Service would have found wrong with it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub order_key: String,
    pub operation: Operation,
    pub wrong: BTreeSet<Check>,
}

/// Who signs the replies, read once.
static IDENTITY: LazyLock<Identity> = LazyLock::new(identities::e_service);

#[derive(Default)]
struct State {
    /// The accepted payments by their PaymentIDs.
    books: BTreeMap<String, PaymentConfirmation>,
    seen: Vec<Seen>,
}

/// The running e-Service. It ends with the test's runtime.
pub struct Mutant {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl Mutant {
    /// Starts one on a free port. It has the order of [`orders::order`] under every key but those that the hub invents.
    pub async fn start(clock: &Clock, habit: Habit) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State::default()));
        let (kept, clock) = (Arc::clone(&state), clock.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (state, clock) = (Arc::clone(&kept), clock.clone());
                tokio::spawn(async move {
                    // Some scenarios cut the connection.
                    let _ = converse(stream, &state, &clock, habit).await;
                });
            }
        });
        Self { address, state }
    }

    /// The service as a hub registers it.
    pub fn service(&self) -> Service {
        Service {
            id: ServiceId::parse(orders::SERVICE).unwrap(),
            name: LocalizedText::same("Serviciul de test"),
            service_provider_name: LocalizedText::same("Prestatorul de test"),
            service_provider_idno: None,
            endpoint_url: format!("http://{}/svc", self.address),
            order_key_label: None,
            order_key_example: None,
            reply_signature: ReplySignature::Require,
            certificate: Some(IDENTITY.certificate.der().to_vec()),
            signature_ca: vec![],
            tls_ca: ServerTrust::PublicAuthorities,
        }
    }

    /// The messages as they came.
    pub fn seen(&self) -> Vec<Seen> {
        self.state.lock().unwrap().seen.clone()
    }
}

async fn converse(
    mut stream: TcpStream,
    state: &Mutex<State>,
    clock: &Clock,
    habit: Habit,
) -> std::io::Result<()> {
    let received = receive(&mut stream, clock).await?;
    let (status, body) = answer(state, &received, clock, habit);
    stream.write_all(&http(status, &body)).await?;
    stream.shutdown().await
}

fn answer(state: &Mutex<State>, received: &Received, clock: &Clock, habit: Habit) -> (u16, Vec<u8>) {
    let mut state = state.lock().unwrap();
    let said = content::said(&received.body);
    let wrong = || -> BTreeSet<Check> {
        let mut wrong = message::wrong(&received.body, clock.now());
        wrong.extend(content::wrong(&said, &state.books));
        wrong
    };
    let signed = |content: &str| signed(content, &IDENTITY, clock);
    let refused = |code: &FaultCode| (500, signed(&fault::write(code, "not accepted")));
    match habit {
        Habit::Refuses(operation) if operation == received.operation => {
            return refused(&FaultCode::AuthenticationFailed);
        }
        Habit::BreaksDown(operation) if operation == received.operation => {
            let fault = fault::write(&FaultCode::Other("Server".to_owned()), "Internal Error");
            return (500, unsigned(&fault).into_bytes());
        }
        Habit::Refuses(_) | Habit::BreaksDown(_) => {}
        Habit::CertificateName if !message::names_the_hub(&received.body) => {
            return refused(&FaultCode::AuthenticationFailed);
        }
        Habit::CertificateName => {}
        Habit::Checks(checks) => {
            let wrong = wrong();
            let first = wrong.iter().find(|check| checks.contains(check)).copied();
            let order_key = said.order_key.clone();
            state.seen.push(Seen { order_key, operation: received.operation, wrong });
            if let Some(check) = first {
                return refused(&check.fault());
            }
        }
    }
    if let Some(confirmation) = said.confirmation {
        state.books.entry(confirmation.payment_id.clone()).or_insert(confirmation);
        return (200, signed(&confirm_order_payment::write_reply()));
    }
    let order_key = said.order_key;
    let order = mpay_sim::domain::order::OrderDetails { order_key, ..orders::order() };
    (200, signed(&get_order_details::write_reply(&[order])))
}
