//! `/console`: what failed last and why, the counts of today, the state of the services, and what is switched on.

mod strip;
mod troubles;

use actix_web::HttpRequest;
use askama::Template;
use jiff::{SignedDuration, Timestamp};
use url::form_urlencoded::Serializer;

use self::strip::{MINUTES, Strip};
use self::troubles::{Trouble, moment, troubles};
use super::layout::{Console, Section, page};
use super::list::sample_service;
use super::query::Query;
use super::services::path;
use super::words::Chip;
use crate::domain::finding::{Stage, one_line};
use crate::domain::ids::ServiceId;
use crate::domain::local_time::{from_chisinau, in_chisinau};
use crate::domain::payment::PaymentState;
use crate::domain::scenario::ActiveScenario;
use crate::domain::service::Service;
use crate::flow::call_stages::{StageVerdict, verdicts};
use crate::i18n::Translator;
use crate::store::{OverviewCounts, ServiceCalls};
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub};

/// The maximum number of services shown; their page has all.
const MOST_SERVICES: usize = 20;
/// The maximum number of services whose calls are looked up.
const MOST_LOOKED_UP: usize = 100;
/// More services than these that were never called are one line.
const MOST_NEVER_CALLED: usize = 2;
/// The maximum number of scenarios shown; their page has all.
const MOST_SCENARIOS: usize = 8;

#[derive(Template)]
#[template(path = "console/overview.html")]
struct OverviewPage {
    f: Frame,
    c: Console,
    now: String,
    /// How many services there are.
    count: String,
    thumbprint: String,
    /// True if the hub has called no e-Service yet.
    is_new: bool,
    troubles: Vec<Trouble>,
    /// True if there are failures that later calls have mended.
    has_mended: bool,
    tiles: Vec<Tile>,
    strip: Strip,
    services: Vec<Row>,
    /// How many services were never called, if they are not shown each.
    never_called: Option<String>,
    has_more_services: bool,
    scenarios: Vec<On>,
    has_more_scenarios: bool,
    /// One of the services for examples, and its page for payers.
    sample: String,
    payers_page: Option<String>,
}

/// A number with what it counts.
struct Tile {
    href: String,
    number: i64,
    words: String,
    is_bad: bool,
}

/// A service.
struct Row {
    id: String,
    href: String,
    latest: Option<Latest>,
    /// How many of today's calls failed.
    failed: String,
    /// The list of its failed calls.
    failed_page: String,
}

/// The latest call of a service.
struct Latest {
    message: i64,
    chip: Chip,
    when: String,
    signature: Option<Chip>,
    /// In milliseconds.
    median: i64,
    has_failed: bool,
}

/// A scenario that is switched on.
struct On {
    id: i64,
    name: &'static str,
    scope: Option<(String, String)>,
    left: String,
}

/// The page.
pub(super) async fn show(hub: Hub, language: RequestLanguage, request: HttpRequest) -> PageResult {
    let (t, now) = (language.translator(), hub.clock.now());
    let from = now.saturating_sub(SignedDuration::from_mins(MINUTES)).unwrap_or(now);
    let counts = hub.store.overview_counts(midnight(now), from).await?;
    let failures = hub.store.latest_failures().await?;
    let list = hub.services();
    let mut services: Vec<&Service> = list.iter().take(MOST_LOOKED_UP).map(|service| &**service).collect();
    let ids: Vec<&ServiceId> = services.iter().map(|service| &service.id).collect();
    let calls = hub.store.calls_of_services(&ids).await?;
    let never_called = services.len() - calls.len();
    let is_folded = never_called > MOST_NEVER_CALLED;
    if is_folded {
        services.retain(|service| calls.iter().any(|calls| calls.latest.service_id == service.id));
    }
    let has_more_services = list.iter().len() > MOST_LOOKED_UP || services.len() > MOST_SERVICES;
    services.truncate(MOST_SERVICES);
    let mut scenarios = hub.store.scenarios().await?;
    scenarios.retain(ActiveScenario::is_active);
    let first = list.first().map(|service| crate::web::addresses::of_service(&service.id));
    Ok(page(
        &language,
        &OverviewPage {
            c: Console::new(&hub, &language, Section::Overview, Query::of(&request).get("notice")).await?,
            now: t.date_time_seconds(now),
            count: t.count("overview-services", list.iter().len()),
            thumbprint: hub.service_provider.certificate().thumbprint().chars().take(8).collect(),
            is_new: calls.is_empty() && counts.payments.is_empty() && failures.is_empty(),
            troubles: troubles(&hub, &t, &failures, now),
            has_mended: failures.iter().any(|failure| failure.is_mended),
            tiles: tiles(&t, &counts, now),
            strip: Strip::new(&t, &counts.attempts, from),
            services: services.iter().map(|service| Row::of(&t, service, &calls, &counts, now)).collect(),
            // Of more services than were looked up, the number is not known.
            never_called: (is_folded && list.iter().len() <= MOST_LOOKED_UP)
                .then(|| t.count("overview-never-called", never_called)),
            has_more_services,
            has_more_scenarios: scenarios.len() > MOST_SCENARIOS,
            scenarios: scenarios.iter().take(MOST_SCENARIOS).map(|one| On::of(&t, one)).collect(),
            sample: sample_service(&hub),
            payers_page: first,
            f: Frame::new(&language),
        },
    ))
}

/// The beginning of the day in Chișinău.
fn midnight(now: Timestamp) -> Timestamp {
    from_chisinau(in_chisinau(now).date().at(0, 0, 0, 0)).unwrap_or(now)
}

fn tiles(t: &Translator, counts: &OverviewCounts, now: Timestamp) -> Vec<Tile> {
    let of = |wanted: &dyn Fn(PaymentState) -> bool| -> i64 {
        counts.payments.iter().filter(|(state, _)| wanted(*state)).map(|(_, number)| number).sum()
    };
    let today = in_chisinau(now).date();
    let started = |more: &str| format!("/console/payments?from={today}T00:00{more}");
    let waiting: i64 = counts.unconfirmed.iter().map(|(_, number, _)| number).sum();
    let oldest = counts.unconfirmed.iter().map(|(.., since)| *since).min();
    let waiting_words = match oldest {
        Some(since) => t.with("overview-waiting-since", "age", age(t, now.duration_since(since))),
        None => t.get("overview-waiting"),
    };
    let tile = |href, number, words, is_bad| Tile { href, number, words, is_bad };
    vec![
        tile(started(""), of(&|_| true), t.get("overview-payments-today"), false),
        tile(
            "/console/payments?confirmation=Confirmed".to_owned(),
            counts.confirmed,
            t.get("overview-confirmed"),
            false,
        ),
        tile("/console/queue".to_owned(), waiting, waiting_words, waiting > 0),
        tile(
            started("&status=Declined"),
            of(&|state| state == PaymentState::Declined),
            t.get("overview-declined"),
            false,
        ),
    ]
}

/// A duration in its largest whole unit.
fn age(t: &Translator, duration: SignedDuration) -> String {
    let seconds = usize::try_from(duration.as_secs()).unwrap_or(0);
    match seconds {
        0..60 => t.count("overview-seconds", seconds),
        60..3600 => t.count("overview-minutes", seconds / 60),
        3600..172_800 => t.count("overview-hours", seconds / 3600),
        _ => t.count("overview-days", seconds / 86_400),
    }
}

impl Row {
    fn of(
        t: &Translator,
        service: &Service,
        calls: &[ServiceCalls],
        counts: &OverviewCounts,
        now: Timestamp,
    ) -> Self {
        let of_service = calls.iter().find(|calls| calls.latest.service_id == service.id);
        let today = counts.calls.iter().find(|(id, ..)| *id == service.id);
        let (all, failed) = today.map_or((0, 0), |(_, all, failed)| (*all, *failed));
        let (all, failed) = (all.to_string(), failed.to_string());
        Self {
            id: one_line(service.id.as_str()),
            href: path(&service.id),
            latest: of_service.map(|calls| Latest::of(t, service, calls, now)),
            failed: t.with_all("overview-of", &[("failed", failed.as_str()), ("all", all.as_str())]),
            failed_page: format!(
                "/console/messages?{}",
                Serializer::new("failed=true".to_owned())
                    .append_pair("service", service.id.as_str())
                    .finish()
            ),
        }
    }
}

impl Latest {
    fn of(t: &Translator, service: &Service, calls: &ServiceCalls, now: Timestamp) -> Self {
        let (latest, outcome) = (&calls.latest, &calls.latest.outcome);
        let code = match (&outcome.fault, outcome.http_status, outcome.stage) {
            (Some(fault), ..) => fault.shown_code(),
            (None, Some(status), Some(Stage::Http)) => format!("HTTP {status}"),
            (None, _, Some(stage)) => stage.name().to_owned(),
            (None, _, None) => t.get("overview-answers"),
        };
        let class = if outcome.stage.is_none() { "ok" } else { "bad" };
        let stages = verdicts(Some(service), latest);
        let signature =
            stages.iter().find(|(stage, _)| *stage == Stage::Signature).map(|(_, verdict)| verdict);
        Self {
            message: latest.id,
            chip: Chip { class, text: one_line(&code) },
            when: moment(t, latest.started_at, now),
            signature: match signature {
                Some(StageVerdict::Passed) => {
                    Some(Chip { class: "ok", text: t.get("overview-signature-valid") })
                }
                Some(StageVerdict::Failed(_)) => {
                    Some(Chip { class: "bad", text: t.get("overview-signature-invalid") })
                }
                Some(StageVerdict::Remarkable(_)) => {
                    Some(Chip { class: "warn", text: t.get("overview-signature-remarkable") })
                }
                _ => None,
            },
            median: calls.median_ms,
            has_failed: outcome.stage.is_some(),
        }
    }
}

impl On {
    fn of(t: &Translator, active: &ActiveScenario) -> Self {
        let text = |text: Option<&str>| one_line(text.unwrap_or_default());
        let scope = (
            text(active.scope.service_id.as_ref().map(ServiceId::as_str)),
            text(active.scope.order_key.as_ref().map(|key| key.as_str())),
        );
        Self {
            id: active.id,
            name: active.scenario.name,
            scope: Some(scope).filter(|(service, order)| !service.is_empty() || !order.is_empty()),
            left: match active.remaining_calls {
                Some(left) => t.count("overview-calls-left", usize::try_from(left).unwrap_or(0)),
                None => t.get("console-until-stopped"),
            },
        }
    }
}
