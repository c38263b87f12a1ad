//! The common part of all calls to an e-Service.

use std::sync::Arc;

use super::Problem;
use super::known_certificate::known_signer;
use super::scenarios::PreparedCall;
use crate::app::{App, ServiceList};
use crate::clock::Clock;
use crate::domain::http_form::HttpForm;
use crate::domain::service::Service;
use crate::service_provider::{CallContext, KnownSigner};

/// The values that the context of a call borrows, besides those of the hub.
pub(super) struct CallBasis {
    /// The accepted signers of the reply.
    pub(super) signer: KnownSigner,
    message_clock: Clock,
    services: Arc<ServiceList>,
}

impl CallBasis {
    /// For calls to this service.
    pub(super) async fn of(app: &App, service: &Service) -> Result<Self, Problem> {
        let signer = known_signer(app, service).await?;
        Ok(Self { signer, message_clock: app.message_clock(), services: app.services() })
    }

    /// The context of this call.
    pub(super) fn context<'a, C>(&'a self, app: &'a App, call: &'a PreparedCall<C>) -> CallContext<'a> {
        CallContext {
            clock: &app.clock,
            message_clock: &self.message_clock,
            randomness: &app.randomness,
            uses_unsigned: false,
            signer: &self.signer,
            tolerance: app.config.tolerance(),
            disturbance: call.disturbance,
            http_form: HttpForm::default(),
            signing: &call.signing,
            known: self.services.certificates(),
        }
    }
}
