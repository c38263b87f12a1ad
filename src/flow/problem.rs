//! What stops a payer, in words that the pages translate.

use std::net::IpAddr;
use std::time::Duration;

use thiserror::Error;

use crate::domain::fault::{Fault, FaultMeaning};
use crate::domain::finding::rules::business::FAULT;
use crate::domain::finding::{Finding, Severity, Stage};
use crate::domain::ids::{InvalidId, OrderKey, ServiceId};
use crate::domain::return_url::InvalidReturnUrl;
use crate::service_provider::CallError;
use crate::store::StoreError;

/// Why a step cannot be done. The payer is shown a page of this kind; the details are for the log.
#[derive(Debug, Error)]
pub enum Problem {
    /// Step 4: a parameter is missing or too long.
    #[error(transparent)]
    InvalidParameter(#[from] InvalidId),
    /// Step 4: the return address is none that a browser may be sent to.
    #[error(transparent)]
    InvalidReturnUrl(#[from] InvalidReturnUrl),
    /// The hub has no such service.
    #[error("service `{0}` is not registered at this hub")]
    UnknownService(ServiceId),
    /// No such visit, or one of a database that is gone.
    #[error("no such payment page")]
    UnknownSession,
    /// No invoice has this number.
    #[error("no such payment notice")]
    UnknownInvoice,
    /// The e-Service does not know the order, whichever way it says so.
    #[error("the e-Service of `{service}` does not know order `{order_key}`")]
    UnknownOrder {
        /// The service.
        service: ServiceId,
        /// The order.
        order_key: OrderKey,
        /// What was found about the reply that says so.
        findings: Vec<Finding>,
        /// The recorded call.
        exchange: i64,
        /// The fault, where it says so by one.
        fault: Option<Box<Fault>>,
    },
    /// The call to the e-Service failed.
    #[error("{service}, order {order_key}, stage {}: {error}", error.stage().name())]
    EService {
        /// The service.
        service: ServiceId,
        /// The order.
        order_key: OrderKey,
        /// What became of the call.
        error: Box<CallError>,
        /// What was found about it, what stopped it first.
        findings: Vec<Finding>,
        /// The recorded call.
        exchange: i64,
    },
    /// The service's e-Service is being asked for as many orders as it may be at once.
    #[error(
        "the e-Service of `{service}` is being asked for {at_once} orders already, as many as \
         order_calls_at_once_per_service allows; they end when it answers"
    )]
    TooManyOrderCalls {
        /// The service.
        service: ServiceId,
        /// How many calls are made at once.
        at_once: usize,
    },
    /// The certificate that a service is known by cannot be read.
    #[error(
        "the known certificate of service `{service}` cannot be read: {why}; register it anew with `certificate`"
    )]
    Certificate {
        /// The service.
        service: ServiceId,
        /// What is wrong with it.
        why: String,
    },
    /// The body of a request did not arrive in time.
    #[error(
        "the body of the request did not arrive within {} ms; send it at once, or set request_body_timeout higher",
        .0.as_millis()
    )]
    SlowBody(Duration),
    /// The hub answers as many requests as it may at once.
    #[error(
        "the hub answers as many requests as it may at once; ask again in a second, or set connections_at_once higher"
    )]
    Busy,
    /// One address opens visits faster than it may.
    #[error(
        "{address} opens more visits than visits_per_minute allows; ask again in {} s, or set visits_per_minute higher",
        wait.as_secs()
    )]
    TooManyVisits {
        /// The address.
        address: IpAddr,
        /// How long it must wait, in whole seconds.
        wait: Duration,
    },
    /// There is nothing to print: nothing has been paid.
    #[error("nothing has been paid")]
    NothingPaid,
    /// The visit came without a return address.
    #[error("no ReturnUrl was given")]
    NoReturnUrl,
    /// The receipt could not be made.
    #[error("the receipt could not be made: {0}")]
    Receipt(#[from] crate::receipt::ReceiptError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// In how many seconds to try again while the database is in trouble.
pub const RETRY_OF_DATABASE: u64 = 5;

impl Problem {
    /// The kind of trouble that a failed call means to a payer: an order that is not there, or an e-Service in trouble.
    /// E-Services say "unknown order" with several faults.
    pub(super) fn of_call(
        service: &ServiceId,
        order_key: &OrderKey,
        error: CallError,
        findings: Vec<Finding>,
        exchange: i64,
    ) -> Self {
        let (service, order_key) = (service.clone(), order_key.clone());
        match &error {
            CallError::Fault(fault) if fault.meaning() == FaultMeaning::UnknownOrder => {
                let fault = Some(Box::new(fault.clone()));
                Self::UnknownOrder { service, order_key, findings, exchange, fault }
            }
            _ => Self::EService { service, order_key, error: Box::new(error), findings, exchange },
        }
    }

    /// In how many seconds to try again, where that is all that can be done.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            // A call that hangs ends after half a minute; most places are free again much sooner.
            Self::TooManyOrderCalls { .. } => Some(5),
            Self::Busy => Some(1),
            Self::Store(error) if error.trouble().is_some() => Some(RETRY_OF_DATABASE),
            Self::TooManyVisits { wait, .. } => Some(wait.as_secs()),
            _ => None,
        }
    }

    /// What to do first about a failed call: the remedy of the fault, where one stopped it, else of the first error at the stage
    /// that stopped it.
    pub fn remedy(&self) -> Option<&str> {
        let Self::EService { findings, error, .. } = self else { return None };
        let errors = || findings.iter().filter(|finding| finding.rule.severity == Severity::Error);
        let first = match error.as_ref() {
            CallError::Fault(_) => findings.iter().find(|finding| finding.rule == &FAULT),
            error => errors().find(|finding| finding.rule.stage == error.stage()),
        };
        first.or(errors().next()).or(findings.first()).map(|finding| finding.remedy.as_str())
    }

    /// The recorded call to the e-Service, where one is what stops the payer.
    pub fn exchange(&self) -> Option<i64> {
        match self {
            Self::UnknownOrder { exchange, .. } | Self::EService { exchange, .. } => Some(*exchange),
            _ => None,
        }
    }

    /// How far the call to the e-Service came, where one is what stops the payer.
    pub fn stage(&self) -> Option<Stage> {
        match self {
            Self::UnknownOrder { .. } => Some(Stage::Business),
            Self::EService { error, .. } => Some(error.stage()),
            _ => None,
        }
    }

    /// The e-Service's fault, where one is what stops the payer.
    pub fn fault(&self) -> Option<&Fault> {
        match self {
            Self::UnknownOrder { fault, .. } => fault.as_deref(),
            Self::EService { error, .. } => match error.as_ref() {
                CallError::Fault(fault) => Some(fault),
                _ => None,
            },
            _ => None,
        }
    }

    /// What was found about the e-Service's reply, where one is what stops the payer.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::UnknownOrder { findings, .. } | Self::EService { findings, .. } => findings,
            _ => &[],
        }
    }
}
