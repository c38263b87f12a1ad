//! The pay page of an order that the hub sees for the first time, with ever more invoices beside it.

use crate::database::Database;
use crate::deliveries::hub;
use crate::growth;
use crate::stopwatch::{Times, ms};

/// How many orders are looked at on each.
const ROUNDS: usize = 200;

/// A service of which nothing waits, so that nothing is delivered meanwhile.
const SERVICE: &str = "PAGES";

/// Looks in turn at hubs with different numbers of invoices.
pub async fn measure(databases: &[(i64, Database)]) -> bool {
    let mut hubs = Vec::new();
    for (count, database) in databases {
        hubs.push((count, hub(database, &[SERVICE]).await, Times::default()));
    }
    let client =
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
    for round in 0..ROUNDS {
        for (_, hub, times) in &mut hubs {
            let url = &hub.app.public_url;
            let entry = client.get(format!("{url}/service/pay?ServiceID={SERVICE}&OrderKey=NEW-{round}"));
            let visit = entry.send().await.unwrap().headers()["location"].to_str().unwrap().to_owned();
            let page = client.get(format!("{url}{visit}"));
            let read = async {
                let response = page.send().await.unwrap();
                let (is_page, text) = (response.status().is_success(), response.text().await.unwrap());
                assert!(is_page, "{text}");
            };
            times.run(read).await;
        }
    }
    for (count, _, times) in &hubs {
        println!(
            "  pay page beside {count:>9} invoices: {}, nine of ten within {}",
            ms(times.median()),
            ms(times.at(0.9))
        );
    }
    let (first, last) = (hubs[0].2.median(), hubs[hubs.len() - 1].2.median());
    for (_, hub, _) in hubs {
        hub.stop().await;
    }
    growth("pay-page time from the fewest invoices to the most", first, last)
}
