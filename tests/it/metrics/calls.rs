//! Calls to e-Services: where they fail, what is found, what scenarios do to them.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use mpay_sim::clock::Clock;
use mpay_sim::domain::ids::ServiceId;
use mpay_sim::domain::service::{ReplySignature, Service};
use mpay_sim::flow::connection_test::test_connection;
use mpay_sim::flow::scenarios::{Request, activate};
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};

use tokio::io::AsyncWriteExt;

use super::{counted, expected};
use crate::support::orders::{ORDER, SERVICE};
use crate::support::{Answer, EService, Hub, Payer, Scrape, simulated_clock, until};

const EXCHANGES: &str = "mpay_sim_soap_exchanges_total";
const LABELS: [&str; 4] = ["service", "operation", "outcome", "stage"];

fn named(mut service: Service, id: &str) -> Service {
    service.id = ServiceId::parse(id).unwrap();
    service
}

/// An e-Service of this name that always answers so.
async fn answering(clock: &Clock, id: &str, answer: Answer) -> (EService, Service) {
    let e_service = EService::start(clock).await;
    e_service.always(GetOrderDetails, answer);
    let service = named(e_service.service(), id);
    (e_service, service)
}

/// A server that knows no TLS, and says so before it is asked.
async fn speaks_plainly() -> SocketAddr {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await;
        }
    });
    address
}

#[tokio::test]
async fn each_stage_at_which_an_e_service_fails_is_counted_with_what_was_found() {
    let (clock, _) = simulated_clock();
    let honest = EService::start(&clock).await;
    let at = |id: &str, url: &str| {
        let mut service = named(honest.service(), id);
        service.endpoint_url = url.to_owned();
        service
    };
    // A port at which nobody listens, and one that takes connections and says nothing.
    let nobody = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let html = Answer::Http(200, b"<html/>".to_vec());
    let unsigned =
        Answer::Unsigned(200, "<GetOrderDetailsResponse xmlns=\"https://mpay.gov.md\"/>".to_owned());
    let other = Answer::Signed(200, "<Other xmlns=\"https://mpay.gov.md\"/>".to_owned());
    let others = [
        answering(&clock, "HTTP", Answer::Http(503, b"down".to_vec())).await,
        answering(&clock, "SLOW", Answer::Hang).await,
        answering(&clock, "ENVELOPE", html).await,
        answering(&clock, "SIGNATURE", unsigned).await,
        answering(&clock, "CONTRACT", other).await,
        answering(&clock, "FAULT", Answer::fault("InternalError", "broken")).await,
    ];
    let mut services = vec![
        at("DNS", "http://no-such-host.invalid/svc"),
        at("CONNECT", &format!("http://{nobody}/svc")),
        at("TLS", &format!("https://{}/svc", speaks_plainly().await)),
        at("TLS-SLOW", &format!("https://{}/svc", silent.local_addr().unwrap())),
    ];
    services.extend(others.iter().map(|(_, service)| service.clone()));
    let ids: Vec<String> = services.iter().map(|service| service.id.to_string()).collect();
    let hub = Hub::start_with(&clock, services, |config| {
        config.e_service_timeout = Duration::from_secs(2);
    })
    .await;
    let payer = Payer::new(&hub.url);
    for id in &ids {
        let page = payer.enter(id, ORDER, None).await.pay_page().await;
        assert!(page.status >= 500, "{id}: {}", page.status);
    }

    let scrape = Scrape::of(&hub.url).await;
    assert_eq!(
        counted(&scrape, EXCHANGES, &LABELS),
        expected(&[
            ("CONNECT GetOrderDetails failed connect", 1.0),
            ("CONTRACT GetOrderDetails failed contract", 1.0),
            ("DNS GetOrderDetails failed dns", 1.0),
            ("ENVELOPE GetOrderDetails failed envelope", 1.0),
            ("FAULT GetOrderDetails fault business", 1.0),
            ("HTTP GetOrderDetails failed http", 1.0),
            ("SIGNATURE GetOrderDetails failed signature", 1.0),
            ("SLOW GetOrderDetails timed_out http", 1.0),
            ("TLS GetOrderDetails failed tls", 1.0),
            ("TLS-SLOW GetOrderDetails timed_out tls", 1.0),
        ])
    );
    // The database knows of the same findings.
    let mut found = 0;
    for exchange in hub.exchanges().await {
        let findings: serde_json::Value = serde_json::from_str(&exchange.findings).unwrap();
        found += findings.as_array().unwrap().len();
    }
    assert_eq!(scrape.value("mpay_sim_findings_total", &[]), Some(found as f64));
    for rule in ["dns-failed", "http-server-error", "fault"] {
        assert_eq!(scrape.value("mpay_sim_findings_total", &[("rule", rule)]), Some(1.0), "{rule}");
    }
    let slow = [("service", "SLOW"), ("le", "0.5")];
    assert_eq!(scrape.value("mpay_sim_soap_exchange_duration_seconds_bucket", &slow), Some(0.0));
    let slow = [("service", "SLOW"), ("le", "2.5")];
    assert_eq!(scrape.value("mpay_sim_soap_exchange_duration_seconds_bucket", &slow), Some(1.0));
}

#[tokio::test]
async fn what_has_not_happened_yet_is_shown_as_nothing() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let scrape = Scrape::of(&hub.url).await;
    for (name, labels) in [
        (EXCHANGES, vec![("service", SERVICE), ("outcome", "failed"), ("stage", "tls")]),
        ("mpay_sim_soap_exchange_duration_seconds_count", vec![("service", SERVICE)]),
        ("mpay_sim_findings_total", vec![("rule", "element-order")]),
        ("mpay_sim_confirmation_attempts_total", vec![("outcome", "signature"), ("cause", "scheduled")]),
        ("mpay_sim_payments_started_total", vec![("instrument", "pos")]),
        ("mpay_sim_payments_ended_total", vec![("instrument", "cash"), ("status", "Reversed")]),
        ("mpay_sim_payments_unsettled", vec![("instrument", "cash"), ("status", "Reversing")]),
        ("mpay_sim_confirmations_waiting", vec![("service", SERVICE), ("status", "GaveUp")]),
        ("mpay_sim_confirmations_oldest_age_seconds", vec![("service", SERVICE), ("status", "Halted")]),
        ("mpay_sim_documents_total", vec![("kind", "receipt"), ("format", "A5")]),
        ("mpay_sim_scenarios_active", vec![("scenario", "digest-wrong")]),
    ] {
        assert_eq!(scrape.value(name, &labels), Some(0.0), "{name} {labels:?}");
    }
}

#[tokio::test]
async fn a_scenario_is_counted_while_it_is_on_and_what_it_came_to_stays_counted() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.authorize().await;
    let request = Request { scenario: "unsigned".to_owned(), calls: Some(1), ..Request::default() };
    activate(hub.app(), request).await.unwrap();
    let active = ["scenario"];
    let scrape = Scrape::of(&hub.url).await;
    assert_eq!(counted(&scrape, "mpay_sim_scenarios_active", &active), expected(&[("unsigned", 1.0)]));

    assert_eq!(visit.result().await.state(), "unconfirmed");
    hand.advance(jiff::SignedDuration::from_secs(5));
    until("the honest confirmation", async || e_service.received(ConfirmOrderPayment).len() == 2).await;
    until("it is written down", async || hub.confirmations().await[0].0 == "Confirmed").await;
    until("the scenario is used up", async || {
        counted(&Scrape::of(&hub.url).await, "mpay_sim_scenarios_active", &active).is_empty()
    })
    .await;
    let scrape = Scrape::of(&hub.url).await;
    assert_eq!(
        counted(&scrape, "mpay_sim_confirmation_attempts_total", &["outcome", "cause"]),
        expected(&[("accepted scheduled", 1.0), ("not_counted scheduled", 1.0)])
    );
    assert_eq!(scrape.value("mpay_sim_findings_total", &[("rule", "scenario-accepted")]), Some(1.0));
    let confirmed = [("operation", "ConfirmOrderPayment"), ("outcome", "understood")];
    assert_eq!(scrape.value(EXCHANGES, &confirmed), Some(2.0));
}

#[tokio::test]
async fn a_test_of_the_connection_is_a_call_as_any_other() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.always(GetOrderDetails, Answer::fault("UnknownOrder", "no such order"));
    let service = e_service.service_with(ReplySignature::Warn, true);
    let hub = Hub::start(&clock, vec![service.clone()]).await;
    let app = hub.app();
    test_connection(app, &service, None).await.unwrap();
    assert_eq!(
        counted(&Scrape::of(&hub.url).await, EXCHANGES, &LABELS),
        expected(&[("TEST01 GetOrderDetails fault business", 1.0)])
    );
}

#[tokio::test]
async fn two_hubs_in_one_process_count_for_themselves() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let [one, other] = [
        Hub::start(&clock, vec![e_service.service()]).await,
        Hub::start(&clock, vec![e_service.service()]).await,
    ];
    let visit = Payer::new(&one.url).enter(SERVICE, ORDER, None).await;
    visit.authorize().await;
    visit.result().await;
    let [one, other] = [Scrape::of(&one.url).await, Scrape::of(&other.url).await];
    for name in [EXCHANGES, "mpay_sim_payments_ended_total", "mpay_sim_confirmation_attempts_total"] {
        assert!(one.value(name, &[]) > Some(0.0), "{name}");
        assert_eq!(other.value(name, &[]), Some(0.0), "{name}");
    }
    assert_eq!(other.value("mpay_sim_http_requests_total", &[]), None);
    let transactions = [("kind", "transaction")];
    let count = |scrape: &Scrape| scrape.value("mpay_sim_database_duration_seconds_count", &transactions);
    assert!(count(&one) > count(&other));
}
