//! The dashboard shows every metric that there is, and no other.

use std::collections::BTreeSet;

use mpay_sim::metrics::table;
use serde_json::Value;

use crate::support::orders::{ORDER, SERVICE};
use crate::support::{EService, Hub, Payer, Scrape, simulated_clock};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/grafana/mpay-sim.json");

/// What no panel shows, with the reason: nothing.
const NOT_SHOWN: [&str; 0] = [];

fn dashboard() -> Value {
    serde_json::from_str(&std::fs::read_to_string(FILE).unwrap()).unwrap()
}

fn panels(dashboard: &Value) -> Vec<&Value> {
    let all = dashboard["panels"].as_array().unwrap().iter();
    let inside = |panel: &Value| panel["panels"].as_array().map_or(0, Vec::len);
    assert!(all.clone().all(|panel| inside(panel) == 0), "rows are open: their panels stand beside them");
    all.filter(|panel| panel["type"] != "row").collect()
}

/// Every expression of every panel.
fn expressions(dashboard: &Value) -> Vec<String> {
    let targets = panels(dashboard).into_iter().flat_map(|panel| panel["targets"].as_array().unwrap());
    targets.map(|target| target["expr"].as_str().unwrap().to_owned()).collect()
}

/// The names of the metrics in an expression.
fn names(expression: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    expression
        .split(|c: char| !is_part(c))
        .filter(|word| word.starts_with("mpay_sim_") || word.starts_with("process_"))
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn every_metric_in_it_is_shown_by_a_hub_and_every_metric_of_a_hub_is_in_it() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.authorize().await;
    visit.result().await;
    let scrape = Scrape::of(&hub.url).await;
    let dashboard = dashboard();
    let mut shown: BTreeSet<String> = NOT_SHOWN.iter().map(|name| (*name).to_owned()).collect();
    for expression in expressions(&dashboard) {
        let names = names(&expression);
        assert!(!names.is_empty(), "{expression}");
        for name in names {
            assert!(scrape.samples(&name).next().is_some(), "no hub shows {name}: {expression}");
            let of_histogram =
                ["_bucket", "_count", "_sum"].iter().find_map(|ending| name.strip_suffix(ending));
            shown.insert(of_histogram.unwrap_or(&name).to_owned());
        }
    }
    let described: BTreeSet<String> = table::ALL.iter().map(|metric| metric.name.to_owned()).collect();
    assert_eq!(shown, described);
}

#[test]
fn every_panel_says_what_it_shows_in_which_unit_and_asks_the_chosen_source() {
    let dashboard = dashboard();
    assert_eq!(dashboard["schemaVersion"], 42);
    assert_eq!(dashboard["id"], Value::Null);
    let mut ids = BTreeSet::new();
    for panel in panels(&dashboard) {
        let title = panel["title"].as_str().unwrap();
        assert!(ids.insert(panel["id"].as_u64().unwrap()), "{title}: two of one id");
        assert!(panel["description"].as_str().is_some_and(|text| text.ends_with('.')), "{title}");
        assert!(panel["fieldConfig"]["defaults"]["unit"].is_string(), "{title}");
        for source in panel["targets"].as_array().unwrap().iter().chain([panel]) {
            assert_eq!(source["datasource"]["uid"], "${datasource}", "{title}");
        }
    }
    // Whoever imports it has other jobs, hubs and services.
    for expression in expressions(&dashboard) {
        let selectors = expression.matches("job=~\"$job\", instance=~\"$instance\"").count();
        assert_eq!(
            selectors,
            expression.matches("mpay_sim_").count() + expression.matches("process_").count(),
            "{expression}"
        );
    }
    let variables: Vec<_> =
        dashboard["templating"]["list"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(variables, ["datasource", "job", "instance", "service"]);
}

#[test]
fn no_two_panels_lie_upon_each_other() {
    let dashboard = dashboard();
    let number = |panel: &Value, name: &str| panel["gridPos"][name].as_u64().unwrap();
    let mut taken = BTreeSet::new();
    for panel in dashboard["panels"].as_array().unwrap() {
        let [x, y, w, h] = ["x", "y", "w", "h"].map(|name| number(panel, name));
        assert!(x + w <= 24, "{}", panel["title"]);
        for place in (x..x + w).flat_map(|x| (y..y + h).map(move |y| (x, y))) {
            assert!(taken.insert(place), "{} at {place:?}", panel["title"]);
        }
    }
}
