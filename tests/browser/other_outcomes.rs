//! Payments that do not go straight on: declined, cancelled, not authenticated.

use crate::support::{Browser, Card, Demo};

#[tokio::test]
async fn declined_then_paid_in_another_way() {
    let demo = Demo::start();
    let browser = Browser::start().await;
    let order = browser.order_and_go_to_pay(&demo.shop, "ADP01").await;
    browser.go_to_card_page().await;
    browser.pay_by_card(Card::Declined).await;
    browser.see_result("declined").await;
    let declined = browser.attribute("[data-testid=result]", "data-payment-id").await;

    browser.click("[data-testid=again]").await;
    browser.go_to_bank().await;
    browser.click(Browser::BANK_PAGE).await;
    browser.see_result("paid").await;
    let paid = browser.attribute("[data-testid=result]", "data-payment-id").await;

    assert_ne!(declined, paid);
    assert_eq!(browser.payment_at_shop(&order).await, paid);
    browser.close().await;
}

#[tokio::test]
async fn cancelled_on_the_card_page_the_order_can_still_be_paid() {
    let demo = Demo::start();
    let browser = Browser::start().await;
    let order = browser.order_and_go_to_pay(&demo.shop, "ADP01").await;
    browser.go_to_card_page().await;
    browser.click("[data-testid=cancel]").await;
    browser.see_result("cancelled").await;
    browser.click("[data-testid=return]").await;
    browser.see("[data-testid=order-status][data-status=Active]").await;
    assert_eq!(browser.url().await, format!("{order}?lang=ro"));

    browser.click(Browser::ORDER).await;
    browser.go_to_card_page().await;
    browser.pay_by_card(Card::Approved).await;
    browser.see_result("paid").await;
    browser.payment_at_shop(&order).await;
    browser.close().await;
}

#[tokio::test]
async fn failed_authentication_declines_the_payment() {
    let demo = Demo::start();
    let browser = Browser::start().await;
    let order = browser.order_and_go_to_pay(&demo.shop, "ADP01").await;
    browser.go_to_card_page().await;
    browser.pay_by_card(Card::ThreeDSecure).await;
    browser.fill(Browser::AUTHENTICATION_PAGE, "000000").await;
    browser.click("[data-testid=confirm]").await;
    browser.see(Browser::ERRORS).await;
    browser.click("[data-testid=simulate]").await;
    browser.see_result("declined").await;
    browser.open(&order).await;
    browser.see("[data-testid=order-status][data-status=Active]").await;
    browser.close().await;
}

#[tokio::test]
async fn refused_by_the_bank() {
    let demo = Demo::start();
    let browser = Browser::start().await;
    browser.order_and_go_to_pay(&demo.shop, "ADP01").await;
    browser.go_to_bank().await;
    browser.click("[data-testid=simulate]").await;
    browser.see_result("declined").await;
    browser.close().await;
}
