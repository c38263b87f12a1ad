//! The language of a request: what the address asks for, else what the payer chose before, else the default; and what
//! the ribbon of its page says in it.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpRequest, web};

use super::access::may_read_console;
use super::cookies;
use super::page::Hub;
use crate::app::ScenarioNames;
use crate::domain::card_number::is_written_as_card_number;
use crate::domain::ids::{OrderKey, ServiceId};
use crate::domain::language::Language;
use crate::domain::scenario::Scope;
use crate::flow::scenarios::active_names;
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
    /// True where whoever sends it may read the console too.
    pub(super) sees_console: bool,
    /// The scenarios that are on, which the ribbon of every page tells.
    pub(super) active_scenarios: ScenarioNames,
}

impl RequestLanguage {
    pub(super) fn translator(&self) -> Translator {
        Translator::of(self.language)
    }

    /// The same request, for a page about this order: its ribbon leaves out what applies to others alone.
    pub(super) fn about(&self, service: &ServiceId, order_key: &OrderKey) -> Self {
        self.about_chosen(service, order_key, None)
    }

    /// The same, where the order was chosen among several that `asked_key` found: by that the e-Service is still asked.
    pub(super) fn about_chosen(
        &self,
        service: &ServiceId,
        order_key: &OrderKey,
        asked_key: Option<&OrderKey>,
    ) -> Self {
        let applies = |(_, scope): &&(&'static str, Scope)| {
            [Some(order_key), asked_key].into_iter().flatten().any(|key| scope.contains(service, key))
        };
        Self {
            active_scenarios: self.active_scenarios.iter().filter(applies).cloned().collect(),
            ..self.clone()
        }
    }

    /// The same request in another language, which is remembered.
    pub(super) fn changed_to(self, language: Language) -> Self {
        Self { language, chosen_now: true, ..self }
    }

    fn of(request: &HttpRequest, active_scenarios: ScenarioNames) -> Self {
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
                // Refused where it is a parameter, and not repeated in a link either.
                .filter(|parameter| {
                    let mut values = url::form_urlencoded::parse(parameter.as_bytes());
                    !values.any(|(_, value)| is_written_as_card_number(&value))
                })
                .map(|parameter| format!("{parameter}&"))
                .collect(),
            sees_console: may_read_console(request),
            active_scenarios,
        }
    }
}

impl FromRequest for RequestLanguage {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let active_scenarios = match request.app_data::<Hub>() {
                Some(hub) => active_names(hub).await,
                None => ScenarioNames::default(),
            };
            Ok(Self::of(&request, active_scenarios))
        })
    }
}
