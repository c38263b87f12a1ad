//! Durations and clock differences in words.

use jiff::{SignedDuration, Timestamp};

/// A description of the sender's clock, from the difference between `Created` and our clock.
pub(super) fn skew_in_words(created: Timestamp, now: Timestamp) -> String {
    let skew = created.duration_since(now);
    let direction = if skew.is_negative() { "behind" } else { "ahead of" };
    format!("Created is {created}, which is {} {direction} the verifier's clock, {now}", in_words(skew.abs()))
}

/// A duration in the largest suitable unit.
pub(super) fn in_words(length: SignedDuration) -> String {
    let seconds = length.as_secs();
    match seconds {
        0..60 if length.subsec_millis() != 0 => format!("{seconds}.{:03} s", length.subsec_millis()),
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min {} s", seconds / 60, seconds % 60),
        7_200..172_800 => format!("{} h {} min", seconds / 3_600, seconds / 60 % 60),
        _ => format!("{} days", seconds / 86_400),
    }
}
