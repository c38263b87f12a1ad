//! `/console/services`: the services, their sources, and tests of their connections.

use actix_web::HttpRequest;
use actix_web::web::Bytes;
use askama::Template;

use super::Id;
use super::certificates::View;
use super::layout::{Console, Report, Section, missing, page};
use super::query::Query;
use super::service_tested::Test;
use super::words::Chip;
use crate::app::ListedService;
use crate::domain::finding::one_line;
use crate::domain::ids::{OrderKey, ServiceId};
use crate::domain::language::Language;
use crate::domain::service::{LocalizedText, ServerTrust, Service, ServiceSource};
use crate::flow::Problem;
use crate::flow::certificates::certificates_of;
use crate::flow::connection_test::{test_connection, tested};
use crate::flow::services::{current_service, reload_changed};
use crate::i18n::Translator;
use crate::store::ExchangeFilter;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, see_other};
use crate::web::parameters::Form;

#[derive(Template)]
#[template(path = "console/services.html")]
struct ServicesPage {
    f: Frame,
    c: Console,
    services: Vec<Entry>,
    /// The hub's address, for an example.
    hub: String,
}

/// A service in the list.
struct Entry {
    id: String,
    href: String,
    name: String,
    service_provider: String,
    endpoint: String,
    policy: &'static str,
    source: Chip,
}

#[derive(Template)]
#[template(path = "console/service.html")]
struct ServicePage {
    f: Frame,
    c: Console,
    entry: Entry,
    /// The effect of removing the registration, as a text key; `None` if there is none.
    removal: Option<&'static str>,
    idno: String,
    /// Its texts in each language: label, language, text.
    texts: Vec<(String, &'static str, String)>,
    order_key_example: String,
    tls: Option<String>,
    certificates: Vec<View>,
    page: String,
    /// The next steps for a service that has never been called.
    next_steps: Option<NextSteps>,
    test: Option<Test>,
}

/// The next steps after a service was added.
struct NextSteps {
    hub: String,
    service_id: String,
    /// True with HTTPS, where the hub also presents a certificate.
    is_https: bool,
}

/// The action just carried out, for the page after the redirect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notice {
    Added,
    Saved,
    AlreadySo,
    Removed,
    BackToSettings,
}

impl Notice {
    const NAMES: [(Self, &'static str); 5] = [
        (Self::Added, "service-added"),
        (Self::Saved, "service-saved"),
        (Self::AlreadySo, "service-unchanged"),
        (Self::Removed, "service-removed"),
        (Self::BackToSettings, "service-back-to-settings"),
    ];

    /// Its name in addresses, also the key of its text.
    pub(super) fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(notice, _)| *notice == self).map_or("", |(_, name)| name)
    }

    fn parse(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, known)| *known == name).map(|(notice, _)| *notice)
    }
}

/// The frame of a page about services, with the action just carried out.
async fn console(hub: &Hub, language: &RequestLanguage, q: &Query) -> Result<Console, Problem> {
    let done = Notice::parse(q.get("notice")).map(|notice| Report {
        text: language.translator().get(notice.name()),
        is_success: notice != Notice::AlreadySo,
    });
    let console = Console::new(hub, language, Section::Services, q.get("notice")).await?;
    Ok(Console { notice: done.or(console.notice), ..console })
}

/// The services.
pub(super) async fn list(hub: Hub, language: RequestLanguage, request: HttpRequest) -> PageResult {
    let c = console(&hub, &language, &Query::of(&request)).await?;
    reload_changed(&hub).await?;
    let (t, list) = (language.translator(), hub.services());
    let services = list.entries().iter().map(|entry| Entry::of(&t, entry)).collect();
    Ok(page(&language, &ServicesPage { f: Frame::new(&language), c, services, hub: hub.public_url.clone() }))
}

impl Entry {
    fn of(t: &Translator, entry: &ListedService) -> Self {
        let (service, language) = (&entry.service, t.language());
        let (class, key) = match entry.source {
            ServiceSource::Settings => ("off", "service-source-settings"),
            ServiceSource::Registered { replaces_settings: false } => ("ok", "service-source-registered"),
            ServiceSource::Registered { replaces_settings: true } => ("warn", "service-source-replaces"),
        };
        Self {
            id: one_line(service.id.as_str()),
            href: path(&service.id),
            name: one_line(service.name.get(language)),
            service_provider: one_line(service.service_provider_name.get(language)),
            endpoint: one_line(&service.endpoint_url),
            policy: service.reply_signature.name(),
            source: Chip { class, text: t.get(key) },
        }
    }
}

/// The console's page of a service.
pub(super) fn path(service: &ServiceId) -> String {
    let id: String = url::form_urlencoded::byte_serialize(service.as_str().as_bytes()).collect();
    format!("/console/services/{}", id.replace('+', "%20"))
}

/// The current service with this id.
pub(super) async fn find(hub: &Hub, id: &str) -> Result<Option<ListedService>, Problem> {
    match ServiceId::parse(id) {
        Ok(id) => Ok(current_service(hub, &id).await?),
        Err(_) => Ok(None),
    }
}

/// A service; the parameter `test` is the number of a test's call.
pub(super) async fn show(hub: Hub, language: RequestLanguage, id: Id, request: HttpRequest) -> PageResult {
    let q = &Query::of(&request);
    let t = language.translator();
    let Some(entry) = find(&hub, &id).await? else {
        return missing(&hub, &language, Section::Services).await;
    };
    let service: &Service = &entry.service;
    let test = match q.get("test").parse() {
        Ok(number) => tested(&hub, service, number).await?,
        Err(_) => None,
    };
    let known = certificates_of(&hub, service).await?;
    Ok(page(
        &language,
        &ServicePage {
            c: console(&hub, &language, q).await?,
            removal: match entry.source {
                ServiceSource::Settings => None,
                ServiceSource::Registered { replaces_settings: true } => Some("service-back"),
                ServiceSource::Registered { replaces_settings: false } => Some("service-remove"),
            },
            idno: service.service_provider_idno.as_deref().map(one_line).unwrap_or_default(),
            texts: texts(&t, service),
            order_key_example: one_line(service.order_key_example.as_deref().unwrap_or_default()),
            tls: service.endpoint_url.starts_with("https:").then(|| tls(&t, service)),
            certificates: known.into_iter().map(|known| View::of(&t, known)).collect(),
            page: crate::web::addresses::of_service(&service.id),
            next_steps: next_steps(&hub, service, Notice::parse(q.get("notice"))).await?,
            test: test.map(|test| Test::of(&t, &test)),
            entry: Entry::of(&t, &entry),
            f: Frame::new(&language),
        },
    ))
}

/// The next steps for a service that was just added, or whose e-Service was never called.
async fn next_steps(
    hub: &Hub,
    service: &Service,
    notice: Option<Notice>,
) -> Result<Option<NextSteps>, Problem> {
    let filter = ExchangeFilter { service_id: Some(service.id.clone()), ..ExchangeFilter::default() };
    let is_new =
        notice == Some(Notice::Added) || hub.store.list_exchanges(&filter, None, 1).await?.is_empty();
    Ok(is_new.then(|| NextSteps {
        hub: hub.public_url.clone(),
        service_id: one_line(service.id.as_str()),
        is_https: service.endpoint_url.starts_with("https:"),
    }))
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

/// Tests the connection, with the order in the form if given, and shows the result of each stage.
pub(super) async fn test(hub: Hub, language: RequestLanguage, id: Id, body: Bytes) -> PageResult {
    let Some(entry) = find(&hub, &id).await? else {
        return missing(&hub, &language, Section::Services).await;
    };
    let form = Form::read(&body);
    let order = Some(form.get("order").trim()).filter(|order| !order.is_empty());
    let order = order.map(OrderKey::given).transpose()?;
    let exchange = test_connection(&hub, &entry.service, order.as_ref()).await?;
    Ok(see_other(format!("{}?test={exchange}#test", path(&entry.service.id))))
}
