//! PEM (RFC 7468), tolerant of careless writers: a byte order mark, any line ends, text around the blocks, headers inside
//! them, UTF-16 as Windows PowerShell writes it.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

/// A block.
#[derive(Debug)]
pub(super) struct Block {
    /// The text after `BEGIN`.
    pub(super) label: String,
    /// True if a header announces OpenSSL's old encryption (RFC 1421 §4.6.1.1).
    pub(super) is_encrypted: bool,
    /// The content.
    pub(super) der: Vec<u8>,
}

/// The complete blocks in order; none if the bytes are not PEM.
pub(super) fn blocks(bytes: &[u8]) -> Vec<Block> {
    let Some(text) = text_of(bytes) else { return Vec::new() };
    let mut blocks = Vec::new();
    let mut rest = text.as_ref();
    while let Some((_, begun)) = rest.split_once("-----BEGIN ") {
        let Some((label, inside)) = begun.split_once("-----") else { break };
        let Some((content, behind)) = inside.split_once(&format!("-----END {label}-----")) else {
            rest = inside;
            continue;
        };
        rest = behind;
        let (headers, lines): (Vec<&str>, Vec<&str>) = content.lines().partition(|line| line.contains(':'));
        if let Some(der) = decoded(&lines.concat()) {
            let is_encrypted = headers.iter().any(|header| header.contains("ENCRYPTED"));
            blocks.push(Block { label: label.to_owned(), is_encrypted, der });
        }
    }
    blocks
}

/// The bytes of base64 without BEGIN and END lines.
pub(super) fn bare_base64(bytes: &[u8]) -> Option<Vec<u8>> {
    decoded(text_of(bytes)?.trim_start_matches('\u{feff}')).filter(|der| !der.is_empty())
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    let dense: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    BASE64.decode(dense).ok()
}

fn text_of(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe]) {
        let units: Vec<u16> =
            rest.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        return String::from_utf16(&units).ok().map(Cow::Owned);
    }
    // The blocks are ASCII; the text around them may be in any code page.
    bytes
        .is_ascii()
        .then(|| String::from_utf8_lossy(bytes))
        .or_else(|| {
            bytes.windows(11).any(|window| window == b"-----BEGIN ").then(|| String::from_utf8_lossy(bytes))
        })
        .or_else(|| std::str::from_utf8(bytes).ok().map(Cow::Borrowed))
}
