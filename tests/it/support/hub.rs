//! A hub in this process.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use mpay_sim::app::App;
use mpay_sim::clock::Clock;
use mpay_sim::config::{Config, Environment, Secret, command_args};
use mpay_sim::domain::service::Service;
use mpay_sim::server::{HubSettings, Patience, RunningHub, start_hub};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

use super::folder::Folder;
use super::identities;

/// A hub on a free port with a data folder of its own. It ends with the test's runtime.
pub struct Hub {
    /// Its address, without a slash at the end.
    pub url: String,
    running: Option<RunningHub>,
    address: SocketAddr,
    config: Config,
    services: Vec<Service>,
    clock: Clock,
    patience: Patience,
    folder: Folder,
}

/// One row of the table `exchange`.
#[derive(Debug, Clone)]
pub struct ExchangeRow {
    pub operation: String,
    pub payment_id: Option<String>,
    pub request: Vec<u8>,
    pub response: Option<Vec<u8>>,
    pub outcome: String,
    /// A JSON array.
    pub findings: String,
    pub scenario: Option<String>,
}

impl ExchangeRow {
    /// The request's text.
    pub fn request(&self) -> &str {
        std::str::from_utf8(&self.request).unwrap()
    }
}

impl Hub {
    /// Starts a hub with the built-in settings.
    pub async fn start(clock: &Clock, services: Vec<Service>) -> Self {
        Self::start_with(clock, services, |_| {}).await
    }

    /// Starts a hub with other settings.
    pub async fn start_with(clock: &Clock, services: Vec<Service>, change: impl FnOnce(&mut Config)) -> Self {
        Self::start_on(listener(), clock, services, change).await
    }

    /// Starts a hub on a listener whose address somebody had to know before.
    pub async fn start_on(
        listener: TcpListener,
        clock: &Clock,
        services: Vec<Service>,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        Self::start_as(listener, clock, services, Patience::default(), change).await
    }

    /// Starts a hub that waits for its clients as long as this.
    pub async fn start_as(
        listener: TcpListener,
        clock: &Clock,
        services: Vec<Service>,
        patience: Patience,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let folder = Folder::new();
        let mut config = Config { data_dir: folder.path().to_owned(), ..Config::default() };
        change(&mut config);
        let address = listener.local_addr().unwrap();
        let running = run((&config, patience), &services, clock, listener).await;
        Self {
            url: format!("http://{address}"),
            running: Some(running),
            address,
            config,
            services,
            clock: clock.clone(),
            patience,
            folder,
        }
    }

    /// Stops the hub, and starts another one on the same data and address, with these services.
    pub async fn restart_with(&mut self, services: Vec<Service>) {
        self.stop().await;
        self.services = services;
        let listener = TcpListener::bind(self.address).unwrap();
        self.running = Some(run((&self.config, self.patience), &self.services, &self.clock, listener).await);
    }

    /// Stops the hub, and starts another one on the same data and address.
    pub async fn restart(&mut self) {
        self.restart_with(self.services.clone()).await;
    }

    /// Stops the hub, and starts another one on the same data and address, with settings changed.
    pub async fn restart_set(&mut self, change: impl FnOnce(&mut Config)) {
        change(&mut self.config);
        self.restart().await;
    }

    /// Stops the hub.
    pub async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }

    /// The services of its settings.
    pub fn services(&self) -> Vec<Service> {
        self.services.clone()
    }

    /// The hub's parts.
    pub fn app(&self) -> &Arc<App> {
        &self.running.as_ref().unwrap().app
    }

    /// The exchanges with e-Services, in their order, as the database keeps them.
    pub async fn exchanges(&self) -> Vec<ExchangeRow> {
        let rows = sqlx::query(
            "SELECT operation, payment_id, request, response, findings, scenario,
                    COALESCE('scenario ' || scenario || ': ', '') || COALESCE(stage || ': ', '') || outcome AS outcome
             FROM exchange ORDER BY exchange_id",
        )
        .fetch_all(&self.database().await)
        .await
        .unwrap();
        rows.iter()
            .map(|row| ExchangeRow {
                operation: row.get("operation"),
                payment_id: row.get("payment_id"),
                request: row.get("request"),
                response: row.get("response"),
                outcome: row.get("outcome"),
                findings: row.get("findings"),
                scenario: row.get("scenario"),
            })
            .collect()
    }

    /// The last exchange.
    pub async fn last_exchange(&self) -> ExchangeRow {
        self.exchanges().await.pop().unwrap()
    }

    /// The number, the status and the reason of every payment, oldest first.
    pub async fn payments(&self) -> Vec<(String, String, Option<String>)> {
        sqlx::query_as("SELECT payment_id, status, reason FROM payment ORDER BY payment_id")
            .fetch_all(&self.database().await)
            .await
            .unwrap()
    }

    /// The payments of this status.
    pub async fn count_payments(&self, status: &str) -> usize {
        self.payments().await.iter().filter(|(_, found, _)| found == status).count()
    }

    /// The status and the number of attempts of every confirmation.
    pub async fn confirmations(&self) -> Vec<(String, i64)> {
        sqlx::query_as("SELECT status, attempts FROM confirmation ORDER BY payment_id")
            .fetch_all(&self.database().await)
            .await
            .unwrap()
    }

    /// How many requested attempts are due or under way.
    pub async fn requested_attempts_due(&self) -> i64 {
        sqlx::query_scalar("SELECT COUNT(*) FROM requested_attempt WHERE due_at <= $1 OR status = 'InFlight'")
            .bind(self.clock.now().as_millisecond())
            .fetch_one(&self.database().await)
            .await
            .unwrap()
    }

    /// The number of the invoice of this order, once there is one.
    pub async fn invoice_of(&self, order_key: &str) -> Option<String> {
        let query = sqlx::query_scalar("SELECT invoice_id FROM invoice WHERE order_key = $1").bind(order_key);
        query.fetch_optional(&self.database().await).await.unwrap()
    }

    /// What payment providers have authorised for this order and not given back, without their fees: the payment's
    /// number and the amount in bani.
    pub async fn authorized_at_payment_providers(&self, order_key: &str) -> Vec<(String, i64)> {
        sqlx::query_as(
            "SELECT COALESCE(p.payment_id, 'unknown'), t.amount_bani - t.fee_bani
             FROM payment_provider_transaction t
             JOIN invoice i ON i.invoice_id = t.invoice_id
             LEFT JOIN payment p ON p.transaction_id = t.transaction_id
             WHERE i.order_key = $1 AND t.status = 'Authorized' ORDER BY 1",
        )
        .bind(order_key)
        .fetch_all(&self.database().await)
        .await
        .unwrap()
    }

    /// What the hub holds as paid for this order, in bani, and how much of its work is still to be done: payments that
    /// nobody has decided, but for notices that wait for cash, and confirmations that have not arrived.
    pub async fn paid_and_unfinished(&self, order_key: &str) -> (i64, i64) {
        sqlx::query_as(
            "SELECT (SELECT COALESCE(SUM(paid_bani), 0) FROM invoice WHERE order_key = $1),
                    (SELECT COUNT(*) FROM payment p JOIN invoice i ON i.invoice_id = p.invoice_id
                     WHERE i.order_key = $1 AND NOT (p.instrument = 'cash' AND p.status = 'AtPaymentProvider'
                                                 AND EXISTS (SELECT 1 FROM payment_provider_transaction t
                                                             WHERE t.transaction_id = p.transaction_id AND t.status = 'Open'))
                       AND p.status IN ('Started', 'AtPaymentProvider', 'Pending', 'Reversing'))
                  + (SELECT COUNT(*) FROM confirmation WHERE order_key = $1 AND status <> 'Confirmed')",
        )
        .bind(order_key)
        .fetch_one(&self.database().await)
        .await
        .unwrap()
    }

    /// How many payments in cash of this order a terminal has taken, those that were given back afterwards among them.
    pub async fn cash_taken(&self, order_key: &str) -> usize {
        let query = "SELECT t.transaction_id FROM payment_provider_transaction t
                     JOIN invoice i ON i.invoice_id = t.invoice_id
                     WHERE i.order_key = $1 AND t.instrument = 'cash' AND t.status IN ('Authorized', 'Reversed')";
        sqlx::query(query).bind(order_key).fetch_all(&self.database().await).await.unwrap().len()
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &'static str) -> i64 {
        let query = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        sqlx::query_scalar(query).fetch_one(&self.database().await).await.unwrap()
    }

    /// Takes a table away, as a broken disk or a careless hand might.
    pub async fn lose_table(&self, table: &'static str) {
        let options = SqliteConnectOptions::new().filename(self.folder.path().join("hub.sqlite"));
        let database = SqlitePool::connect_with(options).await.unwrap();
        let query = sqlx::AssertSqlSafe(format!("ALTER TABLE {table} RENAME TO lost"));
        sqlx::query(query).execute(&database).await.unwrap();
    }

    /// The address of the database, for whoever writes to it beside the hub.
    pub fn database_url(&self) -> String {
        format!("sqlite:{}", self.folder.path().join("hub.sqlite").display())
    }

    /// How large the database is, with what is still to be brought into its file.
    pub fn database_bytes(&self) -> u64 {
        let size = |name: &str| std::fs::metadata(self.folder.path().join(name)).map_or(0, |file| file.len());
        size("hub.sqlite") + size("hub.sqlite-wal")
    }

    /// The database file, opened beside the hub, which has it open too.
    async fn database(&self) -> SqlitePool {
        let options =
            SqliteConnectOptions::new().filename(self.folder.path().join("hub.sqlite")).read_only(true);
        SqlitePool::connect_with(options).await.unwrap()
    }
}

/// A hub's setting that opens console and control API to this token alone.
pub fn control_token(token: &str) -> Secret {
    let environment = Environment::from([("MPAY_SIM_CONTROL_TOKEN", token)]);
    let matches = clap::Command::new("mpay-sim").args(command_args()).get_matches_from(["mpay-sim"]);
    Config::load(&matches, &environment).unwrap().config.control_token
}

/// A listener on a free port.
pub fn listener() -> TcpListener {
    TcpListener::bind(("127.0.0.1", 0)).unwrap()
}

async fn run(
    (config, patience): (&Config, Patience),
    services: &[Service],
    clock: &Clock,
    listener: TcpListener,
) -> RunningHub {
    let settings = HubSettings {
        config: config.clone(),
        services: services.to_vec(),
        identity: identities::hub(),
        e_service_identities: vec![identities::e_service()],
        clock: clock.clone(),
        patience,
    };
    start_hub(settings, listener).await.unwrap()
}
