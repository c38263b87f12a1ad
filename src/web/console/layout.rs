//! The frame of the console's pages: sections, waiting confirmations, the clock.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use crate::domain::event::EventKind;
use crate::flow::Problem;
use crate::web::access::asks_for_token;
use crate::web::curl::token_header;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, render};
use crate::web::waiting::unconfirmed;

/// The frame of a page of the console.
#[derive(Debug)]
pub(super) struct Console {
    pub(super) sections: Vec<SectionLink>,
    /// True if the user can log out.
    pub(super) can_log_out: bool,
    /// The option after `curl` in the examples for programs.
    pub(super) token_header: &'static str,
    /// The clock's time, if it was moved or is frozen.
    pub(super) clock: Option<String>,
    /// The action just carried out.
    pub(super) notice: Option<Report>,
    /// The names of the events that reload lists.
    pub(super) events: String,
    /// The text in the field of the search.
    pub(super) searched: String,
}

/// The result of an action.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) text: String,
    /// False if nothing was changed.
    pub(super) is_success: bool,
}

/// A link to a section.
#[derive(Debug)]
pub(super) struct SectionLink {
    pub(super) href: &'static str,
    pub(super) name: String,
    pub(super) is_current: bool,
    /// The number of waiting items, and its description.
    pub(super) waiting: Option<(String, String)>,
}

/// The sections in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Overview,
    /// In no menu: the field is on every page.
    Search,
    Payments,
    Messages,
    Queue,
    Events,
    Assert,
    Scenarios,
    Services,
    Certificates,
    Clock,
    Settings,
}

const SECTIONS: [(Section, &str, &str); 11] = [
    (Section::Overview, "/console", "console-overview"),
    (Section::Payments, "/console/payments", "console-payments"),
    (Section::Messages, "/console/messages", "console-messages"),
    (Section::Queue, "/console/queue", "console-queue"),
    (Section::Events, "/console/events", "console-events"),
    (Section::Assert, "/console/assert", "console-assert"),
    (Section::Scenarios, "/console/scenarios", "console-scenarios"),
    (Section::Services, "/console/services", "console-services"),
    (Section::Certificates, "/console/certificates", "console-certificates"),
    (Section::Clock, "/console/clock", "console-clock"),
    (Section::Settings, "/console/settings", "console-settings"),
];

impl Section {
    /// Its address, and the key of its name.
    pub(super) fn place(self) -> (&'static str, &'static str) {
        SECTIONS.iter().find(|(section, ..)| *section == self).map_or(("", ""), |(_, path, key)| (path, key))
    }
}

/// The messages about an action, as named in addresses.
pub(super) const NOTICES: &[&str] = &[
    "done",
    "already-so",
    "already-confirmed",
    "in-flight",
    "not-found",
    "invalid",
    "redriven",
    "unpinned",
    "asked-again",
    "clock-turned",
    "clock-range",
    "clock-of-machine",
    "scenario-on",
    "scenario-off",
    "payment-started",
    "planned",
    "plan-taken-back",
    "forced",
    "decided-before",
    "deleted",
    "reset",
];

/// Those about an action that changed nothing.
const WITHOUT_CHANGE: [&str; 8] = [
    "already-so",
    "already-confirmed",
    "in-flight",
    "not-found",
    "invalid",
    "clock-range",
    "clock-of-machine",
    "decided-before",
];

/// The difference from which the clock counts as moved.
const MOVED: jiff::SignedDuration = jiff::SignedDuration::from_secs(1);

impl Console {
    /// The frame of a page in this section. `notice` is one of [`NOTICES`]; anything else shows no message.
    pub(super) async fn new(
        hub: &Hub,
        language: &RequestLanguage,
        current: Section,
        notice: &str,
    ) -> Result<Self, Problem> {
        let t = language.translator();
        let waiting = unconfirmed(hub).await?;
        let sections = SECTIONS.iter().map(|(section, href, key)| SectionLink {
            href,
            name: t.get(key),
            is_current: *section == current,
            waiting: waiting
                .clone()
                .filter(|_| *section == Section::Queue)
                .map(|waiting| (waiting, t.get("console-queue-waiting"))),
        });
        let state = hub.clock.state();
        let ahead = state.now.duration_since(state.machine_now);
        let is_moved = ahead.abs() > MOVED;
        let clock = (state.is_frozen || is_moved).then(|| {
            let key = if state.is_frozen { "console-clock-frozen" } else { "console-clock-moved" };
            t.with(key, "time", t.date_time_seconds(state.now))
        });
        let notice = NOTICES.contains(&notice).then(|| Report {
            text: t.get(&format!("console-notice-{notice}")),
            is_success: !WITHOUT_CHANGE.contains(&notice),
        });
        let events: Vec<&str> = EventKind::ALL.iter().map(|(_, name, _)| *name).collect();
        Ok(Self {
            sections: sections.collect(),
            can_log_out: asks_for_token(hub),
            token_header: token_header(hub),
            clock,
            notice,
            events: events.join(" "),
            searched: String::new(),
        })
    }
}

impl Console {
    /// The name of the current section, for the menu of narrow screens.
    pub(super) fn current(&self) -> &str {
        self.sections.iter().find(|section| section.is_current).map_or("", |section| section.name.as_str())
    }
}

#[derive(Template)]
#[template(path = "console/missing.html")]
struct MissingPage {
    f: Frame,
    c: Console,
}

/// The page for something that does not exist, or not any more.
pub(super) async fn missing(hub: &Hub, language: &RequestLanguage, section: Section) -> PageResult {
    let c = Console::new(hub, language, section, "").await?;
    Ok(render(StatusCode::NOT_FOUND, language, &MissingPage { f: Frame::new(language), c }))
}

/// A page of the console.
pub(super) fn page(language: &RequestLanguage, page: &impl Template) -> HttpResponse {
    render(StatusCode::OK, language, page)
}
