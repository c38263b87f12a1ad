//! Messages as other programs may sign them; every part of the signature can be chosen.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::{SignedDuration, Timestamp};

use super::{now, signer};
use crate::soap::security::certificates::Identity;
use crate::soap::security::verify::{canonicalization_method, parts};
use crate::soap::security::{DigestAlgorithm, SignatureAlgorithm, c14n, references};
use crate::soap::{DS_NS, SOAP_NS, WSSE_NS, WSU_NS, envelope};

/// The parts of a message; the defaults are as plain as possible.
pub(crate) struct Forge {
    pub(crate) identity: Identity,
    pub(crate) signature: SignatureAlgorithm,
    pub(crate) digest: DigestAlgorithm,
    /// The `CanonicalizationMethod` element.
    pub(crate) method: String,
    /// The `Transforms` element of each reference.
    pub(crate) transforms: String,
    pub(crate) references: Vec<&'static str>,
    /// The `KeyInfo` element.
    pub(crate) key_info: String,
    /// The content of the Security header besides Timestamp and signature.
    pub(crate) token: String,
    /// The content of the Timestamp.
    pub(crate) timestamp: String,
    pub(crate) timestamp_id: String,
    /// The attributes of the Envelope and the Body.
    pub(crate) envelope: String,
    pub(crate) body: String,
    pub(crate) content: String,
}

pub(crate) fn transforms(uris: &[&str]) -> String {
    let all: String = uris.iter().map(|uri| format!("<ds:Transform Algorithm=\"{uri}\"/>")).collect();
    format!("<ds:Transforms>{all}</ds:Transforms>")
}

pub(crate) fn method(uri: &str) -> String {
    format!("<ds:CanonicalizationMethod Algorithm=\"{uri}\"/>")
}

pub(crate) fn timestamp(created: Timestamp, lifetime: SignedDuration) -> String {
    format!("<wsu:Created>{created}</wsu:Created><wsu:Expires>{}</wsu:Expires>", created + lifetime)
}

impl Default for Forge {
    fn default() -> Self {
        Self {
            identity: signer(),
            signature: SignatureAlgorithm::RsaSha1,
            digest: DigestAlgorithm::Sha1,
            method: method(c14n::EXCLUSIVE),
            transforms: transforms(&[c14n::EXCLUSIVE]),
            references: vec!["#B", "#T"],
            key_info: String::new(),
            token: String::new(),
            timestamp: timestamp(now(), SignedDuration::from_mins(5)),
            timestamp_id: "wsu:Id='T'".to_owned(),
            envelope: String::new(),
            body: "wsu:Id='B'".to_owned(),
            content: "<m:x xmlns:m='https://mpay.gov.md'>ș<!-- comment --></m:x>".to_owned(),
        }
    }
}

impl Forge {
    /// The message with its digests and its signature value.
    pub(crate) fn xml(&self) -> String {
        let empty = vec![String::new(); self.references.len()];
        let digests = self.of(&self.text(&empty, ""), |document, envelope| {
            let parts = parts(document, envelope).unwrap();
            let all = parts.signed_info.children().filter(|node| node.has_tag_name((DS_NS, "Reference")));
            all.map(|node| {
                references::read(document, parts.signature, node, &mut allowance()).unwrap().computed()
            })
            .collect::<Vec<_>>()
        });
        let value = self.of(&self.text(&digests, ""), |document, envelope| {
            let parts = parts(document, envelope).unwrap();
            let (_, options) = canonicalization_method(parts.signed_info).unwrap();
            let octets = c14n::canonicalize(parts.signed_info, &options);
            BASE64.encode(self.identity.key.sign(self.signature, &octets).unwrap())
        });
        self.text(&digests, &value)
    }

    /// Runs the function on the parsed message.
    fn of<T>(
        &self,
        xml: &str,
        work: impl Fn(&roxmltree::Document<'_>, &envelope::Envelope<'_, '_>) -> T,
    ) -> T {
        let document = envelope::parse(xml).unwrap();
        let envelope = envelope::Envelope::of(&document).unwrap();
        work(&document, &envelope)
    }

    fn text(&self, digests: &[String], value: &str) -> String {
        let Self {
            method,
            transforms,
            key_info,
            token,
            timestamp,
            timestamp_id,
            envelope,
            body,
            content,
            ..
        } = self;
        let references: String = self
            .references
            .iter()
            .zip(digests)
            .map(|(uri, digest)| {
                format!(
                    "<ds:Reference URI=\"{uri}\">{transforms}<ds:DigestMethod Algorithm=\"{}\"/>\
                     <ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>",
                    self.digest.uri()
                )
            })
            .collect();
        format!(
            "<s:Envelope xmlns:s='{SOAP_NS}' xmlns:wsu='{WSU_NS}' {envelope}><s:Header>\
             <wsse:Security xmlns:wsse='{WSSE_NS}'>{token}\
             <wsu:Timestamp {timestamp_id}>{timestamp}</wsu:Timestamp><ds:Signature xmlns:ds='{DS_NS}'><ds:SignedInfo>\
             {method}<ds:SignatureMethod Algorithm=\"{}\"/>{references}</ds:SignedInfo>\
             <ds:SignatureValue>{value}</ds:SignatureValue>{key_info}</ds:Signature></wsse:Security></s:Header>\
             <s:Body {body}>{content}</s:Body></s:Envelope>",
            self.signature.uri()
        )
    }
}

/// The maximum cost of a message.
fn allowance() -> c14n::Allowance {
    c14n::Allowance::of_message("")
}
