//! Registers metrics with their descriptions.

use prometheus_client::registry::{Metric, Registry};

use super::description::{Description, Kind};

/// Registers a metric with its description. The encoder appends some name suffixes itself.
pub(super) fn register(registry: &mut Registry, description: &Description, metric: impl Metric) {
    let Description { name, kind, .. } = description;
    let name = match kind {
        Kind::Counter => name.strip_suffix("_total"),
        Kind::Gauge | Kind::Histogram => name.strip_suffix("_info"),
    };
    registry.register(name.unwrap_or(description.name), description.help_text(), metric);
}
