//! A check of a registered service's e-Service, which an operator starts and which then runs on its own.

use std::collections::VecDeque;
use std::sync::Arc;

use super::Problem;
use super::known_certificate::known_signer;
use crate::app::{App, ServiceCheck};
use crate::check::{self, Plan, Selection, Target};
use crate::domain::ids::OrderKey;
use crate::domain::plain_text::shell_word;
use crate::domain::service::{ReplySignature, Service};
use crate::service_provider::KnownSigner;

/// The wishes of an operator.
#[derive(Debug)]
pub struct WantedCheck {
    /// Orders that may be paid in the check.
    pub orders: VecDeque<OrderKey>,
    /// The rules to run.
    pub selection: Selection,
    /// True if warnings fail it.
    pub is_strict: bool,
    /// True to run rules that wait for minutes.
    pub is_patient: bool,
}

/// Starts the check; `None` while another one of the service runs. Its calls are not recorded, pin nothing, and are in its
/// report alone. It ends with the hub.
pub async fn start(
    app: &App,
    service: &Service,
    wanted: WantedCheck,
) -> Result<Option<Arc<ServiceCheck>>, Problem> {
    let certificate = match known_signer(app, service).await? {
        KnownSigner::Certificate(known) => Some(known.der().to_vec()),
        KnownSigner::IssuedBy(_) | KnownSigner::AnyAtFirstUse => None,
    };
    let clock = app.message_clock();
    let Some(running) = app.checks.begin(&service.id, clock.now(), wanted.is_strict) else { return Ok(None) };
    let target = Target {
        service: Service { certificate, reply_signature: ReplySignature::Require, ..service.clone() },
        client: Arc::clone(&app.service_provider),
        e_service: app.e_service_identity(service).cloned(),
        known: app.services().certificates().to_vec(),
        tolerance: app.config.tolerance(),
        clock,
    };
    let check = Arc::clone(running.check());
    let watched = Arc::clone(&check);
    let (url, id) = (shell_word(&service.endpoint_url), shell_word(service.id.as_str()));
    let plan = Plan {
        selection: wanted.selection,
        orders: wanted.orders,
        new_order: None,
        is_patient: wanted.is_patient,
        slow_after: check::SLOW_AFTER,
        seed: app.config.seed.unwrap_or(1),
        again: format!("mpay-sim check --url {url} --service {id}"),
        watch: Arc::new(move |step| watched.note(step)),
    };
    tokio::spawn(async move { running.end(check::run(target, plan).await) });
    Ok(Some(check))
}
