//! Base64 as written in messages, and repairs of damaged base64.

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const ANY_PADDING: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// One way to decode the text.
pub(super) struct Reading {
    /// The decoded octets.
    pub(super) octets: Vec<u8>,
    /// The defect that this way assumes; `None` for valid base64.
    pub(super) what: Option<&'static str>,
}

/// The ways to decode this text, the regular one first.
pub(super) fn readings(text: &str) -> Vec<Reading> {
    let bare: String = text.split_ascii_whitespace().collect();
    let mut readings: Vec<Reading> = Vec::new();
    let mut add = |octets: Option<Vec<u8>>, what| {
        if let Some(octets) = octets.filter(|octets| !octets.is_empty())
            && readings.iter().all(|other: &Reading| other.octets != octets)
        {
            readings.push(Reading { octets, what });
        }
    };
    let proper = STANDARD.decode(&bare).ok();
    add(proper.clone(), None);
    add(hex(&bare), Some("it is written in hexadecimal, not in base64"));
    add(ANY_PADDING.decode(&bare).ok(), Some("its base64 lacks the padding `=`, or has it wrong"));
    add(
        URL_SAFE.decode(&bare).ok(),
        Some("its base64 has the alphabet for URLs, `-` and `_` for `+` and `/`"),
    );
    // Form decoding turns plus signs into spaces, also the first and the last one.
    for trimmed in [text.trim(), text.trim_matches(['\n', '\r', '\t'])] {
        let with_plus = trimmed.replace(' ', "+");
        add(ANY_PADDING.decode(with_plus).ok(), Some("its base64 has spaces where `+` was"));
    }
    add(ANY_PADDING.decode(percent_decoded(&bare)).ok(), Some("its base64 is percent-encoded, as for a URL"));
    let without_escapes = bare.replace("\\r", "").replace("\\n", "");
    add(ANY_PADDING.decode(without_escapes).ok(), Some("its base64 has `\\n` written out between its lines"));
    let armour = bare.split("-----").max_by_key(|part| part.len()).unwrap_or_default();
    add(ANY_PADDING.decode(armour).ok(), Some("its base64 has lines of dashes around it"));
    let is_base64 = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
    let cleaned: String = bare.chars().filter(is_base64).collect();
    add(ANY_PADDING.decode(cleaned).ok(), Some("its base64 has characters in it that do not belong there"));
    // Text that was encoded twice.
    if let Some(inner) = proper.and_then(|octets| String::from_utf8(octets).ok()) {
        add(hex(inner.trim()), Some("it is the base64 of hexadecimal digits"));
        add(STANDARD.decode(inner.trim()).ok(), Some("it is base64 of base64"));
    }
    readings
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let text = text.replace([':', '-'], "");
    if text.len() < 32 || !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

fn percent_decoded(text: &str) -> String {
    ["+", "/", "="].iter().zip(["%2B", "%2F", "%3D"]).fold(text.to_owned(), |text, (character, escape)| {
        text.replace(escape, character).replace(&escape.to_ascii_lowercase(), character)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_base64_has_a_reading_that_names_the_damage() {
        let octets: Vec<u8> = (0..64).map(|i: u8| i.wrapping_mul(41) ^ 0xfb).collect();
        let proper = STANDARD.encode(&octets);
        let hexadecimal: String = octets.iter().map(|byte| format!("{byte:02x}")).collect();
        for (text, word) in [
            (hexadecimal.clone(), "hexadecimal"),
            (proper.trim_end_matches('=').to_owned(), "padding"),
            (proper.replace('+', "-").replace('/', "_"), "alphabet"),
            (proper.replace('+', " "), "spaces"),
            (proper.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D"), "percent"),
            (format!("{}\\n{}", &proper[..40], &proper[40..]), "written out"),
            (format!("-----BEGIN PKCS7-----\n{proper}\n-----END PKCS7-----"), "dashes"),
            (format!("{}\"{}", &proper[..40], &proper[40..]), "belong"),
            (STANDARD.encode(&hexadecimal), "hexadecimal digits"),
            (STANDARD.encode(&proper), "base64 of base64"),
        ] {
            let readings = readings(&text);
            let right = readings.iter().find(|reading| reading.octets == octets);
            let what = right.and_then(|reading| reading.what).unwrap_or_default();
            assert!(what.contains(word), "{text}: {what}");
        }
        assert_eq!(readings(&format!(" {}\n{} ", &proper[..9], &proper[9..]))[0].what, None);
        assert!(readings("").is_empty());
    }
}
