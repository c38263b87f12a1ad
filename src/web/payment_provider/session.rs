//! The time limit of a payment provider's pages: shown, and over.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use jiff::Timestamp;

use super::transaction::{console, frame};
use crate::domain::payment::TimeOutReason;
use crate::i18n::Translator;
use crate::payment_provider::session::{SESSION_LASTS, can_be_extended};
use crate::store::Transaction;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, render};

/// The time left. It is not counted down on the page, as pages only change on the payer's action.
pub(super) struct SessionNote {
    pub(super) left: String,
    pub(super) until: String,
    pub(super) can_be_extended: bool,
}

#[derive(Template)]
#[template(path = "payment_provider/session_over.html")]
struct SessionOverPage {
    f: Frame,
    return_path: String,
    /// The payment in the console.
    console: String,
    title: String,
    text: String,
    aid: String,
}

/// The note on the transaction's pages; `None` if they are unlimited.
pub(super) fn note(t: &Translator, transaction: &Transaction, now: Timestamp) -> Option<SessionNote> {
    let ends_at = transaction.session_ends_at?;
    // A started minute counts as a whole one, so that no page says zero.
    let minutes = (ends_at.duration_since(now).as_secs().max(0) + 59) / 60;
    Some(SessionNote {
        left: t.count("session-time-left", usize::try_from(minutes.max(1)).unwrap_or(1)),
        until: t.with("session-until", "at", t.date_time_seconds(ends_at)),
        can_be_extended: can_be_extended(transaction, now),
    })
}

/// The page for an expired session, after which nothing submitted counts. `None` if it was not the payer who was too late.
pub(super) fn over(
    language: &RequestLanguage,
    transaction: &Transaction,
    reason: TimeOutReason,
) -> Option<HttpResponse> {
    let t = language.translator();
    let (words, aid) = match reason {
        TimeOutReason::NoAnswer => return None,
        TimeOutReason::SessionExpired => {
            let minutes = SESSION_LASTS.as_mins().to_string();
            ("session-over", t.with("session-over-aid", "minutes", minutes))
        }
        TimeOutReason::NoticeExpired => ("notice-over", t.get("notice-over-aid")),
    };
    let page = SessionOverPage {
        return_path: transaction.return_path.clone(),
        console: console(transaction),
        title: t.get(&format!("{words}-title")),
        text: t.get(&format!("{words}-text")),
        aid,
        f: frame(language, transaction),
    };
    Some(render(StatusCode::GONE, language, &page))
}
