//! `/console/queue`: the confirmations that e-Services have not accepted yet.

use actix_web::HttpRequest;
use actix_web::web::Bytes;
use askama::Template;

use super::layout::{Console, Section, page};
use super::payments::Row;
use super::query::{Query, moment};
use super::words::{Chip, confirmation_chip};
use crate::domain::confirmation::ConfirmationState;
use crate::domain::finding::one_line;
use crate::domain::ids::{OrderKey, ServiceId};
use crate::flow::Problem;
use crate::flow::confirmation_operations::redrive;
use crate::i18n::Translator;
use crate::store::{ListedPayment, PaymentFilter, RedriveScope};
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, see_other};
use crate::web::parameters::Form;

/// The maximum number of each status; the list of payments has the rest.
const MOST: i64 = 50;
/// The statuses, most important first.
const STATES: [ConfirmationState; 4] = [
    ConfirmationState::GaveUp,
    ConfirmationState::Pending,
    ConfirmationState::InFlight,
    ConfirmationState::Halted,
];

#[derive(Template)]
#[template(path = "console/queue.html")]
struct QueuePage {
    f: Frame,
    c: Console,
    groups: Vec<Group>,
    /// The services whose confirmations can be made due at once.
    services: Vec<String>,
}

/// The confirmations of one status.
struct Group {
    status: &'static str,
    chip: Chip,
    entries: Vec<Entry>,
    /// The complete list, if there are more.
    more: Option<String>,
}

/// A waiting confirmation.
struct Entry {
    row: Row,
    attempts: i64,
    last_outcome: String,
    next_attempt_at: Option<String>,
}

/// The queue.
pub(super) async fn show(hub: Hub, language: RequestLanguage, request: HttpRequest) -> PageResult {
    let q = Query::of(&request);
    let t = language.translator();
    let mut groups = Vec::new();
    let mut services: Vec<String> = Vec::new();
    for state in STATES {
        let group = group(&hub, &t, state).await?;
        let is_redriven = matches!(state, ConfirmationState::GaveUp | ConfirmationState::Pending);
        let moves = group.entries.iter().filter(|_| is_redriven);
        services.extend(moves.map(|entry| entry.row.service.clone()));
        groups.extend(Some(group).filter(|group| !group.entries.is_empty()));
    }
    services.sort();
    services.dedup();
    Ok(page(
        &language,
        &QueuePage {
            c: Console::new(&hub, &language, Section::Queue, q.get("notice")).await?,
            groups,
            services,
            f: Frame::new(&language),
        },
    ))
}

async fn group(hub: &Hub, t: &Translator, state: ConfirmationState) -> Result<Group, Problem> {
    let filter = PaymentFilter { confirmation_status: Some(state), ..PaymentFilter::default() };
    let mut found = hub.store.list_payments(&filter, None, MOST + 1).await?;
    let has_more = i64::try_from(found.len()).is_ok_and(|count| count > MOST);
    found.truncate(usize::try_from(MOST).unwrap_or_default());
    found.sort_by_key(|listed| {
        listed.confirmation.as_ref().and_then(|queued| queued.status.next_attempt_at())
    });
    let status = state.as_str();
    Ok(Group {
        status,
        chip: confirmation_chip(t, state),
        entries: found.iter().map(|listed| Entry::of(t, listed)).collect(),
        more: has_more.then(|| format!("/console/payments?confirmation={status}")),
    })
}

impl Entry {
    fn of(t: &Translator, listed: &ListedPayment) -> Self {
        let confirmation = listed.confirmation.as_ref();
        let last_outcome = confirmation.and_then(|confirmation| confirmation.last_outcome.as_ref());
        Self {
            row: Row::of(t, listed),
            attempts: confirmation.map_or(0, |confirmation| confirmation.attempts),
            last_outcome: last_outcome.map(|last| one_line(&last.to_string())).unwrap_or_default(),
            next_attempt_at: confirmation
                .and_then(|confirmation| confirmation.status.next_attempt_at())
                .map(|due| t.date_time_seconds(due)),
        }
    }
}

/// The scope of a redrive; `None` if a value is invalid.
fn scope(form: &Form) -> Option<RedriveScope> {
    let order = Some(form.get("order")).filter(|order| !order.is_empty());
    let since = Some(form.get("since")).filter(|since| !since.is_empty());
    Some(RedriveScope {
        service: ServiceId::parse(form.get("service")).ok()?,
        order_key: order.map(OrderKey::parse).transpose().ok()?,
        since: match since {
            Some(since) => Some(moment(since)?),
            None => None,
        },
    })
}

/// Makes the confirmations of a service due at once, optionally of one order, or of payments since a given time.
pub(super) async fn redrive_service(hub: Hub, body: Bytes) -> PageResult {
    let Some(scope) = scope(&Form::read(&body)) else {
        return Ok(see_other("/console/queue?notice=invalid"));
    };
    redrive(&hub, &scope).await?;
    Ok(see_other("/console/queue?notice=redriven"))
}
