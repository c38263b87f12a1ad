//! Payments and their documents.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

use super::{register, table};
use crate::domain::instrument::{INSTRUMENTS, InstrumentId, POS_TERMINAL};
use crate::domain::receipt::PageFormat;

/// The names of the statuses of a decided payment.
const ENDS: [&str; 5] = ["Authorized", "Declined", "Cancelled", "TimedOut", "Reversed"];

/// The names of the statuses of an unfinished payment.
pub(super) const UNSETTLED: [&str; 4] = ["Started", "AtPaymentProvider", "Pending", "Reversing"];

/// A printed document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// The receipt.
    Receipt,
    /// The payment note.
    Note,
}

impl Paper {
    fn name(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Note => "note",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StartLabels {
    instrument: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct EndLabels {
    instrument: &'static str,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct DocumentLabels {
    kind: &'static str,
    format: &'static str,
}

#[derive(Debug)]
pub(super) struct PaymentMetrics {
    started: Family<StartLabels, Counter>,
    ended: Family<EndLabels, Counter>,
    documents: Family<DocumentLabels, Counter>,
}

impl PaymentMetrics {
    /// Initialises all series with 0: see [`super::calls::CallMetrics::expect`].
    pub(super) fn new(registry: &mut Registry) -> Self {
        let metrics =
            Self { started: Family::default(), ended: Family::default(), documents: Family::default() };
        register(registry, &table::PAYMENTS_STARTED, metrics.started.clone());
        register(registry, &table::PAYMENTS_ENDED, metrics.ended.clone());
        register(registry, &table::DOCUMENTS, metrics.documents.clone());
        for instrument in INSTRUMENTS.iter().chain([&POS_TERMINAL]) {
            let instrument = instrument.id.as_str();
            drop(metrics.started.get_or_create(&StartLabels { instrument }));
            for status in ENDS {
                drop(metrics.ended.get_or_create(&EndLabels { instrument, status }));
            }
        }
        for (paper, format) in [Paper::Receipt, Paper::Note]
            .into_iter()
            .flat_map(|paper| PageFormat::ALL.map(|format| (paper, format)))
        {
            drop(metrics.documents.get_or_create(&document(paper, format)));
        }
        metrics
    }

    pub(super) fn started(&self, instrument: InstrumentId) {
        self.started.get_or_create(&StartLabels { instrument: instrument.as_str() }).inc();
    }

    pub(super) fn ended(&self, instrument: InstrumentId, status: &'static str) {
        self.ended.get_or_create(&EndLabels { instrument: instrument.as_str(), status }).inc();
    }

    pub(super) fn made(&self, paper: Paper, format: PageFormat) {
        self.documents.get_or_create(&document(paper, format)).inc();
    }
}

fn document(paper: Paper, format: PageFormat) -> DocumentLabels {
    DocumentLabels { kind: paper.name(), format: format.as_str() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::payment::PaymentState;

    #[test]
    fn every_status_of_a_payment_is_an_end_or_unsettled() {
        let mut statuses: Vec<_> = ENDS.iter().chain(&UNSETTLED).copied().collect();
        let mut names: Vec<_> = PaymentState::ALL.iter().map(|state| state.as_str()).collect();
        statuses.sort_unstable();
        names.sort_unstable();
        assert_eq!(statuses, names);
    }
}
