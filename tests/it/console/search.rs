//! The search in the head of every page of the console.

use mpay_sim::soap::Operation::GetOrderDetails;

use super::pages::paid;
use crate::support::orders::{ORDER, SERVICE};
use crate::support::payer::{Page, encoded};
use crate::support::sample::Demo;
use crate::support::{Answer, EService, Hub, Payer, simulated_clock};

async fn search(payer: &Payer, text: &str) -> Page {
    payer.get(&format!("/console/search?lang=en&q={}", encoded(text))).await
}

#[tokio::test]
async fn an_exact_number_leads_to_its_page() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let (order, payment) = paid(&demo).await;
    let invoice = demo.hub.invoice_of(&order).await.unwrap();
    let of_payment = format!("/console/payments/{payment}?lang=en");
    for (text, page) in [
        (payment.as_str(), of_payment.as_str()),
        (invoice.as_str(), of_payment.as_str()),
        ("1", "/console/messages/1?lang=en"),
        ("#2", "/console/messages/2?lang=en"),
    ] {
        let found = search(&demo.payer, text).await;
        assert_eq!((found.status, found.location().as_str()), (303, page), "{text}: {}", found.text());
    }
    let first = search(&demo.payer, &order).await;
    assert_eq!(first.status, 200);
    assert!(first.has("data-testid=\"payments\"") && first.has(&payment), "{}", first.text());
    assert!(first.has("data-testid=\"messages\"") && first.has("<mark>"), "{}", first.text());
    // The payer's name is in the message alone; the last word may be cut.
    for text in ["Popescu", "popescu i", "POPESCU"] {
        let found = search(&demo.payer, text).await;
        assert!(found.has("/console/messages/") && found.has("<mark>popescu"), "{text}: {}", found.text());
    }
    for text in ["opescu", "Popescu Maria", "999999", "--"] {
        let found = search(&demo.payer, text).await;
        assert!(found.status == 200 && found.has("data-testid=\"no-match\""), "{text}: {}", found.text());
    }
    assert!(search(&demo.payer, "").await.has("Search the console"));
    let listed = demo.payer.get("/control/v1/exchanges?q=popescu").await;
    assert!(listed.has("\"operation\""), "{}", listed.text());
    assert!(!demo.payer.get("/control/v1/exchanges?q=opescu").await.has("\"operation\""));
}

#[tokio::test]
async fn texts_and_incidents_are_found_until_their_messages_are_deleted() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let page =
        b"<html><title>Error</title><p>System.NullReferenceException: Object reference</p></html>".to_vec();
    e_service.next(GetOrderDetails, Answer::Http(500, page));
    let shown = payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    let text = shown.text();
    let incident = text.split("<code>").map(|part| part.split('<').next().unwrap());
    let incident = incident.filter(|code| code.len() == 8).find(|code| u32::from_str_radix(code, 16).is_ok());
    let incident = incident.unwrap_or_else(|| panic!("no incident: {text}")).to_owned();
    for number in [incident.clone(), incident.to_uppercase()] {
        let found = search(&payer, &number).await;
        assert!(found.has("data-testid=\"incident\"") && found.has(&incident), "{}", found.text());
        assert!(found.has("href=\"/console/messages/1\"") && found.has(ORDER), "{}", found.text());
    }
    assert!(search(&payer, "0123abcd").await.has("data-testid=\"no-match\""));
    let found = search(&payer, "NullReference").await;
    assert!(found.has("<mark>nullreferenceexception</mark> object reference"), "{}", found.text());
    assert!(found.has("href=\"/console/messages/1\""));
    let listed = payer.get("/console/messages?q=object+refer").await;
    assert!(listed.has("data-testid=\"messages\""), "{}", listed.text());
    payer.post("/console/messages/delete", &[]).await;
    assert!(search(&payer, "NullReference").await.has("data-testid=\"no-match\""));
}

#[tokio::test]
async fn what_is_searched_and_found_is_harmless() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let markup = "<script>alert(1)</script>\"'><img src=x onerror=y>\u{202e}";
    e_service
        .next(GetOrderDetails, Answer::fault("Evil", &format!("needle {markup}{}", "w".repeat(100_000))));
    payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    let patterns = [
        "\" OR *",
        "a* NEAR b",
        "'; DROP TABLE exchange",
        "NOT AND OR",
        "\0",
        "& | ! : <->",
        "4000 0000 0000 0002",
    ];
    for text in [markup, "needle", "alert"].iter().chain(&patterns) {
        for path in ["/console/search", "/console/messages"] {
            let page = payer.get(&format!("{path}?q={}", encoded(text))).await;
            assert_eq!(page.status, 200, "{text}: {}", page.text());
            for wrong in ["<script>alert", "<img src=x", "\u{202e}", "\0"] {
                assert!(!page.has(wrong), "{text}: {}", page.text());
            }
            assert!(page.body.len() < 60_000, "{text}: {}", page.body.len());
        }
    }
    assert!(search(&payer, "needle").await.has("/console/messages/1"));
    assert!(!search(&payer, "4000 0000 0000 0002").await.has("value=\"4000 0000 0000 0002\""));
}

#[tokio::test]
async fn lists_offer_what_occurs_and_fold_their_filters() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    e_service.next(GetOrderDetails, Answer::fault("Server", "out of order"));
    payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    let page = payer.get("/console/messages?lang=en&scenario=unsigned").await;
    assert!(page.has("<details class=\"card filters\">"), "{}", page.text());
    for choice in
        ["<option value=\"fault\"", "<option value=\"business: ", "<option value=\"unsigned\" selected>"]
    {
        assert!(page.has(choice), "{choice}: {}", page.text());
    }
    assert!(payer.get("/console/messages?http=abc").await.has("<details class=\"card filters\" open>"));
}
