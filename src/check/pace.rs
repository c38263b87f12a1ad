//! The pace of the calls: as the rules make them, until the e-Service asks for fewer by HTTP 429.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};

use crate::clock::Clock;
use crate::service_provider::Exchange;

/// The status of a request that comes too soon after others (RFC 6585 §4).
const TOO_MANY: u16 = 429;

/// The wait after such an answer where it has no Retry-After.
const USUAL_WAIT: SignedDuration = SignedDuration::from_secs(10);

/// How long one call waits in all. An e-Service that asks for more is taken at its word: the call ends with its answer.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_secs(120);

/// The pace that all calls of one check share.
#[derive(Debug, Default)]
pub struct Pace(Mutex<Limits>);

/// The wishes of the e-Service so far.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// No call leaves before.
    until: Option<Timestamp>,
    /// How many calls were answered with HTTP 429 and made again.
    pub calls: usize,
    /// How long the check waited for that.
    pub waited: SignedDuration,
}

impl Pace {
    /// The wishes so far.
    pub fn limits(&self) -> Limits {
        *self.lock()
    }

    /// Waits until a call may leave.
    pub(super) async fn turn(&self, clock: &Clock) {
        // A clock that is turned back wakes its sleepers early.
        loop {
            let Limits { until, .. } = self.limits();
            match until.filter(|until| clock.now() < *until) {
                Some(until) => clock.sleep_until(until).await,
                None => return,
            }
        }
    }

    /// True where the call, answered so, is to be made again at its turn. `since` is when it was first made; `tell` hears of
    /// each new wait, in seconds.
    pub(super) fn repeats(
        &self,
        exchange: &Exchange,
        (since, now): (Timestamp, Timestamp),
        tell: impl FnOnce(u64),
    ) -> bool {
        if exchange.http_status != Some(TOO_MANY) {
            return false;
        }
        let wait = retry_after(exchange.response_head.as_deref().unwrap_or_default(), now);
        let Ok(until) = now.checked_add(wait) else { return false };
        if until.duration_since(since) > LONGEST_WAIT {
            return false;
        }
        let mut limits = self.lock();
        limits.calls += 1;
        let end = limits.until.map_or(now, |before| before.max(now));
        if until > end {
            limits.until = Some(until);
            limits.waited += until.duration_since(end);
            drop(limits);
            tell(wait.as_secs().unsigned_abs());
        }
        true
    }

    fn lock(&self) -> MutexGuard<'_, Limits> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The wait that the head of an answer asks for, in seconds or as a date (RFC 9110 §10.2.3): at least a second.
fn retry_after(head: &str, now: Timestamp) -> SignedDuration {
    let fields = head.lines().filter_map(|line| line.split_once(':'));
    let value = fields.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("retry-after"));
    let value = value.map(|(_, value)| value.trim()).unwrap_or_default();
    let seconds = value.parse::<u32>().ok().map(|seconds| SignedDuration::from_secs(seconds.into()));
    let until = || DateTimeParser::new().parse_timestamp(value).ok().map(|until| until.duration_since(now));
    seconds.or_else(until).unwrap_or(USUAL_WAIT).max(SignedDuration::from_secs(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "2026-11-23T08:51:00Z".parse().unwrap();
        let wait = |value: &str| {
            retry_after(&format!("HTTP/1.1 429 Too Many Requests\nRetry-After: {value}\n"), now)
        };
        assert_eq!(wait("7"), SignedDuration::from_secs(7));
        assert_eq!(wait("0"), SignedDuration::from_secs(1));
        assert_eq!(wait("Mon, 23 Nov 2026 08:51:30 GMT"), SignedDuration::from_secs(30));
        assert_eq!(wait("Mon, 23 Nov 2026 08:50:30 GMT"), SignedDuration::from_secs(1));
        assert_eq!(wait("soon"), USUAL_WAIT);
        assert_eq!(retry_after("HTTP/1.1 429 Too Many Requests\n", now), USUAL_WAIT);
    }
}
