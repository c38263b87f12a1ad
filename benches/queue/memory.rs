//! Start and memory of a hub on a database with many payments, whose confirmations wait for an e-Service that is not there.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::database::{Database, Server};
use crate::rows::{SERVICES, fill};

/// How long the hub tries before it is looked at.
const LONG: Duration = Duration::from_secs(10);

pub async fn measure(server: &Server, count: i64) {
    if !cfg!(target_os = "linux") {
        println!("  memory is left out: it is read from /proc");
        return;
    }
    for count in [0, count] {
        let database = Database::make(server).await;
        if count > 0 {
            fill(&database, count, SERVICES.len()).await;
        }
        // The first start makes keys and certificates.
        end(start(&database));
        let began = Instant::now();
        let hub = start(&database);
        let ready = began.elapsed().as_secs_f64() * 1e3;
        tokio::time::sleep(LONG).await;
        let status = std::fs::read_to_string(format!("/proc/{}/status", hub.id())).unwrap();
        let kib = |name: &str| -> u64 {
            let line = status.lines().find(|line| line.starts_with(name)).unwrap();
            line.split_whitespace().nth(1).unwrap().parse().unwrap()
        };
        let (now, most) = (kib("VmRSS:") / 1024, kib("VmHWM:") / 1024);
        println!("  `serve` while {count:>9} wait: READY after {ready:.0} ms; {now} MiB, {most} MiB at most");
        end(hub);
        database.remove(server).await;
    }
}

fn end(mut hub: Child) {
    hub.kill().unwrap();
    hub.wait().unwrap();
}

/// Starts the program on this database, and waits until it is ready.
fn start(database: &Database) -> Child {
    // Nobody listens where a listener was.
    let nobody = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let services =
        SERVICES.map(|id| format!("[[service]]\nid = \"{id}\"\nendpoint_url = \"http://{nobody}/svc\"\n"));
    std::fs::create_dir_all(database.folder.join("config")).unwrap();
    std::fs::write(database.folder.join("config/mpay-sim.toml"), services.concat()).unwrap();
    let program = std::env::var_os("MPAY_SIM_TEST_PROGRAM");
    let mut hub = Command::new(program.unwrap_or_else(|| env!("CARGO_BIN_EXE_mpay-sim").into()))
        .current_dir(&database.folder)
        .args(["serve", "--listen", "127.0.0.1:0", "--log", "error", "--database-url", &database.url])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(hub.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.is_ok_and(|line| line.starts_with("READY"))), "the hub does not start");
    hub
}
