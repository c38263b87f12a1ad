//! Settings: from built-in defaults, TOML files, the environment and flags, each stronger than the one before.
//!
//! `settings.rs` holds the one table that all four are made of. A value is text until the table's parser has
//! taken it, wherever it came from, so that a value means the same in a file, in the environment and as a flag.
//!
//! The files are `mpay-sim.toml` and then every other `mpay-sim*.toml` of one folder, in alphabetical order.
//! Every value that is given is checked, also one that a stronger place overrides: a mistake does not wait
//! until the day when the flag that hides it is dropped.

mod certificates;
mod control_access;
mod environment;
mod error;
mod files;
mod load;
mod schedule;
mod services;
mod settings;
mod text;
mod values;

#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;
use tracing::Level;

use crate::domain::durability::Durability;
use crate::domain::instrument::Instrument;
use crate::domain::instrument_fee::InstrumentFees;
use crate::domain::language::Language;
use crate::domain::rest::{AllowedAddresses, InvoiceIdForm};
use crate::domain::retry_schedule::RetrySchedule;
use crate::domain::service::Service;
use crate::soap::security::certificates::KeyMaterial;
use crate::soap::security::verify::Tolerance;
use crate::telemetry::LogFormat;

pub use control_access::{ControlAccess, ControlToken};
pub use environment::Environment;
pub use error::{ConfigError, Place};
pub use load::{Loaded, SettingValue, command_args};
pub use settings::{SETTINGS, Setting};
pub(crate) use text::wrapped;
pub use values::{DatabaseUrl, Secret};

/// All settings. `Config::default()` holds the built-in defaults and no service.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder in which the TOML files were looked for.
    pub config_dir: PathBuf,
    /// Where the hub listens. Port 0 takes any free port.
    pub listen: SocketAddr,
    /// The address of the hub as browsers reach it, without a slash at its end; `None` derives it from what is
    /// bound.
    pub public_url: Option<String>,
    /// What opens the console and the control API; empty where there is no token.
    pub control_token: Secret,
    /// Whether they are open without a token wherever the hub listens.
    pub open_control: bool,
    /// Where the database and the certificates lie; made if missing. A relative path starts at the working
    /// directory.
    pub data_dir: PathBuf,
    /// The database as given; [`Config::store_url`] also knows the default.
    pub database_url: Option<DatabaseUrl>,
    /// What a power failure may cost on SQLite.
    pub sqlite_durability: Durability,
    /// The file of the certificate that the hub signs with; `None` is the one in the data folder.
    pub hub_certificate: Option<PathBuf>,
    /// The file of its key; `None` where the certificate's file holds it.
    pub hub_key: Option<PathBuf>,
    /// What opens them.
    pub hub_certificate_password: Secret,
    /// The file of the certificate that the hub shows as HTTPS client; `None` is the one that it signs with.
    pub tls_client_certificate: Option<PathBuf>,
    /// The file of its key; `None` where the certificate's file holds it.
    pub tls_client_key: Option<PathBuf>,
    /// What opens them.
    pub tls_client_password: Secret,
    /// How long one call to an e-Service may take, 1 ms to 1 h.
    pub e_service_timeout: Duration,
    /// The longest reply of an e-Service that is read, in bytes, 1 KiB to 1 GiB.
    pub max_reply_bytes: usize,
    /// How far an e-Service's clock may be off before the Timestamp of its replies counts against it.
    pub timestamp_leeway: SignedDuration,
    /// How long a reply may live by its Timestamp.
    pub timestamp_longest_life: SignedDuration,
    /// How many orders one service is asked for at once.
    pub order_calls_at_once_per_service: usize,
    /// How long the result page waits for the first confirmation attempt, up to 10 min; zero does not wait.
    pub result_page_wait: Duration,
    /// When a confirmation that failed is tried again.
    pub retry_schedule: RetrySchedule,
    /// How many connections to it the hub holds open at once, 8 to 100000; `None` derives it from how many files the process
    /// may have open.
    pub connections_at_once: Option<usize>,
    /// How long the body of a request may take to arrive, 50 ms to 10 min.
    pub request_body_timeout: Duration,
    /// How many visits one address may open in a minute, at least 1.
    pub visits_per_minute: u32,
    /// How many visits without a payment are kept, at least 100; the oldest go first.
    pub visits_kept: i64,
    /// How long a visit without a payment is kept on the hub's clock, 1 h to 10 years.
    pub visit_lifetime: SignedDuration,
    /// How many confirmations this hub sends at once, over all services, 1 to 1000.
    pub confirmations_at_once: usize,
    /// How many confirmations this hub sends to one service at once, 1 to 100.
    pub confirmations_at_once_per_service: usize,
    /// Whether the Timestamps of messages are made and judged by the hub's clock, where it was moved; else by the machine's.
    pub signatures_follow_clock: bool,
    /// What payers may pay with, in the order in which the pay page offers it; at least one.
    pub instruments: Vec<&'static Instrument>,
    /// What instruments cost the payer on top of the payment.
    pub instrument_fees: InstrumentFees,
    /// How many bytes of recorded exchanges are kept, 1 MiB to 1 TiB; the oldest go first.
    pub exchange_bytes_kept: u64,
    /// How many recorded exchanges are kept, at least 1; the oldest go first.
    pub exchanges_kept: i64,
    /// The language of the pages until the payer chooses one.
    pub language: Language,
    /// How much is logged.
    pub log: Level,
    /// How the log is written.
    pub log_format: LogFormat,
    /// How the REST API writes the numbers of invoices.
    pub rest_invoice_ids: InvoiceIdForm,
    /// Who may call the REST API.
    pub rest_allowed_addresses: AllowedAddresses,
    /// What fixes ids and numbers, for runs that must repeat; `None` leaves them random.
    pub seed: Option<u64>,
    /// Where the sample e-Service and its shop listen. Port 0 takes any free port.
    pub sample_listen: SocketAddr,
    /// The address of the sample shop as browsers reach it, without a slash at its end; `None` derives it from
    /// what is bound.
    pub sample_public_url: Option<String>,
    /// Where the sample shop sends browsers to pay, without a slash at its end; `None` is the hub's public
    /// address.
    pub sample_hub_url: Option<String>,
    /// Where the hub reaches the sample e-Service; `None` is `/ServiceProvider.svc` where the sample
    /// listens.
    pub sample_endpoint_url: Option<String>,
    /// Each setting as it was written, in the order of [`SETTINGS`].
    pub effective: Vec<SettingValue>,
    /// The registered services, in the order of the files; no two have the same id.
    pub services: Vec<Service>,
    /// The private keys of e-Services that the files name beside them.
    pub e_service_keys: Vec<KeyMaterial>,
}

impl Config {
    /// What is forgiven of the Timestamps of replies.
    pub fn tolerance(&self) -> Tolerance {
        Tolerance { leeway: self.timestamp_leeway, longest_life: self.timestamp_longest_life }
    }

    /// The database to open: the one that was given, else `hub.sqlite` in the data folder.
    pub fn store_url(&self) -> String {
        match &self.database_url {
            Some(url) => url.as_str().to_owned(),
            // The database library takes the path for a part of a URL.
            None => {
                let path = self.data_dir.join("hub.sqlite").display().to_string();
                format!("sqlite:{}", path.replace('%', "%25").replace('?', "%3F").replace('#', "%23"))
            }
        }
    }

    /// What stands until the defaults of the table are put in; no caller ever sees it.
    fn blank() -> Self {
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            config_dir: PathBuf::new(),
            listen: nowhere,
            public_url: None,
            control_token: Secret::default(),
            open_control: false,
            data_dir: PathBuf::new(),
            database_url: None,
            sqlite_durability: Durability::Normal,
            hub_certificate: None,
            hub_key: None,
            hub_certificate_password: Secret::default(),
            tls_client_certificate: None,
            tls_client_key: None,
            tls_client_password: Secret::default(),
            e_service_timeout: Duration::ZERO,
            max_reply_bytes: 0,
            timestamp_leeway: SignedDuration::ZERO,
            timestamp_longest_life: SignedDuration::ZERO,
            order_calls_at_once_per_service: 1,
            result_page_wait: Duration::ZERO,
            retry_schedule: RetrySchedule::Default,
            connections_at_once: None,
            request_body_timeout: Duration::ZERO,
            visits_per_minute: 1,
            visits_kept: 0,
            visit_lifetime: SignedDuration::ZERO,
            confirmations_at_once: 1,
            confirmations_at_once_per_service: 1,
            signatures_follow_clock: false,
            instruments: Vec::new(),
            instrument_fees: InstrumentFees::default(),
            exchange_bytes_kept: 0,
            exchanges_kept: 0,
            language: Language::Romanian,
            log: Level::WARN,
            log_format: LogFormat::Text,
            rest_invoice_ids: InvoiceIdForm::Objects,
            rest_allowed_addresses: AllowedAddresses::default(),
            seed: None,
            sample_listen: nowhere,
            sample_public_url: None,
            sample_hub_url: None,
            sample_endpoint_url: None,
            effective: Vec::new(),
            services: Vec::new(),
            e_service_keys: Vec::new(),
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        let mut config = Self::blank();
        for setting in &SETTINGS {
            // A default that its own parser refuses is found by a test of the table.
            let _ = setting.apply(&mut config, setting.default);
        }
        config.effective = SETTINGS.iter().map(SettingValue::default_of).collect();
        config
    }
}
