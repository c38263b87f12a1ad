//! The settings as values, and how each of them is written.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;
use tracing::Level;

use super::environment;
use super::error::ValueSource;
use super::values::{DatabaseUrl, Secret};
use crate::database::sqlite_url;
use crate::domain::durability::Durability;
use crate::domain::instrument::Instrument;
use crate::domain::instrument_fee::InstrumentFees;
use crate::domain::language::Language;
use crate::domain::rest_settings::{AllowedAddresses, InvoiceIdForm};
use crate::domain::retry_schedule::RetrySchedule;
use crate::domain::service::Service;
use crate::soap::security::certificates::KeyMaterial;
use crate::soap::security::verify::Tolerance;
use crate::telemetry::LogFormat;

/// All settings. `Config::default()` has the built-in defaults and no service.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder that was searched for TOML files.
    pub config_dir: PathBuf,
    /// The address to listen on. Port 0 takes any free port.
    pub listen: SocketAddr,
    /// The address of the hub for browsers, without a trailing slash; `None` derives it from the bound address.
    pub public_url: Option<String>,
    /// The token for the console and the control API; empty if there is none.
    pub control_token: Secret,
    /// True if they are open without a token on any address.
    pub open_control: bool,
    /// The folder of the database and the certificates, created if missing. A relative path starts at the working
    /// directory.
    pub data_dir: PathBuf,
    /// The database as given; [`Config::store_url`] also knows the default.
    pub database_url: Option<DatabaseUrl>,
    /// The durability of commits on SQLite.
    pub sqlite_durability: Durability,
    /// The hub's signing certificate; `None` uses the one in the data folder.
    pub hub_certificate: Option<PathBuf>,
    /// Its key; `None` if it is in the certificate's file.
    pub hub_key: Option<PathBuf>,
    /// The password of the two files.
    pub hub_certificate_password: Secret,
    /// The HTTPS client certificate; `None` uses the signing certificate.
    pub tls_client_certificate: Option<PathBuf>,
    /// Its key; `None` if it is in the certificate's file.
    pub tls_client_key: Option<PathBuf>,
    /// The password of the two files.
    pub tls_client_password: Secret,
    /// The time limit of one call to an e-Service, 1 ms to 1 h.
    pub e_service_timeout: Duration,
    /// The maximum size of a reply in bytes, 1 KiB to 1 GiB.
    pub max_reply_bytes: usize,
    /// The tolerance for an e-Service's clock in the Timestamps of its replies.
    pub timestamp_leeway: SignedDuration,
    /// The maximum lifetime of a reply by its Timestamp.
    pub timestamp_longest_life: SignedDuration,
    /// The maximum number of concurrent order requests to one service.
    pub order_calls_at_once_per_service: usize,
    /// How long the result page waits for the first confirmation attempt, up to 10 min; zero does not wait.
    pub result_page_wait: Duration,
    /// The schedule for failed confirmations.
    pub retry_schedule: RetrySchedule,
    /// The maximum number of open connections to the hub, 8 to 100000; `None` derives it from the process's limit of open
    /// files.
    pub connections_at_once: Option<usize>,
    /// The time limit for receiving a request's body, 50 ms to 10 min.
    pub request_body_timeout: Duration,
    /// The maximum number of new visits of one address in a minute, at least 1.
    pub visits_per_minute: u32,
    /// The maximum number of visits without a payment, at least 100; the oldest go first.
    pub visits_kept: i64,
    /// The lifetime of a visit in which nothing was paid, and of a payment that ended without money, on the hub's clock, 1 h to
    /// 10 years.
    pub visit_lifetime: SignedDuration,
    /// The maximum number of concurrent confirmations of this hub, over all services, 1 to 1000.
    pub confirmations_at_once: usize,
    /// The maximum number of concurrent confirmations of this hub to one service, 1 to 100.
    pub confirmations_at_once_per_service: usize,
    /// True if Timestamps of messages use the hub's clock even if it was moved; otherwise the machine's.
    pub signatures_follow_clock: bool,
    /// The instruments in the order of the pay page; at least one.
    pub instruments: Vec<&'static Instrument>,
    /// The fees of instruments.
    pub instrument_fees: InstrumentFees,
    /// The maximum size of recorded exchanges in bytes, 1 MiB to 1 TiB; the oldest go first.
    pub exchange_bytes_kept: u64,
    /// The maximum number of recorded exchanges, at least 1; the oldest go first.
    pub exchanges_kept: i64,
    /// The language of the pages until the payer chooses one.
    pub language: Language,
    /// The level of the log.
    pub log: Level,
    /// The format of the log.
    pub log_format: LogFormat,
    /// The form of invoice numbers in the REST API.
    pub rest_invoice_ids: InvoiceIdForm,
    /// The addresses that may call the REST API.
    pub rest_allowed_addresses: AllowedAddresses,
    /// The seed of ids and numbers, for repeatable runs; `None` leaves them random.
    pub seed: Option<u64>,
    /// The address on which the sample e-Service and its shop listen. Port 0 takes any free port.
    pub sample_listen: SocketAddr,
    /// The address of the sample shop for browsers, without a trailing slash; `None` derives it from the bound address.
    pub sample_public_url: Option<String>,
    /// The hub to which the sample shop sends browsers, without a trailing slash; `None` is the hub's public address.
    pub sample_hub_url: Option<String>,
    /// The address of the sample e-Service for the hub; `None` is `/ServiceProvider.svc` on the address where it listens.
    pub sample_endpoint_url: Option<String>,
    /// Each setting as written, in the order of [`SETTINGS`].
    pub effective: Vec<SettingValue>,
    /// The services of the files, in order, with unique ids.
    pub services: Vec<Service>,
    /// The private keys of e-Services that the files name.
    pub e_service_keys: Vec<KeyMaterial>,
}

impl Config {
    /// The tolerance for the Timestamps of replies.
    pub fn tolerance(&self) -> Tolerance {
        Tolerance { leeway: self.timestamp_leeway, longest_life: self.timestamp_longest_life }
    }

    /// The database to open: the configured one, else `hub.sqlite` in the data folder.
    pub fn store_url(&self) -> String {
        match &self.database_url {
            Some(url) => url.as_str().to_owned(),
            None => sqlite_url(&self.data_dir.join("hub.sqlite")),
        }
    }

    /// A placeholder until the table's defaults are applied; callers never see it.
    pub(super) fn blank() -> Self {
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

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// The key in TOML files, from which the other names are derived.
    pub name: &'static str,
    /// The built-in default as written; empty if the value is derived or absent.
    pub default: &'static str,
    /// The kind of the value, as help shows it.
    pub value_name: &'static str,
    /// The meaning, with unit and limits. Plain text on one line.
    pub meaning: &'static str,
    /// Parses the text into its field, or returns the expectation.
    pub(super) set: fn(&mut Config, &str) -> Result<(), String>,
}

impl Setting {
    /// The variable that sets it: `MPAY_SIM_PUBLIC_URL`.
    pub fn environment_name(&self) -> String {
        format!("{}{}", environment::PREFIX, self.name.to_ascii_uppercase())
    }

    /// The flag that sets it, without its dashes: `public-url`.
    pub fn flag_name(&self) -> String {
        self.name.replace('_', "-")
    }

    /// Parses the text into its field.
    ///
    /// The error is the expectation, to be put after "but must be".
    pub(super) fn apply(&self, config: &mut Config, text: &str) -> Result<(), String> {
        (self.set)(config, text)
    }

    /// True for a password or a token, which is never displayed.
    pub fn is_secret(&self) -> bool {
        self.name.ends_with("_password") || self.name == "control_token"
    }

    /// False for the setting of the folder itself, which cannot stand in a file.
    pub fn is_in_files(&self) -> bool {
        self.name != CONFIG_DIR
    }
}

/// The setting of the folder of the files.
pub(super) const CONFIG_DIR: &str = "config_dir";

/// A setting as written.
#[derive(Debug, Clone)]
pub struct SettingValue {
    /// The setting.
    pub setting: &'static Setting,
    /// The text, in one line and with `***` for a password.
    pub value: String,
    /// The source.
    pub place: ValueSource,
}

impl SettingValue {
    /// The default of a setting.
    pub(super) fn default_of(setting: &'static Setting) -> Self {
        Self { setting, value: setting.default.to_owned(), place: ValueSource::Default }
    }
}
