//! The calls of the REST API. Routes, page and OpenAPI description are made from the table.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse};
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::json;

use super::RestProblem;
use super::order_invoice::invoice;
use crate::domain::receipt::PageFormat;
use crate::domain::rest_settings::InvoiceIdForm;
use crate::flow::note_download::note_of;
use crate::web::call::{Call, Group, at, bytes, json, read};
use crate::web::download;
use crate::web::openapi::Api;
use crate::web::page::Hub;
use crate::web::parameters;
use crate::web::problems::Face;

/// Every call; its path as written in the guide.
pub(super) static CALLS: &[Call] = &[
    Call {
        path: "/api/invoices",
        operation: "invoices",
        summary: "The numbers of an order's invoices. The order is requested from its e-Service, and the invoice is \
                  created if there is none.",
        query: Some(order),
        answer: json(
            ids,
            "An array of objects with invoiceId, or of strings where rest_invoice_ids = \"strings\".",
        ),
        example: at("/api/invoices?serviceID=ADP02&orderKey={order}"),
        route: || read().to(invoices),
        ..Call::GET
    },
    Call {
        path: "/api/Invoices/DownloadInvoicePdf",
        operation: "downloadInvoicePdf",
        summary: "The payment note of an order as a file on A4, named by Content-Disposition: \
                  Nota de plata {invoiceID}.pdf.",
        query: Some(order),
        answer: bytes("application/octet-stream", "The PDF."),
        example: at("/api/Invoices/DownloadInvoicePdf?serviceID=ADP02&orderKey={order}"),
        route: || read().to(download_invoice_pdf),
        ..Call::GET
    },
    Call {
        path: "/api/Invoices/GetPdfInvoiceBytes",
        operation: "getPdfInvoiceBytes",
        summary: "The bytes of an order's payment note, on the paper that is asked for.",
        query: Some(order_and_paper),
        answer: bytes("application/pdf", "The PDF."),
        example: at("/api/Invoices/GetPdfInvoiceBytes?serviceID=ADP02&orderKey={order}&pageFormat=A4"),
        route: || read().to(get_pdf_invoice_bytes),
        ..Call::GET
    },
];

pub(super) static API: Api = Api {
    face: Face::Rest,
    title: "MPay simulator: REST API",
    about: "Paths and names of parameters are matched without regard to case.",
    base: "",
    document: "/openapi/v1.json",
    texts: ["rest-title", "rest-text", "rest-json"],
    groups: &[Group {
        name: "invoices",
        about: "The invoices of orders, and their payment notes.",
        calls: CALLS,
    }],
    problems: &[],
    problem_fields: || {
        json!({
            "parameter": { "type": "string", "description": "With a parameter's problem: its name." },
            "stage": { "type": "string", "description": "If a call to the e-Service failed: the stage it reached." },
            "fault": {
                "type": "object",
                "description": "The e-Service's fault, if it sent one. `words` are its own; null if the caller may not read the console.",
                "properties": {
                    "code": { "type": "string" },
                    "meaning": { "type": "string" },
                    "signed": { "type": "boolean" },
                    "words": { "type": ["string", "null"] },
                },
            },
        })
    },
};

fn order(_: &mut SchemaGenerator) -> Schema {
    let id = |meaning| json!({ "type": "string", "minLength": 1, "maxLength": 36, "description": meaning });
    json_schema!({
        "required": ["serviceID", "orderKey"],
        "properties": {
            "serviceID": id("The service, as it is registered: 1 to 36 characters."),
            "orderKey": id("The order: 1 to 36 characters."),
        },
    })
}

fn order_and_paper(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = order(generator).to_value();
    schema["properties"]["pageFormat"] = json!({
        "type": "string",
        "enum": ["A4", "A5"],
        "default": "A4",
        "description": "The paper, in any case. Without it: A4.",
    });
    Schema::try_from(schema).unwrap_or_default()
}

fn ids(_: &mut SchemaGenerator) -> Schema {
    let id = json!({ "type": "string", "pattern": "^[0-9]{14}$" });
    json_schema!({
        "type": "array",
        "items": { "anyOf": [
            { "type": "object", "required": ["invoiceId"], "properties": { "invoiceId": id } },
            id,
        ]},
        "examples": [[{ "invoiceId": "00069002233014" }]],
    })
}

/// A JSON array of objects or strings, depending on the setting.
async fn invoices(hub: Hub, request: HttpRequest) -> Result<HttpResponse, RestProblem> {
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

/// The note with the documented headers: `application/octet-stream`, and the file's name.
async fn download_invoice_pdf(hub: Hub, request: HttpRequest) -> Result<HttpResponse, RestProblem> {
    let invoice = invoice(&hub, &request).await?;
    let file = note_of(&hub, &invoice, PageFormat::A4, hub.config.language)?;
    let name = format!("Nota de plata {}.pdf", file.invoice_id);
    Ok(download::octets(&name, file.pdf))
}

/// The raw bytes of the PDF. `pageFormat` is A4 (default) or A5.
async fn get_pdf_invoice_bytes(hub: Hub, request: HttpRequest) -> Result<HttpResponse, RestProblem> {
    let named = parameters::ignoring_case(request.query_string(), "pageFormat");
    let format = match named.as_deref().map(PageFormat::parse) {
        None => PageFormat::default(),
        Some(Some(format)) => format,
        Some(None) => {
            let error = "pageFormat must be A4 or A5".to_owned();
            return Err(RestProblem::Invalid { parameter: "pageFormat", error });
        }
    };
    let file = note_of(&hub, &invoice(&hub, &request).await?, format, hub.config.language)?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(file.pdf))
}
