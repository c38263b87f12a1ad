//! Every call of the control API does what its description says: each example runs, and what is wrong is named.

use serde_json::{Value, json};

use mpay_sim::soap::Operation::ConfirmOrderPayment;

use crate::support::orders::{ORDER, SERVICE};
use crate::support::payer::Page;
use crate::support::sample::Demo;
use crate::support::{Answer, EService, Hub, Payer, simulated_clock};

/// The page as JSON.
pub fn value(page: &Page) -> Value {
    serde_json::from_slice(&page.body).unwrap_or_else(|error| panic!("{error}: {}", page.text()))
}

/// Calls the control API, below `/control/v1`.
pub async fn call(payer: &Payer, method: &str, address: &str, body: &str) -> Page {
    let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
    let request = payer.client.request(method, format!("{}/control/v1{address}", payer.hub));
    let response = request.body(body.to_owned()).send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Page { status, headers, body: response.bytes().await.unwrap().to_vec() }
}

/// The examples as the page shows them: method, address, body, and the status that the call promises.
fn examples(document: &Value, page: &str) -> Vec<(String, String, String)> {
    let mut examples = Vec::new();
    for line in page.lines().filter(|line| line.contains("<code>curl")) {
        let line = line.split("<code>curl").nth(1).unwrap().split("</code>").next().unwrap();
        let line =
            line.replace("&#38;", "&").replace("&#39;", "'").replace("&#34;", "\"").replace("&amp;", "&");
        let method = line.split(" -X ").nth(1).map_or("GET", |rest| rest.split(' ').next().unwrap());
        let quoted: Vec<&str> = line.split('\'').collect();
        let address = quoted[1].split_once("/control/v1").unwrap().1;
        let body = quoted.get(3).copied().unwrap_or_default();
        examples.push((method.to_owned(), address.to_owned(), body.to_owned()));
    }
    let calls: usize =
        document["paths"].as_object().unwrap().values().map(|path| path.as_object().unwrap().len()).sum();
    assert_eq!(examples.len(), calls, "each call has an example");
    examples
}

/// A hub as the examples want it: the sample e-Service with an order, a payment that is confirmed, one that is undecided,
/// and one of which an e-Service will not hear. Gives what the examples' placeholders stand for.
async fn stage() -> (Demo, EService, Vec<(&'static str, String)>) {
    let (clock, _) = simulated_clock();
    let mut demo = Demo::start(&clock).await;
    let deaf = EService::start(&clock).await;
    deaf.always(ConfirmOrderPayment, Answer::fault("InternalError", "try later"));
    let mut services = demo.hub.services();
    services.push(deaf.service());
    demo.hub.restart_with(services).await;
    let pay = async |service: &str, order: &str, body: &str| {
        let body = format!("{{\"service_id\":\"{service}\",\"order_key\":\"{order}\",{body}}}");
        let paid = call(&demo.payer, "POST", "/payments", &body).await;
        assert_eq!(paid.status, 201, "{}", paid.text());
        value(&paid)["id"].as_str().unwrap().to_owned()
    };
    let (order, undecided) = (demo.order().await, demo.order().await);
    let paid = pay("ADP02", &demo.order().await, "\"wait_for\":\"Confirmed\"").await;
    let failing = pay(SERVICE, ORDER, "\"instrument\":\"mia\"").await;
    let told = format!("/exchanges/wait?order_key={ORDER}&operation=ConfirmOrderPayment");
    assert_eq!(call(&demo.payer, "GET", &told, "").await.status, 200);
    let visit = demo.payer.enter("ADP02", &undecided, None).await;
    visit.pay_page().await;
    visit.choose("mia").await;
    let undecided = call(&demo.payer, "GET", &format!("/payments/latest?order_key={undecided}"), "").await;
    let undecided = value(&undecided)["id"].as_str().unwrap().to_owned();
    (
        demo,
        deaf,
        vec![("{order}", order), ("{paid}", paid), ("{failing}", failing), ("{undecided}", undecided)],
    )
}

#[tokio::test]
async fn every_example_of_the_description_runs() {
    let (demo, _deaf, placeholders) = stage().await;
    let document = value(&demo.payer.get("/control/openapi.json").await);
    assert_eq!(document["openapi"], "3.1.0");
    let page = demo.payer.get("/control/?lang=en").await;
    assert_eq!(page.status, 200, "{}", page.text());
    let filled = |text: &str| {
        placeholders.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    };
    for (method, address, body) in examples(&document, &page.text()) {
        let (address, body) = (filled(&address), filled(&body));
        if address.starts_with("/events?") {
            let url = format!("{}/control/v1{address}", demo.payer.hub);
            let mut stream = demo.payer.client.get(url).send().await.unwrap();
            assert_eq!(stream.headers()["content-type"], "text/event-stream");
            let first = stream.chunk().await.unwrap().unwrap();
            assert!(first.starts_with(b": welcome"), "{first:?}");
            continue;
        }
        let answer = call(&demo.payer, &method, &address, &body).await;
        assert!(
            (200..300).contains(&answer.status),
            "{method} {address} {body}: {} {}",
            answer.status,
            answer.text()
        );
        let media_type = answer.headers["content-type"].to_str().unwrap();
        if media_type.starts_with("application/json") {
            value(&answer);
        }
    }
}

#[tokio::test]
async fn what_a_call_does_not_know_is_refused_by_name() {
    let (clock, _) = simulated_clock();
    let hub = Hub::start(&clock, vec![]).await;
    let payer = Payer::new(&hub.url);
    let problem = async |method: &str, address: &str, body: &str, status: u16, code: &str| {
        let answer = call(&payer, method, address, body).await;
        let problem = value(&answer);
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        assert_eq!(
            (answer.status, problem["code"].as_str()),
            (status, Some(code)),
            "{method} {address}: {problem}"
        );
        for field in ["type", "title", "detail", "hint"] {
            assert!(!problem[field].as_str().unwrap().is_empty(), "{problem}");
        }
        problem
    };
    let unknown = problem("GET", "/payments?servise_id=X", "", 400, "unknown-field").await;
    assert_eq!(unknown["hint"], "did you mean `service_id`?");
    let unknown = problem("POST", "/reset", "{\"order\":\"1\"}", 400, "unknown-field").await;
    assert_eq!(unknown["known"], json!(["what", "service_id", "order_key", "dry_run"]));
    let wrong = problem("GET", "/payments?status=Autorized", "", 400, "invalid-value").await;
    assert!(wrong["hint"].as_str().unwrap().starts_with("did you mean `Authorized`?"), "{wrong}");
    problem("GET", "/payments?limit=201", "", 400, "invalid-value").await;
    problem("GET", "/payments?from=yesterday", "", 400, "invalid-value").await;
    let wrong =
        problem("POST", "/assert", "{\"about\":\"payments\",\"match\":{\"sttus\":1}}", 400, "unknown-field")
            .await;
    assert_eq!(wrong["hint"], "did you mean `status`?");
    assert!(wrong["known"].as_array().unwrap().contains(&json!("confirmation.status")), "{wrong}");
    let start = "{\"service_id\":\"NOBODY\",\"order_key\":\"1\"}";
    problem("POST", "/payments", start, 404, "unknown-service").await;
    problem("GET", "/payments/latest/wait", "", 400, "invalid-value").await;
    problem("GET", "/payments/1/wait?status=Decided", "", 404, "unknown-payment").await;
    problem("GET", "/payments/latest/wait?status=Decided&timeout=1ms", "", 408, "wait-timed-out").await;
    problem("GET", "/exchanges/wait?timeout=1ms", "", 408, "wait-timed-out").await;
    problem("GET", "/exchanges/wait?timeout=301s", "", 400, "invalid-value").await;
    problem("POST", "/clock", "{}", 400, "invalid-value").await;
    problem("POST", "/confirmations/1/halt", "", 404, "unknown-payment").await;
    problem("POST", "/confirmations/redrive", "{\"service_id\":\"NOBODY\"}", 404, "unknown-service").await;
    problem("GET", "/payments/latest", "", 404, "unknown-payment").await;
    problem("GET", "/payments/1", "", 404, "unknown-payment").await;
    problem("GET", "/exchanges/latest", "", 404, "unknown-exchange").await;
    problem("GET", "/exchanges/none", "", 404, "unknown-exchange").await;
    problem("POST", "/reset", "{", 400, "invalid-json").await;
    problem("POST", "/reset", &" ".repeat(70_000), 413, "too-large").await;
    problem("GET", "/nothing", "", 404, "no-such-call").await;
    problem("DELETE", "/version", "", 405, "method-not-allowed").await;
}
