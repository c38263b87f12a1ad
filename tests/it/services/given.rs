//! What is given of a service: every form of a certificate, every mistake by its name, nothing that is hostile.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::{CERTIFICATE, said};
use crate::support::{Hub, Payer, identities, simulated_clock};

/// An address that nobody calls here.
const URL: &str = "http://127.0.0.1:9/svc";

async fn start() -> (Hub, Payer) {
    let (clock, _) = simulated_clock();
    let hub = Hub::start(&clock, vec![]).await;
    let payer = Payer::new(&hub.url);
    (hub, payer)
}

/// Puts it, which must be refused; gives each mistake as `field: found`.
async fn mistakes(payer: &Payer, id: &str, body: &Value) -> Vec<String> {
    let refused = said(payer, 400, "PUT", &format!("/services/{id}"), body).await;
    assert_eq!(refused["code"], "invalid-value", "{refused}");
    let one = |mistake: &Value| {
        assert!(!mistake["expected"].as_str().unwrap().is_empty(), "{refused}");
        format!("{}: {}", mistake["field"].as_str().unwrap(), mistake["found"].as_str().unwrap())
    };
    refused["mistakes"].as_array().unwrap().iter().map(one).collect()
}

#[tokio::test]
async fn every_field_is_kept_as_it_was_given_and_null_takes_it_away() {
    let (mut hub, payer) = start().await;
    let der = identities::e_service().certificate.der().to_vec();
    let whole = json!({
        "endpoint_url": "https://shop.test:8443/ServiceProvider.svc?a=b",
        "name": { "ro": "Plăți", "ru": "Платежи", "en": "Payments" },
        "service_provider_name": "Agenția <b>noastră</b> & fiii",
        "service_provider_idno": "1002600001235",
        "order_key_label": { "ro": "Numărul dosarului" },
        "order_key_example": "AB-12 345",
        "reply_signature": "warn",
        "certificate": BASE64_STANDARD.encode(&der),
        "signature_ca": CERTIFICATE,
        "tls_ca": format!("sha256:{}", ["0F"; 32].join(":")),
    });
    let id = "NOU%20%C8%98%2F1";
    let added = said(&payer, 201, "PUT", &format!("/services/{id}"), &whole).await;
    let expected = json!({
        "id": "NOU Ș/1",
        "name": { "ro": "Plăți", "ru": "Платежи", "en": "Payments" },
        "service_provider_name": { "ro": "Agenția <b>noastră</b> & fiii", "ru": null, "en": null },
        "service_provider_idno": "1002600001235",
        "endpoint_url": "https://shop.test:8443/ServiceProvider.svc?a=b",
        "order_key_label": { "ro": "Numărul dosarului", "ru": null, "en": null },
        "order_key_example": "AB-12 345",
        "reply_signature": "warn",
        "certificate": "registered",
        "tls_ca": "fingerprint",
        "page": format!("{}/service/NOU%20%C8%98%2F1", hub.url),
        "source": "registered",
        "replaces_settings": false,
    });
    assert_eq!(added, expected);
    assert_eq!(said(&payer, 200, "PUT", &format!("/services/{id}"), &whole).await, expected);
    hub.restart().await;
    assert_eq!(said(&payer, 200, "GET", &format!("/services/{id}"), &Value::Null).await, expected);
    let kept = hub.app().services().first().cloned().unwrap();
    assert_eq!(kept.certificate.as_deref(), Some(der.as_slice()));
    assert_eq!(kept.signature_ca, [der]);
    let bare = said(
        &payer,
        200,
        "PATCH",
        &format!("/services/{id}"),
        &json!({
            "name": null, "service_provider_name": null, "service_provider_idno": null, "order_key_label": null,
            "order_key_example": null, "reply_signature": null, "certificate": null, "signature_ca": null, "tls_ca": null,
        }),
    )
    .await;
    assert_eq!((&bare["name"]["ro"], &bare["name"]["ru"]), (&json!("NOU Ș/1"), &Value::Null));
    assert_eq!((&bare["reply_signature"], &bare["certificate"]), (&json!("require"), &json!("unknown")));
    assert_eq!((&bare["tls_ca"], &bare["order_key_label"]), (&json!("public"), &Value::Null));
    assert_eq!(bare["endpoint_url"], expected["endpoint_url"]);
    // What PUT does not give has its default.
    said(&payer, 200, "PUT", &format!("/services/{id}"), &whole).await;
    let put = said(&payer, 200, "PUT", &format!("/services/{id}"), &json!({ "endpoint_url": URL })).await;
    assert_eq!((&put["name"]["ro"], &put["certificate"]), (&json!("NOU Ș/1"), &json!("unknown")));
}

#[tokio::test]
async fn certificates_are_read_in_every_form_and_a_private_key_is_not_taken() {
    let (hub, payer) = start().await;
    let p7b = include_bytes!("../../fixtures/chain.p7b");
    let [p7b, pfx] =
        [&p7b[..], include_bytes!("../../fixtures/aes256.pfx")].map(|one| BASE64_STANDARD.encode(one));
    let p7b_pem = include_str!("../../fixtures/chain.p7b.pem");
    for content in [CERTIFICATE, p7b.as_str(), p7b_pem] {
        let body = json!({ "endpoint_url": URL, "certificate": content, "tls_ca": content });
        let answer = crate::control::calls::call(&payer, "PUT", "/services/S", &body.to_string()).await;
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
    }
    assert!(hub.app().services().first().unwrap().certificate.is_some());
    let key = include_str!("../../fixtures/stranger.key");
    let encrypted = include_str!("../../fixtures/encrypted.key");
    for content in [pfx.as_str(), key, encrypted] {
        let body = json!({ "endpoint_url": URL, "certificate": content });
        let refused = said(&payer, 400, "PUT", "/services/S", &body).await;
        let expected = refused["mistakes"][0]["expected"].as_str().unwrap();
        assert!(expected.contains("without its private key"), "{refused}");
        assert!(!refused.to_string().contains(&content[40..80]), "nothing of it is repeated: {refused}");
    }
    // A certificate beside its key is taken alone.
    let body = json!({ "endpoint_url": URL, "certificate": format!("{key}{CERTIFICATE}") });
    said(&payer, 200, "PUT", "/services/S", &body).await;
    let kept = hub.app().services().first().cloned().unwrap();
    assert_eq!(kept.certificate.as_deref(), Some(identities::e_service().certificate.der()));
}

#[tokio::test]
async fn every_mistake_is_named_with_what_was_found_and_expected() {
    let (hub, payer) = start().await;
    let wrong = json!({
        "endpoint_url": "localhost:5000",
        "name": { "ru": "Платежи" },
        "service_provider_name": "",
        "service_provider_idno": "123",
        "order_key_label": { "ro": "a", "en": "b\u{202e}c" },
        "order_key_example": "a\nb",
        "reply_signature": "maybe",
        "certificate": "none",
        "signature_ca": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        "tls_ca": "sha256:0f",
    });
    assert_eq!(
        mistakes(&payer, "S", &wrong).await,
        [
            "endpoint_url: localhost:5000",
            "name.ro: nothing",
            "service_provider_name: ",
            "service_provider_idno: 123",
            "order_key_label.en: b\u{fffd}c",
            "order_key_example: a\u{fffd}b",
            "reply_signature: maybe",
            "certificate: 4 bytes",
            "signature_ca: 58 bytes",
            "tls_ca: sha256:0f",
        ]
    );
    assert_eq!(mistakes(&payer, "S", &json!({})).await, ["endpoint_url: nothing"]);
    assert_eq!(mistakes(&payer, "S", &json!({ "endpoint_url": null })).await, ["endpoint_url: nothing"]);
    let secret = json!({ "endpoint_url": "http://hub:s3cret@shop.test/" });
    assert_eq!(
        mistakes(&payer, "S", &secret).await,
        ["endpoint_url: an address with a user name or a password"]
    );
    // Whatever else is wrong with it.
    let long = format!("http://hub:s3cret@shop.test/{}", "x".repeat(3000));
    for address in
        ["ftp://hub:s3cret@shop.test/", "hub:s3cret@shop.test", "http://hub:s3cret @shop.test", &long]
    {
        let refused = said(&payer, 400, "PUT", "/services/S", &json!({ "endpoint_url": address })).await;
        assert!(!refused.to_string().contains("s3cret"), "{refused}");
    }
    for (body, found) in [
        (json!({ "endpoint_url": 5 }), "endpoint_url: a number"),
        (json!({ "endpoint_url": URL, "name": ["a"] }), "name: a list"),
        (json!({ "endpoint_url": URL, "certificate": {} }), "certificate: an object"),
        (json!({ "endpoint_url": URL, "tls_ca": true }), "tls_ca: true or false"),
        (json!({ "endpoint_url": URL, "certificate": " " }), "certificate: 1 bytes"),
    ] {
        assert_eq!(mistakes(&payer, "S", &body).await, [found]);
    }
    let good = json!({ "endpoint_url": URL });
    for (id, found) in [
        ("pay", "id: pay"),
        ("A%20", "id: A "),
        ("%C2%A0A", "id: \u{a0}A"),
        ("a%0Ab", "id: a\u{fffd}b"),
        ("a%E2%80%AEb", "id: a\u{fffd}b"),
        ("%2E%2E%2E", ""),
    ] {
        match found {
            "" => drop(said(&payer, 201, "PUT", &format!("/services/{id}"), &good).await),
            found => assert_eq!(mistakes(&payer, id, &good).await, [found]),
        }
    }
    for (field, known) in
        [("endpont_url", "did you mean `endpoint_url`?"), ("file", "the call knows endpoint_url")]
    {
        let refused = said(&payer, 400, "PUT", "/services/S", &json!({ field: URL })).await;
        assert_eq!((&refused["code"], &refused["field"]), (&json!("unknown-field"), &json!(field)));
        assert!(refused["hint"].as_str().unwrap().starts_with(known), "{refused}");
    }
    let language = json!({ "endpoint_url": URL, "name": { "ro": "a", "de": "b" } });
    let refused = said(&payer, 400, "PUT", "/services/S", &language).await;
    assert_eq!((&refused["code"], &refused["field"]), (&json!("unknown-field"), &json!("de")));
    said(&payer, 404, "PATCH", "/services/S", &json!({})).await;
    said(&payer, 404, "POST", "/services/S/test", &Value::Null).await;
    assert_eq!(hub.count("registered_service").await, 1);
}

#[tokio::test]
async fn hostile_values_are_bounded_and_shown_as_text() {
    let (hub, payer) = start().await;
    let (long, markup) = ("ș".repeat(30_000), "<script>alert(1)</script>{{7*7}}\"'&");
    for field in ["name", "service_provider_name", "order_key_label", "order_key_example", "reply_signature"]
    {
        let found = mistakes(&payer, "S", &json!({ "endpoint_url": URL, (field): long })).await;
        assert!(found[0].chars().count() < 100, "{found:?}");
    }
    let found =
        mistakes(&payer, "S", &json!({ "endpoint_url": format!("http://a/{}", "x".repeat(50_000)) })).await;
    assert!(found[0].len() < 100, "{found:?}");
    let too_large = json!({ "endpoint_url": URL, "name": "x".repeat(400_000) });
    let refused = said(&payer, 413, "PUT", "/services/S", &too_large).await;
    assert_eq!(refused["code"], "too-large");
    assert!(
        refused["hint"].as_str().unwrap().contains("at most 64 KiB, which hold some thirty"),
        "{refused}"
    );
    assert_eq!(
        said(&payer, 400, "PUT", &format!("/services/{long}", long = "x".repeat(2000)), &json!({})).await["code"],
        "invalid-value"
    );
    let hostile = json!({
        "endpoint_url": "http://127.0.0.1:9/%3Cscript%3E?a='\"<b>",
        "name": markup,
        "service_provider_name": { "ro": markup, "ru": markup, "en": markup },
        "order_key_label": markup,
        "order_key_example": markup,
    });
    said(&payer, 201, "PUT", "/services/%3Cscript%3E%22%27", &hostile).await;
    for path in [
        "/",
        "/service/%3Cscript%3E%22%27",
        "/console/services",
        "/console/services/%3Cscript%3E%22%27",
        "/console/services/%3Cscript%3E%22%27/edit",
        "/console/services/%3Cscript%3E%22%27/remove",
        "/console/payments",
        "/console/scenarios",
        "/console/certificates",
        "/service/NONE",
    ] {
        let page = payer.get(path).await;
        let text = page.text();
        assert!(
            !text.contains("<script>alert") && !text.contains("\"'&\"") && !text.contains("<script>\""),
            "{path}: {text}"
        );
        assert!(matches!(page.status, 200 | 404), "{path}");
    }
    assert!(hub.app().services().ids().next().is_some());
}
