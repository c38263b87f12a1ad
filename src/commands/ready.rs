//! `mpay-sim ready`: checks a running hub. Meant for health checks of containers without a shell.

use std::time::{Duration, Instant};

use clap::{Arg, ArgMatches, Command};
use jiff::SignedDuration;

use super::hub_address::{hub_address, hub_arg, hub_of};
use super::terminal::Progress;
use super::{CommandError, flag, given};
use crate::config::{Config, args_of};
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
            flag("wait", "DURATION", "Ask until it can serve, for so long at most, such as 30s")
                .value_parser(longest_wait),
        )
        .arg(hub_arg(
            "The address to check, also of a sample e-Service, such as localhost:8081 [default: where `listen` says, on this machine]",
        ))
        // Also without the flag, as in health checks that were written before it.
        .arg(Arg::new("url").value_name("URL").value_parser(hub_address).hide(true))
        .args(args_of(&["listen"]))
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
    let base = given(matches, "url").map_or_else(|| hub_of(matches, config), str::to_owned);
    let url = format!("{base}/readyz");
    let wait = matches.get_one::<Duration>("wait").copied().unwrap_or_default();
    let started = Instant::now();
    let _progress = Progress::of(&format!("waiting for {base}"));
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
