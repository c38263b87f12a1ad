//! The threads on which messages are understood.
//!
//! To parse, verify and diagnose a message takes milliseconds for an honest one and up to seconds for one that was made to
//! be costly. It is never done on the threads that serve pages, and an e-Service never has all the threads on which it is
//! done: its messages wait for each other.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::places::{Place, ServicePlaces};
use crate::domain::ids::ServiceId;

/// How many messages are understood at once, diagnoses among them.
pub const MESSAGES_AT_ONCE: usize = 4;

/// How many messages of one service are understood at once. One takes a processor at most.
pub const MESSAGES_AT_ONCE_PER_SERVICE: usize = 1;

/// How many messages are diagnosed at once: dozens of guesses are made of each, which takes time and memory.
pub const DIAGNOSES_AT_ONCE: usize = 2;

/// The places for this work.
#[derive(Debug)]
pub struct Readers {
    all: Arc<Semaphore>,
    diagnoses: Arc<Semaphore>,
    services: ServicePlaces,
}

impl Default for Readers {
    fn default() -> Self {
        Self {
            all: Arc::new(Semaphore::new(MESSAGES_AT_ONCE)),
            diagnoses: Arc::new(Semaphore::new(DIAGNOSES_AT_ONCE)),
            services: ServicePlaces::new(MESSAGES_AT_ONCE_PER_SERVICE),
        }
    }
}

impl Readers {
    /// Understands a message of this service.
    pub async fn understand<T: Send + 'static>(
        &self,
        service: &ServiceId,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> T {
        let place = self.services.take(service).await;
        let places = [place, self.one_of(&self.all).await];
        run(places, work).await
    }

    /// Diagnoses a message of this service.
    pub async fn diagnose<T: Send + 'static>(
        &self,
        service: &ServiceId,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> T {
        // In this order everywhere: who has the last one waits for nothing.
        let place = self.services.take(service).await;
        let diagnosis = self.one_of(&self.diagnoses).await;
        let places = [place, diagnosis, self.one_of(&self.all).await];
        run(places, work).await
    }

    /// How many messages are being understood or diagnosed now.
    pub fn at_work(&self) -> usize {
        MESSAGES_AT_ONCE.saturating_sub(self.all.available_permits())
    }

    async fn one_of(&self, places: &Arc<Semaphore>) -> Option<Place> {
        Arc::clone(places).acquire_owned().await.ok()
    }
}

/// Does the work on a thread of its own. The places are given back when it has ended, also where its caller is gone.
async fn run<T: Send + 'static, const N: usize>(
    places: [Option<Place>; N],
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
        // The runtime ends, and the caller with it.
        Err(_) => std::future::pending().await,
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
