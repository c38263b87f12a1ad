//! Step 9 at a wallet of electronic money: a page without a login.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::{Summary, frame, summary};
use crate::store::Transaction;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, render};

#[derive(Template)]
#[template(path = "payment_provider/wallet.html")]
struct WalletPage {
    f: Frame,
    s: Summary,
}

/// The page.
pub(super) fn page(language: &RequestLanguage, transaction: &Transaction) -> HttpResponse {
    let page = WalletPage { s: summary(language, transaction), f: frame(language, transaction) };
    render(StatusCode::OK, language, &page)
}
