//! Parses the setting `retry_schedule`.

use std::time::Duration;

use super::values::duration;
use crate::domain::retry_schedule::RetrySchedule;

/// The maximum number of waits in a list.
const MAX_WAITS: usize = 100;
/// The maximum wait: a week.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A named schedule, or a comma-separated list of waits, which may repeat its last one.
pub(super) fn retry_schedule(text: &str) -> Result<RetrySchedule, String> {
    if let Some(schedule) = RetrySchedule::parse_name(text) {
        return Ok(schedule);
    }
    let (list, repeats) = match text.strip_suffix("...").or(text.strip_suffix('…')) {
        Some(list) => (list, true),
        None => (text, false),
    };
    let waits: Option<Vec<Duration>> = list.split(',').map(|wait| duration(wait.trim())).collect();
    // A wait that repeats without end must not be zero.
    let is_in_time = |wait: &Duration| *wait <= LONGEST && !(repeats && wait.is_zero());
    match waits {
        Some(waits) if waits.len() <= MAX_WAITS && waits.iter().all(is_in_time) => {
            Ok(if repeats { RetrySchedule::Repeating(waits) } else { RetrySchedule::List(waits) })
        }
        _ => Err(format!(
            "default, fast, none, or a list of at most {MAX_WAITS} durations of at most 168h, such as 5s,30s,2m, with \
             `...` at its end (5s,30s,1h...) where the last one repeats, which must not be 0s then"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_is_a_name_or_a_list() {
        let waits = [5, 30, 120].map(Duration::from_secs).to_vec();
        assert_eq!(retry_schedule("5s, 30s,2m"), Ok(RetrySchedule::List(waits)));
        assert_eq!(retry_schedule("none"), Ok(RetrySchedule::None));
        let waits = [5, 3600].map(Duration::from_secs).to_vec();
        assert_eq!(retry_schedule("5s,1h..."), Ok(RetrySchedule::Repeating(waits.clone())));
        assert_eq!(retry_schedule("5s, 1h…"), Ok(RetrySchedule::Repeating(waits)));
        for text in ["", "often", "5s,", "5s,30", "169h", "...", "0s...", "5s...,1h"] {
            assert!(retry_schedule(text).is_err(), "{text}");
        }
    }
}
