//! `docs/METRICS.md` says what the table says, and a running hub shows what the table describes.

use std::collections::BTreeSet;

use mpay_sim::metrics::{Source, table};

use crate::support::golden::written;
use crate::support::orders::{ORDER, SERVICE};
use crate::support::{EService, Hub, Payer, Scrape, simulated_clock};

const INTRODUCTION: &str = "# Metrics

`GET /metrics` of a hub is in Prometheus' text format 0.0.4. Like `/livez` and `/readyz` it is open to everybody who reaches the
hub: it names the registered services, but no order and no payer. A reverse proxy can close it.

```yaml
scrape_configs:
  - job_name: mpay-sim
    static_configs:
      - targets: [\"127.0.0.1:8080\"]    # each hub separately, never through a balancer
```

A Prometheus in the network of `docker compose --profile shared up` uses `targets: [\"hub-1:8080\", \"hub-2:8080\"]`.

[`packaging/grafana/mpay-sim.json`](../packaging/grafana/mpay-sim.json) is a Grafana dashboard of all of this: import it, and
choose the data source.

- Metrics **of the process** belong to one hub. Counters begin at 0 when it starts, and continue when the database is reset.
  Add up those of several hubs: `sum(rate(…))`.
- Metrics **of the database** are read from it on request, at most once a second. Every hub on the database has the same values, so take
  the maximum: `max by (service, status) (…)`. If the database does not answer within a second, `mpay_sim_database_up` is 0 and these
  are missing.
- Events that have not happened yet are shown as 0, so that the first one is noticed. Responses to HTTP requests and requested attempts
  are exceptions, as there would be too many series.
- Labels have values of short lists, names of rules, scenarios and instruments, patterns of addresses, and the ids of the first
  hundred registered services. Text of callers never becomes a label.

This page is made from the code: `MPAY_SIM_WRITE_GOLDEN=1 cargo test --test it metrics::document`.
";

fn document() -> String {
    let mut text = INTRODUCTION.to_owned();
    for (source, title) in [(Source::Process, "Of the process"), (Source::Database, "Of the database")] {
        text.push_str(&format!("\n## {title}\n"));
        for metric in table::ALL.iter().filter(|metric| metric.source == source) {
            text.push_str(&format!(
                "\n### {}\n\n**{}**: {}.\n",
                metric.name,
                metric.kind.name(),
                metric.help
            ));
            if !metric.labels.is_empty() {
                text.push('\n');
            }
            for (label, values) in metric.labels {
                text.push_str(&format!("- `{label}`: {values}\n"));
            }
        }
    }
    text
}

#[test]
fn the_document_is_made_from_the_table() {
    let document = document();
    let written = written("docs/METRICS.md", document.as_bytes());
    assert!(
        written == document.as_bytes(),
        "docs/METRICS.md is not what the table says; its lines tell how to make it"
    );
}

/// Of these nothing is known on other systems.
#[cfg(not(target_os = "linux"))]
const OF_LINUX: [&str; 5] = [
    "process_cpu_seconds_total",
    "process_resident_memory_bytes",
    "process_open_fds",
    "process_max_fds",
    "process_threads",
];
#[cfg(target_os = "linux")]
const OF_LINUX: [&str; 0] = [];

#[tokio::test]
async fn a_running_hub_shows_what_the_table_describes_and_nothing_else() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.authorize().await;
    visit.result().await;
    let scrape = Scrape::of(&hub.url).await;
    let shown: BTreeSet<(&str, &str)> =
        scrape.metrics().into_iter().map(|(name, _, kind)| (name, kind)).collect();
    assert_eq!(shown.len(), scrape.metrics().len(), "each stands there once");
    let described: BTreeSet<(&str, &str)> = table::ALL
        .iter()
        .filter(|metric| !OF_LINUX.contains(&metric.name))
        .map(|metric| (metric.name, metric.kind.name()))
        .collect();
    assert_eq!(shown, described);
    for metric in table::ALL.iter().filter(|metric| !OF_LINUX.contains(&metric.name)) {
        let mut labels: Vec<&str> = metric.labels.iter().map(|(label, _)| *label).collect();
        labels.sort_unstable();
        assert_eq!(scrape.labels_of(metric.name), [labels], "{}", metric.name);
        let (_, help, _) = scrape.metrics().into_iter().find(|(name, ..)| *name == metric.name).unwrap();
        assert_eq!(help, format!("{}. {}.", metric.help, metric.source.meaning()));
    }
}

#[test]
fn names_follow_the_conventions() {
    for metric in table::ALL {
        let name = metric.name;
        assert!(name.starts_with("mpay_sim_") || name.starts_with("process_"), "{name}");
        assert_eq!(metric.kind.name() == "counter", name.ends_with("_total"), "{name}");
        assert!(!metric.help.ends_with('.') && !metric.help.contains('\n'), "{name}: {}", metric.help);
        if metric.kind.name() == "histogram" {
            assert!(name.ends_with("_seconds"), "{name}");
        }
    }
}
