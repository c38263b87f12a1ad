//! What the tests of the store put into it.

use jiff::Timestamp;
use mpay_sim::clock::{Clock, SimulatedClock};
use mpay_sim::domain::ids::{OrderKey, ServiceId, SessionId, TransactionId};
use mpay_sim::domain::instrument::INSTRUMENTS;
use mpay_sim::domain::invoice::Invoice;
use mpay_sim::domain::money::Amount;
use mpay_sim::domain::payer_input::{Choice, PayerInput};
use mpay_sim::domain::payment::{Authorization, Payment};
use mpay_sim::randomness::Randomness;
use mpay_sim::store::{NewPayment, PaySession, PaymentRecording, ShownAmounts, Store};

use crate::support::orders::{ORDER, SERVICE, invoice_of, order};

pub fn now() -> Timestamp {
    "2027-01-04T08:51:24.321Z".parse().unwrap()
}

pub fn clock() -> Clock {
    Clock::Simulated(SimulatedClock::at(now()))
}

pub fn service() -> ServiceId {
    ServiceId::parse(SERVICE).unwrap()
}

pub fn key(text: &str) -> OrderKey {
    OrderKey::parse(text).unwrap()
}

pub async fn invoice(store: &Store, order_key: &str) -> Invoice {
    invoice_of(store, (&service(), &key(order_key)), &order(), now()).await
}

pub async fn session(store: &Store) -> SessionId {
    let id = SessionId::from_random(Randomness::new(None).bytes());
    let visit = PaySession {
        id,
        service_id: service(),
        order_key: key(ORDER),
        asked_key: Some(key("ASKED")),
        return_url: None,
        entered: Choice { customer_id: "AB1234567".to_owned(), ..Choice::default() },
        seen: Some(ShownAmounts { due: Some(Amount::from_bani(1)), paid: Amount::ZERO }),
        invoice_id: None,
        created_at: now(),
    };
    store.insert_pay_session(&visit).await.unwrap();
    assert_eq!(store.pay_session(id).await.unwrap(), Some(visit));
    id
}

pub fn new_payment(invoice: &Invoice, session: SessionId) -> NewPayment {
    NewPayment {
        invoice_id: invoice.id.clone(),
        session_id: session,
        instrument: INSTRUMENTS[0].id,
        transaction_id: TransactionId::from_random(Randomness::new(None).bytes()),
        amount: Amount::from_bani(125_050),
        input: PayerInput { customer_id: Some("AB1234567".to_owned()), properties: vec![] },
        fee: Amount::ZERO,
        started_at: now(),
        entered: None,
        payments_before: 0,
    }
}

pub async fn payment(store: &Store, invoice: &Invoice) -> Payment {
    let started =
        store.start_payment(new_payment(invoice, session(store).await)).await.unwrap().payment().unwrap();
    store.payment_is_at_payment_provider(&started.id, now()).await.unwrap();
    started
}

pub fn authorization() -> Authorization {
    Authorization { paid_at: now(), code: "SIM042".to_owned(), card_last_four: Some("4242".to_owned()) }
}

pub async fn record(store: &Store, payment: &Payment, invoice: &Invoice) -> PaymentRecording {
    store.record_authorized_payment(payment, &authorization(), invoice, "<body/>", now()).await.unwrap()
}
