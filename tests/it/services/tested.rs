//! The test of the connection tells what was learnt at each stage, and the recorded call keeps it.

use mpay_sim::domain::service::ReplySignature;
use mpay_sim::soap::Operation::GetOrderDetails;
use mpay_sim::soap::get_order_details::write_reply;
use mpay_sim::soap::security::certificates::Made;
use serde_json::{Value, json};

use super::{CERTIFICATE, said};
use crate::support::e_service::signed;
use crate::support::orders::{SERVICE, order};
use crate::support::tls::{Clients, authority, front, server_certificate};
use crate::support::{Answer, EService, Hub, Payer, identities, simulated_clock};

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
    let refused = said(&payer, 400, "POST", "/services/TEST01/test", &json!({ "order_key": "X-1" })).await;
    assert_eq!((&refused["code"], &refused["field"]), (&json!("unknown-field"), &json!("order_key")));
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
    assert!(page.has("ignores signatures"), "{}", page.text());
}

/// The page of the message and the test of the connection show one verdict for each stage, whatever the policy.
#[tokio::test]
async fn the_page_of_a_message_says_of_each_stage_what_the_test_says() {
    let labels = [
        ("dns", "Name (DNS)"),
        ("connect", "Connection (TCP)"),
        ("tls", "TLS"),
        ("http", "HTTP"),
        ("envelope", "SOAP envelope"),
        ("signature", "Signature"),
        ("contract", "Contract"),
        ("business", "Answer"),
    ];
    let words = [
        ("passed", "Pass"),
        ("remarkable", "Warning"),
        ("inconclusive", "Inconclusive"),
        ("failed", "Fail"),
        ("not-reached", "Not reached"),
        ("absent", "Does not apply"),
    ];
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let Answer::Signed(status, fault) = Answer::fault("UnknownOrder", "no such order") else {
        unreachable!()
    };
    let honest = write_reply(&[order()]);
    let changed = String::from_utf8(signed(&honest, &identities::e_service(), &clock)).unwrap();
    let changed = changed.replace("D-00017", "D-00018").into_bytes();
    let html = b"<html><h1>Server Error</h1></html>".to_vec();
    let replies = [
        ("honest", Answer::Honest),
        ("unsigned fault", Answer::Unsigned(status, fault)),
        ("signed fault", Answer::fault("Server", "Internal Error")),
        ("HTML 500", Answer::Http(500, html)),
        ("bad signature", Answer::Http(200, changed)),
        ("no signature", Answer::Unsigned(200, honest)),
        ("cut reply", Answer::Cut(200, Box::new(Answer::Honest))),
    ];
    for (policy, of_unsigned_fault) in [
        (ReplySignature::Require, "remarkable"),
        (ReplySignature::Warn, "remarkable"),
        (ReplySignature::Ignore, "absent"),
    ] {
        let hub = Hub::start(&clock, vec![e_service.service_with(policy, true)]).await;
        let payer = Payer::new(&hub.url);
        for (name, reply) in &replies {
            e_service.next(GetOrderDetails, reply.clone());
            let test = said(&payer, 200, "POST", "/services/TEST01/test", &Value::Null).await;
            if *name == "unsigned fault" {
                assert_eq!(verdict(&test, "signature"), of_unsigned_fault, "{policy:?}: {test:#}");
                assert_eq!(verdict(&test, "business"), "passed", "{policy:?}: {test:#}");
            }
            let exchange = &test["exchange_id"];
            for address in [
                format!("/console/services/TEST01?lang=en&test={exchange}"),
                format!("/console/messages/{exchange}/response?lang=en"),
            ] {
                let page = payer.get(&address).await.text();
                for (stage, label) in labels {
                    let row = page.split(&format!("<th scope=\"row\">{label}</th>")).nth(1);
                    let row = row.unwrap_or_else(|| panic!("{policy:?}, {name}: no {label} at {address}"));
                    let cell = row.split("</td>").next().unwrap();
                    let verdict = verdict(&test, stage);
                    let word = words.iter().find(|(name, _)| *name == verdict).unwrap().1;
                    assert!(
                        cell.ends_with(&format!(" {word}")),
                        "{policy:?}, {name}, {stage} is {verdict}: {cell} at {address}"
                    );
                }
            }
        }
    }
}

/// Where a fault begins, and where a signature should stand.
#[tokio::test]
async fn findings_of_faults_and_of_missing_signatures_say_where() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let envelope = |header: &str, body: &str| {
        let soap = mpay_sim::soap::SOAP_NS;
        format!("<s:Envelope xmlns:s=\"{soap}\">\n{header}<s:Body>\n {body}</s:Body></s:Envelope>")
            .into_bytes()
    };
    let fault = "<s:Fault><faultcode>Odd</faultcode><faultstring>no</faultstring></s:Fault>";
    for (status, reply, places) in [
        (
            500,
            envelope("", fault),
            vec![
                ("fault", "Fault", 3, 2),
                ("fault-code", "Fault/faultcode", 3, 11),
                ("fault-unsigned", "Fault", 3, 2),
            ],
        ),
        (200, envelope("", &write_reply(&[order()])), vec![("signature-missing", "Envelope", 1, 1)]),
        (
            200,
            envelope(" <s:Header/>", &write_reply(&[order()])),
            vec![("signature-missing", "Envelope/Header", 2, 2)],
        ),
    ] {
        e_service.next(GetOrderDetails, Answer::Http(status, reply));
        let test = said(&payer, 200, "POST", "/services/TEST01/test", &Value::Null).await;
        let exchange = format!("/exchanges/{}", test["exchange_id"]);
        let kept = said(&payer, 200, "GET", &exchange, &Value::Null).await;
        for (rule, path, line, column) in places {
            let found = kept["findings"].as_array().unwrap().iter().find(|finding| finding["rule"] == rule);
            let found = found.unwrap_or_else(|| panic!("no {rule}: {kept:#}"));
            let place = ["path", "line", "column"].map(|field| found[field].clone());
            assert_eq!(place, [json!(path), json!(line), json!(column)], "{rule}");
        }
    }
}
