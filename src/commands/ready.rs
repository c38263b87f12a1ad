//! `mpay-sim ready`: checks a running hub. Meant for health checks of containers without a shell.

use std::time::{Duration, Instant};

use clap::{Arg, ArgMatches, Command};
use jiff::SignedDuration;

use super::CommandError;
use super::control_client::here;
use crate::config::Config;
use crate::service_provider::plain_get;

/// The command's name.
pub const NAME: &str = "ready";

/// The time limit of the check. A hub answers within 2 s that its database does not, and its words must arrive.
const PATIENCE: Duration = Duration::from_secs(5);

/// The interval of checks with `--wait`: a start takes some tens of milliseconds.
const EVERY: Duration = Duration::from_millis(20);

/// The command with its argument.
pub fn command() -> Command {
    Command::new(NAME)
        .about("Exit code 0 once a running hub can serve (container health check)")
        .long_about(
            "Asks /readyz of a hub, or of a sample e-Service, once, and waits 5 s for the answer. With --wait it asks \
             until the answer is yes, or the time is over.\n\n\
             Exit code 0: it can serve. 2: it cannot, or does not answer.",
        )
        .arg(
            Arg::new("wait")
                .long("wait")
                .value_name("DURATION")
                .value_parser(longest_wait)
                .help("Ask until it can serve, for so long at most, such as 30s"),
        )
        .arg(Arg::new("url").value_name("URL").env("MPAY_SIM_HUB").help(
            "The address to check, such as http://127.0.0.1:8081 [default: this machine, as in `listen`]",
        ))
}

fn longest_wait(text: &str) -> Result<Duration, String> {
    let read = text.parse::<SignedDuration>().ok().and_then(|wait| Duration::try_from(wait).ok());
    read.filter(|wait| *wait <= Duration::from_secs(3600))
        .ok_or_else(|| "expected a duration up to 1h, such as 500ms or 30s".to_owned())
}

/// Succeeds if the hub, or the given address, is ready.
///
/// # Errors
/// One line with the address and its last answer.
pub async fn run(matches: &ArgMatches, config: &Config) -> Result<(), CommandError> {
    let base = match matches.get_one::<String>("url") {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => here(config),
    };
    let url = format!("{base}/readyz");
    let wait = matches.get_one::<Duration>("wait").copied().unwrap_or_default();
    let started = Instant::now();
    loop {
        let why = match plain_get(&url, PATIENCE).await {
            Ok((200, _)) => return Ok(()),
            Ok((status, words)) => format!("{url} answers {status}: {words}"),
            Err(why) => format!("{url} does not answer: {why}"),
        };
        if started.elapsed() >= wait {
            return Err(CommandError::Refused(why));
        }
        tokio::time::sleep(EVERY).await;
    }
}
