//! Further calls that cannot be made, or not yet: they are neither sent nor do they use their scenario up, and every face says so.

use jiff::SignedDuration;
use mpay_sim::clock::{Clock, SimulatedClock};
use mpay_sim::domain::ids::PaymentId;
use mpay_sim::domain::scenario::{ActiveScenario, Standing};
use mpay_sim::domain::service::ReplySignature;
use mpay_sim::flow::scenarios::{Request, activate, list};
use mpay_sim::soap::Operation::ConfirmOrderPayment;
use serde_json::Value;

use crate::support::orders::{ORDER, SERVICE, partial_order};
use crate::support::{EService, Hub, Payer, simulated_clock, until};

/// Switches a scenario on for one payment.
async fn switch_on(hub: &Hub, scenario: &str) {
    let request = Request { scenario: scenario.to_owned(), calls: Some(1), ..Request::default() };
    activate(hub.app(), request).await.unwrap();
}

async fn only(hub: &Hub) -> ActiveScenario {
    list(hub.app()).await.unwrap().remove(0)
}

async fn paid(hub: &Hub, order: &str) -> PaymentId {
    let visit = Payer::new(&hub.url).enter(SERVICE, order, None).await;
    visit.pay_page().await;
    visit.authorize().await;
    let result = visit.result().await;
    assert_eq!(result.state(), "paid", "{}", result.text());
    PaymentId::new(result.attribute("data-payment-id"))
}

async fn scenarios_page(hub: &Hub) -> String {
    Payer::new(&hub.url).get("/console/scenarios?lang=en").await.text()
}

/// What the control API says at this path.
async fn api(hub: &Hub, path: &str) -> Value {
    serde_json::from_str(&Payer::new(&hub.url).get(&format!("/control/v1{path}")).await.text()).unwrap()
}

#[tokio::test]
async fn a_replay_whose_time_the_e_service_cannot_see_is_put_off_and_not_sent() {
    // The hub's clock alone is moved; messages and the e-Service keep the machine's time.
    let clock = Clock::Simulated(SimulatedClock::running());
    let e_service = EService::start(&Clock::System).await;
    let hub = Hub::start(&clock, vec![e_service.service_with(ReplySignature::Ignore, false)]).await;
    switch_on(&hub, "replay").await;
    let page = scenarios_page(&hub).await;
    assert!(page.contains("Its calls follow the next confirmation that the e-Service accepts"), "{page}");
    let payment = paid(&hub, ORDER).await;
    let due = only(&hub).await.next_call.unwrap().due;

    hub.app().clock.hand().unwrap().advance(SignedDuration::from_secs(700));
    until("the replay is put off", async || only(&hub).await.next_call.is_some_and(|next| due < next.due))
        .await;
    let scenario = only(&hub).await;
    assert_eq!((scenario.applied, e_service.received(ConfirmOrderPayment).len()), (0, 1));
    assert_eq!(hub.confirmations().await, [("Confirmed".to_owned(), 1)], "no attempt was made");
    let call = scenario.waiting_call().unwrap();
    let rest = call.due.duration_since(clock.now()).as_secs();
    assert!((600..=660).contains(&rest), "as long as it takes by the machine's clock, and not {rest} s");

    let page = scenarios_page(&hub).await;
    assert!(page.contains("Next call due at ") && !page.contains("It has not been applied yet"), "{page}");
    let told = &api(&hub, "/scenarios").await["used_up"][0]["next_call"];
    assert_eq!(told["due_at"], call.due.to_string());
    assert_eq!(told["seen_from"], call.seen_from.unwrap().to_string());
    let of_payment = &api(&hub, &format!("/payments/{payment}")).await["waiting_calls"];
    assert_eq!(of_payment[0], *told);
    let page = Payer::new(&hub.url).get(&format!("/console/payments/{payment}")).await;
    assert!(page.has("data-testid=\"waiting-call\""));
}

#[tokio::test]
async fn a_further_call_that_would_be_lawful_is_not_made_and_the_accepted_message_says_why() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let mut order = partial_order();
    order.allow_advance_payments = true;
    e_service.set_orders(vec![order]);
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    switch_on(&hub, "second-payment").await;
    paid(&hub, ORDER).await;
    until("it is known", async || only(&hub).await.not_applied.is_some()).await;
    let scenario = only(&hub).await;
    assert_eq!((scenario.remaining_calls, scenario.applied, scenario.next_call), (Some(1), 0, None));
    assert_eq!(e_service.received(ConfirmOrderPayment).len(), 1);
    let Standing::NotApplied(why) = scenario.standing(false) else { panic!("{scenario:?}") };
    assert!(why.finding.found.contains("the order allows advance payments"), "{}", why.finding.found);
    assert_eq!(why.finding.remedy.as_str(), "pay an order that does not allow it");
    // Of it `pay` tells too.
    assert!(hub.last_exchange().await.findings.contains("scenario-not-applied"));
    let message = why.exchange_id.unwrap();
    assert_eq!(message, i64::try_from(hub.exchanges().await.len()).unwrap());
    let page = scenarios_page(&hub).await;
    assert!(page.contains("Not applied, and not used up:"), "{page}");
    assert!(page.contains(&format!("href=\"/console/messages/{message}\"")), "{page}");
    let told = &api(&hub, "/scenarios").await["active"][0]["not_applied"];
    assert_eq!(
        (&told["exchange_id"], &told["remedy"]),
        (&message.into(), &why.finding.remedy.to_string().into())
    );
}

#[tokio::test]
async fn a_further_call_that_does_not_reach_the_e_service_gives_its_scenario_back_and_comes_again() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    switch_on(&hub, "duplicates-after-gap").await;
    paid(&hub, ORDER).await;
    e_service.go_away().await;
    hand.advance(SignedDuration::from_secs(301));
    until("the scenario is given back", async || only(&hub).await.remaining_calls == Some(1)).await;
    let scenario = only(&hub).await;
    let why = scenario.not_applied.unwrap();
    assert!(why.finding.found.contains("did not reach the e-Service"), "{}", why.finding.found);
    assert!(why.exchange_id.is_some());
    assert_eq!((scenario.applied, scenario.next_call), (0, None));

    e_service.come_back().await;
    paid(&hub, "DOSAR-2").await;
    until("it is asked for again", async || only(&hub).await.next_call.is_some()).await;
    hand.advance(SignedDuration::from_secs(301));
    until("it has shown", async || only(&hub).await.applied == 1).await;
    let scenario = only(&hub).await;
    assert_eq!((scenario.remaining_calls, scenario.not_applied), (Some(0), None));
}
