//! How long a payment takes beside 30 pages that wait for the costliest reply of another e-Service, how much memory the hub
//! needs for them, and how soon it ends when it is asked to meanwhile.
//!
//! `cargo bench --bench costly` runs the hub as a process of its own: first with replies that are accepted, then with replies
//! whose digest does not fit, which are diagnosed as well. `MPAY_SIM_TEST_PROGRAM` names another program than the one that
//! was built for the bench. With `MPAY_SIM_BENCH_STRICT=1` it fails where a limit is passed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a bench fails by panicking")]

#[path = "queue/stopwatch.rs"]
#[allow(dead_code, reason = "the bench of the queue uses more of it")]
mod stopwatch;
#[path = "../tests/it/support/mod.rs"]
#[allow(unused_imports, reason = "the tests use more of it")]
mod support;
use support::{identities, orders};

use std::process::ExitCode;
use std::time::Duration;

use mpay_sim::clock::Clock;
use mpay_sim::soap::Operation::GetOrderDetails;
use mpay_sim::soap::get_order_details::write_reply;
use support::e_service::signed;
use support::folder::Folder;
use support::program::Program;
use support::{Answer, EService, Payer};
use tokio::task::JoinSet;

use stopwatch::{Times, ms};

/// Pages that wait for costly replies at once.
const PAGES: usize = 30;
/// As many nodes as a message may have, all but those of the envelope and the order.
const NODES: usize = 199_000;
/// Payments measured without the costly pages, and the fewest beside them.
const PAYMENTS: usize = 60;
/// A payment may take this many times its idle time, the median of both.
const MOST_SLOWDOWN: f64 = 3.0;
/// In KiB.
const MOST_MEMORY: u64 = 200 * 1024;
const LONGEST_END: Duration = Duration::from_secs(2);

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let reply = signed(
        &write_reply(&[orders::order()]).replacen(
            "<OrderDetails>",
            &format!("<OrderDetails>{}", "<b/>".repeat(NODES)),
            1,
        ),
        &identities::e_service(),
        &Clock::System,
    );
    let broken = String::from_utf8(reply.clone()).unwrap().replacen("<b/>", "<c/>", 1).into_bytes();
    let mut within = true;
    for (what, reply, status) in [("accepted", reply, 200), ("with a wrong digest", broken, 502)] {
        within &= measure(what, reply, status).await;
    }
    let strict = std::env::var_os("MPAY_SIM_BENCH_STRICT").is_some();
    if strict && !within { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Measures with this costly reply, which gives pages of this status. True if all is within its limit.
async fn measure(what: &str, reply: Vec<u8>, status: u16) -> bool {
    let bytes = reply.len();
    let (hostile, other) = (EService::start(&Clock::System).await, EService::start(&Clock::System).await);
    hostile.always(GetOrderDetails, Answer::Http(200, reply));
    let folder = Folder::new();
    let mut hub = start(&folder, &[(orders::SERVICE, &hostile), ("OTHER", &other)]);
    let payer = Payer::new(&hub.url);
    let mut number = 0;
    let mut pay = async |times: &mut Times| {
        number += 1;
        let key = format!("ORDER-{number}");
        let payment = async {
            let visit = payer.enter("OTHER", &key, None).await;
            visit.authorize().await;
            assert_eq!(visit.result().await.state(), "paid");
        };
        times.run(payment).await;
    };
    let (mut idle, mut beside) = (Times::default(), Times::default());
    for _ in 0..PAYMENTS {
        pay(&mut idle).await;
    }
    let mut pages = open(&payer).await;
    for _ in 0..PAYMENTS {
        while let Some(ended) = pages.try_join_next() {
            assert_eq!(ended.unwrap(), Some(status));
        }
        if pages.is_empty() {
            pages = open(&payer).await;
        }
        pay(&mut beside).await;
    }
    let memory = most_memory(hub.process_id());
    if pages.is_empty() {
        pages = open(&payer).await;
    }
    let (ended, end) = hub.terminate();
    assert!(ended.success(), "{}", hub.log());
    pages.abort_all();

    let slowdown = beside.median().as_secs_f64() / idle.median().as_secs_f64();
    println!("{PAGES} pages at once on a reply of {bytes} bytes, {what}");
    println!("  a payment of another service: {slowdown:.1} times, within {MOST_SLOWDOWN}");
    for (name, times) in [("alone", &mut idle), ("beside the pages", &mut beside)] {
        let [median, slow, slowest] = [0.5, 0.9, 1.0].map(|part| ms(times.at(part)));
        println!("    {name:<18} median {median}, nine of ten within {slow}, slowest {slowest}");
    }
    println!("  most memory {} MiB, within {} MiB", memory / 1024, MOST_MEMORY / 1024);
    println!("  SIGTERM to the end {}, within {}", ms(end), ms(LONGEST_END));
    slowdown <= MOST_SLOWDOWN && memory <= MOST_MEMORY && end <= LONGEST_END
}

/// Starts a hub with these services.
fn start(folder: &Folder, services: &[(&str, &EService)]) -> Program {
    let config = folder.path().join("config");
    std::fs::create_dir(&config).unwrap();
    std::fs::write(config.join("e-service.cer"), identities::e_service().certificate.der()).unwrap();
    let services: Vec<String> = services
        .iter()
        .map(|(id, e_service)| {
            let url = e_service.service().endpoint_url;
            format!("[[service]]\nid = \"{id}\"\nendpoint_url = \"{url}\"\ncertificate = \"e-service.cer\"\n")
        })
        .collect();
    std::fs::write(config.join("mpay-sim.toml"), services.concat()).unwrap();
    Program::start(folder.path(), "hub", &["serve", "--listen", "127.0.0.1:0", "--data-dir", "data"])
}

/// Opens pages that wait for costly replies; each gives its status, or `None` if the hub ends before.
async fn open(payer: &Payer) -> JoinSet<Option<u16>> {
    let mut pages = JoinSet::new();
    for _ in 0..PAGES {
        let visit = payer.enter(orders::SERVICE, orders::ORDER, None).await;
        let page = payer.client.get(format!("{}{}", payer.hub, visit.path));
        pages.spawn(async move { page.send().await.ok().map(|page| page.status().as_u16()) });
    }
    pages
}

/// The most memory that the process ever had, in KiB.
fn most_memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}
