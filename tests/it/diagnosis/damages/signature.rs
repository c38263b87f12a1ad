//! Wrong keys, wrong signatures, a wrong SignedInfo, and identifiers that are misspelt.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PSS_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use mpay_sim::soap::security::c14n::{Options, canonicalize};
use mpay_sim::soap::security::{DigestAlgorithm, SignatureAlgorithm};
use roxmltree::Node;

use super::{Damage, Party, after, before, damage, hex, signed_info, value};
use crate::diagnosis::signer::{Signing, find, sign, signer};
use crate::diagnosis::text::{compact, expand_empty};

pub fn all() -> Vec<Damage> {
    let by_stranger = |rule, name, known| Damage {
        known,
        ..damage(rule, name, |writer| sign(writer, &Signing { by_stranger: true, ..Signing::default() }))
    };
    vec![
        by_stranger("diagnosis-signed-with-known-key", "another key, known", Some(Party::Stranger)),
        by_stranger("diagnosis-signed-with-unknown-key", "another key, unknown", None),
        damage("diagnosis-signature-algorithm", "SHA-384 for the declared one", |writer| {
            sign(writer, &Signing { algorithm: |_| SignatureAlgorithm::RsaSha384, ..Signing::default() })
        }),
        damage("diagnosis-signature-pss", "PSS padding", |writer| {
            sign(writer, &Signing { maker: Some(Box::new(with_pss)), ..Signing::default() })
        }),
        damage("diagnosis-signature-without-digest-info", "encrypted with the private key", |writer| {
            sign(writer, &Signing { maker: Some(Box::new(without_digest_info)), ..Signing::default() })
        })
        .only(|writer| writer == "plain"),
        value("diagnosis-signature-reversed", "CryptoAPI's order", |octets| {
            STANDARD.encode(octets.iter().rev().copied().collect::<Vec<_>>())
        }),
        value("diagnosis-signature-length", "cut in the middle", |octets| STANDARD.encode(&octets[..129])),
        value("diagnosis-signature-length", "a zero before it", |octets| {
            STANDARD.encode([&[0], octets].concat())
        }),
        value("diagnosis-signature-encoding", "hexadecimal", hex),
        value("diagnosis-signature-encoding", "the alphabet for URLs", |octets| URL_SAFE.encode(octets)),
        value("diagnosis-signature-encoding", "spaces for plus signs", |octets| {
            STANDARD.encode(octets).replace('+', " ")
        }),
        value("diagnosis-signature-encoding", "escaped line ends", |octets| {
            STANDARD
                .encode(octets)
                .as_bytes()
                .chunks(64)
                .map(|c| String::from_utf8_lossy(c).into_owned())
                .collect::<Vec<_>>()
                .join("\\n")
        }),
        signed_info("diagnosis-pretty-printed", "SignedInfo without white space", |text| {
            compact(text).into_bytes()
        }),
        signed_info("diagnosis-tags-written-otherwise", "SignedInfo with self-closed tags", |text| {
            expand_empty(text, "/>").into_bytes()
        })
        // Elsewhere that is how SignedInfo stands in the message.
        .only(|writer| matches!(writer, "prefix lists" | "wcf")),
        signed_info("diagnosis-namespace-lost", "SignedInfo without its namespace", |text| {
            text.replacen(" xmlns=\"http://www.w3.org/2000/09/xmldsig#\"", "", 1)
                .replacen(" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"", "", 1)
                .into_bytes()
        })
        // Elsewhere that is how SignedInfo stands in the message.
        .only(|writer| writer != "wcf"),
        signed_info("diagnosis-line-end-around", "SignedInfo with a line end", |text| {
            format!("{text}\n").into_bytes()
        }),
        signed_info("diagnosis-digest-of-digest", "SignedInfo digested twice", |text| {
            let algorithm =
                if text.contains("rsa-sha256") { DigestAlgorithm::Sha256 } else { DigestAlgorithm::Sha1 };
            algorithm.digest(text.as_bytes())
        }),
        damage("diagnosis-another-element", "Body signed for SignedInfo", |writer| {
            let octets =
                |node: Node<'_, '_>, options: &Options| canonicalize(find(node.document(), "Body"), options);
            sign(writer, &Signing { signed_info: Box::new(octets), ..Signing::default() })
        }),
        after("diagnosis-digest-value-changed", "a DigestValue was changed", |text| {
            let at = text.find("DigestValue>").unwrap() + "DigestValue>".len();
            let other = if &text[at..=at] == "A" { "B" } else { "A" };
            format!("{}{other}{}", &text[..at], &text[at + 1..])
        }),
        after("diagnosis-signed-info-algorithms-changed", "SignatureMethod was changed", |text| {
            text.replace("xmldsig#rsa-sha1", "xmldsig#dsa-sha1")
                .replace("xmldsig#dsa-sha1", "xmldsig#rsa-sha1")
                .replacen(
                    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                    "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
                    1,
                )
        })
        .only(|writer| writer == "zeep"),
        signed_info("diagnosis-signed-info-changed", "another SignedInfo was signed", |text| {
            text.replacen("URI=\"#", "URI=\"#old-", 1).into_bytes()
        }),
        before("diagnosis-uri-broken", "xml-excc14n#", |text| text.replace("xml-exc-c14n#", "xml-excc14n#"))
            .only(|writer| writer != "prefix lists"),
        before("diagnosis-uri-broken", "https:// for xmldsig#sha1", |text| {
            text.replace("http://www.w3.org/2000/09/xmldsig#sha1", "https://www.w3.org/2000/09/xmldsig#sha1")
        }),
        after("diagnosis-uri-broken", "oasisopen", |text| {
            text.replace(
                "docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext",
                "docs.oasisopen.org/wss/2004/01/oasis-200401-wss-wssecurity-secext",
            )
        }),
        before("diagnosis-uri-broken", "xmldsig#sha256", |text| {
            text.replace(
                "http://www.w3.org/2001/04/xmlenc#sha256",
                "http://www.w3.org/2000/09/xmldsig#sha256",
            )
        }),
        before("diagnosis-uri-broken", "rsasha1", |text| text.replace("xmldsig#rsa-sha1", "xmldsig#rsasha1")),
    ]
}

fn with_pss(octets: &[u8]) -> Vec<u8> {
    let key = RsaKeyPair::from_pkcs8(signer().material().key_der()).unwrap();
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PSS_SHA256, &SystemRandom::new(), octets, &mut signature).unwrap();
    signature
}

/// No library at hand makes such a signature; this one is of the plain writer's SignedInfo, by
/// `openssl dgst -sha1 -binary | openssl pkeyutl -sign -inkey tests/fixtures/signer.key`.
fn without_digest_info(octets: &[u8]) -> Vec<u8> {
    const OF: &str = "5s3NCczzK91F0vvtzEBNOQEUxrE=";
    const SIGNATURE: &str = "T6aMeQNOzRcIkGWc5Mnt0B1D+vbKheVLrMcESt4De16iozon/LTuCA4nhRtfXyQoOaMyHClOszgM/Jmjgja0RQ\
        GKa2jM69kgF1qq6m/rUaEU+Qs4ew79V0w2OpYfhSHAtvvwVrzzemQvA4K3sdsvLSxxtlEE7zKFZWS8I0vY94zz\
        cRbcneUc8d9S361l2f2FTh+nwXfAWs+NM7AEDE2bIDyvWcpe5TteYGfmk0Bj0clUb2hqwnTHcHPhzRODSMlNdA\
        E28PAyiNPaBTbvFRWhAAK3qJ7TT/OkEG4KB1RQ3u+zOMYpzTHg2ISI1dfy8dHzdEdduytUDBltjtO9UMK85w==";
    assert_eq!(STANDARD.encode(DigestAlgorithm::Sha1.digest(octets)), OF, "sign the new SignedInfo");
    STANDARD.decode(SIGNATURE).unwrap()
}
