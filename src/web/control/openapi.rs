//! The description of the control API: `/control/` for people, `/control/openapi.json` for programs. Both are generated
//! from the table of calls, without external resources.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::call::{Call, Method};
use super::problem::{KINDS, Kind};
use super::{GROUPS, Group};
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, render};

/// The problems of every call.
const OF_EVERY_CALL: [&str; 8] = [
    "invalid-json",
    "unknown-field",
    "invalid-value",
    "token-missing",
    "token-wrong",
    "control-closed",
    "foreign-origin",
    "internal",
];

#[derive(Template)]
#[template(path = "control/openapi.html")]
struct OpenapiPage {
    f: Frame,
    groups: &'static [Group],
    kinds: &'static [Kind],
    address: String,
}

impl Call {
    /// The parameters and the fields of the body with their meanings, for the page.
    fn fields(&self) -> Vec<Field> {
        let mut generator = generator();
        let mut fields = Vec::new();
        for (place, schema) in [("query", self.query), ("body", self.body)] {
            let Some(schema) = schema else { continue };
            let schema = resolved(&mut generator, schema);
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            for (name, field) in schema["properties"].as_object().into_iter().flatten() {
                fields.push(Field {
                    place,
                    name: name.clone(),
                    required: required.contains(&json!(name)),
                    meaning: field["description"].as_str().unwrap_or_default().to_owned(),
                });
            }
        }
        fields
    }
}

/// A field for display.
struct Field {
    place: &'static str,
    name: String,
    required: bool,
    meaning: String,
}

/// The page.
pub(in crate::web) async fn page(hub: Hub, language: RequestLanguage) -> HttpResponse {
    let page = OpenapiPage {
        groups: &GROUPS,
        kinds: &KINDS,
        address: hub.public_url.clone(),
        f: Frame::new(&language),
    };
    render(StatusCode::OK, &language, &page)
}

/// The OpenAPI document.
pub(in crate::web) async fn json(hub: Hub) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json; charset=utf-8")
        .body(openapi(&hub.public_url).to_string())
}

/// The OpenAPI 3.1 description for the hub at this address.
fn openapi(public_url: &str) -> Value {
    let mut generator = generator();
    let mut paths = Map::new();
    for group in &GROUPS {
        for call in group.calls {
            let path = paths.entry(format!("/control/v1{}", call.path)).or_insert_with(|| json!({}));
            path[call.method.name().to_ascii_lowercase()] = operation(call, group, &mut generator);
        }
    }
    let mut schemas = generator.take_definitions(true);
    schemas.insert("Problem".to_owned(), problem_schema());
    let tags: Vec<_> =
        GROUPS.iter().map(|group| json!({ "name": group.name, "description": group.about })).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "MPay simulator: control API",
            "version": crate::VERSION,
            "description": "Everything that the console can do, for programs. `latest` can replace any id.",
        },
        "servers": [{ "url": public_url }],
        "security": [{}, { "token": [] }],
        "tags": tags,
        "paths": paths,
        "components": {
            "securitySchemes": { "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "The setting control_token. Not needed if the hub listens only on this machine.",
            }},
            "schemas": schemas,
        },
    })
}

fn operation(call: &Call, group: &Group, generator: &mut SchemaGenerator) -> Value {
    let mut responses = Map::new();
    let content = match call.answer.schema {
        Some(schema) => json!({ "schema": schema(generator) }),
        None => json!({}),
    };
    responses.insert(
        call.answer.status.to_string(),
        json!({ "description": call.answer.meaning, "content": { (call.answer.media_type): content } }),
    );
    if let Some((status, meaning)) = call.answer.or {
        let success = &responses[&call.answer.status.to_string()]["content"];
        let success = json!({ "description": meaning, "content": success });
        responses.insert(status.to_string(), success);
    }
    for kind in
        KINDS.iter().filter(|kind| OF_EVERY_CALL.contains(&kind.code) || call.problems.contains(&kind.code))
    {
        let entry = responses.entry(kind.status.as_str()).or_insert_with(|| {
            let schema = json!({ "$ref": "#/components/schemas/Problem" });
            json!({ "description": "", "content": { "application/problem+json": { "schema": schema } } })
        });
        let before = entry["description"].as_str().unwrap_or_default();
        let separator = if before.is_empty() { "" } else { "; " };
        entry["description"] = json!(format!("{before}{separator}{}: {}", kind.code, kind.title));
    }
    let mut operation = json!({
        "operationId": call.operation,
        "tags": [group.name],
        "summary": call.summary,
        "parameters": parameters(call, generator),
        "responses": responses,
    });
    if let Some(schema) = call.body {
        let example: Value = serde_json::from_str(call.example.body).unwrap_or_default();
        operation["requestBody"] = json!({
            "required": !call.example.body.is_empty(),
            "content": { "application/json": { "schema": schema(generator), "example": example } },
        });
    }
    operation
}

fn parameters(call: &Call, generator: &mut SchemaGenerator) -> Vec<Value> {
    let in_path = call.path.split('{').skip(1).filter_map(|part| part.split('}').next()).map(|name| {
        json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" },
                "description": "Its id, or `latest`." })
    });
    let schema = call.query.map(|schema| resolved(generator, schema)).unwrap_or_default();
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let in_query = schema["properties"].as_object().into_iter().flatten().map(|(name, field)| {
        json!({ "name": name, "in": "query", "required": required.contains(&json!(name)),
                "description": field["description"], "schema": field })
    });
    in_path.chain(in_query).collect()
}

/// The schema itself, even if the generator returns a reference.
fn resolved(generator: &mut SchemaGenerator, schema: super::call::SchemaOf) -> Value {
    let schema = schema(generator).to_value();
    let name = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next());
    match name.and_then(|name| generator.definitions().get(name)) {
        Some(definition) => definition.clone(),
        None => schema,
    }
}

/// References point into the document, as OpenAPI 3.1 requires.
fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator()
}

fn problem_schema() -> Value {
    let codes: Vec<_> = KINDS.iter().map(|kind| kind.code).collect();
    json!({
        "type": "object",
        "required": ["type", "title", "status", "code", "detail", "hint"],
        "properties": {
            "type": { "type": "string", "description": "Where the kind is described." },
            "title": { "type": "string", "description": "The general meaning." },
            "status": { "type": "integer" },
            "code": { "type": "string", "enum": codes, "description": "Stable; for programs." },
            "detail": { "type": "string", "description": "The details of this event." },
            "hint": { "type": "string", "description": "The next step." },
        },
        "additionalProperties": true,
    })
}

impl Method {
    /// True if the call changes nothing.
    fn is_read(self) -> bool {
        self == Self::Get
    }
}
