//! `/console/services/{service}/check`: would the e-Service pass MPay? Starts a check, and shows its progress and its result.

use std::collections::VecDeque;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Bytes;
use askama::Template;

use super::Id;
use super::layout::{Console, Section, missing};
use super::query::Query;
use super::services::{find, path};
use crate::app::ServiceCheck;
use crate::check::report::Report;
use crate::check::{Family, Grade, Selection};
use crate::domain::finding::one_line;
use crate::domain::ids::{InvalidId, OrderKey};
use crate::flow::service_check::{WantedCheck, start};
use crate::i18n::Translator;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, render, see_other};
use crate::web::parameters::Form;

/// After how many seconds a page whose check runs loads itself anew, without a script.
const RELOAD: &str = "2";

#[derive(Template)]
#[template(path = "console/service_check.html")]
struct CheckPage {
    f: Frame,
    c: Console,
    id: String,
    href: String,
    families: Vec<(&'static str, &'static str)>,
    progress: Option<Progress>,
    result: Option<CheckResult>,
    broke_off: bool,
    /// The file with everything.
    file: String,
}

/// A check that runs.
struct Progress {
    planned: usize,
    ended: usize,
    waiting: Option<String>,
}

/// A check that has ended.
struct CheckResult {
    started: String,
    counts: String,
    blocked: Option<(String, String, String)>,
    entries: Vec<Entry>,
}

/// A rule that did not pass.
struct Entry {
    class: &'static str,
    grade: &'static str,
    id: String,
    headline: String,
    message: String,
    words: String,
    mend: String,
    again: String,
}

/// The page.
pub(super) async fn show(hub: Hub, language: RequestLanguage, id: Id, request: HttpRequest) -> PageResult {
    let Some(entry) = find(&hub, &id).await? else {
        return missing(&hub, &language, Section::Services).await;
    };
    let service_id = &entry.service.id;
    let check = hub.checks.of(service_id);
    let check = check.as_deref();
    let notice = Query::of(&request);
    let t = language.translator();
    let encoded: String = url::form_urlencoded::byte_serialize(service_id.as_str().as_bytes()).collect();
    let page = CheckPage {
        f: Frame::new(&language),
        c: Console::new(&hub, &language, Section::Services, notice.get("notice")).await?,
        id: one_line(service_id.as_str()),
        href: path(service_id),
        families: Family::ALL.map(|family| (family.name(), family.title())).to_vec(),
        progress: check.filter(|check| !check.is_over()).map(Progress::of),
        result: check.and_then(|check| Some(CheckResult::of(&t, check, check.report()?))),
        broke_off: check.is_some_and(|check| check.is_over() && check.report().is_none()),
        file: format!("/control/v1/services/{}/check.html", encoded.replace('+', "%20")),
    };
    let runs = page.progress.is_some();
    let mut response = render(StatusCode::OK, &language, &page);
    if runs {
        response.headers_mut().insert(HeaderName::from_static("refresh"), HeaderValue::from_static(RELOAD));
    }
    Ok(response)
}

/// Starts a check with the orders of the form, and goes to the page that shows it. Where one runs already, that is shown.
pub(super) async fn submit(hub: Hub, language: RequestLanguage, id: Id, body: Bytes) -> PageResult {
    let Some(entry) = find(&hub, &id).await? else {
        return missing(&hub, &language, Section::Services).await;
    };
    let form = Form::read(&body);
    let words = form.get("orders").split_whitespace();
    let orders: VecDeque<OrderKey> = words.map(OrderKey::given).collect::<Result<_, InvalidId>>()?;
    let families = form.fields().filter(|(name, _)| *name == "family").map(|(_, family)| family);
    let only = families.filter(|family| Family::parse(family).is_some()).map(str::to_owned).collect();
    let wanted = WantedCheck {
        orders,
        // Families are rules that exist.
        selection: Selection::parse(only, vec![]).unwrap_or_default(),
        is_strict: !form.get("strict").is_empty(),
        is_patient: !form.get("patient").is_empty(),
    };
    start(&hub, &entry.service, wanted).await?;
    Ok(see_other(format!("{}/check", path(&entry.service.id))))
}

impl Progress {
    fn of(check: &ServiceCheck) -> Self {
        let (planned, ended) = check.progress();
        Self {
            planned,
            ended,
            waiting: check.waiting().map(|(rule, seconds)| format!("{rule}, {seconds} s")),
        }
    }
}

impl CheckResult {
    fn of(t: &Translator, check: &ServiceCheck, report: &Report) -> Self {
        let count = |grade: Grade| t.count(&format!("check-count-{}", grade.name()), report.count(grade));
        let graded = report.words_of_counts();
        let entries = [Grade::Failed, Grade::Warning, Grade::Inconclusive]
            .into_iter()
            .flat_map(|grade| report.of(grade));
        Self {
            started: t.date_time_seconds(check.started_at),
            counts: graded.iter().map(|(grade, _)| count(*grade)).collect::<Vec<_>>().join(" · "),
            blocked: report.blocked.as_ref().map(|blocked| {
                (one_line(&blocked.reason), one_line(&blocked.words), one_line(&blocked.remedy))
            }),
            entries: entries
                .map(|result| Entry {
                    class: match result.verdict.grade {
                        Grade::Failed => "bad",
                        Grade::Warning => "warn",
                        _ => "off",
                    },
                    grade: result.verdict.grade.name(),
                    id: result.rule.id(),
                    headline: result.headline().to_owned(),
                    message: result.verdict.message.clone(),
                    words: result.verdict.words.clone(),
                    mend: result.mend().to_owned(),
                    again: result.again.clone(),
                })
                .collect(),
        }
    }
}
