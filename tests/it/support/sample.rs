//! The real sample e-Service beside a hub, as in the demo.

use std::net::TcpListener;
use std::sync::Arc;

use mpay_sim::clock::Clock;
use mpay_sim::config::Config;
use mpay_sim::randomness::Randomness;
use mpay_sim::sample_service::{self, SampleService, Settings};
use mpay_sim::server::start_sample_service;

use super::folder::Folder;
use super::hub::listener;
use super::{Hub, Payer, identities};

/// A hub, a shop and a payer.
pub struct Demo {
    pub hub: Hub,
    /// The shop's address.
    pub shop: String,
    pub payer: Payer,
    _folder: Folder,
}

impl Demo {
    pub async fn start(clock: &Clock) -> Self {
        Self::start_with(clock, |_| {}).await
    }

    /// Starts both; the e-Service is registered with its certificate.
    pub async fn start_with(clock: &Clock, change: impl FnOnce(&mut Config)) -> Self {
        let (hub_listener, shop_listener) = (listener(), listener());
        let folder = Folder::new();
        let shop = SampleService::open(Settings {
            public_url: url(&shop_listener),
            hub_url: url(&hub_listener),
            database: folder.path().join("shop.sqlite"),
            identity: identities::e_service(),
            hub_certificate: identities::hub().certificate,
            clock: clock.clone(),
            randomness: Arc::new(Randomness::new(Some(7))),
        })
        .await
        .unwrap();
        let shop_url = url(&shop_listener);
        start_sample_service(shop, shop_listener).unwrap();
        let services = sample_service::services(
            &format!("{shop_url}/ServiceProvider.svc"),
            identities::e_service().certificate.der().to_vec(),
        );
        let hub = Hub::start_on(hub_listener, clock, services, change).await;
        let payer = Payer::new(&hub.url);
        Self { hub, shop: shop_url, payer, _folder: folder }
    }

    /// Steps 1 and 2: places an order of `ADP02` and gives its number.
    pub async fn order(&self) -> String {
        let fields =
            [("service_id", "ADP02"), ("customer_name", "Popescu Ion"), ("customer_id", "2001500023456")];
        let placed = self.payer.post(&format!("{}/orders", self.shop), &fields).await;
        placed.location().strip_prefix("/orders/").unwrap().to_owned()
    }

    /// The shop's page about an order.
    pub async fn order_page(&self, order: &str) -> String {
        self.payer.get(&format!("{}/orders/{order}", self.shop)).await.text()
    }
}

fn url(listener: &TcpListener) -> String {
    format!("http://{}", listener.local_addr().unwrap())
}
