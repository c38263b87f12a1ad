//! How `/metrics` is read: its format, by whom, and while the database is in trouble.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use crate::support::orders::{ORDER, SERVICE};
use crate::support::{EService, Hub, Payer, Scrape, simulated_clock};

#[tokio::test]
async fn it_is_text_of_the_format_that_prometheus_reads() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let page = payer.get("/metrics").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.headers["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    assert_eq!(page.headers["cache-control"], "no-store");
    assert!(page.text().ends_with('\n') && !page.text().contains("\n\n"));
    let head = payer.client.head(format!("{}/metrics", hub.url)).send().await.unwrap();
    assert_eq!(head.status(), 200);
    assert_eq!(head.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    assert_eq!(head.text().await.unwrap(), "");
    // Two readings of a hub at rest differ in numbers alone: the series stand in the same order.
    let series = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.rsplit_once(' ').unwrap().0.to_owned()).collect()
    };
    assert_eq!(series(&payer.get("/metrics").await.text()), series(&payer.get("/metrics").await.text()));
}

#[tokio::test]
async fn it_is_open_where_the_console_is_not() {
    let (clock, _) = simulated_clock();
    let listener = TcpListener::bind(("0.0.0.0", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let _hub = Hub::start_on(listener, &clock, vec![], |_| {}).await;
    let payer = Payer::new(&format!("http://127.0.0.1:{port}"));
    assert_eq!(payer.get("/control/v1/payments").await.status, 403);
    assert_eq!(payer.get("/metrics").await.status, 200);
}

#[tokio::test]
async fn a_database_that_refuses_leaves_what_the_process_knows() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.authorize().await;
    visit.result().await;
    hub.lose_table("confirmation").await;
    let asked = Instant::now();
    let scrape = Scrape::of(&hub.url).await;
    assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());
    assert_eq!(scrape.value("mpay_sim_database_up", &[]), Some(0.0));
    for gone in ["mpay_sim_confirmations_waiting", "mpay_sim_payments_unsettled", "mpay_sim_scenarios_active"]
    {
        assert_eq!(scrape.value(gone, &[]), None, "{gone}");
    }
    assert_eq!(scrape.value("mpay_sim_payments_ended_total", &[("status", "Authorized")]), Some(1.0));
    assert_eq!(scrape.value("mpay_sim_build_info", &[]), Some(1.0));
}
