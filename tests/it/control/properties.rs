//! Properties that a program gives with a payment.

use mpay_sim::domain::order::OrderProperty;
use mpay_sim::soap::Operation::ConfirmOrderPayment;
use serde_json::{Value, json};

use super::calls::said;
use crate::support::orders::{ORDER, SERVICE, order};
use crate::support::{EService, Hub, Payer, simulated_clock};

#[tokio::test]
async fn a_property_is_found_by_its_name_and_one_that_the_order_does_not_ask_for_is_refused() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let asked = |name: &str| OrderProperty {
        name: name.to_owned(),
        kind: "string".to_owned(),
        modifiable: true,
        ..OrderProperty::default()
    };
    let mut order = order();
    order.properties = vec![asked("FileNumber")];
    order.lines[1].properties = vec![asked("Plate")];
    e_service.set_orders(vec![order]);
    let with = |given: Value| json!({ "service_id": SERVICE, "order_key": ORDER, "properties": given });
    for (given, detail, hint) in [
        (
            json!([{ "name": "Plat", "value": "ABC 123" }]),
            "the order asks for no property `Plat`",
            "did you mean `Plate`?",
        ),
        (
            json!([{ "line_id": "1", "name": "Plate", "value": "ABC 123" }]),
            "the order asks for no property `Plate` of line `1`",
            "it asks for `FileNumber`, `Plate` of line `2`",
        ),
    ] {
        let problem = said(&payer, 422, "POST", "/payments", &with(given)).await;
        assert_eq!((&problem["detail"], &problem["hint"]), (&json!(detail), &json!(hint)));
    }
    let given = json!([{ "name": "Plate", "value": "ABC 123" }, { "name": "FileNumber", "value": "D-9" }]);
    let mut whole = with(given);
    whole["wait_for"] = json!("Confirmed");
    said(&payer, 201, "POST", "/payments", &whole).await;
    let paid = e_service.received(ConfirmOrderPayment)[0].content();
    assert!(paid.contains("ABC 123") && paid.contains("D-9"), "{paid}");
}
