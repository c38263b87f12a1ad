//! What becomes what: the tables of states, the document that is made from them, and the store, which keeps to them.

use jiff::{SignedDuration, Timestamp};
use mpay_sim::clock::{Clock, SimulatedClock};
use mpay_sim::domain::call_outcome::CallOutcome;
use mpay_sim::domain::confirmation::ConfirmationState;
use mpay_sim::domain::ids::{OrderKey, PaymentId, ServiceId, SessionId, TransactionId};
use mpay_sim::domain::instrument::INSTRUMENTS;
use mpay_sim::domain::invoice::{Invoice, InvoiceStatus};
use mpay_sim::domain::money::Amount;
use mpay_sim::domain::order::OrderStatus;
use mpay_sim::domain::payer_input::{Choice, PayerInput};
use mpay_sim::domain::payment::{
    Authorization, DeclineReason, Payment, PaymentState, PaymentStatus, ReversalReason, TimeOutReason,
};
use mpay_sim::domain::transaction::TransactionState;
use mpay_sim::domain::transition::StateMachine;
use mpay_sim::randomness::Randomness;
use mpay_sim::store::{EndedAttempt, ExchangesKept, NewPayment, PaySession, RedriveScope, Store, TakeBack};

use crate::support::folder::Folder;
use crate::support::golden::written;
use crate::support::orders::{ORDER, SERVICE, invoice_of, order};

fn now() -> Timestamp {
    "2027-01-04T08:51:24Z".parse().unwrap()
}

/// Every state can be reached, every change stands in the table once, and whatever does not is refused.
fn holds_together<S: StateMachine>() {
    let mut reached = S::FIRST.to_vec();
    let mut at = 0;
    while let Some(&from) = reached.get(at) {
        for change in S::TRANSITIONS.iter().filter(|change| change.from == from) {
            if !reached.contains(&change.to) {
                reached.push(change.to);
            }
        }
        at += 1;
    }
    assert_eq!(reached.len(), S::STATES.len(), "{}: {reached:?}", S::MACHINE);
    for from in S::STATES {
        for to in S::STATES {
            let entries = S::TRANSITIONS.iter().filter(|one| one.from == *from && one.to == *to).count();
            assert!(entries <= 1, "{}: {from:?} to {to:?} stands there {entries} times", S::MACHINE);
            assert_eq!(from.change_to(*to).is_ok(), entries == 1, "{}: {from:?} to {to:?}", S::MACHINE);
        }
    }
}

#[test]
fn every_state_is_reached_and_what_is_not_in_the_table_is_refused() {
    holds_together::<InvoiceStatus>();
    holds_together::<PaymentState>();
    holds_together::<ConfirmationState>();
    holds_together::<TransactionState>();
    let refused = PaymentState::Authorized.change_to(PaymentState::Reversed).unwrap_err();
    assert_eq!(refused.to_string(), "payment: `Authorized` never becomes `Reversed`");
    let finals: Vec<_> = PaymentState::ALL.iter().filter(|state| state.is_final()).collect();
    assert_eq!(finals.len(), 5, "{finals:?}");
}

/// An invoice that is described and paid in every way, again and again.
#[test]
fn an_invoice_goes_only_where_its_table_lets_it() {
    let randomness = Randomness::new(Some(7));
    let statuses = [
        OrderStatus::Active,
        OrderStatus::PartiallyPaid,
        OrderStatus::Paid,
        OrderStatus::Completed,
        OrderStatus::Expired,
        OrderStatus::Cancelled,
        OrderStatus::Refunding,
        OrderStatus::Refunded,
    ];
    let mut seen = Vec::new();
    for _ in 0..400 {
        let mut described = order();
        described.allow_partial_payments = true;
        let mut invoice = Invoice {
            id: mpay_sim::domain::ids::InvoiceId::from_number(1),
            service_id: ServiceId::parse(SERVICE).unwrap(),
            order_key: OrderKey::parse(ORDER).unwrap(),
            status: InvoiceStatus::Open.after_refresh(Amount::ZERO, &described, now()),
            paid: Amount::ZERO,
            unaccounted: Amount::ZERO,
            revision: 0,
            order: described,
            described_at: now(),
            created_at: now(),
        };
        assert!(InvoiceStatus::FIRST.contains(&invoice.status));
        for _ in 0..8 {
            let before = invoice.status;
            match (randomness.below(3), invoice.payable(now())) {
                (0, Ok(payable)) => {
                    let part = randomness.below(2) == 0;
                    let due = payable.due.unwrap_or(Amount::from_bani(100));
                    let amount = if part { Amount::from_bani(100).min(due) } else { due };
                    invoice.status = invoice.status_after_payment(amount);
                    invoice.paid = invoice.paid + amount;
                }
                _ => {
                    invoice.order.status = statuses[randomness.below(8) as usize];
                    let hours = i64::from(randomness.below(3)) - 1;
                    invoice.order.due_at = (hours != 0).then(|| now() + SignedDuration::from_hours(hours));
                    invoice.status = before.after_refresh(invoice.paid, &invoice.order, now());
                }
            }
            if invoice.status != before {
                before.change_to(invoice.status).unwrap();
                if !seen.contains(&(before, invoice.status)) {
                    seen.push((before, invoice.status));
                }
            }
        }
    }
    let unseen: Vec<_> = InvoiceStatus::TRANSITIONS
        .iter()
        .filter(|change| !seen.contains(&(change.from, change.to)))
        .map(|change| (change.from, change.to))
        .collect();
    // That a payment is fetched after its order has expired needs two clocks.
    assert!(unseen.len() <= 1, "the table has changes that never happen: {unseen:?}");
}

/// A store with a payment that was just started, and its invoice.
async fn started(store: &Store, randomness: &Randomness, key: &str) -> (Payment, Invoice) {
    let (service, order_key) = (ServiceId::parse(SERVICE).unwrap(), OrderKey::parse(key).unwrap());
    let invoice = invoice_of(store, (&service, &order_key), &order(), now()).await;
    let session = SessionId::from_random(randomness.bytes());
    let visit = PaySession {
        id: session,
        service_id: service,
        order_key,
        asked_key: None,
        return_url: None,
        entered: Choice::default(),
        seen: None,
        invoice_id: None,
        created_at: now(),
    };
    store.insert_pay_session(&visit).await.unwrap();
    let new = NewPayment {
        invoice_id: invoice.id.clone(),
        session_id: session,
        instrument: INSTRUMENTS[0].id,
        transaction_id: TransactionId::from_random(randomness.bytes()),
        amount: Amount::from_bani(125_050),
        input: PayerInput::default(),
        fee: Amount::ZERO,
        started_at: now(),
        entered: None,
        payments_before: 0,
    };
    (store.start_payment(new).await.unwrap().payment().unwrap(), invoice)
}

/// What comes of asking does not matter: what has changed is looked at.
fn ignore<T>(_: T) {}

/// Whatever is asked of the store in whatever order, a payment and its confirmation change as their tables say.
#[tokio::test]
async fn a_payment_and_its_confirmation_go_only_where_their_tables_let_them() {
    let (folder, randomness) = (Folder::new(), Randomness::new(Some(11)));
    let clock = Clock::Simulated(SimulatedClock::at(now()));
    let url = format!("sqlite:{}", folder.path().join("hub.sqlite").display());
    let store = Store::open(&url, &clock, Some(1)).await.unwrap();
    for number in 0..60 {
        let (payment, invoice) = started(&store, &randomness, &format!("O-{number}")).await;
        let mut seen = ShownAmounts::of(&store, &payment.id).await;
        for _ in 0..12 {
            ask(&store, &randomness, &payment, &invoice, &mut seen).await;
            seen.look(&store, &payment.id).await;
        }
    }
}

/// What the table does not have is refused by the store, whoever asks for it; and what came of attempts is told by the attempts.
#[tokio::test]
async fn the_store_refuses_what_an_invoice_s_table_does_not_have() {
    let (folder, randomness) = (Folder::new(), Randomness::new(Some(3)));
    let clock = Clock::Simulated(SimulatedClock::at(now()));
    let url = format!("sqlite:{}", folder.path().join("hub.sqlite").display());
    let store = Store::open(&url, &clock, Some(1)).await.unwrap();
    let (payment, read) = started(&store, &randomness, ORDER).await;
    let authorization = Authorization { paid_at: now(), code: "SIM1".to_owned(), card_last_four: None };
    // Paid in full, as somebody believes, and a part is paid now.
    let mut paid = read.clone();
    (paid.status, paid.order.allow_partial_payments) = (InvoiceStatus::Paid, true);
    paid.order.total_amount_due = Some(payment.amount + Amount::from_bani(1));
    let refused = store.record_authorized_payment(&payment, &authorization, &paid, "<b/>", now()).await;
    assert_eq!(refused.unwrap_err().to_string(), "invoice: `Paid` never becomes `PartiallyPaid`");
    assert_eq!(store.payment(&payment.id).await.unwrap().unwrap().status.state(), PaymentState::Started);
    assert_eq!(store.invoice(&read.id).await.unwrap().unwrap().status, InvoiceStatus::Open);

    store.record_authorized_payment(&payment, &authorization, &read, "<b/>", now()).await.unwrap();
    assert_eq!(store.last_outcome(&payment.id).await.unwrap(), None);
    store.claim_due_confirmations(&read.service_id, now(), now(), 1).await.unwrap();
    store.take_back(TakeBack::All, now()).await.unwrap();
    let interrupted = Some(CallOutcome::interrupted());
    assert_eq!(store.last_outcome(&payment.id).await.unwrap(), interrupted);
    let listed = store.listed_payment(&payment.id).await.unwrap().unwrap();
    assert_eq!(listed.confirmation.unwrap().last_outcome, interrupted);
}

/// The states of a payment and its confirmation when they were last looked at.
struct ShownAmounts {
    payment: PaymentState,
    confirmation: Option<ConfirmationState>,
}

impl ShownAmounts {
    async fn of(store: &Store, id: &PaymentId) -> Self {
        Self {
            payment: store.payment(id).await.unwrap().unwrap().status.state(),
            confirmation: store.confirmation(id).await.unwrap().map(|queued| queued.status.state()),
        }
    }

    /// Looks again, and fails where a state changed in a way that its table does not have.
    async fn look(&mut self, store: &Store, id: &PaymentId) {
        let now = Self::of(store, id).await;
        if self.payment != now.payment {
            self.payment.change_to(now.payment).unwrap();
        }
        match (self.confirmation, now.confirmation) {
            (Some(before), Some(after)) if before != after => ignore(before.change_to(after).unwrap()),
            (None, Some(first)) => assert!(ConfirmationState::FIRST.contains(&first), "{first:?}"),
            (Some(before), None) => panic!("{before:?} is gone"),
            _ => {}
        }
        *self = now;
    }
}

/// Asks for one change or another.
async fn ask(
    store: &Store,
    randomness: &Randomness,
    payment: &Payment,
    invoice: &Invoice,
    seen: &mut ShownAmounts,
) {
    let (id, service) = (&payment.id, &invoice.service_id);
    let later = now() + SignedDuration::from_secs(3600);
    match randomness.below(14) {
        0 => store.payment_is_at_payment_provider(id, now()).await.unwrap(),
        1 => store.payment_is_pending(id, now()).await.unwrap(),
        2 => {
            let to = PaymentStatus::Declined(DeclineReason::Declined);
            ignore(store.record_unpaid(id, &to, now()).await.unwrap());
        }
        3 => ignore(store.record_unpaid(id, &PaymentStatus::Cancelled, now()).await.unwrap()),
        4 => {
            let to = PaymentStatus::TimedOut(TimeOutReason::NoAnswer);
            ignore(store.record_unpaid(id, &to, now()).await.unwrap());
        }
        5 => ignore(store.claim_reversal(id, ReversalReason::NotPayable, now()).await.unwrap()),
        6 => ignore(store.reversal_done(id, now()).await.unwrap()),
        7 | 8 => {
            let authorization =
                Authorization { paid_at: now(), code: "SIM1".to_owned(), card_last_four: None };
            store.record_authorized_payment(payment, &authorization, invoice, "<b/>", now()).await.unwrap();
        }
        9 => ignore(store.halt_confirmation(id, now()).await.unwrap()),
        10 => ignore(store.resume_confirmation(id, now()).await.unwrap()),
        11 => {
            ignore(store.redrive_confirmations(&RedriveScope::of(service.clone()), now()).await.unwrap());
        }
        12 => ignore(store.take_back(TakeBack::All, now()).await.unwrap()),
        _ => {
            let claimed = store.claim_due_confirmations(service, later, later, 50).await.unwrap().attempts;
            let Some(claim) = claimed.iter().find(|claim| claim.confirmation.payment_id == *id) else {
                return;
            };
            seen.look(store, id).await;
            let outcome = match randomness.below(2) {
                0 => CallOutcome::accepted(),
                _ => CallOutcome::interrupted(),
            };
            let ended = EndedAttempt {
                claim,
                started_at: now(),
                duration: std::time::Duration::ZERO,
                outcome: &outcome,
                ended_at: now(),
                next_attempt_at: (randomness.below(2) == 0).then_some(later),
                exchange: None,
                follow_ups: None,
            };
            store.record_attempt(ended, ExchangesKept { count: 10, bytes: 1 << 20 }).await.unwrap();
        }
    }
}

fn diagram<S: StateMachine>(about: &str) -> String {
    let mut text = format!("\n## {}\n\n{about}\n\n```mermaid\nstateDiagram-v2\n", S::MACHINE);
    for first in S::FIRST {
        text.push_str(&format!("    [*] --> {}\n", first.state_name()));
    }
    for change in S::TRANSITIONS {
        let (from, to) = (change.from.state_name(), change.to.state_name());
        text.push_str(&format!("    {from} --> {to}: {}\n", change.by));
    }
    for last in S::STATES.iter().filter(|state| !S::TRANSITIONS.iter().any(|one| one.from == **state)) {
        text.push_str(&format!("    {} --> [*]\n", last.state_name()));
    }
    text.push_str("```\n");
    text
}

#[test]
fn the_document_is_made_from_the_tables() {
    let document = [
        "# States\n\n\
         Invoice, payment and confirmation are three machines: \"paid\" and \"the e-Service knows it\" are different facts. The\n\
         transaction belongs to the payment provider. A change that is not in these diagrams is refused.\n\n\
         This page is made from the code: `MPAY_SIM_WRITE_GOLDEN=1 cargo test --test it states`.\n"
            .to_owned(),
        diagram::<InvoiceStatus>("The hub's payment notice for an order (`src/domain/invoice.rs`)."),
        diagram::<PaymentState>("One attempt of a payer to pay (`src/domain/payment.rs`)."),
        diagram::<ConfirmationState>("The confirmation of a payment to the e-Service (`src/domain/confirmation.rs`)."),
        diagram::<TransactionState>("The payment provider's books (`src/domain/transaction.rs`)."),
    ]
    .concat();
    let written = written("docs/STATES.md", document.as_bytes());
    assert!(
        written == document.as_bytes(),
        "docs/STATES.md is not what the tables say; its lines tell how to make it"
    );
}
