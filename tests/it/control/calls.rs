//! Every call of the control API does what its description says: each example runs, and what is wrong is named.

use serde_json::{Value, json};

use mpay_sim::soap::Operation::ConfirmOrderPayment;

use crate::parity::same::unescaped;
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

/// Makes a call that must answer with this status.
pub async fn said(payer: &Payer, status: u16, method: &str, address: &str, body: &Value) -> Value {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let answer = call(payer, method, address, &body).await;
    assert_eq!(answer.status, status, "{method} {address} {body}: {}", answer.text());
    value(&answer)
}

/// The examples as a shell would run what the page shows: method, address and body.
fn examples(document: &Value, page: &str, variables: &[(&str, String)]) -> Vec<(String, String, String)> {
    let shown = page.split("data-testid=\"example\"><code>").skip(1);
    let commands: Vec<_> = shown.map(|rest| unescaped(rest.split("</code>").next().unwrap())).collect();
    // Each argument ends with a unit separator, each command with the line.
    let script = format!("curl() {{ printf '%s\\037' \"$@\"; echo; }}\n{}", commands.join("\n"));
    let mut shell = std::process::Command::new("sh");
    shell.env_clear().args(["-euc", script.as_str()]);
    let ran = shell.envs(variables.iter().map(|(name, value)| (name, value))).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let given = String::from_utf8(ran.stdout).unwrap();
    let examples: Vec<_> = given
        .lines()
        .map(|line| {
            let given: Vec<&str> = line.split('\u{1f}').collect();
            let after = |option: &str| given.iter().position(|one| *one == option).map(|at| given[at + 1]);
            let address = given.iter().find_map(|one| Some(one.split_once("/control/v1")?.1)).unwrap();
            let (method, body) = (after("-X").unwrap_or("GET"), after("-d").unwrap_or_default());
            (method.to_owned(), address.to_owned(), body.to_owned())
        })
        .collect();
    let calls: usize =
        document["paths"].as_object().unwrap().values().map(|path| path.as_object().unwrap().len()).sum();
    assert_eq!(examples.len(), calls, "each call has an example");
    examples
}

/// A hub as the examples want it: the sample e-Service with an order, a payment that is confirmed, one that is undecided,
/// and one of which an e-Service will not hear. Gives the examples' variables.
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
    (demo, deaf, vec![("ORDER", order), ("PAID", paid), ("UNCONFIRMED", failing), ("UNDECIDED", undecided)])
}

#[tokio::test]
async fn every_example_of_the_description_runs() {
    let (demo, _deaf, variables) = stage().await;
    let document = value(&demo.payer.get("/control/openapi.json").await);
    assert_eq!(document["openapi"], "3.1.0");
    let page = demo.payer.get("/control/?lang=en").await;
    assert_eq!(page.status, 200, "{}", page.text());
    let text = page.text();
    for (name, _) in &variables {
        assert!(text.contains(&format!("<dt><code>${name}</code></dt>")), "how to get {name}");
    }
    let shop = format!("'{}/orders'", demo.shop);
    assert!(unescaped(&text).contains(&shop), "where to place an order");
    for (method, address, body) in examples(&document, &text, &variables) {
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
