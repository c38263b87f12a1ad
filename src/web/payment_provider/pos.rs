//! Steps 9 and 10 at a counter: the operator's page while the terminal waits for the card, and the simulated terminal.

use actix_web::http::StatusCode;
use askama::Template;

use super::outcomes::{is_without_card, outcome_text, outcomes};
use super::summary::{Summary, summary};
use crate::domain::outcome::{OUTCOMES, Outcome};
use crate::domain::payment::DeclineReason;
use crate::domain::test_card::TestCard;
use crate::flow::Problem;
use crate::store::Transaction;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, render};
use crate::web::pos::counter_facts;

#[derive(Template)]
#[template(path = "payment_provider/pos.html")]
struct PosPage {
    f: Frame,
    s: Summary,
    counter: Vec<(String, String)>,
    terminal_id: String,
    /// The terminal's keys in the simulator's box: the outcome's name and the text of the button.
    keys: Vec<(&'static str, String)>,
}

/// The terminal with the amount on it.
pub(super) async fn page(hub: &Hub, language: &RequestLanguage, transaction: &Transaction) -> PageResult {
    let found = match transaction.pos_terminal {
        Some(key) => hub.store.pos_terminal(key).await?,
        None => None,
    };
    let terminal = found.ok_or(Problem::UnknownSession)?;
    let t = language.translator();
    let keys = OUTCOMES.iter().filter(|rule| is_key(rule.outcome));
    let page = PosPage {
        counter: counter_facts(&t, &terminal),
        keys: keys.map(|rule| (rule.name, outcome_text(&t, rule.outcome))).collect(),
        s: Summary {
            outcomes: outcomes(&t, |outcome| is_without_card(outcome) && !is_key(outcome)),
            ..summary(hub, language, transaction)
        },
        terminal_id: terminal.terminal_id,
        f: Frame::new(language),
    };
    Ok(render(StatusCode::OK, language, &page))
}

/// The last digits of the simulated payer's card.
pub(super) fn card_last_four() -> Option<String> {
    TestCard::all().next().map(|card| card.last_four().to_owned())
}

fn is_key(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Approved | Outcome::Declined(DeclineReason::Declined) | Outcome::Terminal(_))
}
