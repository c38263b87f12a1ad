//! The descriptions of the APIs: a page for people and an OpenAPI 3.1 document for programs, both made from the table of
//! calls, without external resources.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::call::{Call, Group, SchemaOf};
use super::call_example::{command, sample, variables};
use super::curl::token_header;
use super::language::RequestLanguage;
use super::page::{Frame, Hub, render};
use super::problems::{Face, Kind};

/// An API as it is described.
pub(super) struct Api {
    pub(super) face: Face,
    pub(super) title: &'static str,
    pub(super) about: &'static str,
    /// The beginning of every path.
    pub(super) base: &'static str,
    /// The address of the OpenAPI document.
    pub(super) document: &'static str,
    /// The keys of the page's title, its introduction and the link to the document.
    pub(super) texts: [&'static str; 3],
    pub(super) groups: &'static [Group],
    /// The codes of the problems of every call; empty if every call can have all of them.
    pub(super) problems: &'static [&'static str],
    /// The schemas of the fields of a problem beside those that all have.
    pub(super) problem_fields: fn() -> Value,
}

/// The service of the sample e-Service with which the examples work.
const SAMPLE_SERVICE: &str = "ADP02";

#[derive(Template)]
#[template(path = "openapi.html")]
struct OpenapiPage {
    f: Frame,
    api: &'static Api,
    address: String,
    /// The option of `curl` with the hub's token, if the calls ask for one.
    token: &'static str,
    /// The variables of the examples, and the keys of the texts that tell how to get them.
    variables: Vec<(&'static str, &'static str)>,
    /// The address of the sample e-Service, where it is known to the viewer.
    shop: Option<String>,
    problem_fields: String,
}

impl OpenapiPage {
    fn command(&self, call: &Call) -> String {
        command(call, &format!("{}{}", self.address, self.api.base), self.token)
    }
}

impl Call {
    /// The parameters and the fields of the body.
    fn fields(&self, generator: &mut SchemaGenerator) -> Vec<Field> {
        let mut fields = Vec::new();
        for (place, schema) in [("query", self.query), ("body", self.body)] {
            let schema = schema.map(|schema| resolved(generator, schema)).unwrap_or_default();
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            for (name, field) in schema["properties"].as_object().into_iter().flatten() {
                let required = required.contains(&json!(name));
                fields.push(Field { place, name: name.clone(), required, schema: field.clone() });
            }
        }
        fields.sort_by_key(|field| !field.required);
        fields
    }
}

/// A parameter, or a field of a body.
struct Field {
    place: &'static str,
    name: String,
    required: bool,
    schema: Value,
}

impl Field {
    fn meaning(&self) -> &str {
        self.schema["description"].as_str().unwrap_or_default()
    }
}

impl Api {
    fn kinds(&self) -> impl Iterator<Item = &'static Kind> {
        Kind::of(self.face)
    }

    fn fields(&self, call: &Call) -> Vec<Field> {
        call.fields(&mut generator())
    }

    fn calls(&self) -> impl Iterator<Item = &'static Call> {
        self.groups.iter().flat_map(|group| group.calls)
    }

    /// An answer of the call's shape, if it is JSON.
    fn sample(&self, call: &Call) -> Option<String> {
        let sample = sample(&mut generator(), call.answer.schema?);
        serde_json::to_string_pretty(&sample).ok()
    }

    /// The page.
    pub(super) fn page(&'static self, hub: &Hub, language: &RequestLanguage) -> HttpResponse {
        let schema = self.problem_schema();
        let fields: Vec<_> = schema["properties"].as_object().into_iter().flat_map(Map::keys).collect();
        let page = OpenapiPage {
            api: self,
            address: hub.public_url.clone(),
            token: if self.face == Face::Control { token_header(hub) } else { "" },
            variables: variables(self.calls()),
            shop: language.sees_console.then(|| shop(hub)).flatten(),
            problem_fields: fields.into_iter().cloned().collect::<Vec<_>>().join(", "),
            f: Frame::new(language),
        };
        render(StatusCode::OK, language, &page)
    }

    /// The OpenAPI document.
    pub(super) fn json(&self, hub: &Hub) -> HttpResponse {
        HttpResponse::Ok()
            .content_type("application/json; charset=utf-8")
            .body(self.openapi(&hub.public_url).to_string())
    }

    /// The OpenAPI 3.1 description for the hub at this address.
    fn openapi(&self, public_url: &str) -> Value {
        let mut generator = generator();
        let mut paths = Map::new();
        for group in self.groups {
            for call in group.calls {
                let path = paths.entry(format!("{}{}", self.base, call.path)).or_insert_with(|| json!({}));
                path[call.method.name().to_ascii_lowercase()] = self.operation(call, group, &mut generator);
            }
        }
        let mut schemas = generator.take_definitions(true);
        schemas.insert("Problem".to_owned(), self.problem_schema());
        let tags: Vec<_> = self
            .groups
            .iter()
            .map(|group| json!({ "name": group.name, "description": group.about }))
            .collect();
        let mut document = json!({
            "openapi": "3.1.0",
            "info": { "title": self.title, "version": crate::VERSION, "description": self.about },
            "servers": [{ "url": public_url }],
            "tags": tags,
            "paths": paths,
            "components": { "schemas": schemas },
        });
        if self.face == Face::Control {
            document["security"] = json!([{}, { "token": [] }]);
            document["components"]["securitySchemes"] = json!({ "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "The setting control_token. Not needed if the hub listens only on this machine.",
            }});
        }
        document
    }

    fn operation(&self, call: &Call, group: &Group, generator: &mut SchemaGenerator) -> Value {
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
        let is_of_call =
            |code| self.problems.is_empty() || self.problems.contains(&code) || call.problems.contains(&code);
        for kind in self.kinds().filter(|kind| is_of_call(kind.code)) {
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

    fn problem_schema(&self) -> Value {
        let codes: Vec<_> = self.kinds().map(|kind| kind.code).collect();
        let mut schema = json!({
            "type": "object",
            "required": ["type", "title", "status", "code", "detail"],
            "properties": {
                "type": { "type": "string", "description": "Where the kind is described." },
                "title": { "type": "string", "description": "The general meaning." },
                "status": { "type": "integer" },
                "code": { "type": "string", "enum": codes, "description": "Stable; for programs." },
                "detail": { "type": "string", "description": "The details of this event." },
            },
            "additionalProperties": true,
        });
        for (name, field) in (self.problem_fields)().as_object().into_iter().flatten() {
            schema["properties"][name] = field.clone();
        }
        if self.face == Face::Control
            && let Some(required) = schema["required"].as_array_mut()
        {
            required.push(json!("hint"));
        }
        schema
    }
}

fn parameters(call: &Call, generator: &mut SchemaGenerator) -> Vec<Value> {
    let in_path = call.path.split('{').skip(1).filter_map(|part| part.split('}').next()).map(|name| {
        json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" },
                "description": "Its id, or `latest`." })
    });
    let fields = call.fields(generator).into_iter().filter(|field| field.place == "query");
    let in_query = fields.map(|field| {
        json!({ "name": field.name, "in": "query", "required": field.required,
                "description": field.meaning(), "schema": field.schema })
    });
    in_path.chain(in_query).collect()
}

/// The schema itself, even if the generator returns a reference.
fn resolved(generator: &mut SchemaGenerator, schema: SchemaOf) -> Value {
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

/// The address of the sample e-Service, if the hub has its service.
fn shop(hub: &Hub) -> Option<String> {
    let services = hub.services();
    let sample = services.iter().find(|service| service.id.as_str() == SAMPLE_SERVICE)?;
    sample.endpoint_url.strip_suffix("/ServiceProvider.svc").map(str::to_owned)
}
