//! `mpay-sim serve`: the hub alone, for the services of the configuration.

use super::{CommandError, announce, asked_to_stop, shown};
use crate::clock::Clock;
use crate::config::Config;
use crate::server::{DataFolder, HubSettings, listen, start_hub};
use crate::soap::security::certificates::CertificateFolder;

/// Runs until the process is asked to stop.
pub async fn run(config: Config) -> Result<(), CommandError> {
    let clock = Clock::System;
    let folder = DataFolder::open(&config.data_dir)?;
    let listener = listen(config.listen, "--listen")?;
    let certificates = CertificateFolder::open(&folder.certificates(), clock.now())?;
    let data_dir = config.data_dir.clone();
    let services = config.services.clone();
    let hub =
        start_hub(HubSettings { config, services, identity: certificates.hub, clock }, listener).await?;
    let url = hub.app.public_url.clone();

    announce::print(
        &[("hub", &url, "pay an existing order, check a note")],
        &[("data", &shown(&data_dir)), ("certificates", &shown(&folder.certificates()))],
        &url,
    )?;
    asked_to_stop().await;
    hub.stop().await;
    Ok(())
}
