//! The console's first page: what failed and why, the counts of today, the services, and what is switched on.

use jiff::SignedDuration;
use mpay_sim::domain::ids::ServiceId;
use mpay_sim::domain::service::Service;
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};

use crate::support::orders::{ORDER, SERVICE};
use crate::support::payer::{GOOD_CARD, PROCESSOR, Page};
use crate::support::{Answer, EService, Hub, Payer, Scrape, simulated_clock, until};

async fn overview(payer: &Payer) -> Page {
    let page = payer.get("/console?lang=en").await;
    assert_eq!(page.status, 200, "{}", page.text());
    page
}

/// The numbers on the tiles: payments, confirmed, waiting, declined.
fn tiles(page: &Page) -> Vec<String> {
    let text = page.text();
    let tiles = text.split("class=\"tile").skip(2);
    tiles.map(|tile| tile.split("<b>").nth(1).unwrap().split('<').next().unwrap().to_owned()).collect()
}

/// A page of a web server, as ASP.NET makes it.
fn server_error() -> Answer {
    Answer::Http(
        500,
        b"<html><h1>Server Error in '/' Application.</h1><p>NullReferenceException</p></html>".to_vec(),
    )
}

#[tokio::test]
async fn an_overview_of_nothing_teaches_how_to_start() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let page = overview(&Payer::new(&hub.url)).await;
    for part in [
        "data-testid=\"empty\"",
        "href=\"/service/",
        "href=\"/console/payments/start\"",
        &format!("mpay-sim pay --service {SERVICE} --order"),
        &format!("mpay-sim check --service {SERVICE} --order"),
        "mpay-sim tail --failed",
        "never called",
    ] {
        assert!(page.has(part), "{part}: {}", page.text());
    }
    assert!(!page.has("data-testid=\"troubles\""));
    assert_eq!(tiles(&page), ["0", "0", "0", "0"]);
}

#[tokio::test]
async fn a_failed_lookup_is_named_with_the_words_the_remedy_and_the_way_there() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, None).await;
    for _ in 0..3 {
        e_service.next(
            GetOrderDetails,
            Answer::fault("Server", "Can not validate incoming certificate. Invalid CN"),
        );
        visit.pay_page().await;
    }
    let page = overview(&payer).await;
    assert_eq!(
        page.text().matches("data-testid=\"trouble\"").count(),
        1,
        "equal ones are one: {}",
        page.text()
    );
    for part in [
        "the e-Service does not trust the hub",
        "Can not validate incoming certificate. Invalid CN",
        "hub.cer",
        "3 times",
        "href=\"/console/messages/3\"",
        "/rules#",
        "Test the connection",
        "chip--bad",
        "3 of 3",
    ] {
        assert!(page.has(part), "{part}: {}", page.text());
    }
    assert!(page.body.len() < 60_000, "{}", page.body.len());
    // A later success mends it; the list of failed calls keeps it.
    visit.pay_page().await;
    let page = overview(&payer).await;
    assert!(page.has("data-testid=\"nothing\"") && page.has("3 of 4"), "{}", page.text());
    let failed = payer.get("/console/messages?failed=true").await;
    assert!(failed.has("/console/messages/3\"") && !failed.has("/console/messages/4\""), "{}", failed.text());
    let all_failed = payer.get("/control/v1/exchanges?failed=true").await;
    assert_eq!(all_failed.text().matches("\"operation\"").count(), 3, "{}", all_failed.text());
    assert_eq!(payer.get("/control/v1/exchanges?failed=maybe").await.status, 400);
}

#[tokio::test]
async fn an_order_that_the_e_service_does_not_know_is_no_failure_of_it() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    e_service.next(GetOrderDetails, Answer::fault("OrderNotFound", "no such order"));
    payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    let page = overview(&payer).await;
    assert!(page.has("data-testid=\"nothing\"") && page.has("0 of 1"), "{}", page.text());
}

#[tokio::test]
async fn an_unconfirmed_payment_is_counted_drawn_and_can_be_sent_now() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    e_service.always(ConfirmOrderPayment, server_error());
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    let chosen = visit.choose(PROCESSOR).await;
    payer.card(&chosen.location(), GOOD_CARD).await;
    visit.result().await;
    until("an attempt", async || hub.count("confirmation_attempt").await > 0).await;
    let (payment, ..) = hub.payments().await.remove(0);
    hand.advance(SignedDuration::from_millis(4_000));
    let page = overview(&payer).await;
    for part in [
        &format!("action=\"/console/payments/{payment}/send-now\""),
        &format!("href=\"/console/payments/{payment}\""),
        "ConfirmOrderPayment: ",
        "HTTP 500",
        "Server Error in",
        "waiting, the oldest for 4 seconds",
        "tile--bad",
        "<rect class=\"wait\"",
        "0 accepted, 1 will be repeated, 0 gave up",
    ] {
        assert!(page.has(part), "{part}: {}", page.text());
    }
    assert_eq!(tiles(&page), ["1", "0", "1", "0"]);
    let failed = payer.get("/control/v1/payments?failed=true").await;
    assert!(failed.has(&payment), "{}", failed.text());
    e_service.always(ConfirmOrderPayment, Answer::Honest);
    payer.post(&format!("/console/payments/{payment}/send-now"), &[]).await;
    until("it is confirmed", async || hub.confirmations().await[0].0 == "Confirmed").await;
    let page = overview(&payer).await;
    assert!(page.has("data-testid=\"nothing\"") && page.has("<rect class=\"ok\""), "{}", page.text());
    assert_eq!(tiles(&page), ["1", "1", "0", "0"]);
    assert!(!payer.get("/control/v1/payments?failed=true").await.has(&payment));
    // Another day begins with nothing.
    hand.advance(SignedDuration::from_hours(24));
    let page = overview(&payer).await;
    assert_eq!(tiles(&page), ["0", "0", "0", "0"]);
    assert!(page.has("None was sent."), "{}", page.text());
}

#[tokio::test]
async fn services_that_were_never_called_are_one_line_if_they_are_many() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let others = |count: usize| {
        (0..count).map(|number| Service {
            id: ServiceId::parse(format!("OTHER{number}")).unwrap(),
            ..e_service.service()
        })
    };
    let shown = async |other_services| {
        let services = others(other_services).chain([e_service.service()]).collect();
        let hub = Hub::start(&clock, services).await;
        let payer = Payer::new(&hub.url);
        let before = overview(&payer).await;
        payer.enter(SERVICE, ORDER, None).await.pay_page().await;
        (before, overview(&payer).await)
    };
    let (before, after) = shown(13).await;
    assert!(before.has(">14 services were never called</a>") && !before.has("data-testid=\"health\""));
    assert!(after.has("<a href=\"/console/services\">13 services were never called</a>"), "{}", after.text());
    assert!(
        after.has(&format!("<bdi>{SERVICE}</bdi></a></td>")) && !after.has("<bdi>OTHER"),
        "{}",
        after.text()
    );
    let (_, few) = shown(2).await;
    assert!(
        few.has("<bdi>OTHER1</bdi></a></td>") && !few.has("data-testid=\"never-called\""),
        "{}",
        few.text()
    );
    // Of so many services only a part is looked up.
    let (_, many) = shown(120).await;
    assert!(many.has("<p><a href=\"/console/services\">") && !many.has("data-testid=\"never-called\""));
}

#[tokio::test]
async fn what_is_switched_on_can_be_stopped() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let on = [("scenario", "digest-wrong"), ("order", "K-17"), ("calls", "1")];
    payer.post("/console/scenarios", &on).await;
    hand.advance(SignedDuration::from_hours(72));
    let page = overview(&payer).await;
    for part in [
        "data-testid=\"switched-on\"",
        "<b>digest-wrong</b>",
        "K-17",
        "1 call left",
        "action=\"/console/scenarios/1/stop\"",
        "data-testid=\"clock-reset\"",
    ] {
        assert!(page.has(part), "{part}: {}", page.text());
    }
    payer.post("/console/scenarios/1/stop", &[]).await;
    assert!(!overview(&payer).await.has("digest-wrong"));
}

#[tokio::test]
async fn an_overview_costs_few_messages_to_the_database() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    overview(&payer).await;
    let messages =
        async || Scrape::of(&hub.url).await.value("mpay_sim_database_messages_total", &[]).unwrap();
    let (first, second) = (messages().await, messages().await);
    overview(&payer).await;
    let cost = messages().await - second - (second - first);
    assert!((4.0..=8.0).contains(&cost), "{cost}");
}
