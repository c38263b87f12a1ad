//! Input that is not a message: the reason, and the usual mistakes of captures.

use crate::domain::finding::{Finding, Sentence, sentences};
use crate::soap::envelope::NotAnEnvelope;

/// The finding, with a remedy for such mistakes.
pub(super) fn finding(bytes: &[u8], why: &NotAnEnvelope) -> Finding {
    let finding = why.finding(bytes);
    match remedy(bytes) {
        Some(remedy) => finding.remedy(remedy.words()),
        None => finding,
    }
}

fn remedy(bytes: &[u8]) -> Option<&'static Sentence> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(400)]).to_lowercase();
    let text = start.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Some(&sentences::UNPACK_GZIP);
    }
    if text.starts_with("&lt;") {
        return Some(&sentences::UNESCAPE_XML);
    }
    (text.starts_with("--") && text.contains("content-type")).then_some(&sentences::TAKE_PART_OF_MULTIPART)
}
