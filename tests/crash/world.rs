//! What a run consists of: hubs that come and go, an e-Service, payers, and what the payers were told.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use mpay_sim::clock::Clock;
use mpay_sim::soap::security::certificates::CertificateFolder;

use crate::database::Database;
use crate::e_service::{EService, TIMEOUT};
use crate::history::{HUB, History};
use crate::support::client_builder;
use crate::support::folder::Folder;
use crate::support::program::{Program, command};

/// The services of the e-Service; each has a lane of its own.
pub const SERVICES: [&str; 3] = ["CRASH1", "CRASH2", "CRASH3"];

/// What a payer knows of a payment.
#[derive(Debug, Clone)]
pub struct Told {
    pub payment: String,
    pub order: String,
    pub what: What,
}

/// What a payer was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The payment provider has taken the money, this many bani.
    Authorized(i64),
    /// The hub has it: a receipt is to be had.
    Paid,
    /// The hub has it, and the e-Service knows of it.
    Confirmed,
    /// The hub gave it back.
    GivenBack,
    /// No money was taken.
    Refused,
}

/// Everything of a run.
pub struct World {
    pub seed: u64,
    pub history: Arc<History>,
    pub e_service: EService,
    /// E-Services of others, by the number that [`World::beside`] was given them in. They share the ledger.
    pub others: Vec<EService>,
    pub database: Database,
    /// The working folder of every hub: the settings and, in `data`, the certificates.
    pub folder: Folder,
    /// Where hubs answer, or have answered until they were killed.
    urls: Mutex<Vec<String>>,
    next: AtomicUsize,
    told: Mutex<Vec<Told>>,
    /// Payers begin nothing more.
    pub is_closing: AtomicBool,
}

impl World {
    pub async fn new(seed: u64, database: Database) -> Arc<Self> {
        Self::beside(&[], seed, database).await
    }

    /// A world with further e-Services, each with one service of this name. All are honest at first.
    pub async fn beside(others: &[&str], seed: u64, database: Database) -> Arc<Self> {
        let folder = Folder::new();
        let certificates =
            CertificateFolder::open(&folder.path().join("data/certs"), Clock::System.now()).unwrap();
        let (history, ledger) = (Arc::new(History::new()), Arc::default());
        let (identity, hub) = (Arc::new(certificates.e_service), certificates.hub.certificate.clone());
        let start = async |seed: u64| {
            let (identity, hub) = (Arc::clone(&identity), hub.clone());
            EService::start(identity, hub, seed, Arc::clone(&history), Arc::clone(&ledger)).await
        };
        let registered = |id: &str, e_service: &EService| {
            format!(
                "[[service]]\nid = \"{id}\"\nendpoint_url = \"{}\"\ncertificate = \"../data/certs/e-service.crt\"\n",
                e_service.url()
            )
        };
        let e_service = start(seed).await;
        let mut services = SERVICES.map(|id| registered(id, &e_service)).concat();
        let mut started = Vec::new();
        for (id, number) in others.iter().zip(1..) {
            let other = start(seed.wrapping_add(number)).await;
            services += &registered(id, &other);
            started.push(other);
        }
        std::fs::create_dir(folder.path().join("config")).unwrap();
        std::fs::write(folder.path().join("config/mpay-sim.toml"), services).unwrap();
        Arc::new(Self {
            seed,
            history,
            e_service,
            others: started,
            database,
            folder,
            urls: Mutex::default(),
            next: AtomicUsize::default(),
            told: Mutex::default(),
            is_closing: AtomicBool::default(),
        })
    }

    /// Starts a hub on the database at this address, and waits until it is ready. `name` is that of its log.
    pub async fn start_hub(&self, name: &str, database_url: &str) -> Program {
        self.start_hub_with(name, self.arguments(database_url)).await
    }

    /// The same, with these arguments.
    pub async fn start_hub_with(&self, name: &str, arguments: Vec<String>) -> Program {
        let folder = self.folder.path().to_owned();
        let log = name.to_owned();
        let start = move || {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            Program::start(&folder, &log, &arguments)
        };
        let hub = tokio::task::spawn_blocking(start).await.unwrap();
        self.history.note(HUB, format!("{name} lives at {}", hub.url));
        hub
    }

    /// What a hub says that does not start on the database at this address.
    pub fn refused_hub(&self, database_url: &str) -> String {
        let arguments = self.arguments(database_url);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let ended = command(self.folder.path(), &arguments).output().unwrap();
        assert!(!ended.status.success(), "it starts");
        String::from_utf8_lossy(&ended.stderr).into_owned()
    }

    /// The arguments of a hub on the database at this address.
    pub fn arguments(&self, database_url: &str) -> Vec<String> {
        // Quick at first; long enough in all for the worst luck. The hundred is what the settings allow.
        let waits = |count: usize, wait: &str| vec![wait.to_owned(); count];
        let schedule = [waits(10, "50ms"), waits(30, "150ms"), waits(60, "500ms")].concat().join(",");
        let timeout = format!("{}ms", TIMEOUT.as_millis());
        let settings = [
            ["--listen", "127.0.0.1:0"],
            ["--data-dir", "data"],
            ["--database-url", database_url],
            ["--retry-schedule", &schedule],
            ["--e-service-timeout", &timeout],
            ["--result-page-wait", "300ms"],
            ["--exchanges-kept", "1000"],
            ["--log", "warn"],
        ];
        std::iter::once("serve").chain(settings.concat()).map(str::to_owned).collect()
    }

    /// The stderr of the hub of this name, over all its lives.
    pub fn log(&self, hub: &str) -> String {
        let path: PathBuf = self.folder.path().join(format!("{hub}.log"));
        String::from_utf8_lossy(&std::fs::read(path).unwrap_or_default()).into_owned()
    }

    /// Where the hubs are from now on.
    pub fn set_urls(&self, urls: Vec<String>) {
        *self.urls.lock().unwrap() = urls;
    }

    /// Moves the clock of every hub on by this duration.
    pub async fn advance_clocks(&self, by: &str) {
        let (client, urls) = (client_builder().build().unwrap(), self.urls.lock().unwrap().clone());
        for url in urls {
            let body = format!("{{\"advance\":\"{by}\"}}");
            let request = client.post(format!("{url}/control/v1/clock")).body(body);
            let answer = request.header("Content-Type", "application/json").send().await.unwrap();
            assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        }
    }

    /// A hub: of several each in its turn, whoever asks.
    pub fn url(&self) -> String {
        let urls = self.urls.lock().unwrap();
        urls[self.next.fetch_add(1, Ordering::Relaxed) % urls.len()].clone()
    }

    /// Writes down what a payer was told.
    pub fn tell(&self, order: &str, payment: &str, what: What) {
        self.history.note(order, format!("the payer is told of payment {payment}: {what:?}"));
        if what == What::Confirmed && !self.e_service.ledger().effects.contains_key(payment) {
            let text =
                format!("the page says that the e-Service knows of payment {payment}, which it does not");
            self.e_service.ledger().wrong.push((order.to_owned(), text));
        }
        let told = Told { payment: payment.to_owned(), order: order.to_owned(), what };
        self.told.lock().unwrap().push(told);
    }

    /// What all payers were told, in its order.
    pub fn told(&self) -> Vec<Told> {
        self.told.lock().unwrap().clone()
    }

    pub fn is_closing(&self) -> bool {
        self.is_closing.load(Ordering::Relaxed)
    }
}

/// Gives an argument that [`World::arguments`] has another value.
pub fn set(arguments: &mut [String], name: &str, value: &str) {
    let at = arguments.iter().position(|argument| argument == name).unwrap();
    value.clone_into(&mut arguments[at + 1]);
}
