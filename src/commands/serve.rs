//! `mpay-sim serve`: only the hub, with the configured services, and those of a sample e-Service if `sample_endpoint_url`
//! is set.

use clap::Command;

use super::announce::{self, Address};
use super::stop::StopRequest;
use super::{CommandError, shown};
use crate::clock::{Clock, SimulatedClock};
use crate::config::{Config, args_without};
use crate::domain::service::Service;
use crate::sample_service;
use crate::server::{DataFolder, HubSettings, Patience, RunningHub, listen, start_hub};
use crate::soap::security::certificates::CertificateFolder;

/// The command's name.
pub const NAME: &str = "serve";

/// The command with its arguments.
pub fn command() -> Command {
    Command::new(NAME).about("Only the hub, for the configured services").args(args_without(&[
        "sample_listen",
        "sample_public_url",
        "sample_hub_url",
    ]))
}

/// Runs until the process is asked to stop.
pub async fn run(config: Config) -> Result<(), CommandError> {
    let mut stop = StopRequest::listen()?;
    if let Some(hub) = stop.or_started(start(config)).await? {
        stop.asked().await;
        hub.stop().await;
    }
    Ok(())
}

async fn start(config: Config) -> Result<RunningHub, CommandError> {
    let clock = Clock::Simulated(SimulatedClock::running());
    let folder = DataFolder::of_hub(&config)?;
    let listener = listen(config.listen, "--listen")?;
    let mut certificates = CertificateFolder::open(&folder.certificates(), clock.now())?;
    if let Some(identity) = config.hub_identity()? {
        certificates.hub = identity;
    }
    let data_dir = config.data_dir.clone();
    let mut services = config.services.clone();
    if let Some(endpoint_url) = &config.sample_endpoint_url {
        let certificate = certificates.e_service.certificate.der().to_vec();
        add_sample_services(&mut services, sample_service::services(endpoint_url, certificate))?;
    }
    let mut e_service_identities = config.e_service_identities()?;
    e_service_identities.push(certificates.e_service);
    let settings = HubSettings {
        config,
        services,
        identity: certificates.hub,
        e_service_identities,
        clock,
        patience: Patience::default(),
    };
    let hub = start_hub(settings, listener).await?;
    let url = hub.app.public_url.clone();

    announce::print(
        &Address::of_hub(&url, &hub.app.control_access),
        &[("data", &shown(&data_dir)), ("certificates", &shown(&folder.certificates()))],
        &url,
    )?;
    Ok(hub)
}

/// Adds the sample e-Service's services to the configured ones; ids must be unique.
pub(super) fn add_sample_services(
    services: &mut Vec<Service>,
    samples: Vec<Service>,
) -> Result<(), CommandError> {
    for sample in &samples {
        if services.iter().any(|service| service.id == sample.id) {
            let id = &sample.id;
            return Err(CommandError::Refused(format!(
                "service `{id}` of the configuration has the id of a service of the sample e-Service; give it another id, or use `mpay-sim serve` without sample_endpoint_url"
            )));
        }
    }
    services.splice(0..0, samples);
    Ok(())
}
