//! Builds a signed envelope with Timestamp and Body, by default in the shape that every known e-Service accepts.
//!
//! The digests are computed from the parsed text that will be sent, so that both are the same.

mod defect;
mod failure;
mod impostors;
mod key_info;
mod shape;

#[cfg(test)]
mod tests;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::{SignedDuration, Timestamp};
use roxmltree::{Document, Node};

pub use defect::defective_envelope;
pub use failure::SigningFailed;
pub use impostors::{expired_twin, stranger};
pub use shape::{IdForm, KeyInfoForm, Layout, Shape};

use super::c14n;
use super::certificates::Identity;
use crate::soap::{DS_NS, MPAY_NS, SOAP_NS, WSSE_NS, WSU_NS};

/// The lifetime of our messages, as in the guide's `ConfirmOrderPayment` sample.
pub const LIFETIME: SignedDuration = SignedDuration::from_mins(5);

/// The parts that differ between messages.
#[derive(Debug, Clone)]
pub struct MessageStamp {
    /// The random part of the ids, 32 hexadecimal digits.
    pub id: String,
    /// `Created`; `Expires` is [`LIFETIME`] later.
    pub created: Timestamp,
}

/// A signed envelope with this Body content, ready to send: UTF-8, no XML declaration, no white space between tags,
/// exclusive canonicalization.
///
/// `body_content` is the text of one or more elements, well-formed by itself.
pub fn signed_envelope(
    body_content: &str,
    identity: &Identity,
    stamp: &MessageStamp,
    shape: impl Into<Shape>,
) -> Result<String, SigningFailed> {
    let message = Message::new(body_content, stamp, shape.into());
    message.signed(&message.signed_info()?, identity)
}

/// A message before it is signed.
struct Message<'a> {
    stamp: &'a MessageStamp,
    shape: Shape,
    body_content: &'a str,
    covered: Covered,
}

/// The parts that the message has and the signature covers: all of them in an honest message.
struct Covered {
    timestamp: bool,
    timestamp_signed: bool,
    body_signed: bool,
}

impl Default for Covered {
    fn default() -> Self {
        Self { timestamp: true, timestamp_signed: true, body_signed: true }
    }
}

impl<'a> Message<'a> {
    fn new(body_content: &'a str, stamp: &'a MessageStamp, shape: Shape) -> Self {
        Self { stamp, shape, body_content, covered: Covered::default() }
    }

    /// The envelope with its signature over this `SignedInfo`.
    fn signed(&self, signed_info: &str, identity: &Identity) -> Result<String, SigningFailed> {
        let octets = self.octets_of(signed_info)?;
        let value = BASE64.encode(identity.key.sign(self.shape.algorithm, &octets)?);
        let token = key_info::token(&identity.certificate, self.shape, &self.stamp.id);
        let key_info = key_info::key_info(&identity.certificate, self.shape, &self.stamp.id)?;
        Ok(self.envelope(&token, &self.signature(signed_info, &value, &key_info), self.body_content))
    }

    /// The envelope with these parts, whose surroundings are always the same.
    fn envelope(&self, token: &str, signature: &str, body_content: &str) -> String {
        let parts = self.shape.layout.parts();
        let (soap, wsse, id, attribute) =
            (parts.soap, parts.wsse, &self.stamp.id, self.shape.ids.attribute());
        let timestamp = self.timestamp();
        let body_id = parts.body_id;
        let must_understand = match self.shape.must_understand {
            true => format!(" {soap}mustUnderstand=\"1\""),
            false => String::new(),
        };
        match self.shape.layout {
            Layout::Plain => format!(
                "<s:Envelope xmlns:s=\"{SOAP_NS}\" xmlns:wsu=\"{WSU_NS}\"><s:Header><Security{must_understand} xmlns=\"{WSSE_NS}\">\
                 {token}{timestamp}{signature}</Security></s:Header>\
                 <s:Body {attribute}=\"{body_id}-{id}\">{body_content}</s:Body></s:Envelope>"
            ),
            Layout::PrefixLists => format!(
                "<{soap}Envelope xmlns:mpay=\"{MPAY_NS}\" xmlns:soapenv=\"{SOAP_NS}\"><{soap}Header>\
                 <{wsse}Security{must_understand} xmlns:wsse=\"{WSSE_NS}\" xmlns:wsu=\"{WSU_NS}\">\
                 {token}{signature}{timestamp}</{wsse}Security></{soap}Header>\
                 <{soap}Body {attribute}=\"{body_id}-{id}\" xmlns:wsu=\"{WSU_NS}\">{body_content}</{soap}Body></{soap}Envelope>"
            ),
        }
    }

    fn timestamp(&self) -> String {
        if !self.covered.timestamp {
            return String::new();
        }
        let MessageStamp { id, created } = self.stamp;
        let expires = created.saturating_add(LIFETIME).unwrap_or(*created);
        format!(
            "<wsu:Timestamp {}=\"TS-{id}\"><wsu:Created>{}</wsu:Created><wsu:Expires>{}</wsu:Expires></wsu:Timestamp>",
            self.shape.ids.attribute(),
            instant(*created),
            instant(expires)
        )
    }

    /// `SignedInfo` with the digests of the envelope's parts.
    fn signed_info(&self) -> Result<String, SigningFailed> {
        let parts = self.shape.layout.parts();
        let lists = parts.lists.as_ref();
        // Token and signature are not signed, and declare nothing that a signed element needs.
        let text = self.envelope("", "", self.body_content);
        let document = Document::parse(&text)?;
        let body =
            || self.reference(&document, (SOAP_NS, "Body"), parts.body_id, lists.map(|lists| lists.body));
        let timestamp =
            || self.reference(&document, (WSU_NS, "Timestamp"), "TS", lists.map(|lists| lists.timestamp));
        let Covered { timestamp: has_timestamp, timestamp_signed, body_signed } = self.covered;
        let body = if body_signed { body() } else { String::new() };
        let timestamp = if has_timestamp && timestamp_signed { timestamp() } else { String::new() };
        let references = match self.shape.layout {
            Layout::Plain => [body, timestamp],
            Layout::PrefixLists => [timestamp, body],
        };
        let ds = parts.ds;
        let method = self.canonicalization("CanonicalizationMethod", lists.map(|lists| lists.signed_info));
        Ok(format!(
            "<{ds}SignedInfo>{method}<{ds}SignatureMethod Algorithm=\"{}\"/>{}</{ds}SignedInfo>",
            self.shape.algorithm.uri(),
            references.concat()
        ))
    }

    fn reference(&self, document: &Document<'_>, tag: (&str, &str), id: &str, list: Option<&str>) -> String {
        let octets = canonical(document, tag, list);
        let digest = self.shape.algorithm.digest();
        let ds = self.shape.layout.parts().ds;
        format!(
            "<{ds}Reference URI=\"#{id}-{}\"><{ds}Transforms>{}</{ds}Transforms>\
             <{ds}DigestMethod Algorithm=\"{}\"/><{ds}DigestValue>{}</{ds}DigestValue></{ds}Reference>",
            self.stamp.id,
            self.canonicalization("Transform", list),
            digest.uri(),
            BASE64.encode(digest.digest(&octets))
        )
    }

    /// An element that names exclusive canonicalization, with its prefix list.
    fn canonicalization(&self, name: &str, list: Option<&str>) -> String {
        let (ds, uri) = (self.shape.layout.parts().ds, c14n::EXCLUSIVE);
        match list {
            None => format!("<{ds}{name} Algorithm=\"{uri}\"/>"),
            Some(list) => format!(
                "<{ds}{name} Algorithm=\"{uri}\"><ec:InclusiveNamespaces PrefixList=\"{list}\" xmlns:ec=\"{uri}\"/></{ds}{name}>"
            ),
        }
    }

    /// The canonical octets of `SignedInfo` in its place, which do not depend on token and Body.
    fn octets_of(&self, signed_info: &str) -> Result<Vec<u8>, SigningFailed> {
        let text = self.envelope("", &self.signature(signed_info, "", ""), "");
        let list = self.shape.layout.parts().lists.as_ref().map(|lists| lists.signed_info);
        Ok(canonical(&Document::parse(&text)?, (DS_NS, "SignedInfo"), list))
    }

    fn signature(&self, signed_info: &str, value: &str, key_info: &str) -> String {
        let parts = self.shape.layout.parts();
        let ds = parts.ds;
        let attributes = match self.shape.layout {
            Layout::Plain => format!("xmlns=\"{DS_NS}\""),
            Layout::PrefixLists => format!("Id=\"SIG-{}\" xmlns:ds=\"{DS_NS}\"", self.stamp.id),
        };
        format!(
            "<{ds}Signature {attributes}>{signed_info}<{ds}SignatureValue>{value}</{ds}SignatureValue>{key_info}</{ds}Signature>"
        )
    }
}

/// The canonical octets of the first element of this name.
fn canonical(document: &Document<'_>, tag: (&str, &str), list: Option<&str>) -> Vec<u8> {
    let inclusive_prefixes = list.unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    let options = c14n::Options { inclusive_prefixes, ..c14n::Options::default() };
    let element: Option<Node<'_, '_>> = document.descendants().find(|node| node.has_tag_name(tag));
    element.map(|element| c14n::canonicalize(element, &options)).unwrap_or_default()
}

/// UTC with milliseconds and `Z`, as every known e-Service reads it.
fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
