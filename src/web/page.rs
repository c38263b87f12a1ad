//! The frame and the headers of every page.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderName, HeaderValue, SET_COOKIE};
use askama::Template;
use askama::filters::Safe;

use super::cookies;
use super::language::{COOKIE_NAME, RequestLanguage};
use crate::app::ScenarioNames;
use crate::domain::language::Language;
use crate::i18n::Translator;
use crate::markup::prose;

pub(super) use super::hub::Hub;
pub(super) use super::redirect::{see_other, visit_path};

/// The maximum number of scenarios named in the ribbon; others are only counted.
const SCENARIOS_SHOWN: usize = 3;

/// The frame of a page.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) t: Translator,
    other_parameters: String,
    active_scenarios: ScenarioNames,
    /// True if the viewer may read the console, so that the simulator's own box shows details for developers.
    pub(super) sees_console: bool,
    /// The current one of the four steps; 0 for none.
    step: usize,
    /// The payment provider of the page; `None` for the hub's own pages.
    pub(super) payment_provider: Option<&'static str>,
    /// The form that the choice of language submits; without one the languages are links.
    pub(super) form: Option<&'static str>,
}

/// A link to the same page in another language.
pub(super) struct LanguageLink {
    pub(super) code: &'static str,
    pub(super) label: String,
    pub(super) description: String,
    pub(super) current: bool,
    pub(super) href: String,
}

/// One of the payer's four steps.
pub(super) struct Step {
    pub(super) number: usize,
    pub(super) label: String,
    pub(super) done: bool,
    pub(super) current: bool,
}

impl Frame {
    pub(super) fn new(language: &RequestLanguage) -> Self {
        Self {
            t: language.translator(),
            other_parameters: language.other_parameters.clone(),
            active_scenarios: Arc::clone(&language.active_scenarios),
            sees_console: language.sees_console,
            step: 0,
            payment_provider: None,
            form: None,
        }
    }

    /// The frame of a page that is one of the four steps.
    pub(super) fn at_step(language: &RequestLanguage, step: usize) -> Self {
        Self { step, ..Self::new(language) }
    }

    /// The frame of a page whose form keeps the entries when the language changes.
    pub(super) fn within_form(self, form: &'static str) -> Self {
        Self { form: Some(form), ..self }
    }

    /// The frame of a payment provider's own page.
    pub(super) fn of_payment_provider(language: &RequestLanguage, name: &'static str) -> Self {
        Self { payment_provider: Some(name), ..Self::new(language) }
    }

    /// The address of a page of the console; for a viewer who may not read it, that of the console, which tells how to.
    pub(super) fn in_console<'p>(&self, page: &'p str) -> &'p str {
        if self.sees_console { page } else { "/console" }
    }

    pub(super) fn lang(&self) -> &'static str {
        self.t.language().code()
    }

    /// Text with what stands between back-ticks as code.
    pub(super) fn prose(&self, text: impl ToString) -> Safe<String> {
        prose(text)
    }

    /// The description of the active scenarios; empty if there are none.
    pub(super) fn scenarios(&self) -> String {
        let mut active: Vec<&str> = self.active_scenarios.iter().map(|(name, _)| *name).collect();
        // They are sorted by name.
        active.dedup();
        if active.is_empty() {
            return String::new();
        }
        let shown: Vec<String> =
            active.iter().take(SCENARIOS_SHOWN).map(|name| self.t.get(&format!("scenario-{name}"))).collect();
        let mut text = format!("{} {}", self.t.count("ribbon-scenarios", active.len()), shown.join(", "));
        if active.len() > SCENARIOS_SHOWN {
            text.push_str(&format!(
                " {}",
                self.t.count("ribbon-more-scenarios", active.len() - SCENARIOS_SHOWN)
            ));
        }
        text
    }

    pub(super) fn version(&self) -> &'static str {
        crate::VERSION
    }

    pub(super) fn languages(&self) -> Vec<LanguageLink> {
        Language::ALL
            .into_iter()
            .map(|language| LanguageLink {
                code: language.code(),
                label: language.soap_code().to_owned(),
                description: format!("{}, {}", language.soap_code(), language.endonym()),
                current: language == self.t.language(),
                href: format!("?{}lang={}", self.other_parameters, language.code()),
            })
            .collect()
    }

    pub(super) fn steps(&self) -> Vec<Step> {
        if self.step == 0 {
            return vec![];
        }
        ["step-service", "step-order", "step-method", "step-confirmation"]
            .iter()
            .zip(1..)
            .map(|(key, number)| Step {
                number,
                label: self.t.get(key),
                done: number < self.step,
                current: number == self.step,
            })
            .collect()
    }
}

/// The page, with the headers that every page has.
pub(super) fn render(status: StatusCode, language: &RequestLanguage, page: &impl Template) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    response.content_type("text/html; charset=utf-8").insert_header((CACHE_CONTROL, "no-store"));
    if language.chosen_now {
        response.insert_header((SET_COOKIE, cookies::remembered(COOKIE_NAME, language.language.code())));
    }
    match page.render() {
        Ok(html) => response.body(html),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            HttpResponse::InternalServerError().content_type("text/plain; charset=utf-8").body("500\n")
        }
    }
}

/// The page that loads itself again without a script: after this number of seconds, `5`, or at another address of the hub,
/// `5; url=/…`.
pub(super) fn reloading(mut page: HttpResponse, refresh: &str) -> HttpResponse {
    if let Ok(refresh) = HeaderValue::from_str(refresh) {
        page.headers_mut().insert(HeaderName::from_static("refresh"), refresh);
    }
    page
}
