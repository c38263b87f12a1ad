//! `GET /api/invoices`: the numbers of an order's invoices.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use super::{RestProblem, invoice};
use crate::domain::rest::InvoiceIdForm;
use crate::web::page::Hub;

/// A JSON array of objects or strings, depending on the setting.
pub(super) async fn list(hub: Hub, request: HttpRequest) -> Result<HttpResponse, RestProblem> {
    let id = invoice(&hub, &request).await?.id;
    let ids = match hub.config.rest_invoice_ids {
        InvoiceIdForm::Objects => json!([{ "invoiceId": id.as_str() }]),
        InvoiceIdForm::Strings => json!([id.as_str()]),
    };
    Ok(HttpResponse::Ok()
        .content_type("application/json; charset=utf-8")
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(ids.to_string()))
}
