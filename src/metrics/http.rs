//! The hub's own HTTP responses.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::{register, table};

/// An answered request. No field may be freely chosen by the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredRequest {
    /// The group of callers of its address.
    pub group: &'static str,
    /// The pattern of its address.
    pub route: String,
    /// Its method, if it is a standard one.
    pub method: &'static str,
    /// The answer's status.
    pub status: u16,
    /// The duration.
    pub duration: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    group: &'static str,
    route: String,
    method: &'static str,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct TimeLabels {
    group: &'static str,
    method: &'static str,
    status: &'static str,
}

/// From a static file to a result page that waits for an e-Service.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 15.0];

#[derive(Debug)]
pub(super) struct HttpMetrics {
    requests: Family<RequestLabels, Counter>,
    seconds: Family<TimeLabels, Histogram, fn() -> Histogram>,
}

impl HttpMetrics {
    pub(super) fn new(registry: &mut Registry) -> Self {
        let metrics = Self {
            requests: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
        };
        register(registry, &table::HTTP_REQUESTS, metrics.requests.clone());
        register(registry, &table::HTTP_SECONDS, metrics.seconds.clone());
        metrics
    }

    pub(super) fn answered(&self, request: AnsweredRequest) {
        let AnsweredRequest { group, route, method, status, duration } = request;
        let status = match status / 100 {
            1 => "1xx",
            2 => "2xx",
            3 => "3xx",
            4 => "4xx",
            _ => "5xx",
        };
        self.requests.get_or_create(&RequestLabels { group, route, method, status }).inc();
        self.seconds.get_or_create(&TimeLabels { group, method, status }).observe(duration.as_secs_f64());
    }
}
