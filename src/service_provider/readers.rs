//! The places for processing messages on threads of their own. A service uses only one of them at a time.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::permits::{CallPermit, ServicePermits};
use crate::domain::ids::ServiceId;
use crate::soap::thread;

/// The maximum number of messages processed at once, including diagnoses.
pub const MESSAGES_AT_ONCE: usize = 4;

/// The maximum number of messages of one service processed at once, which take one processor at most.
pub const MESSAGES_AT_ONCE_PER_SERVICE: usize = 1;

/// The maximum number of messages diagnosed at once: each takes dozens of guesses, with time and memory.
pub const DIAGNOSES_AT_ONCE: usize = 2;

/// The places for this work.
#[derive(Debug)]
pub struct Readers {
    all: Arc<Semaphore>,
    diagnoses: Arc<Semaphore>,
    services: ServicePermits,
}

impl Default for Readers {
    fn default() -> Self {
        Self {
            all: Arc::new(Semaphore::new(MESSAGES_AT_ONCE)),
            diagnoses: Arc::new(Semaphore::new(DIAGNOSES_AT_ONCE)),
            services: ServicePermits::new(MESSAGES_AT_ONCE_PER_SERVICE),
        }
    }
}

impl Readers {
    /// Processes a message of this service.
    pub async fn understand<T: Send + 'static>(
        &self,
        service: &ServiceId,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> T {
        let place = self.services.take(service).await;
        let places = [place, self.one_of(&self.all).await];
        thread::understand(places, work).await
    }

    /// Diagnoses a message of this service.
    pub async fn diagnose<T: Send + 'static>(
        &self,
        service: &ServiceId,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> T {
        // Always in this order: the holder of the last one waits for nothing.
        let place = self.services.take(service).await;
        let diagnosis = self.one_of(&self.diagnoses).await;
        let places = [place, diagnosis, self.one_of(&self.all).await];
        thread::understand(places, work).await
    }

    /// The number of messages being processed or diagnosed.
    pub fn at_work(&self) -> usize {
        MESSAGES_AT_ONCE.saturating_sub(self.all.available_permits())
    }

    async fn one_of(&self, places: &Arc<Semaphore>) -> Option<CallPermit> {
        Arc::clone(places).acquire_owned().await.ok()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn a_service_whose_messages_take_long_keeps_no_other_waiting() {
        let readers = Arc::new(Readers::default());
        let (hostile, other) = (ServiceId::parse("HOSTILE").unwrap(), ServiceId::parse("OTHER").unwrap());
        let (started, has_started) = mpsc::channel();
        let (let_go, wait) = mpsc::channel::<()>();
        let wait = Arc::new(std::sync::Mutex::new(wait));
        let mut pages = Vec::new();
        for number in 0..30 {
            let (readers, hostile) = (Arc::clone(&readers), hostile.clone());
            let (started, wait) = (started.clone(), Arc::clone(&wait));
            pages.push(tokio::spawn(async move {
                let work = move || {
                    started.send(()).unwrap();
                    let _ = wait.lock().unwrap().recv();
                };
                match number % 2 {
                    0 => readers.understand(&hostile, work).await,
                    _ => readers.diagnose(&hostile, work).await,
                }
            }));
        }
        let once = tokio::task::spawn_blocking(move || {
            has_started.recv().unwrap();
            has_started
        });
        let has_started = once.await.unwrap();
        for number in 0..20 {
            assert_eq!(readers.understand(&other, move || number).await, number);
            assert_eq!(readers.diagnose(&other, move || number).await, number);
        }
        assert_eq!(readers.at_work(), MESSAGES_AT_ONCE_PER_SERVICE);
        assert!(has_started.try_recv().is_err(), "a second message of one service was begun");
        drop(let_go);
        for page in pages {
            page.await.unwrap();
        }
        assert_eq!(readers.at_work(), 0);
    }
}
