//! A limited number of places for each service.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::ids::ServiceId;

/// The number of services above which unused ones are forgotten.
const FORGOTTEN_BEYOND: usize = 64;

/// The same number of places for each service.
#[derive(Debug)]
pub struct ServicePlaces {
    each: usize,
    services: Mutex<HashMap<ServiceId, Arc<Semaphore>>>,
}

/// A place, released on drop.
pub type Place = OwnedSemaphorePermit;

impl ServicePlaces {
    /// `each` places for each service.
    pub fn new(each: usize) -> Self {
        Self { each, services: Mutex::default() }
    }

    /// The number of places of each service.
    pub fn each(&self) -> usize {
        self.each
    }

    /// A place of this service, if one is free.
    pub fn try_take(&self, service: &ServiceId) -> Option<Place> {
        self.of(service).try_acquire_owned().ok()
    }

    /// A place of this service, once one is free. Callers are served in order.
    pub async fn take(&self, service: &ServiceId) -> Option<Place> {
        self.of(service).acquire_owned().await.ok()
    }

    fn of(&self, service: &ServiceId) -> Arc<Semaphore> {
        let mut services = self.services.lock().unwrap_or_else(PoisonError::into_inner);
        if services.len() > FORGOTTEN_BEYOND {
            // A place, or a task waiting for one, holds a reference to the semaphore.
            services.retain(|_, places| Arc::strong_count(places) > 1);
        }
        let places = services.entry(service.clone()).or_insert_with(|| Arc::new(Semaphore::new(self.each)));
        Arc::clone(places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_service_has_its_own_places_and_those_in_use_are_never_forgotten() {
        let places = ServicePlaces::new(2);
        let id = |number: usize| ServiceId::parse(format!("S{number}")).unwrap();
        let held = [places.try_take(&id(0)), places.try_take(&id(0))];
        assert!(held.iter().all(Option::is_some));
        for other in 1..500 {
            assert!(places.try_take(&id(other)).is_some());
        }
        assert!(places.try_take(&id(0)).is_none());
        assert!(places.services.lock().unwrap().len() <= FORGOTTEN_BEYOND + 1);
        drop(held);
        assert!(places.take(&id(0)).await.is_some());
    }
}
