//! One list of tests of the store, run on both engines: what the hub relies on must not depend on the database.

mod fixtures;

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::SignedDuration;
use mpay_sim::config::{Config, DatabaseUrl, Environment, command_args};
use mpay_sim::domain::call_outcome::CallOutcome;
use mpay_sim::domain::confirmation::ConfirmationStatus;
use mpay_sim::domain::ids::InvoiceId;
use mpay_sim::domain::invoice::InvoiceStatus;
use mpay_sim::domain::money::Amount;
use mpay_sim::domain::order::OrderStatus;
use mpay_sim::domain::payment::{DeclineReason, PaymentStatus, ReversalReason};
use mpay_sim::store::{ExchangesKept, NewExchange, OpenError, PaymentRecording, Store};
use sqlx::{Connection, Executor};

use fixtures::*;

use crate::database::Database;
use crate::support::orders::{ORDER, SERVICE, invoice_of, partial_order};
use crate::support::{EService, Hub, Payer, simulated_clock};

async fn open(database: &Database) -> Store {
    Store::open(&database.url, &clock(), Some(1)).await.unwrap()
}

/// Makes of each test of a store two tests, one for each engine.
macro_rules! on_both_engines {
    ($($test:ident)*) => {
        mod sqlite {
            use super::Database;

            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(Database::sqlite()).await;
            })*
        }
        mod postgres {
            use super::Database;

            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(Database::postgres().await).await;
            })*
        }
    };
}

mod backlog;
mod control;
mod locks;
mod pos;
mod queue;
mod retention;
mod scenarios;
mod services;
mod sessions;
mod silent;

on_both_engines! {
    an_invoice_is_made_once_and_refreshed
    many_requests_for_one_order_make_one_invoice
    numbers_go_up_without_gaps_under_concurrency
    a_payment_ends_in_one_of_three_ways_and_once
    two_payments_at_once_fill_an_invoice_once
    a_choice_that_is_made_twice_starts_one_payment
    the_first_pinned_certificate_stays
    a_hub_that_signs_with_another_certificate_is_noticed
    exchanges_are_kept_to_the_bound
    a_database_of_a_newer_program_is_refused
    a_database_of_version_0_1_0_is_refused
    a_database_that_is_opened_again_keeps_its_numbers
    a_whole_payment_goes_through
}

async fn an_invoice_is_made_once_and_refreshed(database: Database) {
    let store = open(&database).await;
    let made = invoice(&store, ORDER).await;
    assert_eq!(made.status, InvoiceStatus::Open);
    assert_eq!(store.invoice(&made.id).await.unwrap(), Some(made.clone()));
    let mut changed = partial_order();
    changed.status = OrderStatus::Cancelled;
    changed.due_at = Some(now());
    let later = now() + SignedDuration::from_hours(1);
    let refreshed = invoice_of(&store, (&service(), &key(ORDER)), &changed, later).await;
    assert_eq!(refreshed.id, made.id);
    assert_eq!((refreshed.status, &refreshed.order), (InvoiceStatus::Cancelled, &changed));
    assert_eq!(store.invoice(&made.id).await.unwrap(), Some(refreshed));
    // The letters of a key are kept apart by case.
    assert_ne!(invoice(&store, "ord-1").await.id, made.id);
    assert_eq!(store.invoice(&InvoiceId::from_number(1)).await.unwrap(), None);
}

async fn many_requests_for_one_order_make_one_invoice(database: Database) {
    let store = open(&database).await;
    let tasks: Vec<_> = (0..16)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { invoice(&store, ORDER).await.id })
        })
        .collect();
    let mut ids = BTreeSet::new();
    for task in tasks {
        ids.insert(task.await.unwrap());
    }
    assert_eq!(ids.len(), 1);
}

async fn numbers_go_up_without_gaps_under_concurrency(database: Database) {
    let store = open(&database).await;
    let tasks: Vec<_> = (0..20)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move { invoice(&store, &format!("O-{number}")).await.id })
        })
        .collect();
    let mut ids = BTreeSet::new();
    for task in tasks {
        ids.insert(task.await.unwrap().as_str().parse::<i64>().unwrap());
    }
    assert_eq!(ids.len(), 20);
    assert_eq!(ids.last().unwrap() - ids.first().unwrap(), 19);
}

async fn a_payment_ends_in_one_of_three_ways_and_once(database: Database) {
    let store = open(&database).await;
    // Refused.
    let first = invoice(&store, "O-1").await;
    let declined = payment(&store, &first).await;
    let reason = PaymentStatus::Declined(DeclineReason::InsufficientFunds);
    store.record_unpaid(&declined.id, &reason, now()).await.unwrap();
    store.record_unpaid(&declined.id, &PaymentStatus::Cancelled, now()).await.unwrap();
    assert_eq!(store.payment(&declined.id).await.unwrap().unwrap().status, reason);
    assert_eq!(record(&store, &declined, &first).await, PaymentRecording::AlreadyDecided);
    assert_eq!(store.invoice(&first.id).await.unwrap().unwrap().paid, Amount::ZERO);

    // Authorised: payment, invoice and confirmation together.
    let paid = payment(&store, &first).await;
    assert_eq!(record(&store, &paid, &first).await, PaymentRecording::Recorded);
    assert_eq!(record(&store, &paid, &first).await, PaymentRecording::AlreadyDecided);
    let stored = store.payment(&paid.id).await.unwrap().unwrap();
    assert_eq!(stored.status, PaymentStatus::Authorized(authorization()));
    let after = store.invoice(&first.id).await.unwrap().unwrap();
    assert_eq!((after.status, after.paid), (InvoiceStatus::Paid, Amount::from_bani(125_050)));
    let queued = store.confirmation(&paid.id).await.unwrap().unwrap();
    assert_eq!(queued.status, ConfirmationStatus::Pending { next_attempt_at: now() });
    assert_eq!((queued.attempts, queued.body_xml.as_str()), (0, "<body/>"));

    // Given back: the invoice is not as it was read.
    let late = payment(&store, &first).await;
    assert_eq!(record(&store, &late, &first).await, PaymentRecording::InvoiceChanged);
    let reversed = PaymentStatus::Reversed(ReversalReason::AlreadyPaid);
    store.record_unpaid(&late.id, &reversed, now()).await.unwrap();
    assert_eq!(store.payment(&late.id).await.unwrap().unwrap().status, reversed);
    assert_eq!(store.confirmation(&late.id).await.unwrap(), None);
    assert_eq!(store.authorized_payments_of_invoice(&first.id).await.unwrap(), [stored]);
    assert_eq!(store.undecided_payments_of_invoice(&first.id).await.unwrap(), []);
    assert_eq!(store.unconfirmed(10).await.unwrap().all(), 1);
}

async fn two_payments_at_once_fill_an_invoice_once(database: Database) {
    let store = open(&database).await;
    for number in 0..10 {
        let invoice = invoice(&store, &format!("O-{number}")).await;
        let (one, other) = (payment(&store, &invoice).await, payment(&store, &invoice).await);
        let (a, b) = tokio::join!(record(&store, &one, &invoice), record(&store, &other, &invoice));
        let recorded = [a, b].iter().filter(|outcome| **outcome == PaymentRecording::Recorded).count();
        assert_eq!(recorded, 1, "{a:?} {b:?}");
        let paid = store.invoice(&invoice.id).await.unwrap().unwrap().paid;
        assert_eq!(paid, Amount::from_bani(125_050));
    }
}

async fn a_choice_that_is_made_twice_starts_one_payment(database: Database) {
    let store = open(&database).await;
    let invoice = invoice(&store, ORDER).await;
    let visit = session(&store).await;
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let (store, new) = (store.clone(), new_payment(&invoice, visit));
            tokio::spawn(async move { store.start_payment(new).await.unwrap().payment().unwrap().id })
        })
        .collect();
    let mut ids = BTreeSet::new();
    for task in tasks {
        ids.insert(task.await.unwrap());
    }
    assert_eq!(ids.len(), 1);
    // Another visit is another payment.
    let other =
        store.start_payment(new_payment(&invoice, session(&store).await)).await.unwrap().payment().unwrap();
    assert!(!ids.contains(&other.id));
}

async fn the_first_pinned_certificate_stays(database: Database) {
    let store = open(&database).await;
    assert_eq!(store.pinned_certificate(&service()).await.unwrap(), None);
    store.pin_certificate(&service(), &[0, 255, 1], now()).await.unwrap();
    store.pin_certificate(&service(), &[2], now()).await.unwrap();
    assert_eq!(store.pinned_certificate(&service()).await.unwrap(), Some(vec![0, 255, 1]));
}

async fn a_hub_that_signs_with_another_certificate_is_noticed(database: Database) {
    let store = open(&database).await;
    let former = async |sha256| store.note_hub_certificate(sha256).await.unwrap();
    assert_eq!(former("0a").await, None);
    assert_eq!(former("0a").await, None);
    assert_eq!(former("0b").await, Some("0a".to_owned()));
    assert_eq!(former("0b").await, None);
}

async fn exchanges_are_kept_to_the_bound(database: Database) {
    let store = open(&database).await;
    let (service, order) = (service(), key(ORDER));
    for number in 0..25u8 {
        let exchange = NewExchange {
            service_id: &service,
            order_key: &order,
            operation: "GetOrderDetails",
            payment_id: None,
            started_at: now(),
            signed_at: now(),
            duration: Duration::from_millis(3),
            request: &[number, 0, 255],
            request_head: "POST / HTTP/1.1\n",
            response_head: None,
            response: None,
            outcome: &CallOutcome::of_orders(1, Some(200)),
            way: None,
            findings: &[],
        };
        store.insert_exchange(exchange, ExchangesKept { count: 10, bytes: 1 << 20 }).await.unwrap();
    }
    assert_eq!(store.exchanges_of_order(&service, &order).await.unwrap(), 10);
    assert_eq!(store.exchanges_of_order(&service, &key("other")).await.unwrap(), 0);
}

async fn a_database_of_a_newer_program_is_refused(database: Database) {
    drop(open(&database).await);
    sqlx::any::install_default_drivers();
    let mut connection = sqlx::AnyConnection::connect(&database.url).await.unwrap();
    connection
        .execute(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             SELECT 999, 'of the future', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1",
        )
        .await
        .unwrap();
    let refused = Store::open(&database.url, &clock(), None).await.unwrap_err();
    assert!(matches!(refused, OpenError::Newer { version: 999 }), "{refused:?}");
    let line = refused.to_string();
    assert!(line.contains("newer mpay-sim (migration 999)") && !line.contains('\n'), "{line}");
}

async fn a_database_of_version_0_1_0_is_refused(database: Database) {
    drop(open(&database).await);
    let mut connection = sqlx::AnyConnection::connect(&database.url).await.unwrap();
    connection
        .execute(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             SELECT 2, 'findings', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1",
        )
        .await
        .unwrap();
    let refused = Store::open(&database.url, &clock(), None).await.unwrap_err();
    assert!(matches!(refused, OpenError::Older), "{refused:?}");
    let line = refused.to_string();
    assert!(
        line.contains("made by mpay-sim 0.1.0") && line.contains("data_dir") && !line.contains('\n'),
        "{line}"
    );
}

async fn a_database_that_is_opened_again_keeps_its_numbers(database: Database) {
    let first = invoice(&open(&database).await, "O-1").await.id;
    // Another seed, and a clock that says nothing new: the sequence goes on from where it was.
    let store = Store::open(&database.url, &clock(), Some(77)).await.unwrap();
    assert_eq!(invoice(&store, "O-1").await.id, first);
    let second = invoice(&store, "O-2").await.id;
    let number = |id: &InvoiceId| id.as_str().parse::<i64>().unwrap();
    assert_eq!(number(&second), number(&first) + 1);
}

/// The address as the settings read it.
pub fn database_url(url: &str) -> Option<DatabaseUrl> {
    let matches = clap::Command::new("mpay-sim")
        .args(command_args())
        .try_get_matches_from(["mpay-sim", "--database-url", url])
        .unwrap();
    Config::load(&matches, &Environment::from([])).unwrap().config.database_url
}

async fn a_whole_payment_goes_through(database: Database) {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        config.database_url = database_url(&database.url);
    })
    .await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, Some("http://shop.test/")).await;
    visit.authorize().await;
    let result = visit.result().await;
    assert_eq!(result.state(), "paid", "{}", result.text());
    assert_eq!(visit.payer.get(&format!("{}/receipt.pdf", visit.path)).await.status, 200);
    let [paid] = e_service.paid().try_into().unwrap();
    assert_eq!(paid.payment_id, result.attribute("data-payment-id"));
    assert_eq!(visit.pay_page().await.attribute("data-status"), "paid");
}
