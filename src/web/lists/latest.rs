//! A payment or an exchange by its number, or by `latest`: the latest one of a service or an order.

use schemars::JsonSchema;
use serde::Deserialize;

use super::values::{self, Unusable};
use crate::app::App;
use crate::domain::ids::{OrderKey, PaymentId, ServiceId};
use crate::store::{ExchangeFilter, ListedExchange, PaymentFilter, StoreError};

/// The scope of `latest`, as programs give it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Scope {
    /// With `latest`: only of this service.
    pub(in crate::web) service_id: Option<String>,
    /// With `latest`: only of this order.
    pub(in crate::web) order_key: Option<String>,
}

impl Scope {
    pub(in crate::web) fn read(self) -> Result<Scoped, Unusable> {
        Ok((values::service_id(self.service_id)?, values::order_key(self.order_key)?))
    }
}

/// The service and the order to which `latest` is restricted.
pub(in crate::web) type Scoped = (Option<ServiceId>, Option<OrderKey>);

/// The payment, which need not exist if it is named by its number. `has_confirmation` restricts `latest` to payments with
/// a confirmation.
pub(in crate::web) async fn payment_id(
    app: &App,
    id: &str,
    (service_id, order_key): Scoped,
    has_confirmation: bool,
) -> Result<Option<PaymentId>, StoreError> {
    if id != "latest" {
        return Ok(Some(PaymentId::new(id)));
    }
    let filter = PaymentFilter { service_id, order_key, has_confirmation, ..PaymentFilter::default() };
    Ok(app.store.list_payments(&filter, None, 1).await?.pop().map(|listed| listed.payment.id))
}

/// The exchange, if there is one.
pub(in crate::web) async fn exchange(
    app: &App,
    id: &str,
    (service_id, order_key): Scoped,
) -> Result<Option<ListedExchange>, StoreError> {
    match id.parse() {
        Ok(id) => app.store.listed_exchange(id).await,
        Err(_) if id == "latest" => {
            let filter = ExchangeFilter { service_id, order_key, ..ExchangeFilter::default() };
            Ok(app.store.list_exchanges(&filter, None, 1).await?.pop())
        }
        Err(_) => Ok(None),
    }
}
