//! Confirmations a second, to an e-Service that answers at once.

use std::time::{Duration, Instant};

use mpay_sim::clock::Clock;
use mpay_sim::server::{HubSettings, Patience, RunningHub, start_hub};
use tokio::net::TcpListener;

use crate::database::{Database, Server};
use crate::machine::{AT_ONCE, Machine};
use crate::rows::{SERVICES, fill};
use crate::stopwatch::rate;
use crate::{e_service, identities};

/// How many are delivered.
const COUNT: usize = 8_000;

/// Starts a hub for these services of an e-Service.
pub async fn hub(database: &Database, services: &[&str]) -> RunningHub {
    let services = e_service::services(services, e_service::start().await);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap().into_std().unwrap();
    let config = database.config();
    let settings = HubSettings {
        config,
        services,
        identity: identities::hub(),
        e_service_identities: vec![],
        clock: Clock::System,
        patience: Patience::default(),
    };
    start_hub(settings, listener).await.unwrap()
}

pub async fn measure(server: &Server, machine: &Machine, commits: f64) {
    let database = Database::make(server).await;
    fill(&database, COUNT as i64, SERVICES.len()).await;
    let hub = hub(&database, &SERVICES).await;
    let started = Instant::now();
    while hub.app.store.unconfirmed(1).await.unwrap().all() > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(started.elapsed() < Duration::from_secs(240), "the queue does not drain");
    }
    let rate = rate(COUNT, started);
    println!("  confirmations delivered, {AT_ONCE} at once{:>30.0} /s", rate);
    let shares = [("signatures", machine.signatures), ("calls", machine.round_trips), ("commits", commits)];
    let shares = shares.map(|(what, limit)| format!("{:.0} % of the {what}", rate / limit * 100.0));
    println!("    that is {}", shares.join(", "));
    hub.stop().await;
    database.remove(server).await;
}
