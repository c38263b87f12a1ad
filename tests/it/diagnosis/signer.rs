//! Signs a writer's message, with a mistake where one is asked for.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use mpay_sim::soap::security::certificates::Identity;
use mpay_sim::soap::security::{DigestAlgorithm, SignatureAlgorithm, c14n};
use roxmltree::{Document, Node};

use super::writers::Writer;

type Octets = Box<dyn Fn(Node<'_, '_>, &c14n::Options) -> Vec<u8>>;
type Digest = Box<dyn Fn(DigestAlgorithm, &[u8]) -> String>;
type Maker = Box<dyn Fn(&[u8]) -> Vec<u8>>;
type Encoded = Box<dyn Fn(&[u8]) -> String>;

/// How a message is signed. The default makes no mistake.
pub struct Signing {
    /// The octets of Body that are digested.
    pub body: Octets,
    /// The octets of Timestamp that are digested.
    pub timestamp: Octets,
    /// The digest of these octets, as DigestValue has it; the declared algorithm comes with them.
    pub digest: Digest,
    /// The octets of SignedInfo that are signed.
    pub signed_info: Octets,
    /// Makes the signature of the octets itself, where it is one that the library does not make.
    pub maker: Option<Maker>,
    /// The algorithm that is signed with, from the declared one.
    pub algorithm: fn(SignatureAlgorithm) -> SignatureAlgorithm,
    /// The signature as SignatureValue has it.
    pub value: Encoded,
    /// The other key signs, and not the certificate's.
    pub by_stranger: bool,
}

impl Default for Signing {
    fn default() -> Self {
        Self {
            body: Box::new(c14n::canonicalize),
            timestamp: Box::new(c14n::canonicalize),
            digest: Box::new(|algorithm, octets| BASE64.encode(algorithm.digest(octets))),
            signed_info: Box::new(c14n::canonicalize),
            maker: None,
            algorithm: |algorithm| algorithm,
            value: Box::new(|octets| BASE64.encode(octets)),
            by_stranger: false,
        }
    }
}

pub fn signer() -> Identity {
    Identity::parse(include_bytes!("../../fixtures/signer.crt"), include_bytes!("../../fixtures/signer.key"))
        .unwrap()
}

pub fn stranger() -> Identity {
    Identity::parse(
        include_bytes!("../../fixtures/stranger.crt"),
        include_bytes!("../../fixtures/stranger.key"),
    )
    .unwrap()
}

/// The signed message.
pub fn sign(writer: &Writer, signing: &Signing) -> String {
    sign_text(&writer.message, signing)
}

/// The same for a message that was changed before it is signed.
pub fn sign_text(message: &str, signing: &Signing) -> String {
    let text = message.replace("%CERTIFICATE%", &BASE64.encode(signer().certificate.der()));
    let digests = {
        let document = Document::parse(&text).unwrap();
        let digest = |name: &str, marker: &str, octets: &Octets| {
            let has_marker = |node: &Node<'_, '_>| node.is_text() && node.text() == Some(marker);
            let Some(value) = document.descendants().find(has_marker) else { return String::new() };
            let node = find(&document, name);
            let reference = value.ancestors().find(|n| n.tag_name().name() == "Reference").unwrap();
            let method = |name: &str| reference.descendants().find(|n| n.tag_name().name() == name).unwrap();
            let mut options = c14n::Options::from_method(method("Transform")).unwrap_or_default();
            options.with_comments = false;
            let algorithm = method("DigestMethod").attribute("Algorithm").and_then(DigestAlgorithm::parse);
            // A misspelt algorithm is applied all the same.
            let is_longer =
                method("DigestMethod").attribute("Algorithm").is_some_and(|uri| uri.contains("256"));
            let meant = if is_longer { DigestAlgorithm::Sha256 } else { DigestAlgorithm::Sha1 };
            (signing.digest)(algorithm.unwrap_or(meant), &octets(node, &options))
        };
        let token: Octets = Box::new(c14n::canonicalize);
        [
            ("%BODY%", digest("Body", "%BODY%", &signing.body)),
            ("%TIMESTAMP%", digest("Timestamp", "%TIMESTAMP%", &signing.timestamp)),
            ("%TOKEN%", digest("BinarySecurityToken", "%TOKEN%", &token)),
        ]
    };
    let text = digests.iter().fold(text, |text, (marker, digest)| text.replace(marker, digest));
    let document = Document::parse(&text).unwrap();
    let method = find(&document, "CanonicalizationMethod");
    let options = c14n::Options::from_method(method).unwrap_or_default();
    let octets = (signing.signed_info)(find(&document, "SignedInfo"), &options);
    let declared =
        find(&document, "SignatureMethod").attribute("Algorithm").and_then(SignatureAlgorithm::parse);
    let algorithm = (signing.algorithm)(declared.unwrap_or(SignatureAlgorithm::RsaSha1));
    let identity = if signing.by_stranger { stranger() } else { signer() };
    let signature = match &signing.maker {
        Some(maker) => maker(&octets),
        None => identity.key.sign(algorithm, &octets).unwrap(),
    };
    let value = (signing.value)(&signature);
    text.replace("%SIGNATURE%", &value)
}

pub fn find<'a, 'i>(document: &'a Document<'i>, name: &str) -> Node<'a, 'i> {
    document.descendants().find(|node| node.tag_name().name() == name).unwrap()
}
