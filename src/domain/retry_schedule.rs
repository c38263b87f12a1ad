//! The times at which a failed confirmation is repeated (step 13).

use std::time::Duration;

/// The waits between the attempts to confirm a payment.
///
/// MPay publishes no schedule: every series here is assumed, and pages that show it say so.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum RetrySchedule {
    /// At once, then after 5 s, 30 s, 2 min, 10 min, 30 min, then hourly until success. Assumed.
    #[default]
    Default,
    /// At once, then after 1, 2, 4, 8 and 16 s, then no more. Assumed, for tests that wait for the end.
    Fast,
    /// One attempt and no more. Assumed, for tests that drive each attempt themselves.
    None,
    /// At once, then after exactly these waits, then no more.
    List(Vec<Duration>),
    /// At once, then after exactly these waits, then after the last of them again and again until success.
    Repeating(Vec<Duration>),
}

const DEFAULT_SECONDS: [u64; 5] = [5, 30, 2 * 60, 10 * 60, 30 * 60];
const HOURLY: Duration = Duration::from_secs(60 * 60);
const FAST_SECONDS: [u64; 5] = [1, 2, 4, 8, 16];

impl RetrySchedule {
    /// The named schedules, with their names in settings.
    pub const NAMES: [(Self, &'static str); 3] =
        [(Self::Default, "default"), (Self::Fast, "fast"), (Self::None, "none")];

    /// Reads a name; a list of waits is read by the settings.
    pub fn parse_name(text: &str) -> Option<Self> {
        Self::NAMES.into_iter().find(|(_, name)| *name == text).map(|(schedule, _)| schedule)
    }

    /// The wait between the end of the last failed attempt and the next one; `None` where no attempt is left.
    ///
    /// Zero before the first attempt (`attempts_made` is 0), in every schedule.
    pub fn delay_after(&self, attempts_made: u32) -> Option<Duration> {
        let Some(retry) = attempts_made.checked_sub(1) else {
            return Some(Duration::ZERO);
        };
        let retry = usize::try_from(retry).unwrap_or(usize::MAX);
        match self {
            Self::Default => {
                Some(DEFAULT_SECONDS.get(retry).map_or(HOURLY, |seconds| Duration::from_secs(*seconds)))
            }
            Self::Fast => FAST_SECONDS.get(retry).map(|seconds| Duration::from_secs(*seconds)),
            Self::None => None,
            Self::List(waits) => waits.get(retry).copied(),
            Self::Repeating(waits) => waits.get(retry).or(waits.last()).copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(schedule: &RetrySchedule, attempts: u32) -> Vec<Option<u64>> {
        (0..attempts).map(|made| schedule.delay_after(made).map(|wait| wait.as_secs())).collect()
    }

    #[test]
    fn the_default_goes_on_every_hour_until_success() {
        let expected = [0, 5, 30, 120, 600, 1800, 3600, 3600].map(Some);
        assert_eq!(seconds(&RetrySchedule::Default, 8), expected);
        assert_eq!(RetrySchedule::Default.delay_after(u32::MAX), Some(HOURLY));
    }

    #[test]
    fn the_fast_one_doubles_five_times_and_gives_up() {
        let expected = [Some(0), Some(1), Some(2), Some(4), Some(8), Some(16), None, None];
        assert_eq!(seconds(&RetrySchedule::Fast, 8), expected);
    }

    #[test]
    fn without_retries_only_the_first_attempt_is_made() {
        assert_eq!(seconds(&RetrySchedule::None, 3), [Some(0), None, None]);
    }

    #[test]
    fn a_list_is_followed_to_its_end() {
        let list = RetrySchedule::List(vec![Duration::from_secs(7), Duration::from_secs(3)]);
        assert_eq!(seconds(&list, 4), [Some(0), Some(7), Some(3), None]);
    }

    #[test]
    fn a_list_that_repeats_goes_on_with_its_last_wait() {
        let list = RetrySchedule::Repeating(vec![Duration::from_secs(7), Duration::from_secs(3)]);
        assert_eq!(seconds(&list, 5), [0, 7, 3, 3, 3].map(Some));
        assert_eq!(list.delay_after(u32::MAX), Some(Duration::from_secs(3)));
    }

    #[test]
    fn the_named_schedules_are_read_by_name() {
        assert_eq!(RetrySchedule::parse_name("fast"), Some(RetrySchedule::Fast));
        assert_eq!(RetrySchedule::parse_name("Fast"), None);
    }
}
