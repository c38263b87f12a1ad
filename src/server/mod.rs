//! Starts and stops the hub and the sample e-Service, for the commands and for tests.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::web;
use jiff::Timestamp;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

use self::connections::ConnectionBounds;
use self::http::serve;
use self::locks::DatabaseFile;
use crate::app::{
    App, LARGEST_CLOCK_DIFFERENCE, MOST_WAITING, RequestBounds, ServiceList, Services, clock_differs,
};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::call_outcome::OutcomeKind;
use crate::domain::service::{ServerTrust, Service};
use crate::metrics::Metrics;
use crate::randomness::Randomness;
use crate::sample_service::SampleService;
use crate::service_provider::{ServicePermits, ServiceProviderClient};
use crate::soap::security::certificates::{Certificate, Identity};
use crate::store::{Engine, Store, TakeBack};
use crate::{delivery, web as pages};

mod bounded_stream;
mod connections;
mod http;
mod locks;
mod start_error;

/// The handle to stop a server.
pub use actix_web::dev::ServerHandle;
pub use bounded_stream::{LONGEST_HEAD, LONGEST_UNREAD_ANSWER, Patience};
pub use http::SHUTDOWN_SECONDS;
pub use locks::DataFolder;
pub use start_error::StartError;

/// How long the queue may take to stop: its grace period, and the time to record what it did not finish. In total
/// everything stops within two seconds.
pub const DELIVERY_SHUTDOWN: Duration = delivery::GRACE.saturating_add(Duration::from_millis(400));

/// Listens on an address. Port 0 takes any free one.
pub fn listen(address: SocketAddr, flag: &'static str) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).map_err(|why| match why.kind() {
        std::io::ErrorKind::AddrInUse => StartError::AddressTaken { address, flag },
        _ => StartError::CannotListen { address, why, flag },
    })
}

/// The address of a listener for a browser on this machine.
pub fn url_of(listener: &TcpListener) -> Result<String, StartError> {
    let address = listener.local_addr().map_err(|why| StartError::CannotListen {
        address: SocketAddr::from(([0, 0, 0, 0], 0)),
        why,
        flag: "--listen",
    })?;
    // A browser cannot open a wildcard address.
    let host = if address.ip().is_unspecified() { "localhost".to_owned() } else { host_of(address) };
    Ok(format!("http://{host}:{}", address.port()))
}

fn host_of(address: SocketAddr) -> String {
    match address {
        SocketAddr::V4(v4) => v4.ip().to_string(),
        SocketAddr::V6(v6) => format!("[{}]", v6.ip()),
    }
}

/// The parameters of a hub.
#[derive(Debug)]
pub struct HubSettings {
    /// The settings.
    pub config: Config,
    /// The settings' services; those registered at run time are added.
    pub services: Vec<Service>,
    /// The signing identity.
    pub identity: Identity,
    /// The e-Services whose private keys the hub has: see [`App::e_service_identities`].
    pub e_service_identities: Vec<Identity>,
    /// The time.
    pub clock: Clock,
    /// The time limits of clients.
    pub patience: Patience,
}

/// A running hub.
#[derive(Debug)]
pub struct RunningHub {
    /// The hub's parts, for tests.
    pub app: Arc<App>,
    server: ServerHandle,
    delivery: JoinHandle<()>,
    stop: watch::Sender<bool>,
    _database: Option<DatabaseFile>,
}

/// Opens the database and starts the hub's pages and deliveries on this listener.
pub async fn start_hub(settings: HubSettings, listener: TcpListener) -> Result<RunningHub, StartError> {
    let HubSettings { config, services, identity, e_service_identities, clock, patience } = settings;
    let public_url = match &config.public_url {
        Some(url) => url.clone(),
        None => url_of(&listener)?,
    };
    let database = DatabaseFile::lock(&config.store_url())?;
    let store = Store::open_with(&config.store_url(), &clock, config.seed, config.sqlite_durability).await?;
    store.read_server_time().await?;
    let ahead = store.machine_ahead(&clock.machine());
    if ahead.abs() > LARGEST_CLOCK_DIFFERENCE {
        return Err(StartError::Clock(clock_differs(ahead)));
    }
    let bound = listener.local_addr().map_err(|why| StartError::CannotListen {
        address: config.listen,
        why,
        flag: "--listen",
    })?;
    let mut interrupted = Vec::new();
    if store.engine == Engine::Sqlite {
        // The file is locked, so the holders of these leases are gone.
        interrupted = store.take_back(TakeBack::All, clock.now()).await?;
    }
    if let Some(former) = store.note_hub_certificate(&identity.certificate.sha256()).await? {
        tracing::warn!(
            "this hub signs with another certificate (sha256:{}) than the one that used the database before (sha256:{former}): where both serve, give all of them the same hub_certificate; where it was replaced, e-Services must register the new one",
            identity.certificate.sha256()
        );
    }
    let tls_client = config.tls_client()?;
    let service_provider = ServiceProviderClient::new(
        identity,
        tls_client.as_ref(),
        &services,
        &clock.machine(),
        config.e_service_timeout,
        config.max_reply_bytes,
    )?;
    let registry = Services::of_settings(services);
    registry.replace(store.registered_services().await?);
    let own: Vec<&Certificate> = std::iter::once(service_provider.certificate())
        .chain(tls_client.as_ref().and_then(|material| material.certificates.first()))
        .collect();
    warn_of_dates(&registry.list(), &own, clock.machine().now());
    let bounds = ConnectionBounds::new(config.connections_at_once, config.confirmations_at_once);
    let app = Arc::new(App {
        attempt_waiters: Default::default(),
        request_bounds: RequestBounds::new(bounds.requests, bounds.bodies),
        visit_limits: Default::default(),
        other_address: Default::default(),
        metrics: Metrics::new(&store, clock.machine().now()),
        waiting: Semaphore::new(MOST_WAITING),
        order_calls: ServicePermits::new(config.order_calls_at_once_per_service),
        e_service_identities: e_service_identities.into_iter().map(Arc::new).collect(),
        scenario_ribbon: Default::default(),
        service_provider: Arc::new(service_provider),
        checks: Default::default(),
        randomness: Randomness::new(config.seed.map(|seed| seed_of_start(seed, store.opened))),
        public_url,
        control_access: config.control_access(bound.ip()),
        registry,
        store,
        clock,
        config,
    });
    for (service, cause) in interrupted {
        app.metrics.attempt_ended(&app.service_label(&service), OutcomeKind::Interrupted, cause);
    }
    let data = web::Data::from(Arc::clone(&app));
    let server = serve(listener, bounds, patience, move |routes| {
        routes.app_data(data.clone()).configure(pages::configure);
    })?;
    let (stop, stopped) = watch::channel(false);
    let delivery = tokio::spawn(delivery::run(Arc::clone(&app), stopped));
    Ok(RunningHub { app, server, delivery, stop, _database: database })
}

/// Logs certificates that are outside their validity: their signatures, or connections, will be refused.
fn warn_of_dates(services: &ServiceList, own: &[&Certificate], now: Timestamp) {
    for why in own.iter().filter_map(|certificate| certificate.out_of_date(now)) {
        tracing::warn!("{why}: e-Services will refuse the hub; set a certificate that is valid");
    }
    for service in services.iter() {
        let of_tls = match &service.tls_ca {
            ServerTrust::Certificates(certificates) => certificates.as_slice(),
            ServerTrust::PublicAuthorities | ServerTrust::Fingerprint(_) => &[],
        };
        for der in service.certificate.iter().chain(&service.signature_ca).chain(of_tls) {
            if let Some(why) = Certificate::from_der(der).ok().and_then(|one| one.out_of_date(now)) {
                tracing::warn!(service = %service.id, "{why}: replies and connections that depend on it are refused; register a valid one");
            }
        }
    }
}

/// The first start uses the given seed; later starts on the same database use others.
fn seed_of_start(seed: u64, opened: i64) -> u64 {
    seed.wrapping_add(opened.unsigned_abs().saturating_sub(1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

impl RunningHub {
    /// Stops accepting requests, and gives attempts in progress a moment to end.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        let deliveries = tokio::time::timeout(DELIVERY_SHUTDOWN, self.delivery);
        let _ = tokio::join!(self.server.stop(true), deliveries);
    }
}

/// Starts the sample e-Service on this listener.
pub fn start_sample_service(
    service: SampleService,
    listener: TcpListener,
) -> Result<ServerHandle, StartError> {
    let bounds = ConnectionBounds::new(None, 0).quarter();
    serve(listener, bounds, Patience::default(), move |routes| service.configure(routes))
}
