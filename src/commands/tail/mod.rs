//! `mpay-sim tail`: the events and calls of a running hub, one a line, as they happen.

mod line;
mod stream;

use std::io::Write;
use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::Value;
use tokio::time::{sleep, timeout};

use self::line::{Entry, Lines, is_same_call};
use self::stream::Events;
use super::control_client::{ControlClient, ControlResponse, Opened, encoded, escaped, with_query};
use super::hub_address::connection_args;
use super::stop::StopRequest;
use super::terminal::has_colours;
use super::{CommandError, flag, given, json_flag};
use crate::config::Config;

/// The command's name.
pub const NAME: &str = "tail";

/// The time limit of each call but the stream.
const PATIENCE: Duration = Duration::from_secs(10);
/// The hub shows a sign of life every 15 seconds.
const LONGEST_SILENCE: Duration = Duration::from_secs(45);
/// A call of a confirmation and its outcome are two events, written at once.
const PAIRED_WITHIN: Duration = Duration::from_millis(200);
/// The interval of attempts to reach a hub that has gone.
const EVERY: Duration = Duration::from_millis(250);
/// The number of stored events among which earlier lines are searched: the most that a call gives.
const SEARCHED: &str = "200";

/// The command with its arguments.
pub fn command() -> Command {
    let switch = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
    };
    Command::new(NAME)
        .about("Shows what happens at a running hub, one event or call a line")
        .long_about(
            "Shows what happens at a running hub, one event or call to an e-Service a line: the\n\
             latest few, then each as it happens. A call that failed has its reason, the\n\
             e-Service's own words and the address of the message in the console. It waits for\n\
             a hub that is restarted, and ends with Ctrl+C.\n\n\
             Exit code 0: it was stopped. 2: the hub cannot be called.",
        )
        .args([
            flag("service", "SERVICE", "Only of this service"),
            flag("order", "KEY", "Only of this order"),
            switch("failed", "Only what failed"),
            flag("lines", "COUNT", "The number of earlier lines, searched among 200 events")
                .short('n')
                .default_value("10")
                .value_parser(value_parser!(u8)),
            switch("no-follow", "End after the earlier lines"),
            json_flag()
                .help("One JSON object a line: the event as the hub says it, with its call as `exchange`"),
        ])
        .args(connection_args())
}

/// Prints to `out` until the process is asked to stop. Standard error says when the hub cannot be reached, and when it can
/// again.
///
/// # Errors
/// If the hub cannot be called at first, its problem, and the errors of `out`.
pub async fn run(matches: &ArgMatches, config: &Config, out: &mut impl Write) -> Result<(), CommandError> {
    let mut stop = StopRequest::listen()?;
    let client = ControlClient::new(matches, config, PATIENCE)?;
    let mut tail = Tail {
        service: given(matches, "service"),
        order: given(matches, "order"),
        shows_only_failures: matches.get_flag("failed"),
        is_json: matches.get_flag("json"),
        lines: Lines::new(&client.hub, has_colours()),
        client,
        after: 0,
        out,
    };
    let count = usize::from(matches.get_one::<u8>("lines").copied().unwrap_or_default());
    let follows = !matches.get_flag("no-follow");
    tokio::select! {
        biased;
        () = stop.asked() => Ok(()),
        ended = tail.run(count, follows) => ended,
    }
}

struct Tail<'a, W> {
    client: ControlClient,
    service: Option<&'a str>,
    order: Option<&'a str>,
    shows_only_failures: bool,
    is_json: bool,
    lines: Lines,
    /// The number of the latest event that was read.
    after: i64,
    out: &'a mut W,
}

impl<W: Write> Tail<'_, W> {
    async fn run(&mut self, earlier: usize, follows: bool) -> Result<(), CommandError> {
        self.earlier(earlier).await?;
        if !follows {
            return Ok(());
        }
        let mut events = match self.open().await? {
            Opened::Stream(answer) => Events::of(answer),
            Opened::Problem(said) => return Err(CommandError::Refused(said.problem())),
        };
        loop {
            let why = self.follow(&mut events).await?;
            self.tell(&format!("{} is gone ({why}); waiting for it", self.client.hub))?;
            events = self.reopened().await?;
            self.tell(&format!("{} is back", self.client.hub))?;
        }
    }

    /// Prints the latest of the stored events, at most this number of lines.
    async fn earlier(&mut self, count: usize) -> Result<(), CommandError> {
        let stored = succeeded(self.client.get(&self.address("/events/kept", ("limit", SEARCHED))).await?)?;
        let latest_first = stored["events"].as_array().map_or(&[][..], Vec::as_slice);
        self.after = latest_first.first().map_or(0, number);
        let mut entries = Vec::new();
        let mut next: Option<&Value> = None;
        for event in latest_first {
            if entries.len() == count {
                break;
            }
            if !next.is_some_and(|next| is_same_call(event, next)) {
                entries.extend(self.entry(event).await?);
            }
            next = Some(event);
        }
        entries.iter().rev().try_for_each(|entry| self.print(entry))
    }

    /// Prints what happens until the hub has gone, and tells why it is thought to have.
    async fn follow(&mut self, events: &mut Events) -> Result<String, CommandError> {
        // The call of a confirmation, until it is known whether its outcome follows.
        let mut held: Option<Value> = None;
        loop {
            let patience = if held.is_some() { PAIRED_WITHIN } else { LONGEST_SILENCE };
            let read = timeout(patience, events.next()).await;
            let (ready, gone) = match read {
                Ok(Ok(None)) => continue,
                Ok(Ok(Some(event))) => {
                    let before = held.take().filter(|held| !is_same_call(held, &event));
                    let is_held = event["kind"] == "exchange.recorded" && !event["payment_id"].is_null();
                    let now = if is_held { held.replace(event) } else { Some(event) };
                    ([before, now], None)
                }
                Ok(Err(why)) => ([held.take(), None], Some(why)),
                Err(_) if held.is_some() => ([held.take(), None], None),
                Err(_) => ([None, None], Some("no sign of life".to_owned())),
            };
            for event in ready.iter().flatten() {
                match self.entry(event).await {
                    Ok(entry) => entry.iter().try_for_each(|entry| self.print(entry))?,
                    // It is read again from the hub that comes back.
                    Err(why) => return Ok(why.to_string()),
                }
                self.after = number(event);
            }
            if let Some(why) = gone {
                return Ok(why);
            }
        }
    }

    /// The stream of a hub that has come back, from where the last one ended.
    async fn reopened(&mut self) -> Result<Events, CommandError> {
        loop {
            sleep(EVERY).await;
            // A hub with a new database counts its events anew.
            let Ok(latest) = self.client.get("/events/kept?limit=1").await else { continue };
            if latest.status.is_success() && latest.value["events"].get(0).map_or(0, number) < self.after {
                self.after = 0;
            }
            match self.open().await {
                Ok(Opened::Stream(answer)) => return Ok(Events::of(answer)),
                Ok(Opened::Problem(said)) if said.status.is_client_error() => {
                    return Err(CommandError::Refused(said.problem()));
                }
                Ok(Opened::Problem(_)) | Err(_) => {}
            }
        }
    }

    async fn open(&self) -> Result<Opened, CommandError> {
        self.client.open(&self.address("/events", ("after", &self.after.to_string()))).await
    }

    fn address(&self, path: &str, more: (&str, &str)) -> String {
        let (name, value) = more;
        with_query(path, &[("service_id", self.service), ("order_key", self.order), (name, Some(value))])
    }

    /// The event with the facts about its call; `None` if it is not to be shown.
    async fn entry(&self, event: &Value) -> Result<Option<Entry>, CommandError> {
        let mut entry = Entry { event: event.clone(), exchange: Value::Null, next_attempt_at: Value::Null };
        if let Some(id) = event["exchange_id"].as_i64() {
            let said = self.client.get(&format!("/exchanges/{id}")).await?;
            // The oldest are no longer stored.
            if said.value["code"] != "unknown-exchange" {
                entry.exchange = succeeded(said)?;
            }
        }
        // The line of the call itself says why the visit stopped.
        let is_told = !self.is_json && event["kind"] == "visit.stopped" && !entry.exchange.is_null();
        if is_told || (self.shows_only_failures && !entry.has_failed()) {
            return Ok(None);
        }
        if event["kind"] == "confirmation.failed" {
            let payment = encoded(event["payment_id"].as_str().unwrap_or_default());
            let said = self.client.get(&format!("/confirmations/{payment}")).await?;
            let attempts = said.value["history"].as_array().into_iter().flatten();
            let of_call = attempts.rev().find(|attempt| attempt["exchange_id"] == event["exchange_id"]);
            entry.next_attempt_at =
                of_call.map(|attempt| attempt["next_attempt_at"].clone()).unwrap_or_default();
        }
        Ok(Some(entry))
    }

    fn print(&mut self, entry: &Entry) -> Result<(), CommandError> {
        let line = if self.is_json { escaped(&entry.json()) } else { self.lines.of(entry) };
        writeln!(self.out, "{line}")?;
        Ok(self.out.flush()?)
    }

    fn tell(&self, what: &str) -> Result<(), CommandError> {
        Ok(writeln!(std::io::stderr(), "mpay-sim: {what}")?)
    }
}

fn succeeded(said: ControlResponse) -> Result<Value, CommandError> {
    if said.status.is_success() { Ok(said.value) } else { Err(CommandError::Refused(said.problem())) }
}

fn number(event: &Value) -> i64 {
    event["id"].as_i64().unwrap_or_default()
}
