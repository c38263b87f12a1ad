//! The pages that time and a broken hub lead to, in a hub of this process.

use jiff::SignedDuration;
use mpay_sim::domain::language::Language;
use mpay_sim::domain::outcome::PENDING_FOR;

use crate::in_process::orders::{ORDER, SERVICE};
use crate::in_process::{EService, Hub, simulated_clock};
use crate::support::{Browser, Card, Checks};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_time_outs_and_failures() {
    for language in [Language::Romanian, Language::Russian] {
        let (clock, hand) = simulated_clock();
        let e_service = EService::start(&clock).await;
        let due = clock.now() + SignedDuration::from_hours(2);
        e_service.change_order(|order| order.due_at = Some(due));
        let hub = Hub::start(&clock, vec![e_service.service()]).await;
        let (checks, browser) = (Checks::in_language(language), Browser::start().await);
        browser.speak(&hub.url, language).await;
        let entry = format!("{}/service/pay?ServiceID={SERVICE}&OrderKey={ORDER}", hub.url);

        browser.open(&entry).await;
        browser.go_to_card_page().await;
        browser.type_card(Card::Approved).await;
        browser.fill("#number", "4000 0000 0000 0556").await;
        browser.click("[data-testid=pay]").await;
        browser.see_result("pending").await;
        hand.advance(PENDING_FOR);
        browser.reload().await;
        browser.see_result("timed-out").await;
        checks.page(&browser, "result-timed-out").await;

        browser.click("[data-testid=again]").await;
        browser.click("#ins-cash").await;
        browser.click(Browser::PAY_PAGE).await;
        browser.see("[data-testid=note]").await;
        let notice = browser.url().await;
        hand.advance(SignedDuration::from_hours(25));
        crate::in_process::until("the notice expires", async || hub.count_payments("TimedOut").await == 2)
            .await;
        browser.open(&notice).await;
        browser.see("[data-testid=session-over]").await;
        checks.page(&browser, "cash-notice-expired").await;
        browser.click("[data-testid=to-result]").await;
        browser.see_result("notice-expired").await;
        checks.page(&browser, "result-notice-expired").await;

        e_service.go_away().await;
        browser.open(&entry).await;
        browser.see(Browser::PROBLEM).await;
        browser.open(&format!("{}/", hub.url)).await;
        browser.see(&format!("[data-testid=silent-{SERVICE}]")).await;
        checks.page(&browser, "hub-home-with-silent-service").await;

        hub.lose_table("pay_session").await;
        browser.open(&entry).await;
        browser.see(Browser::PROBLEM).await;
        checks.page(&browser, "problem-internal").await;
        browser.close().await;
    }
}
