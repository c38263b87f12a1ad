//! Problems that stop a payer; pages translate them.

use std::net::IpAddr;
use std::time::Duration;

use thiserror::Error;

use crate::domain::fault::{Fault, FaultMeaning};
use crate::domain::finding::rules::business::FAULT;
use crate::domain::finding::rules::{causes_of_digests, causes_of_signatures};
use crate::domain::finding::{Finding, Severity, Stage};
use crate::domain::ids::{InvalidId, OrderKey, ServiceId};
use crate::domain::return_url::InvalidReturnUrl;
use crate::service_provider::CallError;
use crate::store::StoreError;

/// The reason why a step is not possible. It selects the payer's page; the details are logged.
#[derive(Debug, Error)]
pub enum Problem {
    /// Step 4: a parameter is missing or too long.
    #[error(transparent)]
    InvalidParameter(#[from] InvalidId),
    /// Step 4: the return address is not one that a browser may be sent to.
    #[error(transparent)]
    InvalidReturnUrl(#[from] InvalidReturnUrl),
    /// The hub has no such service.
    #[error("service `{0}` is not registered at this hub")]
    UnknownService(ServiceId),
    /// There is no such visit.
    #[error("no such payment page")]
    UnknownSession,
    /// No invoice has this number.
    #[error("no such payment notice")]
    UnknownInvoice,
    /// The e-Service does not know the order: by a fault, or by an empty answer.
    #[error("the e-Service of `{service}` does not know order `{order_key}`")]
    UnknownOrder {
        /// The service.
        service: ServiceId,
        /// The order.
        order_key: OrderKey,
        /// The findings about the reply.
        findings: Vec<Finding>,
        /// The recorded call.
        exchange: i64,
        /// The fault, if there was one.
        fault: Option<Box<Fault>>,
    },
    /// The call to the e-Service failed.
    #[error("{service}, order {order_key}, stage {}: {error}", error.stage().name())]
    EService {
        /// The service.
        service: ServiceId,
        /// The order.
        order_key: OrderKey,
        /// The error of the call.
        error: Box<CallError>,
        /// The findings, starting with the one that stopped the call.
        findings: Vec<Finding>,
        /// The recorded call.
        exchange: i64,
    },
    /// The service has reached its limit of concurrent order requests.
    #[error(
        "the e-Service of `{service}` is being asked for {at_once} orders already, as many as \
         order_calls_at_once_per_service allows; they end when it answers"
    )]
    TooManyOrderCalls {
        /// The service.
        service: ServiceId,
        /// The limit.
        at_once: usize,
    },
    /// The known certificate of a service is unreadable.
    #[error(
        "the known certificate of service `{service}` cannot be read: {why}; register it anew with `certificate`"
    )]
    Certificate {
        /// The service.
        service: ServiceId,
        /// The error.
        why: String,
    },
    /// The body of a request did not arrive in time.
    #[error(
        "the body of the request did not arrive within {} ms; send it at once, or set request_body_timeout higher",
        .0.as_millis()
    )]
    SlowBody(Duration),
    /// The hub has reached its limit of concurrent requests.
    #[error(
        "the hub answers as many requests as it may at once; ask again in a second, or set connections_at_once higher"
    )]
    Busy,
    /// One address opens visits too fast.
    #[error(
        "{address} opens more visits than visits_per_minute allows; ask again in {} s, or set visits_per_minute higher",
        wait.as_secs()
    )]
    TooManyVisits {
        /// The address.
        address: IpAddr,
        /// The time to wait, in whole seconds.
        wait: Duration,
    },
    /// Nothing has been paid, so there is nothing to print.
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

/// The seconds after which to retry during a database failure.
pub const RETRY_OF_DATABASE: u64 = 5;

impl Problem {
    /// The problem for a failed call: an unknown order, which e-Services report with several faults, or a failing
    /// e-Service.
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

    /// The seconds after which to retry, if only a retry can help.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            // A call that hangs ends after half a minute; most places are free much sooner.
            Self::TooManyOrderCalls { .. } => Some(5),
            Self::Busy => Some(1),
            Self::Store(error) if error.trouble().is_some() => Some(RETRY_OF_DATABASE),
            Self::TooManyVisits { wait, .. } => Some(wait.as_secs()),
            _ => None,
        }
    }

    /// The first remedy of a failed call: that of the fault that stopped it, else of the first error at the stage that
    /// stopped it.
    pub fn remedy(&self) -> Option<&str> {
        let Self::EService { findings, error, .. } = self else { return None };
        let errors = || findings.iter().filter(|finding| finding.rule.severity == Severity::Error);
        let first = match error.as_ref() {
            CallError::Fault(_) => findings.iter().find(|finding| finding.rule == &FAULT),
            error => errors().find(|finding| finding.rule.stage == error.stage()),
        };
        first.or(errors().next()).or(findings.first()).map(|finding| finding.remedy.as_str())
    }

    /// The failed call in one line, after the cause that the diagnosis of its signature names.
    pub fn failed_call(&self) -> Option<String> {
        let Self::EService { error, findings, .. } = self else { return None };
        let causes = [causes_of_digests(), causes_of_signatures()];
        let cause = findings.iter().find(|finding| causes.iter().any(|rules| rules.contains(&finding.rule)));
        Some(match cause {
            Some(cause) => format!("{}: {error}", cause.rule.title),
            None => error.to_string(),
        })
    }

    /// The recorded call that stopped the payer, if any.
    pub fn exchange(&self) -> Option<i64> {
        match self {
            Self::UnknownOrder { exchange, .. } | Self::EService { exchange, .. } => Some(*exchange),
            _ => None,
        }
    }

    /// The order that the problem is about, if it names one.
    pub fn order(&self) -> Option<(&ServiceId, &OrderKey)> {
        match self {
            Self::UnknownOrder { service, order_key, .. } | Self::EService { service, order_key, .. } => {
                Some((service, order_key))
            }
            _ => None,
        }
    }

    /// The stage of the call that stopped the payer, if any.
    pub fn stage(&self) -> Option<Stage> {
        match self {
            Self::UnknownOrder { .. } => Some(Stage::Business),
            Self::EService { error, .. } => Some(error.stage()),
            _ => None,
        }
    }

    /// The e-Service's fault that stopped the payer, if any.
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

    /// The findings about the reply that stopped the payer, if any.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::UnknownOrder { findings, .. } | Self::EService { findings, .. } => findings,
            _ => &[],
        }
    }
}
