//! Many services, and what lists them.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::said;
use crate::support::{Hub, Payer, Scrape, simulated_clock};

/// How many statements and transactions the hub has asked its database for.
async fn statements(hub: &Hub) -> f64 {
    Scrape::of(&hub.url).await.value("mpay_sim_database_duration_seconds_count", &[]).unwrap()
}

#[tokio::test]
async fn three_hundred_services_are_listed_in_the_order_in_which_they_came_and_cost_little() {
    let (clock, _) = simulated_clock();
    let mut hub = Hub::start(&clock, vec![]).await;
    let payer = Payer::new(&hub.url);
    for number in 0..300 {
        let body = json!({ "endpoint_url": "http://127.0.0.1:9/", "name": format!("Serviciul {number}") });
        said(&payer, 201, "PUT", &format!("/services/MANY-{number:03}"), &body).await;
    }
    for _ in 0..2 {
        let list = said(&payer, 200, "GET", "/services", &Value::Null).await;
        let ids: Vec<&str> =
            list["services"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
        let expected: Vec<String> = (0..300).map(|number| format!("MANY-{number:03}")).collect();
        assert_eq!(ids, expected);
        hub.restart().await;
    }
    for path in
        ["/", "/console/services", "/console/certificates", "/console/services/MANY-150", "/service/MANY-299"]
    {
        let (before, asked) = (statements(&hub).await, Instant::now());
        let page = payer.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        // A build that is not optimised, on a busy machine.
        assert!(asked.elapsed() < Duration::from_secs(10), "{path}: {:?}", asked.elapsed());
        let needed = statements(&hub).await - before;
        assert!(needed < 30.0, "{path} took {needed} statements");
    }
}
