//! What those who wait cost the hub.

use mpay_sim::domain::event::EventKind;
use mpay_sim::domain::ids::{OrderKey, ServiceId};
use prometheus_client::encoding::prometheus_text;
use prometheus_client::registry::Registry;

use crate::support::orders::SERVICE;
use crate::support::{EService, Hub, Payer, simulated_clock, until};

const WAITING: usize = 50;
const EVENTS: usize = 20;

/// How often the hub has read its database.
fn reads(hub: &Hub) -> usize {
    let (mut registry, mut text) = (Registry::default(), String::new());
    registry.register("t", "", hub.app().store.times().family());
    prometheus_text::encode(&mut text, &registry).unwrap();
    text.lines().find_map(|line| line.strip_prefix("t_count{kind=\"read\"} ")).unwrap().parse().unwrap()
}

/// The same once nothing has been read for a while.
async fn settled_reads(hub: &Hub) -> usize {
    let (mut latest, mut same) = (0, 0);
    until("nothing is read any more", async || {
        let now = reads(hub);
        same = if now == latest { same + 1 } else { 0 };
        latest = now;
        same == 20
    })
    .await;
    latest
}

#[tokio::test]
async fn an_event_wakes_none_of_those_who_wait_for_another_order() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let free = hub.app().waiting.available_permits();
    let waiting: Vec<_> = (0..WAITING)
        .map(|number| {
            let address = format!(
                "/control/v1/payments/latest/wait?service_id={SERVICE}&order_key=W-{number}&status=Decided&timeout=60s"
            );
            let url = hub.url.clone();
            tokio::spawn(async move { Payer::new(&url).get(&address).await.status })
        })
        .collect();
    until("all wait", async || hub.app().waiting.available_permits() == free - WAITING).await;
    let before = settled_reads(&hub).await;
    let store = &hub.app().store;
    let (service, order) = (ServiceId::parse(SERVICE).unwrap(), OrderKey::parse("OTHER").unwrap());
    for _ in 0..EVENTS {
        let about = (Some(&service), Some(&order));
        store.record_event(clock.now(), EventKind::ScenarioChanged, about, "").await.unwrap();
    }
    let read = settled_reads(&hub).await - before;
    // The hub itself looks at each event, at most; and a wait that has lasted long may look by itself.
    assert!(read < WAITING, "{EVENTS} events about another order were read for {read} times");
    for wait in waiting {
        wait.abort();
    }
}
