//! Every scenario of the table against the sample e-Service.

use jiff::SignedDuration;
use mpay_sim::domain::scenario::{Expected, Parameters, SCENARIOS, Scenario};
use mpay_sim::flow::scenarios::{Request, activate};

use crate::support::hub::ExchangeRow;
use crate::support::sample::Demo;
use crate::support::{simulated_clock, until};

const SERVICE: &str = "ADP02";

/// Switches a scenario on for the next call about this order.
async fn switch_on(demo: &Demo, scenario: &Scenario, order: &str) {
    let request = Request {
        scenario: scenario.name.to_owned(),
        service_id: Some(SERVICE.to_owned()),
        order_key: Some(order.to_owned()),
        calls: Some(1),
        ..Request::default()
    };
    activate(demo.hub.app(), request).await.unwrap();
}

/// The one exchange under this scenario.
async fn exchange_under(demo: &Demo, scenario: &Scenario) -> ExchangeRow {
    let exchanges = demo.hub.exchanges().await;
    let mut under: Vec<ExchangeRow> =
        exchanges.into_iter().filter(|row| row.scenario.as_deref() == Some(scenario.name)).collect();
    assert_eq!(under.len(), 1, "{}", scenario.name);
    under.remove(0)
}

/// The exchange passed, and nothing about it is an error.
fn assert_passed(scenario: &Scenario, row: &ExchangeRow) {
    let rule = match scenario.expected {
        Expected::Refuse => "\"rule\":\"scenario-refused\"",
        Expected::Accept | Expected::AcceptOnce | Expected::MayRefuse => "\"rule\":\"scenario-understood\"",
    };
    assert!(row.findings.contains(rule), "{}: {}\n{}", scenario.name, row.outcome, row.findings);
    assert!(!row.findings.contains("\"rule\":\"fault\""), "{}: {}", scenario.name, row.findings);
    assert!(row.outcome.starts_with(&format!("scenario {}: ", scenario.name)), "{}", row.outcome);
}

#[tokio::test]
async fn the_sample_e_service_takes_each_get_order_details_rightly_and_the_payer_notices_nothing() {
    for scenario in SCENARIOS.iter().filter(|one| one.operations.names().contains(&"GetOrderDetails")) {
        let (clock, _) = simulated_clock();
        let demo = Demo::start(&clock).await;
        let order = demo.order().await;
        switch_on(&demo, scenario, &order).await;
        let visit = demo.payer.enter(SERVICE, &order, None).await;
        let page = visit.pay_page().await;
        assert_eq!(page.status, 200, "{}", scenario.name);
        let row = exchange_under(&demo, scenario).await;
        assert_passed(scenario, &row);
        // The call that does not count is followed by the honest one at once.
        let calls = if scenario.expected == Expected::Refuse { 2 } else { 1 };
        assert_eq!(demo.hub.exchanges().await.len(), calls, "{}", scenario.name);
        assert!(demo.hub.last_exchange().await.outcome.ends_with("orders: 1"), "{}", scenario.name);
    }
}

#[tokio::test]
async fn the_sample_e_service_takes_each_confirmation_rightly_and_books_the_payment_once() {
    for scenario in SCENARIOS.iter().filter(|one| !one.is_follow_up()) {
        let (clock, hand) = simulated_clock();
        let demo = Demo::start(&clock).await;
        let order = demo.order().await;
        let visit = demo.payer.enter(SERVICE, &order, None).await;
        visit.pay_page().await;
        visit.authorize().await;
        switch_on(&demo, scenario, &order).await;
        let state = visit.result().await.state();
        if scenario.expected == Expected::Refuse || scenario.loses_reply() {
            assert_eq!(state, "unconfirmed", "{}", scenario.name);
            let books = if scenario.loses_reply() { "Paid" } else { "Active" };
            let page = demo.order_page(&order).await;
            assert!(page.contains(&format!("data-status=\"{books}\"")), "{}", scenario.name);
            hand.advance(SignedDuration::from_secs(5));
        }
        until(scenario.name, async || {
            demo.hub.confirmations().await.iter().all(|(status, _)| status == "Confirmed")
        })
        .await;
        assert_passed(scenario, &exchange_under(&demo, scenario).await);
        assert!(demo.order_page(&order).await.contains("data-status=\"Paid\""), "{}", scenario.name);
    }
}

#[tokio::test]
async fn the_sample_e_service_takes_each_further_call_rightly_and_books_the_payment_once() {
    for scenario in SCENARIOS.iter().filter(|one| one.is_follow_up()) {
        let (clock, hand) = simulated_clock();
        let demo = Demo::start(&clock).await;
        let order = demo.order().await;
        switch_on(&demo, scenario, &order).await;
        let visit = demo.payer.enter(SERVICE, &order, None).await;
        visit.pay_page().await;
        visit.authorize().await;
        assert_eq!(visit.result().await.state(), "paid", "{}", scenario.name);
        let number = |name| Parameters::default().number(scenario, name);
        let (wait, calls) = match scenario.name {
            "duplicates-at-once" => (0, number("count")),
            "duplicates-after-gap" => (number("gap"), 1),
            "replay" => (number("after"), 1),
            _ => (0, 1),
        };
        let made = async || {
            let exchanges = demo.hub.exchanges().await;
            exchanges.into_iter().filter(|row| row.scenario.is_some()).collect::<Vec<_>>()
        };
        if wait > 0 {
            hand.advance(SignedDuration::from_secs(wait) - SignedDuration::from_millis(1));
            assert!(made().await.is_empty(), "{}: too early", scenario.name);
            hand.advance(SignedDuration::from_millis(1));
        }
        until(scenario.name, async || made().await.len() == usize::try_from(calls).unwrap()).await;
        for row in made().await {
            assert_passed(scenario, &row);
        }
        let exchanges = demo.hub.exchanges().await;
        let accepted = exchanges.iter().find(|row| row.outcome == "accepted").unwrap();
        let [.., last] = &exchanges[..] else { panic!() };
        assert_eq!(last.request == accepted.request, scenario.name == "replay", "{}", scenario.name);
        assert_eq!(hub_confirmation(&demo).await, "Confirmed", "{}", scenario.name);
        let page = demo.order_page(&order).await;
        assert!(
            page.contains("data-status=\"Paid\"") && page.contains(&booked_payment(accepted)),
            "{}",
            scenario.name
        );
    }
}

async fn hub_confirmation(demo: &Demo) -> String {
    demo.hub.confirmations().await.remove(0).0
}

/// The PaymentID of a confirmation, which the shop's page shows once it is booked.
fn booked_payment(row: &ExchangeRow) -> String {
    row.payment_id.clone().unwrap()
}
