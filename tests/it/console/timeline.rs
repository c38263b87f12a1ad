//! The timeline of a payment tells every step, call and decision, in their order.

use mpay_sim::domain::order::OrderStatus;
use mpay_sim::soap::Operation::ConfirmOrderPayment;
use serde_json::Value;

use crate::control::calls::{call, value};
use crate::support::orders::{ORDER, SERVICE};
use crate::support::{Answer, EService, Hub, Payer, simulated_clock, until};

/// What the timeline of the latest payment says, one line a step: what happened, and more about it.
async fn steps(payer: &Payer) -> Vec<(String, String)> {
    let payment = value(&call(payer, "GET", "/payments/latest", "").await);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    payment["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| (text(&step["what"]), text(&step["detail"])))
        .collect()
}

#[tokio::test]
async fn the_whole_way_of_a_payment_is_told() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    e_service.next(ConfirmOrderPayment, Answer::fault("InternalError", "try later"));
    // Each step at a moment of its own, so that their order is the timeline's.
    let second = || hand.advance(jiff::SignedDuration::from_secs(1));
    let visit = payer.enter(SERVICE, ORDER, Some("http://127.0.0.1:9/back")).await;
    second();
    visit.pay_page().await;
    second();
    let at_payment_provider = visit.choose("card-demo-1").await.location();
    second();
    payer.post(&format!("{at_payment_provider}/extend"), &[]).await;
    second();
    let submitted = payer.card(&at_payment_provider, "4000 0000 0000 3220").await.location();
    assert!(submitted.ends_with("/3ds"), "{submitted}");
    second();
    payer.post(&submitted, &[("code", "123456")]).await;
    second();
    assert_eq!(visit.result().await.state(), "unconfirmed");
    assert_eq!(payer.get(&format!("{}/receipt.pdf", visit.path)).await.status, 200);
    assert_eq!(payer.get(&format!("{}/return", visit.path)).await.location(), "http://127.0.0.1:9/back");
    second();
    payer.post(&format!("/console/payments/latest/halt?service={SERVICE}"), &[]).await;
    second();
    payer.post("/console/payments/latest/resume", &[]).await;
    until("the second attempt", async || hub.count("confirmation_attempt").await == 2).await;
    let steps = steps(&payer).await;
    let what: Vec<&str> = steps.iter().map(|(what, _)| what.as_str()).collect();
    // What happens at one moment may stand either way round.
    let position = |name: &str| {
        what.iter().position(|step| *step == name).unwrap_or_else(|| panic!("no {name}: {what:?}"))
    };
    let in_order = [
        "visit.opened",
        "GetOrderDetails",
        "payment.started",
        "payment.extended",
        "payment.authenticating",
        "payment.decided",
        "payment.authorized",
        "confirmation.halted",
        "confirmation.resumed",
        "confirmation.confirmed",
    ];
    let places: Vec<usize> = in_order.iter().map(|name| position(name)).collect();
    assert!(places.is_sorted(), "{what:?}");
    for also in [
        "invoice.created",
        "payment.at-payment-provider",
        "ConfirmOrderPayment",
        "receipt.downloaded",
        "visit.returned",
    ] {
        position(also);
    }
    let detail = |name: &str| steps[position(name)].1.as_str();
    assert!(detail("confirmation.failed").contains("InternalError: try later"), "{steps:?}");
    assert!(detail("confirmation.failed").contains("; the next one at 2027-01-04T"), "{steps:?}");
    assert_eq!(detail("visit.returned"), "http://127.0.0.1:9/back");
    assert_eq!(
        (detail("payment.authenticating"), detail("payment.decided")),
        ("AwaitingAuthentication", "Authorized")
    );
    let page = payer.get(&payer.get("/console/payments/latest").await.location()).await;
    assert!(page.has("<b>Serviciul electronic a refuzat</b>"), "{}", page.text());
    for step in &what {
        assert!(page.has(step), "{step}: {}", page.text());
    }
}

#[tokio::test]
async fn a_payment_that_is_given_back_says_so() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    // Two payers pay one order at two payment providers.
    let (first, second) = (payer.enter(SERVICE, ORDER, None).await, payer.enter(SERVICE, ORDER, None).await);
    for visit in [&first, &second] {
        visit.pay_page().await;
    }
    let (one, other) = (first.choose("mia").await.location(), second.choose("mia").await.location());
    payer.post(&one, &[("outcome", "approved")]).await;
    payer.post(&other, &[("outcome", "approved")]).await;
    first.result().await;
    second.result().await;
    let what: Vec<String> = steps(&payer).await.into_iter().map(|(what, _)| what).collect();
    for step in ["payment.reversing", "payment.reversed"] {
        assert!(what.iter().any(|one| one == step), "{step}: {what:?}");
    }
}

#[tokio::test]
async fn an_order_that_is_described_anew_says_what_changed() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    visit.pay_page().await;
    let updated =
        async || value(&call(&payer, "GET", "/events/kept?kind=invoice.updated", "").await)["events"].clone();
    assert_eq!(updated().await, serde_json::json!([]), "the same description changes nothing");
    e_service.change_order(|order| order.status = OrderStatus::Cancelled);
    visit.pay_page().await;
    assert_eq!(updated().await[0]["detail"], "Cancelled instead of Open");
    let event = updated().await[0].clone();
    assert_eq!((&event["service_id"], &event["order_key"]), (&SERVICE.into(), &ORDER.into()));
}
