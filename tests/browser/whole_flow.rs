//! From the shop to the receipt and back, in each language, and once without scripts.

use mpay_sim::domain::language::Language;

use crate::support::{Browser, Card, Checks, Demo, Scripts};

/// How the payer pays.
#[derive(Clone, Copy)]
enum Method {
    Card,
    CardWithAuthentication,
    Bank,
}

/// Words of one language, which the pages must show in this order.
struct Words {
    language: Language,
    catalogue: &'static str,
    form: &'static str,
    order: &'static str,
    pay_page: &'static str,
    payment_provider: &'static str,
    paid: &'static str,
    receipt: &'static str,
    back_at_shop: &'static str,
}

const ROMANIAN: Words = Words {
    language: Language::Romanian,
    catalogue: "Ce doriți să comandați?",
    form: "Cine comandă",
    order: "Comanda este înregistrată",
    pay_page: "Achitați nota de plată",
    payment_provider: "Plata cu cardul bancar",
    paid: "Ați achitat",
    receipt: "Descărcați confirmarea",
    back_at_shop: "Comanda este achitată",
};
const RUSSIAN: Words = Words {
    language: Language::Russian,
    catalogue: "Что вы хотите заказать?",
    form: "Кто заказывает",
    order: "Заказ принят",
    pay_page: "Оплатите платёжное уведомление",
    payment_provider: "Оплата банковской картой",
    paid: "Вы оплатили",
    receipt: "Скачать подтверждение",
    back_at_shop: "Заказ оплачен",
};
const ENGLISH: Words = Words {
    language: Language::English,
    catalogue: "What would you like to order?",
    form: "Who is ordering",
    order: "Your order is registered",
    pay_page: "Pay the notice",
    payment_provider: "Internet banking",
    paid: "You have paid",
    receipt: "Download the receipt",
    back_at_shop: "Your order is paid",
};

#[tokio::test]
async fn in_romanian_by_card() {
    in_language(&ROMANIAN, Method::Card).await;
}

#[tokio::test]
async fn in_russian_by_card_with_3d_secure() {
    in_language(&RUSSIAN, Method::CardWithAuthentication).await;
}

#[tokio::test]
async fn in_english_at_the_internet_bank() {
    in_language(&ENGLISH, Method::Bank).await;
}

async fn in_language(words: &Words, method: Method) {
    let demo = Demo::start();
    let checks = Checks::start();
    let browser = Browser::start().await;
    let code = words.language.code();
    let name = |page: &str| format!("{code}-{page}");

    browser.open(&demo.shop).await;
    browser.choose_language(words.language).await;
    shows(&browser, words, words.catalogue).await;
    checks.page(&browser, &name("01-shop")).await;

    browser.click("[data-testid=order-service-ADP02]").await;
    browser.see("[data-testid=submit-order]").await;
    shows(&browser, words, words.form).await;
    checks.page(&browser, &name("02-form")).await;

    browser.click("[data-testid=submit-order]").await;
    browser.see(Browser::ORDER).await;
    shows(&browser, words, words.order).await;
    checks.page(&browser, &name("03-order")).await;
    let order = browser.url().await;

    browser.click(Browser::ORDER).await;
    browser.see(Browser::PAY_PAGE).await;
    browser.choose_language(words.language).await;
    shows(&browser, words, words.pay_page).await;
    checks.page(&browser, &name("04-pay")).await;

    match method {
        Method::Card | Method::CardWithAuthentication => browser.go_to_card_page().await,
        Method::Bank => browser.go_to_bank().await,
    }
    shows(&browser, words, words.payment_provider).await;
    checks.page(&browser, &name("05-payment-provider")).await;

    match method {
        Method::Card => browser.pay_by_card(Card::Approved).await,
        Method::CardWithAuthentication => {
            browser.pay_by_card(Card::ThreeDSecure).await;
            browser.see(Browser::AUTHENTICATION_PAGE).await;
            shows(&browser, words, "3-D Secure").await;
            checks.page(&browser, &name("06-authentication")).await;
            browser.authenticate().await;
        }
        Method::Bank => browser.click(Browser::BANK_PAGE).await,
    }
    browser.see_result("paid").await;
    shows(&browser, words, words.paid).await;
    shows(&browser, words, words.receipt).await;
    checks.page(&browser, &name("07-paid")).await;
    is_a_receipt(&browser.attribute("[data-testid=receipt]", "href").await, &demo.hub).await;

    browser.click("[data-testid=return]").await;
    browser.see("[data-testid=order-status][data-status=Paid]").await;
    assert_eq!(browser.url().await, format!("{order}?lang={code}"));
    shows(&browser, words, words.back_at_shop).await;
    checks.page(&browser, &name("08-paid-order")).await;
    browser.close().await;
}

/// The page is in the language, and says this.
async fn shows(browser: &Browser, words: &Words, text: &str) {
    browser.see(&format!("html[lang={}]", words.language.code())).await;
    let page = browser.text("body").await;
    assert!(page.contains(text), "no {text:?} on {}:\n{page}", browser.url().await);
}

/// The link gives a PDF, to whoever has the address.
async fn is_a_receipt(link: &str, hub: &str) {
    let response = reqwest::get(format!("{hub}{link}")).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/pdf");
    assert!(response.bytes().await.unwrap().starts_with(b"%PDF-"));
}

#[tokio::test]
async fn the_language_that_is_chosen_at_the_hub_comes_back_to_the_shop() {
    let demo = Demo::start();
    let browser = Browser::start().await;
    browser.order_and_go_to_pay(&demo.shop, "ADP01").await;
    browser.see("html[lang=ro]").await;
    browser.choose_language(Language::Russian).await;
    browser.see("html[lang=ru]").await;
    browser.go_to_card_page().await;
    browser.pay_by_card(Card::Approved).await;
    browser.see_result("paid").await;
    browser.click("[data-testid=return]").await;
    browser.see("html[lang=ru] [data-testid=order-status][data-status=Paid]").await;
    browser.close().await;
}

#[tokio::test]
async fn without_scripts() {
    let demo = Demo::start();
    let browser = Browser::with_scripts(Scripts::Off).await;
    let page_with_script = "data:text/html,<title>off</title><script>document.title = 'on'</script>";
    browser.open(page_with_script).await;
    assert_eq!(browser.title().await, "off", "scripts run, so this test would prove nothing");

    let order = browser.order_and_go_to_pay(&demo.shop, "ADP03").await;
    browser.go_to_card_page().await;
    browser.pay_by_card(Card::ThreeDSecure).await;
    browser.authenticate().await;
    browser.see_result("paid").await;
    is_a_receipt(&browser.attribute("[data-testid=receipt]", "href").await, &demo.hub).await;
    browser.click("[data-testid=return]").await;
    browser.payment_at_shop(&order).await;
    browser.close().await;
}

#[tokio::test]
async fn with_scripts_the_same_proof_fails() {
    let browser = Browser::start().await;
    browser.open("data:text/html,<title>off</title><script>document.title = 'on'</script>").await;
    assert_eq!(browser.title().await, "on");
    browser.close().await;
}
