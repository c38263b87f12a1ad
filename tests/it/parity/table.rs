//! Every call of the control API with the page of the console that does the same, and the other way round. A new call
//! without its twin, or a new page, fails here.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::control::calls::value;
use crate::support::{Hub, Payer, simulated_clock};

/// Call, and the pages that do it. `GET` is a page that shows, `POST` a form.
const TWINS: &[(&str, &[&str])] = &[
    ("GET /payments", &["GET /payments", "GET ", "GET /"]),
    ("POST /payments", &["GET /payments/start", "POST /payments/start"]),
    ("GET /payments/{id}", &["GET /payments/{payment}"]),
    ("GET /payments/{id}/timeline", &["GET /payments/{payment}"]),
    // A page that is open shows by itself what happens; without a script it is loaded again.
    ("GET /payments/{id}/wait", &["GET /payments/{payment}"]),
    ("POST /payments/{id}/force", &["POST /payments/{payment}/force"]),
    // The page links to the call itself.
    ("GET /payments/{id}/evidence.zip", &["GET /payments/{payment}"]),
    ("GET /confirmations", &["GET /queue", "GET /payments"]),
    ("GET /confirmations/{id}", &["GET /payments/{payment}"]),
    ("GET /confirmations/{id}/confirmation.xml", &["GET /payments/{payment}/confirmation.xml"]),
    ("POST /confirmations/{id}/send-now", &["POST /payments/{payment}/{operation}"]),
    ("POST /confirmations/{id}/send-again", &["POST /payments/{payment}/{operation}"]),
    ("POST /confirmations/{id}/halt", &["POST /payments/{payment}/{operation}"]),
    ("POST /confirmations/{id}/resume", &["POST /payments/{payment}/{operation}"]),
    ("POST /confirmations/{id}/duplicate", &["POST /payments/{payment}/{operation}"]),
    ("POST /confirmations/redrive", &["POST /queue/redrive"]),
    ("GET /exchanges", &["GET /messages", "GET /search"]),
    // A visit is found from each of its calls.
    (
        "GET /exchanges/{id}",
        &["GET /messages/{exchange}", "GET /messages/{exchange}/{message}", "GET /visits/{exchange}"],
    ),
    ("GET /exchanges/wait", &["GET /messages"]),
    ("POST /exchanges/{id}/again", &["POST /messages/{exchange}/again"]),
    ("GET /exchanges/{id}/request", &["GET /messages/{exchange}/{message}/body.xml"]),
    ("GET /exchanges/{id}/response", &["GET /messages/{exchange}/{message}/body.xml"]),
    (
        "GET /exchanges/{id}/octets/{message}/{number}",
        &["GET /messages/{exchange}/{message}/octets/{number}"],
    ),
    ("GET /exchanges/{id}/x-ray/{message}", &["GET /messages/{exchange}/{message}"]),
    ("DELETE /exchanges", &["GET /messages/delete", "POST /messages/delete"]),
    ("GET /services", &["GET /services"]),
    ("GET /services/{id}", &["GET /services/{service}"]),
    ("PUT /services/{id}", &["GET /new-service", "POST /new-service", "GET /services/{service}/edit"]),
    ("PATCH /services/{id}", &["POST /services/{service}/edit"]),
    ("DELETE /services/{id}", &["GET /services/{service}/remove", "POST /services/{service}/remove"]),
    ("POST /services/{id}/test", &["POST /services/{service}/test"]),
    ("POST /services/{id}/check", &["POST /services/{service}/check"]),
    ("GET /services/{id}/check", &["GET /services/{service}/check"]),
    // The page links to the call itself.
    ("GET /services/{id}/check.html", &["GET /services/{service}/check"]),
    ("GET /outcomes", &["GET /payments/start"]),
    ("POST /outcomes", &["POST /payments/plan"]),
    ("GET /outcomes/planned", &["GET /payments/start"]),
    ("GET /certificates", &["GET /certificates"]),
    ("DELETE /certificates/pinned/{service}", &["POST /certificates/unpin"]),
    ("POST /assert", &["GET /assert"]),
    ("GET /scenarios", &["GET /scenarios"]),
    // With a message's call made again at once, the console does two calls of the API in one step.
    ("POST /scenarios", &["POST /scenarios", "POST /messages/{exchange}/again-with"]),
    ("DELETE /scenarios", &["POST /scenarios/stop"]),
    ("DELETE /scenarios/{id}", &["POST /scenarios/{scenario}/stop"]),
    ("GET /clock", &["GET /clock"]),
    ("POST /clock", &["POST /clock"]),
    ("GET /events", &["GET /events"]),
    ("GET /events/kept", &["GET /events"]),
    ("POST /reset", &["GET /reset", "POST /reset"]),
    // Every page has it at its end.
    ("GET /version", &["GET /settings"]),
    ("GET /settings", &["GET /settings"]),
];

#[tokio::test]
async fn every_call_has_its_page_and_every_page_its_call() {
    let (clock, _) = simulated_clock();
    let hub = Hub::start(&clock, vec![]).await;
    let document = value(&Payer::new(&hub.url).get("/control/openapi.json").await);
    let (calls, pages) = (calls(&document), pages());
    assert!(calls.len() > 40 && pages.len() > 30, "{} calls, {} pages", calls.len(), pages.len());
    let named_calls: BTreeSet<String> = TWINS.iter().map(|(call, _)| (*call).to_owned()).collect();
    let of_twins = TWINS.iter().flat_map(|(_, pages)| pages.iter());
    let named_pages: BTreeSet<String> = of_twins.map(|page| (*page).to_owned()).collect();
    let mut wrong = Vec::new();
    for (what, are, named) in [("call", &calls, &named_calls), ("page", &pages, &named_pages)] {
        wrong.extend(are.difference(named).map(|one| format!("{what} without a twin: {one}")));
        wrong.extend(named.difference(are).map(|one| format!("no such {what}: {one}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The calls of the description, without the part that all have.
fn calls(document: &Value) -> BTreeSet<String> {
    let paths = document["paths"].as_object().unwrap();
    let call = |path: &str, method: &str| {
        format!("{} {}", method.to_uppercase(), path.strip_prefix("/control/v1").unwrap())
    };
    paths
        .iter()
        .flat_map(|(path, methods)| methods.as_object().unwrap().keys().map(move |method| call(path, method)))
        .collect()
}

/// The console's addresses as its source registers them.
fn pages() -> BTreeSet<String> {
    let source = include_str!("../../../src/web/console/mod.rs");
    source
        .lines()
        .filter_map(|line| line.trim().strip_prefix(".route(\""))
        .map(|line| {
            let (path, handler) = line.split_once("\", ").unwrap();
            format!("{} {path}", if handler.starts_with("post()") { "POST" } else { "GET" })
        })
        .collect()
}
