//! Every page in every language, the lists with their filters and pages, and one payment.

use std::time::Duration;

use crate::support::orders::{ORDER, SERVICE};
use crate::support::payer::{GOOD_CARD, PROCESSOR, Page};
use crate::support::sample::Demo;
use crate::support::{EService, Hub, Payer, simulated_clock};

/// A payment of the demo's first service, and its number.
pub async fn paid(demo: &Demo) -> (String, String) {
    let order = demo.order().await;
    let visit = demo.payer.enter("ADP02", &order, None).await;
    visit.pay_page().await;
    let chosen = visit.choose(PROCESSOR).await;
    demo.payer.card(&chosen.location(), GOOD_CARD).await;
    let result = visit.result().await;
    assert_eq!(result.state(), "paid");
    (order, result.attribute("data-payment-id"))
}

/// What stands between these two.
fn cells(page: &Page, start: &str) -> usize {
    page.text().matches(start).count()
}

#[tokio::test]
async fn every_page_speaks_every_language_and_runs_no_script_but_its_own() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let (order, payment) = paid(&demo).await;
    let mut pages: Vec<String> = [
        "",
        "search?q=ADP02",
        "payments",
        "messages",
        "queue",
        "events",
        "assert?about=exchanges&field1=operation&value1=x",
        "payments/start",
        "messages/delete",
        "reset?what=all",
        "scenarios",
        "services",
        "services/ADP02",
        "certificates",
        "clock",
        "settings",
    ]
    .map(|page| format!("/console/{page}"))
    .into();
    pages.push(format!("/console/payments/{payment}"));
    pages.push("/console/visits/1".to_owned());
    for message in ["request", "response"] {
        for view in ["formatted", "raw", "canonical", "values", "headers"] {
            pages.push(format!("/console/messages/1/{message}?view={view}"));
        }
    }
    for path in pages {
        for (language, words) in
            [("ro", "Coada de confirmări"), ("ru", "Очередь подтверждений"), ("en", "Confirmation queue")]
        {
            let join = if path.contains('?') { '&' } else { '?' };
            let page = demo.payer.get(&format!("{path}{join}lang={language}")).await;
            assert_eq!(page.status, 200, "{path}: {}", page.text());
            assert!(page.has(words) && page.has("<strong>SIMULATOR</strong>"), "{path} {language}");
            let policy = page.headers["content-security-policy"].to_str().unwrap();
            assert!(
                policy.starts_with("default-src 'none'; script-src 'self'; connect-src 'self'; "),
                "{policy}"
            );
            // With `no-referrer` browsers would send `Origin: null` with every form.
            assert_eq!(page.headers["referrer-policy"], "same-origin");
            assert_eq!(cells(&page, "<script"), 1, "{path}");
            // A key that no language has would stand there itself.
            for key in [
                "console-",
                "message-",
                "verdict-",
                "check-",
                "clock-",
                "certificate-",
                "settings-",
                "test-",
                "start-",
                "plans-",
                "force-",
                "deletion-",
                "events-",
                "assert-",
                "reset-",
                "ruling-",
                "picture-",
                "guide-",
                "span-",
                "why-",
                "told-",
                "visit-",
                "overview-",
                "search-",
            ] {
                assert!(!page.has(&format!(">{key}")), "{path}: a text is missing, {key}…");
            }
        }
    }
    assert_eq!(demo.payer.get("/console/login").await.headers["referrer-policy"], "same-origin");
    let payers = demo.payer.get("/").await;
    assert!(!payers.headers["content-security-policy"].to_str().unwrap().contains("script"));
    let latest = demo.payer.get(&format!("/console/payments/latest?service=ADP02&order={order}")).await;
    assert_eq!(latest.location(), format!("/console/payments/{payment}"));
    for gone in [
        "/console/payments/1",
        "/console/messages/999",
        "/console/messages/x/request",
        "/console/services/NOBODY",
    ] {
        assert_eq!(demo.payer.get(gone).await.status, 404, "{gone}");
    }
}

#[tokio::test]
async fn an_empty_list_teaches_and_one_that_does_not_match_says_so() {
    let (clock, _) = simulated_clock();
    let hub = Hub::start(&clock, vec![]).await;
    let payer = Payer::new(&hub.url);
    let empty = payer.get("/console/payments?lang=en").await;
    assert!(empty.has(&format!("curl -si {}/service/pay", hub.url)), "{}", empty.text());
    assert!(empty.has("data-testid=\"empty\"") && empty.has("[[service]]"));
    assert!(payer.get("/console/payments?text=x").await.has("data-testid=\"no-match\""));
    for unusable in ["status=Paid", "from=yesterday", "order=0123456789012345678901234567890123456"] {
        let page = payer.get(&format!("/console/payments?{unusable}")).await;
        assert!(page.has("data-testid=\"unusable\""), "{unusable}");
    }
    assert!(payer.get("/console/messages?http=abc").await.has("data-testid=\"unusable\""));
    assert!(payer.get("/console/queue").await.has("data-testid=\"empty\""));
}

#[tokio::test]
async fn payments_are_listed_by_filter_fifty_a_page_there_and_back() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    for _ in 0..52 {
        let visit = payer.enter(SERVICE, ORDER, None).await;
        visit.pay_page().await;
        visit.choose(PROCESSOR).await;
        hand.advance(jiff::SignedDuration::try_from(Duration::from_secs(10)).unwrap());
    }
    let rows = |page: &Page| cells(page, "class=\"mono\" href=\"/console/payments/");
    let link = |page: &Page, rel: &str| {
        let text = page.text();
        let at = text.find(&format!("rel=\"{rel}\"")).unwrap_or_else(|| panic!("no {rel}: {text}"));
        let start = text[..at].rfind("href=\"").unwrap() + 6;
        text[start..at].split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
    };
    let address = format!("/console/payments?service={SERVICE}&status=AtPaymentProvider");
    let first = payer.get(&address).await;
    assert_eq!(rows(&first), 50, "{}", first.text());
    assert!(!first.has("rel=\"prev\""));
    let older = payer.get(&format!("/console/payments{}", link(&first, "next"))).await;
    assert_eq!(rows(&older), 2);
    assert!(!older.has("rel=\"next\""));
    let back = payer.get(&format!("/console/payments{}", link(&older, "prev"))).await;
    assert_eq!(rows(&back), 50);
    assert!(back.has("rel=\"next\"") && !back.has("rel=\"prev\""));
    assert!(link(&back, "next").contains("status=AtPaymentProvider"));
    // The clock of the fixtures began at 10:51:24 in Chișinău.
    let early = payer.get("/console/payments?from=2027-01-04T10:50&to=2027-01-04T10:52").await;
    assert_eq!(rows(&early), 4, "{}", early.text());
    assert!(payer.get("/console/payments?confirmation=Confirmed").await.has("data-testid=\"no-match\""));
    assert!(payer.get("/console/payments?text=RD-1").await.has("data-testid=\"payments\""));
}

#[tokio::test]
async fn a_payment_shows_its_whole_way() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let (order, payment) = paid(&demo).await;
    let page = demo.payer.get(&format!("/console/payments/{payment}?lang=en")).await;
    for part in [
        "Visit opened",
        "GetOrderDetails",
        "Payment authorised",
        "ConfirmOrderPayment",
        "The e-Service has accepted",
        "data-status=\"Confirmed\"",
        order.as_str(),
        "Popescu",
        "•••",
    ] {
        let is_there = page.has(part);
        // The payer's name is in the message alone, and card numbers are nowhere.
        assert_eq!(is_there, !matches!(part, "Popescu" | "•••"), "{part}: {}", page.text());
    }
    let body = demo.payer.get(&format!("/console/payments/{payment}/confirmation.xml")).await;
    assert_eq!(body.headers["content-type"], "application/octet-stream");
    assert!(body.text().starts_with("<ConfirmOrderPayment"), "{}", body.text());
    let open = demo.payer.enter("ADP02", &demo.order().await, None).await;
    open.pay_page().await;
    open.choose(PROCESSOR).await;
    let undecided = demo.payer.get("/console/payments/latest").await.location();
    let undecided = demo.payer.get(&undecided).await;
    assert_eq!(cells(&undecided, "class=\"is-wait\""), 2, "{}", undecided.text());
}
