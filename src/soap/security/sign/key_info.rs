//! Writes `KeyInfo` and its token.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use x509_parser::objects::{oid_registry, oid2abbrev};
use x509_parser::prelude::{FromDer, X509Certificate, X509Name};

use super::SigningFailed;
use super::shape::{KeyInfoForm, Shape};
use crate::soap::security::DigestAlgorithm;
use crate::soap::security::certificates::Certificate;
use crate::soap::{DS_NS, WSSE_NS};

const BASE64_BINARY: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
const X509_V3: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";
const SUBJECT_KEY_IDENTIFIER: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509SubjectKeyIdentifier";
const THUMBPRINT_SHA1: &str =
    "http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1#ThumbprintSHA1";

/// The `BinarySecurityToken`, if this shape has one.
pub(super) fn token(certificate: &Certificate, shape: Shape, id: &str) -> String {
    if shape.key_info != KeyInfoForm::BinarySecurityToken {
        return String::new();
    }
    let (parts, attribute) = (shape.layout.parts(), shape.ids.attribute());
    let name = format!("{}BinarySecurityToken", parts.wsse);
    format!(
        "<{name} {attribute}=\"{}-{id}\" EncodingType=\"{BASE64_BINARY}\" ValueType=\"{X509_V3}\">{}</{name}>",
        parts.token_id,
        BASE64.encode(certificate.der())
    )
}

/// `KeyInfo` in this shape.
pub(super) fn key_info(certificate: &Certificate, shape: Shape, id: &str) -> Result<String, SigningFailed> {
    let parts = shape.layout.parts();
    let (ds, wsse) = (parts.ds, parts.wsse);
    let identifier = |value_type: &str, value: &[u8]| {
        let value = BASE64.encode(value);
        format!(
            "<{wsse}KeyIdentifier EncodingType=\"{BASE64_BINARY}\" ValueType=\"{value_type}\">{value}</{wsse}KeyIdentifier>"
        )
    };
    let token_reference = |content: String| {
        // Without a prefix the element is in the signature's default namespace.
        let declaration = if wsse.is_empty() { format!(" xmlns=\"{WSSE_NS}\"") } else { String::new() };
        let own_id = parts.lists.as_ref().map(|_| format!(" wsu:Id=\"STR-{id}\"")).unwrap_or_default();
        let name = format!("{wsse}SecurityTokenReference");
        format!("<{name}{declaration}{own_id}>{content}</{name}>")
    };
    let content = match shape.key_info {
        KeyInfoForm::BinarySecurityToken => token_reference(format!(
            "<{wsse}Reference ValueType=\"{X509_V3}\" URI=\"#{}-{id}\"/>",
            parts.token_id
        )),
        KeyInfoForm::X509Data => {
            let certificate = BASE64.encode(certificate.der());
            format!("<{ds}X509Data><{ds}X509Certificate>{certificate}</{ds}X509Certificate></{ds}X509Data>")
        }
        KeyInfoForm::SubjectKeyIdentifier => {
            let value = certificate.subject_key_identifier.as_deref();
            let value = value.ok_or_else(|| SigningFailed::NoSubjectKeyIdentifier {
                subject: certificate.subject.clone(),
            })?;
            token_reference(identifier(SUBJECT_KEY_IDENTIFIER, value))
        }
        KeyInfoForm::ThumbprintSha1 => {
            token_reference(identifier(THUMBPRINT_SHA1, &DigestAlgorithm::Sha1.digest(certificate.der())))
        }
        KeyInfoForm::IssuerSerial => {
            let (issuer, serial) = issuer_and_serial(certificate)?;
            let declaration = if ds.is_empty() { format!(" xmlns=\"{DS_NS}\"") } else { String::new() };
            token_reference(format!(
                "<{ds}X509Data{declaration}><{ds}X509IssuerSerial>\
                 <{ds}X509IssuerName>{}</{ds}X509IssuerName><{ds}X509SerialNumber>{serial}</{ds}X509SerialNumber>\
                 </{ds}X509IssuerSerial></{ds}X509Data>",
                quick_xml::escape::escape(issuer.as_str())
            ))
        }
    };
    let own_id = parts.lists.as_ref().map(|_| format!(" Id=\"KI-{id}\"")).unwrap_or_default();
    Ok(format!("<{ds}KeyInfo{own_id}>{content}</{ds}KeyInfo>"))
}

/// The issuer's name by RFC 4514, as XML Signature §4.5.4 requires, and the serial number in decimal.
fn issuer_and_serial(certificate: &Certificate) -> Result<(String, String), SigningFailed> {
    let unreadable = || SigningFailed::UnreadableIssuer { subject: certificate.subject.clone() };
    let (_, x509) = X509Certificate::from_der(certificate.der()).map_err(|_| unreadable())?;
    let issuer = distinguished_name(x509.issuer()).ok_or_else(unreadable)?;
    Ok((issuer, certificate.serial.to_string()))
}

/// A name by RFC 4514 §2: the last part first, special characters escaped. `None` if a value is not text.
fn distinguished_name(name: &X509Name<'_>) -> Option<String> {
    let mut parts = Vec::new();
    for part in name.iter_rdn() {
        let mut attributes = Vec::new();
        for attribute in part.iter() {
            let oid = attribute.attr_type();
            let key = oid2abbrev(oid, oid_registry()).map_or_else(|_| oid.to_id_string(), str::to_owned);
            attributes.push(format!("{key}={}", escaped(attribute.as_str().ok()?)));
        }
        parts.push(attributes.join("+"));
    }
    parts.reverse();
    Some(parts.join(","))
}

/// RFC 4514 §2.4.
fn escaped(value: &str) -> String {
    let last = value.chars().count().saturating_sub(1);
    let mut text = String::new();
    for (at, c) in value.chars().enumerate() {
        let special = matches!(c, '"' | '+' | ',' | ';' | '<' | '>' | '\\');
        if special || (at == 0 && matches!(c, ' ' | '#')) || (at == last && c == ' ') {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, SerialNumber};

    fn certificate(common_name: &str) -> Certificate {
        let mut params = CertificateParams::default();
        let mut name = DistinguishedName::new();
        name.push(DnType::OrganizationName, "Agenția „A”, B+C");
        name.push(DnType::CommonName, common_name);
        params.distinguished_name = name;
        params.serial_number =
            Some(SerialNumber::from(vec![0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02]));
        let key = KeyPair::generate().unwrap();
        Certificate::from_der(params.self_signed(&key).unwrap().der()).unwrap()
    }

    #[test]
    fn an_issuer_is_written_last_part_first_with_its_special_characters_escaped() {
        let (issuer, serial) = issuer_and_serial(&certificate("#1 <x>; \\ ")).unwrap();
        assert_eq!(issuer, "CN=\\#1 \\<x\\>\\; \\\\\\ ,O=Agenția „A”\\, B\\+C");
        assert_eq!(serial, "18446744073709551618");
    }

    #[test]
    fn a_certificate_without_a_subject_key_identifier_is_not_named_by_one() {
        let failed = key_info(&certificate("x"), KeyInfoForm::SubjectKeyIdentifier.into(), "1").unwrap_err();
        assert!(matches!(&failed, SigningFailed::NoSubjectKeyIdentifier { .. }), "{failed}");
        assert!(failed.to_string().contains("choose another form"), "{failed}");
    }
}
