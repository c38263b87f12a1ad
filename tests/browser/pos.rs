//! The operator's pages, in every state of the terminal.

use mpay_sim::domain::language::Language;

use crate::support::{Browser, Checks, Demo};

const TERMINAL: [(&str, &str); 8] = [
    ("#OrganizationName", "Agenția Demo a Pădurilor"),
    ("#OrganizationIdno", "1002600001235"),
    ("#OfficeAddress", "str. Ștefan cel Mare și Sfânt 124, Chișinău"),
    ("#OrganizationService", "Serviciul relații cu publicul"),
    ("#Counter", "Ghișeul 7"),
    ("#TerminalId", "00012345"),
    ("#VendorName", "Banca Demo 2"),
    ("#IntendedIp", "127.0.0.1"),
];

async fn pos_address(browser: &Browser, demo: &Demo, service: &str) -> String {
    let order = browser.order(&demo.shop, service).await;
    format!("{}/PosTerminal/Pay/{service}/{}", demo.hub, Browser::order_key(&order))
}

async fn configure(browser: &Browser) {
    for (field, text) in TERMINAL {
        browser.fill(field, text).await;
    }
    browser.click("[data-testid=save-terminal]").await;
}

async fn in_language(language: Language) {
    let demo = Demo::start();
    let (checks, browser) = (Checks::start(), Browser::start().await);
    let code = language.code();
    let name = |page: &str| format!("pos-{page}-{code}");
    browser.open(&format!("{}/?lang={code}", demo.hub)).await;
    let address = pos_address(&browser, &demo, "ADP02").await;
    browser.open(&address).await;
    browser.see("[data-testid=no-terminal]").await;
    checks.page(&browser, &name("no-terminal")).await;
    browser.click("[data-testid=configure]").await;
    browser.see("#IntendedIp").await;
    checks.page(&browser, &name("configure")).await;
    browser.fill("#OrganizationIdno", "1002600001234").await;
    browser.click("[data-testid=save-terminal]").await;
    browser.see(Browser::ERRORS).await;
    checks.page(&browser, &name("configure-with-errors")).await;
    configure(&browser).await;
    browser.see("[data-testid=counter]").await;
    checks.page(&browser, &name("order")).await;
    browser.click(Browser::PAY_PAGE).await;
    browser.see("[data-testid=terminal-approved]").await;
    checks.page(&browser, &name("terminal")).await;
    for (outcome, state) in [
        ("pos-busy", "terminal-busy"),
        ("pos-offline", "terminal-offline"),
        ("declined", "declined"),
        ("pos-cancelled", "cancelled"),
    ] {
        browser.click(&format!("[data-testid=terminal-{outcome}]")).await;
        browser.see_result(state).await;
        checks.page(&browser, &name(state)).await;
        browser.click("[data-testid=again]").await;
        browser.click(Browser::PAY_PAGE).await;
        browser.see("[data-testid=terminal-approved]").await;
    }
    browser.click("[data-testid=terminal-pos-slip-not-printed]").await;
    browser.see("[data-testid=print-slip]").await;
    checks.page(&browser, &name("slip-not-printed")).await;
    browser.click("[data-testid=print-slip]").await;
    browser.see("[data-testid=slip]").await;
    assert!(!browser.has("[data-testid=print-slip]").await);
    checks.page(&browser, &name("slip-printed-again")).await;
    browser.open(&address).await;
    browser.see(&format!("{}[data-status=paid]", Browser::NOT_PAYABLE)).await;
    checks.page(&browser, &name("already-paid")).await;

    browser.open(&format!("{}/PosTerminal/Configure", demo.hub)).await;
    browser.see("[data-testid=configured]").await;
    checks.page(&browser, &name("configured")).await;
    browser.fill("#IntendedIp", "10.0.0.5").await;
    browser.click("[data-testid=save-terminal]").await;
    browser.see("#IntendedIp[value='10.0.0.5']").await;
    browser.open(&address).await;
    browser.see("[data-testid=no-terminal]").await;
    checks.page(&browser, &name("another-address")).await;
    browser.close().await;
}

#[tokio::test]
async fn an_operator_takes_a_card_in_romanian() {
    in_language(Language::Romanian).await;
}

#[tokio::test]
async fn an_operator_takes_a_card_in_russian() {
    in_language(Language::Russian).await;
}

#[tokio::test]
async fn an_operator_needs_no_mouse() {
    let demo = Demo::start();
    let browser = Browser::start().await;
    let address = pos_address(&browser, &demo, "ADP01").await;
    browser.open(&address).await;
    browser.see("[data-testid=no-terminal]").await;
    browser.tab_to("[data-testid=configure]").await;
    browser.press_enter().await;
    browser.see("#IntendedIp").await;
    for (field, text) in TERMINAL {
        browser.tab_to(field).await;
        browser.press(text).await;
    }
    browser.press_enter().await;
    browser.see("[data-testid=counter]").await;
    let pressed = browser.tab_to(Browser::PAY_PAGE).await;
    assert!(pressed <= 15, "{pressed} keys to send the amount");
    browser.press_enter().await;
    browser.see("[data-testid=terminal-approved]").await;
    browser.tab_to("[data-testid=terminal-approved]").await;
    browser.press_enter().await;
    browser.see_result("paid").await;
    let payment = browser.attribute("[data-testid=result]", "data-payment-id").await;
    browser.tab_to("[data-testid=receipt]").await;
    let order = format!("{}/orders/{}", demo.shop, address.rsplit('/').next().unwrap());
    assert_eq!(browser.payment_at_shop(&order).await, payment);
    browser.close().await;
}
