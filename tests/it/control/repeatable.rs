//! Runs that repeat, what a payment leaves as evidence, and what the database lets go of.

use mpay_sim::clock::{Clock, SimulatedClock};
use mpay_sim::soap::Operation::ConfirmOrderPayment;
use serde_json::json;

use super::calls::{call, value};
use crate::support::hub::ExchangeRow;
use crate::support::orders::{ORDER, SERVICE};
use crate::support::{Answer, EService, Hub, Payer, simulated_clock};

/// One script: a payment that is told twice, and one that is declined. Gives every request byte for byte, and the answers.
async fn script(seed: u64) -> (Vec<ExchangeRow>, Vec<String>) {
    let clock = Clock::Simulated(SimulatedClock::at("2027-01-04T08:51:24.321Z".parse().unwrap()));
    let e_service = EService::start(&clock).await;
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        config.seed = Some(seed);
        // What is bound differs from run to run, and stands in answers.
        config.public_url = Some("http://hub.test".to_owned());
    })
    .await;
    let payer = Payer::new(&hub.url);
    e_service.next(ConfirmOrderPayment, Answer::fault("InternalError", "later"));
    let mut answers = Vec::new();
    let told = format!("/exchanges/wait?order_key={ORDER}&operation=ConfirmOrderPayment&count");
    for (method, address, body) in [
        (
            "POST",
            "/payments".to_owned(),
            json!({ "service_id": SERVICE, "order_key": ORDER, "outcome": "3ds-approved" }),
        ),
        ("GET", format!("{told}=1"), json!(null)),
        ("POST", "/clock".to_owned(), json!({ "advance": "5s" })),
        ("GET", "/payments/latest/wait?confirmation_status=Confirmed".to_owned(), json!(null)),
        (
            "POST",
            "/payments".to_owned(),
            json!({ "service_id": SERVICE, "order_key": "SECOND", "outcome": "declined" }),
        ),
    ] {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = call(&payer, method, &address, &body).await;
        assert!(answer.status < 300, "{address}: {}", answer.text());
        let mut answer = value(&answer);
        without_durations(&mut answer);
        answers.push(answer.to_string());
    }
    (hub.exchanges().await, answers)
}

/// How long a call took is the machine's matter.
fn without_durations(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            fields.remove("duration_ms");
            fields.values_mut().for_each(without_durations);
        }
        serde_json::Value::Array(entries) => entries.iter_mut().for_each(without_durations),
        _ => {}
    }
}

#[tokio::test]
async fn a_seed_and_a_frozen_clock_give_the_same_bytes() {
    let ((first, answers), (second, again)) = (script(7).await, script(7).await);
    assert_eq!(first.len(), 4);
    for (one, other) in first.iter().zip(&second) {
        assert_eq!(one.request(), other.request());
    }
    // The first answer may come before or after the first attempt: the lane does not wait for it.
    assert_eq!(answers[1..], again[1..]);
    let (other, _) = script(8).await;
    assert_ne!(first[0].request(), other[0].request());
}

#[tokio::test]
async fn the_evidence_of_a_payment_holds_every_byte_and_no_key() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let body = json!({ "service_id": SERVICE, "order_key": ORDER, "wait_for": "Confirmed" }).to_string();
    let paid = value(&call(&payer, "POST", "/payments", &body).await);
    let archive =
        call(&payer, "GET", &format!("/payments/{}/evidence.zip", paid["id"].as_str().unwrap()), "").await;
    assert_eq!(
        (archive.status, &archive.headers["content-type"]),
        (200, &"application/zip".parse().unwrap())
    );
    let holds = |bytes: &[u8]| archive.body.windows(bytes.len()).any(|window| window == bytes);
    for exchange in hub.exchanges().await {
        assert!(holds(&exchange.request) && holds(exchange.response.as_deref().unwrap()));
    }
    for name in [
        "payment.json",
        "timeline.txt",
        "confirmation-body.xml",
        "canonical/2-ConfirmOrderPayment-request-1-Body",
        "canonical/1-GetOrderDetails-response-SignedInfo",
        "exchanges/2-ConfirmOrderPayment-response.x-ray.json",
        "certificates/hub.cer",
        "certificates/e-service.cer",
        "receipt.pdf",
        "SHA256SUMS",
    ] {
        assert!(holds(name.as_bytes()), "{name}");
    }
    assert!(!holds(b"PRIVATE KEY"));
    let again = call(&payer, "GET", "/payments/latest/evidence.zip", "").await;
    assert!(
        again.body.starts_with(b"PK\x03\x04")
            && again.body[again.body.len() - 22..].starts_with(b"PK\x05\x06")
    );
}

#[tokio::test]
async fn the_database_stays_as_large_as_its_bounds() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let mut order = crate::support::orders::order();
    // An answer of some 40 KB.
    order.properties = (0..60)
        .map(|_| mpay_sim::domain::order::OrderProperty {
            name: "Filler".to_owned(),
            kind: "string".to_owned(),
            value: "ș".repeat(255),
            ..Default::default()
        })
        .collect();
    e_service.set_orders(vec![order]);
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        config.exchange_bytes_kept = 1 << 20;
        config.exchanges_kept = 10_000;
    })
    .await;
    let payer = Payer::new(&hub.url);
    let look = async |times: usize| {
        for _ in 0..times {
            payer.get(&format!("/api/invoices?serviceID={SERVICE}&orderKey={ORDER}")).await;
        }
        let kept: usize = hub
            .exchanges()
            .await
            .iter()
            .map(|exchange| exchange.request.len() + exchange.response.as_ref().map_or(0, Vec::len))
            .sum();
        (kept, hub.count("exchange").await)
    };
    let (kept, count) = look(60).await;
    let bound = (1 << 20) + (1 << 20) / 16 + 100_000;
    assert!(kept <= bound && count < 60, "{kept} bytes in {count} exchanges");
    let pages = hub.database_bytes();
    let (kept, _) = look(60).await;
    assert!(kept <= bound, "{kept}");
    assert!(hub.database_bytes() <= pages + pages / 4, "{} after {pages}", hub.database_bytes());
}
