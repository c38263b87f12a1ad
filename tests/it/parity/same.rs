//! What the one face shows, the other shows, to the byte.

use serde_json::Value;

use crate::console::pages::paid;
use crate::control::calls::{call, value};
use crate::support::orders::{ORDER, SERVICE};
use crate::support::sample::Demo;
use crate::support::{EService, Hub, Payer, simulated_clock};

#[tokio::test]
async fn the_bytes_of_messages_and_of_confirmations_are_the_same_on_both() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let (order, payment) = paid(&demo).await;
    let pairs = [
        (
            format!("/console/payments/{payment}/confirmation.xml"),
            format!("/confirmations/{payment}/confirmation.xml"),
        ),
        (
            format!("/console/payments/latest/confirmation.xml?order={order}"),
            format!("/confirmations/latest/confirmation.xml?order_key={order}"),
        ),
        ("/console/messages/1/request/body.xml".into(), "/exchanges/1/request".into()),
        (
            format!("/console/messages/latest/response/body.xml?service=ADP02&order={order}"),
            format!("/exchanges/latest/response?service_id=ADP02&order_key={order}"),
        ),
        ("/console/messages/1/response/octets/0".into(), "/exchanges/1/octets/response/0".into()),
        ("/console/messages/1/response/octets/2".into(), "/exchanges/1/octets/response/2".into()),
        ("/console/messages/latest/request/octets/1".into(), "/exchanges/latest/octets/request/1".into()),
    ];
    for (page, address) in pairs {
        let (shown, given) = (demo.payer.get(&page).await, call(&demo.payer, "GET", &address, "").await);
        assert_eq!((shown.status, given.status), (200, 200), "{page} {address}: {}", given.text());
        assert!(!shown.body.is_empty() && shown.body == given.body, "{page} and {address} differ");
        assert_eq!(shown.headers["content-disposition"], given.headers["content-disposition"]);
    }
    let signed_info = call(&demo.payer, "GET", "/exchanges/1/octets/response/0", "").await;
    assert!(
        signed_info.text().starts_with("<SignedInfo") || signed_info.has(":SignedInfo"),
        "{}",
        signed_info.text()
    );
    for beyond in ["3", "-1", "x"] {
        let refused = call(&demo.payer, "GET", &format!("/exchanges/1/octets/response/{beyond}"), "").await;
        assert_eq!((refused.status, value(&refused)["code"].as_str()), (404, Some("unknown-octets")));
        assert_eq!(
            demo.payer.get(&format!("/console/messages/1/response/octets/{beyond}")).await.status,
            404
        );
    }
}

#[tokio::test]
async fn the_heads_and_the_line_of_a_shell_are_the_same_on_both() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    paid(&demo).await;
    let exchange = value(&call(&demo.payer, "GET", "/exchanges/1", "").await);
    let page =
        async |view: &str| unescaped(&demo.payer.get(&format!("/console/messages/1/{view}")).await.text());
    for (field, view) in [
        ("request_head", "request?view=headers"),
        ("response_head", "response?view=headers"),
        ("curl", "request"),
    ] {
        let text = exchange[field].as_str().unwrap();
        assert!(text.len() > 20 && page(view).await.contains(text.trim()), "{field}: {text}");
    }
}

#[tokio::test]
async fn the_timeline_of_a_payment_is_the_same_on_both() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let (order, payment) = paid(&demo).await;
    let timeline =
        value(&call(&demo.payer, "GET", &format!("/payments/latest/timeline?order_key={order}"), "").await);
    assert_eq!(timeline["payment_id"], payment.as_str());
    let entries = timeline["entries"].as_array().unwrap();
    let kinds: Vec<&str> = entries.iter().map(|entry| entry["what"].as_str().unwrap()).collect();
    for what in ["visit.opened", "GetOrderDetails", "payment.authorized", "ConfirmOrderPayment"] {
        assert!(kinds.contains(&what), "{what}: {kinds:?}");
    }
    let page = unescaped(&demo.payer.get(&format!("/console/payments/{payment}?lang=en")).await.text());
    let mut rest = page.split_once("<ol class=\"tl\">").unwrap().1;
    for entry in entries {
        let title = format!("<b>{}</b>", entry["title"].as_str().unwrap());
        rest = rest.split_once(&title).unwrap_or_else(|| panic!("{title} is missing in its place")).1;
    }
    assert!(!rest.split_once("</ol>").unwrap().0.contains("<b>"), "the page has more entries");
    assert_eq!(call(&demo.payer, "GET", "/payments/1/timeline", "").await.status, 404);
}

#[tokio::test]
async fn certificates_are_listed_and_forgotten_on_both() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let service = e_service.service_with(mpay_sim::domain::service::ReplySignature::Require, false);
    let hub = Hub::start(&clock, vec![service]).await;
    let payer = Payer::new(&hub.url);
    let list = async || value(&call(&payer, "GET", "/certificates", "").await);
    assert_eq!(list().await["unknown"], serde_json::json!([SERVICE]));
    payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    let listed = list().await;
    assert_eq!(listed["unknown"], serde_json::json!([]));
    let certificates = listed["certificates"].as_array().unwrap();
    let origins: Vec<&Value> = certificates.iter().map(|one| &one["origin"]).collect();
    assert_eq!(origins, ["own", "pinned"]);
    let page = unescaped(&payer.get("/console/certificates").await.text());
    for certificate in certificates {
        for field in ["subject", "serial", "subject_key_identifier", "sha1", "sha256", "pem"] {
            let text = certificate[field].as_str().unwrap();
            assert!(!text.is_empty() && page.contains(text), "{field}: {text}");
        }
        assert!(certificate["pem"].as_str().unwrap().starts_with("-----BEGIN CERTIFICATE-----\n"));
    }
    let forget =
        async || value(&call(&payer, "DELETE", &format!("/certificates/pinned/{SERVICE}"), "").await);
    assert_eq!(forget().await["unpinned"], true);
    assert_eq!(forget().await["unpinned"], false);
    assert_eq!(hub.count("pinned_certificate").await, 0);
    let unknown = call(&payer, "DELETE", "/certificates/pinned/NOBODY", "").await;
    assert_eq!((unknown.status, value(&unknown)["code"].as_str()), (404, Some("unknown-service")));
}

#[tokio::test]
async fn a_program_asks_an_e_service_again_as_a_person_does() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    let again =
        call(&payer, "POST", &format!("/exchanges/latest/again?order_key={ORDER}"), "{\"language\":\"ru\"}")
            .await;
    assert_eq!((again.status, &value(&again)["id"]), (201, &Value::from(2)), "{}", again.text());
    let asked = e_service.received(mpay_sim::soap::Operation::GetOrderDetails).pop().unwrap();
    assert!(asked.body.contains(">RU<"), "{}", asked.body);
    let wrong = call(&payer, "POST", "/exchanges/1/again", "{\"language\":\"xx\"}").await;
    assert_eq!((wrong.status, value(&wrong)["code"].as_str()), (400, Some("invalid-value")));
    assert_eq!(call(&payer, "POST", "/exchanges/9/again", "").await.status, 404);
}

/// The text of a page without its escapes.
pub fn unescaped(page: &str) -> String {
    let escapes = [
        ("&#38;", "&"),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#34;", "\""),
        ("&quot;", "\""),
        ("&#60;", "<"),
        ("&lt;", "<"),
        ("&#62;", ">"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    escapes.iter().fold(page.to_owned(), |text, (escape, character)| text.replace(escape, character))
}
