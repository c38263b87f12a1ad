//! Messages with a missing, wrong or insufficient signature: each is the guide's sample with one defect.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::{Covered, Message, MessageStamp, Shape, SigningFailed};
use crate::domain::scenario::SignatureDefect;
use crate::soap::WSSE_NS;
use crate::soap::security::certificates::Identity;

/// An envelope with one defect; otherwise like [`signed_envelope`](super::signed_envelope) in its default shape.
pub fn defective_envelope(
    body_content: &str,
    identity: &Identity,
    stamp: &MessageStamp,
    defect: SignatureDefect,
) -> Result<String, SigningFailed> {
    let message = Message { covered: covered(defect), ..Message::new(body_content, stamp, Shape::default()) };
    match defect {
        SignatureDefect::Unsigned => return Ok(message.envelope("", "", body_content)),
        SignatureDefect::NoSecurityHeader => {
            let unsigned = message.envelope("", "", body_content);
            return Ok(cut_out(&unsigned, "<s:Header>", "</s:Header>").1);
        }
        _ => {}
    }
    let mut signed_info = message.signed_info()?;
    if defect == SignatureDefect::DigestWrong {
        // The Body is the first reference.
        change_last_octet_after(&mut signed_info, "<DigestValue>");
    }
    let mut envelope = message.signed(&signed_info, identity)?;
    if defect == SignatureDefect::SignatureWrong {
        change_last_octet_after(&mut envelope, "<SignatureValue>");
    }
    Ok(rearranged(envelope, stamp, defect))
}

fn covered(defect: SignatureDefect) -> Covered {
    match defect {
        SignatureDefect::TimestampMissing => Covered { timestamp: false, ..Covered::default() },
        SignatureDefect::TimestampNotSigned => Covered { timestamp_signed: false, ..Covered::default() },
        SignatureDefect::BodyNotSigned => Covered { body_signed: false, ..Covered::default() },
        _ => Covered::default(),
    }
}

/// Moves the signed element aside and puts an unsigned copy in its place. The copy has the same content, so only its place
/// is a reason to refuse it.
fn rearranged(envelope: String, stamp: &MessageStamp, defect: SignatureDefect) -> String {
    let id = &stamp.id;
    let (body, timestamp) = (
        element(&envelope, "<s:Body ", "</s:Body>"),
        element(&envelope, "<wsu:Timestamp ", "</wsu:Timestamp>"),
    );
    let unsigned_body = body.replacen(&format!("\"BD-{id}\""), &format!("\"BD2-{id}\""), 1);
    let unsigned_timestamp = timestamp.replacen(&format!("\"TS-{id}\""), &format!("\"TS2-{id}\""), 1);
    let aside = |signed: &str| format!("<Aside xmlns=\"{ASIDE_NS}\">{signed}</Aside></s:Header>");
    match defect {
        SignatureDefect::TwoBodies => envelope.replacen(body, &format!("{unsigned_body}{body}"), 1),
        SignatureDefect::BodyInHeader => {
            envelope.replacen(body, &unsigned_body, 1).replacen("</s:Header>", &aside(body), 1)
        }
        SignatureDefect::BodyWithSameId => envelope.replacen("</s:Header>", &aside(body), 1),
        SignatureDefect::BodyInSignature => envelope.replacen(body, &unsigned_body, 1).replacen(
            "</Signature>",
            &format!("<Object>{body}</Object></Signature>"),
            1,
        ),
        SignatureDefect::TimestampInHeader => {
            envelope.replacen(timestamp, &unsigned_timestamp, 1).replacen("</s:Header>", &aside(timestamp), 1)
        }
        SignatureDefect::SecondSecurityHeader => {
            let second = format!("<s:Header><Security xmlns=\"{WSSE_NS}\">{unsigned_timestamp}</Security>");
            envelope.replacen("<s:Header>", &second, 1)
        }
        SignatureDefect::Unsigned
        | SignatureDefect::NoSecurityHeader
        | SignatureDefect::DigestWrong
        | SignatureDefect::SignatureWrong
        | SignatureDefect::TimestampMissing
        | SignatureDefect::TimestampNotSigned
        | SignatureDefect::BodyNotSigned => envelope,
    }
}

/// The namespace of the element that hides the signed one; readers do not know it.
const ASIDE_NS: &str = "urn:mpay-sim:aside";

/// The element that starts and ends with these texts; empty if there is none. A Body's content is escaped, so it cannot
/// contain them.
fn element<'x>(xml: &'x str, start: &str, end: &str) -> &'x str {
    let from = xml.find(start).unwrap_or(xml.len());
    let length = xml[from..].find(end).map_or(0, |at| at + end.len());
    &xml[from..from + length]
}

/// The element, and the rest of the text.
fn cut_out<'x>(xml: &'x str, start: &str, end: &str) -> (&'x str, String) {
    let element = element(xml, start, end);
    (element, xml.replacen(element, "", 1))
}

/// Changes the last octet of the base64 text after this tag.
fn change_last_octet_after(xml: &mut String, tag: &str) {
    let Some(from) = xml.find(tag).map(|at| at + tag.len()) else { return };
    let to = xml[from..].find('<').map_or(xml.len(), |at| from + at);
    if let Ok(mut octets) = BASE64.decode(&xml[from..to]) {
        if let Some(last) = octets.last_mut() {
            *last ^= 1;
        }
        xml.replace_range(from..to, &BASE64.encode(octets));
    }
}
