//! The rules of the values of a service's fields, wherever they come from.

use super::ids::ServiceId;
use super::plain_text::is_unfit;
use super::service::{ReplySignature, ServerTrust};
use super::service_mistake::Mistake;
use super::web_address::{has_credentials, is_web_address};

/// The maximum length of a name or a label, in characters; longer ones fit no list and no receipt.
pub const MOST_OF_NAME: usize = 200;
/// The maximum length of an example of an order number, which itself has at most 36 characters.
pub const MOST_OF_EXAMPLE: usize = 100;
/// The maximum length of an address, in characters, which every server and proxy supports.
pub const MOST_OF_ADDRESS: usize = 2000;
/// The maximum number of authorities of a service.
pub const MOST_AUTHORITIES: usize = 50;

/// Checks a ServiceID for registration.
///
/// # Errors
/// If it is not a ServiceID, or would collide with an address of the hub's pages.
pub fn service_id(text: &str) -> Result<ServiceId, Mistake> {
    let mistake = |_| match text {
        "" => Mistake::Missing,
        _ if text.chars().any(is_unfit) => Mistake::Characters,
        _ => Mistake::Id,
    };
    let id = ServiceId::parse(text).map_err(mistake)?;
    // Payers and XML readers trim a ServiceID, so one with outer white space would never be found.
    if text.trim() != text {
        return Err(Mistake::OuterSpace);
    }
    // `/service/pay` is where payments begin, and browsers resolve dots in paths.
    if text.eq_ignore_ascii_case("pay") || matches!(text, "." | "..") {
        return Err(Mistake::ReservedId);
    }
    Ok(id)
}

/// Checks the address of an e-Service.
///
/// # Errors
/// If it is not an address that can be called.
pub fn endpoint_url(text: &str) -> Result<String, Mistake> {
    match () {
        () if text.is_empty() => Err(Mistake::Missing),
        () if text.chars().count() > MOST_OF_ADDRESS => Err(Mistake::TooLong(MOST_OF_ADDRESS)),
        () if !is_web_address(text) => Err(Mistake::Address),
        () if has_credentials(text) => Err(Mistake::Credentials),
        () => Ok(text.to_owned()),
    }
}

/// Checks a text of one line that people read.
///
/// # Errors
/// If it is empty, longer than `most`, or contains line breaks or direction marks.
pub fn line(text: &str, most: usize) -> Result<String, Mistake> {
    match () {
        () if text.trim().is_empty() => Err(Mistake::Missing),
        () if text.chars().count() > most => Err(Mistake::TooLong(most)),
        () if text.chars().any(is_unfit) => Err(Mistake::Characters),
        () => Ok(text.to_owned()),
    }
}

/// Checks the IDNO of a service provider. The check digit is ignored, so that a made-up number works in tests.
///
/// # Errors
/// If it is not 13 digits.
pub fn idno(text: &str) -> Result<String, Mistake> {
    let is_idno = text.len() == 13 && text.bytes().all(|b| b.is_ascii_digit());
    if is_idno { Ok(text.to_owned()) } else { Err(Mistake::Idno) }
}

/// Checks a signature policy.
///
/// # Errors
/// If it is not a known name.
pub fn policy(text: &str) -> Result<ReplySignature, Mistake> {
    ReplySignature::parse(text).ok_or(Mistake::Policy)
}

/// The prefix of a fingerprint.
const SHA256: &str = "sha256:";

/// True where the text is meant to be a fingerprint.
pub fn is_fingerprint(text: &str) -> bool {
    text.starts_with(SHA256)
}

/// Parses a fingerprint `sha256:…`, with or without colons, in any case.
///
/// # Errors
/// If it is not a fingerprint.
pub fn fingerprint(text: &str) -> Result<ServerTrust, Mistake> {
    let digits = text.strip_prefix(SHA256).ok_or(Mistake::Fingerprint)?;
    let digits: String = digits.chars().filter(|c| *c != ':' && *c != ' ').collect();
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Mistake::Fingerprint);
    }
    let byte = |at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..digits.len()).step_by(2).map(byte).collect();
    let digest = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    digest.map(ServerTrust::Fingerprint).ok_or(Mistake::Fingerprint)
}

/// A fingerprint as [`fingerprint`] reads it.
pub fn written_fingerprint(digest: &[u8; 32]) -> String {
    digest.iter().fold(SHA256.to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_id_has_pages_of_its_own() {
        assert_eq!(service_id("PLĂȚI 01/2").unwrap().as_str(), "PLĂȚI 01/2");
        for (text, mistake) in [
            ("", Mistake::Missing),
            ("a\nb", Mistake::Characters),
            (&"x".repeat(37), Mistake::Id),
            ("a\u{202e}b", Mistake::Characters),
            ("A ", Mistake::OuterSpace),
            ("\u{a0}A", Mistake::OuterSpace),
            (" ", Mistake::OuterSpace),
            ("Pay", Mistake::ReservedId),
            ("..", Mistake::ReservedId),
        ] {
            assert_eq!(service_id(text), Err(mistake), "{text:?}");
        }
    }

    #[test]
    fn an_endpoint_is_an_address_that_can_be_called() {
        assert!(endpoint_url("http://localhost:5000/ServiceProvider.svc").is_ok());
        let long = format!("http://a/{}", "x".repeat(MOST_OF_ADDRESS));
        for (text, mistake) in [
            ("", Mistake::Missing),
            ("localhost:5000", Mistake::Address),
            ("http://hub:secret@a/", Mistake::Credentials),
            (&long, Mistake::TooLong(MOST_OF_ADDRESS)),
        ] {
            assert_eq!(endpoint_url(text), Err(mistake), "{text}");
        }
    }

    #[test]
    fn a_text_is_one_line_that_runs_in_one_direction() {
        assert_eq!(line("<b>Ș & \"щ\"</b>", 20).unwrap(), "<b>Ș & \"щ\"</b>");
        for (text, mistake) in [
            (" ", Mistake::Missing),
            ("a\tb", Mistake::Characters),
            ("a\u{202e}b", Mistake::Characters),
            (&"ș".repeat(21), Mistake::TooLong(20)),
        ] {
            assert_eq!(line(text, 20), Err(mistake), "{text:?}");
        }
    }

    #[test]
    fn a_fingerprint_is_read_as_programs_print_it() {
        let plain = "0f".repeat(32);
        let colons = ["0F"; 32].join(":");
        for text in [format!("sha256:{plain}"), format!("sha256:{colons}")] {
            assert_eq!(fingerprint(&text), Ok(ServerTrust::Fingerprint([15; 32])));
        }
        assert_eq!(written_fingerprint(&[15; 32]), format!("sha256:{plain}"));
        for text in [
            "ca.crt",
            "sha256:",
            "sha256:0f",
            "sha256:zz",
            &format!("sha256:{plain}0"),
            "sha256:ș",
            &format!("sha256:{}", "+f".repeat(32)),
        ] {
            assert_eq!(fingerprint(text), Err(Mistake::Fingerprint), "{text}");
        }
    }

    #[test]
    fn an_idno_has_thirteen_digits() {
        assert_eq!(idno("1002600001235"), Ok("1002600001235".to_owned()));
        for text in ["", "100260000123", "10026000012355", "100260000123a"] {
            assert_eq!(idno(text), Err(Mistake::Idno), "{text}");
        }
    }
}
