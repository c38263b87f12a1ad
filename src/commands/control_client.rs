//! A client of the control API, for commands.

use std::net::IpAddr;
use std::time::Duration;

use reqwest::{Client, Method, StatusCode, redirect};
use serde_json::Value;

use super::CommandError;
use crate::config::Config;
use crate::service_provider::public_authorities;

/// The called hub.
#[derive(Debug)]
pub(super) struct ControlClient {
    base: String,
    token: String,
    client: Client,
}

/// The hub's answer.
#[derive(Debug)]
pub(super) struct Said {
    /// The address of the hub.
    pub(super) hub: String,
    /// The HTTP status.
    pub(super) status: StatusCode,
    /// The JSON; a problem unless the status is a success.
    pub(super) value: Value,
}

impl ControlClient {
    /// The hub at this address, else the one that the settings start on this machine. The token comes from the settings.
    /// `patience` limits each call.
    pub(super) fn new(config: &Config, url: Option<&str>, patience: Duration) -> Result<Self, CommandError> {
        let builder = || Client::builder().timeout(patience).redirect(redirect::Policy::none()).no_proxy();
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
        Ok(Self {
            base: url.map_or_else(|| here(config), |url| url.trim_end_matches('/').to_owned()),
            token: config.control_token.as_str().to_owned(),
            client,
        })
    }

    /// Makes a call, below `/control/v1`.
    pub(super) async fn call(
        &self,
        method: Method,
        address: &str,
        body: Option<&Value>,
    ) -> Result<Said, CommandError> {
        let url = format!("{}/control/v1{address}", self.base);
        let mut request = self.client.request(method, &url);
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        if let Some(body) = body {
            request = request.header("Content-Type", "application/json").body(body.to_string());
        }
        let failed = |error: reqwest::Error| {
            let why = if error.is_timeout() { "no answer in time".to_owned() } else { root(&error) };
            let hint = "start a hub, or name the address of one with --hub";
            CommandError::Refused(format!("{url} cannot be called: {why}; {hint}"))
        };
        let answer = request.send().await.map_err(failed)?;
        let status = answer.status();
        let bytes = answer.bytes().await.map_err(failed)?;
        let value = serde_json::from_slice(&bytes).map_err(|_| {
            CommandError::Refused(format!(
                "{url} answers {status}, and no JSON: is this the address of a hub?"
            ))
        })?;
        Ok(Said { hub: self.base.clone(), status, value })
    }
}

/// The address of the hub on this machine. A wildcard address can be listened on, not called.
pub(super) fn here(config: &Config) -> String {
    let (ip, port) = (config.listen.ip(), config.listen.port());
    match ip {
        _ if ip.is_unspecified() => format!("http://127.0.0.1:{port}"),
        IpAddr::V6(ip) => format!("http://[{ip}]:{port}"),
        IpAddr::V4(ip) => format!("http://{ip}:{port}"),
    }
}

/// The innermost cause of an error.
fn root(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
