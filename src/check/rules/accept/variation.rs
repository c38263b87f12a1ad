//! Sends one lawful variation of a message, and judges the answer beside that to the usual form.

use crate::check::calls::{Heard, SendOptions};
use crate::check::trial::Trial;
use crate::check::verdict::Verdict;
use crate::domain::http_form::HttpForm;
use crate::service_provider::Signing;
use crate::soap::{confirm_order_payment, get_order_details};

/// One lawful variation of a message.
pub(super) struct Variation {
    /// The content of the Body, from the usual one.
    body: fn(&str) -> String,
    sending: SendOptions,
    /// Text in the sent head or message that only this variation has.
    shows: &'static str,
}

impl Variation {
    /// Another text of the Body's content, which holds `shows`.
    pub(super) fn content(body: fn(&str) -> String, shows: &'static str) -> Self {
        Self { body, sending: SendOptions::default(), shows }
    }

    /// The message changed outside of its signed parts, so that it holds `shows`.
    pub(super) fn message(edit: fn(&str) -> String, shows: &'static str) -> Self {
        Self::signed(Signing::Edited(edit), shows)
    }

    /// Another form of the signature, whose message holds `shows`.
    pub(super) fn signed(signing: Signing, shows: &'static str) -> Self {
        Self { body: str::to_owned, sending: SendOptions { signing, ..SendOptions::default() }, shows }
    }

    /// Another form of the HTTP request, whose head contains `shows`.
    pub(super) fn http(http_form: HttpForm, shows: &'static str) -> Self {
        Self { body: str::to_owned, sending: SendOptions { http_form, ..SendOptions::default() }, shows }
    }

    /// Asks for the order with this variation.
    pub(super) async fn ask(self, trial: &Trial) -> Result<Verdict, Verdict> {
        let order = trial.order()?;
        let query = trial.query(&order.key);
        let body = (self.body)(&get_order_details::write_request(&query));
        let heard = trial.ask("sent", &query, Some(&body), self.sending).await;
        left_as_meant(&heard, self.shows)?;
        if heard.is_accepted() {
            return Ok(Verdict::passed(format!("the query about {} was answered like any other", order.key)));
        }
        let honest = trial.ask_honestly("the usual form beside it", &order.key).await;
        Ok(refused(&heard, &honest))
    }

    /// Confirms a payment of the order with this variation.
    pub(super) async fn confirm(self, trial: &Trial) -> Result<Verdict, Verdict> {
        let order = trial.order()?;
        let usual = confirm_order_payment::write_request(&trial.confirmation(order, None)?);
        let heard = trial.confirm_lawfully("sent", order, &(self.body)(&usual), self.sending).await;
        left_as_meant(&heard, self.shows)?;
        if !heard.is_accepted() {
            let honest = trial.confirm_honestly("the usual form beside it", order, &usual).await;
            return Ok(refused(&heard, &honest));
        }
        let after = trial.books(order, "the order after it").await?;
        if after == order.books() {
            // Some e-Services never show a payment: the usual form of the same payment tells.
            let honest = trial.confirm_honestly("the usual form of the same payment", order, &usual).await;
            let then = trial.books(order, "the order after that").await?;
            if honest.is_accepted() && then != after {
                return Ok(Verdict::failed(format!(
                    "it was answered without a fault, and not booked: the order {} was {after} after it, and {then} after the usual form of the same confirmation",
                    order.key
                )));
            }
        }
        Ok(Verdict::passed(format!("the payment of {} was accepted; the order is {after}", order.key)))
    }
}

/// A verdict where the message did not leave as it was meant to.
fn left_as_meant<T>(heard: &Heard<T>, shows: &str) -> Result<(), Verdict> {
    let exchange = &heard.recorded.exchange;
    heard.reached()?;
    match exchange.request.contains(shows) || exchange.request_head.contains(shows) {
        true => Ok(()),
        false => Err(Verdict::inconclusive("the message could not be written in this form for this order")),
    }
}

fn refused<A, B>(heard: &Heard<A>, honest: &Heard<B>) -> Verdict {
    let (what, words) = heard.said();
    let verdict = if honest.is_accepted() {
        Verdict::failed(format!("it was not accepted ({what}); the same call in the usual form was"))
    } else {
        let usual = honest.said().0;
        Verdict::inconclusive(format!(
            "it was not accepted ({what}), nor was the same call in the usual form ({usual})"
        ))
    };
    verdict.quoting(words)
}
