//! The contract that the hub serves, in the hands of others: a schema validator, and Python's zeep as a client.

use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};
use mpay_sim::soap::{confirm_order_payment, envelope, get_order_details};
use serde_json::{Value, json};

use crate::support::orders::{ORDER, SERVICE};
use crate::support::{EService, Hub, Payer, simulated_clock};
use crate::tools::{deployed_schema, file, python, validated};

/// Makes a client from the hub's WSDL and calls both operations of an e-Service.
const CLIENT: &str = include_str!("python/client.py");

/// What the hub's schema finds wrong with each of these messages; nothing where it is valid.
fn validated_by(hub: &Hub, messages: &[String]) -> Vec<String> {
    validated(&format!("{}/ServiceProvider.xsd", hub.url), messages)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_over_the_wire_is_valid_by_the_schema_that_the_hub_serves() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.authorize().await;
    assert_eq!(visit.result().await.state(), "paid");
    let mut messages = Vec::new();
    for exchange in hub.exchanges().await {
        messages.push(exchange.request().to_owned());
        messages.push(String::from_utf8(exchange.response.unwrap()).unwrap());
    }
    assert_eq!(messages.len(), 4);
    assert_eq!(validated_by(&hub, &messages), [""; 4]);

    // The validator would have found something.
    let wrong = [
        messages[0].replace("<Language>RO", "<Language>FR"),
        messages[1].replace("<Status>Active", "<Status>Canceled"),
        messages[2].replacen("<Currency>MDL</Currency>", "", 1),
        messages[3].replace("</ConfirmOrderPaymentResponse>", "<x/></ConfirmOrderPaymentResponse>"),
    ];
    for (message, found) in wrong.iter().zip(validated_by(&hub, &wrong)) {
        assert!(!found.is_empty(), "{message}");
    }
}

/// The text of a message.
fn message(name: &str) -> String {
    std::fs::read_to_string(file("messages").join(name)).unwrap()
}

/// Messages as they are in the guide's samples, as its text has them today, and as the contract of 2014 had them; whether
/// each is valid by the hub's schema and by that of 2014. `docs/GENERATING.md` lists what the hub's schema does not allow.
const MESSAGES: [(&str, bool, bool); 8] = [
    ("sample_get_order_details.xml", true, false),
    ("sample_get_order_details_response.xml", true, false),
    ("sample_confirm_order_payment.xml", true, false),
    ("sample_confirm_order_payment_response.xml", true, true),
    ("get_order_details_response_today.xml", true, false),
    ("confirm_order_payment_today.xml", true, false),
    // The account of its line is text.
    ("get_order_details_response_2014.xml", false, true),
    ("confirm_order_payment_2014.xml", true, true),
];

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_the_guide_and_of_the_contract_of_2014_are_valid_but_for_an_account_that_is_text() {
    let (clock, _) = simulated_clock();
    let hub = Hub::start(&clock, vec![]).await;
    let messages = MESSAGES.map(|(name, ..)| message(name));
    let by_ours = validated_by(&hub, &messages);
    let by_deployed = validated(&deployed_schema(), &messages);
    for (((name, ours, deployed), by_ours), by_deployed) in MESSAGES.iter().zip(by_ours).zip(by_deployed) {
        assert_eq!(
            (by_ours.is_empty(), by_deployed.is_empty()),
            (*ours, *deployed),
            "{name}: {by_ours} {by_deployed}"
        );
    }
}

#[test]
fn messages_of_the_contract_of_2014_and_of_today_are_read() {
    for name in ["get_order_details_response_2014.xml", "get_order_details_response_today.xml"] {
        let text = message(name);
        let document = envelope::parse(&text).unwrap();
        let order = get_order_details::read_reply(document.root_element()).unwrap().remove(0);
        assert!(order.allow_partial_payments && order.total_amount_due.is_some(), "{order:?}");
        let account = order.lines[0].destination_account.bank_account.as_deref();
        assert_eq!(account, Some("MD85TRGAAA14299801000001"));
    }
    for name in ["confirm_order_payment_2014.xml", "confirm_order_payment_today.xml"] {
        let text = message(name);
        let document = envelope::parse(&text).unwrap();
        let confirmation = confirm_order_payment::read_request(document.root_element()).unwrap();
        assert_eq!(confirmation.lines[0].amount, confirmation.total_amount);
        assert_eq!(confirmation.lines[0].destination_account.bank_code.as_deref(), Some("TREZMD2X"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn zeep_makes_a_client_from_the_wsdl_that_an_e_service_understands() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![]).await;
    let wsdl = format!("{}/ServiceProvider.svc?wsdl", hub.url);
    let endpoint = e_service.service().endpoint_url;
    let printed =
        tokio::task::spawn_blocking(move || python(CLIENT, &format!("{}\n{}", json!(wsdl), json!(endpoint))))
            .await
            .unwrap();
    let calls: Vec<Value> = printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(calls.len(), 2, "{printed}");

    // zeep gives the elements of an array without the array.
    let order = &calls[0]["understood"][0];
    assert_eq!(order["OrderKey"], ORDER);
    assert_eq!(order["TotalAmountDue"], "1250.50");
    assert_eq!(order["Lines"]["OrderLine"][1]["AmountDue"], "250.50");
    assert_eq!(order["Properties"]["OrderProperty"][0]["Value"], "D-00017");
    assert_eq!(e_service.received(GetOrderDetails).len(), 1);

    assert_eq!(calls[1]["understood"], Value::Null);
    assert_eq!(e_service.received(ConfirmOrderPayment).len(), 1);
    let paid = e_service.paid().remove(0);
    assert_eq!((paid.payment_id.as_str(), paid.total_amount.to_xml().as_str()), ("79042133", "1250.50"));
    let sent: Vec<String> = calls.iter().map(|call| call["sent"].as_str().unwrap().to_owned()).collect();
    assert_eq!(validated_by(&hub, &sent), ["", ""]);
}
