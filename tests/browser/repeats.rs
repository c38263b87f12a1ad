//! Everything that payers do twice: back, reload, two windows, an order that is paid. There is never a second payment.

use crate::support::{Browser, Card, Demo};

/// What the hub says of the notice that this payment paid: once, and with this payment.
async fn is_paid_once(browser: &Browser, demo: &Demo, order: &str, payment: &str) {
    assert_eq!(browser.payment_at_shop(order).await, payment);
    let invoice = browser.text("[data-testid=invoice-id]").await;
    browser.open(&format!("{}/n/{invoice}", demo.hub)).await;
    browser.see("[data-testid=note-status][data-status=Paid]").await;
    let note = browser.text("body").await;
    assert!(note.contains(payment), "{note}");
    assert_eq!(note.matches("150,00").count(), 2, "the notice and what was paid are the same amount: {note}");
}

async fn payment_on_result_page(browser: &Browser) -> String {
    browser.attribute("[data-testid=result]", "data-payment-id").await
}

#[tokio::test]
async fn back_and_reload_at_every_step() {
    let demo = Demo::start();
    let browser = Browser::start().await;
    let order = browser.order(&demo.shop, "ADP01").await;
    browser.reload().await;
    browser.click(Browser::ORDER).await;
    browser.see(Browser::PAY_PAGE).await;
    browser.back().await;
    browser.see(Browser::ORDER).await;
    browser.click(Browser::ORDER).await;
    browser.see(Browser::PAY_PAGE).await;
    browser.reload().await;
    browser.go_to_card_page().await;
    browser.back().await;
    browser.see(Browser::PAY_PAGE).await;
    browser.go_to_card_page().await;
    browser.reload().await;
    browser.pay_by_card(Card::ThreeDSecure).await;
    browser.see(Browser::AUTHENTICATION_PAGE).await;
    browser.reload().await;
    browser.see(Browser::AUTHENTICATION_PAGE).await;
    // The browser may show the card page as it was; asked again, the hub leads on.
    browser.back().await;
    browser.reload().await;
    browser.authenticate().await;
    browser.see_result("paid").await;
    let payment = payment_on_result_page(&browser).await;
    browser.reload().await;
    browser.see_result("paid").await;
    browser.back().await;
    browser.reload().await;
    browser.click("[data-testid=to-result]").await;
    browser.see_result("paid").await;
    assert_eq!(payment_on_result_page(&browser).await, payment);
    is_paid_once(&browser, &demo, &order, &payment).await;
    browser.close().await;
}

#[tokio::test]
async fn the_card_page_in_two_windows() {
    let demo = Demo::start();
    let browser = Browser::start().await;
    let order = browser.order_and_go_to_pay(&demo.shop, "ADP01").await;
    browser.go_to_card_page().await;
    let card_page = browser.url().await;
    let first = browser.window().await;
    browser.type_card(Card::Approved).await;
    let second = browser.new_window().await;
    browser.open(&card_page).await;
    browser.type_card(Card::Approved).await;

    browser.move_to(&first).await;
    browser.click("[data-testid=pay]").await;
    browser.see_result("paid").await;
    let payment = payment_on_result_page(&browser).await;
    browser.move_to(&second).await;
    browser.click("[data-testid=pay]").await;
    browser.see_result("paid").await;
    assert_eq!(payment_on_result_page(&browser).await, payment);
    is_paid_once(&browser, &demo, &order, &payment).await;
    browser.close().await;
}

#[tokio::test]
async fn two_visits_authorise_and_one_is_given_back() {
    let demo = Demo::start();
    let browser = Browser::start().await;
    let order = browser.order_and_go_to_pay(&demo.shop, "ADP01").await;
    browser.go_to_card_page().await;
    let first = browser.window().await;
    let second = browser.new_window().await;
    browser.open(&order).await;
    browser.click(Browser::ORDER).await;
    browser.go_to_bank().await;

    browser.move_to(&first).await;
    browser.pay_by_card(Card::Approved).await;
    browser.see_result("paid").await;
    let payment = payment_on_result_page(&browser).await;
    browser.move_to(&second).await;
    browser.click(Browser::BANK_PAGE).await;
    browser.see_result("reversed").await;
    assert!(browser.text("[data-testid=result]").await.contains("O altă plată achitase deja nota."));
    is_paid_once(&browser, &demo, &order, &payment).await;
    browser.close().await;
}

#[tokio::test]
async fn the_pay_form_submitted_from_two_windows_leads_to_one_transaction() {
    let demo = Demo::start();
    let browser = Browser::start().await;
    let order = browser.order_and_go_to_pay(&demo.shop, "ADP01").await;
    let pay_page = browser.url().await;
    let first = browser.window().await;
    let second = browser.new_window().await;
    browser.open(&pay_page).await;
    browser.go_to_card_page().await;
    let card_page = browser.url().await;
    browser.move_to(&first).await;
    browser.go_to_card_page().await;
    assert_eq!(browser.url().await, card_page);

    browser.pay_by_card(Card::Approved).await;
    browser.see_result("paid").await;
    let payment = payment_on_result_page(&browser).await;
    browser.move_to(&second).await;
    browser.reload().await;
    browser.click("[data-testid=to-result]").await;
    browser.see_result("paid").await;
    is_paid_once(&browser, &demo, &order, &payment).await;
    browser.close().await;
}

#[tokio::test]
async fn a_pay_form_left_open_while_the_order_was_paid() {
    let demo = Demo::start();
    let browser = Browser::start().await;
    let order = browser.order_and_go_to_pay(&demo.shop, "ADP01").await;
    let left_open = browser.window().await;
    let second = browser.new_window().await;
    browser.open(&order).await;
    browser.click(Browser::ORDER).await;
    browser.go_to_card_page().await;
    browser.pay_by_card(Card::Approved).await;
    browser.see_result("paid").await;
    let payment = payment_on_result_page(&browser).await;

    browser.move_to(&left_open).await;
    browser.click(Browser::PAY_PAGE).await;
    browser.see(&format!("{}[data-status=paid]", Browser::NOT_PAYABLE)).await;
    browser.move_to(&second).await;
    is_paid_once(&browser, &demo, &order, &payment).await;
    browser.close().await;
}

#[tokio::test]
async fn a_paid_order_that_is_posted_again_is_already_paid() {
    let demo = Demo::start();
    let browser = Browser::start().await;
    let order = browser.order(&demo.shop, "ADP01").await;
    let with_pay_button = browser.window().await;
    browser.new_window().await;
    browser.open(&order).await;
    browser.click(Browser::ORDER).await;
    browser.go_to_card_page().await;
    browser.pay_by_card(Card::Approved).await;
    browser.see_result("paid").await;
    let payment = payment_on_result_page(&browser).await;

    browser.move_to(&with_pay_button).await;
    browser.click(Browser::ORDER).await;
    browser.see(&format!("{}[data-status=paid]", Browser::NOT_PAYABLE)).await;
    assert!(!browser.has(Browser::PAY_PAGE).await);
    is_paid_once(&browser, &demo, &order, &payment).await;
    browser.close().await;
}

#[tokio::test]
async fn a_payer_who_comes_back_twice_sees_the_same_payment_twice() {
    let demo = Demo::start();
    let browser = Browser::start().await;
    let order = browser.order_and_go_to_pay(&demo.shop, "ADP01").await;
    browser.go_to_card_page().await;
    let bank = browser.window().await;
    browser.pay_by_card(Card::ReturnsTwice).await;
    let (mut payments, mut windows) = (Vec::new(), vec![bank.clone()]);
    for _ in 1..=2 {
        browser.click("[data-testid=to-result]").await;
        browser.move_to_window_beside(&mut windows).await;
        browser.see_result("paid").await;
        payments.push(payment_on_result_page(&browser).await);
        browser.move_to(&bank).await;
    }
    assert_eq!(payments[0], payments[1]);
    is_paid_once(&browser, &demo, &order, &payments[0]).await;
    browser.close().await;
}
