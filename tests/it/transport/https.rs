//! HTTPS: a payment over it, and each thing that can be wrong with a certificate.

use jiff::SignedDuration;
use mpay_sim::domain::finding::Stage;
use mpay_sim::domain::service::ServerTrust;
use mpay_sim::soap::security::DigestAlgorithm;
use mpay_sim::soap::security::certificates::{Authority, Certificate, Leaf, Validity};

use crate::support::folder::Folder;
use crate::support::orders::{ORDER, SERVICE};
use crate::support::tls::{Clients, authority, front, server_certificate};
use crate::support::wire::{call, finding};
use crate::support::{EService, Hub, Payer, simulated_clock};

fn der(certificate: &Certificate) -> Vec<u8> {
    certificate.der().to_vec()
}

fn fingerprint(certificate: &Certificate) -> ServerTrust {
    let digest = DigestAlgorithm::Sha256.digest(certificate.der());
    ServerTrust::Fingerprint(digest.try_into().unwrap())
}

/// A client's certificate with its key, in one file.
fn client_pem(ca: &Authority) -> String {
    let validity = Validity { from: "2026-11-01T00:00:00Z".parse().unwrap(), days: 100 };
    let leaf = Leaf::Signer { common_name: "a client" };
    let made = ca.issue(leaf, rcgen::KeyPair::generate().unwrap(), validity).unwrap();
    format!("{}{}", made.key_pem(), made.certificate.pem())
}

#[tokio::test]
async fn an_order_is_paid_over_https_by_a_hub_that_shows_its_certificate() {
    let (clock, _) = simulated_clock();
    let ca = authority(clock.now());
    let e_service = EService::start(&clock).await;
    let mut service = e_service.service();
    let behind = service.endpoint_url.trim_start_matches("http://").trim_end_matches("/svc").parse().unwrap();
    let server = server_certificate(&ca, &["localhost"], clock.now(), 30);
    // The server looks at the machine's clock.
    let client_ca = authority("2026-11-01T00:00:00Z".parse().unwrap());
    let folder = Folder::new();
    let client = folder.path().join("client.pem");
    std::fs::write(&client, client_pem(&client_ca)).unwrap();
    let port = front(&server, Clients::TrustedBy(client_ca.certificate()), behind).await;
    for trust in [
        ServerTrust::Certificates(vec![der(ca.certificate())]),
        ServerTrust::Certificates(vec![der(&server.certificate)]),
        fingerprint(&server.certificate),
    ] {
        service.endpoint_url = format!("https://localhost:{port}/svc");
        service.tls_ca = trust;
        let before = e_service.paid().len();
        e_service.change_order(|order| order.order_key = format!("{ORDER}-{before}"));
        let hub = Hub::start_with(&clock, vec![service.clone()], |config| {
            config.tls_client_certificate = Some(client.clone());
        })
        .await;
        let visit = Payer::new(&hub.url).enter(SERVICE, &format!("{ORDER}-{before}"), None).await;
        visit.authorize().await;
        assert_eq!(visit.result().await.state(), "paid");
        assert_eq!(hub.confirmations().await, [("Confirmed".to_owned(), 1)]);
    }
}

#[tokio::test]
async fn a_certificate_that_is_registered_itself_needs_no_names_and_no_ca() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let service = e_service.service();
    let behind = service.endpoint_url.trim_start_matches("http://").trim_end_matches("/svc").parse().unwrap();
    let ca = authority(clock.now());
    let server = server_certificate(&ca, &["other.test"], clock.now(), 30);
    let port = front(&server, Clients::Anybody, behind).await;
    let url = format!("https://127.0.0.1:{port}/svc");
    for trust in [ServerTrust::Certificates(vec![der(&server.certificate)]), fingerprint(&server.certificate)]
    {
        let (_, error) = call(&clock, service.clone(), &url, trust).await;
        assert!(error.is_none(), "{error:?}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_servers_certificate_is_told_with_the_line_that_mends_it() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let service = e_service.service();
    let behind = service.endpoint_url.trim_start_matches("http://").trim_end_matches("/svc").parse().unwrap();
    let (now, ca) = (clock.now(), authority(clock.now()));
    let good = server_certificate(&ca, &["localhost"], now, 30);
    let named_otherwise = server_certificate(&ca, &["other.test", "10.1.2.3"], now, 30);
    let old = server_certificate(&ca, &["localhost"], now - SignedDuration::from_hours(24 * 40), 30);
    let early = server_certificate(&ca, &["localhost"], now + SignedDuration::from_hours(24 * 5), 30);
    let trusted = || ServerTrust::Certificates(vec![der(ca.certificate())]);
    let stranger = || ServerTrust::Certificates(vec![der(authority(now).certificate())]);
    let line = |made: &Certificate| format!("tls_ca = \"sha256:{}\"", made.sha256());
    for (server, trust, rule, found, remedy) in [
        (
            &good,
            ServerTrust::PublicAuthorities,
            "tls-unknown-issuer",
            "mpay-sim test CA",
            line(&good.certificate),
        ),
        (&good, stranger(), "tls-unknown-issuer", "mpay-sim test CA", line(&good.certificate)),
        (
            &named_otherwise,
            trusted(),
            "tls-wrong-name",
            "it has `other.test`",
            line(&named_otherwise.certificate),
        ),
        (&old, trusted(), "tls-expired", "expired on 2026-12-25", "renew".to_owned()),
        (&old, fingerprint(&old.certificate), "tls-expired", "expired on 2026-12-25", "renew".to_owned()),
        (&early, trusted(), "tls-expired", "not valid before 2027-01-09", "clocks".to_owned()),
        (
            &good,
            fingerprint(&old.certificate),
            "tls-wrong-certificate",
            "web server",
            line(&good.certificate),
        ),
    ] {
        let port = front(server, Clients::Anybody, behind).await;
        let url = format!("https://localhost:{port}/svc");
        let (exchange, error) = call(&clock, service.clone(), &url, trust).await;
        let finding = finding(error);
        assert_eq!((finding.rule.name, finding.rule.stage), (rule, Stage::Tls), "{finding:?}");
        assert!(finding.found.contains(found), "{rule}: {}", finding.found);
        assert!(finding.remedy.contains(&remedy), "{rule}: {}", finding.remedy);
        assert_eq!(exchange.http_status, None);
    }
    assert!(e_service.paid().is_empty());
}

#[tokio::test]
async fn a_server_that_refuses_the_hubs_certificate_is_told_of_as_such() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let service = e_service.service();
    let behind = service.endpoint_url.trim_start_matches("http://").trim_end_matches("/svc").parse().unwrap();
    let ca = authority(clock.now());
    let server = server_certificate(&ca, &["localhost"], clock.now(), 30);
    // It trusts another CA's clients alone.
    let port = front(&server, Clients::TrustedBy(ca.certificate()), behind).await;
    let trust = ServerTrust::Certificates(vec![der(ca.certificate())]);
    let (_, error) = call(&clock, service, &format!("https://localhost:{port}/svc"), trust).await;
    let finding = finding(error);
    assert_eq!(
        (finding.rule.name, finding.rule.stage),
        ("tls-client-certificate", Stage::Tls),
        "{finding:?}"
    );
    assert!(finding.remedy.contains("hub.cer"), "{}", finding.remedy);
    assert!(finding.found.contains("issued by `O=mpay-sim, CN=mpay-sim test CA`"), "{}", finding.found);
}
