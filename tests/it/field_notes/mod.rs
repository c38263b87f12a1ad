//! What real e-Services send back: the hub survives it, does what the service's policy says, and names what is wrong.
//!
//! What they do to signatures, key info and Timestamps (notes 12 to 14) is tested beside the verifier, in
//! `src/soap/security/tests/`, and the statuses and breakdowns of note 4 in `tests/it/transport/`.

mod confirmations;
mod content;
mod envelopes;
mod faults;

use mpay_sim::clock::SimulatedClock;
use mpay_sim::config::Config;
use mpay_sim::domain::service::ReplySignature::{self, Require};
use mpay_sim::soap::Operation::GetOrderDetails;
use mpay_sim::soap::get_order_details::write_reply;
use serde_json::Value;
use std::sync::Arc;

use crate::support::hub::control_token;
use crate::support::orders::{ORDER, SERVICE, order};
use crate::support::payer::{Page, Visit};
use crate::support::{Answer, EService, Hub, Payer, simulated_clock};

/// A hub, an e-Service, and a payer who has just come.
struct Scene {
    e_service: EService,
    hub: Hub,
    visit: Visit,
    hand: Arc<SimulatedClock>,
}

impl Scene {
    async fn start() -> Self {
        Self::under(Require).await
    }

    async fn under(policy: ReplySignature) -> Self {
        Self::with(policy, |_| {}).await
    }

    /// The same, with a console that asks for a token.
    async fn with_closed_console() -> Self {
        Self::with(Require, |config| config.control_token = control_token("0123456789abcdef-token")).await
    }

    async fn with(policy: ReplySignature, change: impl FnOnce(&mut Config)) -> Self {
        let (clock, hand) = simulated_clock();
        let e_service = EService::start(&clock).await;
        let hub = Hub::start_with(&clock, vec![e_service.service_with(policy, true)], change).await;
        let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
        Self { e_service, hub, visit, hand }
    }

    /// The pay page after this answer to GetOrderDetails.
    async fn page_after(&self, answer: Answer) -> Page {
        self.e_service.next(GetOrderDetails, answer);
        self.visit.pay_page().await
    }

    /// The findings that are kept with the last exchange.
    async fn kept(&self) -> Vec<Value> {
        serde_json::from_str(&self.hub.last_exchange().await.findings).unwrap()
    }

    /// Their rules.
    async fn kept_rules(&self) -> Vec<String> {
        self.kept().await.iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
    }
}

/// The rules of the findings that the page shows.
fn rules(page: &Page) -> Vec<String> {
    let text = page.text();
    text.split("data-rule=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// The reply of an honest e-Service, with one replacement, signed.
fn reply_with(from: &str, to: &str) -> Answer {
    let honest = write_reply(&[order()]);
    assert!(honest.contains(from), "{from} in {honest}");
    Answer::Signed(200, honest.replacen(from, to, 1))
}

#[tokio::test]
async fn an_honest_reply_and_an_honest_confirmation_have_no_findings() {
    let scene = Scene::start().await;
    assert_eq!(rules(&scene.page_after(Answer::Honest).await), [""; 0]);
    scene.visit.authorize().await;
    let result = scene.visit.result().await;
    assert_eq!(result.state(), "paid");
    assert_eq!(rules(&result), [""; 0]);
    let payment = &scene.hub.payments().await[0].0;
    assert!(result.has(&format!("href=\"/console/payments/{payment}\"")), "{}", result.text());
    assert_eq!(scene.kept().await, [Value::Null; 0]);
}

#[tokio::test]
async fn the_result_leads_to_the_console_only_where_the_viewer_may_read_it() {
    let scene = Scene::with_closed_console().await;
    scene.visit.authorize().await;
    let result = scene.visit.result().await;
    assert_eq!(result.state(), "paid");
    assert!(!result.has("/console/payments/"), "{}", result.text());
}
