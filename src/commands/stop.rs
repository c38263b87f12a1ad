//! Requests to stop a serving command.

use super::CommandError;

/// Ctrl+C and SIGTERM, from its creation on. Created first, it also ends a start in progress, and works in the first
/// process of a container, which receives only signals that it has asked for.
#[derive(Debug)]
pub(super) struct StopRequest {
    #[cfg(unix)]
    interrupted: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminated: tokio::signal::unix::Signal,
}

impl StopRequest {
    /// Starts listening.
    ///
    /// # Errors
    /// If the system does not allow listening to signals.
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

    /// Starts listening.
    ///
    /// # Errors
    /// None here; on other systems, if listening to signals is not allowed.
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
        // Without signals the process runs until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// The result of a start, or `None` if the process is asked to stop first.
    pub(super) async fn or_started<T>(
        &mut self,
        start: impl Future<Output = Result<T, CommandError>>,
    ) -> Result<Option<T>, CommandError> {
        tokio::select! {
            // A completed start is stopped in order, even if asked to stop at the same time.
            biased;
            started = start => started.map(Some),
            () = self.asked() => Ok(None),
        }
    }
}
