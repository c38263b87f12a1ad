//! Step 9 with a card in the wallet of a phone or a browser: the sheet that Apple Pay and Google Pay show.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::{Summary, frame, summary};
use crate::domain::instrument::Instrument;
use crate::store::Transaction;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, render};

#[derive(Template)]
#[template(path = "payment_provider/device_wallet.html")]
struct DeviceWalletPage {
    f: Frame,
    s: Summary,
    /// Whose wallet it is.
    brand: String,
}

/// The page.
pub(super) fn page(language: &RequestLanguage, transaction: &Transaction) -> HttpResponse {
    let group = Instrument::of(transaction.instrument).kind.group();
    let page = DeviceWalletPage {
        s: summary(language, transaction),
        brand: language.translator().get(&format!("instrument-{group}")),
        f: frame(language, transaction),
    };
    render(StatusCode::OK, language, &page)
}
