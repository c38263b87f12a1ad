//! Moldova's civil time, in which MPay's samples write dates without a zone.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

static CHISINAU: TimeZone = jiff::tz::get!("Europe/Chisinau");

/// The civil date and time in Chișinău.
pub fn in_chisinau(at: Timestamp) -> DateTime {
    at.to_zoned(CHISINAU.clone()).datetime()
}

/// Like [`in_chisinau`], with the offset from UTC, to the second: `2026-11-23T10:51:23+02:00`.
pub fn with_offset(at: Timestamp) -> String {
    at.to_zoned(CHISINAU.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// The instant of a civil date and time in Chișinău. In the hour that autumn repeats it is the earlier instant, in the hour
/// that spring skips the later one. `None` only at the far ends of the calendar.
pub fn from_chisinau(civil: DateTime) -> Option<Timestamp> {
    civil.to_zoned(CHISINAU.clone()).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn winter_is_two_hours_ahead_of_utc_and_summer_three() {
        let winter: Timestamp = "2026-11-23T08:51:23Z".parse().unwrap();
        assert_eq!(in_chisinau(winter), date(2026, 11, 23).at(10, 51, 23, 0));
        assert_eq!(with_offset(winter), "2026-11-23T10:51:23+02:00");
        let summer = from_chisinau(date(2025, 7, 10).at(10, 51, 23, 0)).unwrap();
        assert_eq!(summer.to_string(), "2025-07-10T07:51:23Z");
    }
}
