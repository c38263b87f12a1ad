//! The fields of a service and their rules, wherever they come from: settings, programs, the form.

use super::ids::ServiceId;
use super::language::Language;
use super::plain_text::is_unfit;
use super::service::{LocalizedText, ReplySignature, ServerTrust};
use super::web_address::{has_credentials, is_web_address};

/// The maximum length of a name or a label, in characters; longer ones fit no list and no receipt.
pub const MOST_OF_NAME: usize = 200;
/// The maximum length of an example of an order number, which itself has at most 36 characters.
pub const MOST_OF_EXAMPLE: usize = 100;
/// The maximum length of an address, in characters, which every server and proxy supports.
pub const MOST_OF_ADDRESS: usize = 2000;
/// The maximum number of authorities of a service.
pub const MOST_AUTHORITIES: usize = 50;

macro_rules! fields {
    ($($field:ident $name:literal;)*) => {
        /// A field of a service.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum ServiceField {
            $(#[doc = concat!("`", $name, "`.")] $field),*
        }

        impl ServiceField {
            /// Every field.
            pub const ALL: &'static [Self] = &[$(Self::$field),*];

            /// Its name in settings and for programs.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$field => $name),*
                }
            }
        }
    };
}

fields! {
    Id "id";
    EndpointUrl "endpoint_url";
    Name "name";
    ServiceProviderName "service_provider_name";
    ServiceProviderIdno "service_provider_idno";
    OrderKeyLabel "order_key_label";
    OrderKeyExample "order_key_example";
    ReplySignature "reply_signature";
    Certificate "certificate";
    SignatureCa "signature_ca";
    TlsCa "tls_ca";
}

/// The mistakes of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// It is required.
    Missing,
    /// It has more characters than this.
    TooLong(usize),
    /// It has control characters, or marks that change the direction of text.
    Characters,
    /// It is not a ServiceID.
    Id,
    /// It is a ServiceID that begins or ends with white space.
    OuterSpace,
    /// It is a ServiceID whose address here is taken by a page.
    ReservedId,
    /// There is a service with this ServiceID already.
    Taken,
    /// It is not an absolute http or https address.
    Address,
    /// The address holds a user name or a password.
    Credentials,
    /// It is not an IDNO.
    Idno,
    /// It is not a known policy.
    Policy,
    /// It is not a fingerprint.
    Fingerprint,
    /// It has no certificate in a known format.
    Certificate,
    /// It has a private key, or is protected by a password as files with a private key are.
    PrivateKey,
    /// It is larger than any certificate.
    TooLarge,
    /// It has more certificates than this.
    TooMany(usize),
    /// It excludes another field that was given.
    Contradiction,
}

/// A mistake and its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldMistake {
    /// The field.
    pub field: ServiceField,
    /// The language of the wrong text, where the field has one for each language.
    pub language: Option<Language>,
    /// The mistake.
    pub mistake: Mistake,
    /// The value in few words.
    pub found: String,
}

impl FieldMistake {
    /// The field's name for programs: `name.ru`.
    pub fn path(&self) -> String {
        match self.language {
            Some(language) => format!("{}.{}", self.field.name(), language.code()),
            None => self.field.name().to_owned(),
        }
    }
}

impl Mistake {
    /// The requirement, to be put after "but must be".
    pub fn expected(self) -> String {
        match self {
            Self::Missing => "given".to_owned(),
            Self::TooLong(most) => format!("a text of 1 to {most} characters"),
            Self::Characters => "a text without control characters and direction marks".to_owned(),
            Self::Id => "a ServiceID of 1 to 36 characters without control characters".to_owned(),
            Self::OuterSpace => {
                "a ServiceID without white space before and after it, which the redirect of a payer drops"
                    .to_owned()
            }
            Self::ReservedId => {
                "another ServiceID: `pay`, `.` and `..` cannot end the address of a page".to_owned()
            }
            Self::Taken => "a ServiceID that no other service has".to_owned(),
            Self::Address => "an absolute http or https address, such as http://localhost:8080".to_owned(),
            Self::Credentials => {
                "an address without a user name and a password, as MPay sends none".to_owned()
            }
            Self::Idno => "an IDNO of 13 digits in quotes".to_owned(),
            Self::Policy => "require, warn or ignore".to_owned(),
            Self::Fingerprint => "sha256: and 64 hexadecimal digits".to_owned(),
            Self::Certificate => "a certificate in PEM, base64, DER (.cer) or PKCS #7 (.p7b)".to_owned(),
            Self::PrivateKey => {
                "the certificate alone (.cer, .crt, .pem, .p7b), without its private key and its password"
                    .to_owned()
            }
            Self::TooLarge => "at most 64 KiB, which hold some thirty certificates".to_owned(),
            Self::TooMany(most) => format!("at most {most} certificates"),
            Self::Contradiction => "either kept, or replaced, or taken away".to_owned(),
        }
    }
}

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
/// If it is empty, longer than `most`, or holds line breaks or direction marks.
pub fn line(text: &str, most: usize) -> Result<String, Mistake> {
    match () {
        () if text.trim().is_empty() => Err(Mistake::Missing),
        () if text.chars().count() > most => Err(Mistake::TooLong(most)),
        () if text.chars().any(is_unfit) => Err(Mistake::Characters),
        () => Ok(text.to_owned()),
    }
}

/// Checks a name or a label in its languages: Romanian, and optionally Russian and English.
///
/// # Errors
/// The first language with a mistake.
pub fn localized(
    ro: Option<&str>,
    ru: Option<&str>,
    en: Option<&str>,
) -> Result<LocalizedText, (Language, Mistake)> {
    let line = |language, text: Option<&str>| {
        text.map(|text| line(text, MOST_OF_NAME)).transpose().map_err(|mistake| (language, mistake))
    };
    Ok(LocalizedText {
        ro: line(Language::Romanian, ro)?.ok_or((Language::Romanian, Mistake::Missing))?,
        ru: line(Language::Russian, ru)?,
        en: line(Language::English, en)?,
    })
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
        assert_eq!(localized(None, Some("a"), None), Err((Language::Romanian, Mistake::Missing)));
        assert_eq!(localized(Some("a"), None, Some("\0")), Err((Language::English, Mistake::Characters)));
    }

    #[test]
    fn a_fingerprint_is_read_as_programs_print_it() {
        let plain = "0f".repeat(32);
        let colons = ["0F"; 32].join(":");
        for text in [format!("sha256:{plain}"), format!("sha256:{colons}")] {
            assert_eq!(fingerprint(&text), Ok(ServerTrust::Fingerprint([15; 32])));
        }
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
