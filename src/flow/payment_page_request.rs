//! Step 4: the browser brings `ServiceID`, `OrderKey` and, optionally, `ReturnUrl`.

use super::Problem;
use super::services::known_service;
use crate::app::App;
use crate::domain::ids::{InvoiceId, OrderKey, ServiceId, SessionId};
use crate::domain::payer_input::Choice;
use crate::domain::return_url::ReturnUrl;
use crate::store::{PaySession, Visit};

/// The parameters as received, from a form or an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaymentPageRequest {
    /// `ServiceID`; empty if missing.
    pub service_id: String,
    /// `OrderKey`; empty if missing.
    pub order_key: String,
    /// `ReturnUrl`; empty if there is none.
    pub return_url: String,
}

impl PaymentPageRequest {
    /// Reads the parameters by case-insensitive names, like the real system. The first non-empty value of a name counts,
    /// trimmed: XML readers trim it too, and an order must not get two invoices because of white space.
    pub fn from_parameters<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut request = Self::default();
        for (name, value) in parameters {
            let field = match name.to_ascii_lowercase().as_str() {
                "serviceid" => &mut request.service_id,
                "orderkey" => &mut request.order_key,
                "returnurl" => &mut request.return_url,
                _ => continue,
            };
            if field.is_empty() {
                // A return address with a space is refused, not repaired.
                let value = if name.eq_ignore_ascii_case("returnurl") { value } else { value.trim() };
                value.clone_into(field);
            }
        }
        request
    }
}

/// Checks the parameters and opens a visit. The order is requested when the pay page is shown.
pub async fn open(app: &App, request: PaymentPageRequest) -> Result<SessionId, Problem> {
    let service_id = ServiceId::parse(request.service_id)?;
    let order_key = OrderKey::given(request.order_key)?;
    let return_url =
        if request.return_url.is_empty() { None } else { Some(ReturnUrl::parse(&request.return_url)?) };
    known_service(app, &service_id).await?;
    let session = PaySession {
        id: SessionId::from_random(app.randomness.bytes()),
        service_id,
        order_key,
        asked_key: None,
        return_url,
        entered: Choice::default(),
        seen: None,
        invoice_id: None,
        created_at: app.clock.now(),
    };
    app.store.insert_pay_session(&session).await?;
    Ok(session.id)
}

/// Opens a visit for an invoice, by its number.
pub async fn open_invoice(app: &App, number: &str) -> Result<SessionId, Problem> {
    let id = InvoiceId::parse(number).ok_or(Problem::UnknownInvoice)?;
    let invoice = app.store.invoice(&id).await?.ok_or(Problem::UnknownInvoice)?;
    known_service(app, &invoice.service_id).await?;
    let session = PaySession {
        id: SessionId::from_random(app.randomness.bytes()),
        service_id: invoice.service_id,
        order_key: invoice.order_key,
        asked_key: app.store.asked_key_of_invoice(&invoice.id).await?,
        return_url: None,
        entered: Choice::default(),
        seen: None,
        invoice_id: Some(invoice.id),
        created_at: app.clock.now(),
    };
    app.store.insert_pay_session(&session).await?;
    Ok(session.id)
}

/// Opens a new visit for one of the several orders that a visit has found. A visit keeps its order, so two orders of the
/// same choice can be paid side by side. The new visit checks that the reply contains the order.
pub async fn choose_order(app: &App, id: SessionId, order_key: &str) -> Result<SessionId, Problem> {
    let order_key = OrderKey::given(order_key)?;
    let visit = session(app, id).await?;
    let chosen = PaySession {
        id: SessionId::from_random(app.randomness.bytes()),
        asked_key: Some(visit.asked_key.unwrap_or(visit.order_key)),
        order_key,
        entered: Choice::default(),
        seen: None,
        invoice_id: None,
        created_at: app.clock.now(),
        ..visit
    };
    app.store.insert_pay_session(&chosen).await?;
    Ok(chosen.id)
}

/// Opens a visit for the choice that a visit came from; returns the same visit if it came from none.
pub async fn choose_again(app: &App, id: SessionId) -> Result<SessionId, Problem> {
    let visit = session(app, id).await?;
    let Some(asked_key) = visit.asked_key.clone() else { return Ok(id) };
    let choice = PaySession {
        id: SessionId::from_random(app.randomness.bytes()),
        order_key: asked_key,
        asked_key: None,
        entered: Choice::default(),
        seen: None,
        invoice_id: None,
        created_at: app.clock.now(),
        ..visit
    };
    app.store.insert_pay_session(&choice).await?;
    Ok(choice.id)
}

/// The visit with this id, and what its steps begin with.
pub async fn visit(app: &App, id: SessionId) -> Result<Visit, Problem> {
    app.store.visit(id).await?.ok_or(Problem::UnknownSession)
}

/// The visit with this id.
pub async fn session(app: &App, id: SessionId) -> Result<PaySession, Problem> {
    app.store.pay_session(id).await?.ok_or(Problem::UnknownSession)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_without_regard_to_case_and_the_first_value_counts() {
        let request = PaymentPageRequest::from_parameters([
            ("serviceID", "A"),
            ("ORDERKEY", "1"),
            ("OrderKey", "2"),
            ("returnUrl", "http://a"),
            ("other", "x"),
        ]);
        assert_eq!(
            request,
            PaymentPageRequest {
                service_id: "A".into(),
                order_key: "1".into(),
                return_url: "http://a".into()
            }
        );
    }
}
