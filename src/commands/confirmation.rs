//! `mpay-sim confirmation`: the confirmations of a running hub, and the operations on them.

use std::io::{self, Write};
use std::time::Duration;

use clap::{ArgMatches, Command, value_parser};
use reqwest::Method;
use serde_json::{Value, json};

use super::clock::local;
use super::control_client::{ControlClient, ControlResponse, shown, with_query};
use super::hub_address::connection_args;
use super::payment_scope::{address, of_payment};
use super::{CommandError, flag, given, json_flag};
use crate::config::Config;
use crate::domain::confirmation::ConfirmationState;
use crate::domain::plain_text::line_of;

/// The command's name.
pub const NAME: &str = "confirmation";

/// The time limit of each call.
const PATIENCE: Duration = Duration::from_secs(30);

/// The statuses of confirmations that no e-Service has accepted, most important first.
const WAITING: [ConfirmationState; 4] = [
    ConfirmationState::GaveUp,
    ConfirmationState::Pending,
    ConfirmationState::InFlight,
    ConfirmationState::Halted,
];

/// The operations on one confirmation: names as in the control API, with their meanings.
const OPERATIONS: [(&str, &str); 4] = [
    ("send-now", "Makes one attempt at once, without changing the schedule"),
    ("send-again", "Makes one attempt at once, whatever the status"),
    ("halt", "Stops the attempts until it is resumed"),
    ("resume", "Makes a halted one due at once; its schedule goes on where it stood"),
];

/// The command with its own commands.
pub fn command() -> Command {
    let operations = OPERATIONS.map(|(name, about)| of_payment(Command::new(name)).about(about));
    let list = Command::new("list").about("Those that no e-Service has accepted (the default)").args([
        flag("service", "SERVICE", "Only of this service"),
        flag("order", "KEY", "Only of this order"),
        flag("status", "STATUS", "With this status: Pending, InFlight, Confirmed, Halted or GaveUp"),
    ]);
    let duplicate = of_payment(Command::new("duplicate"))
        .about("Sends it several times more, together or with a gap")
        .arg(
            flag("count", "NUMBER", "How many times more")
                .default_value("1")
                .value_parser(value_parser!(u32).range(1..=1000)),
        )
        .arg(flag(
            "gap",
            "DURATION",
            "The time between them on the hub's clock, such as 301s [default: none]",
        ));
    let redrive = Command::new("redrive")
        .about("Makes all of a service due at once that wait or have given up, whose schedule then restarts")
        .args([
            flag("service", "SERVICE", "Of this service").required(true),
            flag("order", "KEY", "Only of this order"),
            flag("since", "TIME", "Only of payments since this time, such as 2027-01-04T09:00:00Z"),
        ]);
    Command::new(NAME)
        .about("Confirmations at a running hub: list what waits, send now, halt, resume, duplicate, redrive")
        .arg(json_flag())
        .args(connection_args())
        .subcommand(list)
        .subcommand(of_payment(Command::new("show")).about("One with every attempt"))
        .subcommands(operations)
        .subcommands([duplicate, redrive])
}

/// Lists, or carries out the operation and prints its result.
///
/// # Errors
/// The hub's problem, and the errors of `out`.
pub async fn run(matches: &ArgMatches, config: &Config, out: &mut impl Write) -> Result<(), CommandError> {
    let client = ControlClient::new(matches, config, PATIENCE)?;
    let post =
        async |address: &str, body: Option<Value>| client.call(Method::POST, address, body.as_ref()).await;
    match matches.subcommand() {
        Some(("show", flags)) => {
            client.get(&address("/confirmations", flags, "")).await?.print(matches, out, details)
        }
        Some(("duplicate", flags)) => {
            let body = json!({ "count": flags.get_one::<u32>("count"), "gap": given(flags, "gap") });
            let said = post(&address("/confirmations", flags, "/duplicate"), Some(body)).await?;
            said.print(matches, out, requested)
        }
        Some(("redrive", flags)) => {
            let [service, order, since] = ["service", "order", "since"].map(|name| given(flags, name));
            let body = json!({ "service_id": service, "order_key": order, "since": since });
            post("/confirmations/redrive", Some(body)).await?.print(matches, out, redriven)
        }
        Some((operation, flags)) if operation != "list" => {
            let said = post(&address("/confirmations", flags, &format!("/{operation}")), None).await?;
            let is_attempt = operation.starts_with("send-");
            said.print(matches, out, if is_attempt { requested } else { done })
        }
        Some((_, flags)) => list(&client, Some(flags)).await?.print(matches, out, rows),
        None => list(&client, None).await?.print(matches, out, rows),
    }
}

/// The confirmations of one status, else of each that waits, as one list.
async fn list(client: &ControlClient, flags: Option<&ArgMatches>) -> Result<ControlResponse, CommandError> {
    let given = |name: &str| flags.and_then(|flags| given(flags, name));
    let of_status = async |status: &str| {
        let query = [
            ("service_id", given("service")),
            ("order_key", given("order")),
            ("status", Some(status)),
            ("limit", Some("200")),
        ];
        client.get(&with_query("/confirmations", &query)).await
    };
    if let Some(status) = given("status") {
        return of_status(status).await;
    }
    let mut all = of_status(WAITING[0].as_str()).await?;
    for status in &WAITING[1..] {
        if !all.status.is_success() {
            break;
        }
        let next = of_status(status.as_str()).await?;
        match (all.value["confirmations"].as_array_mut(), next.value["confirmations"].as_array()) {
            (Some(rows), Some(more)) if next.status.is_success() => rows.extend(more.iter().cloned()),
            _ => return Ok(next),
        }
    }
    Ok(all)
}

fn rows<W: Write>(list: &Value, out: &mut W) -> io::Result<()> {
    let rows = list["confirmations"].as_array();
    for row in rows.into_iter().flatten() {
        writeln!(out, "{}", line(row))?;
    }
    if rows.is_none_or(Vec::is_empty) {
        writeln!(out, "there is none")?;
    }
    Ok(())
}

/// A confirmation in one line.
fn line(confirmation: &Value) -> String {
    let [payment, service, order, status, attempts, outcome] =
        ["payment_id", "service_id", "order_key", "status", "attempts", "last_outcome"]
            .map(|field| shown(&confirmation[field]));
    let next = match &confirmation["next_attempt_at"] {
        Value::Null => String::new(),
        at => format!("; next {}", local(at)),
    };
    let outcome = if outcome.is_empty() { outcome } else { format!("; {}", line_of(&outcome, 240)) };
    format!("{payment}  {service:<8}  {order:<12}  {status}, attempts: {attempts}{next}{outcome}")
}

fn details<W: Write>(confirmation: &Value, out: &mut W) -> io::Result<()> {
    writeln!(out, "{}", line(confirmation))?;
    for attempt in confirmation["history"].as_array().into_iter().flatten() {
        let [number, cause, text] = ["number", "cause", "text"].map(|field| shown(&attempt[field]));
        let message = match &attempt["exchange_id"] {
            Value::Null => String::new(),
            id => format!(", message {id}"),
        };
        let at = local(&attempt["started_at"]);
        writeln!(out, "    {number}  {at}  {cause}{message}: {}", line_of(&text, 240))?;
    }
    Ok(())
}

fn done<W: Write>(said: &Value, out: &mut W) -> io::Result<()> {
    let result = if said["result"] == "already_so" { "already so" } else { "done" };
    writeln!(out, "{result}: {}", line(&said["confirmation"]))
}

/// An attempt that may not have ended yet: the confirmation as it stands tells nothing about it.
fn requested<W: Write>(said: &Value, out: &mut W) -> io::Result<()> {
    let result = if said["result"] == "already_so" { "already requested" } else { "requested" };
    let [payment, service, order] =
        ["payment_id", "service_id", "order_key"].map(|field| shown(&said["confirmation"][field]));
    writeln!(out, "{result}: {payment}  {service}  {order}")?;
    writeln!(out, "`mpay-sim {NAME} show {payment}` lists the attempts and their outcomes")
}

fn redriven<W: Write>(said: &Value, out: &mut W) -> io::Result<()> {
    let [gave_up, waiting] = ["gave_up", "waiting"].map(|field| shown(&said[field]));
    writeln!(out, "due now: {waiting} that waited, {gave_up} that had given up")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_needs_a_payment_and_a_list_none() {
        let given = |args: &[&str]| command().try_get_matches_from([&[NAME], args].concat()).is_ok();
        for (name, _) in OPERATIONS {
            assert!(
                !given(&[name]) && given(&[name, "latest"]) && given(&[name, "--order", "A-1"]),
                "{name}"
            );
            assert!(!given(&[name, "7", "--order", "A-1"]), "{name}: the order would be ignored");
        }
        assert!(given(&[]) && given(&["list"]) && !given(&["redrive"]));
    }
}
