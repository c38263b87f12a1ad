//! Another canonicalization than the declared one, other tags, other namespaces.

use mpay_sim::soap::security::c14n::{EXCLUSIVE, Method, Options, canonicalize};
use roxmltree::Node;

use super::{Damage, body, body_text, damage};
use crate::diagnosis::signer::{Signing, sign, sign_text};
use crate::diagnosis::text::{expand_empty, retagged, source};

pub fn all() -> Vec<Damage> {
    let inclusive = |method| {
        move |node: Node<'_, '_>, options: &Options| {
            canonicalize(node, &Options { method, ..options.clone() })
        }
    };
    vec![
        body("diagnosis-inclusive-canonicalization", "inclusive 1.0", inclusive(Method::Inclusive10)),
        damage("diagnosis-inclusive-canonicalization", "inclusive SignedInfo", move |writer| {
            sign(
                writer,
                &Signing { signed_info: Box::new(inclusive(Method::Inclusive10)), ..Signing::default() },
            )
        }),
        // Of the writers one has namespaces in scope that Body does not use.
        damage("diagnosis-exclusive-canonicalization", "inclusive declared", |writer| {
            let octets = |node: Node<'_, '_>, _: &Options| canonicalize(node, &Options::default());
            let (before, after) = writer.message.split_once("URI=\"#_1\"").unwrap();
            let after = after.replacen(EXCLUSIVE, Method::Inclusive10.uri(false), 1);
            let message = format!("{before}URI=\"#_1\"{after}");
            sign_text(&message, &Signing { body: Box::new(octets), ..Signing::default() })
        })
        .only(|writer| writer == "wcf"),
        body("diagnosis-comments", "comments kept", |node, options| {
            canonicalize(node, &Options { with_comments: true, ..options.clone() })
        }),
        body("diagnosis-prefix-list-not-applied", "declared alone", |node, options| {
            canonicalize(node, &Options { inclusive_prefixes: Vec::new(), ..options.clone() })
        }),
        body("diagnosis-prefix-list-not-declared", "one prefix", |node, options| {
            let inclusive_prefixes = ["wsu", "xsi", "soap-env"].map(str::to_owned).to_vec();
            // Of these each writer has one that is not in use, or none.
            let kept = inclusive_prefixes
                .into_iter()
                .filter(|p| node.namespaces().any(|n| n.name() == Some(p)))
                .collect();
            canonicalize(
                node,
                &Options {
                    inclusive_prefixes: if options.inclusive_prefixes.is_empty() {
                        kept
                    } else {
                        options.inclusive_prefixes.clone()
                    },
                    ..options.clone()
                },
            )
        })
        // Elsewhere that gives the octets of the inclusive method.
        .only(|writer| writer != "signedxml"),
        body("diagnosis-not-canonicalized", "as it stands", |node, _| source(node).as_bytes().to_vec()),
        // Where the message itself is written so, it is simply not canonicalized.
        body_text("diagnosis-tags-written-otherwise", "self-closed tags", |text| {
            expand_empty(text, "/>").into_bytes()
        })
        .only(|writer| matches!(writer, "prefix lists" | "wcf")),
        body_text("diagnosis-tags-written-otherwise", "self-closed tags with a space", |text| {
            expand_empty(text, " />").into_bytes()
        }),
        body_text("diagnosis-tags-written-otherwise", "single quotes", |text| {
            retagged(text, |tag| tag.replace('"', "'")).into_bytes()
        }),
        body_text("diagnosis-namespace-lost", "no namespaces", |text| {
            text.replace(" xmlns=\"https://mpay.gov.md\"", "")
                .replace(" xmlns:ns0=\"https://mpay.gov.md\"", "")
                .into_bytes()
        }),
        body_text("diagnosis-unused-namespace", "xsi and xsd", |text| {
            if text.contains("xmlns:xsi") {
                return text.as_bytes().to_vec();
            }
            let (name, rest) = text.split_once(' ').unwrap();
            let declarations = rest.split('>').next().unwrap();
            let at = declarations
                .match_indices(" xmlns:")
                .map(|(at, _)| at)
                .find(|at| declarations[at + 7..] > *"xsd");
            let insert = " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
            let ids = at.unwrap_or_else(|| {
                declarations.find(" wsu:Id").or_else(|| declarations.find(" u:Id")).unwrap()
            });
            format!("{name} {}{insert}{}", &rest[..ids], &rest[ids..]).into_bytes()
        })
        // Elsewhere both are in scope, and a prefix list gives the same.
        .only(|writer| writer != "gsoap"),
        body_text("diagnosis-namespaces-moved", "declared on Body", |text| {
            let mpay = ["xmlns=", "xmlns:ns0="]
                .iter()
                .map(|name| format!(" {name}\"https://mpay.gov.md\""))
                .find(|d| text.contains(d));
            let Some(mpay) = mpay else { return text.as_bytes().to_vec() };
            let without = text.replacen(&mpay, "", 1);
            let (name, rest) = without.split_once(' ').unwrap();
            format!("{name}{mpay} {rest}").into_bytes()
        }),
        body_text("diagnosis-prefix-renamed", "soap for s", |text| {
            text.replace("<s:", "<soap:")
                .replace("</s:", "</soap:")
                .replace("xmlns:s=", "xmlns:soap=")
                .replace("<soap-env:", "<SOAP-ENV:")
                .replace("</soap-env:", "</SOAP-ENV:")
                .replace("xmlns:soap-env=", "xmlns:SOAP-ENV=")
                .replace("<mpay:", "<ns1:")
                .replace("</mpay:", "</ns1:")
                .replace("xmlns:mpay=", "xmlns:ns1=")
                .into_bytes()
        }),
    ]
}
