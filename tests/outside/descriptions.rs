//! The descriptions of both APIs, in the hands of a validator of OpenAPI.

use crate::support::{Hub, Payer, simulated_clock};
use crate::tools::python;

/// Prints what OpenAPI's own schema finds wrong with each document.
const VALIDATE: &str = include_str!("python/openapi.py");

#[tokio::test(flavor = "multi_thread")]
async fn both_descriptions_are_valid_openapi() {
    let (clock, _) = simulated_clock();
    let hub = Hub::start(&clock, vec![]).await;
    let payer = Payer::new(&hub.url);
    let (control, rest) =
        (payer.get("/control/openapi.json").await.text(), payer.get("/openapi/v1.json").await.text());
    assert!(control.contains("\"openapi\":\"3.1.0\""), "{control}");
    // Two operations of one name are an error that the validator must find.
    let broken = control.replacen("\"operationId\":\"startPayment\"", "\"operationId\":\"listPayments\"", 1);
    let documents = [control, rest, broken].map(|document| document.replace('\n', " "));
    let found = tokio::task::spawn_blocking(move || python(VALIDATE, &documents.join("\n"))).await.unwrap();
    let found: Vec<&str> = found.lines().collect();
    assert_eq!(found[..2], ["", ""], "{found:?}");
    assert!(found[2].contains("listPayments"), "{found:?}");
}
