//! Limits on concurrent requests.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, oneshot};

/// How often refused requests are logged.
const TELL_EVERY: Duration = Duration::from_secs(10);

/// The limits of a hub.
#[derive(Debug)]
pub struct RequestBounds {
    /// The places of requests being answered.
    pub places: Semaphore,
    /// The requests whose body is being received.
    pub bodies: Arc<ArrivingBodies>,
    warned_at: Mutex<Option<Instant>>,
}

impl RequestBounds {
    /// Limits of `requests` requests, of which `bodies` may have a body that is being received.
    pub fn new(requests: usize, bodies: usize) -> Self {
        let bodies = ArrivingBodies { most: bodies, arriving: Mutex::default() };
        Self { places: Semaphore::new(requests), bodies: Arc::new(bodies), warned_at: Mutex::default() }
    }

    /// True if a refused request is to be logged: at most one in ten seconds.
    pub fn should_log(&self) -> bool {
        let mut warned_at = self.warned_at.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = warned_at.is_none_or(|at| TELL_EVERY <= at.elapsed());
        if is_due {
            *warned_at = Some(Instant::now());
        }
        is_due
    }
}

/// Requests whose body is being received. If there are too many, the oldest is refused: an honest body arrives in
/// milliseconds, so the oldest is one that is sent slowly on purpose.
#[derive(Debug)]
pub struct ArrivingBodies {
    most: usize,
    arriving: Mutex<Arriving>,
}

#[derive(Debug, Default)]
struct Arriving {
    next: u64,
    places: BTreeMap<u64, oneshot::Sender<()>>,
}

/// A body's place, until this is dropped.
#[derive(Debug)]
pub struct BodyPlace {
    bodies: Arc<ArrivingBodies>,
    number: u64,
    /// Signals that the place must be given up.
    pub gives_way: oneshot::Receiver<()>,
}

impl ArrivingBodies {
    /// Takes a place; if there is none, that of the oldest.
    pub fn enter(self: &Arc<Self>) -> BodyPlace {
        let (sender, gives_way) = oneshot::channel();
        let mut arriving = self.arriving();
        let number = arriving.next;
        arriving.next += 1;
        arriving.places.insert(number, sender);
        if self.most < arriving.places.len()
            && let Some((_, oldest)) = arriving.places.pop_first()
        {
            // A body that has just arrived no longer needs its place.
            let _ = oldest.send(());
        }
        BodyPlace { bodies: Arc::clone(self), number, gives_way }
    }

    fn arriving(&self) -> MutexGuard<'_, Arriving> {
        self.arriving.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for BodyPlace {
    fn drop(&mut self) {
        self.bodies.arriving().places.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_that_has_been_arriving_for_longest_gives_way() {
        let bounds = RequestBounds::new(4, 2);
        let mut places: Vec<BodyPlace> = (0..3).map(|_| bounds.bodies.enter()).collect();
        let given: Vec<bool> = places.iter_mut().map(|place| place.gives_way.try_recv().is_ok()).collect();
        assert_eq!(given, [true, false, false]);
        // A completed body frees its place.
        drop(places.pop());
        let mut next = bounds.bodies.enter();
        assert!(places[1].gives_way.try_recv().is_err() && next.gives_way.try_recv().is_err());
        drop((places, next));
        assert!(bounds.bodies.arriving().places.is_empty());
    }

    #[test]
    fn the_log_does_not_tell_of_each_request_of_a_flood() {
        let bounds = RequestBounds::new(1, 1);
        assert!(bounds.should_log() && !bounds.should_log());
    }
}
