//! A service that is added in the console, tested, paid at, changed and removed.

use mpay_sim::domain::language::Language;

use crate::support::{Alone, Apart, Browser, Card, Checks};

async fn in_language(language: Language) {
    let apart = Apart::start(&[]);
    let browser = Browser::start().await;
    let checks = Checks::in_language(language);
    browser.speak(&apart.hub, language).await;
    browser.open(&format!("{}/console/services", apart.hub)).await;
    browser.click("[data-testid=add-service]").await;
    browser.see("#endpoint_url").await;
    checks.console(&browser, "console-service-new").await;

    // Everything that is wrong is told at once, and what was typed stays, also in another language.
    browser.fill("#id", "ADP02").await;
    browser.fill("#endpoint_url", "localhost:5000").await;
    for part in ["names", "signature"] {
        browser.click(&format!("[data-testid=part-{part}] summary")).await;
    }
    browser.fill("#name_ru", "Аренда").await;
    browser.fill("#service_provider_idno", "123").await;
    browser.upload("#certificate", &apart.e_service_certificate()).await;
    browser.click("[data-testid=save]").await;
    browser.see(Browser::ERRORS).await;
    checks.console(&browser, "console-service-wrong").await;
    browser.click(".err-sum a[href='#endpoint_url']").await;
    assert_eq!(browser.script("return document.activeElement.id").await, "endpoint_url");
    let other = if language == Language::English { Language::Russian } else { Language::English };
    browser.choose_language(other).await;
    assert_eq!(browser.attribute("#service_provider_idno", "value").await, "123");
    browser.choose_language(language).await;
    browser.see("[data-testid=carried-certificate]").await;

    browser.fill("#endpoint_url", &format!("{}/ServiceProvider.svc", apart.shop)).await;
    browser.fill("#name_ro", "Închiriere").await;
    browser.fill("#service_provider_idno", "1002600001235").await;
    browser.click("[data-testid=save]").await;
    browser.see("[data-testid=next-steps]").await;
    browser.see("[data-testid=certificate]").await;
    checks.console(&browser, "console-service-added").await;

    browser.click("[data-testid=test]").await;
    browser.see("[data-testid=tested] .chip--ok").await;
    checks.console(&browser, "console-service-added-tested").await;

    let order = browser.order_and_go_to_pay(&apart.shop, "ADP02").await;
    browser.go_to_card_page().await;
    browser.pay_by_card(Card::Approved).await;
    browser.see_result("paid").await;
    browser.payment_at_shop(&order).await;

    browser.open(&format!("{}/console/services/ADP02", apart.hub)).await;
    browser.click("[data-testid=edit]").await;
    browser.see("#endpoint_url").await;
    checks.console(&browser, "console-service-edit").await;
    browser.fill("#name_ro", "Închirierea unui teren").await;
    browser.click("[data-testid=save]").await;
    browser.see("[data-testid=notice]").await;
    assert!(browser.text("main").await.contains("Închirierea unui teren"));
    browser.open(&format!("{}/console/services", apart.hub)).await;
    browser.see("a[href='/console/services/ADP02']").await;
    checks.console(&browser, "console-services-added").await;

    browser.click("a[href='/console/services/ADP02']").await;
    browser.click("[data-testid=remove]").await;
    browser.see("[data-testid=confirm]").await;
    checks.console(&browser, "console-service-remove").await;
    browser.click("[data-testid=confirm]").await;
    browser.see("[data-testid=notice]").await;
    assert!(!browser.has("a[href='/console/services/ADP02']").await);
    browser.close().await;
}

#[tokio::test]
async fn a_service_is_added_tested_paid_at_and_removed_in_romanian() {
    in_language(Language::Romanian).await;
}

#[tokio::test]
async fn a_service_is_added_tested_paid_at_and_removed_in_russian() {
    in_language(Language::Russian).await;
}

#[tokio::test]
async fn a_service_is_added_tested_paid_at_and_removed_in_english() {
    in_language(Language::English).await;
}

#[tokio::test]
async fn a_hub_without_services_teaches_how_to_add_one_and_lists_it_as_it_comes() {
    let alone = Alone::start();
    let browser = Browser::start().await;
    browser.open(&format!("{}/console/services", alone.hub)).await;
    browser.see("[data-testid=empty]").await;
    Checks::start().console(&browser, "console-services-empty").await;
    let service = "{\"endpoint_url\":\"http://localhost:5000/\"}";
    let url = format!("{}/control/v1/services/MYSERVICE01", alone.hub);
    let added =
        reqwest::Client::builder().no_proxy().build().unwrap().put(url).body(service).send().await.unwrap();
    assert_eq!(added.status().as_u16(), 201);
    browser.see("a[href='/console/services/MYSERVICE01']").await;
    browser.close().await;
}
