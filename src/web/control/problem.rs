//! Errors of the control API: the event and the next step.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use serde_json::{Map, Value, json};

use super::exchange_view::{FaultView, FoundRule};
use crate::domain::similar_word::similar_word;
use crate::flow::{Problem, RETRY_OF_DATABASE};
use crate::store::StoreError;
use crate::web::lists::values::Unusable;
use crate::web::problems::Kind;

/// The reason why a call failed.
#[derive(Debug)]
pub(in crate::web) struct ControlProblem {
    kind: &'static Kind,
    detail: String,
    hint: Option<String>,
    retry_after: Option<u64>,
    more: Map<String, Value>,
}

impl ControlProblem {
    /// A problem of this kind, with details of the event.
    pub(in crate::web) fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind: Kind::find(code),
            detail: detail.into(),
            hint: None,
            retry_after: None,
            more: Map::new(),
        }
    }

    /// The event in one sentence.
    pub(in crate::web) fn detail(&self) -> &str {
        &self.detail
    }

    /// The remedy.
    pub(in crate::web) fn advice(&self) -> &str {
        self.hint.as_deref().unwrap_or(self.kind.hint)
    }

    /// Replaces the kind's hint by a better one.
    pub(in crate::web) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// Names the most similar of the known names, if there is one.
    pub(super) fn similar<'a>(self, name: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match similar_word(name, known) {
            Some(meant) => self.hint(format!("did you mean `{meant}`?")),
            None => self,
        }
    }

    /// Adds a field.
    pub(in crate::web) fn with(mut self, field: &str, value: Value) -> Self {
        self.more.insert(field.to_owned(), value);
        self
    }
}

impl fmt::Display for ControlProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.code, self.detail)
    }
}

impl ResponseError for ControlProblem {
    fn status_code(&self) -> StatusCode {
        self.kind.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut fields = self.more.clone();
        fields.insert("hint".to_owned(), json!(self.advice()));
        self.kind.response("/control/", &self.detail, fields, self.retry_after)
    }
}

impl From<Unusable> for ControlProblem {
    fn from(Unusable { detail, hint, .. }: Unusable) -> Self {
        Self { hint, ..Self::new("invalid-value", detail) }
    }
}

impl From<StoreError> for ControlProblem {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a call of the control API failed");
        match error.trouble() {
            Some(trouble) => Self {
                retry_after: Some(RETRY_OF_DATABASE),
                ..Self::new("database-unavailable", error.without_advice()).hint(trouble.advice())
            },
            None => Self::new("internal", "the database failed"),
        }
    }
}

impl From<Problem> for ControlProblem {
    fn from(problem: Problem) -> Self {
        let problem = match problem {
            Problem::Store(error) => return error.into(),
            other => other,
        };
        let kind = match &problem {
            Problem::InvalidParameter(_) | Problem::InvalidReturnUrl(_) => Kind::find("invalid-value"),
            other => Kind::of_problem(other),
        };
        if kind.code == "internal" {
            tracing::error!(%problem, "a call of the control API failed");
        }
        let mut made =
            Self { retry_after: problem.retry_after(), ..Self::new(kind.code, problem.to_string()) };
        if let Some(exchange) = problem.exchange() {
            let findings: Vec<_> = problem.findings().iter().map(FoundRule::from).collect();
            made = made.with("exchange_id", json!(exchange)).with("findings", json!(findings));
        }
        if let Some(detail) = problem.failed_call() {
            made = Self { detail, hint: problem.remedy().map(str::to_owned), ..made };
        }
        if let Some(stage) = problem.stage() {
            made = made.with("stage", json!(stage.name()));
        }
        match problem.fault() {
            Some(fault) => made.with("fault", json!(FaultView::from(fault))),
            None => made,
        }
    }
}
