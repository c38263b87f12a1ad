//! One service's lane: claims what is due, as far as there are places, and makes the attempts.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::{Id, JoinError, JoinSet};

use super::worker::{AFTER_A_FAILURE, GRACE, LONGEST_SLEEP, sleep_until};
use crate::app::App;
use crate::domain::call_outcome::OutcomeKind;
use crate::domain::confirmation_attempt::{AttemptCause, ClaimedAttempt};
use crate::domain::disturbance::Disturbance;
use crate::domain::ids::ServiceId;
use crate::flow::payment_confirmation_to_e_service::{attempt, lease_until};
use crate::store::{ClaimedWork, StoreError, TakeBack};

/// The pause if other hubs are claiming everything that is due.
const OTHERS_ARE_CLAIMING: Duration = Duration::from_millis(100);
/// The delay after an attempt in which the program itself failed.
const AFTER_A_BREAKDOWN: SignedDuration = SignedDuration::from_secs(30);

/// The confirmations of one service in progress.
pub(super) struct Lane {
    app: Arc<App>,
    service: ServiceId,
    /// Signals that there may be work.
    waker: Arc<Notify>,
    /// The places that all lanes of this hub share.
    places: Arc<Semaphore>,
    /// A place that this lane has waited for.
    awaited_place: Option<OwnedSemaphorePermit>,
    /// The hub's time of the last look at the queue.
    looked_at: Option<Timestamp>,
    /// Each returns true if nothing of its confirmation is left to do.
    attempts: JoinSet<bool>,
    /// The claim of each attempt's task.
    held: HashMap<Id, ClaimedAttempt>,
}

/// The reason for which a lane waits.
enum Wait {
    /// The next due time on the hub's clock, and the maximum time to wait.
    Until(Option<Timestamp>, Duration),
    /// A place among those of all lanes.
    ForPlace,
    /// A place of its own: the end of an attempt.
    ForAttempt,
}

impl Lane {
    pub(super) fn new(app: Arc<App>, service: ServiceId, waker: Arc<Notify>, places: Arc<Semaphore>) -> Self {
        let (attempts, held) = (JoinSet::new(), HashMap::new());
        Self { app, service, waker, places, awaited_place: None, looked_at: None, attempts, held }
    }

    /// Delivers until `stop` becomes true, then finishes or gives back its claims.
    pub(super) async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let (app, waker) = (Arc::clone(&self.app), Arc::clone(&self.waker));
        let mut is_woken = false;
        while !*stop.borrow() {
            let wait = self.claim_what_is_due(is_woken).await.unwrap_or_else(|error| {
                tracing::error!(service = %self.service, %error, "the confirmation queue cannot be read");
                Wait::Until(None, AFTER_A_FAILURE)
            });
            let slept = async {
                match wait {
                    Wait::Until(Some(due), at_most) => sleep_until(&app.clock, due, at_most).await,
                    Wait::Until(None, at_most) => tokio::time::sleep(at_most).await,
                    Wait::ForPlace | Wait::ForAttempt => std::future::pending().await,
                }
            };
            tokio::pin!(slept);
            is_woken = true;
            loop {
                tokio::select! {
                    // The waker keeps a wake-up that arrives while the queue is read, so that nothing is missed.
                    () = waker.notified(), if !matches!(wait, Wait::ForAttempt) => {}
                    () = &mut slept => is_woken = false,
                    Some(ended) = self.attempts.join_next_with_id() => {
                        let is_settled = self.attempt_ended(ended).await;
                        // Nothing has become due, so the queue is not read.
                        if is_settled && matches!(wait, Wait::Until(..)) {
                            continue;
                        }
                    }
                    Ok(place) = Arc::clone(&self.places).acquire_owned(), if matches!(wait, Wait::ForPlace) => {
                        self.awaited_place = Some(place);
                    }
                    // A dropped sender also means to stop.
                    changed = stop.changed() => if changed.is_err() { return self.finish().await },
                }
                break;
            }
        }
        self.finish().await;
    }

    /// Claims and starts what is due, as far as there are places; returns what to wait for. Unless it was woken, it looks
    /// before it claims, so that lanes with nothing to do write nothing.
    async fn claim_what_is_due(&mut self, is_woken: bool) -> Result<Wait, StoreError> {
        let (app, service) = (Arc::clone(&self.app), self.service.clone());
        let mut only_looks = !is_woken;
        // If it is not needed, it is released when this returns.
        let mut awaited = self.awaited_place.take();
        if app.clock_is_wrong() {
            return Ok(Wait::Until(None, AFTER_A_FAILURE));
        }
        loop {
            while let Some(ended) = self.attempts.try_join_next_with_id() {
                self.attempt_ended(ended).await;
            }
            if self.attempts.len() >= app.config.confirmations_at_once_per_service {
                return Ok(Wait::ForAttempt);
            }
            let mut places = self.free_places(awaited.take());
            let (now, lease_now) = (app.clock.now(), app.store.lease_time(&app.clock.machine()));
            let lease_until = lease_until(&app, Duration::ZERO);
            let looked = std::mem::take(&mut only_looks);
            let work = match looked {
                true => ClaimedWork { attempts: vec![], outlook: app.store.queue_outlook(&service).await? },
                // Without a place nothing is claimed.
                false => app.store.claim_due_confirmations(&service, now, lease_until, places.len()).await?,
            };
            let mut claimed = work.attempts.len();
            for claim in work.attempts {
                // No more was claimed than there were places.
                self.start(claim, places.pop());
            }
            let outlook = work.outlook;
            if outlook.lease_end.is_some_and(|end| end <= lease_now) {
                let taken = app.store.take_back(TakeBack::Expired(&service, lease_now), now).await?;
                self.interrupted(&taken);
                tracing::warn!(%service, attempts = taken.len(), "leases have ended: their workers are gone");
                continue;
            }
            let is_due = |moment: Option<Timestamp>| moment.is_some_and(|moment| moment <= now);
            if self.may_be_put_off(now) && outlook.scheduled.is_some_and(|moment| moment > now) {
                self.hasten(now).await?;
                continue;
            }
            if !is_due(outlook.requested) && !is_due(outlook.scheduled) {
                let next = [outlook.requested, outlook.scheduled].into_iter().flatten().min();
                // The end of a lease is compared with the time of leases.
                let lease = outlook.lease_end.map_or(LONGEST_SLEEP, |end| {
                    Duration::try_from(end.duration_since(lease_now)).unwrap_or_default()
                });
                return Ok(Wait::Until(next, lease.min(LONGEST_SLEEP)));
            }
            if looked {
                continue;
            }
            if is_due(outlook.requested) && !places.is_empty() {
                let requested =
                    app.store.claim_requested_attempts(&service, now, lease_until, places.len()).await?;
                claimed += requested.len();
                for claim in requested {
                    self.start(claim, places.pop());
                }
            }
            if self.attempts.len() >= app.config.confirmations_at_once_per_service {
                return Ok(Wait::ForAttempt);
            }
            if places.is_empty() {
                return Ok(Wait::ForPlace);
            }
            if claimed == 0 {
                return Ok(Wait::Until(None, OTHERS_ARE_CLAIMING));
            }
        }
    }

    /// True if the clock was set back since the last look, or may have been before the first: attempts would otherwise wait
    /// until the clock has caught up.
    fn may_be_put_off(&mut self, now: Timestamp) -> bool {
        self.looked_at.replace(now).is_none_or(|before| now < before)
    }

    /// Makes due now what waits longer than its schedule allows.
    async fn hasten(&self, now: Timestamp) -> Result<(), StoreError> {
        let schedule = &self.app.config.retry_schedule;
        let hastened = self.app.store.hasten(&self.service, now, schedule, AFTER_A_BREAKDOWN).await?;
        if hastened > 0 {
            let service = &self.service;
            tracing::warn!(%service, confirmations = hastened, "the clock was set back: what waited for it is due now");
        }
        Ok(())
    }

    /// The free places of this lane, as far as the hub also has free ones.
    fn free_places(&self, awaited: Option<OwnedSemaphorePermit>) -> Vec<OwnedSemaphorePermit> {
        let width = self.app.config.confirmations_at_once_per_service;
        let mut places: Vec<_> = awaited.into_iter().collect();
        while self.attempts.len() + places.len() < width
            && let Ok(place) = Arc::clone(&self.places).try_acquire_owned()
        {
            places.push(place);
        }
        places
    }

    fn start(&mut self, claim: ClaimedAttempt, place: Option<OwnedSemaphorePermit>) {
        let (app, of_task) = (Arc::clone(&self.app), claim.clone());
        let task = self.attempts.spawn(async move {
            let is_accepted = attempt(&app, &of_task, Disturbance::NONE).await;
            drop(place);
            is_accepted
        });
        self.held.insert(task.id(), claim);
    }

    /// Releases what an attempt held. A failed task's claim is given back, to be repeated later. Returns true if nothing of
    /// its confirmation is left to do.
    async fn attempt_ended(&mut self, ended: Result<(Id, bool), JoinError>) -> bool {
        let error = match ended {
            Ok((task, is_settled)) => {
                self.held.remove(&task);
                return is_settled;
            }
            Err(error) => error,
        };
        let Some(claim) = self.held.remove(&error.id()) else { return false };
        let payment = &claim.confirmation.payment_id;
        tracing::error!(service = %self.service, %payment, %error, "an attempt failed with an internal error");
        let later = self.app.clock.now().saturating_add(AFTER_A_BREAKDOWN).unwrap_or(Timestamp::MAX);
        self.give_back(&claim, later).await;
        false
    }

    /// Waits for the attempts in progress, and gives back those that do not end in time.
    async fn finish(mut self) {
        let ended = async {
            while let Some(ended) = self.attempts.join_next_with_id().await {
                if let Ok((task, _)) = ended {
                    self.held.remove(&task);
                }
            }
        };
        let _ = tokio::time::timeout(GRACE, ended).await;
        self.attempts.shutdown().await;
        let now = self.app.clock.now();
        for claim in self.held.values() {
            self.give_back(claim, now).await;
        }
    }

    /// Makes an attempt with an unknown outcome due again. If it was recorded after all, nothing changes.
    async fn give_back(&self, claim: &ClaimedAttempt, due: Timestamp) {
        match self.app.store.take_back(TakeBack::Claim(claim), due).await {
            Ok(taken) => self.interrupted(&taken),
            Err(error) => {
                let payment = &claim.confirmation.payment_id;
                tracing::error!(service = %self.service, %payment, %error, "an attempt is due again when its lease ends");
            }
        }
        self.app.attempt_waiters.ended(&claim.confirmation.payment_id);
    }

    /// Counts attempts with an unknown outcome.
    fn interrupted(&self, taken: &[(ServiceId, AttemptCause)]) {
        let service = self.app.service_label(&self.service);
        for (_, cause) in taken {
            self.app.metrics.attempt_ended(&service, OutcomeKind::Interrupted, *cause);
        }
    }
}
