//! Signatures by xmlsec with every algorithm, canonicalization, transform and form of key info that we say we read, in
//! our eyes: accepted as they are, refused when one signed character is another one.

use std::path::{Path, PathBuf};

use mpay_sim::soap::envelope::{self, Envelope};
use mpay_sim::soap::security::verify::{Judgement, SignatureProblem, Trust, Verified, verify};
use mpay_sim::soap::{SOAP_NS, WSSE_NS, WSU_NS};
use serde_json::{Value, json};

use crate::support::{identities, simulated_clock};
use crate::tools::python;

const SIGN: &str = include_str!("python/sign_variants.py");

const SIGNATURES: [&str; 4] =
    ["TransformRsaSha1", "TransformRsaSha256", "TransformRsaSha384", "TransformRsaSha512"];
const DIGESTS: [&str; 4] = ["TransformSha1", "TransformSha256", "TransformSha384", "TransformSha512"];
const CANONICALIZATIONS: [&str; 6] = [
    "TransformExclC14N",
    "TransformExclC14NWithComments",
    "TransformInclC14N",
    "TransformInclC14NWithComments",
    "TransformInclC14N11",
    "TransformInclC14N11WithComments",
];

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// A reply with what the inclusive methods take over from around the signed elements.
fn unsigned() -> String {
    let (clock, _) = simulated_clock();
    let now = clock.now();
    let later = now + jiff::SignedDuration::from_mins(5);
    format!(
        "<?before it?><soap:Envelope xmlns:soap=\"{SOAP_NS}\" xmlns:wsu=\"{WSU_NS}\" xmlns:unused=\"urn:unused\" xml:lang=\"ro\">\
         <soap:Header><wsse:Security xmlns:wsse=\"{WSSE_NS}\"><wsu:Timestamp wsu:Id=\"T\">\n  <wsu:Created>{now}</wsu:Created>\
         <wsu:Expires>{later}</wsu:Expires></wsu:Timestamp></wsse:Security></soap:Header>\
         <soap:Body wsu:Id=\"B\"><!-- kept out --><x xmlns=\"https://mpay.gov.md\" a=\"&#10;\">ș<y xmlns=\"\"/></x></soap:Body>\
         </soap:Envelope>"
    )
}

fn case() -> Value {
    json!({
        "xml": unsigned(), "canonicalization": CANONICALIZATIONS[0], "signature": SIGNATURES[0], "digest": DIGESTS[0],
        "references": ["#B", "#T"], "transforms": [CANONICALIZATIONS[0]], "key_info": ["certificate"],
        "key": fixture("stranger.key"), "certificate": fixture("stranger.crt"),
    })
}

/// Every case differs from the plain one in the parts that are given.
fn cases() -> Vec<Value> {
    let mut changes = Vec::new();
    for signature in SIGNATURES {
        for digest in DIGESTS {
            changes.push(json!({ "signature": signature, "digest": digest }));
        }
    }
    for outer in CANONICALIZATIONS {
        for inner in CANONICALIZATIONS {
            changes.push(json!({ "canonicalization": outer, "transforms": [inner] }));
        }
        changes.push(json!({ "transforms": ["TransformEnveloped", outer] }));
        changes.push(json!({ "transforms": [outer, "TransformExclC14N"] }));
        changes.push(json!({ "transforms": [outer, "TransformInclC14NWithComments"] }));
        changes.push(json!({ "references": [""], "transforms": ["TransformEnveloped", outer] }));
    }
    changes.push(json!({ "transforms": [] }));
    changes.push(json!({ "transforms": ["TransformEnveloped"] }));
    changes.push(json!({ "references": [""], "transforms": ["TransformEnveloped"] }));
    for key_info in
        [json!([]), json!(["issuer-serial"]), json!(["identifier"]), json!(["issuer-serial", "certificate"])]
    {
        changes.push(json!({ "key_info": key_info }));
    }
    let merged = |change: Value| {
        let mut case = case();
        for (name, value) in change.as_object().unwrap() {
            case[name] = value.clone();
        }
        case
    };
    changes.into_iter().map(merged).collect()
}

fn verdict(xml: &str, trust: Trust<'_>) -> Result<Verified, SignatureProblem> {
    let (clock, _) = simulated_clock();
    let text = envelope::text_of(xml.as_bytes()).unwrap();
    let document = envelope::parse(&text).unwrap();
    verify(&document, &Envelope::of(&document).unwrap(), trust, Judgement::at(clock.now()))
}

#[test]
fn we_accept_what_xmlsec_signs_in_every_way_that_we_read_and_refuse_what_was_changed() {
    let cases = cases();
    let lines: Vec<String> = cases.iter().map(Value::to_string).collect();
    let output = python(SIGN, &lines.join("\n"));
    assert_eq!(output.lines().count(), cases.len());
    let known = identities::e_service().certificate;
    for (case, line) in cases.iter().zip(output.lines()) {
        let xml: String = serde_json::from_str(line).unwrap();
        let verified = verdict(&xml, Trust::Certificate(&known));
        assert!(verified.is_ok(), "{}\n{case}\n{xml}", verified.unwrap_err());
        let carries = case["key_info"].as_array().unwrap().contains(&json!("certificate"));
        assert_eq!(verdict(&xml, Trust::FirstUse).is_ok(), carries, "{case}\n{xml}");
        for (from, to) in
            [("ș", "s"), ("&#537;", "s"), ("a=\"&#10;\"", "a=\" \""), ("<y xmlns=\"\"/>", "<y/>")]
        {
            let changed = xml.replacen(from, to, 1);
            let verdict = verdict(&changed, Trust::Certificate(&known)).map(|_| ());
            assert!(
                changed == xml || matches!(verdict, Err(SignatureProblem::Digest { .. })),
                "{verdict:?}\n{changed}"
            );
        }
        let changed = xml.replacen("<ds:SignedInfo>", "<ds:SignedInfo> ", 1);
        let verdict = verdict(&changed, Trust::Certificate(&known)).map(|_| ());
        let is_value = matches!(verdict, Err(SignatureProblem::SignatureValue { .. }));
        assert!(changed != xml && is_value, "{verdict:?}\n{changed}");
    }
}
