//! The language of a request: what the address asks for, else what the payer chose before, else the default.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpRequest, web};

use super::cookies;
use super::page::Hub;
use crate::domain::language::Language;
use crate::i18n::Translator;

/// The cookie that remembers a payer's choice. It holds a language code and nothing else.
pub(super) const COOKIE_NAME: &str = "mpay_sim_lang";

/// The language of a request, and what the page needs to offer the others.
#[derive(Debug, Clone)]
pub(super) struct RequestLanguage {
    pub(super) language: Language,
    /// True where the address asked for it, so that the choice is to be remembered.
    pub(super) chosen_now: bool,
    /// The other parameters of the address, as they came: the links to the other languages keep them.
    pub(super) other_parameters: String,
}

impl RequestLanguage {
    pub(super) fn translator(&self) -> Translator {
        Translator::of(self.language)
    }

    pub(super) fn of(request: &HttpRequest) -> Self {
        let asked = web::Query::<Vec<(String, String)>>::from_query(request.query_string())
            .ok()
            .and_then(|query| query.iter().find(|(name, _)| name == "lang").map(|(_, code)| code.clone()))
            .and_then(|code| Language::parse(&code));
        let remembered = || cookies::find(request, COOKIE_NAME).and_then(Language::parse);
        let default = request.app_data::<Hub>().map(|hub| hub.config.language).unwrap_or_default();
        Self {
            language: asked.or_else(remembered).unwrap_or(default),
            chosen_now: asked.is_some(),
            other_parameters: request
                .query_string()
                .split('&')
                .filter(|parameter| !parameter.is_empty() && !parameter.starts_with("lang="))
                .map(|parameter| format!("{parameter}&"))
                .collect(),
        }
    }
}

impl FromRequest for RequestLanguage {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}
