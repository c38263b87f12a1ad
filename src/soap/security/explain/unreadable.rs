//! What came is no message: what it looks like instead.

use crate::domain::finding::rules::diagnosis_of_signature as rules;
use crate::domain::finding::{Finding, Place, Position};
use crate::soap::envelope::NotAnEnvelope;

/// The finding, with the position where the reader gave up and a guess at what the bytes are.
pub(super) fn finding(bytes: &[u8], why: &NotAnEnvelope) -> Finding {
    let mut finding = Finding::new(&rules::NOT_A_MESSAGE, why.to_string());
    if let NotAnEnvelope::NotUtf8 { at, .. } = why {
        let before = String::from_utf8_lossy(&bytes[..*at]);
        finding = finding.at(Place::default().with_position(Position::of_byte(&before, before.len())));
    }
    match remedy(bytes) {
        Some(remedy) => finding.remedy(remedy),
        None => finding,
    }
}

fn remedy(bytes: &[u8]) -> Option<&'static str> {
    let start = bytes.get(..bytes.len().min(400)).unwrap_or_default();
    let text = String::from_utf8_lossy(start).to_lowercase();
    let text = text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Some("this is compressed with gzip: unpack it first");
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || start.contains(&0) {
        return Some(
            "this is UTF-16, or no text: MPay's messages are UTF-8, so capture the bytes, not a text that was saved again",
        );
    }
    let encoding = text.split_once("encoding=").map(|(_, rest)| rest.trim_start_matches(['"', '\'']));
    if std::str::from_utf8(bytes).is_err() && encoding.is_some_and(|name| !name.starts_with("utf-8")) {
        return Some("the XML declaration names another encoding: write and sign the message in UTF-8");
    }
    if text.starts_with("&lt;") {
        return Some(
            "this is XML that was escaped once, as logs do: replace &lt; &gt; &quot; &amp; first, or capture the bytes",
        );
    }
    if text.starts_with("<!doctype html") || text.starts_with("<html") {
        return Some("this is an HTML page: look at the address and at the server's error page");
    }
    if text.starts_with('{') || text.starts_with('[') {
        return Some("this is JSON: look at the address, and at what your framework answers with");
    }
    (text.starts_with("--") && text.contains("content-type")).then_some(
        "this is a multipart message (MTOM): MPay's messages are plain XML, so capture the part that is XML",
    )
}
