//! The shapes of a signed message: the default, and others that test the tolerance of readers.

use crate::soap::security::SignatureAlgorithm;

/// The form of signature and message. The default is accepted by every known e-Service: the shape of the guide's
/// `ConfirmOrderPayment` sample.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shape {
    /// The signature algorithm; digests use the same hash.
    pub algorithm: SignatureAlgorithm,
    /// The form of the signer's identification.
    pub key_info: KeyInfoForm,
    /// The form of the signed elements' ids.
    pub ids: IdForm,
    /// Names, order and prefix lists.
    pub layout: Layout,
    /// True if the Security header has `mustUnderstand` (SOAP 1.1 §4.2.3), as in the guide's `GetOrderDetails` sample.
    pub must_understand: bool,
}

/// The form of the signer's identification (WSS X.509 Token Profile 1.0 §3.2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum KeyInfoForm {
    /// A `BinarySecurityToken` and a reference to it, as in MPay's requests.
    #[default]
    BinarySecurityToken,
    /// The certificate inside `KeyInfo`, as in the guide's sample replies.
    X509Data,
    /// Only the certificate's subject key identifier, which not every certificate has.
    SubjectKeyIdentifier,
    /// Only the certificate's SHA-1 digest (WSS SOAP Message Security 1.1 §7.3).
    ThumbprintSha1,
    /// Only the certificate's issuer and serial number.
    IssuerSerial,
}

/// The form of the signed elements' ids.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum IdForm {
    /// `wsu:Id`, as WSS requires.
    #[default]
    WsuId,
    /// `Id` in no namespace, as in hand-written messages; several e-Services do not find it.
    BareId,
}

/// Names, order and prefix lists of a signed message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Layout {
    /// Few prefixes, no prefix lists, the Timestamp before the signature.
    #[default]
    Plain,
    /// Like the guide's `GetOrderDetails` sample: `InclusiveNamespaces` on the canonicalization method and the transforms,
    /// ids with `SIG-`, `KI-` and `STR-`, the Timestamp after the signature.
    PrefixLists,
}

impl From<KeyInfoForm> for Shape {
    /// The default shape with this key info.
    fn from(key_info: KeyInfoForm) -> Self {
        Self { key_info, ..Self::default() }
    }
}

/// The names of one layout.
#[derive(Debug)]
pub(super) struct Parts {
    /// The prefix of the envelope's elements, colon included.
    pub(super) soap: &'static str,
    /// The prefix of WS-Security's elements.
    pub(super) wsse: &'static str,
    /// The prefix of the signature's elements.
    pub(super) ds: &'static str,
    /// The first part of the token's id.
    pub(super) token_id: &'static str,
    /// The first part of the Body's id.
    pub(super) body_id: &'static str,
    /// The prefix lists.
    pub(super) lists: Option<PrefixLists>,
}

/// The prefix lists of the guide's sample.
#[derive(Debug)]
pub(super) struct PrefixLists {
    pub(super) signed_info: &'static str,
    pub(super) timestamp: &'static str,
    pub(super) body: &'static str,
}

const PLAIN: Parts = Parts { soap: "s:", wsse: "", ds: "", token_id: "ST", body_id: "BD", lists: None };

const LISTED: Parts = Parts {
    soap: "soapenv:",
    wsse: "wsse:",
    ds: "ds:",
    token_id: "X509",
    body_id: "id",
    lists: Some(PrefixLists { signed_info: "mpay soapenv", timestamp: "wsse mpay soapenv", body: "mpay" }),
};

impl Layout {
    /// The names of this layout.
    pub(super) fn parts(self) -> &'static Parts {
        match self {
            Self::Plain => &PLAIN,
            Self::PrefixLists => &LISTED,
        }
    }
}

impl IdForm {
    /// The attribute's name.
    pub(super) fn attribute(self) -> &'static str {
        match self {
            Self::WsuId => "wsu:Id",
            Self::BareId => "Id",
        }
    }
}
