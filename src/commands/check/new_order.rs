//! New orders, from a command or an address that the user names.

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, LOCATION};
use reqwest::{Client, redirect};
use serde_json::Value;

use super::arguments::Arguments;
use crate::check::NewOrder;
use crate::commands::CommandError;
use crate::domain::ids::OrderKey;
use crate::domain::plain_text::line_of;

/// The time limit of making an order.
const PATIENCE: Duration = Duration::from_secs(30);

/// The names under which a JSON answer may have the key.
const NAMES: [&str; 4] = ["order_key", "orderKey", "OrderKey", "key"];

/// How new orders are made, if the user says how.
///
/// # Errors
/// If both ways are given.
pub(super) fn of(arguments: &Arguments) -> Result<Option<NewOrder>, CommandError> {
    match (arguments.one("new-order-command"), arguments.one("new-order-url")) {
        (None, None) => Ok(None),
        (Some(command), None) => {
            let command = command.to_owned();
            Ok(Some(Arc::new(move || Box::pin(of_command(command.clone())))))
        }
        (None, Some(url)) => {
            let body = arguments.one("new-order-body").unwrap_or_default().to_owned();
            let client =
                Client::builder().timeout(PATIENCE).redirect(redirect::Policy::none()).no_proxy().build();
            let client = client.map_err(|why| CommandError::Refused(format!("--new-order-url: {why}")))?;
            let url = url.to_owned();
            Ok(Some(Arc::new(move || Box::pin(of_url(client.clone(), url.clone(), body.clone())))))
        }
        (Some(_), Some(_)) => Err(CommandError::Refused(
            "--new-order-command and --new-order-url are both given; leave one of them out".to_owned(),
        )),
    }
}

/// Runs the user's own command in the shell, and takes the last line that it prints.
async fn of_command(command: String) -> Result<OrderKey, String> {
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let run = tokio::task::spawn_blocking(move || {
        std::process::Command::new(shell).args([flag, &command]).stdin(Stdio::null()).output()
    });
    let output = tokio::time::timeout(PATIENCE, run)
        .await
        .map_err(|_| format!("the command did not end within {} s", PATIENCE.as_secs()))?
        .map_err(|why| why.to_string())?
        .map_err(|why| format!("the command cannot be run: {why}"))?;
    let (printed, complained) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if !output.status.success() {
        return Err(format!("the command ended with {}: {}", output.status, line_of(complained.trim(), 200)));
    }
    let last = printed.lines().map(str::trim).rfind(|line| !line.is_empty());
    key(last.ok_or("the command printed nothing")?)
}

/// Posts to the address, and finds the key in the answer.
async fn of_url(client: Client, url: String, body: String) -> Result<OrderKey, String> {
    let media_type = if body.trim_start().starts_with('{') {
        "application/json"
    } else {
        "application/x-www-form-urlencoded"
    };
    let answer = client.post(&url).header(CONTENT_TYPE, media_type).body(body).send().await;
    let answer = answer.map_err(|why| format!("{url} cannot be called: {why}"))?;
    let status = answer.status();
    if status.is_redirection() {
        let to = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
        let path = to.split(['?', '#']).next().unwrap_or_default();
        return key(path.trim_end_matches('/').rsplit('/').next().unwrap_or_default());
    }
    let text = answer.text().await.map_err(|why| why.to_string())?;
    if !status.is_success() {
        return Err(format!("{url} answers {status}: {}", line_of(text.trim(), 200)));
    }
    match serde_json::from_str::<Value>(&text) {
        Ok(Value::Object(object)) => {
            let found = NAMES.iter().find_map(|name| object.get(*name)).and_then(Value::as_str);
            key(found.ok_or_else(|| format!("{url} answers JSON without `order_key`"))?)
        }
        Ok(Value::String(text)) => key(&text),
        _ => key(text.trim()),
    }
}

fn key(text: &str) -> Result<OrderKey, String> {
    OrderKey::given(text).map_err(|why| format!("`{}` is no OrderKey: {why}", line_of(text, 60)))
}
