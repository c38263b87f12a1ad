//! Transactions that lock the same rows on PostgreSQL: one waits for the other, never each for the other. Beside the hub's own a
//! test has a transaction of a second hub, which it carries out statement by statement.

use jiff::SignedDuration;
use mpay_sim::domain::call_outcome::CallOutcome;
use mpay_sim::domain::ids::PaymentId;
use mpay_sim::store::{RedriveScope, ResetScope, Store, TakeBack};
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor, Row};
use tokio::task::JoinHandle;

use super::fixtures::*;
use super::queue::{claim_due, end, queued, refused};
use super::{Database, open};
use crate::support::until;

const LEASE: SignedDuration = SignedDuration::from_secs(45);

/// Another hub in the midst of a transaction.
struct OtherHub {
    connection: AnyConnection,
    watch: AnyConnection,
}

impl OtherHub {
    async fn begins(database: &Database, statement: String) -> Self {
        let mut connection = AnyConnection::connect(&database.url).await.unwrap();
        let watch = AnyConnection::connect(&database.url).await.unwrap();
        // Where the two wait for each other, it is the hub under test that is ended.
        connection.execute("SET deadlock_timeout = '10s'").await.unwrap();
        connection.execute("BEGIN").await.unwrap();
        connection.execute(AssertSqlSafe(statement)).await.unwrap();
        Self { connection, watch }
    }

    /// Waits until this hub waits for the other one, which then goes on.
    async fn goes_on(mut self, statement: String) {
        let watch = &mut self.watch;
        until("one waits for the other", async || {
            let waiting = "SELECT COUNT(*) AS waiting FROM pg_stat_activity
                           WHERE datname = current_database() AND wait_event_type = 'Lock'";
            sqlx::query(waiting).fetch_one(&mut *watch).await.unwrap().get::<i64, _>("waiting") == 1
        })
        .await;
        self.connection.execute(AssertSqlSafe(statement)).await.unwrap();
        self.connection.execute("COMMIT").await.unwrap();
    }
}

fn hub<F>(store: &Store, does: impl FnOnce(Store) -> F) -> JoinHandle<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    tokio::spawn(does(store.clone()))
}

fn claim_of_request(payment: &PaymentId) -> String {
    format!("UPDATE requested_attempt SET status = 'InFlight', held_by = 9 WHERE payment_id = '{payment}'")
}

fn counted(payment: &PaymentId) -> String {
    format!("UPDATE confirmation SET attempts = attempts + 1 WHERE payment_id = '{payment}'")
}

/// A confirmation with an attempt that was asked for.
async fn asked_for(store: &Store, order: &str) -> PaymentId {
    let payment = queued(store, order).await;
    assert!(store.request_attempt(&payment, now()).await.unwrap());
    payment
}

#[tokio::test]
async fn a_halt_does_not_wait_for_a_claim_that_waits_for_it() {
    let database = Database::postgres().await;
    let store = open(&database).await;
    let payment = asked_for(&store, "O-1").await;
    let other = OtherHub::begins(&database, claim_of_request(&payment)).await;
    let halted = payment.clone();
    let halt = hub(&store, async move |store| store.halt_confirmation(&halted, now()).await);
    other.goes_on(counted(&payment)).await;
    assert!(halt.await.unwrap().unwrap());
}

#[tokio::test]
async fn the_outcome_of_an_attempt_does_not_wait_for_a_claim_that_waits_for_it() {
    let database = Database::postgres().await;
    let store = open(&database).await;
    let payment = asked_for(&store, "O-1").await;
    let claim = store.claim_requested_attempts(&service(), now(), now(), 1).await.unwrap().remove(0);
    // Its lease has run out, and another hub claims it again while the first one still writes what came of it.
    let other = OtherHub::begins(&database, claim_of_request(&payment)).await;
    let recorded = hub(&store, async move |store| end(&store, &claim, &CallOutcome::accepted(), None).await);
    other.goes_on(counted(&payment)).await;
    recorded.await.unwrap();
}

#[tokio::test]
async fn attempts_are_taken_back_without_waiting_for_a_claim_that_waits_for_it() {
    let database = Database::postgres().await;
    let store = open(&database).await;
    let payment = asked_for(&store, "O-1").await;
    assert_eq!(store.claim_requested_attempts(&service(), now(), now() + LEASE, 1).await.unwrap().len(), 1);
    assert_eq!(claim_due(&store, now(), 1).await.len(), 1);
    let other = OtherHub::begins(&database, claim_of_request(&payment)).await;
    let taken = hub(&store, async move |store| store.take_back(TakeBack::All, now()).await);
    other.goes_on(counted(&payment)).await;
    assert_eq!(taken.await.unwrap().unwrap().len(), 2);
}

#[tokio::test]
async fn two_claims_of_several_payments_do_not_wait_for_each_other() {
    let database = Database::postgres().await;
    let store = open(&database).await;
    let (first, second) = (queued(&store, "O-1").await, queued(&store, "O-2").await);
    assert!(first < second);
    // What is due first is of the later payment.
    assert!(store.request_attempt(&second, now()).await.unwrap());
    assert!(store.request_attempt(&first, now() + SignedDuration::from_secs(1)).await.unwrap());
    let other = OtherHub::begins(&database, counted(&first)).await;
    let claimed = hub(&store, async move |store| {
        store.claim_requested_attempts(&service(), now() + LEASE, now() + LEASE, 2).await
    });
    other.goes_on(counted(&second)).await;
    assert_eq!(claimed.await.unwrap().unwrap().len(), 2);
}

#[tokio::test]
async fn a_hub_in_mid_transaction_keeps_no_payment_and_no_event_of_others_waiting() {
    let database = Database::postgres().await;
    let store = open(&database).await;
    // All that starting a payment and telling of it locks before the commit.
    let [first, second] = [invoice(&store, "O-1").await, invoice(&store, "O-2").await];
    let visit = session(&store).await;
    let begins = "SELECT nextval('payment_number'), nextval('invoice_number')".to_owned();
    let mut other = OtherHub::begins(&database, begins).await;
    let lock = format!("SELECT 1 FROM pay_session WHERE session_id = '{visit}' FOR NO KEY UPDATE");
    other.connection.execute(AssertSqlSafe(lock)).await.unwrap();
    let paid = async {
        payment(&store, &first).await;
        invoice(&store, "O-3").await;
        payment(&store, &second).await
    };
    tokio::time::timeout(std::time::Duration::from_secs(2), paid).await.expect("it waits for the other hub");
}

#[tokio::test]
async fn a_reset_and_a_redrive_that_are_ended_for_a_deadlock_are_tried_again() {
    let database = Database::postgres().await;
    let store = open(&database).await;
    let (first, second) = (queued(&store, "O-1").await, queued(&store, "O-2").await);
    for claim in claim_due(&store, now(), 2).await {
        end(&store, &claim, &refused(), None).await;
    }
    // Many rows are locked in an order of the database's own: each order is met once.
    for (one, another) in [(&first, &second), (&second, &first)] {
        let other = OtherHub::begins(&database, counted(one)).await;
        let scope = RedriveScope::of(service());
        let redriven = hub(&store, async move |store| store.redrive_confirmations(&scope, now()).await);
        other.goes_on(counted(another)).await;
        assert_eq!(redriven.await.unwrap().unwrap().gave_up, 2);
        for claim in claim_due(&store, now(), 2).await {
            end(&store, &claim, &refused(), None).await;
        }
    }
    let other = OtherHub::begins(&database, counted(&first)).await;
    let reset = hub(&store, async move |store| store.reset(&ResetScope::default(), now()).await);
    other.goes_on("UPDATE exchange SET outcome = ''".to_owned()).await;
    assert_eq!(reset.await.unwrap().unwrap().payments, 2);
}
