//! The hub's requests for every form of account that an order can carry, held against the schema that the hub serves and
//! that of 2014, and read by .NET's data contracts that were generated from each.

use std::path::Path;
use std::process::Command;

use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};

use crate::support::folder::Folder;
use crate::support::orders::SERVICE;
use crate::support::{Answer, EService, Hub, Payer, simulated_clock};
use crate::tools::{deployed_schema, file, mcs, run, validated};

/// What an order's line has for an account; what .NET reads of the confirmation's, by its schema of today or of 2014;
/// whether the order has nothing that the contract of 2014 does not know.
const ACCOUNTS: [(&str, &str, bool); 12] = [
    ("", "nowhere", true),
    ("<DestinationAccount i:nil=\"true\"/>", "nowhere", true),
    ("<DestinationAccount/>", "nowhere", true),
    (
        "<DestinationAccount>MD85TRGAAA14299801000001</DestinationAccount>",
        "MD85TRGAAA14299801000001 nil",
        true,
    ),
    (
        "<DestinationAccount><BankAccount>MD85TRGAAA14299801000001</BankAccount></DestinationAccount>",
        "MD85TRGAAA14299801000001 nil",
        true,
    ),
    (
        "<DestinationAccount><BankAccount>MD85TRGAAA14299801000001</BankAccount><BankCode i:nil=\"true\"/>\
         </DestinationAccount>",
        "MD85TRGAAA14299801000001 nil",
        true,
    ),
    ("<DestinationAccount><BankCode>TREZMD2X</BankCode></DestinationAccount>", "nil TREZMD2X", true),
    (
        "<DestinationAccount><BankAccount>MD85TRGAAA14299801000001</BankAccount><BankCode>TREZMD2X</BankCode>\
         <BankName>Trezoreria de Stat</BankName><BeneficiaryName>Agenția Demo</BeneficiaryName>\
         <TreasuryAccount>123456789</TreasuryAccount></DestinationAccount>",
        "MD85TRGAAA14299801000001 TREZMD2X",
        true,
    ),
    (
        "<DestinationAccount><TreasuryAccount>123456789</TreasuryAccount></DestinationAccount>",
        "nowhere",
        true,
    ),
    (
        "<DestinationAccount><BankAccount>MD85TRGAAA14299801000001</BankAccount><BankCode>TREZMD2X</BankCode>\
         <BankFiscalCode>1002600001235</BankFiscalCode><BeneficiaryName>Agenția Demo</BeneficiaryName>\
         <ConfigurationCode>CC-1</ConfigurationCode></DestinationAccount>",
        "MD85TRGAAA14299801000001 TREZMD2X",
        false,
    ),
    (
        "<DestinationAccount><BankAccount>MD85TRGAAA14299801000001</BankAccount>\
         <BankFiscalCode>1002600001235</BankFiscalCode></DestinationAccount>",
        "MD85TRGAAA14299801000001 nil",
        false,
    ),
    (
        "<DestinationAccount><ConfigurationCode>CC-1</ConfigurationCode></DestinationAccount>",
        "nil nil",
        false,
    ),
];

const PROPERTIES: &str =
    "<Properties><OrderProperty><Name>FileNumber</Name><Value>D-17</Value></OrderProperty></Properties>";

fn reply(order_key: &str, account: &str, properties: &str) -> String {
    format!(
        "<GetOrderDetailsResponse xmlns=\"https://mpay.gov.md\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <GetOrderDetailsResult><OrderDetails><Currency>MDL</Currency><CustomerID>2001500023456</CustomerID>\
         <CustomerName>Popescu Ion</CustomerName><CustomerType>Person</CustomerType><Lines><OrderLine>\
         <AmountDue>10.50</AmountDue>{account}<LineID>1</LineID><Reason>Taxa</Reason></OrderLine></Lines>\
         <OrderKey>{order_key}</OrderKey>{properties}<Reason>Taxa</Reason><ServiceID>{SERVICE}</ServiceID>\
         <Status>Active</Status><TotalAmountDue>10.50</TotalAmountDue></OrderDetails></GetOrderDetailsResult>\
         </GetOrderDetailsResponse>"
    )
}

/// The message without its elements of this name.
fn without(message: &str, element: &str) -> String {
    let (start, end) = (format!("<{element}>"), format!("</{element}>"));
    let mut parts = message.split(&start);
    let before = parts.next().unwrap_or_default().to_owned();
    before + &parts.filter_map(|part| part.split_once(&end)).map(|(_, rest)| rest).collect::<String>()
}

/// What .NET reads of these messages by the data contracts that it imports from a schema, one line a message.
fn read_by_data_contracts(folder: &Path, import: &Path, schema: &Path, messages: &[String]) -> Vec<String> {
    let contract = folder.join("Contract.cs");
    run(Command::new("mono").args([import, schema, &contract]), "");
    let read = mcs(folder, &["System.Runtime.Serialization"], &[file("dotnet/Read.cs"), contract]);
    let said = run(Command::new("mono").arg(read), &messages.join("\0"));
    said.lines().map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_confirmation_fits_the_reader_whose_order_it_confirms() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    // Each with what .NET reads of it, and whether its reader may know the contract of 2014 alone.
    let (mut messages, mut expected, mut is_older) = (Vec::new(), Vec::new(), Vec::new());
    for (number, (account, said, older)) in ACCOUNTS.iter().enumerate() {
        for properties in ["", PROPERTIES] {
            let key = format!("F{number}{}", if properties.is_empty() { "" } else { "P" });
            e_service.always(GetOrderDetails, Answer::Signed(200, reply(&key, account, properties)));
            let visit = payer.enter(SERVICE, &key, None).await;
            visit.authorize().await;
            assert_eq!(visit.result().await.state(), "paid", "{account}");
            let query = e_service.received(GetOrderDetails).pop().unwrap().content();
            let confirmation = e_service.received(ConfirmOrderPayment).pop().unwrap().content();
            // The hub's own has Language, InvoiceID and a property of the bank; the guide calls them optional.
            let (paid, asked) = (format!("{key} 10.50 1 10.50 {said}"), format!("{SERVICE} {key}"));
            for (message, said, older) in [
                (without(&query, "Language"), &asked, true),
                (query, &asked, false),
                (without(&confirmation, "InvoiceID"), &paid, *older),
                (without(&confirmation, "Properties"), &paid, *older),
                (confirmation, &paid, *older),
            ] {
                messages.push(message);
                expected.push(said.clone());
                is_older.push(older);
            }
        }
    }
    let folder = Folder::new();
    let served = folder.path().join("ServiceProvider.xsd");
    std::fs::write(&served, payer.get("/ServiceProvider.xsd").await.body).unwrap();
    tokio::task::block_in_place(|| {
        let by_ours = validated(&format!("file://{}", served.display()), &messages);
        let by_deployed = validated(&deployed_schema(), &messages);
        for (((message, older), ours), deployed) in
            messages.iter().zip(is_older).zip(by_ours).zip(by_deployed)
        {
            assert_eq!(ours, "", "{message}");
            assert_eq!(deployed.is_empty(), older, "{deployed} {message}");
        }
        let import = mcs(folder.path(), &["System.Runtime.Serialization"], &[file("dotnet/Import.cs")]);
        for schema in [served, file("messages/ServiceProvider_2014.xsd")] {
            assert_eq!(
                read_by_data_contracts(folder.path(), &import, &schema, &messages),
                expected,
                "{schema:?}"
            );
        }
    });
}
