//! `/PosTerminal/Configure`: configures the POS terminal of this browser.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, SET_COOKIE};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{COOKIE_NAME, Operator};
use crate::domain::card_number::hide_card_numbers;
use crate::domain::ids::SessionId;
use crate::domain::plain_text::turns_direction;
use crate::domain::pos_terminal::{PosField, PosMistake, TypedPosTerminal};
use crate::flow::Problem;
use crate::flow::pos_terminal::{AtHand, at_hand, configure};
use crate::i18n::Translator;
use crate::web::cookies;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub, render, see_other};
use crate::web::parameters::{self, Form};

/// The maximum length of a redisplayed text; longer ones are refused anyway.
const MAX_SHOWN: usize = 300;

#[derive(Template)]
#[template(path = "pos/configure.html")]
struct ConfigurePage {
    f: Frame,
    fields: Vec<FieldView>,
    errors: Vec<(&'static str, String)>,
    /// The number of this browser's terminal, if it has one.
    configured: Option<String>,
    /// The visit to continue.
    session: String,
    /// The address of the operator's connection.
    address: Option<String>,
}

struct FieldView {
    name: &'static str,
    label: String,
    hint: Option<String>,
    value: String,
    required: bool,
    input_mode: &'static str,
    error: Option<String>,
}

/// The form with this browser's terminal.
pub(in crate::web) async fn show(
    hub: Hub,
    language: RequestLanguage,
    operator: Operator,
    request: HttpRequest,
) -> PageResult {
    let session = parameters::ignoring_case(request.query_string(), "session").unwrap_or_default();
    Ok(match at_hand(&hub, operator.key, operator.address).await? {
        AtHand::Terminal(_, terminal) | AtHand::MeantForAnotherAddress(terminal) => {
            let configured = Some(terminal.terminal_id.clone());
            page(&language, operator, &TypedPosTerminal::from(&terminal), &[], configured, &session)
        }
        AtHand::None => page(&language, operator, &TypedPosTerminal::default(), &[], None, &session),
    })
}

/// Stores the terminal, sets the browser's cookie, and continues the visit.
pub(in crate::web) async fn submit(
    hub: Hub,
    language: RequestLanguage,
    operator: Operator,
    body: Bytes,
) -> PageResult {
    let form = Form::read(&body);
    let mut typed = TypedPosTerminal::default();
    for (name, value) in form.fields() {
        let field = PosField::ALL.into_iter().find(|field| field.name().eq_ignore_ascii_case(name));
        if let Some(field) = field
            && typed.get(field).is_empty()
        {
            let shown: String = value.chars().filter(|c| !turns_direction(*c)).take(MAX_SHOWN).collect();
            typed.set(field, hide_card_numbers(&shown));
        }
    }
    let session = form.get("session");
    match configure(&hub, &typed).await? {
        Ok(key) => {
            let next = match SessionId::parse(session) {
                Some(session) => format!("/pos/{session}"),
                None => "/PosTerminal/Configure".to_owned(),
            };
            let mut response = see_other(next);
            let cookie = cookies::remembered(COOKIE_NAME, &key.to_string());
            match HeaderValue::from_str(&cookie) {
                Ok(cookie) => response.headers_mut().insert(SET_COOKIE, cookie),
                Err(error) => {
                    tracing::error!(%error, "a cookie cannot be sent");
                    return Err(Problem::UnknownSession);
                }
            };
            Ok(response)
        }
        Err(mistakes) => Ok(page(&language, operator, &typed, &mistakes, None, session)),
    }
}

fn page(
    language: &RequestLanguage,
    operator: Operator,
    typed: &TypedPosTerminal,
    mistakes: &[(PosField, PosMistake)],
    configured: Option<String>,
    session: &str,
) -> HttpResponse {
    let t = language.translator();
    let fields: Vec<_> = PosField::ALL.into_iter().map(|field| view(&t, field, typed, mistakes)).collect();
    let errors = fields.iter().filter_map(|view| {
        let error = view.error.as_ref()?;
        Some((view.name, format!("{}: {error}", view.label)))
    });
    let page = ConfigurePage {
        errors: errors.collect(),
        fields,
        configured,
        session: SessionId::parse(session).map(|id| id.to_string()).unwrap_or_default(),
        address: operator.address.map(|address| address.to_string()),
        f: Frame::new(language),
    };
    let status = if mistakes.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    render(status, language, &page)
}

fn view(
    t: &Translator,
    field: PosField,
    typed: &TypedPosTerminal,
    mistakes: &[(PosField, PosMistake)],
) -> FieldView {
    let mistake = mistakes.iter().find(|(at, _)| *at == field).map(|(_, mistake)| *mistake);
    let hint = match field {
        PosField::OrganizationIdno => Some(t.get("pos-hint-idno")),
        PosField::TerminalId => Some(t.get("pos-hint-terminal")),
        PosField::IntendedIp => Some(t.get("pos-hint-address")),
        _ => None,
    };
    FieldView {
        name: field.name(),
        label: t.get(match field {
            PosField::OrganizationName => "pos-organization",
            PosField::OrganizationIdno => "pos-organization-idno",
            PosField::OfficeAddress => "pos-office",
            PosField::OrganizationService => "pos-service",
            PosField::Counter => "pos-counter",
            PosField::TerminalId => "pos-terminal",
            PosField::VendorName => "pos-bank",
            PosField::IntendedIp => "pos-address",
        }),
        hint,
        value: typed.get(field).to_owned(),
        required: field.is_required(),
        input_mode: if field == PosField::OrganizationIdno { "numeric" } else { "text" },
        error: mistake.map(|mistake| match mistake {
            PosMistake::Missing => t.get("field-error-missing"),
            PosMistake::TooLong(most) => t.with("pos-error-too-long", "most", most.to_string()),
            PosMistake::Characters => t.get("field-error-characters"),
            PosMistake::CardNumber => t.get("field-error-card-number"),
            PosMistake::Idno => t.get("pos-error-idno"),
            PosMistake::TerminalId => t.get("pos-error-terminal"),
            PosMistake::Address => t.get("pos-error-address"),
        }),
    }
}
