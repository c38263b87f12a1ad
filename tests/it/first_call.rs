//! What is said where a first call fails, by the page, the control API and the connection test alike.

use std::time::Duration;

use mpay_sim::domain::retry_schedule::RetrySchedule;
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};
use mpay_sim::soap::get_order_details::write_reply;
use serde_json::{Value, json};

use crate::services::said;
use crate::support::identities;
use crate::support::orders::{ORDER, SERVICE};
use crate::support::payer::Page;
use crate::support::{Answer, EService, Hub, Payer, simulated_clock};

async fn stage() -> (Hub, EService, Payer) {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    (hub, e_service, payer)
}

/// A fault of SOAP 1.1 with this code, unsigned, as e-Services send it that have not accepted the request's signature.
fn unsigned(status: u16, code: &str, words: &str) -> Answer {
    match Answer::fault(code, words) {
        Answer::Signed(_, fault) => Answer::Unsigned(status, fault),
        other => panic!("{other:?}"),
    }
}

/// What real e-Services answer to a hub whose certificate they do not hold.
fn refusals() -> Vec<Answer> {
    let twelve = "<f:Fault xmlns:f=\"http://schemas.xmlsoap.org/soap/envelope/\"><f:Code><f:Value>f:Client</f:Value>\
                  <f:Subcode><f:Value>f:AuthenticationFailure</f:Value></f:Subcode></f:Code>\
                  <f:Reason><f:Text>Invalid username or password</f:Text></f:Reason></f:Fault>";
    vec![
        unsigned(401, "SOAP-ENV:Client.AuthenticationFailure", "Invalid username or password"),
        Answer::Unsigned(401, twelve.to_owned()),
        unsigned(500, "SOAP-ENV:Server", "Invalid CN"),
        unsigned(500, "fault", "Not found './ds:Transforms/ds:Transform'"),
        unsigned(500, "InvalidRequest", "Request is not valid"),
        unsigned(500, "AuthenticationFailed", "no"),
        unsigned(500, "wsse:FailedCheck", "The signature or decryption was invalid"),
    ]
}

async fn start_payment(payer: &Payer, status: u16) -> Value {
    let body = json!({ "service_id": SERVICE, "order_key": ORDER });
    said(payer, status, "POST", "/payments", &body).await
}

#[tokio::test]
async fn an_e_service_that_does_not_trust_the_hub_is_never_said_not_to_know_the_order() {
    let (_hub, e_service, payer) = stage().await;
    let own = identities::hub().certificate;
    for answer in refusals() {
        let name = format!("{answer:.250?}");
        e_service.next(GetOrderDetails, answer.clone());
        let problem = start_payment(&payer, 502).await;
        assert_eq!(problem["code"], "e-service-failed", "{name}: {problem}");
        let hint = problem["hint"].as_str().unwrap();
        for part in [own.subject.as_str(), &own.thumbprint(), "/hub.cer"] {
            assert!(hint.contains(part), "{name}: no {part} in {hint}");
        }
        assert!(problem["fault"]["words"].as_str().is_some_and(|words| !words.is_empty()), "{name}");
        assert_eq!(problem["fault"]["signed"], false, "{name}");
        let exchange = problem["exchange_id"].as_i64().unwrap();
        let kept = said(&payer, 200, "GET", &format!("/exchanges/{exchange}"), &Value::Null).await;
        assert_eq!(
            (&kept["fault"], &kept["kind"], &kept["stage"]),
            (&problem["fault"], &json!("fault"), &json!("business"))
        );

        e_service.next(GetOrderDetails, answer);
        let visit = payer.enter(SERVICE, ORDER, None).await;
        let page = visit.pay_page().await;
        assert_eq!(page.status, 502, "{name}");
        assert!(page.has("/hub.cer") && page.has("data-testid=\"exchange\""), "{name}: {}", page.text());
        assert!(!page.has("not found"), "{name}");
    }
}

#[tokio::test]
async fn the_connection_test_passes_on_no_fault_that_it_does_not_know() {
    let (_hub, e_service, payer) = stage().await;
    for answer in refusals() {
        let name = format!("{answer:.250?}");
        e_service.next(GetOrderDetails, answer);
        let test = said(&payer, 200, "POST", "/services/TEST01/test", &Value::Null).await;
        assert_eq!(test["passed"], false, "{name}: {test:#}");
        let answer = &test["stages"][7];
        let remedy = answer["findings"][0]["remedy"].as_str().unwrap();
        assert!(remedy.contains("/hub.cer"), "{name}: {remedy}");
        assert!(!answer["findings"][0]["words"].as_str().unwrap().is_empty(), "{name}");
    }
    for (code, words) in
        [("Server", "Internal Error"), ("Client", "no"), ("0", "no"), ("InternalError", "no")]
    {
        e_service.next(GetOrderDetails, Answer::fault(code, words));
        let test = said(&payer, 200, "POST", "/services/TEST01/test", &Value::Null).await;
        assert_eq!(
            (&test["verdict"], &test["passed"]),
            (&json!("inconclusive"), &json!(false)),
            "{code}: {test:#}"
        );
        let page = payer.get(&format!("/console/services/TEST01?lang=en&test={}", test["exchange_id"])).await;
        assert!(page.has("Inconclusive") && page.has(words), "{code}: {}", page.text());
    }
}

#[tokio::test]
async fn the_connection_test_asks_for_the_order_that_it_is_given() {
    let (_hub, e_service, payer) = stage().await;
    let address = format!("/services/TEST01/test?order_key={ORDER}");
    let test = said(&payer, 200, "POST", &address, &Value::Null).await;
    assert_eq!((&test["verdict"], test["outcome"].as_str()), (&json!("passed"), Some("orders: 1")));
    assert!(e_service.received(GetOrderDetails).last().unwrap().body.contains(ORDER));
    // An order that it must have, and does not know.
    e_service.next(GetOrderDetails, Answer::fault("UnknownOrder", "no such order"));
    let test = said(&payer, 200, "POST", &address, &Value::Null).await;
    assert_eq!(
        (&test["verdict"], &test["stages"][7]["verdict"]),
        (&json!("failed"), &json!("failed")),
        "{test:#}"
    );
    let nothing = Answer::Signed(200, write_reply(&[]));
    e_service.next(GetOrderDetails, nothing.clone());
    let test = said(&payer, 200, "POST", "/services/TEST01/test?order_key=ORD-404", &Value::Null).await;
    assert_eq!(test["stages"][7]["findings"][0]["rule"], "order-not-found", "{test:#}");
    // The page asks for it alike.
    let to = payer.post("/console/services/TEST01/test", &[("order", ORDER)]).await.location();
    assert!(payer.get(&format!("{}&lang=en", to.replace("#test", ""))).await.has("orders: 1"));
    e_service.next(GetOrderDetails, nothing);
    let to = payer.post("/console/services/TEST01/test", &[("order", "")]).await.location();
    assert!(payer.get(&format!("{}&lang=en", to.replace("#test", ""))).await.has("orders: 0"));
}

#[tokio::test]
async fn a_parameter_that_is_refused_is_no_unknown_order() {
    let (_hub, e_service, payer) = stage().await;
    e_service
        .next(GetOrderDetails, Answer::fault("InvalidParameter", "OrderKey \"ORD-1\" has no line items"));
    let problem = start_payment(&payer, 502).await;
    assert_eq!(
        (&problem["fault"]["meaning"], &problem["code"]),
        (&json!("refuses-content"), &json!("e-service-failed"))
    );
    e_service.next(GetOrderDetails, Answer::fault("InvalidParameter", "Comanda nu există"));
    assert_eq!(start_payment(&payer, 404).await["code"], "unknown-order");
}

#[tokio::test]
async fn a_payment_that_gave_up_is_said_to_be_paid_here_with_the_way_to_send_it_again() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        config.retry_schedule = RetrySchedule::List(vec![Duration::from_secs(1)]);
    })
    .await;
    let payer = Payer::new(&hub.url);
    e_service.always(ConfirmOrderPayment, Answer::fault("InternalError", "The database is away"));
    let body = json!({ "service_id": SERVICE, "order_key": ORDER });
    let paid = said(&payer, 201, "POST", "/payments", &body).await;
    let id = paid["id"].as_str().unwrap();
    let problem = said(&payer, 409, "POST", "/payments", &body).await;
    let (detail, hint) = (problem["detail"].as_str().unwrap(), problem["hint"].as_str().unwrap());
    assert!(
        detail.starts_with(&format!("paid here by payment {id}, not yet known to the e-Service")),
        "{detail}"
    );
    assert!(hint.contains(&format!("/control/v1/confirmations/{id}/send-now")), "{hint}");
    let page = payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    assert!(
        page.has("data-testid=\"paid-here\"") && page.has(&format!("/console/payments/{id}")),
        "{}",
        page.text()
    );
}

fn payers_part(page: &Page) -> String {
    page.text().split("class=\"aid\"").next().unwrap().to_owned()
}

#[tokio::test]
async fn the_words_of_a_fault_stand_in_the_simulators_box_escaped_and_bounded_where_the_console_is_open() {
    let (_hub, e_service, payer) = stage().await;
    let words = format!("<script>alert(1)</script>\u{202e}\u{7} at Shop.cs:line 17 {}", "x".repeat(5_000));
    e_service.next(GetOrderDetails, unsigned(500, "soap:Server", &words.replace('\u{7}', "")));
    let page = payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    let text = page.text();
    assert!(text.contains("data-testid=\"words\"") && text.contains("Shop.cs:line 17"), "{text}");
    assert!(
        !text.contains("<script>alert") && !text.contains('\u{202e}') && !text.contains(&"x".repeat(1_000))
    );
    assert!(!payers_part(&page).contains("Shop.cs"));
}

#[tokio::test]
async fn checks_after_the_first_failure_were_not_reached() {
    let (_hub, e_service, payer) = stage().await;
    e_service.next(GetOrderDetails, Answer::Http(500, b"<html><h1>Server Error</h1></html>".to_vec()));
    let problem = start_payment(&payer, 502).await;
    let page = payer.get(&format!("/console/messages/{}/response?lang=en", problem["exchange_id"])).await;
    let checks =
        page.text().split("id=\"ch-h\"").nth(1).unwrap().split("</section>").next().unwrap().to_owned();
    assert_eq!(checks.matches("Not reached").count(), 4, "envelope, signature, contract, answer: {checks}");
    assert_eq!(checks.matches("Fail").count(), 1, "{checks}");
}
