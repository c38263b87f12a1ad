//! An e-Service whose replies cost as much as is accepted: it keeps its own payers waiting, and nobody else's.
//! `cargo bench --bench costly` measures it.

use std::time::Duration;

use mpay_sim::domain::ids::ServiceId;
use mpay_sim::service_provider::MESSAGES_AT_ONCE_PER_SERVICE;
use mpay_sim::soap::Operation::GetOrderDetails;
use mpay_sim::soap::get_order_details::write_reply;

use crate::support::e_service::signed;
use crate::support::orders::{ORDER, SERVICE, order};
use crate::support::{Answer, EService, Hub, Payer, identities, simulated_clock};

/// As many nodes as a message may have, all but those of the envelope and the order.
const NODES: usize = 199_000;
/// Pages that wait for such a reply at once.
const PAGES: usize = 2;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn costly_replies_keep_no_other_service_s_payers_waiting() {
    let (clock, _) = simulated_clock();
    let (hostile, other) = (EService::start(&clock).await, EService::start(&clock).await);
    let mut second = other.service();
    second.id = ServiceId::parse("TEST02").unwrap();
    let hub = Hub::start(&clock, vec![hostile.service(), second]).await;
    let payer = Payer::new(&hub.url);
    let pay = async |key: &str| {
        let visit = payer.enter("TEST02", key, None).await;
        visit.authorize().await;
        assert_eq!(visit.result().await.state(), "paid");
    };

    let costly = write_reply(&[order()]).replacen(
        "<OrderDetails>",
        &format!("<OrderDetails>{}", "<b/>".repeat(NODES)),
        1,
    );
    let reply = signed(&costly, &identities::e_service(), &clock);
    let broken = String::from_utf8(reply.clone()).unwrap().replacen("<b/>", "<c/>", 1).into_bytes();
    for (name, reply, status) in [("signed right", reply, 200), ("with a wrong digest", broken, 502)] {
        hostile.always(GetOrderDetails, Answer::Http(200, reply));
        let mut waiting = tokio::task::JoinSet::new();
        for _ in 0..PAGES {
            let visit = payer.enter(SERVICE, ORDER, None).await;
            waiting.spawn(async move { visit.pay_page().await.status });
        }
        let readers = hub.app().service_provider.readers();
        let mut payments = 0;
        while !waiting.is_empty() {
            if payments < 3 {
                pay(&format!("BESIDE-{status}-{payments}")).await;
                payments += 1;
            }
            assert!(readers.at_work() <= MESSAGES_AT_ONCE_PER_SERVICE + 1, "{} at work", readers.at_work());
            while let Some(done) = waiting.try_join_next() {
                assert_eq!(done.unwrap(), status, "{name}");
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}
