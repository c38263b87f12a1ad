//! Every page in every state that a payer can bring about, checked for accessibility, width and weight.

use mpay_sim::domain::language::Language;

use crate::support::{Alone, Apart, Browser, Card, Checks, Demo, ReservedPort, start_e_service};

#[tokio::test]
async fn with_faults_are_found_out() {
    let (checks, browser) = (Checks::start(), Browser::start().await);
    let page = "<title>Plain</title><main><section><p style='width:2000px;color:silver'>Pale</p></section>\
                <img src='data:,'></main><script></script>";
    browser.open(&format!("data:text/html,{page}")).await;
    checks.page(&browser, "faults").await;
    let failures = checks.take_failures().join("\n");
    for fault in [
        "[SIM]",
        "one h1",
        "SIMULATOR",
        "sideways",
        "sticks out",
        "a script",
        "color-contrast",
        "image-alt",
        "html-has-lang",
    ] {
        for width in ["320 px", "1280 px"] {
            let mut lines = failures.lines();
            assert!(
                lines.any(|line| line.contains(width) && line.contains(fault)),
                "{fault} not in {failures}"
            );
        }
    }
    browser.close().await;
}

#[tokio::test]
async fn of_the_shop() {
    let demo = Demo::start();
    let (checks, browser) = (Checks::start(), Browser::start().await);
    browser.open(&format!("{}/services/ADP03", demo.shop)).await;
    browser.fill("#customer_name", "").await;
    browser.fill("#customer_id", "12345").await;
    browser.click("[data-testid=submit-order]").await;
    browser.see(Browser::ERRORS).await;
    checks.page(&browser, "shop-form-with-errors").await;
    browser.order(&demo.shop, "ADP03").await;
    checks.page(&browser, "shop-order-of-four-lines").await;
    browser.click("[data-testid=slip]").await;
    browser.see("[data-testid=slip-order-key]").await;
    checks.page(&browser, "shop-slip").await;
    for (path, name) in [("/nothing", "shop-not-found"), ("/orders/NOBODY", "shop-no-such-order")] {
        browser.open(&format!("{}{path}", demo.shop)).await;
        checks.page(&browser, name).await;
    }
    browser.close().await;
}

#[tokio::test]
async fn of_a_hub_without_services() {
    let (alone, browser) = (Alone::start(), Browser::start().await);
    for language in [Language::Romanian, Language::Russian] {
        browser.speak(&alone.hub, language).await;
        browser.see("pre.snippet").await;
        Checks::in_language(language).page(&browser, "hub-home-without-services").await;
    }
    browser.close().await;
}

#[tokio::test]
async fn of_the_hub_before_a_payment() {
    of_the_hub_before_a_payment_in(Language::Romanian).await;
}

#[tokio::test]
async fn of_the_hub_before_a_payment_in_russian() {
    of_the_hub_before_a_payment_in(Language::Russian).await;
}

async fn of_the_hub_before_a_payment_in(language: Language) {
    let demo = Demo::start();
    let (checks, browser) = (Checks::in_language(language), Browser::start().await);
    browser.speak(&demo.hub, language).await;
    let hub = &demo.hub;
    browser.open(hub).await;
    checks.page(&browser, "hub-home").await;
    browser.click("[data-testid=service-ADP02]").await;
    browser.see("#order_key").await;
    checks.page(&browser, "hub-service").await;
    browser.click("[data-testid=look-up]").await;
    browser.see(Browser::ERRORS).await;
    checks.page(&browser, "hub-service-with-error").await;
    browser.fill("#order_key", &"9".repeat(37)).await;
    browser.click("[data-testid=look-up]").await;
    browser.see("#order_key[value^='999']").await;
    checks.page(&browser, "hub-service-wrong-format").await;

    browser.open(hub).await;
    browser.fill("#number", "12345").await;
    browser.click("[data-testid=check-note]").await;
    browser.see(Browser::PROBLEM).await;
    checks.page(&browser, "problem-no-such-note").await;

    let order = browser.order_and_go_to_pay(&demo.shop, "ADP03").await;
    checks.page(&browser, "pay-four-lines").await;
    let visit = browser.path_url().await;
    let invoice: String =
        browser.text("[data-testid=invoice-number]").await.chars().filter(char::is_ascii_digit).collect();
    let note = format!("/n/{invoice}");
    let without_return = format!("/service/pay?ServiceID=ADP03&OrderKey={}", Browser::order_key(&order));
    for (address, name) in [
        (&*note, "note-unpaid"),
        ("/nothing", "hub-not-found"),
        ("/service/pay", "problem-no-parameters"),
        ("/service/pay?ServiceID=NOBODY&OrderKey=1", "problem-unknown-service"),
        ("/service/pay?ServiceID=ADP01&OrderKey=NOBODY-HAS-THIS-NUMBER-1234567890", "problem-unknown-order"),
        ("/service/pay?ServiceID=ADP01&OrderKey=1&ReturnUrl=javascript:alert(1)", "problem-return-url"),
        ("/pay/00000000000000000000000000000000", "problem-unknown-visit"),
        (&*without_return, "pay-without-return"),
    ] {
        browser.open(&format!("{hub}{address}")).await;
        checks.page(&browser, name).await;
    }
    let visit_without_return = browser.path_url().await;
    for (address, name) in [
        (format!("{visit}/receipt.pdf"), "problem-nothing-paid"),
        (format!("{visit_without_return}/return"), "problem-no-return"),
    ] {
        browser.open(&address).await;
        browser.see(Browser::PROBLEM).await;
        checks.page(&browser, name).await;
    }
    browser.close().await;
}

#[tokio::test]
async fn of_the_payment_providers_and_the_results() {
    of_the_payment_providers_and_the_results_in(Language::Romanian).await;
}

#[tokio::test]
async fn of_the_payment_providers_and_the_results_in_russian() {
    of_the_payment_providers_and_the_results_in(Language::Russian).await;
}

async fn of_the_payment_providers_and_the_results_in(language: Language) {
    let demo = Demo::start();
    let (checks, browser) = (Checks::in_language(language), Browser::start().await);
    browser.speak(&demo.hub, language).await;
    let order = browser.order_and_go_to_pay(&demo.shop, "ADP02").await;
    let visit = browser.path_url().await;
    browser.go_to_card_page().await;
    let card_page = browser.url().await;
    browser.click("[data-testid=pay]").await;
    browser.see(Browser::ERRORS).await;
    checks.page(&browser, "card-with-errors").await;
    browser.pay_by_card(Card::Real).await;
    browser.see("#number-e").await;
    checks.page(&browser, "card-real-number-refused").await;
    browser.pay_by_card(Card::InsufficientFunds).await;
    browser.see_result("declined").await;
    checks.page(&browser, "result-insufficient-funds").await;
    browser.click("[data-testid=again]").await;
    browser.go_to_card_page().await;
    let card_page_again = browser.url().await;
    assert_ne!(card_page_again, card_page);
    let card_page = card_page_again;
    browser.open(&format!("{visit}/result")).await;
    browser.see_result("undecided").await;
    checks.page(&browser, "result-undecided").await;
    browser.click("[data-testid=to-payment-provider]").await;
    browser.see(Browser::CARD_PAGE).await;
    checks.page(&browser, "card").await;
    browser.pay_by_card(Card::ThreeDSecure).await;
    browser.see(Browser::AUTHENTICATION_PAGE).await;
    checks.page(&browser, "authentication").await;
    browser.click("[data-testid=confirm]").await;
    browser.see(Browser::ERRORS).await;
    checks.page(&browser, "authentication-with-error").await;
    browser.click("[data-testid=simulate]").await;
    browser.see_result("declined").await;
    checks.page(&browser, "result-declined").await;
    browser.open(&card_page).await;
    browser.see("[data-testid=finished]").await;
    checks.page(&browser, "transaction-finished").await;

    browser.open(&visit).await;
    browser.go_to_bank().await;
    checks.page(&browser, "bank").await;
    browser.click("[data-testid=cancel]").await;
    browser.see_result("cancelled").await;
    checks.page(&browser, "result-cancelled").await;

    browser.click("[data-testid=again]").await;
    browser.go_to_card_page().await;
    let first = browser.window().await;
    browser.new_window().await;
    browser.open(&order).await;
    browser.click(Browser::ORDER).await;
    browser.go_to_bank().await;
    browser.click(Browser::BANK_PAGE).await;
    browser.see_result("paid").await;
    browser.move_to(&first).await;
    browser.pay_by_card(Card::Approved).await;
    browser.see_result("reversed").await;
    checks.page(&browser, "result-reversed").await;
    browser.open(&visit).await;
    browser.see(&format!("{}[data-status=paid]", Browser::NOT_PAYABLE)).await;
    checks.page(&browser, "already-paid").await;

    browser.payment_at_shop(&order).await;
    let invoice = browser.text("[data-testid=invoice-id]").await;
    browser.open(&format!("{order}/slip")).await;
    checks.page(&browser, "shop-slip-of-paid-order").await;
    browser.open(&format!("{}/n/{invoice}", demo.hub)).await;
    browser.see("[data-testid=note-status][data-status=Paid]").await;
    checks.page(&browser, "note-paid").await;
    browser.close().await;
}

#[tokio::test]
async fn of_orders_that_the_shop_never_has() {
    of_orders_that_the_shop_never_has_in(Language::Romanian).await;
}

#[tokio::test]
async fn of_orders_that_the_shop_never_has_in_russian() {
    of_orders_that_the_shop_never_has_in(Language::Russian).await;
}

async fn of_orders_that_the_shop_never_has_in(language: Language) {
    let e_service = start_e_service();
    let apart = Apart::start(&[("STATES", &e_service, "ignore")]);
    let (checks, browser) = (Checks::in_language(language), Browser::start().await);
    browser.speak(&apart.hub, language).await;
    for key in ["Paid", "Completed", "Expired", "Cancelled", "Refunding", "Refunded", "NoAmount", "Euro"] {
        browser.open(&format!("{}/service/pay?ServiceID=STATES&OrderKey={key}", apart.hub)).await;
        browser.see(Browser::NOT_PAYABLE).await;
        checks.page(&browser, &format!("not-payable-{}", key.to_lowercase())).await;
    }
    browser.open(&format!("{}/service/pay?ServiceID=STATES&OrderKey=Unknown", apart.hub)).await;
    browser.see("#sum").await;
    checks.page(&browser, "pay-amount-unknown").await;
    browser.open(&format!("{}/service/pay?ServiceID=STATES&OrderKey=Fault", apart.hub)).await;
    browser.see(Browser::PROBLEM).await;
    checks.page(&browser, "problem-soap-fault").await;
    browser.open(&format!("{}/service/pay?ServiceID=STATES&OrderKey=Changing", apart.hub)).await;
    browser.see(Browser::PAY_PAGE).await;
    browser.reload().await;
    browser.see("[data-testid=due-changed]").await;
    checks.page(&browser, "pay-another-amount").await;
    browser.open(&format!("{}/service/pay?ServiceID=STATES&OrderKey=Free", apart.hub)).await;
    browser.see("input[name=amt][value=part]").await;
    checks.page(&browser, "pay-any-amount").await;
    browser.click("input[name=amt][value=part]").await;
    browser.fill("#sum", "99999").await;
    browser.click(Browser::PAY_PAGE).await;
    browser.see(Browser::ERRORS).await;
    checks.page(&browser, "pay-with-error").await;

    browser.fill("#sum", "23,45").await;
    browser.go_to_card_page().await;
    browser.pay_by_card(Card::Approved).await;
    browser.see_result("paid").await;
    browser.open(&format!("{}/service/pay?ServiceID=STATES&OrderKey=Free", apart.hub)).await;
    browser.see("[data-testid=invoice-status][data-status=PartiallyPaid]").await;
    checks.page(&browser, "pay-the-rest").await;
    browser.close().await;
}

#[tokio::test]
async fn of_e_services_that_fail() {
    of_e_services_that_fail_in(Language::Romanian).await;
}

#[tokio::test]
async fn of_e_services_that_fail_in_russian() {
    of_e_services_that_fail_in(Language::Russian).await;
}

async fn of_e_services_that_fail_in(language: Language) {
    // Connections to it are made, as its backlog takes them, and never answered.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let silent_endpoint = format!("http://{}/", silent.local_addr().unwrap());
    let (nobody, e_service) = (ReservedPort::new(), start_e_service());
    let apart = Apart::start(&[
        ("DOWN", &format!("http://{}/", nobody.address), "require"),
        ("UNSIGNED", &e_service, "require"),
        ("WARNED", &e_service, "warn"),
    ]);
    // A hub of its own: on a busy machine the others may take longer than it waits.
    let impatient =
        Apart::start_with(&[("SLOW", &silent_endpoint, "require")], &["--e-service-timeout", "1s"]);
    let (checks, browser) = (Checks::in_language(language), Browser::start().await);
    browser.speak(&apart.hub, language).await;
    for (hub, id) in [(&apart.hub, "DOWN"), (&impatient.hub, "SLOW"), (&apart.hub, "UNSIGNED")] {
        browser
            .open(&format!("{hub}/service/pay?ServiceID={id}&OrderKey=Active&ReturnUrl={}", apart.shop))
            .await;
        browser.see(Browser::PROBLEM).await;
        browser.see("[data-testid=retry]").await;
        checks.page(&browser, &format!("problem-e-service-{}", id.to_lowercase())).await;
    }
    browser.open(&format!("{}/service/pay?ServiceID=WARNED&OrderKey=Active", apart.hub)).await;
    browser.see("[data-testid=finding][data-rule=signature-missing]").await;
    checks.page(&browser, "pay-with-findings").await;
    browser.open(&format!("{}/rules", apart.hub)).await;
    browser.see("#element-order").await;
    checks.document(&browser, "rules").await;
    browser.open(&format!("{}/openapi/index.html", apart.hub)).await;
    browser.see("#downloadInvoicePdf").await;
    checks.document(&browser, "rest-api").await;
    browser.close().await;
}

#[tokio::test]
async fn of_a_payment_that_the_shop_confirms_late() {
    of_a_payment_that_the_shop_confirms_late_in(Language::Romanian).await;
}

#[tokio::test]
async fn of_a_payment_that_the_shop_confirms_late_in_russian() {
    of_a_payment_that_the_shop_confirms_late_in(Language::Russian).await;
}

async fn of_a_payment_that_the_shop_confirms_late_in(language: Language) {
    let mut apart = Apart::start(&[]);
    let (checks, browser) = (Checks::in_language(language), Browser::start().await);
    browser.speak(&apart.hub, language).await;
    let order = browser.order_and_go_to_pay(&apart.shop, "ADP01").await;
    browser.go_to_card_page().await;
    apart.stop_shop();
    browser.pay_by_card(Card::Approved).await;
    browser.see_result("unconfirmed").await;
    let payment = browser.attribute("[data-testid=result]", "data-payment-id").await;
    checks.refreshing_page(&browser, "result-unconfirmed").await;

    browser.reload().await;
    browser.see_result("unconfirmed").await;
    apart.start_shop();
    // The page looks again by itself.
    browser.see_result("paid").await;
    checks.page(&browser, "result-paid").await;
    assert_eq!(browser.payment_at_shop(&order).await, payment);
    browser.close().await;
}
