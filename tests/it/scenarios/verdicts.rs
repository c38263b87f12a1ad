//! What a scenario says of e-Services that take it wrongly, or not at all; and that the hub's own books stay right.

use jiff::SignedDuration;
use mpay_sim::domain::ids::{OrderKey, ServiceId};
use mpay_sim::domain::service::ReplySignature;
use mpay_sim::flow::scenarios::{Request, activate, list};
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};
use mpay_sim::soap::get_order_details::write_reply;

use crate::control::calls::call;
use crate::support::orders::{ORDER, SERVICE, order, partial_order};
use crate::support::payer::Visit;
use crate::support::{Answer, EService, Hub, Payer, simulated_clock, until};

async fn switch_on(hub: &Hub, scenario: &str) {
    let request = Request { scenario: scenario.to_owned(), calls: Some(1), ..Request::default() };
    activate(hub.app(), request).await.unwrap();
}

/// A visit whose payer has paid, and which the hub is still to learn of.
async fn authorized(hub: &Hub) -> Visit {
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    visit.authorize().await;
    visit
}

async fn is_confirmed_after(hub: &Hub, attempts: i64) {
    until("the honest confirmation", async || {
        hub.confirmations().await == [("Confirmed".to_owned(), attempts)]
    })
    .await;
}

#[tokio::test]
async fn an_e_service_that_accepts_everything_fails_and_its_acceptance_confirms_nothing() {
    for scenario in ["unsigned", "digest-wrong", "body-in-header", "amount-more", "currency-other"] {
        let (clock, hand) = simulated_clock();
        let e_service = EService::start(&clock).await;
        let hub = Hub::start(&clock, vec![e_service.service()]).await;
        let visit = authorized(&hub).await;
        switch_on(&hub, scenario).await;
        let page = visit.result().await;
        assert_eq!(page.state(), "unconfirmed", "{scenario}");
        assert!(page.has("scenario-accepted") && page.has(scenario), "{scenario}: the page tells");
        let exchange = hub.last_exchange().await;
        assert_eq!(exchange.outcome, format!("scenario {scenario}: accepted, which does not count"));
        assert_eq!(hub.confirmations().await, [("Pending".to_owned(), 1)]);
        let payer = Payer::new(&hub.url);
        let timeline = payer.get(&payer.get("/console/payments/latest").await.location()).await;
        assert!(timeline.has("<b>Acceptat, dar nu contează</b>"), "{}", timeline.text());
        hand.advance(SignedDuration::from_secs(5));
        is_confirmed_after(&hub, 2).await;
        let [of_scenario, honest] = &e_service.received(ConfirmOrderPayment)[..] else { panic!() };
        assert_ne!(of_scenario.body, honest.body);
        let paid = &e_service.received(ConfirmOrderPayment)[1].confirmation();
        assert_eq!((paid.total_amount.bani(), paid.currency.as_str()), (125_050, "MDL"));
        assert_eq!(list(hub.app()).await.unwrap()[0].applied, 1);
    }
}

/// The verdict quotes the fault. The fault's own finding would blame the hub's certificate, which the honest call disproves.
#[tokio::test]
async fn a_fault_under_a_scenario_is_explained_by_the_verdict_alone() {
    for (scenario, verdict) in
        [("unsigned", "scenario-refused"), ("key-info-x509-data", "scenario-form-refused")]
    {
        let (clock, _) = simulated_clock();
        let e_service = EService::start(&clock).await;
        let hub = Hub::start(&clock, vec![e_service.service()]).await;
        switch_on(&hub, scenario).await;
        e_service.next(GetOrderDetails, Answer::fault("AuthenticationFailed", "who are you"));
        Payer::new(&hub.url).enter(SERVICE, ORDER, None).await.pay_page().await;
        let exchange = hub.exchanges().await.remove(0);
        assert_eq!(exchange.scenario.as_deref(), Some(scenario));
        assert!(
            exchange.findings.contains(verdict) && exchange.findings.contains("who are you"),
            "{exchange:?}"
        );
        assert!(!exchange.findings.contains("\"fault\""), "{exchange:?}");
    }
}

#[tokio::test]
async fn an_order_that_is_described_under_a_scenario_is_not_believed() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    switch_on(&hub, "order-key-unknown").await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    let page = visit.pay_page().await;
    assert_eq!(page.status, 200);
    assert!(page.has("scenario-accepted"), "the e-Service describes an order that nobody made");
    let asked: Vec<String> = e_service.received(GetOrderDetails).iter().map(asked_order_key).collect();
    assert!(asked[0].starts_with("SIM-UNKNOWN-") && asked[1] == ORDER, "{asked:?}");
    let service = ServiceId::parse(SERVICE).unwrap();
    let store = &hub.app().store;
    assert!(store.invoice_of_order(&service, &OrderKey::parse(ORDER).unwrap()).await.unwrap().is_some());
    assert_eq!(hub.count("invoice").await, 1);
}

fn asked_order_key(received: &crate::support::e_service::Received) -> String {
    let from = received.body.find("<OrderKey>").unwrap() + "<OrderKey>".len();
    received.body[from..].split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_answer_that_says_neither_gives_no_verdict() {
    for (answer, rule) in [
        (Answer::Http(500, b"<html></html>".to_vec()), "scenario-inconclusive"),
        (Answer::fault("InternalError", "broken"), "scenario-inconclusive"),
        (Answer::fault("SOAP-ENV:Server", "Internal Error"), "scenario-inconclusive"),
        // Of an answer that the policy does not take nobody knows who wrote it, and it may hold no order.
        (Answer::Unsigned(200, write_reply(&[])), "scenario-inconclusive"),
        (Answer::Unsigned(200, write_reply(&[order()])), "scenario-inconclusive"),
        (Answer::fault("AuthenticationFailed", "who are you?"), "scenario-refused"),
    ] {
        let (clock, _) = simulated_clock();
        let e_service = EService::start(&clock).await;
        let hub = Hub::start(&clock, vec![e_service.service()]).await;
        switch_on(&hub, "unsigned").await;
        e_service.next(GetOrderDetails, answer);
        let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
        let page = visit.pay_page().await;
        assert!(page.status == 200 && page.has(rule), "{rule}");
    }
}

#[tokio::test]
async fn a_scenario_whose_call_was_never_sent_waits_for_one_that_is() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = authorized(&hub).await;
    switch_on(&hub, "signature-wrong").await;
    e_service.go_away().await;
    visit.result().await;
    let exchange = hub.last_exchange().await;
    assert_eq!(exchange.scenario, None);
    assert!(!exchange.findings.contains("scenario-"), "{}", exchange.findings);
    let left =
        |list: &[mpay_sim::domain::scenario::ActiveScenario]| (list[0].remaining_calls, list[0].applied);
    assert_eq!(left(&list(hub.app()).await.unwrap()), (Some(1), 0));
    e_service.come_back().await;
    hand.advance(SignedDuration::from_secs(5));
    until("the scenario is applied", async || left(&list(hub.app()).await.unwrap()) == (Some(0), 1)).await;
    until("its attempt has ended", async || hub.confirmations().await[0].0 == "Pending").await;
    hand.advance(SignedDuration::from_secs(30));
    is_confirmed_after(&hub, 3).await;
}

#[tokio::test]
async fn a_scenario_that_makes_no_sense_for_an_order_says_why_and_the_call_is_honest() {
    let (clock, _) = simulated_clock();
    for (scenario, why) in [
        ("amount-less", "the order allows partial payments"),
        ("line-missing", "the confirmation has one line"),
        ("signed-by-e-service", "name the key's own file as `certificate_key`"),
    ] {
        let e_service = EService::start(&clock).await;
        e_service.set_orders(vec![partial_order()]);
        e_service.change_order(|order| {
            order.lines.truncate(1);
            order.total_amount_due = order.lines[0].amount_due;
        });
        let mut service = e_service.service();
        // Pinned at first use, the certificate is none of which the hub was given the key.
        service.certificate = None;
        let hub = Hub::start(&clock, vec![service]).await;
        let visit = authorized(&hub).await;
        switch_on(&hub, scenario).await;
        assert_eq!(visit.result().await.state(), "paid", "{scenario}");
        let exchange = hub.last_exchange().await;
        assert!(exchange.findings.contains("scenario-not-applied"), "{}", exchange.findings);
        assert!(exchange.findings.contains(why), "{}", exchange.findings);
        assert_eq!((exchange.scenario, exchange.outcome.as_str()), (None, "accepted"));
        let [active] = &list(hub.app()).await.unwrap()[..] else { panic!() };
        assert_eq!((active.remaining_calls, active.applied), (Some(1), 0));
    }
}

/// The findings of the one exchange under a scenario.
#[tokio::test]
async fn a_registered_service_cannot_be_given_a_key_and_the_reason_says_what_can_be_done() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let mut service = e_service.service();
    service.certificate = None;
    let hub = Hub::start(&clock, vec![service.clone()]).await;
    let body = format!("{{\"endpoint_url\":\"{}\"}}", service.endpoint_url);
    let registered = call(&Payer::new(&hub.url), "PUT", &format!("/services/{SERVICE}"), &body).await;
    assert!(registered.status < 300, "{}", registered.text());
    let visit = authorized(&hub).await;
    switch_on(&hub, "signed-by-e-service").await;
    assert_eq!(visit.result().await.state(), "paid");
    let findings = hub.last_exchange().await.findings;
    assert!(
        findings.contains("remove the registration, and put the service into mpay-sim.toml"),
        "{findings}"
    );
}

async fn findings_under_scenario(hub: &Hub) -> String {
    let under: Vec<_> = hub.exchanges().await.into_iter().filter(|row| row.scenario.is_some()).collect();
    let [row] = &under[..] else { panic!("{} calls under a scenario", under.len()) };
    row.findings.clone()
}

#[tokio::test]
async fn a_refusal_at_an_e_service_that_refuses_the_honest_call_too_is_inconclusive_and_says_so() {
    for scenario in ["unsigned", "rsa-sha256"] {
        let (clock, _) = simulated_clock();
        let e_service = EService::start(&clock).await;
        let hub = Hub::start(&clock, vec![e_service.service()]).await;
        switch_on(&hub, scenario).await;
        e_service.always(GetOrderDetails, Answer::fault("AuthenticationFailed", "who are you?"));
        Payer::new(&hub.url).enter(SERVICE, ORDER, None).await.pay_page().await;
        let findings = findings_under_scenario(&hub).await;
        assert!(findings.contains("\"rule\":\"scenario-inconclusive\""), "{scenario}: {findings}");
        let why = "The honest call beside it was not accepted either (fault AuthenticationFailed)";
        assert!(findings.contains(why), "{scenario}: {findings}");
    }
}

#[tokio::test]
async fn a_refused_confirmation_has_its_verdict_once_the_honest_one_is_answered() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = authorized(&hub).await;
    switch_on(&hub, "digest-wrong").await;
    e_service.next(ConfirmOrderPayment, Answer::fault("AuthenticationFailed", "who are you?"));
    assert_eq!(visit.result().await.state(), "unconfirmed");
    assert!(findings_under_scenario(&hub).await.contains("scenario-awaits-honest-call"));
    hand.advance(SignedDuration::from_secs(5));
    is_confirmed_after(&hub, 2).await;
    until("the verdict", async || {
        let findings = findings_under_scenario(&hub).await;
        findings.contains("\"rule\":\"scenario-refused\"") && !findings.contains("\"rule\":\"fault\"")
    })
    .await;
}

#[tokio::test]
async fn a_second_answer_after_a_lost_reply_is_the_verdict_on_the_call_whose_reply_was_lost() {
    for (second, rule) in [
        (Answer::Honest, "scenario-understood"),
        (Answer::fault("InvalidParameter", "that PaymentID again?"), "scenario-not-understood"),
        (Answer::fault("InternalError", "duplicate key"), "scenario-inconclusive"),
    ] {
        let (clock, hand) = simulated_clock();
        let e_service = EService::start(&clock).await;
        let hub = Hub::start(&clock, vec![e_service.service()]).await;
        let visit = authorized(&hub).await;
        switch_on(&hub, "reply-cut").await;
        assert_eq!(visit.result().await.state(), "unconfirmed");
        e_service.next(ConfirmOrderPayment, second);
        hand.advance(SignedDuration::from_secs(5));
        let wanted = format!("\"rule\":\"{rule}\"");
        until(rule, async || findings_under_scenario(&hub).await.contains(&wanted)).await;
    }
}

#[tokio::test]
async fn what_the_e_service_s_clock_does_not_show_is_no_verdict() {
    let (clock, hand) = simulated_clock();
    // An e-Service keeps its own time, however the hub's clock is moved.
    let (time_of_e_service, _) = simulated_clock();
    let e_service = EService::start(&time_of_e_service).await;
    let service = e_service.service_with(ReplySignature::Ignore, true);
    let hub = Hub::start(&clock, vec![service]).await;
    let visit = authorized(&hub).await;
    switch_on(&hub, "replay").await;
    assert_eq!(visit.result().await.state(), "paid");
    hand.advance(SignedDuration::from_secs(660));
    until("the replay", async || hub.exchanges().await.iter().any(|row| row.scenario.is_some())).await;
    let findings = findings_under_scenario(&hub).await;
    assert!(findings.contains("\"rule\":\"scenario-inconclusive\""), "{findings}");
    assert!(findings.contains("By the e-Service's clock it is 2027-01-04T08:51:24.321Z"), "{findings}");
}

#[tokio::test]
async fn a_timestamp_within_the_usual_five_minutes_is_judged_neither_way() {
    for (by, rule) in [("90", "scenario-inconclusive"), ("301", "scenario-accepted")] {
        let (clock, _) = simulated_clock();
        let e_service = EService::start(&clock).await;
        let hub = Hub::start(&clock, vec![e_service.service()]).await;
        let request = Request {
            scenario: "timestamp-future".to_owned(),
            parameters: vec![("by".to_owned(), by.to_owned())],
            calls: Some(1),
            ..Request::default()
        };
        activate(hub.app(), request).await.unwrap();
        Payer::new(&hub.url).enter(SERVICE, ORDER, None).await.pay_page().await;
        let findings = findings_under_scenario(&hub).await;
        assert!(findings.contains(&format!("\"rule\":\"{rule}\"")), "{by}: {findings}");
        assert!(
            findings.contains(&format!("Created is {by} seconds after the time of the call")),
            "{findings}"
        );
    }
}
