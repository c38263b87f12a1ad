//! `/console/certificates`: the hub's own certificate, and those of the services.

use actix_web::HttpRequest;
use actix_web::web::Bytes;
use askama::Template;

use super::layout::{Console, Section, page};
use super::query::Query;
use super::words::Chip;
use crate::domain::finding::one_line;
use crate::domain::ids::ServiceId;
use crate::flow::certificates::{Facts, KnownCertificate, Origin, Validity, known_certificates, unpin};
use crate::i18n::Translator;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, see_other};
use crate::web::parameters::Form;

#[derive(Template)]
#[template(path = "console/certificates.html")]
struct CertificatesPage {
    f: Frame,
    c: Console,
    certificates: Vec<View>,
    /// Services without a known certificate.
    unknown: Vec<String>,
}

/// A certificate for display.
pub(super) struct View {
    /// The service; `None` for the hub's own certificate.
    pub(super) service: Option<String>,
    pub(super) origin: String,
    pub(super) is_pinned: bool,
    pub(super) validity: Chip,
    pub(super) facts: Facts,
    pub(super) from: String,
    pub(super) to: String,
}

impl View {
    pub(super) fn of(t: &Translator, known: KnownCertificate) -> Self {
        let (class, key) = match known.facts.validity {
            Validity::Valid => ("ok", "certificate-valid"),
            Validity::ExpiresSoon => ("warn", "certificate-expires-soon"),
            Validity::NotYet => ("bad", "certificate-not-yet"),
            Validity::Expired => ("bad", "certificate-expired"),
        };
        let origin = match known.origin {
            Origin::Own => t.get("certificate-own"),
            Origin::Registered => t.get("certificate-registered"),
            Origin::Authority => t.get("certificate-authority"),
            Origin::Pinned(at) => t.with("certificate-pinned", "time", t.date_time(at)),
        };
        let mut facts = known.facts;
        facts.subject = one_line(&facts.subject);
        facts.issuer = one_line(&facts.issuer);
        Self {
            service: known.service.map(|service| one_line(service.as_str())),
            origin,
            is_pinned: matches!(known.origin, Origin::Pinned(_)),
            validity: Chip { class, text: t.get(key) },
            from: t.date_time(facts.not_before),
            to: t.date_time(facts.not_after),
            facts,
        }
    }
}

/// The page.
pub(super) async fn show(hub: Hub, language: RequestLanguage, request: HttpRequest) -> PageResult {
    let q = Query::of(&request);
    let t = language.translator();
    let known = known_certificates(&hub).await?;
    let is_unknown = |id: &ServiceId| !known.iter().any(|known| known.service.as_ref() == Some(id));
    let services = hub.services();
    let unknown = services.ids().filter(|id| is_unknown(id));
    Ok(page(
        &language,
        &CertificatesPage {
            c: Console::new(&hub, &language, Section::Certificates, q.get("notice")).await?,
            unknown: unknown.map(|id| one_line(id.as_str())).collect(),
            certificates: known.into_iter().map(|known| View::of(&t, known)).collect(),
            f: Frame::new(&language),
        },
    ))
}

/// Removes the pinned certificate of a service.
pub(super) async fn unpin_service(hub: Hub, body: Bytes) -> PageResult {
    let Ok(service) = ServiceId::parse(Form::read(&body).get("service")) else {
        return Ok(see_other("/console/certificates?notice=invalid"));
    };
    let notice = if unpin(&hub, &service).await? { "unpinned" } else { "already-so" };
    Ok(see_other(format!("/console/certificates?notice={notice}")))
}
