//! The messages that came before each message and beside it, for switches to tell which one it is.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{LazyLock, Mutex, MutexGuard};

use jiff::Timestamp;
use mpay_sim::check::RULES;
use mpay_sim::domain::confirmation::PaymentConfirmation;
use mpay_sim::randomness::Randomness;
use tokio::sync::Notify;

use super::seen::Seen;
use crate::support::checking::SEED;

/// The calls that a rule makes at once, by their places among its calls. None is answered before all have come, so that they
/// cross each other on every machine.
const AT_ONCE: [(&str, Range<usize>); 7] = [
    // After the first confirmation and the look at its order.
    ("idempotency/duplicates-at-once", 2..4),
    ("idempotency/five-at-once", 0..5),
    ("idempotency/two-payments-at-once", 0..2),
    ("speed/twenty-at-once", 0..20),
    ("speed/no-cross-talk", 0..20),
    ("speed/two-orders-at-once", 0..2),
    ("speed/asked-while-paid", 0..6),
];

/// More calls than any rule makes.
const MOST_CALLS: usize = 64;

/// The rule that sends messages with this id. The ids of a rule's messages follow from the seed.
static SENDERS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let ids_of = |rule: String| {
        let ids = Randomness::named(SEED, &rule);
        (0..MOST_CALLS).map(move |_| (ids.hex(), rule.clone()))
    };
    RULES.iter().flat_map(|rule| ids_of(rule.key())).collect()
});

/// The rule that sent this message; empty for a call that belongs to none.
pub fn sender(message: &str) -> &'static str {
    let mut ids = message.split('-').filter_map(|part| part.get(..32));
    ids.find_map(|id| SENDERS.get(id)).map_or("", String::as_str)
}

/// The messages so far.
#[derive(Debug, Default)]
pub struct History {
    books: Mutex<Books>,
    arrival: Notify,
}

#[derive(Debug, Default)]
struct Books {
    /// By rule, how many messages have come.
    came: BTreeMap<&'static str, usize>,
    /// By PaymentID, how many confirmations were answered without a fault.
    taken: BTreeMap<String, usize>,
    /// By PaymentID, when one was first, and for which order.
    first: BTreeMap<String, (Timestamp, String)>,
    /// By OrderKey, the PaymentIDs that are being answered.
    open: BTreeMap<String, Vec<String>>,
    /// The orders for which two PaymentIDs were being answered at once.
    contested: BTreeSet<String>,
    /// The PaymentIDs with a lost reply.
    lost: BTreeSet<String>,
    /// By OrderKey, the confirmation that paid it.
    paid_by: BTreeMap<String, PaymentConfirmation>,
    /// How many queries are being answered.
    queries: usize,
}

impl History {
    /// Takes a message in, and tells it what came before and beside it.
    pub async fn arrived(&self, seen: &mut Seen, now: Timestamp) {
        self.enter(seen, now);
        self.arrival.notify_waiters();
        let place = seen.place;
        let company = AT_ONCE.iter().find(|(rule, places)| *rule == seen.rule && places.contains(&place));
        if let Some((rule, places)) = company {
            loop {
                let arrival = self.arrival.notified();
                if self.books().came.get(rule).is_some_and(|came| *came >= places.end) {
                    break;
                }
                arrival.await;
            }
        }
        let key = seen.order_key();
        seen.is_being_paid = self.books().open.get(&key).is_some_and(|open| !open.is_empty());
    }

    fn enter(&self, seen: &mut Seen, now: Timestamp) {
        let (key, confirmation) = (seen.order_key(), seen.confirmation());
        let mut guard = self.books();
        let books = &mut *guard;
        let came = books.came.entry(seen.rule).or_default();
        seen.place = *came;
        *came += 1;
        seen.paid_by = books.paid_by.get(&key).cloned();
        let Some(PaymentConfirmation { payment_id: id, .. }) = confirmation else {
            books.queries += 1;
            seen.queries = books.queries;
            return;
        };
        seen.before = books.taken.get(&id).copied().unwrap_or_default();
        seen.was_lost = books.lost.contains(&id);
        seen.is_paid = seen.paid_by.as_ref().is_some_and(|paid| paid.payment_id != id);
        if let Some((at, first)) = books.first.get(&id) {
            seen.since = now.duration_since(*at).as_secs();
            seen.is_reused = *first != key;
        }
        let open = books.open.entry(key.clone()).or_default();
        seen.beside = open.iter().filter(|other| **other == id).count();
        open.push(id.clone());
        if open.iter().any(|other| *other != id) {
            books.contested.insert(key.clone());
        }
        seen.is_contested = books.contested.contains(&key);
    }

    /// The message is answered with this status.
    pub fn answered(&self, seen: &Seen, status: u16, now: Timestamp) {
        let mut guard = self.books();
        let books = &mut *guard;
        let Some(confirmation) = seen.confirmation() else {
            books.queries -= 1;
            return;
        };
        let (id, key) = (confirmation.payment_id.clone(), confirmation.order_key.clone());
        let open = books.open.entry(key.clone()).or_default();
        open.iter().position(|other| *other == id).map(|at| open.swap_remove(at));
        if status == 200 {
            *books.taken.entry(id.clone()).or_default() += 1;
            books.first.entry(id).or_insert((now, key.clone()));
            books.paid_by.entry(key).or_insert(confirmation);
        }
    }

    /// The reply to this message was lost.
    pub fn lost(&self, seen: &Seen) {
        let id = seen.confirmation().map(|confirmation| confirmation.payment_id);
        self.books().lost.extend(id);
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap()
    }
}
