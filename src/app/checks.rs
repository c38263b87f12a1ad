//! The checks of e-Services that were started at this hub: those that run, and the last one of each service.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use jiff::Timestamp;
use tokio::sync::watch;

use crate::check::Progress;
use crate::check::report::Report;
use crate::domain::ids::ServiceId;

/// The maximum number of checks kept. The reports are in memory, with every message.
pub const CHECKS_KEPT: usize = 8;

/// Stands in the place of a rule where every call waits, as the e-Service asks for fewer.
const SLOWED: &str = "HTTP 429";

/// The checks, the latest last.
#[derive(Debug, Default)]
pub struct Checks(Mutex<VecDeque<Arc<ServiceCheck>>>);

/// One check.
#[derive(Debug)]
pub struct ServiceCheck {
    /// The service.
    pub service_id: ServiceId,
    /// The time of its start.
    pub started_at: Timestamp,
    /// True if warnings fail it.
    pub is_strict: bool,
    planned: AtomicUsize,
    ended: AtomicUsize,
    waiting: Mutex<Option<(String, u64)>>,
    over: watch::Sender<bool>,
    report: OnceLock<Report>,
}

/// Marks its check as over when it goes, also where the check breaks off.
#[derive(Debug)]
pub struct Running(Arc<ServiceCheck>);

impl Checks {
    /// Begins a check of this service; `None` while another one of it runs, or while every place is taken.
    pub fn begin(&self, service_id: &ServiceId, started_at: Timestamp, is_strict: bool) -> Option<Running> {
        let mut kept = self.lock();
        if kept.iter().any(|check| check.service_id == *service_id && !check.is_over()) {
            return None;
        }
        kept.retain(|check| check.service_id != *service_id);
        while kept.len() >= CHECKS_KEPT {
            let oldest = kept.iter().position(|check| check.is_over())?;
            kept.remove(oldest);
        }
        let check = Arc::new(ServiceCheck {
            service_id: service_id.clone(),
            started_at,
            is_strict,
            planned: AtomicUsize::new(0),
            ended: AtomicUsize::new(0),
            waiting: Mutex::default(),
            over: watch::Sender::new(false),
            report: OnceLock::new(),
        });
        kept.push_back(Arc::clone(&check));
        Some(Running(check))
    }

    /// The check of this service that runs, or the last one.
    pub fn of(&self, service_id: &ServiceId) -> Option<Arc<ServiceCheck>> {
        self.lock().iter().find(|check| check.service_id == *service_id).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Arc<ServiceCheck>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ServiceCheck {
    /// True once it no longer runs.
    pub fn is_over(&self) -> bool {
        *self.over.borrow()
    }

    /// Waits until it no longer runs.
    pub async fn ended(&self) {
        // The sender is this check's own.
        let _ = self.over.subscribe().wait_for(|is_over| *is_over).await;
    }

    /// The number of rules that will run, and of those that ended.
    pub fn progress(&self) -> (usize, usize) {
        (self.planned.load(Ordering::Relaxed), self.ended.load(Ordering::Relaxed))
    }

    /// The rule that waited last, or `HTTP 429` where every call did, and for how many seconds.
    pub fn waiting(&self) -> Option<(String, u64)> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The report; `None` while it runs, and where it broke off.
    pub fn report(&self) -> Option<&Report> {
        self.report.get()
    }

    /// Notes a step.
    pub fn note(&self, step: Progress) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        match step {
            Progress::Planned(count) => self.planned.store(count, Ordering::Relaxed),
            Progress::Waits(rule, seconds) => *waiting = Some((rule, seconds)),
            Progress::Slowed(seconds) => *waiting = Some((SLOWED.to_owned(), seconds)),
            Progress::Ended(rule) => {
                self.ended.fetch_add(1, Ordering::Relaxed);
                if waiting.as_ref().is_some_and(|(waits, _)| *waits == rule || waits == SLOWED) {
                    *waiting = None;
                }
            }
        }
    }
}

impl Running {
    /// The check.
    pub fn check(&self) -> &Arc<ServiceCheck> {
        &self.0
    }

    /// Keeps the report.
    pub fn end(self, report: Report) {
        let _ = self.0.report.set(report);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.over.send_replace(true);
    }
}
