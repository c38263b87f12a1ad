//! The language of a request: from the address, else from the payer's earlier choice, else the default. Also the content of
//! the page's ribbon.

use std::future::Future;
use std::pin::Pin;

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, LOCATION};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpRequest, web};

use super::access::may_read_console;
use super::cookies;
use super::hub::Hub;
use crate::app::ScenarioNames;
use crate::domain::card_number::is_written_as_card_number;
use crate::domain::ids::{OrderKey, ServiceId};
use crate::domain::language::Language;
use crate::domain::scenario::Scope;
use crate::flow::scenarios::active_names;
use crate::i18n::Translator;

/// The cookie of a payer's choice. It contains only a language code.
pub(super) const COOKIE_NAME: &str = "mpay_sim_lang";

/// The language of a request, with the data for the links to the others.
#[derive(Debug, Clone)]
pub(super) struct RequestLanguage {
    pub(super) language: Language,
    /// True if the address names it, so that the choice is stored.
    pub(super) chosen_now: bool,
    /// The other parameters of the address, kept by the links to other languages.
    pub(super) other_parameters: String,
    /// True if the sender may also read the console.
    pub(super) sees_console: bool,
    /// The active scenarios, for the ribbon of every page.
    pub(super) active_scenarios: ScenarioNames,
}

impl RequestLanguage {
    pub(super) fn translator(&self) -> Translator {
        Translator::of(self.language)
    }

    /// The same request, for a page about this order: its ribbon omits scenarios of other orders.
    pub(super) fn about(&self, service: &ServiceId, order_key: &OrderKey) -> Self {
        self.about_chosen(service, order_key, None)
    }

    /// Like [`Self::about`], for an order that was chosen among several found by `asked_key`, with which the e-Service is
    /// still asked.
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

    /// The same request in another language, which is stored.
    pub(super) fn changed_to(self, language: Language) -> Self {
        Self { language, chosen_now: true, ..self }
    }

    fn of(request: &HttpRequest, active_scenarios: ScenarioNames) -> Self {
        let asked = asked(request.query_string());
        let remembered = || cookies::find(request, COOKIE_NAME).and_then(Language::parse);
        let default = request.app_data::<Hub>().map(|hub| hub.config.language).unwrap_or_default();
        Self {
            language: asked.or_else(remembered).unwrap_or(default),
            chosen_now: asked.is_some(),
            other_parameters: request
                .query_string()
                .split('&')
                .filter(|parameter| !parameter.is_empty() && !parameter.starts_with("lang="))
                // Refused as a parameter, and not repeated in a link either.
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

/// The language in the parameters of an address.
fn asked(query: &str) -> Option<Language> {
    web::Query::<Vec<(String, String)>>::from_query(query)
        .ok()
        .and_then(|query| query.iter().find(|(name, _)| name == "lang").map(|(_, code)| code.clone()))
        .and_then(|code| Language::parse(&code))
}

/// Keeps the language of an address when the hub redirects the browser to another of its pages.
pub(super) async fn kept(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let asked = asked(request.query_string());
    let mut response = next.call(request).await?;
    if let (Some(language), StatusCode::SEE_OTHER) = (asked, response.status()) {
        let to = response.headers().get(LOCATION).and_then(|to| to.to_str().ok());
        let kept = to.and_then(|to| HeaderValue::try_from(with_language(to, language)?).ok());
        if let Some(kept) = kept {
            response.headers_mut().insert(LOCATION, kept);
        }
    }
    Ok(response)
}

/// The same address of this hub with the language; `None` for one that already has a language, and for another system's,
/// such as a ReturnUrl.
fn with_language(to: &str, language: Language) -> Option<String> {
    if !to.starts_with('/') || to.starts_with("//") {
        return None;
    }
    let (address, fragment) = to.find('#').map_or((to, ""), |at| to.split_at(at));
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let sign = if address.contains('?') { '&' } else { '?' };
    (asked(query).is_none()).then(|| format!("{address}{sign}lang={}{fragment}", language.code()))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_goes_on_to_pages_of_the_hub_alone() {
        for (to, kept) in [
            ("/console/payments", Some("/console/payments?lang=en")),
            ("/console/messages/1/response?notice=x", Some("/console/messages/1/response?notice=x&lang=en")),
            ("/console/services/A?test=3#test", Some("/console/services/A?test=3&lang=en#test")),
            ("/pay/1?lang=ru", None),
            ("https://shop.example/back", None),
            ("//shop.example/back", None),
        ] {
            assert_eq!(with_language(to, Language::English).as_deref(), kept, "{to}");
        }
    }
}
