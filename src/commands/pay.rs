//! `mpay-sim pay`: one payment without a browser, through the control API of a running hub.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::control_client::{ControlClient, ControlResponse, encoded, escaped, shown, with_query};
use super::hub_address::connection_args;
use super::pay_findings::Findings;
use super::terminal::Progress;
use super::{CommandError, flag, given, json_flag};
use crate::config::Config;
use crate::domain::card_number::hide_card_numbers;
use crate::junit;

/// The command's name.
pub const NAME: &str = "pay";

/// The result is not the expected one or, with `--strict`, has findings of severity error.
const NOT_SO: u8 = 1;
/// The payment could not be started.
const NOT_STARTED: u8 = 2;
/// The result did not come in time.
const NOT_IN_TIME: u8 = 3;

/// The flags and the fields of the call that they set.
const FIELDS: [(&str, &str, &str, &str); 11] = [
    ("service", "service_id", "SERVICE", "The ServiceID"),
    ("order", "order_key", "KEY", "The OrderKey"),
    ("instrument", "instrument", "NAME", "The instrument, such as card-demo-1 or mia [default: a card]"),
    ("card", "card", "CARD", "A test card, by its number or its outcome, such as declined"),
    ("outcome", "outcome", "NAME", "The payment's outcome, which overrides card, amount and order key"),
    ("amount", "amount", "LEI", "The amount, such as 100.00 [default: what is due]"),
    ("chosen-order", "chosen_order", "KEY", "Of several orders in one reply the one to pay, by its own key"),
    (
        "customer-id",
        "customer_id",
        "NUMBER",
        "The payer's IDNP or IDNO, or the number of a foreign document, where the order asks for one",
    ),
    ("return-url", "return_url", "URL", "The ReturnUrl of the payment page request"),
    ("wait", "wait_for", "STATUS", "Decided, Confirmed, or another status to wait for [default: Decided]"),
    ("timeout", "timeout", "DURATION", "How long to wait, such as 30s, at most 300s [default: 30s]"),
];

/// The command with its arguments.
pub fn command() -> Command {
    let arguments = FIELDS
        .map(|(name, _, value, help)| flag(name, value, help).required(matches!(name, "service" | "order")));
    Command::new(NAME)
        .about("Pays an order at a running hub without a browser; the exit code gives the result")
        .long_about(
            "Pays an order at a running hub without a browser: the payment page request,\n\
             GetOrderDetails, the choice, the payment provider's pages and the payer's return.\n\
             With --wait Confirmed it ends once the e-Service has accepted the confirmation.\n\
             Findings about the e-Service's replies go to standard error.\n\n\
             Exit code 0: the payment reached the expected status; without --wait: it was\n\
             authorised. 1: it reached a different status or, with --strict, a reply has a\n\
             finding of severity error. 2: it could not start: no hub, a wrong argument,\n\
             a failing e-Service. 3: the status was not reached in time.",
        )
        .args(arguments)
        .arg(
            flag(
                "property",
                "NAME=VALUE",
                "The value of a property that the order asks for; may be given several times",
            )
            .action(ArgAction::Append),
        )
        .arg(
            Arg::new("test-connection")
                .long("test-connection")
                .action(ArgAction::SetTrue)
                .help("Pay nothing: ask for the order once, and say how each stage of the call went"),
        )
        .arg(json_flag())
        .arg(
            Arg::new("strict").long("strict").action(ArgAction::SetTrue).help(
                "End with exit code 1 where a reply has a finding of severity error, also if it was paid",
            ),
        )
        .arg(
            flag("junit", "FILE", "Also write the result as JUnit XML, for a CI system")
                .value_parser(value_parser!(PathBuf)),
        )
        .args(connection_args())
}

/// Pays, and prints the result to `out`, and to the report if requested. Findings about the e-Service's replies go to
/// standard error.
///
/// # Errors
/// If the payment could not be started, with the hub's problem and hint; and the errors of `out` and of the report.
pub async fn run(
    matches: &ArgMatches,
    config: &Config,
    out: &mut impl Write,
) -> Result<ExitCode, CommandError> {
    let started = Instant::now();
    let paid = pay(matches, config).await;
    if let Some(path) = matches.get_one::<PathBuf>("junit") {
        let report = junit::document("mpay-sim pay", &[case(matches, &paid, started.elapsed())?]);
        std::fs::write(path, report).map_err(|why| {
            CommandError::Refused(format!("the report {} cannot be written: {why}", path.display()))
        })?;
    }
    let Paid { said, code, findings } = paid?;
    for line in &findings.lines {
        writeln!(std::io::stderr(), "{line}")?;
    }
    if matches.get_flag("json") {
        writeln!(out, "{}", escaped(&format!("{:#}", said.value)))?;
    } else if code != NOT_STARTED {
        print(&said, out)?;
    }
    out.flush()?;
    match code {
        NOT_STARTED => Err(CommandError::Refused(with_flags(&said.problem()))),
        code => Ok(ExitCode::from(code)),
    }
}

/// The hub's answer with its evaluation.
struct Paid {
    said: ControlResponse,
    code: u8,
    findings: Findings,
}

async fn pay(matches: &ArgMatches, config: &Config) -> Result<Paid, CommandError> {
    // The hub's own limit ends the wait; this one is for a hub that hangs.
    let client = ControlClient::new(matches, config, Duration::from_secs(360))?;
    let wanted = given(matches, "wait");
    let _progress = Progress::of("waiting for the payment");
    let said = match matches.get_flag("test-connection") {
        true => client.call(Method::POST, &test_address(matches), None).await?,
        false => client.call(Method::POST, "/payments", Some(&body(matches)?)).await?,
    };
    let findings = Findings::of(&said.value);
    let code = match exit_code(&said, wanted) {
        0 if matches.get_flag("strict") && findings.has_errors => NOT_SO,
        code => code,
    };
    Ok(Paid { said, code, findings })
}

/// The call that tests the connection with the order.
fn test_address(matches: &ArgMatches) -> String {
    let service = encoded(given(matches, "service").unwrap_or_default());
    with_query(&format!("/services/{service}/test"), &[("order_key", given(matches, "order"))])
}

/// The payment as a test of a report, passed if the exit code is 0.
fn case(
    matches: &ArgMatches,
    paid: &Result<Paid, CommandError>,
    took: Duration,
) -> Result<junit::Case, CommandError> {
    let given = |name: &str| given(matches, name).unwrap_or_default();
    let mut printed = Vec::new();
    let result = match paid {
        Ok(Paid { said, code, findings }) => {
            if *code != NOT_STARTED {
                print(said, &mut printed)?;
            }
            for line in &findings.lines {
                writeln!(printed, "{line}")?;
            }
            match *code {
                0 => junit::CaseResult::Passed,
                NOT_STARTED => junit::CaseResult::NotTried(with_flags(&said.problem())),
                _ => junit::CaseResult::Failed(why_not(said)),
            }
        }
        Err(error) => junit::CaseResult::NotTried(error.to_string()),
    };
    let asked =
        ["instrument", "card", "outcome", "amount", "chosen-order", "wait"].into_iter().filter_map(|flag| {
            let value = matches.get_one::<String>(flag)?;
            Some(format!(" {flag}={}", hide_card_numbers(value)))
        });
    Ok(junit::Case {
        class: format!("mpay-sim.pay.{}", given("service")),
        name: std::iter::once(given("order").to_owned()).chain(asked).collect(),
        took,
        result,
        printed: String::from_utf8_lossy(&printed).into_owned(),
    })
}

/// Why the payment does not have the expected result.
fn why_not(said: &ControlResponse) -> String {
    if !said.status.is_success() {
        return with_flags(&format!("{}; {}", shown(&said.value["detail"]), said.hint()));
    }
    if let Some(verdict) = said.value["verdict"].as_str() {
        return format!("the test of the connection is {verdict}: {}", shown(&said.value["outcome"]));
    }
    let [status, reason] = ["status", "reason"].map(|field| shown(&said.value[field]));
    if status == "Authorized" {
        return "the e-Service's replies have findings of severity error, and --strict was given".to_owned();
    }
    format!("the payment is {status}, not Authorized; {reason}").trim_end_matches("; ").to_owned()
}

/// A text of the control API, with field names replaced by this command's flags.
fn with_flags(text: &str) -> String {
    let more = [("property", "properties", "", ""), ("json", "mistakes", "", "")];
    let text = FIELDS.iter().chain(&more).fold(text.to_owned(), |text, (flag, field, ..)| {
        text.replace(&format!("`{field}`"), &format!("--{flag}"))
    });
    text.replace("`present`", "the report of the payment")
}

fn body(matches: &ArgMatches) -> Result<Value, CommandError> {
    let mut body = Map::new();
    for (flag, field, ..) in FIELDS {
        if let Some(value) = matches.get_one::<String>(flag) {
            body.insert(field.to_owned(), json!(value));
        }
    }
    body.entry("wait_for").or_insert(json!("Decided"));
    let mut properties = Vec::new();
    for given in matches.get_many::<String>("property").into_iter().flatten() {
        let (name, value) = given.split_once('=').ok_or_else(|| {
            CommandError::Refused(format!("--property is `{}`, expected NAME=VALUE", shown(&json!(given))))
        })?;
        properties.push(json!({ "name": name, "value": value }));
    }
    body.insert("properties".to_owned(), json!(properties));
    Ok(Value::Object(body))
}

/// The exit code for the payment's result.
fn exit_code(said: &ControlResponse, wanted: Option<&str>) -> u8 {
    if let Some(verdict) = said.value["verdict"].as_str() {
        return if verdict == "passed" { 0 } else { NOT_SO };
    }
    if said.status.is_success() {
        let is_authorized = said.value["status"] == "Authorized";
        return if wanted.is_some() || is_authorized { 0 } else { NOT_SO };
    }
    match said.value["code"].as_str() {
        Some("wrong-state") => NOT_SO,
        Some("wait-timed-out") => NOT_IN_TIME,
        _ => NOT_STARTED,
    }
}

fn print(said: &ControlResponse, out: &mut impl Write) -> std::io::Result<()> {
    if let Some(stages) = said.value["stages"].as_array() {
        for stage in stages {
            writeln!(out, "{:<11}{}", shown(&stage["stage"]), shown(&stage["verdict"]))?;
        }
        return writeln!(out, "{:<11}{}", "test", shown(&said.value["verdict"]));
    }
    let payment = if said.status.is_success() { &said.value } else { &said.value["present"] };
    let field = |pointer: &str| payment.pointer(pointer).map(shown).unwrap_or_default();
    let reason = field("/reason");
    let reason = if reason.is_empty() { reason } else { format!(" ({reason})") };
    writeln!(out, "{:<11}{} {}{reason}", "payment", field("/id"), field("/status"))?;
    writeln!(out, "{:<11}{} lei, {}", "amount", field("/amount"), field("/instrument"))?;
    writeln!(out, "{:<11}{} {}", "order", field("/service_id"), field("/order_key"))?;
    if payment["confirmation"].is_object() {
        let (status, attempts) = (field("/confirmation/status"), field("/confirmation/attempts"));
        let outcome = match field("/confirmation/last_outcome") {
            outcome if outcome.is_empty() => outcome,
            outcome => format!("; last outcome: {outcome}"),
        };
        writeln!(out, "{:<11}{status}, attempts: {attempts}{outcome}", "e-Service")?;
    }
    writeln!(out, "{:<11}{}", "page", field("/links/result_page"))?;
    if !said.status.is_success() {
        writeln!(out, "{:<11}{}", "problem", shown(&said.value["detail"]))?;
    }
    Ok(())
}
