//! How a command that serves is asked to stop.

use super::CommandError;

/// Ctrl+C and SIGTERM, from the moment this is made: made first, it also ends a start that is under way, and as the first
/// process of a container, to which the system does not send the signals that it has not asked for.
#[derive(Debug)]
pub(super) struct StopRequest {
    #[cfg(unix)]
    interrupted: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminated: tokio::signal::unix::Signal,
}

impl StopRequest {
    /// Begins to listen.
    ///
    /// # Errors
    /// Where the system does not let the process listen to signals.
    #[cfg(unix)]
    pub(super) fn listen() -> Result<Self, CommandError> {
        use tokio::signal::unix::{SignalKind, signal};
        let listen = |kind| {
            signal(kind).map_err(|why| CommandError::Refused(format!("cannot listen to signals: {why}")))
        };
        Ok(Self {
            interrupted: listen(SignalKind::interrupt())?,
            terminated: listen(SignalKind::terminate())?,
        })
    }

    /// Begins to listen.
    ///
    /// # Errors
    /// None here; elsewhere, where the system does not let the process listen to signals.
    #[cfg(not(unix))]
    pub(super) fn listen() -> Result<Self, CommandError> {
        Ok(Self {})
    }

    /// Returns when the process is asked to stop.
    #[cfg(unix)]
    pub(super) async fn asked(&mut self) {
        tokio::select! {
            _ = self.interrupted.recv() => {}
            _ = self.terminated.recv() => {}
        }
    }

    /// Returns when the process is asked to stop.
    #[cfg(not(unix))]
    pub(super) async fn asked(&mut self) {
        // Without signals nothing asks: then the process runs until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// What a start comes to, or `None` where the process is asked to stop before it has come to anything.
    pub(super) async fn or_started<T>(
        &mut self,
        start: impl Future<Output = Result<T, CommandError>>,
    ) -> Result<Option<T>, CommandError> {
        tokio::select! {
            // What has started is stopped in order, though it be asked to stop at the same moment.
            biased;
            started = start => started.map(Some),
            () = self.asked() => Ok(None),
        }
    }
}
