//! Steps 9 and 10 with cash: the instructions for the payer, and the address at which a terminal or a cashier reports the
//! money.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::web::Path;
use askama::Template;

use super::summary::{Summary, summary};
use super::transaction::frame;
use crate::domain::ids::InvoiceId;
use crate::domain::outcome::OutcomeRule;
use crate::flow::RETRY_OF_DATABASE;
use crate::payment_provider::cash::{Collection, collect};
use crate::store::Transaction;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, render};

#[derive(Template)]
#[template(path = "payment_provider/cash.html")]
struct CashPage {
    f: Frame,
    s: Summary,
    /// The places that take cash: the kind of place, and the payer's steps there.
    places: [(String, [String; 3]); 3],
    /// The note to print.
    note: String,
    return_path: String,
    /// The address at which a terminal reports the money.
    address: String,
}

/// The instructions.
pub(super) fn page(hub: &Hub, language: &RequestLanguage, transaction: &Transaction) -> HttpResponse {
    let (t, s) = (language.translator(), summary(hub, language, transaction));
    let step = |key: &str| t.with(key, "amount", &s.amount);
    let page = CashPage {
        places: [
            (
                t.get("cash-terminal-title"),
                ["cash-terminal-choose", "cash-terminal-insert", "cash-terminal-keep"].map(step),
            ),
            (t.get("cash-bank-title"), ["cash-bank-show", "cash-bank-pay", "cash-bank-keep"].map(step)),
            (t.get("cash-post-title"), ["cash-post-show", "cash-post-pay", "cash-post-keep"].map(step)),
        ],
        s,
        note: format!("/n/{}", transaction.invoice_id),
        return_path: transaction.return_path.clone(),
        address: format!("{}/terminal/{}", hub.public_url, transaction.invoice_id),
        f: frame(language, transaction),
    };
    render(StatusCode::OK, language, &page)
}

/// A terminal, bank counter or post office reports the money for this notice. For programs: the answer is plain text.
pub(in crate::web) async fn terminal(hub: Hub, number: Path<String>) -> HttpResponse {
    let Some(invoice) = InvoiceId::parse(&number) else {
        return plain(StatusCode::NOT_FOUND, "no notice has this number: it has 14 digits\n");
    };
    match collect(hub.payment_provider_context(), &invoice).await {
        Ok(Collection::Collected(transaction)) => {
            let text = format!("collected {} {} for {invoice}\n", transaction.amount, transaction.currency);
            plain(StatusCode::OK, &text)
        }
        Ok(Collection::Refused(transaction)) => {
            let asked =
                transaction.outcome.map_or("another outcome", |outcome| OutcomeRule::of(outcome).name);
            let text = format!(
                "not collected: `{asked}` was asked for with the order of notice {invoice}; nothing waits for it now\n"
            );
            plain(StatusCode::CONFLICT, &text)
        }
        Ok(Collection::NothingWaits) => plain(
            StatusCode::NOT_FOUND,
            "no payment in cash waits for this notice: it was collected before, or the payer has not chosen cash yet; \
             the payer chooses cash on the pay page first\n",
        ),
        Err(error) => {
            tracing::error!(%error, %invoice, "cash could not be collected");
            let text =
                "the simulator failed, and may have collected nothing; the cause is in the log; ask again\n";
            let Some(_) = error.trouble() else {
                return plain(StatusCode::INTERNAL_SERVER_ERROR, text);
            };
            let mut response = plain(StatusCode::SERVICE_UNAVAILABLE, text);
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(RETRY_OF_DATABASE));
            response
        }
    }
}

fn plain(status: StatusCode, text: &str) -> HttpResponse {
    HttpResponse::build(status).content_type("text/plain; charset=utf-8").body(text.to_owned())
}
