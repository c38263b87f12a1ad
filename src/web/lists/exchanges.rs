//! The list of recorded calls to e-Services.

use schemars::JsonSchema;
use serde::Deserialize;

use super::page::List;
use super::values::{self, Unusable};
use crate::app::App;
use crate::domain::ids::PaymentId;
use crate::store::{ExchangeFilter, ListedExchange, Occurring, Position, StoreError};

/// The operations, by their official names.
pub(in crate::web) const OPERATIONS: [&str; 2] = ["GetOrderDetails", "ConfirmOrderPayment"];

/// A filter of calls; every field is optional.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Exchanges {
    /// With this service.
    pub(in crate::web) service_id: Option<String>,
    /// About this order.
    pub(in crate::web) order_key: Option<String>,
    /// Confirming this payment.
    pub(in crate::web) payment_id: Option<String>,
    /// `GetOrderDetails` or `ConfirmOrderPayment`, in any case.
    pub(in crate::web) operation: Option<String>,
    /// With this HTTP status of the reply.
    #[schemars(with = "Option<u16>")]
    pub(in crate::web) http_status: Option<String>,
    /// With this text in the outcome, such as `accepted`.
    pub(in crate::web) outcome: Option<String>,
    /// With a finding of this rule.
    pub(in crate::web) rule: Option<String>,
    /// To which this scenario was actually applied.
    pub(in crate::web) scenario: Option<String>,
    /// Sent at this time or later, such as `2027-01-04T09:00:00Z`.
    pub(in crate::web) from: Option<String>,
    /// Sent before this time.
    pub(in crate::web) to: Option<String>,
    /// `true` for calls that show a mistake to mend, `false` for all others.
    #[schemars(with = "Option<bool>")]
    pub(in crate::web) failed: Option<String>,
    /// With these words, one after the other, in the outcome or in the content of a message; the last one may be the
    /// beginning of a word.
    pub(in crate::web) q: Option<String>,
    /// Recorded before this call: `next` of the previous page. Lists only.
    pub(in crate::web) before: Option<i64>,
    /// The maximum number of rows, 1 to 200; 50 by default. Lists only.
    pub(in crate::web) limit: Option<i64>,
}

impl List for Exchanges {
    type Filter = ExchangeFilter;
    type Row = ListedExchange;
    type Id = i64;

    fn filter(self) -> Result<ExchangeFilter, Unusable> {
        let operation = values::name("operation", self.operation.as_deref(), &OPERATIONS)?;
        Ok(ExchangeFilter {
            service_id: values::service_id(self.service_id)?,
            order_key: values::order_key(self.order_key)?,
            payment_id: self.payment_id.map(PaymentId::new),
            operation: operation.map(str::to_owned),
            http_status: values::number("http_status", self.http_status.as_deref())?,
            outcome: self.outcome,
            rule: self.rule,
            scenario: self.scenario,
            from: values::moment("from", self.from.as_deref())?,
            to: values::moment("to", self.to.as_deref())?,
            failed: values::flag("failed", self.failed.as_deref())?,
            words: self.q,
        })
    }

    fn id(text: &str) -> i64 {
        text.parse().unwrap_or(0)
    }

    fn id_of(row: &ListedExchange) -> i64 {
        row.id
    }

    async fn occurring(app: &App) -> Result<Vec<(&'static str, Vec<String>)>, StoreError> {
        let Occurring { rules, scenarios, outcomes } = app.store.occurring_in_exchanges().await?;
        Ok(vec![("rule", rules), ("scenario", scenarios), ("outcome", outcomes)])
    }

    async fn read(
        app: &App,
        filter: &ExchangeFilter,
        position: Position<i64>,
        most: i64,
    ) -> Result<Vec<ListedExchange>, StoreError> {
        app.store.list_exchanges(filter, position, most).await
    }
}
