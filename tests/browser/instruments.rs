//! The pages of instruments other than card and bank, and of payments that wait, checked as every page is.

use mpay_sim::domain::language::Language;

use crate::in_process::Payer;
use crate::support::{Browser, Checks, Demo, Scripts};

#[tokio::test]
async fn have_pages_that_people_can_use_and_pay() {
    let demo = Demo::start();
    let browser = Browser::start().await;
    browser.order_and_go_to_pay(&demo.shop, "ADP02").await;
    let visit = browser.url().await;
    for instrument in ["apple-pay", "mia", "em", "cash"] {
        browser.open(&visit).await;
        browser.click(&format!("#ins-{instrument}")).await;
        browser.click(Browser::PAY_PAGE).await;
        browser.see("[data-testid=approve]").await;
        for language in [Language::Romanian, Language::Russian] {
            browser.choose_language(language).await;
            let checks = Checks::in_language(language);
            // The page of the QR code loads itself anew.
            checks.refreshing_page(&browser, &format!("instrument-{instrument}")).await;
        }
    }
    // The payer goes on in the language that was chosen last.
    let checks = Checks::in_language(Language::Russian);
    paying_and_waiting(&browser, &checks, &demo).await;
    browser.speak(&demo.hub, Language::Romanian).await;
    browser.order_and_go_to_pay(&demo.shop, "ADP02").await;
    browser.click("#ins-cash").await;
    browser.click(Browser::PAY_PAGE).await;
    paying_and_waiting(&browser, &Checks::start(), &demo).await;
    browser.close().await;
}

#[tokio::test]
async fn the_page_of_the_qr_code_goes_on_after_an_approval_elsewhere_and_a_click_fills_the_card_page() {
    let demo = Demo::start();
    let browser = Browser::with_scripts(Scripts::Off).await;
    browser.order_and_go_to_pay(&demo.shop, "ADP01").await;
    let visit = browser.url().await;
    browser.go_to_card_page().await;
    browser.click("[data-testid=use-card][href*='card=9995']").await;
    browser.click("[data-testid=pay]").await;
    browser.see_result("declined").await;

    browser.open(&visit).await;
    browser.click("#ins-mia").await;
    browser.click(Browser::PAY_PAGE).await;
    browser.see("[data-testid=qr]").await;
    browser.click("[data-testid=approved-in-app]").await;
    browser.see("[data-testid=not-approved]").await;
    let page = browser.path_url().await;
    let phone = Payer::new(&demo.hub);
    phone.post(&page, &[("decision", "approve")]).await;
    browser.see_result("paid").await;
    browser.close().await;
}

/// From the cash page to results that wait.
async fn paying_and_waiting(browser: &Browser, checks: &Checks, demo: &Demo) {
    browser.click("[data-testid=to-result]").await;
    browser.see_result("waiting").await;
    checks.refreshing_page(browser, "result-waiting").await;
    browser.click("[data-testid=to-payment-provider]").await;
    // The order can be paid once: a payment that waits is paid by the terminal.
    browser.click("[data-testid=approve]").await;
    browser.see_result("paid").await;

    browser.order_and_go_to_pay(&demo.shop, "ADP01").await;
    browser.go_to_card_page().await;
    browser.type_card(crate::support::Card::Approved).await;
    browser.fill("#number", "4000 0000 0000 0226").await;
    browser.click("[data-testid=pay]").await;
    browser.see_result("pending").await;
    checks.refreshing_page(browser, "result-pending").await;

    browser.order_and_go_to_pay(&demo.shop, "ADP01").await;
    browser.go_to_card_page().await;
    browser.type_card(crate::support::Card::Approved).await;
    browser.fill("#number", "4000 0000 0000 0440").await;
    browser.click("[data-testid=pay]").await;
    browser.see("[data-testid=finished]").await;
    checks.page(browser, "payer-returns-twice").await;
}
