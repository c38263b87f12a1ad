//! The hub's messages under scenarios in the eyes of others: what is false, they refuse; what is lawful, they accept; and
//! where it is not the signature that is wrong, the signature holds, so that nothing else is.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use mpay_sim::domain::scenario::{Defect, Group, SCENARIOS, Scenario};
use mpay_sim::flow::scenarios::{Request, activate};
use mpay_sim::soap::Operation::GetOrderDetails;
use serde_json::{Value, json};

use crate::signatures::VERIFY;
use crate::support::orders::{ORDER, SERVICE};
use crate::support::{EService, Hub, Payer, simulated_clock};
use crate::tools::{python, xmlsec1};

/// What an independent verifier makes of a message's signature, without a look at what MPay asks beyond it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    /// It holds over so many elements.
    Holds(usize),
    /// There is none, or it does not hold.
    Fails,
}

/// Its verdict on a message under this scenario.
pub fn expected(scenario: &Scenario) -> Signature {
    match scenario.name {
        "unsigned"
        | "no-security-header"
        | "digest-wrong"
        | "signature-wrong"
        | "signed-by-unknown"
        | "signed-by-e-service" => Signature::Fails,
        // libxml2 gives an id to one element alone, and refuses the second.
        "body-with-same-id" => Signature::Fails,
        "timestamp-missing" | "timestamp-not-signed" | "body-not-signed" => Signature::Holds(1),
        // The times, the certificate's dates and the places of elements are for the e-Service to look at.
        _ => Signature::Holds(2),
    }
}

/// The scenarios that change the message but for what its Body says.
fn of_signatures() -> impl Iterator<Item = &'static Scenario> {
    SCENARIOS.iter().filter(|one| {
        !matches!(one.group, Group::Content)
            && !matches!(one.defect, Defect::FollowUp(_) | Defect::Disturbance(_))
    })
}

/// The first `GetOrderDetails` that a hub sends under a scenario.
async fn message(scenario: &Scenario) -> String {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let request = Request { scenario: scenario.name.to_owned(), calls: Some(1), ..Request::default() };
    activate(hub.app(), request).await.unwrap();
    Payer::new(&hub.url).enter(SERVICE, ORDER, None).await.pay_page().await;
    assert_eq!(hub.exchanges().await[0].scenario.as_deref(), Some(scenario.name));
    e_service.received(GetOrderDetails).remove(0).body
}

/// The certificate that signs the hub's messages.
pub fn hub_certificate() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/signer.crt")
}

#[tokio::test]
async fn the_xmlsec1_command_finds_no_other_defect_than_the_scenario_s() {
    for scenario in of_signatures() {
        let xml = message(scenario).await;
        let verdict = xmlsec1(&xml, &hub_certificate());
        match expected(scenario) {
            Signature::Holds(count) => {
                assert_eq!(verdict, Ok(format!("{count}/{count}")), "{}\n{xml}", scenario.name);
            }
            Signature::Fails => assert!(verdict.is_err(), "{}: {verdict:?}\n{xml}", scenario.name),
        }
    }
}

#[tokio::test]
async fn signxml_and_xmlsec_refuse_false_signatures_and_accept_lawful_forms() {
    let certificate = std::fs::read_to_string(hub_certificate()).unwrap();
    let mut lines = Vec::new();
    let mut scenarios = Vec::new();
    for scenario in of_signatures() {
        let is_form = matches!(scenario.defect, Defect::Form(_));
        // What stands at a wrong place or time is no matter of the signature.
        if is_form || (expected(scenario) == Signature::Fails && scenario.group != Group::Structure) {
            let line = json!({ "xml": message(scenario).await, "certificate": certificate });
            lines.push(line.to_string());
            scenarios.push((scenario.name, is_form));
        }
    }
    let output = python(VERIFY, &lines.join("\n"));
    assert_eq!(output.lines().count(), scenarios.len());
    for ((name, is_form), line) in scenarios.into_iter().zip(output.lines()) {
        let verdicts: Value = serde_json::from_str(line).unwrap();
        for library in ["signxml", "xmlsec"] {
            let verdict = verdicts[library].as_str().unwrap();
            assert_eq!(verdict == "accepted", is_form, "{name}, {library}: {verdict}");
        }
    }
}

#[tokio::test]
async fn openssl_says_what_is_wrong_with_the_certificates() {
    let (clock, _) = simulated_clock();
    let now = clock.now().as_second().to_string();
    for (name, said) in [("signed-by-expired", "certificate has expired"), ("signed-by-unknown", "OK")] {
        let xml = message(Scenario::find(name).unwrap()).await;
        let token = xml.split("#X509v3\">").nth(1).unwrap().split('<').next().unwrap();
        let pem = format!("-----BEGIN CERTIFICATE-----\n{token}\n-----END CERTIFICATE-----\n");
        let folder = crate::support::folder::Folder::new();
        let file = folder.path().join("certificate.pem");
        std::fs::write(&file, pem).unwrap();
        let openssl = |arguments: &[&str]| {
            let mut command = Command::new("openssl");
            let output = command.args(arguments).arg(&file).stdin(Stdio::null()).output().unwrap();
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
        };
        // Each is its own issuer: only its dates are then left to be wrong.
        let path = file.to_string_lossy().into_owned();
        let verdict = openssl(&["verify", "-attime", &now, "-trusted", &path]);
        assert!(verdict.contains(said), "{name}: {verdict}");
        let subject = openssl(&["x509", "-noout", "-subject", "-in"]);
        assert!(subject.contains("test signer, published, never trust"), "the hub's own name: {subject}");
    }
}
