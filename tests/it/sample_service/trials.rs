//! The services that show one thing each, paid through a hub as in the demo.

use jiff::SignedDuration;
use mpay_sim::clock::Clock;
use mpay_sim::soap::Operation::ConfirmOrderPayment;

use crate::support::payer::{GOOD_CARD, PROCESSOR, Page, Visit};
use crate::support::sample::Demo;
use crate::support::{simulated_clock, until};

/// Orders a service, and gives the order's number.
async fn place(demo: &Demo, service: &str) -> String {
    let fields =
        [("service_id", service), ("customer_name", "Popescu Ion"), ("customer_id", "2001500023456")];
    let placed = demo.payer.post(&format!("{}/orders", demo.shop), &fields).await;
    placed.location().strip_prefix("/orders/").unwrap().to_owned()
}

async fn pay_amount(visit: &Visit, amount: &str) -> Page {
    visit.pay_page().await;
    let chosen = visit.choose_amount(PROCESSOR, amount).await;
    visit.payer.card(&chosen.location(), GOOD_CARD).await;
    visit.result().await
}

async fn pay_all(visit: &Visit) -> Page {
    visit.authorize().await;
    visit.result().await
}

async fn shows(demo: &Demo, order: &str, texts: &[&str]) {
    let page = demo.order_page(order).await;
    for text in texts {
        assert!(page.contains(text), "{text} in {page}");
    }
}

#[tokio::test]
async fn an_order_is_paid_in_parts_and_the_result_page_offers_the_rest() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let order = place(&demo, "ADP05").await;
    let visit = demo.payer.enter("ADP05", &order, None).await;
    let result = pay_amount(&visit, "400").await;
    assert_eq!(result.state(), "paid");
    assert!(result.has("Rest de plată: 2\u{a0}000,00\u{a0}MDL"), "{}", result.text());
    let link = format!("href=\"{}\" data-testid=\"pay-rest\">Plătiți restul, 2\u{a0}000,00", visit.path);
    assert!(result.has(&link), "{}", result.text());
    shows(
        &demo,
        &order,
        &["data-status=\"PartiallyPaid\"", "2\u{a0}000,00", "400,00", "data-testid=\"pay\""],
    )
    .await;

    assert!(visit.pay_page().await.has("2\u{a0}000,00\u{a0}MDL"));
    assert_eq!(visit.choose_amount(PROCESSOR, "2000.01").await.status, 422);
    let result = pay_all(&visit).await;
    assert_eq!(result.state(), "paid");
    assert!(!result.has("data-testid=\"left\"") && !result.has("pay-rest"), "{}", result.text());
    shows(&demo, &order, &["data-status=\"Paid\"", "2\u{a0}400,00"]).await;
    assert!(!demo.order_page(&order).await.contains("data-testid=\"pay\""));
}

#[tokio::test]
async fn more_than_the_price_is_an_advance_and_less_is_refused() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let order = place(&demo, "ADP06").await;
    let visit = demo.payer.enter("ADP06", &order, None).await;
    assert!(visit.pay_page().await.has("name=\"amount\""));
    assert_eq!(visit.choose_amount(PROCESSOR, "299.99").await.status, 422);
    assert_eq!(pay_amount(&visit, "1000").await.state(), "paid");
    shows(&demo, &order, &["data-status=\"Paid\"", "1\u{a0}000,00"]).await;
}

#[tokio::test]
async fn one_number_leads_to_several_orders_each_of_which_has_a_number_too() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let order = place(&demo, "ADP07").await;
    let visit = demo.payer.enter("ADP07", &order, None).await;
    let choice = visit.pay_page().await;
    assert!(choice.has("Au fost găsite 3 comenzi") && choice.has("200,00"), "{}", choice.text());
    let second = format!("{order}-2");
    let chosen = visit.payer.post(&format!("{}/order", visit.path), &[("order", &second)]).await;
    assert_eq!(pay_all(&visit.payer.visit(&chosen)).await.state(), "paid");
    shows(&demo, &order, &["data-status=\"PartiallyPaid\"", &second, "300,00"]).await;
    assert!(visit.pay_page().await.has("· Achitată"));

    for part in ["1", "3"] {
        let visit = demo.payer.enter("ADP07", &format!("{order}-{part}"), None).await;
        assert_eq!(pay_all(&visit).await.state(), "paid", "{part}");
    }
    shows(&demo, &order, &["data-status=\"Paid\"", "450,00"]).await;
    for wrong in ["-4", "-0", "-", "-2-2"] {
        let unknown = demo.payer.enter("ADP07", &format!("{order}{wrong}"), None).await.pay_page().await;
        assert_eq!(unknown.status, 404, "{wrong}");
    }
}

#[tokio::test]
async fn fields_of_every_type_are_asked_for_and_some_are_required() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let order = place(&demo, "ADP08").await;
    let visit = demo.payer.enter("ADP08", &order, None).await;
    let page = visit.pay_page().await;
    for name in ["HuntingGround", "Days", "HunterIdn", "ClubTaxCode", "Remark"] {
        assert!(page.has(&format!("name=\"p:{name}\"")), "{name}: {}", page.text());
    }
    let choose = async |days: &str| {
        let fields = [
            ("ins", PROCESSOR),
            ("p:HuntingGround", "Codrii <b>Centrali</b>"),
            ("p:Days", days),
            ("p:HunterIdn", "2001500023456"),
        ];
        visit.payer.post(&visit.path, &fields).await
    };
    for days in ["", "many"] {
        assert_eq!(choose(days).await.status, 422, "{days}");
    }
    visit.payer.card(&choose("3").await.location(), GOOD_CARD).await;
    assert_eq!(visit.result().await.state(), "paid");
    shows(&demo, &order, &["data-status=\"Paid\""]).await;
}

#[tokio::test]
async fn an_order_without_an_amount_is_paid_with_the_payers_own_once() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let order = place(&demo, "ADP09").await;
    shows(&demo, &order, &["Suma o alegeți dumneavoastră", "data-testid=\"pay\">Plătiți la MPay"]).await;
    let visit = demo.payer.enter("ADP09", &order, None).await;
    visit.pay_page().await;
    assert_eq!(visit.choose(PROCESSOR).await.status, 422, "there is no amount in full");
    let result = pay_amount(&visit, "25.50").await;
    assert!(result.state() == "paid" && !result.has("pay-rest"), "{}", result.text());
    shows(&demo, &order, &["data-status=\"Paid\"", "25,50"]).await;
    let again = demo.payer.enter("ADP09", &order, None).await.pay_page().await;
    assert_eq!(again.attribute("data-status"), "paid");
}

#[tokio::test]
async fn an_order_of_120_lines_is_shown_in_their_order_and_paid() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let order = place(&demo, "ADP10").await;
    let visit = demo.payer.enter("ADP10", &order, None).await;
    let page = visit.pay_page().await.text();
    assert_eq!(page.matches("<tr><td>").count(), 121, "the lines and the total");
    let [second, tenth, last] = ["Plantarea, parcela 1<", "Puieți de stejar, parcela 10<", "parcela 60<"]
        .map(|line| page.find(line).unwrap_or_else(|| panic!("no {line} in {page}")));
    assert!(second < tenth && tenth < last);
    assert_eq!(pay_all(&visit).await.state(), "paid");
    shows(&demo, &order, &["data-status=\"Paid\"", "1\u{a0}740,00"]).await;
}

/// Opens the pay page of the slow service, and lets the time pass meanwhile.
async fn seconds_until_answer(clock: &Clock, hand: &mpay_sim::clock::SimulatedClock, visit: Visit) -> i64 {
    let asked_at = clock.now();
    let page = tokio::spawn(async move { visit.pay_page().await });
    until("the slow service answers", async || {
        hand.advance(SignedDuration::from_millis(50));
        page.is_finished()
    })
    .await;
    let page = page.await.unwrap();
    assert!(page.status == 200 && page.has("data-testid=\"amount\""), "{}", page.text());
    clock.now().duration_since(asked_at).as_secs()
}

#[tokio::test]
async fn the_slow_service_answers_after_eight_seconds() {
    let (clock, hand) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let order = place(&demo, "ADP11").await;
    let visit = demo.payer.enter("ADP11", &order, None).await;
    let seconds = seconds_until_answer(&clock, &hand, visit).await;
    assert!(seconds >= 8, "{seconds}");
}

#[tokio::test]
async fn the_broken_service_shows_the_page_of_a_failure_with_an_incident() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let order = place(&demo, "ADP12").await;
    let page = demo.payer.enter("ADP12", &order, None).await.pay_page().await;
    assert_eq!(page.status, 502);
    assert!(page.has("data-testid=\"incident\"") && page.has("data-testid=\"exchange\""), "{}", page.text());
    let reply = String::from_utf8(demo.hub.last_exchange().await.response.unwrap()).unwrap();
    assert!(reply.contains("Unhandled exception"), "{reply}");
}

#[tokio::test]
async fn the_refusing_service_is_paid_and_never_accepts_it() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let order = place(&demo, "ADP13").await;
    let visit = demo.payer.enter("ADP13", &order, None).await;
    assert_eq!(pay_all(&visit).await.state(), "unconfirmed");
    let exchange = demo.hub.last_exchange().await;
    assert_eq!(exchange.operation, ConfirmOrderPayment.name());
    let reply = String::from_utf8(exchange.response.unwrap()).unwrap();
    assert!(reply.contains("refuses every payment"), "{reply}");
    shows(&demo, &order, &["data-status=\"Active\""]).await;
}
