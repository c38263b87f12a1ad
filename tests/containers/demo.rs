//! `docker compose up`: hub and sample e-Service on SQLite.

use serde_json::Value;

use crate::support::{Browser, Card, Compose, docker, until};

#[tokio::test]
async fn an_order_is_paid_and_a_confirmation_waits_for_an_e_service_that_is_cut_off() {
    let demo = Compose::up("demo").await;
    println!("hub and sample e-Service answered {:?} after `up` was called", demo.ready_after);
    let browser = Browser::start().await;

    let order = browser.order_and_go_to_pay(&demo.shop, "ADP02").await;
    assert!(browser.url().await.starts_with(&demo.hub), "the shop sends browsers to the published port");
    browser.go_to_card_page().await;
    browser.pay_by_card(Card::Approved).await;
    browser.see_result("paid").await;
    browser.payment_at_shop(&order).await;

    // The payer is at the card page when the e-Service's network goes.
    let cut_order = browser.order_and_go_to_pay(&demo.shop, "ADP02").await;
    browser.go_to_card_page().await;
    let shop = demo.container("sample-service");
    docker(&["network", "disconnect", &demo.network(), &shop]);
    browser.pay_by_card(Card::Approved).await;
    browser.see_result("unconfirmed").await;
    let result = browser.url().await;
    assert_eq!(waiting(&demo).await, 1);

    docker(&["network", "connect", "--alias", "sample-service", &demo.network(), &shop]);
    until("the confirmation has arrived", async || waiting(&demo).await == 0).await;
    browser.open(&result).await;
    browser.see_result("paid").await;
    browser.payment_at_shop(&cut_order).await;
    browser.close().await;

    assert_eq!(demo.down(), Vec::<String>::new(), "nothing is left");
}

#[tokio::test]
async fn a_program_in_the_hub_s_container_pays_and_reports() {
    let demo = Compose::up("demo").await;
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let order = client
        .post(format!("{}/orders", demo.shop))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body("service_id=ADP02&customer_name=Popescu+Ion&customer_id=2001500023456");
    let ordered = order.send().await.unwrap();
    let page = ordered.headers()["location"].to_str().unwrap().to_owned();
    let key = page.rsplit('/').next().unwrap();
    let hub = demo.container("hub");
    let pay = ["/mpay-sim", "pay", "--service", "ADP02", "--order", key, "--wait", "confirmed"];
    let said = docker(&[["exec", &hub].as_slice(), &pay, &["--junit", "/data/paid.xml"]].concat());
    assert!(said.contains("Confirmed"), "{said}");
    let report = docker(&["cp", &format!("{hub}:/data/paid.xml"), "-"]);
    assert!(report.contains("failures=\"0\" errors=\"0\""), "{report}");
}

#[tokio::test]
async fn the_containers_are_healthy_and_bounded() {
    let demo = Compose::up("demo").await;
    for service in ["hub", "sample-service"] {
        let container = demo.container(service);
        until("the container is healthy", async || {
            inspected(&container)["State"]["Health"]["Status"] == "healthy"
        })
        .await;
        let host = &inspected(&container)["HostConfig"];
        assert_eq!(host["ReadonlyRootfs"], true, "{service}");
        assert!(host["Memory"].as_u64().unwrap() > 0 && host["PidsLimit"].as_u64().unwrap() > 0, "{service}");
        let ports = serde_json::to_string(&host["PortBindings"]).unwrap();
        assert!(
            ports.contains("127.0.0.1") && !ports.contains("0.0.0.0"),
            "{service} is for this machine: {ports}"
        );
    }
}

/// How many confirmations wait, as the hub tells those who run it.
async fn waiting(demo: &Compose) -> u32 {
    let text = reqwest::get(format!("{}/readyz", demo.hub)).await.unwrap().text().await.unwrap();
    let number = text.strip_prefix("ready, ").and_then(|rest| rest.split(' ').next());
    number.and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{text}"))
}

fn inspected(container: &str) -> Value {
    let described: Value = serde_json::from_str(&docker(&["inspect", container])).unwrap();
    described[0].clone()
}
