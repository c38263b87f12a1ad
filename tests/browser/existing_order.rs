//! A payer who has an order number on paper.

use crate::support::{Browser, Card, Demo};

#[tokio::test]
async fn the_number_on_the_slip_is_typed_and_paid() {
    let demo = Demo::start();
    let browser = Browser::start().await;
    let order = browser.order(&demo.shop, "ADP02").await;
    browser.click("[data-testid=slip]").await;
    let number = browser.text("[data-testid=slip-order-key]").await;
    assert_eq!(number, Browser::order_key(&order));

    browser.click("[data-testid=pay-existing]").await;
    browser.click("[data-testid=service-ADP02]").await;
    browser.fill("#order_key", &number).await;
    browser.click("[data-testid=look-up]").await;
    browser.go_to_card_page().await;
    browser.pay_by_card(Card::Approved).await;
    browser.see_result("paid").await;
    assert!(!browser.has("[data-testid=return]").await, "nobody said where to return");
    browser.payment_at_shop(&order).await;
    browser.close().await;
}

#[tokio::test]
async fn an_unknown_number_can_be_corrected() {
    let demo = Demo::start();
    let browser = Browser::start().await;
    let order = browser.order(&demo.shop, "ADP01").await;
    browser.open(&format!("{}/service/ADP01", demo.hub)).await;
    browser.fill("#order_key", "ADP01-NOBODY-HAS-THIS").await;
    browser.click("[data-testid=look-up]").await;
    browser.see(Browser::PROBLEM).await;
    assert!(browser.text("h1").await.contains("ADP01-NOBODY-HAS-THIS"));

    browser.click("[data-testid=another-order]").await;
    browser.fill("#order_key", Browser::order_key(&order)).await;
    browser.click("[data-testid=look-up]").await;
    browser.see(Browser::PAY_PAGE).await;
    browser.close().await;
}
