//! `/console/services`: what is registered, and whether the way to each e-Service is open.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::certificates::View;
use super::layout::{Console, Section, missing, page};
use super::message_checks::{Check, Line, State};
use super::pager::Query;
use super::{Id, Shown, or_problem};
use crate::domain::finding::{Finding, Stage, one_line};
use crate::domain::ids::ServiceId;
use crate::domain::language::Language;
use crate::domain::service::{LocalizedText, ServerTrust, Service};
use crate::flow::Problem;
use crate::flow::certificates::known_certificates;
use crate::flow::connection_test::{StageVerdict, TestedConnection, test_connection, tested};
use crate::i18n::Translator;
use crate::store::ListedExchange;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, see_other};

#[derive(Template)]
#[template(path = "console/services.html")]
struct ServicesPage {
    f: Frame,
    c: Console,
    services: Vec<Entry>,
}

/// A service of the list.
struct Entry {
    id: String,
    href: String,
    name: String,
    service_provider: String,
    endpoint: String,
    policy: &'static str,
}

#[derive(Template)]
#[template(path = "console/service.html")]
struct ServicePage {
    f: Frame,
    c: Console,
    entry: Entry,
    /// Its texts in each language: label, language, text.
    texts: Vec<(String, &'static str, String)>,
    order_key_example: String,
    tls: Option<String>,
    certificates: Vec<View>,
    page: String,
    test: Option<Test>,
}

/// What came of a test of the connection.
struct Test {
    exchange: i64,
    started: String,
    duration_ms: i64,
    checks: Vec<Check>,
    outcome: String,
}

/// The services.
pub(super) async fn list(hub: Hub, language: RequestLanguage) -> HttpResponse {
    let shown = async {
        let c = Console::new(&hub, &language, Section::Services, "").await?;
        let services = hub.services().iter().map(|service| Entry::of(service, language.language)).collect();
        Ok(page(&language, &ServicesPage { f: Frame::new(&language), c, services }))
    };
    or_problem(&hub, &language, shown.await)
}

impl Entry {
    fn of(service: &Service, language: Language) -> Self {
        Self {
            id: one_line(service.id.as_str()),
            href: path(service),
            name: one_line(service.name.get(language)),
            service_provider: one_line(service.service_provider_name.get(language)),
            endpoint: one_line(&service.endpoint_url),
            policy: service.reply_signature.name(),
        }
    }
}

/// The console's page about a service.
fn path(service: &Service) -> String {
    let id: String = url::form_urlencoded::byte_serialize(service.id.as_str().as_bytes()).collect();
    format!("/console/services/{}", id.replace('+', "%20"))
}

/// A service; `test` in the address is the recorded call of a test.
pub(super) async fn show(hub: Hub, language: RequestLanguage, id: Id, request: HttpRequest) -> HttpResponse {
    or_problem(&hub, &language, one(&hub, &language, &id, &Query::of(&request)).await)
}

async fn one(hub: &Hub, language: &RequestLanguage, id: &str, q: &Query) -> Shown {
    let t = language.translator();
    let Some(service) = find(hub, id) else {
        return missing(hub, language, Section::Services).await;
    };
    let test = match q.get("test").parse() {
        Ok(number) => tested(hub, &service, number).await?,
        Err(_) => None,
    };
    let known = known_certificates(hub).await?;
    let of_service = known.into_iter().filter(|known| known.service.as_ref() == Some(&service.id));
    Ok(page(
        language,
        &ServicePage {
            c: Console::new(hub, language, Section::Services, q.get("notice")).await?,
            entry: Entry::of(&service, language.language),
            texts: texts(&t, &service),
            order_key_example: one_line(service.order_key_example.as_deref().unwrap_or_default()),
            tls: service.endpoint_url.starts_with("https:").then(|| tls(&t, &service)),
            certificates: of_service.map(|known| View::of(&t, known)).collect(),
            page: crate::web::service::path(&service.id),
            test: test.map(|test| Test::of(&t, &test)),
            f: Frame::new(language),
        },
    ))
}

fn find(hub: &Hub, id: &str) -> Option<Arc<Service>> {
    hub.service(&ServiceId::parse(id).ok()?)
}

fn texts(t: &Translator, service: &Service) -> Vec<(String, &'static str, String)> {
    let labelled = [
        ("console-service-name", Some(&service.name)),
        ("service-provider", Some(&service.service_provider_name)),
        ("console-order-label", service.order_key_label.as_ref()),
    ];
    let of_text = |(key, text): (&str, Option<&LocalizedText>)| {
        let text = text.cloned()?;
        let label = t.get(key);
        Some(Language::ALL.map(|language| (label.clone(), language.code(), one_line(text.get(language)))))
    };
    labelled.into_iter().filter_map(of_text).flatten().collect()
}

fn tls(t: &Translator, service: &Service) -> String {
    t.get(match service.tls_ca {
        ServerTrust::PublicAuthorities => "service-tls-public",
        ServerTrust::Certificates(_) => "service-tls-registered",
        ServerTrust::Fingerprint(_) => "service-tls-fingerprint",
    })
}

impl Test {
    fn of(t: &Translator, tested: &TestedConnection) -> Self {
        let exchange = &tested.exchange;
        let checks = tested.stages.iter().map(|(stage, verdict)| check(t, exchange, *stage, verdict));
        Self {
            exchange: exchange.id,
            started: t.date_time_seconds(exchange.started_at),
            duration_ms: exchange.duration_ms,
            checks: checks.collect(),
            outcome: one_line(&exchange.outcome),
        }
    }
}

/// A stage, with what came there.
fn check(t: &Translator, exchange: &ListedExchange, stage: Stage, verdict: &StageVerdict) -> Check {
    let name = t.get(&format!("test-stage-{}", stage.name()));
    let lines = |findings: &[Finding]| findings.iter().map(Line::of_finding).collect();
    let came = || match stage {
        Stage::Http => vec![Line::text(format!("HTTP {}", exchange.http_status.unwrap_or_default()))],
        Stage::Business => vec![Line::text(&exchange.outcome)],
        _ => vec![],
    };
    match verdict {
        StageVerdict::Passed => Check::new(t, name, State::Passed, came()),
        StageVerdict::Remarkable(findings) => Check::new(t, name, State::Remarkable, lines(findings)),
        StageVerdict::Failed(findings) => Check::new(t, name, State::Failed, lines(findings)),
        StageVerdict::NotReached => Check::new(t, name, State::NotReached, vec![]),
        StageVerdict::Absent => {
            Check::new(t, name, State::NotReached, vec![Line::text(t.get("test-no-tls"))])
        }
    }
}

/// Tries the connection, and shows what came at each stage.
pub(super) async fn test(hub: Hub, language: RequestLanguage, id: Id) -> HttpResponse {
    or_problem(&hub, &language, run_test(&hub, &language, &id).await)
}

async fn run_test(hub: &Hub, language: &RequestLanguage, id: &str) -> Result<HttpResponse, Problem> {
    let Some(service) = find(hub, id) else {
        return missing(hub, language, Section::Services).await;
    };
    let exchange = test_connection(hub, &service).await?;
    Ok(see_other(format!("{}?test={exchange}#test", path(&service))))
}
