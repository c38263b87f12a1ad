//! What the pages of payers are measured by: how far the keyboard has to go, how large targets are, what is printed.

use std::process::Command;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use mpay_sim::domain::language::Language;
use serde_json::json;

use crate::support::{Browser, Card, Demo};

/// Every control of a payer outside the simulator's own box that is lower than 44 px, with its height.
const SMALL_TARGETS: &str = "
    const controls = 'main button, main select, main a.btn, main .opt > label, .langs a, .langs button, ' +
        'main input:not([type=hidden]):not([type=radio]):not([type=checkbox])';
    return [...document.querySelectorAll(controls)]
        .filter(control => !control.closest('.aid') && control.getClientRects().length)
        .map(control => [control.outerHTML.slice(0, 120), control.getBoundingClientRect().height])
        .filter(([, height]) => height < 44);";

async fn has_large_targets(browser: &Browser, page: &str) {
    for width in [320, 1280] {
        browser.set_width(width).await;
        let small = browser.script(SMALL_TARGETS).await;
        assert_eq!(small, json!([]), "{page} at {width} px");
    }
}

/// What comes out of the printer, page by page.
async fn printed(browser: &Browser) -> Vec<String> {
    let a4 = json!({ "paperWidth": 8.27, "paperHeight": 11.69, "printBackground": false });
    let answer = browser.developer_tool("Page.printToPDF", a4).await;
    let path = std::env::temp_dir().join(format!("mpay-sim-printed-{}.pdf", std::process::id()));
    std::fs::write(&path, BASE64_STANDARD.decode(answer["data"].as_str().unwrap()).unwrap()).unwrap();
    let output = Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output();
    std::fs::remove_file(&path).unwrap();
    let text = String::from_utf8(output.unwrap().stdout).unwrap();
    text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect()
}

async fn prints_on_two_pages(browser: &Browser, page: &str, expected: &str) {
    let pages = printed(browser).await;
    assert!((1..=2).contains(&pages.len()), "{page} has {} pages", pages.len());
    let text = pages.concat();
    assert!(text.contains("SIMULATOR") && text.contains(expected), "{page}: {text}");
}

#[tokio::test]
async fn are_met_from_the_home_page_to_the_printed_result() {
    let demo = Demo::start();
    let browser = Browser::start().await;
    for language in [Language::Romanian, Language::Russian] {
        browser.speak(&demo.hub, language).await;
        has_large_targets(&browser, "home").await;
        browser.click("[data-testid=service-ADP02]").await;
        browser.see("#order_key").await;
        has_large_targets(&browser, "service").await;
        browser.order_and_go_to_pay(&demo.shop, "ADP02").await;
        let pressed = browser.tab_to(Browser::PAY_PAGE).await;
        assert!(pressed <= 15, "{pressed} Tab stops to the pay button");
        has_large_targets(&browser, "pay page").await;
        prints_on_two_pages(&browser, "pay page", "MDL").await;
        browser.go_to_card_page().await;
        let pressed = browser.tab_to("[data-testid=pay]").await;
        assert!(pressed <= 15, "{pressed} Tab stops to the card page's button");
        has_large_targets(&browser, "card page").await;
        browser.pay_by_card(Card::ThreeDSecure).await;
        browser.see(Browser::AUTHENTICATION_PAGE).await;
        has_large_targets(&browser, "authentication").await;
        browser.authenticate().await;
        browser.see_result("paid").await;
        has_large_targets(&browser, "result").await;
        prints_on_two_pages(&browser, "result", "MDL").await;
    }
    browser.close().await;
}
