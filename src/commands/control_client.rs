//! A client of the control API, for commands.

use std::io::Write;
use std::time::Duration;

use clap::ArgMatches;
use reqwest::header::CONTENT_DISPOSITION;
use reqwest::{Client, Method, Response, StatusCode, redirect};
use serde_json::Value;

use super::CommandError;
use super::hub_address::hub_of;
use crate::config::Config;
use crate::domain::plain_text::{is_unfit, plain};
use crate::service_provider::public_authorities;

/// An address with those values of the query that are given.
pub(super) fn with_query(path: &str, values: &[(&str, Option<&str>)]) -> String {
    let given = values.iter().filter_map(|(name, value)| Some(format!("{name}={}", encoded((*value)?))));
    let query = given.collect::<Vec<_>>().join("&");
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// The text as a part of an address.
pub(super) fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// A value in one line, without terminal escapes of an e-Service.
pub(super) fn shown(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    plain(&text)
}

/// JSON for a terminal too: characters that would steer it are escaped, which changes no value.
pub(super) fn escaped(json: &str) -> String {
    let escaped = |c: char| match c != '\n' && is_unfit(c) {
        true => format!("\\u{:04x}", u32::from(c)),
        false => c.to_string(),
    };
    json.chars().map(escaped).collect()
}

/// The called hub.
#[derive(Debug)]
pub(super) struct ControlClient {
    /// Its address, without a slash at its end.
    pub(super) hub: String,
    token: String,
    patience: Duration,
    client: Client,
}

/// The hub's answer.
#[derive(Debug)]
pub(super) struct ControlResponse {
    /// The address of the hub.
    pub(super) hub: String,
    /// The HTTP status.
    pub(super) status: StatusCode,
    /// The JSON; a problem unless the status is a success.
    pub(super) value: Value,
}

/// An answer that is not JSON.
#[derive(Debug)]
pub(super) enum Opened {
    /// It begins.
    Stream(Response),
    /// The hub has a problem.
    Problem(ControlResponse),
}

/// A downloaded file.
#[derive(Debug)]
pub(super) struct File {
    /// The name that the hub gives it, without anything that leads to another folder.
    pub(super) name: String,
    pub(super) content: Vec<u8>,
}

impl ControlClient {
    /// The hub of [`hub_of`]. The token comes from the settings. `patience` limits each call but that of a stream.
    pub(super) fn new(
        matches: &ArgMatches,
        config: &Config,
        patience: Duration,
    ) -> Result<Self, CommandError> {
        let builder =
            || Client::builder().connect_timeout(patience).redirect(redirect::Policy::none()).no_proxy();
        let client = match builder().build() {
            Ok(client) => client,
            // It searches for CAs on this machine even if TLS is not needed, and there are none here.
            Err(_) => {
                let tls = public_authorities().map_err(|why| CommandError::Refused(why.to_string()))?;
                let client = builder().tls_backend_preconfigured(tls).build();
                client.map_err(|why| {
                    CommandError::Refused(format!("the HTTP client cannot be set up: {}", root(&why)))
                })?
            }
        };
        let token = config.control_token.as_str().to_owned();
        Ok(Self { hub: hub_of(matches, config), token, patience, client })
    }

    /// Makes a call, below `/control/v1`.
    pub(super) async fn call(
        &self,
        method: Method,
        address: &str,
        body: Option<&Value>,
    ) -> Result<ControlResponse, CommandError> {
        let answer = self.send(method, address, body, Some(self.patience)).await?;
        self.said(address, answer).await
    }

    /// Asks for something, below `/control/v1`.
    pub(super) async fn get(&self, address: &str) -> Result<ControlResponse, CommandError> {
        self.call(Method::GET, address, None).await
    }

    /// Begins to read an answer without an end.
    pub(super) async fn open(&self, address: &str) -> Result<Opened, CommandError> {
        // The head of the answer comes at once, as from other calls.
        let answer = tokio::time::timeout(self.patience, self.send(Method::GET, address, None, None)).await;
        let answer = answer.map_err(|_| self.no_answer(address, "no answer in time"))??;
        match answer.status().is_success() {
            true => Ok(Opened::Stream(answer)),
            false => Ok(Opened::Problem(self.said(address, answer).await?)),
        }
    }

    /// Downloads a file.
    ///
    /// # Errors
    /// If the hub cannot be called, and its problem.
    pub(super) async fn file(&self, address: &str) -> Result<File, CommandError> {
        let answer = self.send(Method::GET, address, None, Some(self.patience)).await?;
        if !answer.status().is_success() {
            return Err(CommandError::Refused(self.said(address, answer).await?.problem()));
        }
        let named = answer.headers().get(CONTENT_DISPOSITION).and_then(|value| value.to_str().ok());
        let name = named.and_then(|value| value.split('"').nth(1)).map(file_name).unwrap_or_default();
        let content = answer.bytes().await.map_err(|error| self.no_answer(address, &reason(&error)))?;
        Ok(File { name, content: content.into() })
    }

    async fn send(
        &self,
        method: Method,
        address: &str,
        body: Option<&Value>,
        patience: Option<Duration>,
    ) -> Result<Response, CommandError> {
        let mut request = self.client.request(method, self.url(address));
        if let Some(patience) = patience {
            request = request.timeout(patience);
        }
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        if let Some(body) = body {
            request = request.header("Content-Type", "application/json").body(body.to_string());
        }
        request.send().await.map_err(|error| self.no_answer(address, &reason(&error)))
    }

    /// The answer, as JSON.
    async fn said(&self, address: &str, answer: Response) -> Result<ControlResponse, CommandError> {
        let status = answer.status();
        let bytes = answer.bytes().await.map_err(|error| self.no_answer(address, &reason(&error)))?;
        let value = serde_json::from_slice(&bytes).map_err(|_| {
            let url = self.url(address);
            CommandError::Refused(format!(
                "{url} answers {status}, and no JSON: is this the address of a hub?"
            ))
        })?;
        Ok(ControlResponse { hub: self.hub.clone(), status, value })
    }

    fn url(&self, address: &str) -> String {
        format!("{}/control/v1{address}", self.hub)
    }

    fn no_answer(&self, address: &str, why: &str) -> CommandError {
        let hint = "start a hub, or name the address of one with --hub";
        CommandError::Refused(format!("{} cannot be called: {why}; {hint}", self.url(address)))
    }
}

impl ControlResponse {
    /// The problem in one line: the event, also in the e-Service's own words, the remedy, and the page with more.
    pub(super) fn problem(&self) -> String {
        let [title, detail] = ["title", "detail"].map(|field| shown(&self.value[field]));
        let console = ["exchange_id", "payment_id"].map(|field| (field, shown(&self.value[field])));
        let see: String = console
            .iter()
            .filter(|(_, id)| !id.is_empty())
            .map(|(field, id)| {
                let page = if *field == "exchange_id" { "messages" } else { "payments" };
                format!("; see {}/console/{page}/{id}", self.hub)
            })
            .collect();
        format!("{title}: {detail}; {}{see}", self.hint())
    }

    /// The remedy; for a missing token that of this program, which sends it as a flag or a variable says.
    pub(super) fn hint(&self) -> String {
        match self.value["code"] == "token-missing" {
            true => "give --control-token, or set MPAY_SIM_CONTROL_TOKEN, as the hub has it".to_owned(),
            false => shown(&self.value["hint"]),
        }
    }

    /// Prints the answer to `out`: as JSON if it is wanted, also a problem, else with `print`.
    ///
    /// # Errors
    /// The problem, and the errors of `out`.
    pub(super) fn print<W: Write>(
        &self,
        matches: &ArgMatches,
        out: &mut W,
        print: impl FnOnce(&Value, &mut W) -> std::io::Result<()>,
    ) -> Result<(), CommandError> {
        let (is_success, is_json) = (self.status.is_success(), matches.get_flag("json"));
        if is_json {
            writeln!(out, "{}", escaped(&format!("{:#}", self.value)))?;
        } else if is_success {
            print(&self.value, out)?;
        }
        out.flush()?;
        if is_success { Ok(()) } else { Err(CommandError::Refused(self.problem())) }
    }
}

/// The name without characters that have a meaning in paths; empty if little is left.
fn file_name(named: &str) -> String {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || "-_.".contains(*c);
    named.chars().filter(is_plain).take(100).collect::<String>().trim_start_matches('.').to_owned()
}

/// Why a call failed.
fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() { "no answer in time".to_owned() } else { root(error) }
}

/// The innermost cause of an error.
fn root(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_carry_any_text() {
        assert_eq!(with_query("/a", &[("b", Some("ș &=#+")), ("c", None)]), "/a?b=%C8%99%20%26%3D%23%2B");
        assert_eq!(with_query("/a", &[("c", None)]), "/a");
    }

    #[test]
    fn the_name_of_a_file_leads_nowhere_else() {
        assert_eq!(file_name("payment-7-evidence.zip"), "payment-7-evidence.zip");
        assert_eq!(file_name("../../.ssh/\u{202e}authorized_keys"), "sshauthorized_keys");
        assert_eq!(file_name(".."), "");
    }

    #[test]
    fn json_that_steers_a_terminal_is_escaped_and_means_the_same() {
        let value = serde_json::json!({ "words": "\u{9b}2J\u{1b}[2J\u{202e}\u{7f}ș" });
        let text = escaped(&format!("{value:#}"));
        assert!(!text.contains(|c: char| c != '\n' && is_unfit(c)), "{text:?}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
