//! `/metrics` and the dashboard in the hands of Prometheus itself, and of a database that hangs.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use mpay_sim::domain::ids::ServiceId;
use mpay_sim::soap::Operation::ConfirmOrderPayment;
use serde_json::Value;
use sqlx::{Connection, Executor};

use crate::database::Database;
use crate::store::database_url;
use crate::support::folder::Folder;
use crate::support::orders::{ORDER, SERVICE};
use crate::support::wait::until_within;
use crate::support::{Answer, EService, Hub, Payer, Scrape, client_builder, simulated_clock};
use crate::tools::run;

const DASHBOARD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/grafana/mpay-sim.json");

/// A Prometheus starts, and has read often enough for rates.
const PATIENCE: Duration = Duration::from_secs(60);

/// Every panel's title with each expression of it, over this long, for every job, hub and service.
fn expressions(window: &str) -> Vec<(String, String)> {
    let dashboard: Value = serde_json::from_str(&std::fs::read_to_string(DASHBOARD).unwrap()).unwrap();
    let panels = dashboard["panels"].as_array().unwrap().iter().filter(|panel| panel["type"] != "row");
    let of_panel = |panel: &Value| -> Vec<(String, String)> {
        let title = panel["title"].as_str().unwrap().to_owned();
        let targets = panel["targets"].as_array().unwrap().iter();
        let expression = |target: &Value| target["expr"].as_str().unwrap().to_owned();
        targets.map(|target| (title.clone(), expression(target))).collect()
    };
    let chosen = |expression: String| {
        let mut chosen = expression.replace("$__rate_interval", window).replace("$__range", window);
        for variable in ["$job", "$instance", "$service"] {
            chosen = chosen.replace(variable, ".+");
        }
        assert!(!chosen.contains('$'), "{chosen}");
        chosen
    };
    panels.flat_map(of_panel).map(|(title, expression)| (title, chosen(expression))).collect()
}

/// Lets a payment be made, one be declined, and an e-Service fail; somebody ask for what is not there, and for a receipt.
async fn something_happens(hub: &Hub, e_service: &EService, order: &str) {
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, order, None).await;
    visit.pay_page().await;
    let declined = visit.choose("card-demo-2").await.location();
    payer.card(&declined, "4000 0000 0000 0002").await;
    visit.result().await;
    e_service.next(ConfirmOrderPayment, Answer::Http(503, b"down".to_vec()));
    visit.authorize().await;
    visit.result().await;
    assert_eq!(payer.get(&format!("{}/receipt.pdf", visit.path)).await.status, 200);
    assert_eq!(payer.get("/nowhere").await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promtool_has_nothing_to_say_against_the_metrics() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let mut odd = e_service.service();
    odd.id = ServiceId::parse("\\ \"șж\" {}").unwrap();
    let hub = Hub::start(&clock, vec![e_service.service(), odd]).await;
    something_happens(&hub, &e_service, ORDER).await;
    let text = Scrape::of(&hub.url).await.text;
    // It prints what it minds, and fails; what follows the last line is its own exit code.
    assert_eq!(run(Command::new("promtool").args(["check", "metrics"]), &text), "");
}

#[test]
fn promtool_reads_every_expression_of_the_dashboard() {
    let rule = |(number, (_, expression)): (usize, (String, String))| {
        format!("      - record: panel:{number}\n        expr: {}\n", Value::String(expression))
    };
    let expressions = expressions("5m");
    let count = expressions.len();
    let rules: String = expressions.into_iter().enumerate().map(rule).collect();
    let folder = Folder::new();
    let file = folder.path().join("rules.yml");
    std::fs::write(&file, format!("groups:\n  - name: dashboard\n    rules:\n{rules}")).unwrap();
    let said = run(Command::new("promtool").args(["check", "rules"]).arg(&file), "");
    assert!(said.contains(&format!("SUCCESS: {count} rules found")), "{said}");
}

/// A Prometheus that reads these hubs every second. It is killed at the end of the test.
struct Prometheus {
    child: Child,
    url: String,
}

impl Prometheus {
    fn start(folder: &Path, hubs: &[&Hub]) -> Self {
        let targets: Vec<String> = hubs.iter().map(|hub| hub.url.replace("http://", "")).collect();
        let config = format!(
            "scrape_configs:\n  - job_name: mpay-sim\n    scrape_interval: 1s\n    scrape_timeout: 1s\n    \
             static_configs:\n      - targets: {targets:?}\n"
        );
        std::fs::write(folder.join("prometheus.yml"), config).unwrap();
        let port = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let child = Command::new("prometheus")
            .current_dir(folder)
            .args(["--config.file=prometheus.yml", "--storage.tsdb.path=data", "--log.level=error"])
            .arg(format!("--web.listen-address=127.0.0.1:{port}"))
            .stdin(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("prometheus does not start ({error}); run `./test`, which installs it")
            });
        Self { child, url: format!("http://127.0.0.1:{port}") }
    }

    /// What it finds for an expression: the labels and the value of each series; nothing while it is not there yet.
    async fn query(&self, expression: &str) -> Vec<Value> {
        let client = client_builder().build().unwrap();
        let query = crate::support::payer::form(&[("query", expression)]);
        let asked = client.get(format!("{}/api/v1/query?{query}", self.url)).send().await;
        let Ok(answer) = asked else { return vec![] };
        let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default();
        answer["data"]["result"].as_array().cloned().unwrap_or_default()
    }

    /// The one value that it finds.
    async fn value(&self, expression: &str) -> Option<f64> {
        let found = self.query(expression).await;
        found.first().and_then(|series| series["value"][1].as_str()).and_then(|value| value.parse().ok())
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn prometheus_reads_two_hubs_on_one_database_and_every_panel_shows_something() {
    let (clock, _) = simulated_clock();
    let (database, e_service) = (Database::postgres().await, EService::start(&clock).await);
    let mut hubs = Vec::new();
    for _ in 0..2 {
        let services = vec![e_service.service()];
        let url = database_url(&database.url);
        hubs.push(Hub::start_with(&clock, services, |config| config.database_url = url).await);
    }
    let folder = Folder::new();
    let prometheus = Prometheus::start(folder.path(), &[&hubs[0], &hubs[1]]);
    until_within(PATIENCE, "Prometheus reads both hubs", async || {
        prometheus.value("sum(up{job=\"mpay-sim\"})").await == Some(2.0)
    })
    .await;
    // What is there from the first reading on, as 0, is seen when it happens for the first time.
    something_happens(&hubs[0], &e_service, ORDER).await;
    something_happens(&hubs[1], &e_service, "ORD-2").await;
    // The queue is the same for both; what they count is added up.
    let waiting = "mpay_sim_confirmations_waiting{status=\"Pending\"}";
    until_within(PATIENCE, "both hubs say that two wait", async || {
        prometheus.query(&format!("{waiting} == 2")).await.len() == 2
    })
    .await;
    assert_eq!(prometheus.value(&format!("max by (service, status) ({waiting})")).await, Some(2.0));
    let ended = "sum(mpay_sim_payments_ended_total{status=\"Authorized\"})";
    assert_eq!(prometheus.value(ended).await, Some(2.0));
    let seen = "sum(increase(mpay_sim_payments_ended_total{status=\"Authorized\"}[1m]))";
    assert!(prometheus.value(seen).await > Some(1.0), "the first payment of all is seen");
    for (title, expression) in expressions("1m") {
        until_within(PATIENCE, &format!("{title}: {expression}"), async || {
            // Answers to requests are not there before the first: the second is the one that is seen to come.
            Payer::new(&hubs[0].url).get("/nowhere").await;
            !prometheus.query(&expression).await.is_empty()
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_hangs_keeps_nobody_waiting_who_reads_the_metrics() {
    let (clock, _) = simulated_clock();
    let (database, e_service) = (Database::postgres().await, EService::start(&clock).await);
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        config.database_url = database_url(&database.url);
    })
    .await;
    something_happens(&hub, &e_service, ORDER).await;
    assert_eq!(Scrape::of(&hub.url).await.value("mpay_sim_database_up", &[]), Some(1.0));

    let mut connection = sqlx::PgConnection::connect(&database.url).await.unwrap();
    let mut transaction = connection.begin().await.unwrap();
    transaction.execute("LOCK TABLE confirmation IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let is_up = |scrape: &Scrape| scrape.value("mpay_sim_database_up", &[]).unwrap();
    until_within(PATIENCE, "the hub finds that it hangs", async || is_up(&Scrape::of(&hub.url).await) == 0.0)
        .await;
    for _ in 0..12 {
        let asked = Instant::now();
        let scrape = Scrape::of(&hub.url).await;
        assert!(asked.elapsed() < Duration::from_secs(4), "{:?}", asked.elapsed());
        assert_eq!(is_up(&scrape), 0.0);
        assert_eq!(scrape.value("mpay_sim_payments_ended_total", &[("status", "Authorized")]), Some(1.0));
        // More often than there are connections: those that gave up hold one of them at most. The lane has another.
        let in_use = [("state", "in_use")];
        assert!(scrape.value("mpay_sim_database_connections", &in_use) <= Some(2.0));
    }
    transaction.rollback().await.unwrap();
    until_within(PATIENCE, "the database answers", async || is_up(&Scrape::of(&hub.url).await) == 1.0).await;
}
