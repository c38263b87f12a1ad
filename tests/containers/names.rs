//! What browsers, the hub and e-Services call each other, and what is said where a name is wrong.

use std::net::TcpListener;

use crate::support::{Compose, docker, until};

/// Brings an order to the hub as a browser does, and gives the page that it is sent to.
async fn pay_page(compose: &Compose) -> String {
    let back = "http%3A%2F%2Fsample-service%3A8081%2Forders%2F1";
    let entry = format!("{}/service/pay?lang=en&ServiceID=ADP02&OrderKey=1&ReturnUrl={back}", compose.hub);
    let page = reqwest::get(entry).await.unwrap();
    page.text().await.unwrap()
}

#[tokio::test]
async fn an_e_service_is_called_by_its_name_beside_the_hub_and_calls_the_hub_by_its_own() {
    let demo = Compose::up("demo").await;
    docker(&["exec", &demo.container("sample-service"), "/mpay-sim", "ready", "http://hub:8080"]);
    let page = pay_page(&demo).await;
    assert!(page.contains("does not know order"), "the e-Service answers: {page}");
}

#[tokio::test]
async fn localhost_as_the_address_of_an_e_service_is_told_to_be_the_container_itself() {
    let endpoint = "http://localhost:5000/ServiceProvider.svc";
    let demo = Compose::up_with("demo", &[("SAMPLE_ENDPOINT_URL", endpoint)]).await;
    let page = pay_page(&demo).await;
    assert!(
        page.contains("localhost is the container itself") && page.contains("host.docker.internal"),
        "{page}"
    );
    let demo = demo.with(&[("SAMPLE_ENDPOINT_URL", "http://no-such-service:5000/ServiceProvider.svc")]).await;
    let page = pay_page(&demo).await;
    assert!(page.contains("no-such-service") && page.contains("name in the compose file"), "{page}");
}

#[tokio::test]
async fn an_e_service_on_this_machine_is_reached_by_the_name_of_the_remedy() {
    let listener = TcpListener::bind("0.0.0.0:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let endpoint = format!("http://host.docker.internal:{port}/ServiceProvider.svc");
    let demo = Compose::up_with("demo", &[("SAMPLE_ENDPOINT_URL", &endpoint)]).await;
    tokio::select! {
        page = pay_page(&demo) => panic!("the hub has not called this machine: {page}"),
        () = until("the hub calls this machine", async || listener.accept().is_ok()) => {}
    }
}

#[tokio::test]
async fn a_name_of_a_container_as_an_address_for_browsers_is_told_of_in_the_log() {
    let demo = Compose::up_with("demo", &[("PUBLIC_HOST", "hub")]).await;
    for (service, setting) in
        [("hub", "public_url is http://hub:"), ("sample-service", "sample_hub_url is http://hub:")]
    {
        let log = demo.run(&["logs", service]);
        assert!(log.contains(setting) && log.contains("set it to the published address"), "{service}: {log}");
    }
}

#[tokio::test]
async fn a_port_that_is_published_under_another_number_is_told_of_in_the_log() {
    let demo = Compose::up_with("demo", &[("PUBLIC_HOST", "192.0.2.1")]).await;
    pay_page(&demo).await;
    let log = demo.run(&["logs", "hub"]);
    assert!(
        log.contains("a browser calls the hub localhost:") && log.contains("MPAY_SIM_PUBLIC_URL"),
        "{log}"
    );
}
