//! Scenarios through the control API, each scoped to its own order.

use mpay_sim::soap::Operation::ConfirmOrderPayment;
use serde_json::{Value, json};

use super::calls::said;
use crate::support::sample::Demo;
use crate::support::simulated_clock;

#[tokio::test]
async fn scenarios_of_flows_side_by_side_apply_to_their_own_orders() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let names = ["digest-wrong", "unsigned", "timestamp-missing", "body-not-signed"];
    let mut flows = Vec::new();
    for name in names {
        let (payer, order) = (demo.payer.clone(), demo.order().await);
        flows.push(tokio::spawn(async move {
            // The order is looked up honestly; the one confirmation after it is not.
            let scope = json!({ "service_id": "ADP02", "order_key": order });
            let mut wanted = scope.clone();
            wanted["outcome"] = json!("pending-paid");
            let paid = said(&payer, 201, "POST", "/payments", &wanted).await;
            let mut started = scope.clone();
            started["scenario"] = json!(name);
            started["calls"] = json!(1);
            assert_eq!(said(&payer, 201, "POST", "/scenarios", &started).await["scenario"], name);
            let force = format!("/payments/{}/force", paid["id"].as_str().unwrap());
            said(&payer, 200, "POST", &force, &json!({ "status": "Authorized" })).await;
            let expected = json!({
                "about": "exchanges",
                "match": {
                    "order_key": order,
                    "operation": ConfirmOrderPayment.name(),
                    "scenario": name,
                    "findings.rule": { "contains": "scenario" },
                },
                "count": { "exactly": 1 },
                "within": "20s",
            });
            said(&payer, 200, "POST", "/assert", &expected).await;
        }));
    }
    for flow in flows {
        flow.await.unwrap();
    }
    let listed = said(&demo.payer, 200, "GET", "/scenarios", &Value::Null).await;
    assert_eq!(listed["active"], json!([]), "each was for one call");
    assert!(listed["scenarios"].as_array().unwrap().len() > 20);
}

#[tokio::test]
async fn a_scenario_that_is_not_one_is_refused_and_all_are_stopped() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let payer = &demo.payer;
    let unknown = said(payer, 404, "POST", "/scenarios", &json!({ "scenario": "digest-wrog" })).await;
    assert!(unknown["detail"].as_str().unwrap().contains("did you mean `digest-wrong`?"), "{unknown}");
    let started = json!({ "scenario": "unsigned", "parameters": { "speed": 1 } });
    assert_eq!(said(payer, 400, "POST", "/scenarios", &started).await["code"], "invalid-value");
    for _ in 0..2 {
        said(payer, 201, "POST", "/scenarios", &json!({ "scenario": "unsigned" })).await;
    }
    said(payer, 200, "POST", "/reset", &json!({ "what": "all" })).await;
    assert_eq!(said(payer, 200, "GET", "/scenarios", &Value::Null).await["active"], json!([]));
    assert_eq!(said(payer, 404, "DELETE", "/scenarios/1", &Value::Null).await["code"], "unknown-scenario");
}
