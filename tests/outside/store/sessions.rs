//! The sessions of payers at payment providers: of an end, an extension and a decision at the same moment one counts.

use jiff::{SignedDuration, Timestamp};
use mpay_sim::clock::{Clock, SimulatedClock};
use mpay_sim::domain::ids::TransactionId;
use mpay_sim::domain::instrument::{INSTRUMENTS, InstrumentId, InstrumentKind};
use mpay_sim::domain::money::Amount;
use mpay_sim::domain::outcome::Outcome;
use mpay_sim::domain::payment::{PaymentStatus, TimeOutReason};
use mpay_sim::domain::transaction::TransactionStatus;
use mpay_sim::payment_provider::decision::decide;
use mpay_sim::payment_provider::session::{self, SESSION_LASTS};
use mpay_sim::payment_provider::{
    PaymentProviderContext, PublishedInvoice, TransactionConfirmation, confirmation_of, publish,
};
use mpay_sim::randomness::Randomness;
use mpay_sim::store::{Store, Transaction};

use super::fixtures::*;
use super::{Database, open};
use crate::support::orders::ORDER;

on_both_engines! {
    a_session_is_over_at_its_end_and_only_there
    an_extension_comes_before_the_end_or_not_at_all
    many_hubs_that_end_extend_and_decide_at_once_agree
    a_payment_keeps_why_it_timed_out
}

const MOMENT: SignedDuration = SignedDuration::from_millis(1);
const EXPIRED: TransactionStatus = TransactionStatus::TimedOut(TimeOutReason::SessionExpired);

/// A payment provider whose clock stands at this moment.
struct Counter {
    store: Store,
    clock: Clock,
    randomness: Randomness,
}

impl Counter {
    fn at(store: &Store, moment: Timestamp) -> Self {
        let clock = Clock::Simulated(SimulatedClock::at(moment));
        Self { store: store.clone(), clock, randomness: Randomness::new(None) }
    }

    fn context(&self) -> PaymentProviderContext<'_> {
        PaymentProviderContext { store: &self.store, clock: &self.clock, randomness: &self.randomness }
    }

    async fn transaction(&self, id: TransactionId) -> Transaction {
        session::transaction(self.context(), id).await.unwrap().unwrap()
    }
}

async fn opened(store: &Store, instrument: InstrumentId) -> TransactionId {
    let counter = Counter::at(store, now());
    let id = TransactionId::from_random(counter.randomness.bytes());
    let published = PublishedInvoice {
        transaction_id: id,
        instrument,
        invoice_id: invoice(store, ORDER).await.id,
        description: "Taxă".to_owned(),
        merchant: "Prestator".to_owned(),
        amount: Amount::from_bani(100),
        fee: Amount::ZERO,
        currency: "MDL".to_owned(),
        return_path: "/pay/1/result/2".to_owned(),
        outcome: None,
        pos_terminal: None,
    };
    publish(counter.context(), published).await.unwrap();
    id
}

async fn a_session_is_over_at_its_end_and_only_there(database: Database) {
    let store = open(&database).await;
    for instrument in INSTRUMENTS {
        let id = opened(&store, instrument.id).await;
        let end = now() + SESSION_LASTS;
        let before = Counter::at(&store, end - MOMENT);
        assert_eq!(before.transaction(id).await.status, TransactionStatus::Open);
        let after = Counter::at(&store, end);
        let found = after.transaction(id).await;
        if instrument.kind == InstrumentKind::Cash {
            assert_eq!((found.status, found.session_ends_at), (TransactionStatus::Open, None));
            continue;
        }
        assert_eq!((&found.status, found.decided_at), (&EXPIRED, Some(end)), "{instrument:?}");
        let confirmation = confirmation_of(after.context(), id).await.unwrap();
        assert_eq!(confirmation, TransactionConfirmation::TimedOut(TimeOutReason::SessionExpired));
        assert_eq!(
            before.transaction(id).await.status,
            EXPIRED,
            "what is over stays over, also for a slower clock"
        );
    }
}

async fn an_extension_comes_before_the_end_or_not_at_all(database: Database) {
    let store = open(&database).await;
    let id = opened(&store, INSTRUMENTS[0].id).await;
    let end = now() + SESSION_LASTS;
    let in_time = Counter::at(&store, end - MOMENT);
    let seen_in_time = in_time.transaction(id).await;
    session::extend(in_time.context(), &seen_in_time).await.unwrap();
    let late = Counter::at(&store, end);
    let extended = late.transaction(id).await;
    assert_eq!(
        (extended.status, extended.session_ends_at),
        (TransactionStatus::Open, Some(end - MOMENT + SESSION_LASTS))
    );
    // A clock that is behind takes nothing back.
    let behind = Counter::at(&store, now() + MOMENT);
    session::extend(behind.context(), &behind.transaction(id).await).await.unwrap();
    assert_eq!(late.transaction(id).await.session_ends_at, Some(end - MOMENT + SESSION_LASTS));
    let too_late = Counter::at(&store, end + SESSION_LASTS);
    session::extend(too_late.context(), &seen_in_time).await.unwrap();
    assert_eq!(too_late.transaction(id).await.status, EXPIRED);
}

async fn many_hubs_that_end_extend_and_decide_at_once_agree(database: Database) {
    let store = open(&database).await;
    for _ in 0..10 {
        let id = opened(&store, INSTRUMENTS[0].id).await;
        let end = now() + SESSION_LASTS;
        let seen = Counter::at(&store, now()).transaction(id).await;
        let tasks = (0..12).map(|number| {
            let (store, seen) = (store.clone(), seen.clone());
            tokio::spawn(async move {
                let counter = Counter::at(&store, if number % 3 == 0 { end } else { end - MOMENT });
                match number % 3 {
                    0 => drop(counter.transaction(id).await),
                    1 => session::extend(counter.context(), &seen).await.unwrap(),
                    _ => drop(decide(counter.context(), &seen, Outcome::Approved, None).await.unwrap()),
                }
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
        let late = Counter::at(&store, end + SESSION_LASTS);
        let decided = late.transaction(id).await;
        assert!(
            matches!(decided.status, TransactionStatus::Authorized(_)) || decided.status == EXPIRED,
            "{decided:?}"
        );
        assert_eq!(late.transaction(id).await, decided);
    }
}

async fn a_payment_keeps_why_it_timed_out(database: Database) {
    let store = open(&database).await;
    let (invoice, visit) = (invoice(&store, ORDER).await, session(&store).await);
    for reason in TimeOutReason::ALL {
        let payment = store.start_payment(new_payment(&invoice, visit)).await.unwrap().payment().unwrap();
        let timed_out = PaymentStatus::TimedOut(reason);
        store.record_unpaid(&payment.id, &timed_out, now()).await.unwrap();
        assert_eq!(store.payment(&payment.id).await.unwrap().unwrap().status, timed_out);
    }
}
