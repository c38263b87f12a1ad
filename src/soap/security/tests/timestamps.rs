//! The Timestamp's rules, and the clocks.

use jiff::SignedDuration;

use super::forge::{Forge, timestamp};
use super::{noted, now, remarks, rule, signer, verdict, verdict_at, verified};
use crate::soap::security::verify::{Judgement, LEEWAY, Tolerance, Trust};

fn with(timestamp: &str) -> String {
    Forge { timestamp: timestamp.to_owned(), ..Forge::default() }.xml()
}

#[test]
fn the_leeway_is_five_minutes_and_can_be_set() {
    let xml = Forge::default().xml();
    let known = signer().certificate;
    let verdict = |seconds, leeway| {
        let now = now() + SignedDuration::from_secs(seconds);
        verified(&xml, Trust::Certificate(&known), Tolerance { leeway, ..Tolerance::default() }.at(now))
            .map(|_| ())
    };
    assert_eq!(verdict(-300, LEEWAY), Ok(()));
    assert_eq!(rule(verdict(-301, LEEWAY)), "timestamp-in-future");
    assert_eq!(verdict(600, LEEWAY), Ok(()));
    assert_eq!(rule(verdict(601, LEEWAY)), "timestamp-expired");
    let second = SignedDuration::from_secs(1);
    assert_eq!(verdict(-1, second), Ok(()));
    assert_eq!(rule(verdict(-2, second)), "timestamp-in-future");
    assert_eq!(rule(verdict(302, second)), "timestamp-expired");
    assert_eq!(verdict(-3_600, SignedDuration::from_hours(2)), Ok(()));
}

#[test]
fn the_difference_of_the_clocks_is_measured_and_said() {
    let xml = Forge::default().xml();
    let skew = |milliseconds: i64| {
        let now = now() - SignedDuration::from_millis(milliseconds);
        verified(&xml, Trust::FirstUse, Judgement::at(now))
    };
    // The message carries no certificate.
    assert!(skew(0).is_err());
    let known = signer().certificate;
    for milliseconds in [0, 26_500, -26_500, 200_000] {
        let now = now() - SignedDuration::from_millis(milliseconds);
        let verified = verified(&xml, Trust::Certificate(&known), Judgement::at(now)).unwrap();
        assert_eq!(verified.clock_skew_ms, milliseconds);
        assert_eq!(verified.lifetime, Some(SignedDuration::from_mins(5)));
        let notes = verified.notes.iter().map(|note| (note.rule.name, note.found.as_str()));
        let notes: Vec<_> = notes.filter(|(name, _)| *name != "key-info-form").collect();
        match milliseconds {
            200_000 => {
                assert_eq!(notes[0].0, "clock-skew");
                assert!(notes[0].1.contains("3 min 20 s ahead of"), "{}", notes[0].1);
            }
            _ => assert!(notes.is_empty(), "{notes:?}"),
        }
    }
    let at = now() - SignedDuration::from_secs(326);
    let finding = verdict_at(&xml, Trust::Certificate(&known), at).unwrap_err().finding();
    assert!(finding.found.contains("5 min 26 s ahead of the verifier's clock"), "{}", finding.found);
    let at = now() + SignedDuration::from_hours(3);
    let finding = verdict_at(&xml, Trust::Certificate(&known), at).unwrap_err().finding();
    assert!(finding.found.contains("3 h 0 min behind the verifier's clock"), "{}", finding.found);
}

#[test]
fn moments_are_read_as_the_field_writes_them() {
    for text in [
        "2027-01-04T08:51:24Z",
        "2027-01-04T08:51:24.3210000Z",
        "2027-01-04T08:51:24.321+00:00",
        "\n 2027-01-04T10:51:24+02:00 ",
    ] {
        let both =
            format!("<wsu:Created>{text}</wsu:Created><wsu:Expires>2027-01-04T08:56:24Z</wsu:Expires>");
        assert_eq!(verdict(&with(&both)), Ok(()), "{text}");
    }
    for text in ["2027-01-04T08:51:24", "04.01.2027 08:51", "", "1799052684"] {
        let both =
            format!("<wsu:Created>{text}</wsu:Created><wsu:Expires>2027-01-04T08:56:24Z</wsu:Expires>");
        assert_eq!(rule(verdict(&with(&both))), "timestamp-unreadable", "{text}");
    }
    let xml = with("<wsu:Expires>2027-01-04T08:56:24Z</wsu:Expires>");
    assert_eq!(rule(verdict(&xml)), "timestamp-unreadable");
}

#[test]
fn without_expires_a_message_lives_five_minutes() {
    let xml = with("<wsu:Created>2027-01-04T08:51:24.321Z</wsu:Created>");
    assert_eq!(remarks(&xml), ["timestamp-no-expires"]);
    let known = signer().certificate;
    let at =
        |minutes| verdict_at(&xml, Trust::Certificate(&known), now() + SignedDuration::from_mins(minutes));
    assert_eq!(at(10), Ok(()));
    assert_eq!(rule(at(11)), "timestamp-expired");
}

#[test]
fn lifetimes_are_five_minutes_or_remarked_on() {
    for (minutes, expected) in
        [(1, vec![]), (5, vec![]), (10, vec!["timestamp-lifetime"]), (90, vec!["timestamp-lifetime"])]
    {
        let xml = with(&timestamp(now(), SignedDuration::from_mins(minutes)));
        assert_eq!(remarks(&xml), expected, "{minutes}");
    }
    // Two readings of the clock, a moment apart.
    for (millis, expected) in [(1, vec![]), (1_000, vec![]), (1_001, vec!["timestamp-lifetime"])] {
        let lifetime = SignedDuration::from_mins(5) + SignedDuration::from_millis(millis);
        assert_eq!(remarks(&with(&timestamp(now(), lifetime))), expected, "{millis}");
    }
    for seconds in [-1, 0] {
        let reversed = with(&timestamp(now(), SignedDuration::from_secs(seconds)));
        assert_eq!(rule(verdict(&reversed)), "timestamp-reversed");
    }
}

#[test]
fn a_message_that_lives_on_is_remarked_on_when_a_wcf_reader_would_refuse_it() {
    let xml = with(&timestamp(now(), SignedDuration::from_hours(1)));
    let known = signer().certificate;
    let names = |minutes| {
        let judgement = Judgement::at(now() + SignedDuration::from_mins(minutes));
        noted(&verified(&xml, Trust::Certificate(&known), judgement).unwrap())
    };
    assert_eq!(names(10), ["timestamp-lifetime", "clock-skew"]);
    assert_eq!(names(11), ["timestamp-lifetime", "timestamp-old", "clock-skew"]);
}
