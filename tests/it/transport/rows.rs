//! Every row of the table, through a hub with an honest service beside it.

use std::time::Duration;

use futures_util::future::join_all;
use mpay_sim::domain::finding::Stage;
use mpay_sim::domain::ids::ServiceId;
use mpay_sim::domain::service::Service;
use mpay_sim::soap::get_order_details::write_reply;
use mpay_sim::store::ExchangeFilter;
use serde_json::json;
use tokio::sync::mpsc;

use super::table::{HANGING, Row, Sees, rows};
use crate::services::said;
use crate::support::e_service::signed;
use crate::support::orders::{ORDER, SERVICE, order};
use crate::support::wire::server;
use crate::support::{EService, Hub, Payer, identities, simulated_clock};

/// A row's service.
struct Served {
    row: &'static Row,
    service: Service,
    honest: Vec<u8>,
    requests: mpsc::UnboundedReceiver<Vec<u8>>,
}

/// A hub for the rows' services and the honest one.
async fn stage(rows: impl Iterator<Item = &'static Row>, timeout: Duration) -> (Hub, EService, Vec<Served>) {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let serve = async |(number, row): (usize, &'static Row)| {
        let mut service = e_service.service();
        service.id = ServiceId::parse(format!("ROW{number}")).unwrap();
        let mut order = order();
        order.service_id = service.id.to_string();
        let honest = signed(&write_reply(&[order]), &identities::e_service(), &clock);
        let (address, requests) = server((row.says)(&honest)).await;
        service.endpoint_url = format!("{}://{address}/", row.scheme);
        Served { row, service, honest, requests }
    };
    let served = join_all(rows.enumerate().map(serve)).await;
    let services = served.iter().map(|served| served.service.clone()).chain([e_service.service()]).collect();
    let hub = Hub::start_with(&clock, services, |config| {
        config.e_service_timeout = timeout;
        config.max_reply_bytes = 1 << 20;
    })
    .await;
    (hub, e_service, served)
}

/// Pays an order of the honest service.
async fn pay_honestly(hub: &Hub, e_service: &EService, number: usize) {
    let key = format!("{ORDER}-{number}");
    e_service.change_order(|order| order.order_key.clone_from(&key));
    let visit = Payer::new(&hub.url).enter(SERVICE, &key, None).await;
    visit.authorize().await;
    assert_eq!(visit.result().await.state(), "paid");
}

/// The titles of a payer's page in English, by what it says.
const TITLES: [(Sees, u16, &str, &str); 4] = [
    (Sees::PayPage, 200, "Taxă de test", ""),
    // Where the way ended decides which of three codes it is.
    (Sees::Down, 502, "is not responding<", ""),
    (Sees::Broken, 502, "is not responding correctly<", "e-service-failed"),
    (Sees::Slow, 504, "is not responding in time<", "e-service-timeout"),
];

/// Asks for the order as a payer and as a program. Gives what differs from the row in what is shown, answered and kept.
async fn difference(hub: &Hub, served: &mut Served) -> Option<String> {
    let Served { row, service, honest, requests } = served;
    let id = service.id.as_str();
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(id, ORDER, None).await;
    let page = payer.get(&format!("{}?lang=en", visit.path)).await;
    let title = TITLES.iter().find(|(_, status, words, _)| page.status == *status && page.has(words));
    let (sees, code) = title.map(|(sees, _, _, code)| (*sees, *code)).unzip();

    let store = &hub.app().store;
    let filter = ExchangeFilter { service_id: Some(service.id.clone()), ..ExchangeFilter::default() };
    let kept = store.list_exchanges(&filter, None, 10).await.unwrap();
    let [kept] = kept.as_slice() else { return Some(format!("{}: {} exchanges", row.name, kept.len())) };
    let rules: Vec<&str> = kept.findings.iter().map(|finding| finding.rule.name).collect();
    let response = store.exchange_bytes(kept.id).await.unwrap().unwrap().response;
    let found = kept.findings.iter().find(|finding| finding.rule.name == row.rule);
    let mut is_right = sees == Some(row.payer) && kept.outcome.kind == row.kind;
    if row.payer == Sees::PayPage {
        // Kept as it reads.
        is_right &= rules.join(" ") == row.rule && response.as_ref() == Some(honest);
    } else {
        is_right &= found.is_some_and(|found| {
            let texts: [&str; 4] = [&found.found, &found.expected, &found.consequence, &found.remedy];
            kept.outcome.stage == Some(found.rule.stage)
                && format!("{} {}", found.found, found.quoted).contains(row.found)
                && texts.iter().all(|text| !text.is_empty() && !text.ends_with('…'))
        });
        is_right &= response.is_none_or(|body| body.len() <= 1 << 20);
        let body = json!({ "service_id": id, "order_key": ORDER });
        let problem = said(&payer, page.status, "POST", "/payments", &body).await;
        let code = match (row.payer, kept.outcome.stage) {
            (Sees::Down, Some(Stage::Http)) => Some("e-service-no-reply"),
            (Sees::Down, Some(Stage::Tls)) => Some("e-service-no-tls"),
            (Sees::Down, _) => Some("e-service-unreachable"),
            _ => code,
        };
        is_right &= problem["code"] == json!(code);
        is_right &= problem["stage"] == json!(kept.outcome.stage.map(Stage::name));
        requests.recv().await.unwrap();
    }
    requests.recv().await.unwrap();
    // One call is one request: a failure is not repeated by itself.
    is_right &= requests.try_recv().is_err();
    let seen = format!("{}: {sees:?} {:?} {rules:?} {found:?} {}", row.name, kept.outcome.kind, kept.outcome);
    (!is_right).then_some(seen)
}

#[tokio::test]
async fn whatever_a_server_says_its_payer_is_told_and_other_services_are_paid() {
    let (hub, e_service, mut served) = stage(rows(), Duration::from_secs(30)).await;
    let mut differences = Vec::new();
    for (number, served) in served.iter_mut().enumerate() {
        differences.extend(difference(&hub, served).await);
        pay_honestly(&hub, &e_service, number).await;
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[tokio::test]
async fn wherever_a_server_hangs_the_time_of_the_call_ends_it_and_other_services_are_paid() {
    // The honest service must answer in the same time, on a busy machine as well.
    let (hub, e_service, mut served) = stage(HANGING.iter(), Duration::from_secs(5)).await;
    let differences = join_all(served.iter_mut().map(|served| difference(&hub, served)));
    let payments = async {
        for number in 0..HANGING.len() {
            pay_honestly(&hub, &e_service, number).await;
        }
    };
    let (differences, ()) = tokio::join!(differences, payments);
    let differences: Vec<String> = differences.into_iter().flatten().collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
