//! `mpay-sim`, `mpay-sim demo`: the hub and the sample e-Service in one process, talking over the network as two strangers.

use std::sync::Arc;

use clap::Command;

use super::announce::{self, Address};
use super::serve::add_sample_services;
use super::stop::StopRequest;
use super::{CommandError, sample_database, shown};
use crate::clock::{Clock, SimulatedClock};
use crate::config::{Config, command_args};
use crate::randomness::Randomness;
use crate::sample_service::{self, SampleService, Settings};
use crate::server::{
    DataFolder, HubSettings, Patience, RunningHub, ServerHandle, listen, start_hub, start_sample_service,
    url_of,
};
use crate::soap::security::certificates::{CertificateFolder, Identity};

/// The command's name.
pub const NAME: &str = "demo";

/// The command with its arguments.
pub fn command() -> Command {
    Command::new(NAME)
        .about("The hub and a sample e-Service in one process (the default)")
        .args(command_args())
}

/// Runs until the process is asked to stop.
pub async fn run(config: Config) -> Result<(), CommandError> {
    let mut stop = StopRequest::listen()?;
    if let Some((hub, shop_server)) = stop.or_started(start(config)).await? {
        stop.asked().await;
        tokio::join!(hub.stop(), shop_server.stop(true));
    }
    Ok(())
}

async fn start(config: Config) -> Result<(RunningHub, ServerHandle), CommandError> {
    let clock = Clock::Simulated(SimulatedClock::running());
    let folder = DataFolder::open(&config.data_dir)?;
    let hub_listener = listen(config.listen, "--listen")?;
    let shop_listener = listen(config.sample_listen, "--sample-listen")?;
    let mut certificates = CertificateFolder::open(&folder.certificates(), clock.now())?;
    if let Some(identity) = config.hub_identity()? {
        certificates.hub = identity;
    }

    let hub_url = config.public_url.clone().map_or_else(|| url_of(&hub_listener), Ok)?;
    let shop_url = config.sample_public_url.clone().map_or_else(|| url_of(&shop_listener), Ok)?;
    let endpoint_url = match &config.sample_endpoint_url {
        Some(url) => url.clone(),
        // The hub is on this machine, so it uses the listening address, whatever browsers use.
        None => format!("{}/ServiceProvider.svc", url_of(&shop_listener)?),
    };
    let certificate = certificates.e_service.certificate.der().to_vec();
    let mut services = config.services.clone();
    add_sample_services(&mut services, sample_service::services(&endpoint_url, certificate))?;

    let e_service = Identity::from_material(certificates.e_service.material().clone())
        .map_err(crate::server::StartError::from)?;
    let shop = SampleService::open(Settings {
        public_url: shop_url.clone(),
        hub_url: config.sample_hub_url.clone().unwrap_or_else(|| hub_url.clone()),
        database: sample_database(&config),
        identity: certificates.e_service,
        hub_certificate: certificates.hub.certificate.clone(),
        // An e-Service uses the machine's time, whatever the hub's clock shows.
        clock: clock.machine(),
        randomness: Arc::new(Randomness::new(config.seed.map(|seed| seed.wrapping_add(1)))),
    })
    .await
    .map_err(crate::server::StartError::from)?;
    let shop_server = start_sample_service(shop, shop_listener)?;
    let data_dir = config.data_dir.clone();
    let mut e_service_identities = config.e_service_identities()?;
    e_service_identities.push(e_service);
    let settings = HubSettings {
        config,
        services,
        identity: certificates.hub,
        e_service_identities,
        clock,
        patience: Patience::default(),
    };
    let hub = start_hub(settings, hub_listener).await?;

    let [hub_page, console] = Address::of_hub(&hub_url, &hub.app.control_access);
    announce::print(
        &[Address::of_shop(&shop_url), hub_page, console],
        &[("data", &shown(&data_dir)), ("certificates", &shown(&folder.certificates()))],
        &hub_url,
    )?;
    Ok((hub, shop_server))
}
