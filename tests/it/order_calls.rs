//! Calls of GetOrderDetails at once: an e-Service that hangs holds some payers of its own, and nothing else of the hub.

use std::sync::Arc;

use mpay_sim::domain::ids::ServiceId;
use mpay_sim::soap::Operation::GetOrderDetails;
use serde_json::Value;
use tokio::sync::Notify;

use crate::support::orders::{ORDER, SERVICE};
use crate::support::payer::Page;
use crate::support::{Answer, EService, Hub, Payer, simulated_clock, until};

const AT_ONCE: usize = 2;

fn is_busy(page: &Page) -> bool {
    page.status == 503 && page.headers["retry-after"] == "5"
}

#[tokio::test]
async fn an_e_service_that_hangs_holds_so_many_payers_and_the_next_are_told_to_come_back() {
    let (clock, _) = simulated_clock();
    let (hanging, other) = (EService::start(&clock).await, EService::start(&clock).await);
    let mut second = other.service();
    second.id = ServiceId::parse("TEST02").unwrap();
    let hub = Hub::start_with(&clock, vec![hanging.service(), second], |config| {
        config.order_calls_at_once_per_service = AT_ONCE;
    })
    .await;
    let let_go = Arc::new(Notify::new());
    hanging.always(GetOrderDetails, Answer::After(Arc::clone(&let_go), Box::new(Answer::Honest)));
    let payer = Payer::new(&hub.url);
    let mut waiting = Vec::new();
    for _ in 0..AT_ONCE {
        let visit = payer.enter(SERVICE, ORDER, None).await;
        waiting.push(tokio::spawn(async move { visit.pay_page().await }));
    }
    until("both calls are made", async || hanging.received(GetOrderDetails).len() == AT_ONCE).await;

    let refused = payer.enter(SERVICE, ORDER, None).await;
    for (language, words) in [
        ("ro", "primește acum prea multe cereri"),
        ("ru", "получает сейчас слишком много запросов"),
        ("en", "has too many requests right now"),
    ] {
        let page = payer.get(&format!("{}?lang={language}", refused.path)).await;
        assert!(is_busy(&page) && page.has(words), "{language}: {} {}", page.status, page.text());
    }
    let rest = payer.get(&format!("/api/invoices?serviceID={SERVICE}&orderKey={ORDER}")).await;
    assert!(is_busy(&rest) && rest.has("order_calls_at_once_per_service"), "{}", rest.text());
    let document: Value = serde_json::from_slice(&rest.body).unwrap();
    assert_eq!(document["code"], "too-many-order-calls");
    let test = payer.post_bytes(&format!("/control/v1/services/{SERVICE}/test"), vec![]).await;
    assert!(is_busy(&test) && test.has("too-many-order-calls"), "{} {}", test.status, test.text());

    // Other services have places of their own.
    assert_eq!(payer.enter("TEST02", ORDER, None).await.pay_page().await.status, 200);
    assert_eq!(hanging.received(GetOrderDetails).len(), AT_ONCE, "nothing was asked beyond the places");

    let_go.notify_waiters();
    for page in waiting {
        assert_eq!(page.await.unwrap().status, 200);
    }
    hanging.always(GetOrderDetails, Answer::Honest);
    assert_eq!(refused.pay_page().await.status, 200);
}
