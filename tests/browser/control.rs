//! The description of the control API and the login page, checked as every page is.

use mpay_sim::domain::language::Language;

use crate::support::{Browser, Checks, Demo};

#[tokio::test]
async fn are_pages_that_people_can_use() {
    let demo = Demo::start_with(&["--control-token", "0123456789abcdef-token"]);
    let browser = Browser::start().await;
    for language in [Language::Romanian, Language::Russian, Language::English] {
        browser.speak(&demo.hub, language).await;
        let checks = Checks::in_language(language);
        browser.open(&format!("{}/console/login?next=/control/", demo.hub)).await;
        checks.page(&browser, "console-login").await;
        browser.fill("#token", "wrong").await;
        browser.click("button.btn").await;
        browser.see("#token-e").await;
        checks.page(&browser, "console-login-wrong").await;
        browser.fill("#token", "0123456789abcdef-token").await;
        browser.click("button.btn").await;
        browser.see("#startPayment").await;
        checks.document(&browser, "control-api").await;
    }
    browser.close().await;
}
