//! Payers of several e-Services at the same moment, one of which is hostile, and a tester who moves the clock, sends and
//! deletes meanwhile: whatever the order of things, no payment is lost, invented or doubled.
//!
//! The seed is printed; another one is given with MPAY_SIM_TEST_SEED. What runs at once is not in the same order each time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use mpay_sim::clock::SimulatedClock;
use mpay_sim::domain::ids::ServiceId;
use mpay_sim::domain::order::OrderDetails;
use mpay_sim::domain::service::Service;
use mpay_sim::randomness::Randomness;
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};
use mpay_sim::soap::{confirm_order_payment, get_order_details};
use serde_json::json;

use crate::support::books;
use crate::support::orders::order;
use crate::support::payer::{GOOD_CARD, PROCESSOR, Page, Visit};
use crate::support::{Answer, EService, Hub, Payer, simulated_clock};

/// The last one is hostile.
const SERVICES: [&str; 3] = ["RACE-A", "RACE-B", "RACE-H"];
const HOSTILE: usize = 2;
const ORDERS_OF_EACH: u32 = 3;
/// How many act at the same moment, and how often each does something.
const ACTORS: u64 = 6;
const ACTIONS: u32 = 14;

struct World {
    hub: Hub,
    e_services: Vec<EService>,
    hand: Arc<SimulatedClock>,
    /// How often a terminal said that it has the money, by order.
    collected: Mutex<HashMap<String, usize>>,
}

/// One who acts, in an order of their own.
struct Actor {
    world: Arc<World>,
    dice: Randomness,
    payer: Payer,
    visits: Vec<Visit>,
}

fn key(service: usize, number: u32) -> String {
    format!("{}-{number}", SERVICES[service])
}

/// What a hostile e-Service says to either operation.
fn lie(dice: &Randomness) -> Answer {
    match dice.below(7) {
        0 => Answer::Honest,
        1 => Answer::LostReply,
        2 => Answer::Http(200, b"<html>".to_vec()),
        3 => Answer::fault("s:Server", "a\u{202e}b"),
        // Signed, and the answer to another question.
        4 => Answer::Signed(200, confirm_order_payment::write_reply()),
        5 => Answer::Signed(200, get_order_details::write_reply(&[order()])),
        _ => Answer::Cut(900, Box::new(Answer::Honest)),
    }
}

impl Actor {
    async fn act(&mut self) {
        match self.dice.below(12) {
            0..=5 => self.pay().await,
            6..=8 => self.come_back().await,
            9 => {
                let e_service = &self.world.e_services[HOSTILE];
                e_service.always(GetOrderDetails, lie(&self.dice));
                e_service.always(ConfirmOrderPayment, lie(&self.dice));
            }
            10 => {
                // Less than the life of a message: here the clock is the machine's too, by which signatures are judged.
                let seconds = [-30, 1, 6, 31, 61, 120][self.dice.below(6) as usize];
                self.world.hand.advance(SignedDuration::from_secs(seconds));
            }
            _ => self.operate().await,
        }
    }

    /// From the e-Service to the bank, each step once or twice at the same moment.
    async fn pay(&mut self) {
        let service = self.dice.below(SERVICES.len() as u32) as usize;
        let key = key(service, self.dice.below(ORDERS_OF_EACH));
        let visit = self.payer.enter(SERVICES[service], &key, None).await;
        let page = checked(visit.pay_page().await);
        if page.status != 200 {
            assert_eq!(service, HOSTILE, "{key} cannot be paid: {}", page.text());
            return;
        }
        self.visits.push(visit.clone());
        let instrument = [PROCESSOR, "mia", "cash"][self.dice.below(3) as usize];
        let (chosen, again) = tokio::join!(visit.choose(instrument), visit.choose(instrument));
        for page in [&chosen, &again] {
            checked(page.clone());
        }
        if chosen.status != 303 || !chosen.location().starts_with("/psp/") {
            return;
        }
        let at = chosen.location();
        match instrument {
            "cash" => self.collect(&key).await,
            "mia" => {
                let approve = [("decision", "approve")];
                let (one, other) =
                    tokio::join!(self.payer.post(&at, &approve), self.payer.post(&at, &approve));
                checked_both([one, other]);
            }
            _ => {
                let declined = self.payer.card(&at, "4000 0000 0000 0002");
                let (one, other) = tokio::join!(self.payer.card(&at, GOOD_CARD), declined);
                checked_both([one, other]);
            }
        }
    }

    async fn collect(&self, key: &str) {
        // A reset may have taken the invoice away.
        let Some(invoice) = self.world.hub.invoice_of(key).await else { return };
        let terminal = format!("/terminal/{invoice}");
        let (one, other) = tokio::join!(self.payer.post(&terminal, &[]), self.payer.post(&terminal, &[]));
        let took = [one, other].map(checked).iter().filter(|page| page.status == 200).count();
        *self.world.collected.lock().unwrap().entry(key.to_owned()).or_default() += took;
    }

    async fn come_back(&self) {
        if !self.visits.is_empty() {
            let visit = &self.visits[self.dice.below(self.visits.len() as u32) as usize];
            let (one, other) = tokio::join!(visit.result(), visit.result());
            checked_both([one, other]);
        }
    }

    /// What a tester does: sends a confirmation now, or deletes all of the hostile service.
    async fn operate(&self) {
        let payments = self.world.hub.payments().await;
        if self.dice.below(3) == 0 {
            self.control("/reset", &json!({ "what": "state", "service_id": SERVICES[HOSTILE] })).await;
        } else if !payments.is_empty() {
            let (id, ..) = &payments[self.dice.below(payments.len() as u32) as usize];
            self.control(&format!("/confirmations/{id}/send-now"), &json!({})).await;
        }
    }

    async fn control(&self, path: &str, body: &serde_json::Value) {
        let request = self.payer.client.post(format!("{}/control/v1{path}", self.payer.hub));
        let request = request.header("Content-Type", "application/json").body(body.to_string());
        let response = request.send().await.unwrap();
        let (status, text) = (response.status(), response.text().await.unwrap());
        assert_ne!(status, 500, "{path}: {text}");
    }
}

/// No page is the simulator's own failure.
fn checked(page: Page) -> Page {
    assert_ne!(page.status, 500, "{}", page.text());
    page
}

fn checked_both(pages: [Page; 2]) {
    for page in pages {
        checked(page);
    }
}

#[tokio::test]
async fn payers_of_several_e_services_at_once_lose_nothing_and_pay_nothing_twice_beside_a_hostile_one() {
    let seed: u64 = std::env::var("MPAY_SIM_TEST_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(18);
    println!("seed {seed}");
    let (clock, hand) = simulated_clock();
    let (mut e_services, mut services) = (Vec::new(), Vec::new());
    for id in SERVICES {
        let e_service = EService::start(&clock).await;
        e_service.keep_books();
        e_service.set_orders(vec![OrderDetails { service_id: id.to_owned(), ..order() }]);
        services.push(Service { id: ServiceId::parse(id).unwrap(), ..e_service.service() });
        e_services.push(e_service);
    }
    let hub = Hub::start_with(&clock, services, |config| {
        config.result_page_wait = std::time::Duration::from_millis(100);
    })
    .await;
    let world = Arc::new(World { hub, e_services, hand, collected: Mutex::default() });
    let mut actors = Vec::new();
    for number in 0..ACTORS {
        let dice = Randomness::new(Some(seed * 1000 + number));
        let payer = Payer::new(&world.hub.url);
        let mut actor = Actor { world: Arc::clone(&world), dice, payer, visits: vec![] };
        actors.push(tokio::spawn(async move {
            for _ in 0..ACTIONS {
                actor.act().await;
            }
        }));
    }
    for actor in actors {
        actor.await.unwrap();
    }

    for operation in [GetOrderDetails, ConfirmOrderPayment] {
        world.e_services[HOSTILE].always(operation, Answer::Honest);
    }
    let all: Vec<String> = (0..SERVICES.len())
        .flat_map(|service| (0..ORDERS_OF_EACH).map(move |number| key(service, number)))
        .collect();
    books::settle(&world.hub, &world.hand, &all).await;
    let price = order().total_amount_due.unwrap().bani();
    let mut paid = 0;
    for (service, e_service) in world.e_services.iter().enumerate().take(HOSTILE) {
        for number in 0..ORDERS_OF_EACH {
            let key = key(service, number);
            let sum = books::agreed(&world.hub, e_service, &key).await;
            assert!(sum == 0 || sum == price, "{sum} for {key}");
            let said = world.collected.lock().unwrap().get(&key).copied().unwrap_or_default();
            assert_eq!(
                said,
                world.hub.cash_taken(&key).await,
                "what terminals said of {key}, and their books"
            );
            paid += usize::from(sum == price);
        }
    }
    assert!(paid > 2, "too little happened to say anything: {paid} orders were paid");
    // Of the hostile one the hub and the payment providers must agree: what an e-Service says of itself proves nothing.
    for number in 0..ORDERS_OF_EACH {
        let key = key(HOSTILE, number);
        let booked: i64 =
            world.hub.authorized_at_payment_providers(&key).await.iter().map(|(_, bani)| bani).sum();
        assert_eq!(world.hub.paid_and_unfinished(&key).await.0, booked, "{key}");
    }
}
