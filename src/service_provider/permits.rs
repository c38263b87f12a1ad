//! A limited number of permits for each service.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::ids::ServiceId;

/// The number of services above which unused ones are forgotten.
const FORGOTTEN_BEYOND: usize = 64;

/// The same number of permits for each service.
#[derive(Debug)]
pub struct ServicePermits {
    each: usize,
    services: Mutex<HashMap<ServiceId, Arc<Semaphore>>>,
}

/// A permit, released on drop.
pub type CallPermit = OwnedSemaphorePermit;

impl ServicePermits {
    /// `each` permits for each service.
    pub fn new(each: usize) -> Self {
        Self { each, services: Mutex::default() }
    }

    /// The number of permits of each service.
    pub fn each(&self) -> usize {
        self.each
    }

    /// A permit of this service, if one is free.
    pub fn try_take(&self, service: &ServiceId) -> Option<CallPermit> {
        self.of(service).try_acquire_owned().ok()
    }

    /// A permit of this service, once one is free. Callers are served in order.
    pub async fn take(&self, service: &ServiceId) -> Option<CallPermit> {
        self.of(service).acquire_owned().await.ok()
    }

    fn of(&self, service: &ServiceId) -> Arc<Semaphore> {
        let mut services = self.services.lock().unwrap_or_else(PoisonError::into_inner);
        if services.len() > FORGOTTEN_BEYOND {
            // A permit, or a task waiting for one, holds a reference to the semaphore.
            services.retain(|_, permits| Arc::strong_count(permits) > 1);
        }
        let permits = services.entry(service.clone()).or_insert_with(|| Arc::new(Semaphore::new(self.each)));
        Arc::clone(permits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_service_has_its_own_places_and_those_in_use_are_never_forgotten() {
        let permits = ServicePermits::new(2);
        let id = |number: usize| ServiceId::parse(format!("S{number}")).unwrap();
        let held = [permits.try_take(&id(0)), permits.try_take(&id(0))];
        assert!(held.iter().all(Option::is_some));
        for other in 1..500 {
            assert!(permits.try_take(&id(other)).is_some());
        }
        assert!(permits.try_take(&id(0)).is_none());
        assert!(permits.services.lock().unwrap().len() <= FORGOTTEN_BEYOND + 1);
        drop(held);
        assert!(permits.take(&id(0)).await.is_some());
    }
}
