//! Every statement that the program sends while payers pay and while somebody searches in messages, as its log tells it: on
//! both engines each finds what it needs by an index, however many rows there are.

use std::collections::BTreeSet;

use mpay_sim::clock::Clock;
use serde_json::Value;
use sqlx::postgres::{PgDatabaseError, PgErrorPosition};
use sqlx::{AnyConnection, Connection, Executor, Row};

use crate::database::Database;
use crate::support::folder::Folder;
use crate::support::orders::{ORDER, SERVICE, partial_order};
use crate::support::payer::{GOOD_CARD, PROCESSOR};
use crate::support::program::Program;
use crate::support::{EService, Payer, until};

/// The tables that grow for as long as a hub is used.
const GROWING: [&str; 8] = [
    "confirmation",
    "confirmation_attempt",
    "exchange",
    "invoice",
    "pay_session",
    "payment",
    "payment_provider_transaction",
    "requested_attempt",
];

/// Sent once, when a hub starts on its own SQLite file: reads what somebody asked for and has not been made yet.
const AT_THE_START: &str =
    "UPDATE requested_attempt SET status = 'Pending', due_at = $1 WHERE status = 'InFlight'";

/// As many rows as make a planner think.
const ROWS: i64 = 30_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_statement_of_a_payment_uses_an_index_on_sqlite() {
    every_statement_uses_an_index(&Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_statement_of_a_payment_uses_an_index_on_postgres() {
    every_statement_uses_an_index(&Database::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_in_messages_uses_the_index_on_sqlite() {
    a_search_uses_the_index(&Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_in_messages_uses_the_index_on_postgres() {
    a_search_uses_the_index(&Database::postgres().await).await;
}

async fn every_statement_uses_an_index(database: &Database) {
    let statements = statements_of_payments(database).await;
    // Those of the pages, the queue, the payment providers and the sweep.
    assert!(statements.len() > 30, "{statements:#?}");
    let mut scans = plans(database, &statements).await;
    scans.retain(|(statement, plan)| reads_a_whole_table(plan) && !statement.starts_with(AT_THE_START));
    assert!(scans.is_empty(), "{} statements read a whole table: {scans:#?}", scans.len());
}

async fn a_search_uses_the_index(database: &Database) {
    let (folder, e_service) = (Folder::new(), EService::start(&Clock::System).await);
    let mut hub = start_hub(&folder, database, &e_service, &["--log", "debug", "--log-format", "json"]);
    let payer = Payer::new(&hub.url);
    payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    for page in
        ["search?q=nowhere", "search?q=two+words", "messages?q=nowhere&http=200", "messages?q=no&before=9"]
    {
        assert_eq!(payer.get(&format!("/console/{page}")).await.status, 200, "{page}");
    }
    hub.terminate();

    let mut searches = statements(&hub.log());
    searches
        .retain(|statement| statement.contains("(' ' || words, ") || statement.contains("exchange_words"));
    let plans = plans(database, &searches).await;
    // The latest messages are read in their order, and then the table or the index of words, as the engines call them.
    let (latest, all): (Vec<_>, Vec<_>) =
        plans.into_iter().partition(|(statement, _)| statement.contains(" OFFSET "));
    let is_bounded = |plan: &str| {
        plan.contains("SEARCH exchange USING ")
            || (plan.contains("exchange_pkey") && !plan.contains("Seq Scan on exchange "))
    };
    let is_by_index = |plan: &str| {
        plan.contains("SCAN exchange_words VIRTUAL TABLE INDEX")
            || plan.contains("Bitmap Index Scan on exchange_words")
    };
    // The pages have three filters, none of which has an index of its own but that by number.
    assert!(latest.len() >= 3 && latest.iter().all(|(_, plan)| is_bounded(plan)), "{latest:#?}");
    assert!(all.len() >= 3 && all.iter().all(|(_, plan)| is_by_index(plan)), "{all:#?}");
    assert!(!all.iter().any(|(_, plan)| reads_a_whole_table(plan)), "{all:#?}");
}

/// The statements on a database with many rows, each with its plan.
async fn plans(database: &Database, statements: &BTreeSet<String>) -> Vec<(String, String)> {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(&database.url).await.unwrap();
    fill(&mut connection).await;
    let mut plans = Vec::new();
    for (number, statement) in statements.iter().enumerate() {
        plans.push((statement.clone(), plan(&mut connection, database, number, statement).await));
    }
    plans
}

fn reads_a_whole_table(plan: &str) -> bool {
    plan.lines().any(|line| {
        GROWING.iter().any(|table| {
            let sqlite = line.split_once("SCAN ").is_some_and(|(_, what)| what == *table);
            sqlite || line.contains(&format!("Seq Scan on {table} "))
        })
    })
}

/// Starts a hub on this database, with the e-Service's service and these further arguments.
pub fn start_hub(folder: &Folder, database: &Database, e_service: &EService, more: &[&str]) -> Program {
    let config = folder.path().join("config");
    std::fs::create_dir(&config).unwrap();
    std::fs::write(config.join("e-service.crt"), include_bytes!("../fixtures/stranger.crt")).unwrap();
    let url = e_service.service().endpoint_url;
    let service = format!(
        "[[service]]\nid = \"{SERVICE}\"\nendpoint_url = \"{url}\"\ncertificate = \"e-service.crt\"\n"
    );
    std::fs::write(config.join("mpay-sim.toml"), service).unwrap();
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--database-url", &database.url];
    Program::start(folder.path(), "hub", &[&arguments[..], more].concat())
}

/// Pays in several ways, and gives the statements that the program sent meanwhile.
async fn statements_of_payments(database: &Database) -> BTreeSet<String> {
    let (folder, e_service) = (Folder::new(), EService::start(&Clock::System).await);
    e_service.set_orders(vec![partial_order()]);
    let mut hub = start_hub(&folder, database, &e_service, &["--log", "debug", "--log-format", "json"]);
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, Some("http://shop.test/")).await;
    visit.pay_page().await;
    let chosen = visit.choose_amount(PROCESSOR, "100").await.location();
    payer.card(&chosen, GOOD_CARD).await;
    until("the e-Service is told", async || visit.result().await.state() == "paid").await;
    let invoice = visit.pay_page().await.text();
    let invoice = invoice.split("/n/").nth(1).unwrap()[..14].to_owned();
    visit.choose_amount("cash", "50").await;
    assert_eq!(payer.post(&format!("/terminal/{invoice}"), &[]).await.status, 200);
    until("the cash has come", async || visit.result().await.state() == "paid").await;
    let chosen = visit.choose_amount("mia", "10").await.location();
    payer.post(&format!("{chosen}/cancel"), &[]).await;
    visit.result().await;
    for path in [
        &format!("{}/receipt.pdf", visit.path),
        &format!("{}/return", visit.path),
        "/readyz",
        "/metrics",
        "/",
    ] {
        payer.get(path).await;
    }
    payer.get(&format!("/n/{invoice}")).await;
    payer.get(&format!("/api/Invoices?serviceId={SERVICE}&orderKey={ORDER}")).await;
    hub.terminate();
    statements(&hub.log())
}

/// The statements in a hub's log.
fn statements(log: &str) -> BTreeSet<String> {
    log.lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|line| line["target"] == "sqlx::query")
        .filter_map(|line| {
            // A short statement stands in the summary alone.
            [&line["db.statement"], &line["summary"]]
                .into_iter()
                .filter_map(Value::as_str)
                .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
                .find(|text| !text.is_empty())
        })
        // What goes with a commit is one message of several statements. Its texts are hexadecimal digits.
        .flat_map(|text| text.split(';').map(|one| one.trim().to_owned()).collect::<Vec<_>>())
        .filter(|text| {
            ["SELECT", "UPDATE", "DELETE", "INSERT", "WITH"].iter().any(|verb| text.starts_with(verb))
        })
        .filter(|text| !text.contains("_sqlx_migrations") && !text.contains("current_database()"))
        .collect()
}

/// Copies of what was written, so many that reading all of them costs more than an index.
async fn fill(connection: &mut AnyConnection) {
    let numbers = format!(
        "WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})"
    );
    for statement in [
        "INSERT INTO pay_session (session_id, service_id, order_key, created_at, payments)
         {n} SELECT 'S' || CAST(i AS TEXT), 'S', 'K', i, 1 FROM n",
        "INSERT INTO invoice (invoice_id, service_id, order_key, status, paid_bani, unaccounted_bani, revision,
                              order_document, created_at, updated_at)
         {n} SELECT 'I' || CAST(i AS TEXT), 'S', 'K' || CAST(i AS TEXT), 'Paid', 1, 0, 1, '{}', i, i FROM n",
        "INSERT INTO payment (payment_id, invoice_id, session_id, instrument, transaction_id, amount_bani, status,
                              started_at)
         {n} SELECT 'P' || CAST(i AS TEXT), 'I' || CAST(i AS TEXT), 'S' || CAST(i AS TEXT), 'mia',
                    'T' || CAST(i AS TEXT), 1, 'Authorized', i FROM n",
        "INSERT INTO payment_provider_transaction (transaction_id, instrument, invoice_id, description, merchant,
                                                   amount_bani, currency, return_path, status, created_at)
         {n} SELECT 'T' || CAST(i AS TEXT), 'mia', 'I' || CAST(i AS TEXT), '', '', 1, 'MDL', '', 'Authorized', i FROM n",
        "INSERT INTO confirmation (payment_id, service_id, order_key, body_xml, status, attempts, due_at)
         {n} SELECT 'P' || CAST(i AS TEXT), 'S', 'K' || CAST(i AS TEXT), '<a/>',
                    CASE i % 20 WHEN 0 THEN 'Pending' ELSE 'Confirmed' END, 1, i FROM n",
        "INSERT INTO confirmation_attempt (payment_id, number, cause, started_at, duration_ms, outcome, outcome_text)
         {n} SELECT 'P' || CAST(i AS TEXT), 1, 'scheduled', i, 1, 'accepted', '' FROM n",
        "INSERT INTO exchange (service_id, order_key, operation, payment_id, started_at, signed_at, duration_ms, request,
                               outcome)
         {n} SELECT 'S', 'K' || CAST(i AS TEXT), 'ConfirmOrderPayment', 'P' || CAST(i AS TEXT), i, i, 1,
                    (SELECT SUBSTR(request, 1, 1) FROM exchange ORDER BY exchange_id LIMIT 1), '' FROM n",
        "INSERT INTO requested_attempt (payment_id, service_id, cause, status, due_at)
         {n} SELECT 'P' || CAST(i AS TEXT), 'S', 'duplicate', 'Pending', i FROM n",
    ] {
        let statement = statement.replace("{n}", &numbers);
        connection.execute(sqlx::AssertSqlSafe(statement)).await.unwrap();
    }
    connection.execute("ANALYZE").await.unwrap();
}

/// What the engine would do, in its own words.
async fn plan(connection: &mut AnyConnection, database: &Database, number: usize, statement: &str) -> String {
    let (explain, column) = if database.url.starts_with("sqlite:") {
        (format!("EXPLAIN QUERY PLAN {statement}"), 3)
    } else {
        // The plan for values that are not known, as the hub's prepared statements get it.
        connection.execute("SET plan_cache_mode = force_generic_plan").await.unwrap();
        let numbers = statement
            .split('$')
            .skip(1)
            .map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next().unwrap());
        let count = numbers.filter_map(|number| number.parse::<usize>().ok()).max().unwrap_or(0);
        prepare(connection, number, statement, count).await;
        let values = vec!["NULL"; count].join(", ");
        let values = if values.is_empty() { values } else { format!("({values})") };
        (format!("EXPLAIN EXECUTE s{number}{values}"), 0)
    };
    let rows = sqlx::raw_sql(sqlx::AssertSqlSafe(explain)).fetch_all(connection).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>(column)).collect::<Vec<_>>().join("\n")
}

/// Prepares the statement. The hub gives the types of its values; here the server's complaints tell those that it cannot guess.
async fn prepare(connection: &mut AnyConnection, number: usize, statement: &str, count: usize) {
    let numbers: BTreeSet<&str> = statement
        .split('$')
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next().unwrap())
        .collect();
    // A value that is bound and not used has a type nevertheless.
    let first = |number: usize| if numbers.contains(&*number.to_string()) { "unknown" } else { "text" };
    let mut types: Vec<String> = (1..=count).map(|number| first(number).to_owned()).collect();
    loop {
        let list = if count == 0 { String::new() } else { format!("({})", types.join(", ")) };
        let prepare = format!("PREPARE s{number} {list} AS {statement}");
        let Err(error) = sqlx::raw_sql(sqlx::AssertSqlSafe(prepare.clone())).execute(&mut *connection).await
        else {
            return;
        };
        let told = error.as_database_error().and_then(|error| error.try_downcast_ref::<PgDatabaseError>());
        let Some(PgErrorPosition::Original(position)) = told.and_then(PgDatabaseError::position) else {
            panic!("{error}: {statement}")
        };
        let rest: String = prepare.chars().skip(position - 1).collect();
        let digits: String = rest.trim_start_matches('$').chars().take_while(char::is_ascii_digit).collect();
        let wanted = error
            .to_string()
            .split(" is of type ")
            .nth(1)
            .map(|rest| rest.split(' ').next().unwrap().to_owned());
        let (Ok(place), Some(wanted)) = (digits.parse::<usize>(), wanted) else { panic!("{error}: {rest}") };
        assert_eq!(types[place - 1], "unknown", "{error}: {rest}");
        types[place - 1] = wanted;
    }
}
