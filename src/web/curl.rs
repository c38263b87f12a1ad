//! Shell commands: a recorded call, and the token for calls of the control API.

use super::access::asks_for_token;
use crate::app::App;
use crate::domain::plain_text::shell_word;
use crate::store::{ExchangeBytes, ListedExchange};

/// The command that sends the recorded bytes to the e-Service again.
pub(super) fn curl(hub: &App, exchange: &ListedExchange, bytes: &ExchangeBytes) -> Option<String> {
    let service = hub.service(&exchange.service_id)?;
    let header = |name: &str| {
        let lines = bytes.request_head.as_deref().unwrap_or_default().lines();
        let mut found = lines.filter_map(|line| line.split_once(": "));
        found.find(|(given, _)| *given == name).map(|(_, value)| value.to_owned())
    };
    let headers =
        [("content-type", "text/xml; charset=utf-8"), ("soapaction", "\"\"")].map(|(name, default)| {
            format!(
                "-H {}",
                shell_word(&format!("{name}: {}", header(name).unwrap_or_else(|| default.to_owned())))
            )
        });
    Some(format!(
        "curl -s{} {}/control/v1/exchanges/{}/request \\\n  | curl -i {} --data-binary @- {}",
        token_header(hub),
        hub.public_url,
        exchange.id,
        headers.join(" "),
        shell_word(&service.endpoint_url)
    ))
}

/// The option for `curl` with which the control API answers; empty if the hub requires no token.
pub(super) fn token_header(hub: &App) -> &'static str {
    match asks_for_token(hub) {
        true => " -H \"Authorization: Bearer $MPAY_SIM_CONTROL_TOKEN\"",
        false => "",
    }
}
