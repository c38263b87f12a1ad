//! Files of certificates in the forms of services: carried on through a form that is refused, and never in part.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;

use super::service_forms::{URL, service, start, typed, wrong};
use crate::services::CERTIFICATE;
use crate::support::identities;
use crate::support::tls::{authority, server_certificate};

const KEY: &str = include_str!("../../fixtures/stranger.key");

/// A certificate of more than six KiB.
fn large_certificate() -> Vec<u8> {
    let now: Timestamp = "2027-01-04T08:51:24Z".parse().unwrap();
    let hosts: Vec<String> = (0..400).map(|number| format!("host-{number}.shop.test")).collect();
    let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
    server_certificate(&authority(now), &hosts, now, 10).certificate.der().to_vec()
}

#[tokio::test]
async fn files_are_carried_on_whole_through_a_form_that_is_refused_and_a_private_key_is_not() {
    let (hub, payer) = start().await;
    let (authorities, large) = (format!("{KEY}{}", CERTIFICATE.repeat(8)), large_certificate());
    assert!(authorities.len() > 8 * 1024 && large.len() > 6 * 1024, "{} {}", authorities.len(), large.len());
    let fields = [("id", "S"), ("endpoint_url", "localhost:1"), ("reply_signature", "require")];
    let files: [(&str, &str, &[u8]); 3] = [
        ("certificate", "large.cer", &large),
        ("signature_ca", "authorities.pem", authorities.as_bytes()),
        ("tls_ca", "authorities.pem", authorities.as_bytes()),
    ];
    let mut fields = fields.map(|(name, value)| (name, value.to_owned())).to_vec();
    fields.push(("tls", "certificates".to_owned()));
    let given: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut page = payer.post_files("/console/new-service", &given, &files).await;
    // Twice: what was carried is carried on again.
    for _ in 0..2 {
        assert_eq!((page.status, wrong(&page)), (422, vec!["endpoint_url".to_owned()]));
        fields.truncate(4);
        for name in ["certificate_carried", "signature_ca_carried", "tls_ca_carried"] {
            let carried = typed(&page, name);
            let content = BASE64_STANDARD.decode(&carried).unwrap();
            assert!(!content.windows(11).any(|window| window == b"PRIVATE KEY"), "{name}");
            fields.push((name, carried));
        }
        let given: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        page = payer.post_files("/console/new-service", &given, &[]).await;
    }
    fields[1].1 = URL.to_owned();
    let given: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let saved = payer.post_files("/console/new-service", &given, &[]).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let kept = service(&hub);
    let authority = identities::e_service().certificate.der().to_vec();
    assert_eq!(kept.certificate, Some(large));
    assert_eq!(kept.signature_ca, vec![authority; 8]);
}

#[tokio::test]
async fn what_is_too_long_for_the_form_is_refused_and_never_used_in_part() {
    let (hub, payer) = start().await;
    let certificate = BASE64_STANDARD.encode(identities::e_service().certificate.der());
    let spaces = " ".repeat(10_000);
    let carried =
        |count: usize| BASE64_STANDARD.encode(identities::e_service().certificate.der().repeat(count));
    let digits = "0F".repeat(32);
    for (name, value, field) in [
        ("certificate_carried", carried(100), "certificate"),
        ("certificate_carried", format!("{certificate}{certificate}?"), "certificate"),
        ("endpoint_url", format!("{URL}{spaces}/elsewhere"), "endpoint_url"),
        ("name_ro", format!("A{spaces}B"), "name_ro"),
        ("tls_fingerprint", format!("{digits}{}A", " ".repeat(3_000)), "tls_fingerprint"),
    ] {
        let tls = if name == "tls_fingerprint" { "fingerprint" } else { "public" };
        let base = [("id", "S"), ("endpoint_url", URL), ("reply_signature", "require"), ("tls", tls)];
        let mut fields: Vec<_> = base.into_iter().filter(|(other, _)| *other != name).collect();
        fields.push((name, &value));
        let page = payer.post_files("/console/new-service", &fields, &[]).await;
        assert_eq!((page.status, wrong(&page)), (422, vec![field.to_owned()]), "{}", page.text());
    }
    assert_eq!(hub.count("registered_service").await, 0);
}
