//! The metrics of a hub, for Prometheus. Each hub has its own; nothing is shared in the process.
//!
//! No label has a value that a caller chose freely: all come from lists, or are ids of registered services.

mod description;
mod latest_backlog;
mod moment;
mod order;
mod process;
mod registration;
mod services;

mod calls;
mod http;
mod payments;

pub mod table;

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use prometheus_client::encoding::{EncodeLabelSet, prometheus_text};
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

pub use self::description::{Description, Kind, Source};
pub use self::http::AnsweredRequest;
pub use self::moment::Moment;
pub use self::payments::Paper;
pub use self::services::{MOST as MOST_SERVICES, ServiceLabel};

use self::calls::CallMetrics;
use self::http::HttpMetrics;
use self::latest_backlog::LatestBacklog;
use self::payments::PaymentMetrics;
use self::registration::register;
use self::services::ServiceLabels;
use crate::domain::call_outcome::{CallOutcome, OutcomeKind};
use crate::domain::confirmation_attempt::AttemptCause;
use crate::domain::finding::Finding;
use crate::domain::ids::ServiceId;
use crate::domain::instrument::InstrumentId;
use crate::domain::receipt::PageFormat;
use crate::soap::Operation;
use crate::store::Store;

/// The media type of [`Metrics::text`].
pub const CONTENT_TYPE: &str = prometheus_text::CONTENT_TYPE;

/// The metrics of one hub.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    services: ServiceLabels,
    http: HttpMetrics,
    calls: CallMetrics,
    payments: PaymentMetrics,
    backlog: LatestBacklog,
}

/// The running build.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Build {
    version: &'static str,
    commit: &'static str,
}

impl Metrics {
    /// Metrics from this machine time on, with the durations of this store.
    pub fn new(store: &Store, started_at: Timestamp) -> Self {
        let mut registry = Registry::default();
        let (http, calls) = (HttpMetrics::new(&mut registry), CallMetrics::new(&mut registry));
        let payments = PaymentMetrics::new(&mut registry);
        register(&mut registry, &table::DATABASE_SECONDS, store.times().family());
        register(&mut registry, &table::DATABASE_MESSAGES, store.times().messages());
        let (version, commit) = crate::VERSION.split_once('+').unwrap_or((crate::VERSION, "unknown"));
        register(&mut registry, &table::BUILD_INFO, Info::new(Build { version, commit }));
        let started_at = started_at.as_duration().as_secs_f64();
        register(&mut registry, &table::PROCESS_START, ConstGauge::new(started_at));
        Self {
            registry,
            services: ServiceLabels::default(),
            http,
            calls,
            payments,
            backlog: LatestBacklog::default(),
        }
    }

    /// The label of a service. An unregistered one never has its own.
    pub fn service(&self, id: &ServiceId, is_registered: bool) -> ServiceLabel {
        self.services.of(id, is_registered)
    }

    /// Counts an answered request.
    pub fn answered(&self, request: AnsweredRequest) {
        self.http.answered(request);
    }

    /// Counts an ended call to an e-Service with its findings.
    pub fn call_ended(
        &self,
        service: &ServiceLabel,
        operation: Operation,
        outcome: &CallOutcome,
        duration: Duration,
        findings: &[Finding],
    ) {
        self.calls.call_ended(service, operation, outcome, duration);
        findings.iter().for_each(|finding| self.calls.found(finding.rule));
    }

    /// Counts a finding about a call that ended earlier.
    pub fn found(&self, finding: &Finding) {
        self.calls.found(finding.rule);
    }

    /// Counts a recorded attempt to confirm.
    pub fn attempt_ended(&self, service: &ServiceLabel, outcome: OutcomeKind, cause: AttemptCause) {
        self.calls.attempt_ended(service, outcome, cause);
    }

    /// Counts a started payment.
    pub fn payment_started(&self, instrument: InstrumentId) {
        self.payments.started(instrument);
    }

    /// Counts a decided payment by the name of its new status.
    pub fn payment_ended(&self, instrument: InstrumentId, status: &'static str) {
        self.payments.ended(instrument, status);
    }

    /// Counts a printed document.
    pub fn paper_made(&self, paper: Paper, format: PageFormat) {
        self.payments.made(paper, format);
    }

    /// Everything in Prometheus' text format 0.0.4. Waits at most a second for the database; if it does not answer, says so
    /// and omits its values.
    ///
    /// # Errors
    /// None in practice, as the text is written to memory.
    pub async fn text(&self, store: &Store, moment: &Moment<'_>) -> Result<String, fmt::Error> {
        for id in moment.services {
            self.calls.expect(&self.services.of(id, true));
        }
        let backlog = self.backlog.get(store).await;
        let mut now = Registry::default();
        moment::add(&mut now, moment, &self.services, backlog.as_deref());
        process::add(&mut now);
        let mut text = String::new();
        prometheus_text::encode(&mut text, &self.registry)?;
        prometheus_text::encode(&mut text, &now)?;
        Ok(order::sorted(&text))
    }
}
