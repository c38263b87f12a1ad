//! Simple values as e-Services write them.

use jiff::Timestamp;
use jiff::civil::DateTime;

use crate::domain::local_time;

/// `xs:boolean`, also in the capitals of hand-written replies.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        "1" => Some(true),
        "0" => Some(false),
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// `xs:dateTime` with an offset or `Z`; without one it is Chișinău's time, as in MPay's samples. Also a plain date, and a
/// space for the `T`. Anything else is `None`.
pub(super) fn date_time(text: &str) -> Option<Timestamp> {
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(timestamp);
    }
    text.parse::<DateTime>().ok().and_then(local_time::from_chisinau)
}

/// A time as in the samples of `PaidAt`: Chișinău's time, whole seconds, no zone.
pub(super) fn local_date_time(at: Timestamp) -> String {
    local_time::in_chisinau(at).strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_the_field_are_read() {
        for (text, utc) in [
            ("2025-07-10T09:26:29.463", "2025-07-10T06:26:29.463Z"),
            ("2030-01-01", "2029-12-31T22:00:00Z"),
            ("2026-11-23 09:00:00", "2026-11-23T07:00:00Z"),
            ("2026-11-23T09:00:00.123456", "2026-11-23T07:00:00.123456Z"),
            ("2026-11-23T09:00:00+05:00", "2026-11-23T04:00:00Z"),
            ("2026-11-23T09:00:00Z", "2026-11-23T09:00:00Z"),
        ] {
            assert_eq!(date_time(text).map(|at| at.to_string()).as_deref(), Some(utc), "{text}");
        }
        for text in ["", "tomorrow", "2026-13-01", "0000"] {
            assert_eq!(date_time(text), None, "{text}");
        }
    }
}
