//! The shapes that a signed message may have. One is sent; the others try what a reader of signatures tolerates.

use crate::soap::security::SignatureAlgorithm;

/// How a message is signed and written down. The default is the one that every known e-Service accepts: the shape of
/// the guide's `ConfirmOrderPayment` sample.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shape {
    /// Signs, and digests with the digest of the same name.
    pub algorithm: SignatureAlgorithm,
    /// How the message says who signed.
    pub key_info: KeyInfoForm,
    /// How the signed elements carry their ids.
    pub ids: IdForm,
    /// Names, order and prefix lists.
    pub layout: Layout,
    /// Whether the Security header must be understood (SOAP 1.1 §4.2.3), as that of the guide's `GetOrderDetails` sample.
    pub must_understand: bool,
}

/// How the message says who signed (WSS X.509 Token Profile 1.0 §3.2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum KeyInfoForm {
    /// A `BinarySecurityToken` and a reference to it, as MPay's requests have it.
    #[default]
    BinarySecurityToken,
    /// The certificate inside `KeyInfo`, as the guide's sample replies have it.
    X509Data,
    /// The certificate's subject key identifier alone. Only a certificate that carries one can be named so.
    SubjectKeyIdentifier,
    /// The SHA-1 digest of the certificate alone (WSS SOAP Message Security 1.1 §7.3).
    ThumbprintSha1,
    /// The certificate's issuer and serial number alone.
    IssuerSerial,
}

/// How the signed elements carry their ids.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum IdForm {
    /// `wsu:Id`, as WSS asks.
    #[default]
    WsuId,
    /// `Id` in no namespace, as some write it by hand; several e-Services do not find it.
    BareId,
}

/// Names, order and prefix lists of a signed message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Layout {
    /// Few prefixes, no prefix lists, the Timestamp before the signature.
    #[default]
    Plain,
    /// As the guide's `GetOrderDetails` sample: `InclusiveNamespaces` on the canonicalization method and on the
    /// transforms, `SIG-`, `KI-` and `STR-` ids, the Timestamp after the signature.
    PrefixLists,
}

impl From<KeyInfoForm> for Shape {
    /// The default shape with this key info.
    fn from(key_info: KeyInfoForm) -> Self {
        Self { key_info, ..Self::default() }
    }
}

/// What stands in a message of one layout.
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
    /// What stands in a message of this layout.
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
