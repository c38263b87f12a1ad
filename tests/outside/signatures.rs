//! Our signatures in the eyes of others, and theirs in ours: the `xmlsec1` command, Python's signxml, xmlsec and zeep,
//! and Java's Apache Santuario, which e-Services in the field verify and sign with.

use std::path::{Path, PathBuf};

use mpay_sim::clock::Clock;
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};
use mpay_sim::soap::envelope::{self, Envelope};
use mpay_sim::soap::get_order_details::write_reply;
use mpay_sim::soap::security::sign::{MessageStamp, signed_envelope};
use mpay_sim::soap::security::verify::{Judgement, SignatureProblem, Trust, verify};
use mpay_sim::soap::{SOAP_NS, WSSE_NS, WSU_NS, confirm_order_payment};
use serde_json::{Value, json};

use crate::support::folder::Folder;
use crate::support::orders::{ORDER, SERVICE, order};
use crate::support::sample::Demo;
use crate::support::shapes::shapes;
use crate::support::{EService, Hub, Payer, identities, simulated_clock};
use crate::tools::{java, python, xmlsec1};

/// A message with the certificate that it must verify with.
struct Message {
    name: &'static str,
    xml: String,
    certificate: &'static str,
}

/// What went over the wire: both requests of a hub, both replies of the sample e-Service, and a fault. Beside them a
/// message in every other shape that we can sign.
async fn messages() -> Vec<Message> {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.authorize().await;
    visit.result().await;
    let request = |operation| e_service.received(operation).remove(0).body;
    let mut messages = vec![
        Message { name: "GetOrderDetails", xml: request(GetOrderDetails), certificate: "signer.crt" },
        Message { name: "ConfirmOrderPayment", xml: request(ConfirmOrderPayment), certificate: "signer.crt" },
    ];

    let demo = Demo::start(&clock).await;
    let placed = demo.order().await;
    let visit = demo.payer.enter("ADP02", &placed, None).await;
    visit.authorize().await;
    assert_eq!(visit.result().await.state(), "paid");
    let replies = demo.hub.exchanges().await.into_iter().map(|row| row.response.unwrap());
    for (name, bytes) in ["GetOrderDetailsResponse", "ConfirmOrderPaymentResponse"].into_iter().zip(replies) {
        let xml = String::from_utf8(bytes).unwrap();
        assert!(xml.contains(name), "{xml}");
        messages.push(Message { name, xml, certificate: "stranger.crt" });
    }
    let endpoint = format!("{}/ServiceProvider.svc", demo.shop);
    let fault = demo.payer.post_bytes(&endpoint, b"no message".to_vec()).await;
    assert!(fault.status == 500 && fault.has("faultcode"), "{}", fault.text());
    messages.push(Message { name: "Fault", xml: fault.text(), certificate: "stranger.crt" });

    let stamp = MessageStamp { id: "0123456789abcdef0123456789abcdef".to_owned(), created: clock.now() };
    for (name, shape) in shapes() {
        let xml = signed_envelope(&write_reply(&[order()]), &identities::hub(), &stamp, shape).unwrap();
        messages.push(Message { name, xml, certificate: "signer.crt" });
    }
    messages
}

/// A message and a certificate, and whether the one must verify with the other.
struct Case {
    name: String,
    xml: String,
    certificate: &'static str,
    good: bool,
}

/// Every message as it is, changed in each way, and with another certificate.
async fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for Message { name, xml, certificate } in messages().await {
        for (what, xml) in tampered(&xml) {
            cases.push(Case { name: format!("{name}, {what}"), xml, certificate, good: false });
        }
        let other = if certificate == "signer.crt" { "stranger.crt" } else { "signer.crt" };
        let name = name.to_owned();
        cases.push(Case {
            name: format!("{name}, {other}"),
            xml: xml.clone(),
            certificate: other,
            good: false,
        });
        cases.push(Case { name, xml, certificate, good: true });
    }
    cases
}

/// Copies in which one signed character, or one of the signature, is another one; each must be refused.
fn tampered(xml: &str) -> [(&'static str, String); 4] {
    let other_at = |end_tag: &str| {
        // Not the last character of base64, of which some bits count for nothing.
        let at = xml.find(end_tag).unwrap() - 9;
        let mut copy = xml.to_owned();
        copy.replace_range(at..=at, if &xml[at..=at] == "9" { "8" } else { "9" });
        copy
    };
    let body = if xml.contains("</s:Body>") { "</s:Body>" } else { "</soapenv:Body>" };
    let signature = if xml.contains("<ds:Signature ") { "ds:" } else { "" };
    [
        ("a space in the Body", xml.replacen(body, &format!(" {body}"), 1)),
        ("another Created", other_at("</wsu:Created>")),
        ("another SignatureValue", other_at(&format!("</{signature}SignatureValue>"))),
        ("another SignedInfo", other_at(&format!("</{signature}DigestValue>"))),
    ]
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn read_fixture(name: &str) -> String {
    std::fs::read_to_string(fixture(name)).unwrap()
}

#[tokio::test]
async fn the_xmlsec1_command_accepts_what_we_sign_and_refuses_what_was_changed() {
    for case in cases().await {
        let verdict = xmlsec1(&case.xml, &fixture(case.certificate));
        assert_eq!(verdict == Ok("2/2".to_owned()), case.good, "{}: {verdict:?}\n{}", case.name, case.xml);
    }
}

/// Reads JSON lines with a message and a certificate, and prints for each which library accepts it.
pub const VERIFY: &str = include_str!("python/verify.py");

#[tokio::test]
async fn signxml_and_xmlsec_accept_what_we_sign_and_refuse_what_was_changed() {
    let cases = cases().await;
    let line =
        |case: &Case| json!({ "xml": case.xml, "certificate": read_fixture(case.certificate) }).to_string();
    let output = python(VERIFY, &cases.iter().map(line).collect::<Vec<_>>().join("\n"));
    assert_eq!(output.lines().count(), cases.len());
    for (Case { name, good, .. }, line) in cases.iter().zip(output.lines()) {
        let verdicts: Value = serde_json::from_str(line).unwrap();
        for library in ["signxml", "xmlsec"] {
            let verdict = verdicts[library].as_str().unwrap();
            assert_eq!(verdict == "accepted", *good, "{name}, {library}: {verdict}");
            // A refusal is about the signature, not about the test's own mistakes.
            let about = ["InvalidDigest", "InvalidSignature", "VerificationError", "Error"];
            assert!(*good || about.iter().any(|kind| verdict.starts_with(kind)), "{library}: {verdict}");
        }
    }
}

#[tokio::test]
async fn apache_santuario_accepts_what_we_sign_and_refuses_what_was_changed() {
    let (folder, cases) = (Folder::new(), cases().await);
    let mut lines = String::new();
    for (number, case) in cases.iter().enumerate() {
        let file = folder.path().join(format!("{number}.xml"));
        std::fs::write(&file, &case.xml).unwrap();
        lines.push_str(&format!("{}\t{}\n", file.display(), fixture(case.certificate).display()));
    }
    let output = java("Verify.java", &lines);
    assert_eq!(output.lines().count(), cases.len());
    for (case, verdict) in cases.iter().zip(output.lines()) {
        let expected = if case.good { "accepted" } else { "refused: does not fit" };
        assert_eq!(verdict, expected, "{}\n{}", case.name, case.xml);
    }
}

/// Signs the envelope of each JSON line in the way that it names, and prints the signed one as a JSON string.
const SIGN: &str = include_str!("python/sign.py");

/// An unsigned reply with a Timestamp, as a library would have it before it signs.
fn unsigned_reply(content: &str, clock: &Clock) -> String {
    let now = clock.now();
    let later = now + jiff::SignedDuration::from_mins(5);
    format!(
        "<soap:Envelope xmlns:soap=\"{SOAP_NS}\" xmlns:wsu=\"{WSU_NS}\"><soap:Header><wsse:Security xmlns:wsse=\"{WSSE_NS}\">\
         <wsu:Timestamp wsu:Id=\"TS-1\">\n  <wsu:Created>{now}</wsu:Created><wsu:Expires>{later}</wsu:Expires></wsu:Timestamp>\
         </wsse:Security></soap:Header><soap:Body wsu:Id=\"B-1\"><!-- kept out --><![CDATA[ ]]>{content}</soap:Body></soap:Envelope>"
    )
}

#[test]
fn we_accept_what_python_signs_in_every_form_of_the_guide_and_refuse_what_was_changed() {
    let (clock, _) = simulated_clock();
    let mut cases = Vec::new();
    for form in ["zeep", "zeep-binary", "lists", "lists-in-reference"] {
        for method in ["sha1", "sha256"] {
            for content in [write_reply(&[order()]), confirm_order_payment::write_reply()] {
                cases.push(
                    json!({
                        "form": form, "method": method, "xml": unsigned_reply(&content, &clock),
                        "key": fixture("stranger.key"), "certificate": fixture("stranger.crt"),
                    })
                    .to_string(),
                );
            }
        }
    }
    let output = python(SIGN, &cases.join("\n"));
    assert_eq!(output.lines().count(), cases.len());
    let known = identities::e_service().certificate;
    let verdict = |xml: &str, trust: Trust<'_>| {
        let text = envelope::text_of(xml.as_bytes()).unwrap();
        let document = envelope::parse(&text).unwrap();
        verify(&document, &Envelope::of(&document).unwrap(), trust, Judgement::at(clock.now())).map(|_| ())
    };
    for (case, line) in cases.iter().zip(output.lines()) {
        let xml: String = serde_json::from_str(line).unwrap();
        assert_eq!(verdict(&xml, Trust::Certificate(&known)), Ok(()), "{case}\n{xml}");
        assert_eq!(verdict(&xml, Trust::FirstUse), Ok(()), "{case}\n{xml}");
        let changed = xml.replacen("</soap:Body>", " </soap:Body>", 1);
        assert!(
            matches!(verdict(&changed, Trust::FirstUse), Err(SignatureProblem::Digest { element, .. }) if element == "Body"),
            "{changed}"
        );
        let other = identities::hub().certificate;
        assert!(matches!(
            verdict(&xml, Trust::Certificate(&other)),
            Err(SignatureProblem::WrongCertificate { .. })
        ));
    }
}
