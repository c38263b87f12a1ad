//! `mpay-sim ready`: asks a running hub whether it can serve. For the health check of a container without a shell.

use std::time::Duration;

use clap::{Arg, ArgMatches, Command};

use super::CommandError;
use super::control_client::here;
use crate::config::Config;
use crate::service_provider::plain_get;

/// The command's name.
pub const NAME: &str = "ready";

/// A hub that does not answer within this time is not ready.
const PATIENCE: Duration = Duration::from_secs(2);

/// The command with its argument.
pub fn command() -> Command {
    Command::new(NAME)
        .about("Exit code 0 once a running hub can serve (container health check)")
        .long_about(
            "Asks /readyz of a hub, or of a sample e-Service, once, and waits 2 s for the answer.\n\n\
             Exit code 0: it can serve. 2: it cannot, or does not answer.",
        )
        .arg(Arg::new("url").value_name("URL").help(
            "The address of what is asked, such as http://127.0.0.1:8081 [default: where `listen` says, on this machine]",
        ))
}

/// Succeeds where the hub, or what listens at the address given, says that it is ready.
///
/// # Errors
/// One line with the address that was asked and what came back.
pub async fn run(matches: &ArgMatches, config: &Config) -> Result<(), CommandError> {
    let base = match matches.get_one::<String>("url") {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => here(config),
    };
    let url = format!("{base}/readyz");
    match plain_get(&url, PATIENCE).await {
        Ok(200) => Ok(()),
        Ok(status) => Err(CommandError::Refused(format!("{url} answers {status}: it is not ready"))),
        Err(why) => Err(CommandError::Refused(format!("{url} does not answer: {why}"))),
    }
}
