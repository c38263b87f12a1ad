//! What callers write never becomes a label, and nothing of an order or of a payer is told.

use std::collections::BTreeSet;

use mpay_sim::domain::ids::ServiceId;
use reqwest::Method;

use crate::support::orders::SERVICE;
use crate::support::payer::{GOOD_CARD, encoded};
use crate::support::{EService, Hub, Payer, Scrape, simulated_clock};

/// A mark that stands in everything that the caller chooses.
const MARK: &str = "Hostile";

#[tokio::test]
async fn nothing_that_a_caller_writes_becomes_a_label() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let evil = encoded("Hostile\"}\n# TYPE x counter\nx 1");
    for path in [
        format!("/service/pay?ServiceID={evil}&OrderKey=1"),
        format!("/service/{evil}"),
        format!("/service/{SERVICE}/{evil}"),
        format!("/{evil}"),
        format!("/n/{evil}"),
        format!("/pay/{evil}/result/{evil}"),
        format!("/psp/{evil}/{evil}"),
        format!("/PosTerminal/Pay/{evil}/{evil}"),
        format!("/static/{evil}"),
        format!("/console/messages/{evil}"),
        format!("/console/{evil}"),
        format!("/control/v1/services/{evil}"),
        format!("/control/v1/payments/latest?service_id={evil}"),
        format!("/api/Invoices?serviceID={evil}&orderKey={evil}"),
        format!("/metrics/{evil}"),
        format!("/metrics?{evil}"),
    ] {
        payer.get(&path).await;
        let hostile = Method::from_bytes(b"HOSTILE").unwrap();
        payer.client.request(hostile, format!("{}{path}", hub.url)).send().await.unwrap();
    }
    payer.post(&format!("/control/v1/services/{evil}/test"), &[]).await;
    for number in 0..300 {
        payer.post("/service/pay", &[("ServiceID", &format!("{MARK}{number}")), ("OrderKey", "1")]).await;
    }
    let scrape = Scrape::of(&hub.url).await;
    // Neither as it was meant nor as it was written.
    for written in ["hostile", "%48%6f", "%"] {
        let found: Vec<_> =
            scrape.label_values().filter(|(_, value)| value.to_lowercase().contains(written)).collect();
        assert_eq!(found, [], "{written}");
        assert!(!scrape.text.to_lowercase().contains(written), "{written}");
    }
    let of = |label: &str| -> BTreeSet<&str> {
        scrape.label_values().filter(|(name, _)| *name == label).map(|(_, value)| value).collect()
    };
    assert_eq!(of("service"), BTreeSet::from([SERVICE]));
    assert!(of("method").is_subset(&BTreeSet::from(["GET", "POST", "other"])), "{:?}", of("method"));
    assert!(of("route").len() < 30, "{:?}", of("route"));
    // Each address that there is belongs to somebody.
    let strays: Vec<_> = scrape
        .samples("mpay_sim_http_requests_total")
        .filter(|sample| sample.labels["group"] == "none")
        .collect();
    assert!(strays.iter().all(|sample| sample.labels["route"] == "none"), "{strays:?}");
}

#[tokio::test]
async fn no_order_no_card_and_no_payer_is_told_of() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let key = "ORDER-7f3a";
    e_service.change_order(|order| order.order_key = key.to_owned());
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, key, Some("http://shop.test/back-4711")).await;
    let address = visit.authorize().await;
    let result = visit.result().await;
    let payment = result.attribute("data-payment-id");
    let invoice = hub.invoice_of(key).await.unwrap();
    let session = visit.path.rsplit('/').next().unwrap();
    let transaction = address.rsplit('/').next().unwrap();
    let text = Scrape::of(&hub.url).await.text;
    // A time in seconds may have any digits.
    let named = |line: &str| line.rsplit_once(' ').map_or(line, |(name, _)| name).to_owned();
    let names = text.lines().map(named).collect::<Vec<_>>().join("\n");
    let (card, bare) = (GOOD_CARD, GOOD_CARD.replace(' ', ""));
    for secret in [
        key,
        "back-4711",
        &payment,
        &invoice,
        session,
        transaction,
        card,
        &bare,
        "4242",
        "Popescu",
        "POPESCU",
        "2001500023456",
        "D-00017",
        "1250",
    ] {
        assert!(!names.contains(secret), "{secret}");
    }
    assert!(!text.contains("1250.5"), "the amount");
}

#[tokio::test]
async fn however_many_services_there_are_the_labels_end() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let services = (0..150)
        .map(|number| {
            let mut service = e_service.service();
            service.id = ServiceId::parse(format!("S{number:03}")).unwrap();
            service
        })
        .collect();
    let hub = Hub::start(&clock, services).await;
    let scrape = Scrape::of(&hub.url).await;
    let labels: BTreeSet<_> =
        scrape.label_values().filter(|(name, _)| *name == "service").map(|(_, value)| value).collect();
    assert_eq!(labels.len(), 101);
    assert!(labels.contains("other"));
    let visit = Payer::new(&hub.url).enter("S149", "1", None).await;
    visit.pay_page().await;
    let understood = [("service", "other"), ("outcome", "understood")];
    let scrape = Scrape::of(&hub.url).await;
    assert_eq!(scrape.value("mpay_sim_soap_exchanges_total", &understood), Some(1.0));
}
