//! Step 9 at a card processor: the card page.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use askama::Template;
use jiff::Timestamp;

use super::outcomes::outcome_text;
use super::summary::{Summary, summary};
use super::transaction::{base, frame, leave};
use crate::domain::instrument::Instrument;
use crate::domain::local_time;
use crate::domain::plain_text::is_unfit;
use crate::domain::test_card::TestCard;
use crate::i18n::Translator;
use crate::payment_provider::card::{CardFieldError, CardSubmission, TypedCard, submit as submit_card};
use crate::store::Transaction;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, render, see_other};
use crate::web::parameters::Form;

#[derive(Template)]
#[template(path = "payment_provider/card.html")]
struct CardPage {
    f: Frame,
    s: Summary,
    typed: TypedCard,
    /// The mistakes: the field's id and the text.
    errors: Vec<(&'static str, String)>,
    /// The test cards: number, outcome, and the address that fills the form with it.
    cards: Vec<(String, String, String)>,
}

impl CardPage {
    fn error_of(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(id, _)| *id == field).map(|(_, text)| text.as_str())
    }
}

/// The page, empty or filled with the test card that the address names by its last four digits.
pub(super) fn page(
    hub: &Hub,
    language: &RequestLanguage,
    transaction: &Transaction,
    query: &str,
) -> HttpResponse {
    let named = query.split('&').find_map(|parameter| parameter.strip_prefix("card="));
    let card = named.and_then(|digits| TestCard::all().find(|card| card.last_four() == digits));
    let typed = card.map_or_else(TypedCard::default, |card| filled(card, hub.clock.now()));
    render_page(hub, StatusCode::OK, language, transaction, typed, &[])
}

/// The entries with a test card, valid for two more years.
fn filled(card: TestCard, now: Timestamp) -> TypedCard {
    TypedCard {
        number: card.grouped(),
        month: "12".to_owned(),
        year: format!("{:02}", (local_time::in_chisinau(now).year() + 2).rem_euclid(100)),
        cvv: "123".to_owned(),
        name: "POPESCU ION".to_owned(),
    }
}

/// The page with the entries that may be redisplayed.
pub(super) fn page_again(
    hub: &Hub,
    language: &RequestLanguage,
    transaction: &Transaction,
    body: &Bytes,
) -> HttpResponse {
    render_page(hub, StatusCode::OK, language, transaction, shown_again(read(body)), &[])
}

/// Handles the entries. The number is only checked by the processor, and never displayed again.
pub(super) async fn submit(
    hub: &Hub,
    language: &RequestLanguage,
    transaction: &Transaction,
    body: &Bytes,
) -> PageResult {
    let typed = read(body);
    match submit_card(hub.payment_provider_context(), transaction, &typed).await? {
        CardSubmission::Decided(decided) => leave(hub, transaction, decided).await,
        CardSubmission::Authenticate => Ok(see_other(format!("{}/3ds", base(transaction)))),
        CardSubmission::Invalid(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(render_page(hub, status, language, transaction, shown_again(typed), &errors))
        }
    }
}

fn read(body: &Bytes) -> TypedCard {
    let form = Form::read(body);
    TypedCard {
        number: form.get("number").to_owned(),
        month: form.get("month").to_owned(),
        year: form.get("year").to_owned(),
        cvv: form.get("cvv").to_owned(),
        name: form.get("name").to_owned(),
    }
}

/// As at real processors, number and security code must be typed again; so must anything that resembles them in other
/// fields.
fn shown_again(typed: TypedCard) -> TypedCard {
    let of_date = |text: String| if text.chars().count() <= 2 { text } else { String::new() };
    let is_name =
        |text: &str| text.chars().filter(char::is_ascii_digit).count() < 3 && !text.contains(is_unfit);
    TypedCard {
        number: String::new(),
        cvv: String::new(),
        month: of_date(typed.month),
        year: of_date(typed.year),
        name: if is_name(&typed.name) { typed.name } else { String::new() },
    }
}

fn render_page(
    hub: &Hub,
    status: StatusCode,
    language: &RequestLanguage,
    transaction: &Transaction,
    typed: TypedCard,
    errors: &[CardFieldError],
) -> HttpResponse {
    let t = language.translator();
    let kind = Instrument::of(transaction.instrument).kind;
    let page = CardPage {
        s: summary(hub, language, transaction),
        typed,
        errors: errors.iter().map(|error| field_error(&t, *error)).collect(),
        cards: TestCard::all()
            .map(|card| {
                let address = format!("{}?card={}#number", base(transaction), card.last_four());
                (card.grouped(), outcome_text(&t, kind.carries_out(card.outcome)), address)
            })
            .collect(),
        f: frame(language, transaction),
    };
    render(status, language, &page)
}

fn field_error(t: &Translator, error: CardFieldError) -> (&'static str, String) {
    match error {
        CardFieldError::UnknownNumber => ("number", t.get("card-error-number")),
        CardFieldError::Expiry => ("month", t.get("card-error-expiry")),
        CardFieldError::Expired => ("month", t.get("card-error-expired")),
        CardFieldError::Cvv => ("cvv", t.get("card-error-cvv")),
        CardFieldError::Name => ("name", t.get("card-error-name")),
    }
}
