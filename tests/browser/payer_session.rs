//! How long the payer can use the pages of payment providers, by the clock of a hub in this process.

use mpay_sim::domain::language::Language;
use mpay_sim::payment_provider::session::SESSION_LASTS;

use crate::in_process::orders::{ORDER, SERVICE};
use crate::in_process::{EService, Hub, simulated_clock};
use crate::support::{Browser, Card, Checks};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn is_said_extended_and_over() {
    for language in [Language::Romanian, Language::Russian] {
        let (clock, hand) = simulated_clock();
        let e_service = EService::start(&clock).await;
        let hub = Hub::start(&clock, vec![e_service.service()]).await;
        let (checks, browser) = (Checks::in_language(language), Browser::start().await);
        browser.speak(&hub.url, language).await;
        browser.open(&format!("{}/service/pay?ServiceID={SERVICE}&OrderKey={ORDER}", hub.url)).await;
        browser.go_to_card_page().await;
        assert!(browser.text("[data-testid=session]").await.contains("04.01.2027, 11:06:24"));
        hand.advance(SESSION_LASTS / 2);
        browser.fill("#name", "Ion Popescu").await;
        browser.click("[data-testid=extend]").await;
        browser.see("#name[value='Ion Popescu']").await;
        assert!(browser.text("[data-testid=session]").await.contains("04.01.2027, 11:13:54"));
        checks.page(&browser, "card-extended").await;
        // The page that a POST has shown changes its language like any other.
        let other = if language == Language::Russian { Language::Romanian } else { Language::Russian };
        browser.choose_language(other).await;
        browser.choose_language(language).await;

        browser.pay_by_card(Card::ThreeDSecure).await;
        browser.see(Browser::AUTHENTICATION_PAGE).await;
        hand.advance(SESSION_LASTS);
        browser.authenticate().await;
        browser.see("[data-testid=session-over]").await;
        checks.page(&browser, "session-over").await;
        browser.click("[data-testid=to-result]").await;
        browser.see_result("session-expired").await;
        checks.page(&browser, "result-session-expired").await;
        browser.click("[data-testid=again]").await;
        browser.go_to_card_page().await;
        browser.pay_by_card(Card::Approved).await;
        browser.see_result("paid").await;
        browser.close().await;
    }
}
