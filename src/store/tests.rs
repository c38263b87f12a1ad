use std::time::Duration;

use prometheus_client::encoding::prometheus_text;
use prometheus_client::registry::Registry;

use super::{Engine, Store, Work};
use crate::clock::Clock;
use crate::database::connection::State;
use crate::domain::ids::{OrderKey, ServiceId};
use crate::domain::outcome::Outcome;
use crate::domain::scenario::{Parameters, Scenario, Scope};
use crate::store::NewScenario;

/// The number of timed reads, writes and transactions.
fn timed(store: &Store) -> [u64; 3] {
    let (mut registry, mut text) = (Registry::default(), String::new());
    registry.register("t", "", store.times().family());
    prometheus_text::encode(&mut text, &registry).unwrap();
    Work::ALL.map(|work| {
        let start = format!("t_count{{kind=\"{}\"}} ", work.name());
        text.lines().find_map(|line| line.strip_prefix(&start)).unwrap().parse().unwrap()
    })
}

#[tokio::test]
async fn every_way_of_running_a_statement_is_timed_once() {
    let store = Store::open("sqlite::memory:", &Clock::System, None).await.unwrap();
    let mut before = timed(&store);
    let mut more = |store: &Store| {
        let now = timed(store);
        let more = [0, 1, 2].map(|kind| now[kind] - before[kind]);
        before = now;
        more
    };
    assert_eq!(store.engine, Engine::Sqlite);
    let select = || sqlx::query("SELECT 1");
    select().fetch_one(&store.read).await.unwrap();
    select().fetch_optional(&store.read).await.unwrap();
    select().fetch_all(&store.read).await.unwrap();
    select().execute(&store.read).await.unwrap();
    assert_eq!(more(&store), [4, 0, 0]);
    select().execute(&store.write).await.unwrap();
    // Failed work is timed as well.
    sqlx::query("SELECT nothing").execute(&store.write).await.unwrap_err();
    assert!(sqlx::query("SELECT nothing").fetch_optional(&store.write).await.is_err());
    assert_eq!(more(&store), [0, 3, 0]);
    // Rows that are not read to the end.
    drop(select().fetch(&store.write));
    assert_eq!(more(&store), [0, 1, 0]);
    let mut transaction = store.write.begin().await.unwrap();
    select().execute(&mut *transaction).await.unwrap();
    assert_eq!(more(&store), [0, 0, 0], "a transaction is timed at its end");
    transaction.commit().await.unwrap();
    store.write.begin().await.unwrap().rollback().await;
    drop(store.write.begin().await.unwrap());
    assert_eq!(more(&store), [0, 0, 3]);
}

#[tokio::test]
async fn the_connections_are_counted() {
    let store = Store::open("sqlite::memory:", &Clock::System, None).await.unwrap();
    let transaction = store.write.begin().await.unwrap();
    let [read, write] = store.pools()[..] else { panic!("{:?}", store.pools()) };
    assert_eq!((read.name, read.most), ("read", 4));
    assert_eq!((write.name, write.most, write.in_use, write.idle), ("write", 1, 1, 0));
    drop(transaction);
}

/// A store on its own file, with a table whose rows must refer to others at the end of a transaction.
async fn store_of_file(file: &std::path::Path) -> Store {
    let store = Store::open(&format!("sqlite:{}", file.display()), &Clock::System, None).await.unwrap();
    let table = "CREATE TABLE IF NOT EXISTS kept (id INTEGER PRIMARY KEY,
                 other INTEGER REFERENCES kept (id) DEFERRABLE INITIALLY DEFERRED)";
    sqlx::query(table).execute(&store.write).await.unwrap();
    store
}

async fn kept(store: &Store) -> i64 {
    let row = sqlx::query("SELECT COUNT(*) AS kept FROM kept").fetch_one(&store.read).await.unwrap();
    sqlx::Row::get(&row, "kept")
}

#[tokio::test]
async fn nothing_is_written_on_top_of_a_commit_that_failed() {
    let file = std::env::temp_dir().join(format!("mpay-sim-commit-{}.sqlite", std::process::id()));
    let store = store_of_file(&file).await;
    let insert = |id: i64, other: Option<i64>| {
        sqlx::query("INSERT INTO kept (id, other) VALUES ($1, $2)").bind(id).bind(other)
    };
    // Only its commit fails: alone, in a transaction, and if a row is returned.
    insert(1, Some(77)).execute(&store.write).await.unwrap_err();
    let returning = "INSERT INTO kept (id, other) VALUES (1, 77) RETURNING id";
    assert!(sqlx::query(returning).fetch_one(&store.write).await.is_err(), "the row came before the commit");
    let mut transaction = store.write.begin().await.unwrap();
    insert(1, Some(77)).execute(&mut *transaction).await.unwrap();
    transaction.commit().await.unwrap_err();
    // A failed statement fails its transaction, even if its error is ignored.
    let mut transaction = store.write.begin().await.unwrap();
    insert(1, None).execute(&mut *transaction).await.unwrap();
    insert(1, None).execute(&mut *transaction).await.unwrap_err();
    transaction.commit().await.unwrap_err();
    // A dropped transaction is rolled back before the next one begins.
    let mut transaction = store.write.begin().await.unwrap();
    insert(1, None).execute(&mut *transaction).await.unwrap();
    drop(transaction);
    let mut transaction = store.write.begin().await.unwrap();
    insert(2, None).execute(&mut *transaction).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(kept(&store).await, 1);
    drop(store);
    assert_eq!(kept(&store_of_file(&file).await).await, 1, "what was committed is in the file");
    std::fs::remove_file(&file).unwrap();
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_given_up_with_its_connection() {
    let store = Store::open("sqlite::memory:", &Clock::System, None).await.unwrap();
    let mut held = store.read.acquire().await.unwrap();
    held.be_patient(Duration::from_millis(50));
    let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000)
                   SELECT COUNT(*) FROM n";
    let error = sqlx::query(endless).fetch_one(&mut *held).await.err().unwrap();
    assert!(error.to_string().contains("no answer to a statement within 50ms"), "{error}");
    assert_eq!(held.state(), State::Lost);
    drop(held);
    assert_eq!(store.pools()[0].idle, 0, "it does not come back");
    sqlx::query("SELECT 1").fetch_one(&store.read).await.unwrap();
}

#[tokio::test]
async fn a_change_and_its_event_are_written_together_or_not_at_all() {
    let file = std::env::temp_dir().join(format!("mpay-sim-event-{}.sqlite", std::process::id()));
    let store = store_of_file(&file).await;
    let (service, order) = (ServiceId::parse("HRS001").unwrap(), OrderKey::parse("ORD-1").unwrap());
    let scenario = Scenario::find("unsigned").unwrap();
    let new = NewScenario {
        scenario,
        parameters: Parameters::parse(scenario, std::iter::empty::<(&str, &str)>()).unwrap(),
        scope: Scope::default(),
        calls: None,
    };
    let now = Clock::System.now();
    sqlx::query("DROP TABLE event").execute(&store.write).await.unwrap();
    store.activate_scenario(&new, now).await.unwrap_err();
    store.plan_outcome(&service, &order, Some(Outcome::TimedOut), now).await.unwrap_err();
    assert_eq!(store.scenarios().await.unwrap(), []);
    assert_eq!(store.planned_outcome(&service, &order).await.unwrap(), None);
    drop(store);
    std::fs::remove_file(&file).unwrap();
}
