//! The shop's pages, as a browser without scripts sees them.

use mpay_sim::domain::language::Language;
use mpay_sim::soap::Operation::GetOrderDetails;
use mpay_sim::soap::get_order_details::{OrderDetailsQuery, write_request};
use reqwest::Method;
use reqwest::header::LOCATION;

use super::shop::{HUB_URL, Shop, confirmation};

#[actix_web::test]
async fn a_person_can_order_and_is_sent_to_the_hub() {
    let shop = Shop::start().await;
    let catalogue = shop.page("/").await;
    for id in (1..=13).map(|number| format!("ADP{number:02}")) {
        assert!(catalogue.contains(&format!("data-testid=\"order-service-{id}\"")), "{id}");
    }
    let form = shop.page("/services/ADP02").await;
    for text in ["value=\"Popescu Ion\"", "value=\"2001500023456\"", "data-testid=\"submit-order\""] {
        assert!(form.contains(text), "{text}");
    }
    let key = shop.order("ADP02").await;
    let page = shop.page(&format!("/orders/{key}")).await;
    for text in [
        format!("action=\"{HUB_URL}/service/pay?lang=ro\""),
        "name=\"ServiceID\" value=\"ADP02\"".to_owned(),
        format!("name=\"OrderKey\" value=\"{key}\""),
        format!("name=\"ReturnUrl\" value=\"{}/orders/{key}/back\"", shop.url),
        "data-testid=\"pay\"".to_owned(),
        "data-status=\"Active\"".to_owned(),
        "20015•••••456".to_owned(),
        "24.12.2026".to_owned(),
    ] {
        assert!(page.contains(&text), "{text} in {page}");
    }
    let slip = shop.page(&format!("/orders/{key}/slip")).await;
    let address = format!("href=\"{HUB_URL}/\">{HUB_URL}/<");
    assert!(slip.contains(&key) && slip.contains(&address));

    shop.confirm(&confirmation(&key, "1")).await.unwrap();
    let slip = shop.page(&format!("/orders/{key}/slip")).await;
    assert!(slip.contains("data-status=\"Paid\"") && !slip.contains(&address));
}

#[actix_web::test]
async fn a_payer_who_comes_back_reads_the_language_that_was_chosen_at_mpay() {
    let shop = Shop::start().await;
    let key = shop.order("ADP02").await;
    let back =
        async |key: &str| shop.client.get(format!("{}/orders/{key}/back", shop.url)).send().await.unwrap();
    let location = async || back(&key).await.headers()[LOCATION].to_str().unwrap().to_owned();
    assert_eq!(location().await, format!("/orders/{key}"));
    for language in [Language::English, Language::Russian] {
        let query = OrderDetailsQuery { language, order_key: key.clone(), service_id: "ADP02".into() };
        shop.call(GetOrderDetails, shop.signed(&write_request(&query))).await.unwrap();
        assert_eq!(location().await, format!("/orders/{key}?lang={}", language.code()));
    }
    assert_eq!(back("nothing").await.status(), 404);
}

#[actix_web::test]
async fn a_page_answers_head_and_no_other_method_than_its_own() {
    let shop = Shop::start().await;
    let status = async |method, path: &str| {
        shop.client.request(method, format!("{}{path}", shop.url)).send().await.unwrap().status()
    };
    assert_eq!(status(Method::HEAD, "/").await, 200);
    for path in ["/", "/orders", "/ServiceProvider.svc"] {
        assert_eq!(status(Method::DELETE, path).await, 404, "{path}");
    }
}

#[actix_web::test]
async fn every_page_says_that_it_is_a_simulator_in_every_language() {
    let shop = Shop::start().await;
    let order = shop.order("ADP03").await;
    let paid = shop.order("ADP02").await;
    shop.confirm(&confirmation(&paid, "1")).await.unwrap();
    let paths = [
        ("/".to_owned(), 200),
        ("/services/ADP01".to_owned(), 200),
        ("/services/ADP09".to_owned(), 200),
        ("/services/ADP10".to_owned(), 200),
        (format!("/orders/{order}"), 200),
        (format!("/orders/{order}/slip"), 200),
        (format!("/orders/{paid}"), 200),
        ("/services/ADP99".to_owned(), 404),
        ("/orders".to_owned(), 404),
        ("/orders/nothing".to_owned(), 404),
        ("/orders/nothing/slip".to_owned(), 404),
        ("/any/where%22%3E".to_owned(), 404),
    ];
    for (path, status) in &paths {
        for lang in ["ro", "ru", "en"] {
            let response = shop.get(&format!("{path}?lang={lang}")).await;
            assert_eq!(response.status(), *status, "{path}");
            let headers = response.headers();
            assert_eq!(headers["cache-control"], "no-store", "{path}");
            assert_eq!(headers["x-mpay-simulator"], mpay_sim::VERSION);
            assert_eq!(headers["x-robots-tag"], "noindex");
            assert_eq!(headers["x-content-type-options"], "nosniff");
            assert_eq!(headers["referrer-policy"], "no-referrer");
            assert_eq!(
                headers["content-security-policy"],
                "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; \
                 form-action 'self' http://hub.test:8080; frame-ancestors 'none'; base-uri 'none'"
            );
            assert_eq!(
                headers["set-cookie"],
                format!("mpay_sim_shop_lang={lang}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax")
            );
            let html = response.text().await.unwrap();
            assert!(html.contains(&format!("<html lang=\"{lang}\">")), "{path}");
            assert!(html.contains("<title>[SIM] "), "{path}");
            assert!(html.contains("<strong>SIMULATOR</strong>"), "{path}");
            assert_eq!(html.matches("<h1>").count(), 1, "{path}");
            assert!(!html.contains("style=") && !html.contains("<script"), "{path}");
            // A key that has no text would show as itself.
            assert!(!html.contains("shop-"), "{path}: {html}");
        }
    }
}

#[actix_web::test]
async fn a_chosen_language_stays() {
    let shop = Shop::start().await;
    let page = async |cookie: &str, path: &str| {
        let request = shop.client.get(format!("{}{path}", shop.url)).header("Cookie", cookie);
        request.send().await.unwrap().text().await.unwrap()
    };
    assert!(page("", "/").await.contains("<html lang=\"ro\">"));
    assert!(page("a=b; mpay_sim_shop_lang=ru", "/").await.contains("<html lang=\"ru\">"));
    assert!(page("mpay_sim_shop_lang=ru", "/?lang=en").await.contains("<html lang=\"en\">"));
    assert!(page("mpay_sim_shop_lang=xx", "/?lang=xx").await.contains("<html lang=\"ro\">"));
}

#[actix_web::test]
async fn the_browsers_language_counts_until_another_is_chosen_and_goes_along_to_the_hub() {
    let shop = Shop::start().await;
    let order = shop.order("ADP01").await;
    let page = async |cookie: &str, preferred: &str| {
        let request = shop.client.get(format!("{}/orders/{order}", shop.url));
        let request = request.header("Cookie", cookie).header("Accept-Language", preferred);
        request.send().await.unwrap().text().await.unwrap()
    };
    for (cookie, preferred, language) in [
        ("", "ru-MD,ru;q=0.9", "ru"),
        ("", "de,en;q=0.1", "en"),
        ("mpay_sim_shop_lang=ro", "ru", "ro"),
        ("", "\"><script>,;q=,*", "ro"),
    ] {
        let page = page(cookie, preferred).await;
        assert!(page.contains(&format!("<html lang=\"{language}\">")), "{preferred}");
        assert!(page.contains(&format!("{HUB_URL}/service/pay?lang={language}\"")), "{preferred}");
    }
}

#[actix_web::test]
async fn every_page_leads_to_the_console_and_an_orders_page_to_its_messages() {
    let shop = Shop::start().await;
    let order = shop.order("ADP01").await;
    let page = format!("/orders/{order}");
    for path in ["/", "/services/ADP01", &page, &format!("{page}/slip"), "/nothing"] {
        let link = format!("href=\"{HUB_URL}/console\" data-testid=\"to-console\"");
        assert!(shop.page(path).await.contains(&link), "{path}");
    }
    let messages = format!("href=\"{HUB_URL}/console/messages?service=ADP01&amp;order={order}\"");
    assert!(shop.page(&page).await.contains(&messages));
}

#[actix_web::test]
async fn mistakes_are_listed_on_top_and_at_their_fields_and_what_was_typed_is_kept() {
    let shop = Shop::start().await;
    let response = shop.submit("ADP02", "", "2001500023457").await;
    assert_eq!(response.status(), 422);
    let html = response.text().await.unwrap();
    for text in [
        "<title>[SIM] Eroare: ",
        "role=\"alert\"",
        "Corectați 2 câmpuri",
        "<a href=\"#customer_name\">Introduceți numele și prenumele</a>",
        "<a href=\"#customer_id\">Verificați IDNP-ul",
        "id=\"customer_name-error\"",
        "id=\"customer_id-error\"",
        "value=\"2001500023457\"",
        "aria-invalid=\"true\"",
        "href=\"/services/ADP02?lang=ru\"",
    ] {
        assert!(html.contains(text), "{text} in {html}");
    }
    assert_eq!(shop.submit("ADP99", "Popescu Ion", "2001500023456").await.status(), 404);
}

#[actix_web::test]
async fn hostile_names_are_shown_as_text() {
    let shop = Shop::start().await;
    let hostile = "\"><script>alert('x')</script>&amp;";
    let typed_back = shop.submit("ADP01", hostile, "1").await.text().await.unwrap();
    assert!(!typed_back.contains("<script"), "{typed_back}");

    let response = shop.submit("ADP01", hostile, "2001500023456").await;
    assert_eq!(response.status(), 303);
    let path = response.headers()["location"].to_str().unwrap().to_owned();
    for path in [path.clone(), format!("{path}/slip")] {
        let html = shop.page(&path).await;
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("&#60;script&#62;"), "{html}");
    }
}

#[actix_web::test]
async fn a_form_that_is_no_form_gets_a_page() {
    let shop = Shop::start().await;
    for body in [vec![b'x'; 100_000], vec![0xff, 0xfe]] {
        let request = shop.client.post(format!("{}/orders", shop.url)).body(body);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 400);
        assert!(response.text().await.unwrap().contains("<h1>"));
    }
}

#[actix_web::test]
async fn the_style_sheet_is_served_with_the_same_headers() {
    let shop = Shop::start().await;
    let response = shop.get("/static/sim.css").await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    assert_ne!(response.headers()["cache-control"], "no-store");
}
