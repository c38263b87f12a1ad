//! Threads that process messages. Parsing, verifying and diagnosing a message takes milliseconds if it is honest, and up to
//! seconds if it was made to be costly. So this never happens on the threads that serve pages.

/// Runs the work on a thread. The places are released when it ends, even if its caller is gone.
pub async fn understand<T: Send + 'static>(
    places: impl Send + 'static,
    work: impl FnOnce() -> T + Send + 'static,
) -> T {
    let worked = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(places);
        done
    });
    match worked.await {
        Ok(done) => done,
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        // The runtime is shutting down, and the caller with it.
        Err(_) => std::future::pending().await,
    }
}
