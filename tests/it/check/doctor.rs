//! The doctor on connections that no check can use, or not well: one cause each, and exit code 2 where
//! nothing more can be learned.

use std::io::Write;

use jiff::SignedDuration;
use mpay_sim::check::report::Report;
use mpay_sim::check::{Family, Grade, RULES, Selection, Target};
use mpay_sim::domain::service::ServerTrust;
use tokio::net::TcpListener;

use super::mutants::{Mutant, Mutation};
use super::world::World;
use crate::support::tls::{Clients, authority, front, server_certificate};
use crate::support::{identities, simulated_clock};

/// The rules about replies, each with an e-Service that breaks it alone, and whether the check ends there.
static REPLIES: &[(Mutant, bool)] = &[
    (broken("doctor/redirect", |_, reply| reply.status = 302), true),
    (broken("doctor/status", |_, reply| (reply.status, reply.body) = (404, b"nothing here".to_vec())), true),
    (broken("doctor/content-type", |_, reply| reply.content_type = "text/plain".to_owned()), false),
    (broken("doctor/compression", |_, reply| compress(reply)), false),
    (broken("doctor/byte-order-mark", |_, reply| drop(reply.body.splice(0..0, *b"\xef\xbb\xbf"))), false),
    (broken("doctor/wsdl", serve_another_wsdl), false),
    (broken("doctor/soap", |_, reply| reply.body = b"<html><body>Log in</body></html>".to_vec()), true),
    (Mutant { rule: "doctor/trust", how: Mutation::Refuses(|_| true) }, true),
];

const fn broken(rule: &'static str, how: fn(&super::seen::Seen, &mut super::proxy::Reply)) -> Mutant {
    Mutant { rule, how: Mutation::Raw(how) }
}

/// Rules whose judgement is tested beside them.
const BESIDE: [&str; 2] = ["doctor/https", "doctor/latency"];

/// Rules about the way, tested below.
const OF_THE_WAY: [&str; 8] = [
    "doctor/address",
    "doctor/name",
    "doctor/connection",
    "doctor/tls",
    "doctor/server-certificate",
    "doctor/client-certificate",
    "doctor/http",
    "doctor/clock",
];

/// Another operation than MPay calls.
const OTHER_WSDL: &str = "\
<definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\" xmlns:soap=\"http://schemas.xmlsoap.org/wsdl/soap/\"><binding name=\"B\">\
<operation name=\"GetOrderDetails\"><soap:operation soapAction=\"https://mpay.gov.md/IServiceProvider/GetOrderDetails\"/></operation>\
<operation name=\"Confirm\"><soap:operation soapAction=\"https://mpay.gov.md/IServiceProvider/Confirm\"/></operation>\
</binding></definitions>";

/// Answers `?wsdl` with it.
fn serve_another_wsdl(seen: &super::seen::Seen, reply: &mut super::proxy::Reply) {
    if seen.head.starts_with("GET /ServiceProvider.svc?wsdl ") {
        (reply.status, reply.body) = (200, OTHER_WSDL.as_bytes().to_vec());
    }
}

fn compress(reply: &mut super::proxy::Reply) {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&reply.body).unwrap();
    reply.body = encoder.finish().unwrap();
    reply.content_type.push_str("\r\nContent-Encoding: gzip");
}

/// A check by the doctor alone.
async fn doctor(mutants: Vec<&'static Mutant>, change: impl FnOnce(&mut Target)) -> Report {
    let world = World::start(mutants).await;
    let selection = Selection::parse(vec!["doctor".to_owned()], vec![]).unwrap();
    let mut plan = world.plan();
    plan.orders.push_back(world.new_order()().await.unwrap());
    plan.selection = selection;
    world.run_as(plan, change).await
}

/// Holds that the report finds this rule broken and no other.
fn is_found(report: &Report, rule: &str, ends: bool) {
    let is_broken = |grade| matches!(grade, Grade::Failed | Grade::Warning);
    let broken: Vec<String> = report
        .results
        .iter()
        .filter(|result| is_broken(result.verdict.grade))
        .map(|result| format!("{} {}", result.rule.key(), result.verdict.message))
        .collect();
    assert_eq!(broken.len(), 1, "{rule}: {broken:#?}");
    assert!(broken[0].starts_with(&format!("{rule} ")), "{rule}: {broken:#?}");
    assert_eq!(report.blocked.is_some(), ends, "{rule}: {:?}", report.blocked);
    assert_eq!(report.exit_code(true), if ends { 2 } else { 1 }, "{rule}");
}

#[test]
fn every_rule_of_the_doctor_is_tested() {
    let tested: Vec<&str> =
        REPLIES.iter().map(|(mutant, _)| mutant.rule).chain(BESIDE).chain(OF_THE_WAY).collect();
    let rules: Vec<String> =
        RULES.iter().filter(|rule| rule.family == Family::Doctor).map(|rule| rule.key()).collect();
    assert_eq!(rules.len(), tested.len());
    assert!(rules.iter().all(|rule| tested.contains(&rule.as_str())), "{rules:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_fault_of_a_reply_has_its_own_rule() {
    for (mutant, ends) in REPLIES {
        is_found(&doctor(vec![mutant], |_| {}).await, mutant.rule, *ends);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_fault_of_the_way_has_its_own_rule() {
    let to = |url: &str| {
        let url = url.to_owned();
        move |target: &mut Target| target.service.endpoint_url = url
    };
    is_found(&doctor(vec![], to("ftp://127.0.0.1/")).await, "doctor/address", true);
    is_found(&doctor(vec![], to("http://no-such-host.invalid/")).await, "doctor/name", true);
    is_found(&doctor(vec![], to("http://127.0.0.1:1/")).await, "doctor/connection", true);

    let silent = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = silent.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = silent.accept().await {
            drop(stream);
        }
    });
    is_found(&doctor(vec![], to(&format!("http://{address}/"))).await, "doctor/http", true);
    is_found(&doctor(vec![], to(&format!("https://{address}/"))).await, "doctor/tls", true);

    let now = simulated_clock().0.now();
    let authority = authority(now);
    let server = server_certificate(&authority, &["127.0.0.1"], now, 30);
    let port = front(&server, Clients::Anybody, address).await;
    is_found(
        &doctor(vec![], to(&format!("https://127.0.0.1:{port}/"))).await,
        "doctor/server-certificate",
        true,
    );
    let other = identities::e_service().certificate;
    let port = front(&server, Clients::TrustedBy(&other), address).await;
    let known = authority.certificate().der().to_vec();
    let report = doctor(vec![], move |target| {
        target.service.endpoint_url = format!("https://127.0.0.1:{port}/");
        target.service.tls_ca = ServerTrust::Certificates(vec![known]);
    });
    is_found(&report.await, "doctor/client-certificate", true);

    let report = doctor(vec![], |target| {
        let (clock, hand) = simulated_clock();
        hand.advance(SignedDuration::from_secs(20));
        target.clock = clock;
    });
    is_found(&report.await, "doctor/clock", false);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_e_service_that_does_not_trust_the_check_is_not_sent_to_a_running_hub() {
    let trust = REPLIES.iter().map(|(mutant, _)| mutant).find(|mutant| mutant.rule == "doctor/trust");
    let remedy = doctor(vec![trust.unwrap()], |_| {}).await.blocked.unwrap().remedy;
    assert!(remedy.contains("--identity") && !remedy.contains("/hub.cer"), "{remedy}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_makes_the_first_reply_invalid_is_named_without_a_verdict() {
    let report = doctor(vec![], |target| {
        let (clock, hand) = simulated_clock();
        hand.advance(SignedDuration::from_mins(12));
        target.clock = clock;
    });
    let report = report.await;
    let clock = report.results.iter().find(|result| result.rule.key() == "doctor/clock").unwrap();
    assert_eq!(clock.verdict.grade, Grade::Inconclusive);
    assert!(clock.verdict.message.contains("expired"), "{}", clock.verdict.message);
}
