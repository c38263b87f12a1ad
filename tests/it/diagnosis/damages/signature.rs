//! Wrong keys, wrong signatures, a wrong SignedInfo, and identifiers that are misspelt.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PSS_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use mpay_sim::soap::security::c14n::{Options, canonicalize};
use mpay_sim::soap::security::{DigestAlgorithm, SignatureAlgorithm};
use roxmltree::Node;

use super::{Damage, Party, after, before, damage, hex, signed_info, value};
use crate::diagnosis::signer::{Signing, find, sign, sign_text, signer};
use crate::diagnosis::text::{compact, expand_empty};

pub fn all() -> Vec<Damage> {
    let by_stranger = |rule, name, known| Damage {
        known,
        ..damage(rule, name, |writer| sign(writer, &Signing { by_stranger: true, ..Signing::default() }))
    };
    let made_by_open_ssl = |rule, name, declared: &'static str, made: MadeByOpenSsl| {
        damage(rule, name, move |writer| {
            let message = match declared {
                "rsa-md5" => writer.message.replace(
                    SignatureAlgorithm::RsaSha1.uri(),
                    "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
                ),
                _ => writer.message.clone(),
            };
            let maker = move |octets: &[u8]| made.of(octets);
            sign_text(&message, &Signing { maker: Some(Box::new(maker)), ..Signing::default() })
        })
        .only(|writer| writer == "plain")
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
        made_by_open_ssl(
            "diagnosis-signature-without-digest-info",
            "encrypted with the private key",
            "rsa-sha1",
            WITHOUT_DIGEST_INFO,
        ),
        made_by_open_ssl(
            "diagnosis-signature-algorithm",
            "MD5 for the declared one",
            "rsa-sha1",
            MD5_FOR_SHA1,
        ),
        made_by_open_ssl("signature-algorithm", "MD5, as declared", "rsa-md5", MD5),
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
        .only(|writer| !matches!(writer, "wcf" | "gsoap")),
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
            .only(|writer| !matches!(writer, "prefix lists" | "wss4j")),
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

/// Signatures that no library at hand makes. They are of the plain writer's SignedInfo, by the key of tests/fixtures.
#[derive(Clone, Copy)]
struct MadeByOpenSsl {
    /// The SHA-1 digest of the SignedInfo.
    of: &'static str,
    value: &'static str,
}

/// By `openssl dgst -sha1 -binary | openssl pkeyutl -sign -inkey signer.key`.
const WITHOUT_DIGEST_INFO: MadeByOpenSsl = MadeByOpenSsl {
    of: OF_RSA_SHA1,
    value: "T6aMeQNOzRcIkGWc5Mnt0B1D+vbKheVLrMcESt4De16iozon/LTuCA4nhRtfXyQoOaMyHClOszgM/Jmjgja0RQ\
        GKa2jM69kgF1qq6m/rUaEU+Qs4ew79V0w2OpYfhSHAtvvwVrzzemQvA4K3sdsvLSxxtlEE7zKFZWS8I0vY94zz\
        cRbcneUc8d9S361l2f2FTh+nwXfAWs+NM7AEDE2bIDyvWcpe5TteYGfmk0Bj0clUb2hqwnTHcHPhzRODSMlNdA\
        E28PAyiNPaBTbvFRWhAAK3qJ7TT/OkEG4KB1RQ3u+zOMYpzTHg2ISI1dfy8dHzdEdduytUDBltjtO9UMK85w==",
};

/// By `openssl dgst -md5 -sign signer.key`, where rsa-sha1 is declared.
const MD5_FOR_SHA1: MadeByOpenSsl = MadeByOpenSsl {
    of: OF_RSA_SHA1,
    value: "KmKlR3h+OpB8Rlo98l8CVqRaYSwoNnzBBnfHWZxUSyGsUDuE3RIIcIDtQNOOPLsdnUKx/wwJ50dpG5pOB+T5ENWM745eRNjR8MHU\
        fBWNyuffUD32bcUl0Kj0k/mbpVD/KV2Lk54I49PXedxSNRn5z92v+djyQPcDh2FLxHnXHyeEFUScdAyT5d/9zfu6yz9FGo21RvUm\
        algDv06tLTOYrxZD4fkVFCCK6xacbkqhaLoag+cVlgtJSVRQNS1enulDn9lRSm4a15vlOwrpOM6WPoyqrQhHGzyB5foMzaW/W/q7\
        M1r8Zl1hUGCv5qSxG7t1U9jThA+oNqt1SscKpato3w==",
};

/// The same, where rsa-md5 is declared.
const MD5: MadeByOpenSsl = MadeByOpenSsl {
    of: "5VxwB1U6B7r0xLkGOIB3KRR7mh4=",
    value: "mWO+rMjvQ6+U937aaooMAvIa4/2PgwUeSXOV3hv1TIrOKEIBebJVGG12Ir2GvDPlfxHHBuHKN52vISzmVP30XWlH52q3DfHZT8Zk\
        cUmqhehpUuK+XcV/nWcHCxP7TzW2MH9BXNZGuHnqU9O8YoGHsWnz+LapG2gy2lqPOBBTN43py9YYHsbTkFlCFfzqRt6PXoXtqFjx\
        J6tkvmSHPCrdAacK8SDW1ITHh/yjrRmRyPkxLDbbJwFTnTV4xdI+tUaeLtsDmYWy53WC1X1/E3DTf8T9CiOecvjny1c6yLP88L1o\
        7fJy633zK2huMD5jRdQF4OVwwvSJBEAo25P79hBPdA==",
};

const OF_RSA_SHA1: &str = "5s3NCczzK91F0vvtzEBNOQEUxrE=";

impl MadeByOpenSsl {
    fn of(&self, octets: &[u8]) -> Vec<u8> {
        let digest = STANDARD.encode(DigestAlgorithm::Sha1.digest(octets));
        assert_eq!(digest, self.of, "sign the new SignedInfo");
        STANDARD.decode(self.value).unwrap()
    }
}
