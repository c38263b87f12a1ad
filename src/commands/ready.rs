//! `mpay-sim ready`: asks a running hub whether it can serve. For the health check of a container without a shell.

use std::time::Duration;

use super::CommandError;
use crate::config::Config;
use crate::service_provider::plain_get;

/// A hub that does not answer within this time is not ready.
const PATIENCE: Duration = Duration::from_secs(2);

/// Succeeds where the hub on this machine says that it is ready.
pub async fn run(config: &Config) -> Result<(), CommandError> {
    // A wildcard address is where to listen, not where to call.
    let host = if config.listen.ip().is_unspecified() {
        "127.0.0.1".to_owned()
    } else {
        config.listen.ip().to_string()
    };
    let url = format!("http://{host}:{}/readyz", config.listen.port());
    match plain_get(&url, PATIENCE).await {
        Ok(200) => Ok(()),
        Ok(status) => Err(CommandError::Refused(format!("{url} answers {status}: the hub is not ready"))),
        Err(why) => Err(CommandError::Refused(format!("{url} does not answer: {why}"))),
    }
}
