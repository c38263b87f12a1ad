//! The contract that the hub serves, in the hands of others: a schema validator, Python's zeep as a client, PHP's
//! SoapServer as a server.

use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use mpay_sim::domain::ids::ServiceId;
use mpay_sim::domain::service::ReplySignature;
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};
use mpay_sim::soap::envelope::{self, Envelope};
use mpay_sim::soap::{confirm_order_payment, get_order_details};
use serde_json::{Value, json};

use crate::support::folder::Folder;
use crate::support::hub::listener;
use crate::support::orders::{ORDER, SERVICE};
use crate::support::{EService, Hub, Payer, simulated_clock, until};
use crate::tools::python;

/// Prints what the hub's schema finds wrong with each message.
const VALIDATE: &str = include_str!("python/validate.py");

/// Makes a client from the hub's WSDL and calls both operations of an e-Service.
const CLIENT: &str = include_str!("python/client.py");

/// What the schema finds wrong with each of these messages; nothing where it is valid.
fn validated(hub: &Hub, messages: &[String]) -> Vec<String> {
    let mut lines = vec![json!(format!("{}/ServiceProvider.xsd", hub.url)).to_string()];
    lines.extend(messages.iter().map(|message| json!(message).to_string()));
    let found: Vec<String> = python(VALIDATE, &lines.join("\n")).lines().map(str::to_owned).collect();
    assert_eq!(found.len(), messages.len());
    found
}

/// The operation's element, out of its envelope, with the declarations that it needs.
fn payload(message: &str) -> String {
    let document = envelope::parse(message).unwrap();
    let payload = Envelope::of(&document).unwrap().payload().unwrap();
    message[payload.range()].to_owned()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outside")
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
        messages.push(payload(exchange.request()));
        messages.push(payload(std::str::from_utf8(&exchange.response.unwrap()).unwrap()));
    }
    assert_eq!(messages.len(), 4);
    assert_eq!(validated(&hub, &messages), [""; 4]);

    // The validator would have found something.
    let wrong = [
        messages[0].replace("<Language>RO", "<Language>FR"),
        messages[1].replace("<Status>Active", "<Status>Canceled"),
        messages[2].replacen("<Currency>MDL</Currency>", "", 1),
        messages[3].replace("</ConfirmOrderPaymentResponse>", "<x/></ConfirmOrderPaymentResponse>"),
    ];
    for (message, found) in wrong.iter().zip(validated(&hub, &wrong)) {
        assert!(!found.is_empty(), "{message}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_the_contract_of_2014_and_of_today_are_valid_and_are_read() {
    let (clock, _) = simulated_clock();
    let hub = Hub::start(&clock, vec![]).await;
    let message = |name: &str| std::fs::read_to_string(root().join("messages").join(name)).unwrap();
    let replies =
        ["get_order_details_response_2014.xml", "get_order_details_response_today.xml"].map(message);
    let requests = ["confirm_order_payment_2014.xml", "confirm_order_payment_today.xml"].map(message);
    assert_eq!(validated(&hub, &replies), ["", ""]);
    assert_eq!(validated(&hub, &requests), ["", ""]);
    for text in &replies {
        let document = envelope::parse(text).unwrap();
        let order = get_order_details::read_reply(document.root_element()).unwrap().remove(0);
        assert!(order.allow_partial_payments && order.total_amount_due.is_some(), "{order:?}");
        let account = order.lines[0].destination_account.bank_account.as_deref();
        assert_eq!(account, Some("MD85TRGAAA14299801000001"));
    }
    for text in &requests {
        let document = envelope::parse(text).unwrap();
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
    assert_eq!(validated(&hub, &sent), ["", ""]);
}

/// PHP's own web server, killed at the end of the test.
struct Php(Child);

impl Drop for Php {
    fn drop(&mut self) {
        // A server that has ended already is as good as killed.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_php_makes_from_the_wsdl_takes_a_payment() {
    let (clock, _) = simulated_clock();
    let folder = Folder::new();
    let confirmations = folder.path().join("confirmations");
    // A port that is free now; PHP cannot say which one it took.
    let address = listener().local_addr().unwrap();
    // Its replies are not signed, so the hub is told to warn of that and to go on.
    let mut service = EService::start(&clock).await.service_with(ReplySignature::Warn, false);
    service.id = ServiceId::parse("PHP01").unwrap();
    service.endpoint_url = format!("http://{address}/e_service.php");
    let hub = Hub::start(&clock, vec![service]).await;
    let _php = Php(Command::new("php")
        .args(["-S", &address.to_string()])
        .arg(root().join("php/e_service.php"))
        .env("WSDL", format!("{}/ServiceProvider.svc?wsdl", hub.url))
        .env("CONFIRMATIONS", &confirmations)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("php does not start ({error}); run `./test`, which installs it")));
    until("PHP listens", async || TcpStream::connect(address).is_ok()).await;

    let payer = Payer::new(&hub.url);
    let unknown = payer.enter("PHP01", "PHP-2026-2", None).await.pay_page().await;
    assert_eq!(unknown.status, 404, "{}", unknown.text());
    let visit = payer.enter("PHP01", "PHP-2026-1", None).await;
    let page = visit.pay_page().await;
    assert!(page.status == 200 && page.has("120,50"), "{}", page.text());
    assert!(page.has("class=\"warn\""), "a reply that is not signed is warned of");
    visit.authorize().await;
    assert_eq!(visit.result().await.state(), "paid");

    let written = std::fs::read_to_string(&confirmations).unwrap();
    assert_eq!(written.lines().count(), 1, "{written}");
    let confirmation: Value = serde_json::from_str(&written).unwrap();
    let payment_id = hub.payments().await.remove(0).0;
    assert_eq!(confirmation["PaymentID"], payment_id.as_str());
    assert_eq!(confirmation["TotalAmount"], "120.50");
    assert_eq!(confirmation["OrderKey"], "PHP-2026-1");
    let line = &confirmation["Lines"]["PaymentConfirmationLine"][0];
    assert_eq!(line["DestinationAccount"]["BeneficiaryName"], "Agenția „PHP” & fiii");
    assert_eq!(line["Amount"], "100.00");
}
