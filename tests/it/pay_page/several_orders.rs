//! Several orders in one reply: the payer chooses, and the chosen one's own key is the one that counts.

use mpay_sim::domain::money::Amount;
use mpay_sim::domain::order::{OrderDetails, OrderStatus};
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};

use crate::support::orders::{ORDER, SERVICE, order};
use crate::support::payer::{PROCESSOR, Page, Visit};
use crate::support::{EService, Hub, Payer, simulated_clock};

fn keyed(key: &str, bani: i64) -> OrderDetails {
    let mut order = order();
    order.order_key = key.to_owned();
    order.reason = format!("Comanda {key}");
    order.total_amount_due = Some(Amount::from_bani(bani));
    order.lines.truncate(1);
    order.lines[0].amount_due = order.total_amount_due;
    order
}

async fn choose(visit: &Visit, key: &str) -> Page {
    visit.payer.post(&format!("{}/order", visit.path), &[("order", key)]).await
}

#[tokio::test]
async fn the_payer_chooses_and_each_order_has_an_invoice_and_a_confirmation_of_its_own() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let mut paid = keyed("C", 300);
    paid.status = OrderStatus::Paid;
    e_service.set_orders(vec![keyed(ORDER, 100), keyed("B \"&", 200), paid]);
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, Some("http://shop.test/back")).await;
    let page = visit.pay_page().await;
    assert_eq!(page.status, 200);
    for text in ["Au fost găsite 3 comenzi", "Comanda B", "2,00\u{a0}MDL", "· Achitată", "/return"] {
        assert!(page.has(text), "{text}: {}", page.text());
    }
    assert!(payer.get(&format!("{}?lang=ru", visit.path)).await.has("Найдено 3 заказа"));
    assert!(payer.get(&format!("{}?lang=en", visit.path)).await.has("3 orders were found"));
    assert_eq!(hub.count("invoice").await, 0, "nothing was chosen yet");
    assert_eq!(visit.choose(PROCESSOR).await.status, 404, "there is nothing to pay yet");

    for key in ["B \"&", ORDER] {
        let chosen = payer.visit(&choose(&visit, key).await);
        chosen.authorize().await;
        let result = chosen.result().await;
        assert_eq!(result.state(), "paid");
        let told = e_service.received(ConfirmOrderPayment).pop().unwrap().confirmation();
        assert_eq!(told.order_key, key);
        assert_eq!(told.payment_id, result.attribute("data-payment-id"));
        let paid = chosen.pay_page().await;
        assert!(paid.has("data-status=\"paid\""));
        // Back to the choice, with the way back to the shop.
        let others = format!("{}/orders", chosen.path);
        assert!(paid.has(&format!("href=\"{others}\"")), "{}", paid.text());
        let again = payer.visit(&payer.get(&others).await);
        let page = again.pay_page().await;
        assert!(page.has("Au fost găsite 3 comenzi") && page.has("/return"), "{}", page.text());
        assert_eq!(payer.get(&format!("{}/return", chosen.path)).await.location(), "http://shop.test/back");
        assert_eq!(payer.get(&format!("{}/receipt.pdf", chosen.path)).await.status, 200);
    }
    for asked in e_service.received(GetOrderDetails) {
        assert!(
            asked.body.contains(&format!("<OrderKey>{ORDER}</OrderKey>")),
            "what was asked for is asked again"
        );
    }
    let [one, other] = e_service.paid().try_into().unwrap();
    assert_ne!(one.invoice_id, other.invoice_id);
    assert_eq!([one.total_amount.bani(), other.total_amount.bani()], [200, 100]);
    let unpayable = payer.visit(&choose(&visit, "C").await).pay_page().await;
    assert_eq!(unpayable.attribute("data-status"), "paid");
}

#[tokio::test]
async fn only_what_the_reply_holds_can_be_chosen() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.set_orders(vec![keyed("A", 100), keyed("B", 200)]);
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    for key in ["", "a\u{1}", &"x".repeat(37)] {
        assert_eq!(choose(&visit, key).await.status, 400, "{key}");
    }
    let stranger = payer.visit(&choose(&visit, "Z").await);
    assert_eq!(stranger.pay_page().await.status, 404);
    assert_eq!(stranger.choose(PROCESSOR).await.status, 404);
    let nowhere = payer.post("/pay/00000000000000000000000000000000/order", &[("order", "A")]).await;
    assert_eq!(nowhere.status, 404);

    // The chosen order is found again where it is the only one left.
    let chosen = payer.visit(&choose(&visit, "B").await);
    e_service.set_orders(vec![keyed("B", 200)]);
    assert_eq!(chosen.pay_page().await.status, 200);
    e_service.set_orders(vec![keyed("A", 100)]);
    assert_eq!(chosen.pay_page().await.status, 404, "another order is not taken for it");
    assert_eq!(hub.count("payment").await, 0);
}

#[tokio::test]
async fn orders_that_cannot_be_told_apart_are_no_choice() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    for orders in [
        vec![keyed("SAME", 100), keyed("SAME", 200)],
        vec![keyed(" ", 100), keyed("B", 200)],
        vec![keyed(&"x".repeat(40), 100), keyed("", 200)],
    ] {
        e_service.set_orders(orders);
        let page = payer.enter(SERVICE, "SAME", None).await.pay_page().await;
        assert_eq!(page.status, 200);
        assert!(page.has("data-testid=\"continue\"") && page.has("1,00\u{a0}MDL"), "{}", page.text());
    }
    assert_eq!(hub.count("invoice").await, 1, "the invoice is that of the key that was asked for");
}
