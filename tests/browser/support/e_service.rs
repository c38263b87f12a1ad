//! An e-Service of the tests' own, for what the sample shop never says. It signs nothing, so the hub must be told
//! to ignore that; the number of an order says what is answered about it.

use std::sync::atomic::{AtomicI64, Ordering};

use actix_web::{App, HttpResponse, HttpServer, web};
use mpay_sim::domain::fault::FaultCode;
use mpay_sim::domain::money::Amount;
use mpay_sim::domain::order::{
    CustomerType, OrderDetails, OrderLine, OrderProperty, OrderStatus, PaymentAccount,
};
use mpay_sim::soap::envelope::{self, Envelope};
use mpay_sim::soap::{confirm_order_payment, fault, get_order_details};

/// Starts it and gives the address of its endpoint. It runs until the test ends.
pub fn start_e_service() -> String {
    let server = HttpServer::new(|| App::new().default_service(web::to(answer)))
        .workers(1)
        .disable_signals()
        .bind("127.0.0.1:0")
        .unwrap();
    let endpoint = format!("http://{}/ServiceProvider.svc", server.addrs()[0]);
    tokio::spawn(server.run());
    endpoint
}

async fn answer(body: web::Bytes) -> HttpResponse {
    let text = envelope::text_of(&body).unwrap();
    let document = envelope::parse(&text).unwrap();
    let envelope = Envelope::of(&document).unwrap();
    let content = match get_order_details::read_request(envelope.payload().unwrap()) {
        Ok(query) if query.order_key == "Fault" => {
            fault::write(&FaultCode::InternalError, "The database is away")
        }
        Ok(query) => get_order_details::write_reply(&orders(&query.order_key)),
        Err(_) => confirm_order_payment::write_reply(),
    };
    HttpResponse::Ok().content_type(mpay_sim::soap::CONTENT_TYPE).body(format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{content}</s:Body></s:Envelope>"
    ))
}

/// The orders that this number finds: `Several` finds three, of which one is paid.
fn orders(key: &str) -> Vec<OrderDetails> {
    let keys: &[&str] = if key == "Several" { &["Active", "Free", "Paid"] } else { &[key] };
    keys.iter().map(|key| order(key)).collect()
}

/// What `Asking` asks the payer for, a property of every type.
fn questions() -> Vec<OrderProperty> {
    let kinds = ["string", "idn", "tc", "number", "LineDescription"];
    let question = |kind: &&str| OrderProperty {
        display_name: format!("O întrebare de tipul {kind}"),
        modifiable: true,
        name: (*kind).to_owned(),
        required: *kind != "string",
        kind: (*kind).to_owned(),
        ..OrderProperty::default()
    };
    kinds.iter().map(question).collect()
}

/// The order with this number: a status of `OrderStatus`, or `Free`, `NoAmount`, `Unknown` (any amount), `Asking`, `Euro`,
/// or `Changing`, which costs a ban more at every look.
fn order(key: &str) -> OrderDetails {
    static LOOKS: AtomicI64 = AtomicI64::new(0);
    let more = if key == "Changing" { LOOKS.fetch_add(1, Ordering::Relaxed) } else { 0 };
    let due = (!matches!(key, "NoAmount" | "Unknown")).then(|| Amount::from_bani(12_345 + more));
    OrderDetails {
        allow_advance_payments: false,
        allow_partial_payments: matches!(key, "Free" | "Asking" | "Unknown"),
        currency: if key == "Euro" { "EUR" } else { "MDL" }.to_owned(),
        customer_id: (key != "Asking").then(|| "1002600001235".to_owned()),
        customer_name: Some("O societate cu o denumire de o lungime neobișnuită SRL".to_owned()),
        customer_type: CustomerType::Organization,
        due_at: None,
        issued_at: None,
        lines: vec![OrderLine {
            allow_advance_payments: None,
            allow_partial_payments: None,
            amount_due: due,
            destination_account: PaymentAccount {
                bank_account: Some("MD85TRGAAA14299801000000".to_owned()),
                bank_code: Some("TREZMD2X".to_owned()),
                bank_fiscal_code: Some("1002600001235".to_owned()),
                beneficiary_name: Some("Agenția Demo a Pădurilor".to_owned()),
                configuration_code: None,
            },
            line_id: "1".to_owned(),
            properties: vec![],
            reason: "Taxa".to_owned(),
        }],
        order_key: key.to_owned(),
        properties: if key == "Asking" { questions() } else { vec![] },
        reason: "O plată cu stare aleasă".to_owned(),
        service_id: "STATES".to_owned(),
        status: OrderStatus::of_message(key).unwrap_or(OrderStatus::Active),
        total_amount_due: due,
    }
}
