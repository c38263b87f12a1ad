//! What a person can do: each action does what it says, once, and the browser comes back to a page that says so.

use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};

use crate::support::orders::{ORDER, SERVICE};
use crate::support::{Answer, EService, Hub, Payer, simulated_clock, until};

/// A hub whose e-Service has not understood the confirmation, and the payment's number.
async fn unconfirmed(e_service: &EService, clock: &mpay_sim::clock::Clock) -> (Hub, Payer, String) {
    e_service.next(ConfirmOrderPayment, Answer::fault("InternalError", "try later"));
    let hub = Hub::start(clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.authorize().await;
    assert_eq!(visit.result().await.state(), "unconfirmed");
    let (payment, ..) = hub.payments().await.remove(0);
    (hub, payer, payment)
}

async fn status(hub: &Hub) -> String {
    hub.confirmations().await.remove(0).0
}

#[tokio::test]
async fn a_confirmation_is_halted_resumed_sent_and_doubled() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let (hub, payer, payment) = unconfirmed(&e_service, &clock).await;
    let act = async |operation: &str, fields: &[(&str, &str)]| {
        let page = payer.post(&format!("/console/payments/{payment}/{operation}"), fields).await;
        assert_eq!(page.status, 303, "{operation}: {}", page.text());
        let to = page.location();
        let shown = payer.get(&to).await;
        assert!(shown.status == 200 && shown.has("data-testid=\"notice\""), "{to}: {}", shown.text());
        to.split("notice=").nth(1).unwrap().to_owned()
    };
    let queue = payer.get("/console/queue?lang=en").await;
    assert!(queue.has("data-testid=\"queue-Pending\"") && queue.has(&payment), "{}", queue.text());
    assert!(queue.has("InternalError"), "the queue shows the last outcome");

    assert_eq!(act("halt", &[]).await, "done");
    assert_eq!(status(&hub).await, "Halted");
    assert_eq!(act("halt", &[("back", "queue")]).await, "already-so");
    assert!(payer.get("/console/queue").await.has("data-testid=\"queue-Halted\""));
    e_service.next(ConfirmOrderPayment, Answer::fault("InternalError", "again"));
    assert_eq!(act("resume", &[]).await, "done");
    until("the resumed attempt", async || hub.confirmations().await == [("Pending".to_owned(), 2)]).await;
    assert_eq!(act("send-now", &[]).await, "done");
    until("the attempt that was asked for", async || status(&hub).await == "Confirmed").await;
    assert_eq!(act("send-now", &[]).await, "already-confirmed");
    assert_eq!(act("send-again", &[]).await, "done");
    until("the fourth attempt", async || hub.count("confirmation_attempt").await == 4).await;
    for wrong in [
        [("count", "0"), ("gap", "")],
        [("count", "1001"), ("gap", "")],
        [("count", "2"), ("gap", "soon")],
        [("count", "2"), ("gap", "-5s")],
    ] {
        assert_eq!(act("duplicate", &wrong).await, "invalid", "{wrong:?}");
    }
    assert_eq!(act("duplicate", &[("count", "3"), ("gap", "")]).await, "done");
    until("three duplicates", async || hub.count("confirmation_attempt").await == 7).await;
    let page = payer.get(&format!("/console/payments/{payment}")).await;
    // Each attempt, the calls of the timeline, and what came of each attempt; beside them the picture has its own links.
    let text = page.text();
    let below = text.split_once("<div class=\"below\">").unwrap().1;
    assert_eq!(below.matches("<a href=\"/console/messages/").count(), 7 + 8 + 7, "{below}");
    assert_eq!(payer.post(&format!("/console/payments/{payment}/explode"), &[]).await.status, 404);
    assert_eq!(payer.post("/console/payments/1/halt", &[]).await.status, 404);
    // Another page cannot act in the name of whoever has the console open.
    let foreign = payer.client.post(format!("{}/console/payments/{payment}/halt", hub.url));
    let foreign = foreign.header("Origin", "http://evil.example").send().await.unwrap();
    assert_eq!(foreign.status(), 403);
}

#[tokio::test]
async fn everything_of_a_service_is_made_due_at_once() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let (hub, payer, _) = unconfirmed(&e_service, &clock).await;
    let done = payer.post("/console/queue/redrive", &[("service", SERVICE)]).await;
    assert_eq!(done.location(), "/console/queue?notice=redriven");
    until("the confirmation", async || status(&hub).await == "Confirmed").await;
    assert_eq!(payer.post("/console/queue/redrive", &[]).await.location(), "/console/queue?notice=invalid");
}

#[tokio::test]
async fn the_clock_is_moved_set_frozen_and_released() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let (hub, payer, _) = unconfirmed(&e_service, &clock).await;
    let turn = async |fields: &[(&str, &str)]| payer.post("/console/clock", fields).await.location();
    assert_eq!(turn(&[("turn", "advance"), ("by", "24h")]).await, "/console/clock?notice=clock-turned");
    until("the attempt that was due within the day", async || status(&hub).await == "Confirmed").await;
    let start = clock.now();
    assert_eq!(
        turn(&[("turn", "set"), ("to", "2027-02-01T12:00")]).await,
        "/console/clock?notice=clock-turned"
    );
    assert_eq!(clock.now().to_string(), "2027-02-01T10:00:00Z");
    for wrong in [
        [("turn", "advance"), ("by", "soon")],
        [("turn", "advance"), ("by", "900000h")],
        [("turn", "set"), ("to", "")],
        [("turn", "around"), ("by", "")],
    ] {
        assert_eq!(turn(&wrong).await, "/console/clock?notice=invalid", "{wrong:?}");
    }
    hand.set(start);
    let page = payer.get("/console/clock?lang=en").await;
    assert!(page.has("data-frozen=\"true\"") && page.has("data-testid=\"clock-notice\""), "{}", page.text());
    turn(&[("turn", "release")]).await;
    assert!(!clock.state().is_frozen);
    turn(&[("turn", "freeze")]).await;
    assert!(clock.state().is_frozen);
}

#[tokio::test]
async fn an_e_service_is_asked_again() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    e_service.next(GetOrderDetails, Answer::Http(503, b"busy".to_vec()));
    let again = payer.post("/console/messages/1/again", &[]).await;
    assert_eq!(again.location(), "/console/messages/2/response?notice=asked-again");
    let shown = payer.get(&again.location()).await;
    assert!(
        shown.has("class=\"verdict verdict--bad\"") && shown.has("data-testid=\"notice\""),
        "{}",
        shown.text()
    );
    let latest = payer.post(&format!("/console/messages/latest/again?service={SERVICE}"), &[]).await;
    assert_eq!(latest.location(), "/console/messages/3/response?notice=asked-again");
    assert_eq!(payer.post("/console/messages/9/again", &[]).await.status, 404);
}

#[tokio::test]
async fn a_scenario_is_switched_on_told_in_the_ribbon_and_stopped() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let start = async |fields: &[(&str, &str)]| payer.post("/console/scenarios", fields).await;
    let started = start(&[
        ("scenario", "duplicates-after-gap"),
        ("service", SERVICE),
        ("order", ORDER),
        ("calls", "3"),
        ("parameter-gap", "60"),
        ("parameter-count", ""),
    ])
    .await;
    assert_eq!(started.location(), "/console/scenarios?notice=scenario-on");
    let page = payer.get("/console/scenarios?lang=en").await;
    assert!(page.has("data-testid=\"active-scenarios\"") && page.has("gap=60"), "{}", page.text());
    for (field, value, why) in [
        ("scenario", "unsined", "did you mean `unsigned`?"),
        ("service", "NOBODY", "is not registered"),
        ("calls", "many", "expected 1 to 1000000"),
        ("parameter-gap", "1", "has no parameter `gap`"),
    ] {
        // Of two fields with one name the first counts.
        let refused = start(&[(field, value), ("scenario", "unsigned")]).await;
        assert_eq!(refused.status, 422, "{field}");
        assert!(
            refused.text().replace("<code>", "`").replace("</code>", "`").contains(why),
            "{field}: {}",
            refused.text()
        );
    }
    assert_eq!(
        payer.post("/console/scenarios/999/stop", &[]).await.location(),
        "/console/scenarios?notice=not-found"
    );
    assert_eq!(
        payer.post("/console/scenarios/1/stop", &[]).await.location(),
        "/console/scenarios?notice=scenario-off"
    );
    start(&[("scenario", "unsigned")]).await;
    assert_eq!(
        payer.post("/console/scenarios/stop", &[]).await.location(),
        "/console/scenarios?notice=scenario-off"
    );
    assert!(!payer.get("/console/scenarios").await.has("data-testid=\"stop\""));
}
