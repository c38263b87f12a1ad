//! A running shop, and what a browser and a hub do with it.

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use actix_web::{App, HttpServer};
use jiff::Timestamp;
use mpay_sim::clock::{Clock, SimulatedClock};
use mpay_sim::domain::confirmation::{PaymentConfirmation, PaymentConfirmationLine};
use mpay_sim::domain::fault::Fault;
use mpay_sim::domain::language::Language;
use mpay_sim::domain::money::Amount;
use mpay_sim::domain::order::{OrderDetails, PaymentAccount};
use mpay_sim::randomness::Randomness;
use mpay_sim::sample_service::{SampleService, Settings};
use mpay_sim::soap::envelope::{self, Envelope};
use mpay_sim::soap::fault;
use mpay_sim::soap::get_order_details::{self, OrderDetailsQuery};
use mpay_sim::soap::security::certificates::{Certificate, Identity};
use mpay_sim::soap::security::sign::{KeyInfoForm, MessageStamp, signed_envelope};
use mpay_sim::soap::security::verify::{Judgement, Trust, verify};
use mpay_sim::soap::{Operation, confirm_order_payment};
use reqwest::header::{CONTENT_TYPE, LOCATION};

use crate::support::client_builder;

/// Where the pages send the payer; nothing listens there.
pub const HUB_URL: &str = "http://hub.test:8080";

/// The hub's identity.
pub fn signer() -> Identity {
    identity(include_bytes!("../../fixtures/signer.crt"), include_bytes!("../../fixtures/signer.key"))
}

/// Somebody else's; the shop signs with it too, so that its replies are not the hub's own echo.
pub fn stranger() -> Identity {
    identity(include_bytes!("../../fixtures/stranger.crt"), include_bytes!("../../fixtures/stranger.key"))
}

fn identity(certificate: &[u8], key: &[u8]) -> Identity {
    Identity::parse(certificate, key).unwrap()
}

/// A shop on a free port, with a database and a clock of its own.
pub struct Shop {
    pub url: String,
    pub clock: Arc<SimulatedClock>,
    pub client: reqwest::Client,
    now: Clock,
    randomness: Randomness,
    folder: PathBuf,
}

impl Drop for Shop {
    fn drop(&mut self) {
        // What stays behind is only untidy, and the next run uses other names.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Shop {
    /// Starts it. The server ends with the test's runtime.
    pub async fn start() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder =
            PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("shop-{}-{number}", std::process::id()));
        let clock = SimulatedClock::at("2026-11-24T08:00:00Z".parse().unwrap());
        let now = Clock::Simulated(clock.clone());
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shop = SampleService::open(Settings {
            public_url: url.clone(),
            hub_url: HUB_URL.to_owned(),
            database: folder.join("shop.db"),
            identity: stranger(),
            hub_certificate: signer().certificate,
            clock: now.clone(),
            randomness: Arc::new(Randomness::new(Some(1))),
        })
        .await
        .unwrap();
        let server = HttpServer::new(move || {
            let shop = shop.clone();
            App::new().configure(move |config| shop.configure(config))
        });
        actix_web::rt::spawn(server.workers(1).disable_signals().listen(listener).unwrap().run());
        let client = client_builder().build().unwrap();
        Self { url, clock, client, now, randomness: Randomness::new(Some(2)), folder }
    }

    pub async fn get(&self, path: &str) -> reqwest::Response {
        self.client.get(format!("{}{path}", self.url)).send().await.unwrap()
    }

    pub async fn page(&self, path: &str) -> String {
        self.get(path).await.text().await.unwrap()
    }

    /// Submits the order form.
    pub async fn submit(&self, service_id: &str, name: &str, idnp: &str) -> reqwest::Response {
        let pairs = [("service_id", service_id), ("customer_name", name), ("customer_id", idnp)];
        let body: Vec<_> = pairs.iter().map(|(key, value)| format!("{key}={}", encoded(value))).collect();
        self.client
            .post(format!("{}/orders", self.url))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body.join("&"))
            .send()
            .await
            .unwrap()
    }

    /// Orders, and gives the order's number.
    pub async fn order(&self, service_id: &str) -> String {
        let response = self.submit(service_id, "Popescu Ion", "2001500023456").await;
        assert_eq!(response.status(), 303);
        let location = response.headers()[LOCATION].to_str().unwrap();
        location.strip_prefix("/orders/").unwrap().to_owned()
    }

    /// A body that the hub signs now.
    pub fn signed(&self, body: &str) -> String {
        self.signed_by(&signer(), body)
    }

    pub fn signed_by(&self, identity: &Identity, body: &str) -> String {
        let stamp = MessageStamp { id: self.randomness.hex(), created: self.now.now() };
        signed_envelope(body, identity, &stamp, KeyInfoForm::BinarySecurityToken).unwrap()
    }

    pub async fn post(&self, action: &str, xml: impl Into<reqwest::Body>) -> reqwest::Response {
        self.client
            .post(format!("{}/ServiceProvider.svc", self.url))
            .header(CONTENT_TYPE, "text/xml; charset=utf-8")
            .header("SOAPAction", format!("\"{action}\""))
            .body(xml)
            .send()
            .await
            .unwrap()
    }

    /// Sends a message as the hub does, and reads the signed answer.
    pub async fn call(&self, operation: Operation, xml: String) -> Result<Reply, Fault> {
        let response = self.post(operation.soap_action(), xml).await;
        self.read(response).await
    }

    /// Reads an answer; its signature must hold, whatever it says.
    pub async fn read(&self, response: reqwest::Response) -> Result<Reply, Fault> {
        let status = response.status();
        assert_eq!(response.headers()[CONTENT_TYPE], "text/xml; charset=utf-8");
        let text = envelope::text_of(&response.bytes().await.unwrap()).unwrap();
        let document = envelope::parse(&text).unwrap();
        let envelope = Envelope::of(&document).unwrap();
        let trust: Certificate = stranger().certificate;
        verify(&document, &envelope, Trust::Certificate(&trust), Judgement::at(self.now.now())).unwrap();
        assert!(text.contains("<KeyInfo><X509Data>"), "{text}");
        match fault::read(envelope.payload().unwrap(), 500) {
            Some(fault) => {
                assert_eq!(status, 500);
                Err(fault)
            }
            None => {
                assert_eq!(status, 200);
                Ok(Reply(text))
            }
        }
    }

    /// `GetOrderDetails` as the hub asks it.
    pub async fn order_details(
        &self,
        service_id: &str,
        order_key: &str,
        language: Language,
    ) -> Result<Vec<OrderDetails>, Fault> {
        let query =
            OrderDetailsQuery { language, order_key: order_key.into(), service_id: service_id.into() };
        let xml = self.signed(&get_order_details::write_request(&query));
        self.call(Operation::GetOrderDetails, xml).await.map(|reply| reply.order_details())
    }

    /// `ConfirmOrderPayment` as the hub sends it.
    pub async fn confirm(&self, confirmation: &PaymentConfirmation) -> Result<(), Fault> {
        let xml = self.signed(&confirm_order_payment::write_request(confirmation));
        let reply = self.call(Operation::ConfirmOrderPayment, xml).await?;
        assert!(reply.0.contains("<ConfirmOrderPaymentResponse"), "{}", reply.0);
        Ok(())
    }
}

/// A signed answer that is no fault.
pub struct Reply(String);

impl Reply {
    pub fn order_details(&self) -> Vec<OrderDetails> {
        let document = envelope::parse(&self.0).unwrap();
        get_order_details::read_reply(Envelope::of(&document).unwrap().payload().unwrap()).unwrap()
    }
}

/// The confirmation of a full payment of an order of `ADP02`.
pub fn confirmation(order_key: &str, payment_id: &str) -> PaymentConfirmation {
    let line = |id: &str, bani| PaymentConfirmationLine {
        amount: Amount::from_bani(bani),
        destination_account: PaymentAccount::default(),
        line_id: id.to_owned(),
        properties: vec![],
    };
    PaymentConfirmation {
        currency: "MDL".to_owned(),
        invoice_id: "00069002233014".to_owned(),
        lines: vec![line("1", 900_000), line("2", 26_700)],
        order_key: order_key.to_owned(),
        paid_at: "2026-11-24T08:01:23Z".parse::<Timestamp>().unwrap(),
        payment_id: payment_id.to_owned(),
        properties: vec![],
        service_id: "ADP02".to_owned(),
        total_amount: Amount::from_bani(926_700),
    }
}

fn encoded(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
