//! The table of the REST API, from which the page and the OpenAPI description are made.

use serde_json::{Map, Value, json};

use super::problem::KINDS;

/// One call.
pub(super) struct Call {
    /// The path as written in the guide.
    pub(super) path: &'static str,
    pub(super) operation: &'static str,
    pub(super) summary: &'static str,
    pub(super) parameters: &'static [Parameter],
    pub(super) media_type: &'static str,
    pub(super) result: &'static str,
    pub(super) example: &'static str,
}

/// One parameter of the query.
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) meaning: &'static str,
    /// The possible values; empty for any text.
    pub(super) values: &'static [&'static str],
}

const SERVICE_ID: Parameter = Parameter {
    name: "serviceID",
    required: true,
    meaning: "The service, as it is registered: 1 to 36 characters.",
    values: &[],
};
const ORDER_KEY: Parameter =
    Parameter { name: "orderKey", required: true, meaning: "The order: 1 to 36 characters.", values: &[] };
const PAGE_FORMAT: Parameter = Parameter {
    name: "pageFormat",
    required: false,
    meaning: "The paper, in any case. Without it: A4.",
    values: &["A4", "A5"],
};

/// Every call.
pub(super) static CALLS: [Call; 3] = [
    Call {
        path: "/api/invoices",
        operation: "invoices",
        summary: "The numbers of an order's invoices. The order is requested from its e-Service, and the invoice is \
                  created if there is none.",
        parameters: &[SERVICE_ID, ORDER_KEY],
        media_type: "application/json",
        result: "An array of objects with invoiceId, or of strings where rest_invoice_ids = \"strings\".",
        example: "[{\"invoiceId\":\"00069002233014\"}]",
    },
    Call {
        path: "/api/Invoices/DownloadInvoicePdf",
        operation: "downloadInvoicePdf",
        summary: "The payment note of an order as a file on A4, named by Content-Disposition: \
                  Nota de plata {invoiceID}.pdf.",
        parameters: &[SERVICE_ID, ORDER_KEY],
        media_type: "application/octet-stream",
        result: "The PDF.",
        example: "",
    },
    Call {
        path: "/api/Invoices/GetPdfInvoiceBytes",
        operation: "getPdfInvoiceBytes",
        summary: "The bytes of an order's payment note, on the paper that is asked for.",
        parameters: &[SERVICE_ID, ORDER_KEY, PAGE_FORMAT],
        media_type: "application/pdf",
        result: "The PDF.",
        example: "",
    },
];

/// The OpenAPI 3.1 description for the hub at this address.
pub(super) fn openapi(public_url: &str) -> Value {
    let paths: Map<String, Value> =
        CALLS.iter().map(|call| (call.path.to_owned(), json!({ "get": operation(call) }))).collect();
    let codes: Vec<_> = KINDS.iter().map(|kind| kind.code).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "MPay simulator: REST API",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Paths and names of parameters are matched without regard to case.",
        },
        "servers": [{ "url": public_url }],
        "paths": paths,
        "components": { "schemas": { "Problem": {
            "type": "object",
            "required": ["type", "title", "status", "detail", "code"],
            "properties": {
                "type": { "type": "string", "format": "uri" },
                "title": { "type": "string" },
                "status": { "type": "integer" },
                "detail": { "type": "string" },
                "code": { "type": "string", "enum": codes },
                "parameter": { "type": "string", "description": "With a parameter's problem: its name." },
                "stage": { "type": "string", "description": "Where a call to the e-Service is what failed: how far it came." },
                "fault": {
                    "type": "object",
                    "description": "The e-Service's fault, where it sent one. `words` are its own, and null for who may not read the console.",
                    "properties": {
                        "code": { "type": "string" },
                        "meaning": { "type": "string" },
                        "signed": { "type": "boolean" },
                        "words": { "type": ["string", "null"] },
                    },
                },
            },
        }}},
    })
}

fn operation(call: &Call) -> Value {
    let mut responses = Map::new();
    responses.insert("200".to_owned(), success(call));
    for kind in &KINDS {
        let entry = responses.entry(kind.status.as_str()).or_insert_with(|| {
            let schema = json!({ "$ref": "#/components/schemas/Problem" });
            json!({ "description": "", "content": { "application/problem+json": { "schema": schema } } })
        });
        let before = entry["description"].as_str().unwrap_or_default();
        let separator = if before.is_empty() { "" } else { "; " };
        entry["description"] = json!(format!("{before}{separator}{}: {}", kind.code, kind.title));
    }
    let parameters: Vec<_> = call.parameters.iter().map(parameter).collect();
    json!({
        "operationId": call.operation,
        "summary": call.summary,
        "parameters": parameters,
        "responses": responses,
    })
}

fn success(call: &Call) -> Value {
    let mut content = Map::new();
    let id = json!({ "type": "string", "pattern": "^[0-9]{14}$" });
    let body = match call.example {
        "" => json!({}),
        example => json!({
            "schema": { "type": "array", "items": { "anyOf": [
                { "type": "object", "required": ["invoiceId"], "properties": { "invoiceId": id } },
                id,
            ]}},
            "example": serde_json::from_str::<Value>(example).unwrap_or_default(),
        }),
    };
    content.insert(call.media_type.to_owned(), body);
    json!({ "description": call.result, "content": content })
}

fn parameter(parameter: &Parameter) -> Value {
    let schema = match parameter.values {
        [] => json!({ "type": "string", "minLength": 1, "maxLength": 36 }),
        values => json!({ "type": "string", "enum": values, "default": values.first() }),
    };
    json!({
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.meaning,
        "schema": schema,
    })
}
