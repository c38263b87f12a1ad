//! The test of the connection tells what was learnt at each stage, and the recorded call keeps it.

use mpay_sim::domain::service::ReplySignature;
use mpay_sim::soap::Operation::GetOrderDetails;
use mpay_sim::soap::get_order_details::write_reply;
use mpay_sim::soap::security::certificates::Made;
use serde_json::{Value, json};

use super::{CERTIFICATE, said};
use crate::support::orders::{SERVICE, order};
use crate::support::tls::{Clients, authority, front, server_certificate};
use crate::support::{Answer, EService, Hub, Payer, simulated_clock};

fn verdicts(test: &Value) -> Vec<(String, String)> {
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    test["stages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (word(&one["stage"]), word(&one["verdict"])))
        .collect()
}

fn fingerprint(server: &Made) -> String {
    format!("sha256:{}", server.certificate.sha256())
}

#[tokio::test]
async fn over_https_the_address_the_agreement_and_the_certificate_are_told() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.always(GetOrderDetails, Answer::fault("OrderNotFound", "no such order"));
    let behind = e_service.service().endpoint_url;
    let behind = behind.trim_start_matches("http://").trim_end_matches("/svc").parse().unwrap();
    let ca = authority(clock.now());
    let server = server_certificate(&ca, &["localhost"], clock.now(), 30);
    let port = front(&server, Clients::Anybody, behind).await;
    let hub = Hub::start(&clock, vec![]).await;
    let payer = Payer::new(&hub.url);
    let trusting = |tls_ca: String| json!({ "endpoint_url": format!("https://localhost:{port}/svc"), "certificate": CERTIFICATE, "tls_ca": tls_ca });
    // A trust that was given while the hub runs is used by the very next call.
    said(&payer, 201, "PUT", "/services/TEST01", &trusting(fingerprint(&server))).await;
    let test = said(&payer, 200, "POST", "/services/TEST01/test", &Value::Null).await;
    assert_eq!(test["passed"], true, "{test:#}");
    let expected = |stage: &str| if stage == "contract" { "absent" } else { "passed" };
    assert!(verdicts(&test).iter().all(|(stage, verdict)| verdict == expected(stage)), "{test:#}");
    let way = &test["way"];
    assert_eq!(way["tls_version"], "TLS 1.3");
    assert_eq!(way["connected"], format!("127.0.0.1:{port}"));
    assert!(way["addresses"].as_array().unwrap().contains(&way["connected"]), "{way}");
    let certificate = &way["server_certificate"];
    assert_eq!(certificate["fingerprint"], fingerprint(&server));
    assert!(certificate["subject"].as_str().unwrap().contains("web server"), "{certificate}");
    assert_eq!((&test["http_status"], &test["service_id"]), (&json!(500), &json!(SERVICE)));
    for stage in test["stages"].as_array().unwrap().iter().take(4) {
        assert!(stage["took_ms"].is_u64(), "{stage}");
    }
    // The page shows the same, whenever it is loaded.
    let page = payer.get(&format!("/console/services/TEST01?lang=en&test={}", test["exchange_id"])).await;
    for shown in ["TLS 1.3", &server.certificate.sha256(), &format!("127.0.0.1:{port}")] {
        assert!(page.has(shown), "{shown}: {}", page.text());
    }
    // Whoever is refused is shown, too: what to write into tls_ca is told.
    said(&payer, 200, "PUT", "/services/TEST01", &trusting(format!("sha256:{}", "0f".repeat(32)))).await;
    let test = said(&payer, 200, "POST", "/services/TEST01/test", &Value::Null).await;
    assert_eq!(test["passed"], false);
    assert_eq!(verdicts(&test)[2], ("tls".to_owned(), "failed".to_owned()));
    assert_eq!(verdicts(&test)[3].1, "not-reached");
    assert_eq!(test["stages"][2]["findings"][0]["rule"], "tls-wrong-certificate");
    let way = &test["way"];
    assert_eq!(
        (&way["tls_version"], &way["server_certificate"]["fingerprint"]),
        (&Value::Null, &json!(fingerprint(&server)))
    );
    said(&payer, 200, "PATCH", "/services/TEST01", &json!({ "tls_ca": ca.certificate().pem() })).await;
    let test = said(&payer, 200, "POST", "/services/TEST01/test", &Value::Null).await;
    assert_eq!(test["passed"], true, "{test:#}");
}

#[tokio::test]
async fn what_was_not_reached_tells_nothing() {
    let (clock, _) = simulated_clock();
    let hub = Hub::start(&clock, vec![]).await;
    let payer = Payer::new(&hub.url);
    let nowhere = json!({ "endpoint_url": "http://does-not-exist.invalid/svc" });
    said(&payer, 201, "PUT", "/services/TEST01", &nowhere).await;
    let test = said(&payer, 200, "POST", "/services/TEST01/test", &Value::Null).await;
    assert_eq!(verdicts(&test)[0], ("dns".to_owned(), "failed".to_owned()), "{test:#}");
    assert_eq!(test["way"]["addresses"], json!([]));
    assert_eq!((&test["http_status"], &test["way"]["connected"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn an_answer_that_would_refuse_every_payment_fails_and_says_what_to_do() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    for (code, verdict, words) in [
        ("UnknownService", "failed", "ServiceID"),
        ("AuthenticationFailed", "failed", "/hub.cer"),
        ("AuthorizationFailed", "failed", "/hub.cer"),
        ("InternalError", "inconclusive", "e-Service's own log"),
        ("UnknownOrder", "passed", ""),
        ("InvalidParameter", "inconclusive", "contract"),
        ("Client", "inconclusive", "e-Service's own log"),
    ] {
        e_service.next(GetOrderDetails, Answer::fault(code, "so it is"));
        let test = said(&payer, 200, "POST", "/services/TEST01/test", &Value::Null).await;
        let answer = &test["stages"][7];
        assert_eq!((&answer["stage"], &answer["verdict"]), (&json!("business"), &json!(verdict)), "{code}");
        assert_eq!(test["passed"], verdict == "passed", "{code}");
        let remedy = answer["findings"][0]["remedy"].as_str().unwrap_or_default();
        assert!(remedy.contains(words), "{code}: {remedy}");
        let page = payer.get(&format!("/console/services/TEST01?lang=en&test={}", test["exchange_id"])).await;
        assert!(page.text().replace("&#39;", "'").contains(words), "{code}: {}", page.text());
    }
}

/// How a stage went.
fn verdict(test: &Value, stage: &str) -> String {
    verdicts(test).into_iter().find(|(name, _)| name == stage).unwrap().1
}

#[tokio::test]
async fn a_reply_that_no_payment_could_come_of_fails_at_the_contract() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let services = [ReplySignature::Require, ReplySignature::Warn, ReplySignature::Ignore]
        .map(|policy| e_service.service_with(policy, true));
    let honest = write_reply(&[order()]);
    let without_status = honest.replace("<Status>Active</Status>", "");
    assert_ne!(honest, without_status);
    for service in services {
        let hub = Hub::start(&clock, vec![service.clone()]).await;
        let payer = Payer::new(&hub.url);
        for (content, stopped) in [
            (without_status.clone(), true),
            (honest.replace("GetOrderDetailsResponse", "OrderResponse"), true),
            (honest.replace("https://mpay.gov.md", "http://tempuri.org/"), false),
        ] {
            e_service.next(GetOrderDetails, Answer::Signed(200, content.clone()));
            let test = said(&payer, 200, "POST", "/services/TEST01/test", &Value::Null).await;
            assert_eq!(test["passed"], false, "{content}: {test:#}");
            assert_eq!(verdict(&test, "contract"), "failed", "{content}: {test:#}");
            // Under `require` the order is another one than the test asked for.
            let stopped = stopped || service.reply_signature == ReplySignature::Require;
            let business = if stopped { "not-reached" } else { "passed" };
            assert_eq!(verdict(&test, "business"), business, "{content}: {test:#}");
        }
    }
}

#[tokio::test]
async fn a_stage_that_was_not_looked_at_is_not_said_to_be_passed() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let html = b"<html><body>Not Found</body></html>".to_vec();
    for answer in [
        Answer::Http(404, html),
        Answer::Cut(200, Box::new(Answer::Honest)),
        Answer::Http(200, vec![b' '; 3 << 20]),
    ] {
        e_service.next(GetOrderDetails, answer);
        let test = said(&payer, 200, "POST", "/services/TEST01/test", &Value::Null).await;
        assert_eq!(verdict(&test, "http"), "failed", "{test:#}");
        for stage in ["envelope", "signature", "contract", "business"] {
            assert_eq!(verdict(&test, stage), "not-reached", "{stage}: {test:#}");
        }
    }
    // A fault is an answer, whoever sent it; that nobody has signed it is remarkable.
    let Answer::Signed(status, fault) = Answer::fault("UnknownOrder", "no such order") else {
        unreachable!()
    };
    e_service.next(GetOrderDetails, Answer::Unsigned(status, fault));
    let test = said(&payer, 200, "POST", "/services/TEST01/test", &Value::Null).await;
    let told = ["signature", "contract", "business"].map(|stage| verdict(&test, stage));
    assert_eq!(told, ["remarkable", "absent", "passed"], "{test:#}");

    let hub = Hub::start(&clock, vec![e_service.service_with(ReplySignature::Ignore, true)]).await;
    let payer = Payer::new(&hub.url);
    e_service.next(GetOrderDetails, Answer::Unsigned(200, write_reply(&[])));
    let test = said(&payer, 200, "POST", "/services/TEST01/test", &Value::Null).await;
    assert_eq!((&test["passed"], verdict(&test, "signature").as_str()), (&json!(true), "absent"), "{test:#}");
    let page = payer.get(&format!("/console/services/TEST01?lang=en&test={}", test["exchange_id"])).await;
    assert!(page.has("not to look at the signature"), "{}", page.text());
}
