//! Input that is not a message: the reason, and the usual mistakes of captures.

use crate::domain::finding::Finding;
use crate::soap::envelope::NotAnEnvelope;

/// The finding, with a remedy for such mistakes.
pub(super) fn finding(bytes: &[u8], why: &NotAnEnvelope) -> Finding {
    let finding = why.finding(bytes);
    match remedy(bytes) {
        Some(remedy) => finding.remedy(remedy),
        None => finding,
    }
}

fn remedy(bytes: &[u8]) -> Option<&'static str> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(400)]).to_lowercase();
    let text = start.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Some("this is compressed with gzip: unpack it first");
    }
    if text.starts_with("&lt;") {
        return Some(
            "this is XML that was escaped once, as logs do: turn &lt; &gt; &quot; &amp; back, or capture the bytes themselves",
        );
    }
    (text.starts_with("--") && text.contains("content-type")).then_some(
        "this is a multipart message (MTOM), and MPay's messages are plain XML: take the part that is XML",
    )
}
