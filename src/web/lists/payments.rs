//! The list of payments.

use schemars::JsonSchema;
use serde::Deserialize;

use super::page::List;
use super::values::{self, Unusable};
use crate::app::App;
use crate::domain::confirmation::ConfirmationState;
use crate::domain::ids::PaymentId;
use crate::domain::payment::PaymentState;
use crate::store::{ListedPayment, PaymentFilter, Position, StoreError};

/// A filter of payments; every field is optional.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Payments {
    /// Of this service.
    pub(in crate::web) service_id: Option<String>,
    /// Of this order.
    pub(in crate::web) order_key: Option<String>,
    /// With this status, such as `Authorized`, in any case.
    pub(in crate::web) status: Option<String>,
    /// With this status of the confirmation, such as `Confirmed`, in any case.
    pub(in crate::web) confirmation_status: Option<String>,
    /// With exactly this number, order key or invoice number; if there is none, with this text in one of them.
    pub(in crate::web) text: Option<String>,
    /// Started at this time or later, such as `2027-01-04T09:00:00Z`.
    pub(in crate::web) from: Option<String>,
    /// Started before this time.
    pub(in crate::web) to: Option<String>,
    /// `true` for payments that were declined, timed out or given back, or tried in vain to be confirmed.
    #[schemars(with = "Option<bool>")]
    pub(in crate::web) failed: Option<String>,
    /// Started before this payment: `next` of the previous page.
    pub(in crate::web) before: Option<String>,
    /// The maximum number of rows, 1 to 200; 50 by default.
    pub(in crate::web) limit: Option<i64>,
}

impl List for Payments {
    type Filter = PaymentFilter;
    type Row = ListedPayment;
    type Id = PaymentId;

    fn filter(self) -> Result<PaymentFilter, Unusable> {
        let confirmation_status = self.confirmation_status.as_deref();
        Ok(PaymentFilter {
            service_id: values::service_id(self.service_id)?,
            order_key: values::order_key(self.order_key)?,
            status: values::name("status", self.status.as_deref(), PaymentState::NAMES)?
                .and_then(PaymentState::parse),
            confirmation_status: values::name(
                "confirmation_status",
                confirmation_status,
                ConfirmationState::NAMES,
            )?
            .and_then(ConfirmationState::parse),
            has_confirmation: false,
            text: self.text,
            from: values::moment("from", self.from.as_deref())?,
            to: values::moment("to", self.to.as_deref())?,
            has_failed: values::flag("failed", self.failed.as_deref())? == Some(true),
        })
    }

    fn id(text: &str) -> PaymentId {
        PaymentId::new(text)
    }

    fn id_of(row: &ListedPayment) -> PaymentId {
        row.payment.id.clone()
    }

    async fn read(
        app: &App,
        filter: &PaymentFilter,
        position: Position<PaymentId>,
        most: i64,
    ) -> Result<Vec<ListedPayment>, StoreError> {
        app.store.list_payments(filter, position, most).await
    }
}
