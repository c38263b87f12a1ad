//! Accidents, each with the rule that names it. An accident that leaves a writer's message as it is does not happen to it.

mod canonicalization;
mod digest_value;
mod ids;
mod shapes;
mod signature;
mod structure;
mod text;

use mpay_sim::soap::security::DigestAlgorithm;
use mpay_sim::soap::security::c14n::{Options, canonicalize};
use roxmltree::Node;

use super::signer::{Signing, sign, sign_text};
use super::writers::Writer;

/// An accident.
pub struct Damage {
    pub rule: &'static str,
    pub name: &'static str,
    /// The damaged message; the same as the honest one where the accident cannot happen to this writer.
    pub make: Box<dyn Fn(&Writer) -> String>,
    /// The key of this certificate is known beside that of the message.
    pub known: Option<Party>,
    /// This certificate alone is accepted; else any that the message carries.
    pub registered: Option<Party>,
}

/// Whose certificate.
#[derive(Clone, Copy)]
pub enum Party {
    /// That of the key that signs, unless the accident is that another does.
    Signer,
    Stranger,
}

fn damage(rule: &'static str, name: &'static str, make: impl Fn(&Writer) -> String + 'static) -> Damage {
    Damage { rule, name, make: Box::new(make), known: None, registered: None }
}

/// After signing, the message's text was changed.
fn after(rule: &'static str, name: &'static str, change: impl Fn(&str) -> String + 'static) -> Damage {
    damage(rule, name, move |writer| change(&sign(writer, &Signing::default())))
}

/// The signer digested other octets of Body, made of the canonical ones.
fn body_text(
    rule: &'static str,
    name: &'static str,
    change: impl Fn(&str) -> Vec<u8> + Clone + 'static,
) -> Damage {
    body(rule, name, move |node, options| change(std::str::from_utf8(&canonicalize(node, options)).unwrap()))
}

/// The signer digested other octets of Body.
fn body(
    rule: &'static str,
    name: &'static str,
    octets: impl Fn(Node<'_, '_>, &Options) -> Vec<u8> + Clone + 'static,
) -> Damage {
    damage(rule, name, move |writer| {
        sign(writer, &Signing { body: Box::new(octets.clone()), ..Signing::default() })
    })
}

/// The signer wrote the right digests in another way.
fn digests(
    rule: &'static str,
    name: &'static str,
    digest: impl Fn(DigestAlgorithm, &[u8]) -> String + Clone + 'static,
) -> Damage {
    damage(rule, name, move |writer| {
        sign(writer, &Signing { digest: Box::new(digest.clone()), ..Signing::default() })
    })
}

/// The signer signed other octets of SignedInfo, made of the canonical ones.
fn signed_info(
    rule: &'static str,
    name: &'static str,
    change: impl Fn(&str) -> Vec<u8> + Clone + 'static,
) -> Damage {
    damage(rule, name, move |writer| {
        let change = change.clone();
        let octets = move |node: Node<'_, '_>, options: &Options| {
            change(std::str::from_utf8(&canonicalize(node, options)).unwrap())
        };
        sign(writer, &Signing { signed_info: Box::new(octets), ..Signing::default() })
    })
}

/// The signer wrote the right signature in another way.
fn value(
    rule: &'static str,
    name: &'static str,
    encode: impl Fn(&[u8]) -> String + Clone + 'static,
) -> Damage {
    damage(rule, name, move |writer| {
        sign(writer, &Signing { value: Box::new(encode.clone()), ..Signing::default() })
    })
}

/// The message was changed before it was signed, in a way that is wrong by itself.
fn before(rule: &'static str, name: &'static str, change: impl Fn(&str) -> String + 'static) -> Damage {
    damage(rule, name, move |writer| sign_text(&change(&writer.message), &Signing::default()))
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Body's part of the message, changed.
fn in_body(message: &str, change: impl Fn(&str) -> String) -> String {
    let name = message.find(":Body ").unwrap();
    let at = message[..name].rfind('<').unwrap();
    format!("{}{}", &message[..at], change(&message[at..]))
}

pub fn all() -> Vec<Damage> {
    let families = [
        text::all(),
        canonicalization::all(),
        structure::all(),
        ids::all(),
        shapes::all(),
        digest_value::all(),
        signature::all(),
    ];
    families.into_iter().flatten().collect()
}

impl Damage {
    /// The accident happens to these writers alone.
    fn only(self, is_one: impl Fn(&str) -> bool + 'static) -> Self {
        let make = self.make;
        let make =
            Box::new(
                move |writer: &Writer| {
                    if is_one(writer.name) { make(writer) } else { sign(writer, &Signing::default()) }
                },
            );
        Self { make, ..self }
    }
}
