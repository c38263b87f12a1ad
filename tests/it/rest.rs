//! MPay's REST API, as clients in the field call it.

use std::time::Duration;

use mpay_sim::config::Config;
use mpay_sim::domain::rest_settings::{AllowedAddresses, InvoiceIdForm};
use mpay_sim::soap::Operation;
use serde_json::{Value, json};

use crate::support::e_service::{Answer, EService};
use crate::support::hub::{Hub, control_token};
use crate::support::payer::{Page, Payer};
use crate::support::{orders, simulated_clock};

struct Api {
    hub: Hub,
    e_service: EService,
    client: Payer,
}

async fn api(change: impl FnOnce(&mut Config)) -> Api {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start_with(&clock, vec![e_service.service()], change).await;
    let client = Payer::new(&hub.url);
    Api { hub, e_service, client }
}

impl Api {
    async fn order(&self, path: &str) -> Page {
        self.client.get(&format!("{path}?serviceID={}&orderKey={}", orders::SERVICE, orders::ORDER)).await
    }

    /// The number of the order's invoice.
    async fn number(&self) -> String {
        let ids = json(&self.order("/api/invoices").await);
        ids[0]["invoiceId"].as_str().unwrap_or_else(|| panic!("{ids}")).to_owned()
    }
}

fn json(page: &Page) -> Value {
    serde_json::from_slice(&page.body).unwrap_or_else(|error| panic!("{error}: {}", page.text()))
}

fn header<'p>(page: &'p Page, name: &str) -> &'p str {
    page.headers[name].to_str().unwrap()
}

fn assert_problem(page: &Page, status: u16, code: &str) -> Value {
    assert_eq!(page.status, status, "{}", page.text());
    assert_eq!(header(page, "content-type"), "application/problem+json");
    let problem = json(page);
    assert_eq!(problem["code"], code, "{problem}");
    assert_eq!(problem["status"], status, "{problem}");
    for name in ["type", "title", "detail"] {
        assert!(problem[name].as_str().is_some_and(|text| !text.is_empty()), "{problem}");
    }
    problem
}

#[tokio::test]
async fn the_invoice_is_made_once_and_brought_up_to_date() {
    let api = api(|_| {}).await;
    let number = api.number().await;
    assert_eq!(number.len(), 14);
    api.e_service.change_order(|order| order.reason = "Alt motiv".to_owned());
    assert_eq!(api.number().await, number);
    assert_eq!(api.hub.count("invoice").await, 1);
    assert!(api.client.get(&format!("/n/{number}")).await.has("Alt motiv"));
}

#[tokio::test]
async fn numbers_are_plain_strings_where_the_setting_says_so() {
    let api = api(|config| config.rest_invoice_ids = InvoiceIdForm::Strings).await;
    let page = api.order("/api/invoices").await;
    assert!(header(&page, "content-type").starts_with("application/json"));
    assert_eq!(json(&page)[0].as_str().unwrap().len(), 14);
}

#[tokio::test]
async fn paths_and_parameters_are_read_in_any_case() {
    let api = api(|_| {}).await;
    for path in ["/API/Invoices", "/Api/invoices", "/api/INVOICES"] {
        let query = format!("SERVICEID={}&OrderKey={}", orders::SERVICE, orders::ORDER);
        assert_eq!(api.client.get(&format!("{path}?{query}")).await.status, 200, "{path}");
    }
    for path in ["/api/invoices/downloadinvoicepdf", "/API/INVOICES/GETPDFINVOICEBYTES"] {
        assert!(api.order(path).await.body.starts_with(b"%PDF-"), "{path}");
    }
}

#[tokio::test]
async fn the_note_is_downloaded_with_the_documented_headers() {
    let api = api(|_| {}).await;
    let page = api.order("/api/Invoices/DownloadInvoicePdf").await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert_eq!(header(&page, "content-type"), "application/octet-stream");
    let name = format!("attachment; filename=\"Nota de plata {}.pdf\"", api.number().await);
    assert_eq!(header(&page, "content-disposition"), name);
    assert!(page.body.starts_with(b"%PDF-"));
}

#[tokio::test]
async fn the_bytes_come_on_the_paper_that_is_asked_for() {
    let api = api(|_| {}).await;
    let bytes = async |format: &str| {
        let query = format!("serviceId={}&orderKey={}{format}", orders::SERVICE, orders::ORDER);
        api.client.get(&format!("/api/Invoices/GetPdfInvoiceBytes?{query}")).await
    };
    for (format, width) in [("", "595.2"), ("&pageFormat=A4", "595.2"), ("&PageFormat=a5", "419.5")] {
        let page = bytes(format).await;
        assert_eq!(page.status, 200);
        assert_eq!(header(&page, "content-type"), "application/pdf");
        let text = page.text();
        let from = text.find("/MediaBox").unwrap();
        let media_box: String = text[from..].chars().take(40).collect();
        assert!(media_box.contains(width), "{format}: {media_box}");
    }
    let problem = assert_problem(&bytes("&pageFormat=A3").await, 400, "parameter-invalid");
    assert_eq!(problem["parameter"], "pageFormat");
}

#[tokio::test]
async fn a_parameter_that_is_missing_or_too_long_is_named() {
    let api = api(|_| {}).await;
    for (query, parameter) in [("orderKey=a", "serviceID"), ("serviceID=a&orderKey=", "orderKey")] {
        for path in ["/api/invoices", "/api/Invoices/DownloadInvoicePdf", "/api/Invoices/GetPdfInvoiceBytes"]
        {
            let page = api.client.get(&format!("{path}?{query}")).await;
            assert_eq!(assert_problem(&page, 400, "parameter-missing")["parameter"], parameter);
        }
    }
    let long = format!("/api/invoices?serviceID={}&orderKey={}", orders::SERVICE, "x".repeat(37));
    let problem = assert_problem(&api.client.get(&long).await, 400, "parameter-invalid");
    assert_eq!(problem["parameter"], "orderKey");
}

#[tokio::test]
async fn what_is_not_known_is_not_found() {
    let api = api(|_| {}).await;
    assert_problem(&api.client.get("/api/invoices?serviceID=NONE&orderKey=1").await, 404, "unknown-service");
    api.e_service.set_orders(vec![]);
    let empty = assert_problem(&api.order("/api/invoices").await, 404, "unknown-order");
    assert_eq!((&empty["stage"], &empty["fault"]), (&json!("business"), &Value::Null), "{empty}");
    api.e_service.next(Operation::GetOrderDetails, Answer::fault("UnknownOrder", "no order like this"));
    let problem = assert_problem(&api.order("/api/invoices").await, 404, "unknown-order");
    let fault = json!({ "code": "UnknownOrder", "meaning": "unknown-order", "signed": true, "words": "no order like this" });
    assert_eq!((&problem["stage"], &problem["fault"]), (&json!("business"), &fault), "{problem}");
    assert_eq!(api.hub.count("invoice").await, 0);
}

#[tokio::test]
async fn trouble_of_the_e_service_is_told_with_its_stage() {
    let mut api = api(|_| {}).await;
    api.e_service.next(Operation::GetOrderDetails, Answer::fault("InternalError", "at Secret.Trace()"));
    let problem = assert_problem(&api.order("/api/invoices").await, 502, "e-service-failed");
    assert_eq!(problem["stage"], "business", "{problem}");
    assert_eq!(problem["fault"]["words"], "at Secret.Trace()", "the console is open to this client");
    api.hub.restart_set(|config| config.control_token = control_token("0123456789abcdef-token")).await;
    api.e_service.next(Operation::GetOrderDetails, Answer::fault("InternalError", "at Secret.Trace()"));
    let page = api.order("/api/invoices").await;
    let problem = assert_problem(&page, 502, "e-service-failed");
    assert_eq!(problem["fault"]["code"], "InternalError", "{problem}");
    assert!(!page.has("Secret.Trace"), "{problem}");

    api.hub.restart_set(|config| config.e_service_timeout = Duration::from_millis(300)).await;
    api.e_service.next(Operation::GetOrderDetails, Answer::Hang);
    let problem = assert_problem(&api.order("/api/invoices").await, 504, "e-service-timeout");
    assert!(problem["stage"].is_string(), "{problem}");
    api.hub.restart_set(|config| config.e_service_timeout = Config::default().e_service_timeout).await;

    api.e_service.go_away().await;
    let problem = assert_problem(&api.order("/api/invoices").await, 502, "e-service-unreachable");
    assert!(problem["stage"].is_string(), "{problem}");
}

#[tokio::test]
async fn only_listed_addresses_may_call() {
    let allow = |list: &'static str| {
        move |config: &mut Config| config.rest_allowed_addresses = AllowedAddresses::parse(list).unwrap()
    };
    let elsewhere = api(allow("192.0.2.0/24")).await;
    for path in ["/api/invoices", "/api/Invoices/DownloadInvoicePdf", "/api/Invoices/GetPdfInvoiceBytes"] {
        assert_problem(&elsewhere.order(path).await, 403, "address-not-allowed");
    }
    assert!(elsewhere.e_service.received(Operation::GetOrderDetails).is_empty());
    assert_eq!(elsewhere.client.get("/openapi/index.html").await.status, 200);
    assert_eq!(api(allow("192.0.2.1,127.0.0.0/8")).await.order("/api/invoices").await.status, 200);
}

#[tokio::test]
async fn the_description_lists_every_call_and_error_and_needs_nothing_from_elsewhere() {
    let api = api(|_| {}).await;
    let document = json(&api.client.get("/openapi/v1.json").await);
    assert_eq!(document["openapi"], "3.1.0");
    let page = api.client.get("/OpenAPI/Index.html").await;
    assert_eq!(page.status, 200);
    let paths = document["paths"].as_object().unwrap();
    assert_eq!(paths.len(), 3);
    for path in paths.keys() {
        assert!(page.has(path), "{path}");
        assert_eq!(api.order(path).await.status, 200, "{path}");
    }
    for code in document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"].as_array().unwrap()
    {
        assert!(page.has(&format!("id=\"{}\"", code.as_str().unwrap())), "{code}");
    }
    assert!(!page.has("<script"));
    let outside = |attribute: &str| page.has(&format!("{attribute}=\"http"));
    assert!(!outside("src") && !outside("href"), "{}", page.text());
    assert_eq!(document["servers"], json!([{ "url": api.hub.app().public_url }]));
}

#[tokio::test]
async fn a_note_is_downloaded_from_its_page_in_both_formats() {
    let api = api(|_| {}).await;
    let number = api.number().await;
    let page = api.client.get(&format!("/n/{number}")).await;
    for (format, query) in [("A4", ""), ("A5", "?pageFormat=A5")] {
        let path = format!("/n/{number}/note.pdf{query}");
        assert!(page.has(&format!("href=\"{path}\"")), "{format}: {}", page.text());
        let file = api.client.get(&path).await;
        assert_eq!(header(&file, "content-type"), "application/pdf");
        assert!(file.body.starts_with(b"%PDF-"));
    }
    assert_eq!(api.client.get("/n/00000000000000/note.pdf").await.status, 404);
}

#[tokio::test]
async fn a_failure_of_the_simulator_is_a_problem_document_without_its_inside() {
    let api = api(|_| {}).await;
    api.number().await;
    api.hub.lose_table("invoice").await;
    for call in ["/api/invoices", "/api/Invoices/DownloadInvoicePdf", "/api/Invoices/GetPdfInvoiceBytes"] {
        let page = api.order(call).await;
        assert_problem(&page, 500, "internal");
        assert!(!page.has("table") && !page.has("sql"), "{}", page.text());
    }
}
