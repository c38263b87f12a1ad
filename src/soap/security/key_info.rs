//! The signer according to the message: the forms of `KeyInfo` that the guide and e-Services use.

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use roxmltree::{Document, Node};

use super::certificates::Certificate;
use super::elements::{cut, hex, many, only, place_of, required, text, without_white_space};
use super::judgement::Trust;
use super::references::{element_by_id, name_of};
use super::serial::WrittenSerial;
use super::{SignatureProblem, distinguished_name};
use crate::domain::finding::Finding;
use crate::domain::finding::rules::signer as rules;
use crate::soap::{DS_NS, WSSE_NS};

/// The type of a token with one certificate (WSS X.509 Token Profile 1.0 §3.1).
pub(super) const X509_V3: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";
const SUBJECT_KEY_IDENTIFIER: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509SubjectKeyIdentifier";
const THUMBPRINT: &str = "http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1#ThumbprintSHA1";

/// The maximum number of certificates read from a message; chains have three.
pub const MAX_CERTIFICATES: usize = 8;

/// Padding is optional, as hand-written encoders omit it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The signer's certificate, and the others in the message.
#[derive(Debug)]
pub(super) struct Signer {
    /// The certificate whose key must have made the signature.
    pub certificate: Certificate,
    /// The other certificates, as links of a chain.
    pub others: Vec<Certificate>,
}

impl From<Certificate> for Signer {
    fn from(certificate: Certificate) -> Self {
        Self { certificate, others: Vec::new() }
    }
}

/// The signer's certificate: from the message if it has one, else the known one if it matches the message's identifier.
/// Without KeyInfo the known one is tried, and the signature value decides.
pub(super) fn signer(
    document: &Document<'_>,
    signature: Node<'_, '_>,
    trust: Trust<'_>,
    notes: &mut Vec<Finding>,
) -> Result<Signer, SignatureProblem> {
    let known = trust.known();
    let Some(key_info) = only(signature, DS_NS, "KeyInfo")? else {
        notes.push(other_form(signature, "no KeyInfo"));
        return tried(known);
    };
    let reference = only(key_info, WSSE_NS, "SecurityTokenReference")?;
    if let Some(token) = reference.map(|node| only(node, WSSE_NS, "Reference")).transpose()?.flatten() {
        return referenced_token(document, token);
    }
    if let Some(node) = reference.map(|node| only(node, WSSE_NS, "KeyIdentifier")).transpose()?.flatten() {
        return identified(node, known, notes);
    }
    let places: Vec<_> = [Some(key_info), reference].into_iter().flatten().collect();
    let data: Vec<_> = places.iter().flat_map(|place| many(*place, DS_NS, "X509Data")).collect();
    let places: Vec<_> = data.into_iter().chain(places).collect();

    let carried: Vec<_> = places.iter().flat_map(|place| many(*place, DS_NS, "X509Certificate")).collect();
    if !carried.is_empty() {
        let read: Result<Vec<_>, _> = carried
            .into_iter()
            .take(MAX_CERTIFICATES)
            .map(|node| certificate(node, "X509Certificate"))
            .collect();
        return chosen(read?, known);
    }
    for place in &places {
        if let Some((issuer, serial)) = issuer_serial(*place, notes)? {
            notes.push(other_form(*place, "the certificate's issuer and serial number"));
            return issued(&issuer, &serial, known, notes);
        }
    }
    if let Some(node) = places.iter().find_map(|place| many(*place, DS_NS, "X509SKI").next()) {
        notes.push(other_form(node, "a subject key identifier in X509Data/X509SKI"));
        return with_key_identifier(node, "X509SKI", known);
    }
    notes.push(other_form(key_info, "nothing in KeyInfo that names a certificate"));
    tried(known)
}

/// The remark that the certificate is identified in a form that the guide does not list.
fn other_form(node: Node<'_, '_>, found: &str) -> Finding {
    Finding::new(&rules::KEY_INFO_FORM, found).at(place_of(node))
}

fn tried(known: Option<&Certificate>) -> Result<Signer, SignatureProblem> {
    known.cloned().map(Signer::from).ok_or(SignatureProblem::NothingToPin)
}

/// `SecurityTokenReference/Reference`: the token that it points to.
fn referenced_token(document: &Document<'_>, reference: Node<'_, '_>) -> Result<Signer, SignatureProblem> {
    let uri =
        reference.attribute("URI").ok_or(SignatureProblem::Missing { path: "KeyInfo//Reference/@URI" })?;
    let token = element_by_id(document, uri)?;
    if !token.has_tag_name((WSSE_NS, "BinarySecurityToken")) {
        return Err(SignatureProblem::NotAToken { uri: cut(uri), element: name_of(token).to_owned() });
    }
    for (node, element) in [(token, "BinarySecurityToken"), (reference, "Reference")] {
        // A reference or token without a type is judged by its content.
        if let Some(found) = node.attribute("ValueType").filter(|found| *found != X509_V3) {
            return Err(SignatureProblem::TokenType { element, value_type: cut(found), expected: X509_V3 });
        }
    }
    certificate(token, "BinarySecurityToken").map(Signer::from)
}

/// `SecurityTokenReference/KeyIdentifier`, by its type; the default is a subject key identifier.
fn identified(
    identifier: Node<'_, '_>,
    known: Option<&Certificate>,
    notes: &mut Vec<Finding>,
) -> Result<Signer, SignatureProblem> {
    match identifier.attribute("ValueType").unwrap_or(SUBJECT_KEY_IDENTIFIER) {
        SUBJECT_KEY_IDENTIFIER => with_key_identifier(identifier, "KeyIdentifier", known),
        THUMBPRINT => {
            notes.push(other_form(identifier, "the certificate's SHA-1 thumbprint"));
            let known = known.ok_or(SignatureProblem::NothingToPin)?;
            let found = hex(&octets(identifier, "KeyIdentifier")?);
            if found == known.thumbprint() {
                return Ok(known.clone().into());
            }
            let subject = known.subject.clone();
            Err(SignatureProblem::OtherIdentifier {
                kind: "SHA-1 thumbprint",
                found,
                known: known.thumbprint(),
                subject,
            })
        }
        X509_V3 => {
            notes.push(other_form(identifier, "the certificate itself in a KeyIdentifier"));
            certificate(identifier, "KeyIdentifier").map(Signer::from)
        }
        other => Err(SignatureProblem::TokenType {
            element: "KeyIdentifier",
            value_type: cut(other),
            expected: SUBJECT_KEY_IDENTIFIER,
        }),
    }
}

fn with_key_identifier(
    node: Node<'_, '_>,
    element: &'static str,
    known: Option<&Certificate>,
) -> Result<Signer, SignatureProblem> {
    let known = known.ok_or(SignatureProblem::NothingToPin)?;
    let found = octets(node, element)?;
    if known.subject_key_identifier.as_ref() == Some(&found) {
        return Ok(known.clone().into());
    }
    Err(SignatureProblem::OtherIdentifier {
        kind: "subject key identifier",
        found: cut(&hex(&found)),
        known: known.subject_key_identifier.as_deref().map_or_else(|| "absent".to_owned(), hex),
        subject: known.subject.clone(),
    })
}

/// The texts of issuer and serial number, inside `X509IssuerSerial` or, as some write it, directly and with shorter names.
fn issuer_serial(
    place: Node<'_, '_>,
    notes: &mut Vec<Finding>,
) -> Result<Option<(String, String)>, SignatureProblem> {
    let wrapper = only(place, DS_NS, "X509IssuerSerial")?;
    let holder = wrapper.unwrap_or(place);
    let named = |names: [&str; 2]| {
        holder.children().find(|node| node.is_element() && names.contains(&node.tag_name().name()))
    };
    let issuer = named(["X509IssuerName", "IssuerName"]);
    let Some(serial) = named(["X509SerialNumber", "SerialNumber"]) else {
        let path = "X509IssuerSerial/X509SerialNumber";
        return if wrapper.is_some() { Err(SignatureProblem::Missing { path }) } else { Ok(None) };
    };
    if wrapper.is_none()
        || !place.has_tag_name((DS_NS, "X509Data"))
        || !serial.has_tag_name((DS_NS, "X509SerialNumber"))
    {
        let found = format!("{} inside {}", serial.tag_name().name(), holder.tag_name().name());
        notes.push(Finding::new(&rules::ISSUER_SERIAL_SHAPE, found).at(place_of(serial)));
    }
    let serial_text = text(serial).trim().to_owned();
    if WrittenSerial::read(&serial_text).is_some_and(|written| !written.is_decimal) {
        notes.push(Finding::new(&rules::SERIAL_FORM, &serial_text).at(place_of(serial)));
    }
    Ok(Some((issuer.map(text).unwrap_or_default().trim().to_owned(), serial_text)))
}

/// The known certificate, if it has this serial number. A different issuer name causes only a remark, as libraries write it
/// in too many ways.
fn issued(
    issuer: &str,
    serial: &str,
    known: Option<&Certificate>,
    notes: &mut Vec<Finding>,
) -> Result<Signer, SignatureProblem> {
    let known = known.ok_or(SignatureProblem::NothingToPin)?;
    let written = WrittenSerial::read(serial);
    if !written.as_ref().is_some_and(|written| known.serial.is(written)) {
        return Err(SignatureProblem::OtherIssuerSerial {
            issuer: cut(issuer),
            serial: written.map_or_else(|| format!("`{}`", cut(serial)), |written| written.in_both_forms()),
            known_issuer: known.issuer.clone(),
            known_serial: known.serial.in_both_forms(),
        });
    }
    if !distinguished_name::are_same(issuer, &known.issuer) {
        notes.push(Finding::new(&rules::ISSUER_NAME, issuer).expected(&known.issuer));
    }
    Ok(known.clone().into())
}

/// Of several certificates the known one, else the one that issued none of the others.
fn chosen(
    mut certificates: Vec<Certificate>,
    known: Option<&Certificate>,
) -> Result<Signer, SignatureProblem> {
    let is_known = |certificate: &Certificate| known.is_some_and(|known| known.der() == certificate.der());
    let issues_another = |number: usize, candidate: &Certificate| {
        certificates.iter().enumerate().any(|(other, c)| other != number && c.issuer == candidate.subject)
    };
    let leaf =
        certificates.iter().enumerate().find(|(number, candidate)| !issues_another(*number, candidate));
    let at = certificates.iter().position(is_known).or(leaf.map(|(number, _)| number)).unwrap_or(0);
    Ok(Signer { certificate: certificates.remove(at), others: certificates })
}

fn certificate(carrier: Node<'_, '_>, element: &'static str) -> Result<Certificate, SignatureProblem> {
    let unreadable = |why: String| SignatureProblem::UnreadableCertificate { why };
    if without_white_space(carrier).starts_with("-----BEGIN") {
        return Err(unreadable("a whole PEM file stands in it, with its -----BEGIN line".to_owned()));
    }
    let der = octets(carrier, element).map_err(|problem| unreadable(problem.to_string()))?;
    Certificate::from_der(&der).map_err(|e| unreadable(e.to_string()))
}

/// The octets of base64, ignoring white space.
pub(super) fn octets(node: Node<'_, '_>, element: &'static str) -> Result<Vec<u8>, SignatureProblem> {
    BASE64
        .decode(without_white_space(node))
        .map_err(|e| SignatureProblem::NotBase64 { element, why: e.to_string() })
}

/// The octets of the signature value.
pub(super) fn signature_value(signature: Node<'_, '_>) -> Result<Vec<u8>, SignatureProblem> {
    octets(required(signature, DS_NS, "SignatureValue", "Signature/SignatureValue")?, "SignatureValue")
}
