//! Events of the hub, for programs and people that watch it.

use jiff::Timestamp;

use super::ids::{OrderKey, PaymentId, ServiceId};

/// One event. Times are the hub's clock's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Increases with every event, and is unique among all hubs of a database.
    pub id: i64,
    /// The time of the event.
    pub at: Timestamp,
    /// The kind of event.
    pub kind: EventKind,
    /// The service concerned.
    pub service_id: Option<ServiceId>,
    /// The order concerned.
    pub order_key: Option<OrderKey>,
    /// The payment concerned.
    pub payment_id: Option<PaymentId>,
    /// The recorded exchange concerned.
    pub exchange_id: Option<i64>,
    /// Details in English; empty where the kind says everything.
    pub detail: String,
}

macro_rules! kinds {
    ($($kind:ident $name:literal, $meaning:literal;)*) => {
        /// The kinds of event.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum EventKind {
            $(#[doc = $meaning] $kind),*
        }

        impl EventKind {
            /// Every kind with its name and its meaning.
            pub const ALL: &'static [(Self, &'static str, &'static str)] = &[$((Self::$kind, $name, $meaning)),*];
        }
    };
}

kinds! {
    VisitOpened "visit.opened", "A browser or a program brought an order, or one of several was chosen: a visit began.";
    InvoiceCreated "invoice.created", "The hub made an invoice for an order.";
    InvoiceUpdated "invoice.updated", "The e-Service described the order anew, and its sums or its status changed.";
    PaymentStarted "payment.started", "The payer chose an instrument.";
    PaymentAtPaymentProvider "payment.at-payment-provider", "The invoice was published and the payer sent to the payment provider.";
    PaymentAuthenticating "payment.authenticating", "The payment provider asks the payer to authenticate (3-D Secure).";
    PaymentExtended "payment.extended", "The payer asked the payment provider for more time.";
    PaymentDecided "payment.decided", "The payment provider has decided, possibly for a later time.";
    PaymentPending "payment.pending", "The payment provider decides later.";
    PaymentAuthorized "payment.authorized", "The payment provider authorised the payment; the confirmation is pending.";
    PaymentDeclined "payment.declined", "The payment provider refused.";
    PaymentCancelled "payment.cancelled", "The payer gave up at the payment provider.";
    PaymentTimedOut "payment.timed-out", "The payment provider waited in vain for the bank or for the payer, and gave up.";
    PaymentReversing "payment.reversing", "An authorised payment is to be given back.";
    PaymentReversed "payment.reversed", "An authorised payment was given back.";
    PaymentForced "payment.forced", "A program or a person decided in the payment provider's place.";
    ConfirmationConfirmed "confirmation.confirmed", "The e-Service has understood.";
    ConfirmationFailed "confirmation.failed", "An attempt did not confirm the payment: it did not reach the e-Service, had no usable reply, was refused, or does not count under its scenario.";
    ConfirmationGaveUp "confirmation.gave-up", "The schedule has no attempt left.";
    ConfirmationHalted "confirmation.halted", "Somebody halted the confirmation.";
    ConfirmationResumed "confirmation.resumed", "Somebody let a halted confirmation go on.";
    ConfirmationRequested "confirmation.requested", "Somebody asked for an attempt beside the schedule.";
    ConfirmationRedriven "confirmation.redriven", "Somebody made everything due that waited or had given up.";
    ReceiptDownloaded "receipt.downloaded", "The receipt was downloaded.";
    VisitReturned "visit.returned", "The browser was sent back to the e-Service (ReturnUrl).";
    OutcomePlanned "outcome.planned", "The outcome of an order's payments was planned, or the plan was removed.";
    CertificateUnpinned "certificate.unpinned", "A service's pinned certificate was forgotten.";
    ExchangesDeleted "exchanges.deleted", "Recorded calls were deleted.";
    ExchangeRecorded "exchange.recorded", "A call to an e-Service was recorded.";
    ScenarioChanged "scenario.changed", "A scenario was set or stopped.";
    ServiceAdded "service.added", "Somebody registered a service.";
    ServiceChanged "service.changed", "Somebody changed a service, or put it back to what the settings say.";
    ServiceRemoved "service.removed", "Somebody removed a service.";
    PageFailed "page.failed", "A page showed a failure of the hub or of an e-Service; the detail begins with the incident's number.";
    ClockChanged "clock.changed", "The hub's clock was advanced, frozen or released.";
    Reset "hub.reset", "Data of the hub was deleted.";
}

impl EventKind {
    /// Reads the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == name).map(|(kind, ..)| *kind)
    }

    /// The name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, name, _)| name)
    }
}
