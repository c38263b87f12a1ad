//! `mpay-sim scenario`: deliberate defects in the calls of a running hub.

use std::io::{self, Write};
use std::time::Duration;

use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command, value_parser};
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::clock::local;
use super::control_client::{ControlClient, encoded, shown, with_query};
use super::hub_address::connection_args;
use super::{CommandError, flag, given, json_flag};
use crate::config::Config;
use crate::domain::plain_text::{line_of, wrapped};

/// The command's name.
pub const NAME: &str = "scenario";

/// The time limit of the call.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the texts of the list begin, and their width.
const INDENT: usize = 26;
const COLUMNS: usize = 84;

/// The command with its own commands.
pub fn command() -> Command {
    let scope = || [flag("service", "SERVICE", "Of this service"), flag("order", "KEY", "Of this order")];
    let on = Command::new("on")
        .about("Switches one on: for all calls, those of a service or an order, or the next few")
        .arg(Arg::new("name").value_name("NAME").required(true).help("The scenario, such as digest-wrong"))
        .args(scope())
        .args([
            flag("calls", "NUMBER", "Ends after this number of calls").value_parser(value_parser!(i64)),
            flag("set", "NAME=VALUE", "A parameter of the scenario; may be given several times")
                .action(ArgAction::Append),
        ]);
    let off = Command::new("off")
        .about("Stops one, those of a service or an order, or all")
        .arg(
            Arg::new("number")
                .value_name("NUMBER")
                .conflicts_with_all(["service", "order", "all"])
                .help("The number in the list, or latest"),
        )
        .args(scope())
        .arg(
            Arg::new("all")
                .long("all")
                .action(ArgAction::SetTrue)
                .conflicts_with_all(["service", "order"])
                .help("All, whatever their service and order"),
        )
        .group(
            ArgGroup::new("which").args(["number", "service", "order", "all"]).required(true).multiple(true),
        );
    let list = Command::new("list").about("Those that are on, and every one that there is (the default)");
    Command::new(NAME)
        .about("Deliberate defects in the calls of a running hub: lists them, switches them on and off")
        .arg(json_flag())
        .args(connection_args())
        .subcommands([list, on, off])
}

/// Lists, or switches on or off and prints the result.
///
/// # Errors
/// The hub's problem, and the errors of `out`.
pub async fn run(matches: &ArgMatches, config: &Config, out: &mut impl Write) -> Result<(), CommandError> {
    let client = ControlClient::new(matches, config, PATIENCE)?;
    match matches.subcommand() {
        Some(("on", flags)) => {
            let said = client.call(Method::POST, "/scenarios", Some(&started(flags)?)).await?;
            said.print(matches, out, |active, out| writeln!(out, "on: {}", line(active)))
        }
        Some(("off", flags)) => {
            let scope = [("service_id", given(flags, "service")), ("order_key", given(flags, "order"))];
            let address = match given(flags, "number") {
                Some(number) => format!("/scenarios/{}", encoded(number)),
                None => with_query("/scenarios", &scope),
            };
            let said = client.call(Method::DELETE, &address, None).await?;
            said.print(matches, out, |said, out| writeln!(out, "stopped: {}", shown(&said["stopped"])))
        }
        _ => client.get("/scenarios").await?.print(matches, out, all),
    }
}

/// The scenario to switch on.
fn started(flags: &ArgMatches) -> Result<Value, CommandError> {
    let mut parameters = Map::new();
    for given in flags.get_many::<String>("set").into_iter().flatten() {
        let (name, value) = given.split_once('=').ok_or_else(|| {
            CommandError::Refused(format!("--set is `{}`, expected NAME=VALUE", shown(&json!(given))))
        })?;
        parameters.insert(name.to_owned(), json!(value));
    }
    Ok(json!({
        "scenario": given(flags, "name"),
        "parameters": parameters,
        "service_id": given(flags, "service"),
        "order_key": given(flags, "order"),
        "calls": flags.get_one::<i64>("calls"),
    }))
}

/// A scenario that was switched on, in one line.
fn line(active: &Value) -> String {
    let [number, name, applied] = ["id", "scenario", "applied"].map(|field| shown(&active[field]));
    let parameters = active["parameters"].as_object().into_iter().flatten();
    let mut line = format!("{number}  {name}");
    for (name, value) in parameters {
        line.push_str(&format!(" {}={}", shown(&json!(name)), shown(value)));
    }
    for (field, of) in [("service_id", "service"), ("order_key", "order")] {
        if !active[field].is_null() {
            line.push_str(&format!(", {of} {}", shown(&active[field])));
        }
    }
    match &active["remaining_calls"] {
        Value::Null => {}
        left => line.push_str(&format!(", calls left: {left}")),
    }
    line.push_str(&format!(", applied: {applied}"));
    if let Some(latest) = active["verdicts"].get(0) {
        let [verdict, found, message] =
            ["verdict", "found", "exchange_id"].map(|field| shown(&latest[field]));
        line.push_str(&format!("; {verdict} in message {message}: {}", line_of(&found, 240)));
    }
    if active["not_applied"].is_object() {
        let [found, remedy] = ["found", "remedy"].map(|field| shown(&active["not_applied"][field]));
        line.push_str(&format!("; not applied: {found}; {remedy}"));
    }
    if active["next_call"].is_object() {
        line.push_str(&format!("; next call {}", local(&active["next_call"]["due_at"])));
    }
    line
}

fn all<W: Write>(said: &Value, out: &mut W) -> io::Result<()> {
    if said["active"].as_array().is_none_or(Vec::is_empty) {
        writeln!(out, "{:<9}none", "on")?;
    }
    for (field, title) in [("active", "on"), ("used_up", "used up")] {
        let rows = said[field].as_array().into_iter().flatten();
        for (at, row) in rows.enumerate() {
            let title = if at == 0 { title } else { "" };
            writeln!(out, "{title:<9}{}", line(row))?;
        }
    }
    let mut group = String::new();
    for scenario in said["scenarios"].as_array().into_iter().flatten() {
        let of = shown(&scenario["group"]);
        if of != group {
            writeln!(out, "\n{of}")?;
            group = of;
        }
        describe(scenario, out)?;
    }
    Ok(())
}

/// A scenario of the table with its parameters.
fn describe<W: Write>(scenario: &Value, out: &mut W) -> io::Result<()> {
    let [name, does] = ["name", "does"].map(|field| shown(&scenario[field]));
    let mut name = format!("  {name}");
    for part in wrapped(&does, COLUMNS) {
        writeln!(out, "{name:<INDENT$} {part}")?;
        name.clear();
    }
    for parameter in scenario["parameters"].as_array().into_iter().flatten() {
        let [name, meaning, min, max, default] =
            ["name", "meaning", "min", "max", "default"].map(|field| shown(&parameter[field]));
        let values = match min.is_empty() {
            true => String::new(),
            false => format!(", {min} to {max} [default: {default}]"),
        };
        writeln!(out, "{:<INDENT$} --set {name}=…  {meaning}{values}", "")?;
    }
    Ok(())
}
