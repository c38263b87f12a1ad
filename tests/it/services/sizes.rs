//! How large what is given of a service may be: the control API takes what the console's form takes.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use serde_json::json;

use super::{CERTIFICATE, said};
use crate::console::service_forms::{URL, service, start};
use crate::support::tls::{authority, server_certificate};

/// A PEM file of forty KiB with some text before its certificates, as `openssl s_client` writes it.
fn bundle(certificates: usize) -> String {
    let text = format!("{}\n", "Certificate chain ".repeat(4)).repeat(560);
    let bundle = format!("{text}{}", CERTIFICATE.repeat(certificates));
    assert!(bundle.len() > 40 * 1024 && bundle.len() < 64 * 1024, "{}", bundle.len());
    bundle
}

#[tokio::test]
async fn the_control_api_takes_files_that_are_as_large_as_those_of_the_form() {
    let (hub, payer) = start().await;
    let (first, second) = (bundle(2), bundle(3));
    let fields =
        [("id", "S"), ("endpoint_url", URL), ("reply_signature", "require"), ("tls", "certificates")];
    let files: [(&str, &str, &[u8]); 2] =
        [("signature_ca", "a.pem", first.as_bytes()), ("tls_ca", "b.pem", second.as_bytes())];
    assert_eq!(payer.post_files("/console/new-service", &fields, &files).await.status, 303);
    let by_form = service(&hub);
    assert_eq!(by_form.signature_ca.len(), 2);
    let body = json!({ "endpoint_url": URL, "signature_ca": first, "tls_ca": second });
    said(&payer, 200, "PUT", "/services/S", &body).await;
    assert_eq!(service(&hub), by_form);
    let body = json!({ "signature_ca": second, "tls_ca": first });
    said(&payer, 200, "PATCH", "/services/S", &body).await;
    assert_eq!(service(&hub).signature_ca.len(), 3);
    // One byte more than a file may have is as wrong as in the form, and is named by its field.
    let long = format!("{}{CERTIFICATE}", "x".repeat(64 * 1024 + 1 - CERTIFICATE.len()));
    let refused = said(&payer, 400, "PATCH", "/services/S", &json!({ "tls_ca": long })).await;
    assert_eq!(refused["mistakes"][0]["field"], "tls_ca");
    assert_eq!(refused["mistakes"][0]["expected"], "at most 64 KiB, which hold some thirty certificates");
}

#[tokio::test]
async fn a_file_that_is_sent_as_base64_counts_by_its_own_bytes() {
    let (hub, payer) = start().await;
    let now: Timestamp = "2027-01-04T08:51:24Z".parse().unwrap();
    let hosts: Vec<String> = (0..2_500).map(|number| format!("host-{number}.shop.test")).collect();
    let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
    let large = server_certificate(&authority(now), &hosts, now, 10).certificate.der().to_vec();
    assert!(large.len() > 50 * 1024 && large.len() <= 64 * 1024, "{}", large.len());
    let base64 = BASE64_STANDARD.encode(&large);
    let body =
        json!({ "endpoint_url": URL, "certificate": base64, "signature_ca": base64, "tls_ca": base64 });
    said(&payer, 201, "PUT", "/services/S", &body).await;
    assert_eq!(service(&hub).certificate, Some(large.clone()));
    let larger = BASE64_STANDARD.encode([large.as_slice(), &large].concat());
    said(&payer, 400, "PATCH", "/services/S", &json!({ "certificate": larger })).await;
}
