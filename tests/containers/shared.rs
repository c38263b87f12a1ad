//! The profile `shared`: two hubs behind a balancer, on one PostgreSQL.

use crate::support::{Browser, Card, Compose, answers, docker, until};

#[tokio::test]
async fn payers_go_on_when_one_of_two_hubs_is_killed() {
    let shared = Compose::up("shared").await;
    println!("the balancer and the sample e-Service answered {:?} after `up` was called", shared.ready_after);
    let browser = Browser::start().await;
    pay(&browser, &shared).await;

    // Killed while a payer is at the card page.
    let order = browser.order_and_go_to_pay(&shared.shop, "ADP02").await;
    browser.go_to_card_page().await;
    let first = shared.container("hub-1");
    docker(&["kill", &first]);
    until("the balancer has one hub", async || answers(&shared.hub).await).await;
    browser.pay_by_card(Card::Approved).await;
    browser.see_result("paid").await;
    browser.payment_at_shop(&order).await;
    pay(&browser, &shared).await;

    // The other one takes over in its turn.
    docker(&["start", &first]);
    until("the first hub is back", async || {
        docker(&["inspect", "--format", "{{.State.Health.Status}}", &first]).trim() == "healthy"
    })
    .await;
    docker(&["kill", &shared.container("hub-2")]);
    until("the balancer has the first hub again", async || answers(&shared.hub).await).await;
    pay(&browser, &shared).await;
    browser.close().await;

    assert_eq!(shared.down(), Vec::<String>::new(), "nothing is left");
}

async fn pay(browser: &Browser, shared: &Compose) {
    let order = browser.order_and_go_to_pay(&shared.shop, "ADP02").await;
    browser.go_to_card_page().await;
    browser.pay_by_card(Card::Approved).await;
    browser.see_result("paid").await;
    browser.payment_at_shop(&order).await;
}
