//! What a scenario applies to, how it is switched on and off, and how pages tell of it.

use mpay_sim::flow::scenarios::{Request, activate, list, stop, stop_all};

use crate::support::orders::{ORDER, SERVICE};
use crate::support::payer::PROCESSOR;
use crate::support::{EService, Hub, Payer, simulated_clock};

fn request(scenario: &str, service: Option<&str>, order: Option<&str>, calls: Option<i64>) -> Request {
    Request {
        scenario: scenario.to_owned(),
        parameters: vec![],
        service_id: service.map(str::to_owned),
        order_key: order.map(str::to_owned),
        calls,
    }
}

/// The scenarios of the calls so far, in their order; empty where the call was honest.
async fn applied(hub: &Hub) -> Vec<String> {
    hub.exchanges().await.into_iter().map(|row| row.scenario.unwrap_or_default()).collect()
}

#[tokio::test]
async fn the_most_specific_scope_wins_and_the_next_calls_are_counted() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    // Lawful forms, so that each look at the page is one call.
    for request in [
        request("prefix-lists", Some(SERVICE), Some(ORDER), Some(2)),
        request("rsa-sha256", None, Some(ORDER), Some(1)),
        request("key-info-x509-data", Some(SERVICE), None, None),
        request("key-info-thumbprint", None, None, None),
    ] {
        activate(hub.app(), request).await.unwrap();
    }
    let payer = Payer::new(&hub.url);
    for _ in 0..4 {
        payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    }
    payer.enter(SERVICE, "ORD-2", None).await.pay_page().await;
    let expected = ["prefix-lists", "prefix-lists", "rsa-sha256", "key-info-x509-data", "key-info-x509-data"];
    assert_eq!(applied(&hub).await, expected);
    let counts: Vec<i64> = list(hub.app()).await.unwrap().iter().map(|active| active.applied).collect();
    assert_eq!(counts, [0, 2, 1, 2]);
}

#[tokio::test]
async fn twenty_calls_at_once_take_no_more_than_was_asked_for() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    activate(hub.app(), request("rsa-sha256", None, None, Some(7))).await.unwrap();
    let looks = (0..20).map(|number| {
        let payer = Payer::new(&hub.url);
        tokio::spawn(async move {
            payer.enter(SERVICE, &format!("ORD-{number}"), None).await.pay_page().await.status
        })
    });
    for look in looks.collect::<Vec<_>>() {
        assert_eq!(look.await.unwrap(), 200);
    }
    let under = applied(&hub).await.into_iter().filter(|name| name == "rsa-sha256").count();
    assert_eq!(under, 7);
}

#[tokio::test]
async fn what_cannot_be_switched_on_is_refused_with_what_could() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let with_parameter = Request {
        parameters: vec![("bytes".to_owned(), "0".to_owned())],
        ..request("reply-cut", None, None, None)
    };
    let long = "x".repeat(37);
    for (request, expected) in [
        (request("unsinged", None, None, None), "no scenario `unsinged`; did you mean `unsigned`?"),
        (
            request("unsigned", Some("TEST1"), None, None),
            "not registered at this hub; did you mean `TEST01`?",
        ),
        (request("unsigned", None, Some(&long), None), "OrderKey has 37 characters"),
        (request("unsigned", None, None, Some(0)), "calls is 0, expected 1 to 1000000"),
        (with_parameter, "parameter `bytes` is `0`, expected a whole number from 1 to 1000000"),
    ] {
        let refused = activate(hub.app(), request).await.unwrap_err().to_string();
        assert!(refused.contains(expected), "{refused}");
    }
    assert_eq!(
        stop(hub.app(), 7).await.unwrap_err().to_string(),
        "no scenario has the number 7; it was stopped, or never switched on"
    );
    assert!(list(hub.app()).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_stopped_applies_no_more_and_stopping_all_may_be_limited() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let first = activate(hub.app(), request("unsigned", None, None, None)).await.unwrap();
    for order in ["A", "B", "B"] {
        activate(hub.app(), request("rsa-sha256", Some(SERVICE), Some(order), None)).await.unwrap();
    }
    stop(hub.app(), first.id).await.unwrap();
    assert_eq!(stop_all(hub.app(), None, Some("B".to_owned())).await.unwrap(), 2);
    assert_eq!(list(hub.app()).await.unwrap().len(), 1);
    assert_eq!(stop_all(hub.app(), None, None).await.unwrap(), 1);
    Payer::new(&hub.url).enter(SERVICE, "A", None).await.pay_page().await;
    assert_eq!(applied(&hub).await, [""]);
}

#[tokio::test]
async fn the_ribbon_of_every_page_names_what_is_active_in_its_language() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    assert!(!payer.get("/").await.has("active-scenarios"));
    let active = activate(hub.app(), request("duplicates-at-once", None, None, Some(1))).await.unwrap();
    for (address, text) in [
        ("/", "Scenariu activ: confirmare dublată"),
        ("/nowhere?lang=ru", "Активный сценарий: дублированное подтверждение"),
        ("/rules?lang=en", "Active scenario: duplicated confirmation"),
    ] {
        assert!(payer.get(address).await.has(text), "{address}");
    }
    for scenario in ["unsigned", "digest-wrong", "timestamp-missing", "two-bodies"] {
        activate(hub.app(), request(scenario, None, None, None)).await.unwrap();
    }
    let page = payer.get("/?lang=en").await;
    assert!(page.has("Active scenarios: wrong digest, duplicated confirmation, no Timestamp and 2 more"));
    stop_all(hub.app(), None, None).await.unwrap();
    assert!(!payer.get("/").await.has("active-scenarios"));
    assert!(active.is_active());
}

#[tokio::test]
async fn the_ribbon_of_an_order_s_pages_leaves_out_what_applies_to_other_orders() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    for (scenario, order) in [("rsa-sha256", ORDER), ("unsigned", "ANOTHER"), ("digest-wrong", "ANOTHER")] {
        activate(hub.app(), request(scenario, Some(SERVICE), Some(order), None)).await.unwrap();
    }
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    let choice = visit.choose(PROCESSOR).await;
    for address in [visit.path.clone(), choice.location()] {
        let page = visit.payer.get(&format!("{address}?lang=en")).await;
        assert!(page.has("Active scenario: rsa-sha256 signature<"), "{address}: {}", page.text());
    }
    assert!(
        visit
            .payer
            .get("/?lang=en")
            .await
            .has("Active scenarios: wrong digest, rsa-sha256 signature, unsigned")
    );
}
