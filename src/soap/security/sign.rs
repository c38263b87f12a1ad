//! Builds a signed envelope: Timestamp and Body, in the shape that every known e-Service accepts.
//!
//! The digests are taken by parsing the very text that will be sent, so that nothing can come between.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::{SignedDuration, Timestamp};
use roxmltree::{Document, Node};
use thiserror::Error;

use super::certificates::Identity;
use super::{InvalidKey, SignatureAlgorithm, c14n};
use crate::soap::{DS_NS, SOAP_NS, WSSE_NS, WSU_NS};

const ENCODING_TYPE: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
const VALUE_TYPE: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";

/// How long our messages live: the life of the guide's `ConfirmOrderPayment` sample.
pub const LIFETIME: SignedDuration = SignedDuration::from_mins(5);

/// What changes from one message to the next.
#[derive(Debug, Clone)]
pub struct MessageStamp {
    /// The random part of the ids, 32 hexadecimal digits.
    pub id: String,
    /// `Created`; `Expires` is [`LIFETIME`] later.
    pub created: Timestamp,
}

/// How the message says who signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyInfoForm {
    /// A `BinarySecurityToken` and a reference to it, as MPay's requests have it.
    BinarySecurityToken,
    /// The certificate inside `KeyInfo`, as the guide's sample replies have it.
    X509Data,
}

/// Why a message could not be signed.
#[derive(Debug, Error)]
pub enum SigningFailed {
    /// The content of the Body is not well-formed.
    #[error("the message to sign is not well-formed: {0}")]
    NotWellFormed(#[from] roxmltree::Error),
    /// The key refuses.
    #[error(transparent)]
    Key(#[from] InvalidKey),
}

/// The signed envelope around this content of a Body, ready to send. UTF-8, no XML declaration, no white space
/// between tags; `rsa-sha1` and `sha1`, exclusive canonicalization without prefix lists.
pub fn signed_envelope(
    body_content: &str,
    identity: &Identity,
    stamp: &MessageStamp,
    form: KeyInfoForm,
) -> Result<String, SigningFailed> {
    let algorithm = SignatureAlgorithm::RsaSha1;
    let unsigned = envelope(body_content, identity, stamp, form, "");
    let signed_info = {
        let document = Document::parse(&unsigned)?;
        let references: String = [(SOAP_NS, "Body", "BD"), (WSU_NS, "Timestamp", "TS")]
            .iter()
            .map(|(ns, name, id)| {
                reference(&document, (*ns, *name), &format!("{id}-{}", stamp.id), algorithm)
            })
            .collect();
        format!(
            "<SignedInfo><CanonicalizationMethod Algorithm=\"{}\"/><SignatureMethod Algorithm=\"{}\"/>{references}</SignedInfo>",
            c14n::EXCLUSIVE,
            algorithm.uri()
        )
    };
    let key_info = key_info(identity, stamp, form);
    let signature = |value: &str| {
        format!(
            "<Signature xmlns=\"{DS_NS}\">{signed_info}<SignatureValue>{value}</SignatureValue>{key_info}</Signature>"
        )
    };
    let octets = {
        let text = envelope(body_content, identity, stamp, form, &signature(""));
        let document = Document::parse(&text)?;
        find(&document, (DS_NS, "SignedInfo")).map(canonical).unwrap_or_default()
    };
    let value = BASE64.encode(identity.key.sign(algorithm, &octets)?);
    Ok(envelope(body_content, identity, stamp, form, &signature(&value)))
}

fn envelope(
    body_content: &str,
    identity: &Identity,
    stamp: &MessageStamp,
    form: KeyInfoForm,
    signature: &str,
) -> String {
    let MessageStamp { id, created } = stamp;
    let token = match form {
        KeyInfoForm::BinarySecurityToken => format!(
            "<BinarySecurityToken wsu:Id=\"ST-{id}\" EncodingType=\"{ENCODING_TYPE}\" ValueType=\"{VALUE_TYPE}\">{}</BinarySecurityToken>",
            BASE64.encode(identity.certificate.der())
        ),
        KeyInfoForm::X509Data => String::new(),
    };
    let (created, expires) =
        (instant(*created), instant(created.saturating_add(LIFETIME).unwrap_or(*created)));
    format!(
        "<s:Envelope xmlns:s=\"{SOAP_NS}\" xmlns:wsu=\"{WSU_NS}\"><s:Header><Security xmlns=\"{WSSE_NS}\">{token}\
         <wsu:Timestamp wsu:Id=\"TS-{id}\"><wsu:Created>{created}</wsu:Created><wsu:Expires>{expires}</wsu:Expires></wsu:Timestamp>\
         {signature}</Security></s:Header><s:Body wsu:Id=\"BD-{id}\">{body_content}</s:Body></s:Envelope>"
    )
}

fn key_info(identity: &Identity, stamp: &MessageStamp, form: KeyInfoForm) -> String {
    let content = match form {
        KeyInfoForm::BinarySecurityToken => format!(
            "<SecurityTokenReference xmlns=\"{WSSE_NS}\"><Reference ValueType=\"{VALUE_TYPE}\" URI=\"#ST-{}\"/></SecurityTokenReference>",
            stamp.id
        ),
        KeyInfoForm::X509Data => format!(
            "<X509Data><X509Certificate>{}</X509Certificate></X509Data>",
            BASE64.encode(identity.certificate.der())
        ),
    };
    format!("<KeyInfo>{content}</KeyInfo>")
}

fn reference(document: &Document<'_>, tag: (&str, &str), id: &str, algorithm: SignatureAlgorithm) -> String {
    let octets = find(document, tag).map(canonical).unwrap_or_default();
    let digest = algorithm.digest();
    format!(
        "<Reference URI=\"#{id}\"><Transforms><Transform Algorithm=\"{}\"/></Transforms><DigestMethod Algorithm=\"{}\"/><DigestValue>{}</DigestValue></Reference>",
        c14n::EXCLUSIVE,
        digest.uri(),
        BASE64.encode(digest.digest(&octets))
    )
}

fn find<'a, 'i>(document: &'a Document<'i>, tag: (&str, &str)) -> Option<Node<'a, 'i>> {
    document.descendants().find(|node| node.has_tag_name(tag))
}

fn canonical(element: Node<'_, '_>) -> Vec<u8> {
    c14n::canonicalize(element, &c14n::Options::default())
}

/// UTC with three digits of milliseconds and `Z`, as every known e-Service reads it.
fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
