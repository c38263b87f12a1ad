//! The common parts of the shop's pages: language, texts, links, and the response.

use std::borrow::Borrow;

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, COOKIE};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use jiff::Timestamp;
use tracing::error;

use super::SampleService;
use super::catalogue::{AGENCY, AGENCY_IDNO, CURRENCY};
use crate::domain::language::Language;
use crate::domain::money::Amount;
use crate::i18n::Translator;

/// The cookie of the chosen language. Cookies are shared between ports, so the shop has its own name.
pub(super) const LANGUAGE_COOKIE: &str = "mpay_sim_shop_lang";

/// The frame of a page, for the templates.
#[derive(Debug)]
pub(super) struct Page {
    /// The page's texts.
    pub words: Translator,
    /// The text of `<title>` after `[SIM]`.
    pub title: String,
    /// The page's address without a query, for the links to the other languages.
    pub path: String,
    /// The hub's address for browsers.
    pub hub_url: String,
}

impl Page {
    /// The frame of the page at this address.
    pub(super) fn new(shop: &SampleService, words: Translator, path: String, title: String) -> Self {
        Self { words, title, path, hub_url: shop.settings().hub_url.clone() }
    }

    /// The text of a key.
    pub(super) fn t(&self, key: &str) -> String {
        self.words.get(key)
    }

    // Templates hand on fields by reference and results by value; these take both.

    /// An amount with its currency.
    pub(super) fn money(&self, amount: impl Borrow<Amount>) -> String {
        self.words.money(*amount.borrow(), CURRENCY)
    }

    /// An amount without its currency.
    pub(super) fn amount(&self, amount: impl Borrow<Amount>) -> String {
        self.words.amount(*amount.borrow())
    }

    /// The day of a moment.
    pub(super) fn date(&self, at: impl Borrow<Timestamp>) -> String {
        self.words.date(*at.borrow())
    }

    /// The day and minute of a moment.
    pub(super) fn date_time(&self, at: impl Borrow<Timestamp>) -> String {
        self.words.date_time(*at.borrow())
    }

    /// The day and second of a moment.
    pub(super) fn date_time_seconds(&self, at: impl Borrow<Timestamp>) -> String {
        self.words.date_time_seconds(*at.borrow())
    }

    /// The page's language.
    pub(super) fn lang(&self) -> &'static str {
        self.words.language().code()
    }

    /// The languages to choose from, each with `true` if it is the current one.
    pub(super) fn languages(&self) -> [(Language, bool); 3] {
        Language::ALL.map(|language| (language, language == self.words.language()))
    }

    /// The agency's name.
    pub(super) fn agency(&self) -> &'static str {
        AGENCY.get(self.words.language())
    }

    /// The agency's IDNO.
    pub(super) fn agency_idno(&self) -> &'static str {
        AGENCY_IDNO
    }

    /// The program's version.
    pub(super) fn version(&self) -> &'static str {
        crate::VERSION
    }
}

/// The visitor's language: from the address, else the cookie, else the browser's settings, else Romanian.
pub(super) fn words_for(request: &HttpRequest) -> Translator {
    let kept = || {
        let cookies = request.headers().get_all(COOKIE).filter_map(|value| value.to_str().ok());
        cookies
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == LANGUAGE_COOKIE)
            .and_then(|(_, code)| Language::parse(code))
    };
    let header = || request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let preferred = || header().and_then(preferred_language);
    Translator::of(
        language_in_query(request.query_string()).or_else(kept).or_else(preferred).unwrap_or_default(),
    )
}

/// The number of languages read in `Accept-Language`; browsers send fewer.
const MOST_PREFERRED: usize = 20;

/// The language that a browser prefers, of those that the shop has: `ru-MD,ru;q=0.9,en;q=0.8` (RFC 9110, 12.5.4).
fn preferred_language(header: &str) -> Option<Language> {
    let weighed = header.split(',').take(MOST_PREFERRED).filter_map(|range| {
        let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
        let language = Language::parse(tag.trim().split('-').next()?)?;
        let weight: f32 = weight.trim().strip_prefix("q=")?.parse().ok()?;
        (weight > 0.0).then_some((language, weight))
    });
    // Of equal weights the first counts.
    weighed.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(language, _)| language)
}

/// The language of the parameter `lang`; an unknown one counts as none.
pub(super) fn language_in_query(query: &str) -> Option<Language> {
    query.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Language::parse)
}

/// The page as a response, not to be cached, as it shows personal data.
pub(super) fn render(status: StatusCode, template: &impl Template) -> HttpResponse {
    match template.render() {
        Ok(html) => HttpResponse::build(status)
            .content_type("text/html; charset=utf-8")
            .insert_header((CACHE_CONTROL, "no-store"))
            .body(html),
        Err(why) => {
            error!(error = %why, "a page could not be rendered");
            HttpResponse::InternalServerError().finish()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_that_the_browser_prefers_is_taken_if_the_shop_has_it() {
        for (header, language) in [
            ("ru-MD,ru;q=0.9,en;q=0.8", Some(Language::Russian)),
            ("de, en;q=0.3, ro;q=0.7", Some(Language::Romanian)),
            ("en;q=0.5, ru;q=0.5", Some(Language::English)),
            ("EN-us", Some(Language::English)),
            ("ru;q=0, en;q=0.1", Some(Language::English)),
            ("ru;q=x, en;q=NaN", None),
            ("*", None),
            ("", None),
            (";;;q=,,-", None),
        ] {
            assert_eq!(preferred_language(header), language, "{header}");
        }
    }
}
