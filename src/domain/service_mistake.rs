//! The mistakes of a service's fields, with their words for settings and programs.

use std::fmt;

use super::language::Language;
use super::plain_text::line_of;
use super::service_fields::ServiceField;
use super::web_address::without_credentials;

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
    /// The address contains a user name or a password.
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
    /// It is a value of another kind than this, such as a number.
    Kind(&'static str),
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

impl fmt::Display for FieldMistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is `{}`, but must be {}", self.path(), self.found, self.mistake.expected())
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
            Self::Kind(expected) => expected.to_owned(),
            Self::Contradiction => "either kept, or replaced, or taken away".to_owned(),
        }
    }
}

impl FieldMistake {
    /// A mistake of a field as a whole, with a value that may be long and hostile.
    pub fn of(field: ServiceField, mistake: Mistake, found: &str) -> Self {
        let shown = |text: &str| line_of(text, MOST_SHOWN);
        let found = match mistake {
            // The password is not repeated, as mistakes are displayed and logged.
            Mistake::Credentials => "an address with a user name or a password".to_owned(),
            _ if field == ServiceField::EndpointUrl => shown(&without_credentials(found)),
            _ => shown(found),
        };
        Self { field, language: None, mistake, found }
    }
}

/// The maximum number of characters of a value that are repeated in a mistake.
const MOST_SHOWN: usize = 60;
