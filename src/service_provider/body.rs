//! A reply's body, bounded while it is received and while it is decompressed.

use std::io::Read;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use crate::domain::finding::Finding;
use crate::domain::finding::rules::transport as rules;

/// Appends a part to a body of at most `most` bytes.
pub(super) fn add(body: &mut Vec<u8>, part: &[u8], most: usize) -> Result<(), Box<Finding>> {
    let room = most.saturating_sub(body.len());
    body.extend_from_slice(&part[..part.len().min(room)]);
    if room < part.len() { Err(too_large(most).into()) } else { Ok(()) }
}

fn too_large(most: usize) -> Finding {
    Finding::new(&rules::HTTP_TOO_LARGE, format!("the reply is larger than {most} bytes"))
}

/// Decodes a `Content-Encoding` in place, and returns remarks on it.
///
/// A few kilobytes can decompress to gigabytes, so at most `most` bytes are produced.
pub(super) fn decompress(
    body: &mut Vec<u8>,
    encoding: &str,
    most: usize,
) -> Result<Option<Finding>, Box<Finding>> {
    let unreadable = |why: &str| {
        Box::new(Finding::new(&rules::HTTP_COMPRESSION, format!("Content-Encoding: {encoding}, {why}")))
    };
    let result = match encoding.trim().to_ascii_lowercase().as_str() {
        "" | "identity" => return Ok(None),
        "gzip" | "x-gzip" => bounded(MultiGzDecoder::new(body.as_slice()), most),
        // By RFC 9110 §8.4.1.2 this is zlib; some servers send raw deflate.
        "deflate" => bounded(ZlibDecoder::new(body.as_slice()), most)
            .or_else(|_| bounded(DeflateDecoder::new(body.as_slice()), most)),
        _ => return Err(unreadable("which the hub does not know")),
    };
    *body = result.map_err(|_| unreadable("but the body is not compressed so, or is damaged"))?;
    if most < body.len() {
        body.truncate(most);
        return Err(too_large(most).into());
    }
    Ok(Some(Finding::new(&rules::HTTP_COMPRESSED, format!("Content-Encoding: {encoding}"))))
}

fn bounded(decoder: impl Read, most: usize) -> std::io::Result<Vec<u8>> {
    let mut out = Vec::new();
    decoder.take(u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1)).read_to_end(&mut out)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn gzip_and_both_kinds_of_deflate_are_read_and_told() {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(b"<a/>").unwrap();
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::fast());
        bare.write_all(b"<a/>").unwrap();
        for (encoding, mut body) in [
            ("GZIP", gzip(b"<a/>")),
            ("deflate", zlib.finish().unwrap()),
            ("deflate", bare.finish().unwrap()),
        ] {
            let finding = decompress(&mut body, encoding, 100).unwrap().unwrap();
            assert_eq!((body.as_slice(), finding.rule.name), (&b"<a/>"[..], "http-compressed"), "{encoding}");
        }
        let mut plain = b"<a/>".to_vec();
        assert_eq!(decompress(&mut plain, "identity", 100), Ok(None));
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let mut bomb = gzip(&vec![0; 50_000_000]);
        assert!(bomb.len() < 100_000);
        assert_eq!(decompress(&mut bomb, "gzip", 1_000_000).unwrap_err().rule.name, "http-too-large");
        assert_eq!(bomb.len(), 1_000_000);
    }

    #[test]
    fn what_is_not_compressed_so_is_told() {
        for encoding in ["gzip", "br"] {
            let finding = decompress(&mut b"<a/>".to_vec(), encoding, 100).unwrap_err();
            assert_eq!(finding.rule.name, "http-compression");
        }
        let mut half = gzip(b"<a/>");
        half.truncate(12);
        assert_eq!(decompress(&mut half, "gzip", 100).unwrap_err().rule.name, "http-compression");
    }

    #[test]
    fn a_body_is_taken_up_to_the_limit() {
        let mut body = Vec::new();
        assert_eq!(add(&mut body, b"abc", 5), Ok(()));
        assert_eq!(add(&mut body, b"de", 5), Ok(()));
        assert_eq!(add(&mut body, b"f", 5).unwrap_err().rule.name, "http-too-large");
        assert_eq!(body, b"abcde");
    }
}
