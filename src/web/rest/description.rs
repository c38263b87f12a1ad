//! The table of the REST API, from which its routes, its page and its OpenAPI description are made.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::json;

use super::{download_invoice_pdf, get_pdf_invoice_bytes, invoices};
use crate::web::call::{Answer, Call, Group, Method, at, bytes, read};
use crate::web::openapi::Api;
use crate::web::problems::Face;

/// Every call; its path as written in the guide.
pub(super) static CALLS: [Call; 3] = [
    Call {
        method: Method::Get,
        path: "/api/invoices",
        operation: "invoices",
        summary: "The numbers of an order's invoices. The order is requested from its e-Service, and the invoice is \
                  created if there is none.",
        query: Some(order),
        body: None,
        answer: Answer {
            status: 200,
            media_type: "application/json",
            schema: Some(ids),
            meaning: "An array of objects with invoiceId, or of strings where rest_invoice_ids = \"strings\".",
            or: None,
        },
        example: at("/api/invoices?serviceID=…&orderKey=…"),
        problems: &[],
        route: || read().to(invoices::list),
    },
    Call {
        method: Method::Get,
        path: "/api/Invoices/DownloadInvoicePdf",
        operation: "downloadInvoicePdf",
        summary: "The payment note of an order as a file on A4, named by Content-Disposition: \
                  Nota de plata {invoiceID}.pdf.",
        query: Some(order),
        body: None,
        answer: bytes("application/octet-stream", "The PDF."),
        example: at("/api/Invoices/DownloadInvoicePdf?serviceID=…&orderKey=…"),
        problems: &[],
        route: || read().to(download_invoice_pdf::download),
    },
    Call {
        method: Method::Get,
        path: "/api/Invoices/GetPdfInvoiceBytes",
        operation: "getPdfInvoiceBytes",
        summary: "The bytes of an order's payment note, on the paper that is asked for.",
        query: Some(order_and_paper),
        body: None,
        answer: bytes("application/pdf", "The PDF."),
        example: at("/api/Invoices/GetPdfInvoiceBytes?serviceID=…&orderKey=…&pageFormat=A4"),
        problems: &[],
        route: || read().to(get_pdf_invoice_bytes::bytes),
    },
];

pub(super) static API: Api = Api {
    face: Face::Rest,
    title: "MPay simulator: REST API",
    about: "Paths and names of parameters are matched without regard to case.",
    base: "",
    document: "/openapi/v1.json",
    texts: "rest",
    groups: &[Group {
        name: "invoices",
        about: "The invoices of orders, and their payment notes.",
        calls: &CALLS,
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
