//! `mpay-sim sample-service`: only the sample e-Service, for a hub elsewhere.

use std::sync::Arc;

use clap::Command;

use super::announce::{self, Address};
use super::stop::StopRequest;
use super::{CommandError, sample_database, shown};
use crate::clock::Clock;
use crate::config::{Config, args_of};
use crate::randomness::Randomness;
use crate::sample_service::{SampleService, Settings};
use crate::server::{ServerHandle, StartError, listen, start_sample_service, url_of};
use crate::soap::security::certificates::CertificateFolder;

/// The command's name.
pub const NAME: &str = "sample-service";

/// The command with its arguments.
pub fn command() -> Command {
    Command::new(NAME).about("Only the sample e-Service: a shop and IServiceProvider").args(args_of(&[
        "listen",
        "public_url",
        "data_dir",
        "hub_certificate",
        "hub_certificate_password",
        "log",
        "seed",
        "sample_listen",
        "sample_public_url",
        "sample_hub_url",
    ]))
}

/// Runs until the process is asked to stop.
pub async fn run(config: Config) -> Result<(), CommandError> {
    let mut stop = StopRequest::listen()?;
    if let Some(server) = stop.or_started(start(config)).await? {
        stop.asked().await;
        server.stop(true).await;
    }
    Ok(())
}

async fn start(config: Config) -> Result<ServerHandle, CommandError> {
    let clock = Clock::System;
    std::fs::create_dir_all(&config.data_dir)
        .map_err(|why| StartError::DataFolder { path: config.data_dir.clone(), why })?;
    let listener = listen(config.sample_listen, "--sample-listen")?;
    let certificate_folder = config.data_dir.join("certs");
    let certificates = CertificateFolder::open(&certificate_folder, clock.now())?;
    let url = config.sample_public_url.clone().map_or_else(|| url_of(&listener), Ok)?;
    let hub_url = config
        .sample_hub_url
        .clone()
        .or_else(|| config.public_url.clone())
        .unwrap_or_else(|| format!("http://{}", config.listen));

    let shop = SampleService::open(Settings {
        public_url: url.clone(),
        hub_url: hub_url.clone(),
        database: sample_database(&config),
        identity: certificates.e_service,
        hub_certificate: config.hub_certificate()?.unwrap_or(certificates.hub.certificate),
        clock,
        randomness: Arc::new(Randomness::new(config.seed.map(|seed| seed.wrapping_add(1)))),
    })
    .await
    .map_err(StartError::from)?;
    let server = start_sample_service(shop, listener)?;

    announce::print(
        &[Address::of_shop(&url), Address::of_hub_elsewhere(&hub_url)],
        &[("data", &shown(&config.data_dir)), ("certificates", &shown(&certificate_folder))],
        &url,
    )?;
    Ok(server)
}
