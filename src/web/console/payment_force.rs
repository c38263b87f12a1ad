//! Decides a payment in place of its payment provider.

use actix_web::HttpRequest;
use actix_web::web::Bytes;

use super::Id;
use super::layout::{Section, missing};
use super::query::Query;
use crate::domain::payment::{DeclineReason, PaymentState};
use crate::flow::forced_payment::{ForceResult, force_payment, forced};
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::lists::latest::payment_id;
use crate::web::page::{Hub, see_other};
use crate::web::parameters::Form;

/// Forces the requested decision.
pub(super) async fn force(
    hub: Hub,
    language: RequestLanguage,
    id: Id,
    request: HttpRequest,
    body: Bytes,
) -> PageResult {
    let q = &Query::of(&request);
    let form = Form::read(&body);
    let Some(id) = payment_id(&hub, &id, q.scope()?, false).await? else {
        return missing(&hub, &language, Section::Payments).await;
    };
    let back = |notice: &str| see_other(format!("/console/payments/{id}?notice={notice}"));
    let state = PaymentState::parse(form.get("status"));
    let reason = match form.get("reason") {
        "" => Some(None),
        name => DeclineReason::parse(name).map(Some),
    };
    let to = state.zip(reason).and_then(|(state, reason)| forced(state, reason));
    let Some(to) = to else { return Ok(back("invalid")) };
    let why: String = form.get("why").chars().take(200).collect();
    Ok(match force_payment(&hub, &id, to, &why).await? {
        ForceResult::Done => back("forced"),
        ForceResult::Decided => back("decided-before"),
        ForceResult::NotFound => return missing(&hub, &language, Section::Payments).await,
    })
}
