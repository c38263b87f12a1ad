//! The console: every page in every language, in the dark, and live.

use mpay_sim::domain::language::Language;
use serde_json::json;

use crate::support::{Apart, Browser, Card, Checks, Demo};

/// Pays an order of the shop, and gives the payment's number.
async fn pay(browser: &Browser, shop: &str) -> String {
    browser.order_and_go_to_pay(shop, "ADP01").await;
    browser.go_to_card_page().await;
    browser.pay_by_card(Card::Approved).await;
    browser.see_result("paid").await;
    browser.attribute("[data-testid=result]", "data-payment-id").await
}

/// What a tester does by hand: start a payment, plan an outcome, force, assert, delete, look at a reset.
async fn test_by_hand(browser: &Browser, checks: &Checks, console: &str, paid: &str) {
    let open = async |path: &str| browser.open(&format!("{console}/{path}")).await;
    open(&format!("payments/{paid}")).await;
    browser.click("[data-testid=again]").await;
    browser.see("[data-testid=start]").await;
    checks.console(browser, "console-start").await;
    browser.click("[data-testid=pay]").await;
    browser.see("[data-testid=error]").await;
    checks.console(browser, "console-start-refused").await;
    let order = browser.attribute("#order", "value").await;
    let plan = format!(
        "document.querySelector('#plan-order').value = '{order}'; \
         document.querySelector('[data-testid=plan-button]').click(); return 1"
    );
    browser.script(&plan).await;
    browser.see("[data-testid=plans]").await;
    checks.console(browser, "console-plans").await;
    browser.click("[data-testid=take-back]").await;
    browser.see("[data-testid=notice]").await;
    open("assert?about=payments&field1=status&is1=is&value1=Declined").await;
    browser.see("[data-testid=misses]").await;
    checks.console(browser, "console-assert-fails").await;
    open("assert?about=payments&field1=status&is1=is&value1=Authorized").await;
    browser.see("[data-testid=holds]").await;
    checks.console(browser, "console-assert-holds").await;
    open("messages?operation=ConfirmOrderPayment").await;
    browser.click("[data-testid=delete]").await;
    browser.see("[data-testid=going]").await;
    checks.console(browser, "console-delete").await;
    open("settings").await;
    browser.click("[data-testid=to-reset]").await;
    browser.click("[data-testid=look]").await;
    browser.see("[data-testid=going]").await;
    checks.console(browser, "console-reset").await;
    open("messages/1/response").await;
    browser.click("[data-testid=again-with]").await;
    browser.see("[data-testid=scenario]").await;
    checks.console(browser, "console-message-scenario").await;
    open("scenarios").await;
    browser.see("[data-testid=verdict]").await;
    checks.console(browser, "console-scenarios-verdict").await;
    open("payments?status=Foo").await;
    browser.see("[data-testid=unusable]").await;
    checks.console(browser, "console-unusable").await;
}

async fn in_language(language: Language) {
    let mut demo = Apart::start(&[]);
    let browser = Browser::start().await;
    let code = language.code();
    let checks = Checks::in_language(language);
    let console = format!("{}/console", demo.hub);
    let open = async |path: &str| browser.open(&format!("{console}/{path}")).await;
    open(&format!("payments?lang={code}")).await;
    browser.see("[data-testid=empty]").await;
    checks.console(&browser, "console-empty").await;
    let payment = pay(&browser, &demo.shop).await;
    for page in [
        "payments",
        "messages",
        "queue",
        "events",
        "assert",
        "scenarios",
        "services",
        "certificates",
        "clock",
        "settings",
    ] {
        open(page).await;
        browser.see("main h1").await;
        checks.console(&browser, &format!("console-{page}")).await;
    }
    open(&format!("payments/{payment}")).await;
    browser.see("[data-testid=attempts]").await;
    checks.console(&browser, "console-payment").await;
    // A label stands between the lanes of its arrow, or from its dot to the edge of the drawing.
    let too_long = "return [...document.querySelectorAll('.lanes .what')].filter(label => {
            const arrow = label.parentNode.querySelector('line');
            const room = arrow ? Math.abs(arrow.x2.baseVal.value - arrow.x1.baseVal.value) + 8 : 880 - label.x.baseVal[0].value;
            return label.getComputedTextLength() > room;
        }).map(label => label.textContent)";
    assert_eq!(browser.script(too_long).await, json!([]), "{language:?}: labels of the drawing");
    for view in ["formatted", "raw", "canonical", "values", "headers"] {
        open(&format!("messages/1/response?view={view}")).await;
        browser.see("[data-testid=verdict].verdict--ok").await;
        checks.console(&browser, &format!("console-message-{view}")).await;
    }
    test_by_hand(&browser, &checks, &console, &payment).await;
    open("services/ADP01").await;
    browser.click("[data-testid=test]").await;
    browser.see("[data-testid=tested]").await;
    checks.console(&browser, "console-service-tested").await;
    demo.stop_shop();
    open("services/ADP01").await;
    browser.click("[data-testid=test]").await;
    browser.see("[data-testid=tested] .bad").await;
    checks.console(&browser, "console-service-down").await;
    open("messages/latest").await;
    browser.see("[data-testid=verdict].verdict--bad").await;
    checks.console(&browser, "console-message-no-reply").await;
    open(&format!("payments/{payment}")).await;
    browser.click("[data-testid=send-again]").await;
    browser.see("[data-testid=notice]").await;
    open("clock").await;
    browser.click("[data-testid=freeze]").await;
    browser.see("[data-frozen=true]").await;
    checks.console(&browser, "console-clock-frozen").await;
    open("payments/1").await;
    checks.console(&browser, "console-missing").await;
    browser.close().await;
}

#[tokio::test]
async fn people_see_what_happened_in_romanian() {
    in_language(Language::Romanian).await;
}

#[tokio::test]
async fn people_see_what_happened_in_russian() {
    in_language(Language::Russian).await;
}

#[tokio::test]
async fn people_see_what_happened_in_english() {
    in_language(Language::English).await;
}

/// Nothing makes the page scroll sideways on a telephone, nor on a desk at 200 % zoom.
async fn fits(browser: &Browser, name: &str) {
    for width in [360, 640] {
        browser.set_width(width).await;
        let beyond = "const page = document.documentElement; return page.scrollWidth - page.clientWidth";
        assert_eq!(browser.script(beyond).await, 0, "{name} at {width} px");
    }
}

#[tokio::test]
async fn the_console_is_dark_where_the_browser_is() {
    let demo = Demo::start();
    let browser = Browser::start().await;
    let payment = pay(&browser, &demo.shop).await;
    let payment = format!("payments/{payment}");
    let dark = json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
    browser.developer_tool("Emulation.setEmulatedMedia", dark).await;
    let checks = Checks::in_language(Language::English);
    for (page, name) in [
        ("", "overview"),
        ("payments", "payments"),
        (payment.as_str(), "payment"),
        ("visits/1", "visit"),
        ("messages", "messages"),
        ("messages/1/response", "message"),
        ("messages/1/response?view=values", "message-values"),
        ("search?q=popescu", "search"),
        ("queue", "queue"),
        ("events", "events"),
        ("scenarios", "scenarios"),
        ("clock", "clock"),
        ("settings", "settings"),
        ("services", "services"),
        ("services/ADP01", "service"),
        ("services/ADP01/check", "service-check"),
        ("services/ADP01/edit", "service-edit"),
        ("new-service", "new-service"),
    ] {
        browser.open(&format!("{}/console/{page}", demo.hub)).await;
        browser.see("main h1").await;
        checks.console(&browser, &format!("console-dark-{name}")).await;
        fits(&browser, name).await;
    }
    for page in ["control/", "rules"] {
        browser.open(&format!("{}/{page}", demo.hub)).await;
        let name = page.trim_end_matches('/');
        checks.document(&browser, &format!("dark-{name}")).await;
        let ground = browser.script("return getComputedStyle(document.body).backgroundColor").await;
        assert_eq!(ground, "rgb(18, 18, 18)", "{page}");
        fits(&browser, name).await;
    }
    browser.close().await;
}

#[tokio::test]
async fn a_list_shows_by_itself_what_happens() {
    let demo = Demo::start();
    let watching = Browser::start().await;
    watching.open(&format!("{}/console/payments", demo.hub)).await;
    watching.see("[data-testid=empty]").await;
    let paying = Browser::start().await;
    let payment = pay(&paying, &demo.shop).await;
    watching.see(&format!("[data-testid=payments] a[href='/console/payments/{payment}']")).await;
    watching.open(&format!("{}/console/messages/1/response", demo.hub)).await;
    let copies =
        watching.script("return document.querySelectorAll('[data-copy]:not([hidden])').length").await;
    assert_eq!(copies, 1, "the script offers to copy the call");
    paying.close().await;
    watching.close().await;
}
