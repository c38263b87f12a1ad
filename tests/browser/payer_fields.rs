//! What the payer chooses and fills in before the payment, without a script, in every language.

use crate::support::{Apart, Browser, Card, Checks, start_e_service};
use mpay_sim::domain::language::Language;

#[tokio::test]
async fn one_of_several_orders_is_chosen() {
    let e_service = start_e_service();
    let apart = Apart::start(&[("STATES", &e_service, "ignore")]);
    let (checks, browser) = (Checks::start(), Browser::start().await);
    browser.open(&format!("{}/service/pay?ServiceID=STATES&OrderKey=Several", apart.hub)).await;
    browser.see("[data-testid=order]").await;
    checks.page(&browser, "several-orders").await;
    browser.choose_language(Language::Russian).await;
    checks.page(&browser, "several-orders-ru").await;
    browser.click("[data-testid=order][value=Active]").await;
    browser.see(Browser::PAY_PAGE).await;
    browser.go_to_card_page().await;
    browser.pay_by_card(Card::Approved).await;
    browser.see_result("paid").await;
    browser.close().await;
}

#[tokio::test]
async fn nothing_that_was_filled_in_is_lost() {
    let e_service = start_e_service();
    let apart = Apart::start(&[("STATES", &e_service, "ignore")]);
    let (checks, browser) = (Checks::start(), Browser::start().await);
    browser.open(&format!("{}/service/pay?ServiceID=STATES&OrderKey=Asking", apart.hub)).await;
    browser.see("#cid").await;
    checks.page(&browser, "pay-with-questions").await;
    browser.fill("#cid", "123").await;
    // Enter goes on to the payment, and not to the first language.
    browser.fill("#p0", "un text\n").await;
    browser.see(Browser::ERRORS).await;
    browser.see("html[lang=ro]").await;
    checks.page(&browser, "pay-with-questions-and-errors").await;

    browser.fill("#cid", "AB1234567").await;
    browser.choose_language(Language::Russian).await;
    checks.page(&browser, "pay-with-questions-ru").await;
    browser.choose_language(Language::English).await;
    browser.reload().await;
    for (field, typed) in [("#cid", "AB1234567"), ("#p0", "un text")] {
        assert_eq!(browser.attribute(field, "value").await, typed);
    }
    for (field, value) in
        [("#p1", "2001500023456"), ("#p2", "1002600001235"), ("#p3", "1,5"), ("#p4", "text")]
    {
        browser.fill(field, value).await;
    }
    browser.go_to_card_page().await;
    browser.pay_by_card(Card::Approved).await;
    browser.see_result("paid").await;
    browser.close().await;
}
