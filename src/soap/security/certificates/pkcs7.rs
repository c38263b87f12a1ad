//! The certificates of a PKCS #7 file (`.p7b`): a SignedData without a signature (RFC 5652 §5.1).

use super::{Certificate, CertificateError};

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const INTEGER: u8 = 0x02;
const OID: u8 = 0x06;
/// `[0]`: the content of ContentInfo, and the certificates of SignedData.
const TAGGED_0: u8 = 0xa0;
/// `id-signedData` (RFC 5652 §5.1).
const SIGNED_DATA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];

/// The certificates; `None` if the bytes are not PKCS #7.
pub(super) fn certificates(der: &[u8]) -> Option<Result<Vec<Certificate>, CertificateError>> {
    let mut content_info = Der(Der(der).take(SEQUENCE)?.content);
    if content_info.take(OID)?.content != SIGNED_DATA {
        return None;
    }
    let mut signed_data = Der(Der(content_info.take(TAGGED_0)?.content).take(SEQUENCE)?.content);
    signed_data.take(INTEGER)?;
    signed_data.take(SET)?;
    signed_data.take(SEQUENCE)?;
    let mut list = Der(signed_data.take(TAGGED_0)?.content);
    let mut found = Vec::new();
    while let Some(certificate) = list.take(SEQUENCE) {
        match Certificate::from_der(certificate.whole) {
            Ok(certificate) => found.push(certificate),
            Err(error) => return Some(Err(error)),
        }
    }
    Some(if found.is_empty() { Err(CertificateError::NoCertificate) } else { Ok(found) })
}

/// The unread rest of DER bytes.
struct Der<'a>(&'a [u8]);

struct Value<'a> {
    whole: &'a [u8],
    content: &'a [u8],
}

impl<'a> Der<'a> {
    /// The next value, if it has this tag and is complete.
    fn take(&mut self, tag: u8) -> Option<Value<'a>> {
        let (found, length) = (*self.0.first()?, *self.0.get(1)?);
        if found != tag {
            return None;
        }
        let (header, length) = match length {
            short @ 0..=0x7f => (2, usize::from(short)),
            // Up to four bytes of length, more than any file has.
            long @ 0x81..=0x84 => {
                let bytes = self.0.get(2..2 + usize::from(long & 0x7f))?;
                (2 + bytes.len(), bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
            }
            _ => return None,
        };
        let whole = self.0.get(..header.checked_add(length)?)?;
        self.0 = &self.0[whole.len()..];
        Some(Value { whole, content: &whole[header..] })
    }
}
