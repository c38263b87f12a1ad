//! A `ReturnUrl` that leads where browsers hardly go.

use crate::support::orders::{ORDER, SERVICE};
use crate::support::payer::{GOOD_CARD, PROCESSOR};
use crate::support::{EService, Hub, Payer, simulated_clock};

#[tokio::test]
async fn a_name_that_only_containers_know_is_told_of_before_and_after_the_payment() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, Some("http://my-shop:5000/orders/1")).await;
    let page = payer.get(&format!("{}?lang=en", visit.path)).await;
    assert!(page.has("data-testid=\"return-remark\">ReturnUrl names “my-shop”."), "{}", page.text());
    let chosen = visit.choose(PROCESSOR).await;
    payer.card(&chosen.location(), GOOD_CARD).await;
    let result = visit.result().await;
    assert!(result.has("“my-shop”") || result.has("„my-shop”"), "{}", result.text());

    let visit = payer.enter(SERVICE, "ANOTHER", Some("http://localhost:5000/orders/1")).await;
    assert!(!visit.pay_page().await.has("return-remark"));
}
