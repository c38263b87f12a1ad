//! The definition of a call of an API: one entry makes its route, its description and an example.

use actix_web::Route;
use actix_web::guard::{Any, Get, Head};
use actix_web::web::{delete, get, patch, post, put, route};
use schemars::{JsonSchema, Schema, SchemaGenerator};

/// The calls of one resource.
pub(super) struct Group {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) calls: &'static [Call],
}

/// One call.
pub(super) struct Call {
    pub(super) method: Method,
    /// The path below the API's own, with `{name}` for a variable part.
    pub(super) path: &'static str,
    pub(super) operation: &'static str,
    pub(super) summary: &'static str,
    /// The schema of the query's parameters.
    pub(super) query: Option<SchemaOf>,
    /// The schema of the body.
    pub(super) body: Option<SchemaOf>,
    pub(super) answer: Answer,
    pub(super) example: Example,
    /// The codes of the call's own problems, besides those of every call.
    pub(super) problems: &'static [&'static str],
    pub(super) route: fn() -> Route,
}

impl Call {
    /// The fields that most calls have in common: a GET without parameters, whose only problems are those of every call.
    pub(super) const GET: Self = Self {
        method: Method::Get,
        path: "",
        operation: "",
        summary: "",
        query: None,
        body: None,
        answer: bytes("", ""),
        example: at(""),
        problems: &[],
        route: || Method::Get.route(),
    };
}

/// Makes the schema of a type.
pub(super) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// The schema of this type, for the table.
pub(super) fn schema_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// The methods of calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// Reads; changes nothing, however often it is repeated.
    Get,
    /// Carries out an action.
    Post,
    /// Replaces something.
    Put,
    /// Changes the given parts of something.
    Patch,
    /// Deletes something.
    Delete,
}

impl Method {
    /// Its name in HTTP.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    pub(super) fn route(self) -> Route {
        match self {
            Self::Get => get(),
            Self::Post => post(),
            Self::Put => put(),
            Self::Patch => patch(),
            Self::Delete => delete(),
        }
    }
}

/// GET and HEAD, which checks the existence of a page.
pub(super) fn read() -> Route {
    route().guard(Any(Get()).or(Head()))
}

/// The answer of a successful call.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) media_type: &'static str,
    /// `None` if the answer is not JSON.
    pub(super) schema: Option<SchemaOf>,
    pub(super) meaning: &'static str,
    /// A second status of success, with its meaning.
    pub(super) or: Option<(u16, &'static str)>,
}

/// An example that succeeds at a hub with the sample e-Service, once an order has been placed: `{order}` stands for its
/// key.
pub(super) struct Example {
    /// The address below the API's own path, with its query.
    pub(super) address: &'static str,
    /// The body; empty if there is none.
    pub(super) body: &'static str,
}

/// JSON of this type, with status 200.
pub(super) const fn json(schema: SchemaOf, meaning: &'static str) -> Answer {
    Answer { status: 200, media_type: "application/json", schema: Some(schema), meaning, or: None }
}

/// Bytes of this media type, with status 200.
pub(super) const fn bytes(media_type: &'static str, meaning: &'static str) -> Answer {
    Answer { status: 200, media_type, schema: None, meaning, or: None }
}

/// An example without a body.
pub(super) const fn at(address: &'static str) -> Example {
    Example { address, body: "" }
}
