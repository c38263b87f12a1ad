//! How long it takes from the call of the program until it serves, beside other mock servers on the same machine.
//!
//! `cargo bench --bench startup` starts the demo (hub and sample e-Service) in a new folder, which makes certificates and
//! databases, then again and again in that folder, and `serve` alone. A start ends with the first answer to an HTTP
//! request; the same is measured for those of `localstripe`, `httpmock` and `moto_server` that are in `PATH`, in turn, so
//! that whatever else the machine does disturbs all alike. `MPAY_SIM_BENCH_STARTS` sets the number of starts, 20 by
//! default, `MPAY_SIM_TEST_PROGRAM` another program than the one that was built for the bench. With
//! `MPAY_SIM_BENCH_STRICT=1` it fails where a limit is passed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a bench fails by panicking")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// What the median start of the demo may take where certificates and databases are there.
const MOST: Duration = Duration::from_millis(100);
/// The same where they are made.
const MOST_AT_FIRST: Duration = Duration::from_millis(700);

/// How a program is called to listen on a port; where it needs a second port, it is the other one.
type Start = fn(u16, u16) -> Command;

/// A program that serves, and what its starts took.
struct Server {
    name: &'static str,
    command: Start,
    /// True where each start is the first in its folder.
    is_first: bool,
    limit: Option<Duration>,
    took: Vec<Duration>,
}

fn main() -> ExitCode {
    let starts = std::env::var("MPAY_SIM_BENCH_STARTS").map_or(20, |text| text.parse().unwrap());
    let mut servers = vec![
        Server::new("mpay-sim demo, the very first start", demo, Some(MOST_AT_FIRST)).first(),
        Server::new("mpay-sim demo", demo, Some(MOST)),
        Server::new("mpay-sim serve", serve, Some(MOST)),
    ];
    let others: [(&str, Start); 3] =
        [("httpmock", httpmock), ("localstripe", localstripe), ("moto_server", moto_server)];
    for (name, command) in others {
        if Command::new(name).arg("--help").output().is_ok_and(|output| output.status.success()) {
            servers.push(Server::new(name, command, None));
        } else {
            println!("{name} is left out: it is not in PATH");
        }
    }
    let folder = std::env::temp_dir().join(format!("mpay-sim-startup-{}", std::process::id()));
    let (existing, first) = (folder.join("existing"), folder.join("first"));
    std::fs::create_dir_all(&existing).unwrap();
    // What later starts find was made by an earlier one.
    start(demo, &existing);
    for _ in 0..starts {
        for server in &mut servers {
            let place = if server.is_first { &first } else { &existing };
            std::fs::create_dir_all(place).unwrap();
            server.took.push(start(server.command, place));
            if server.is_first {
                std::fs::remove_dir_all(place).unwrap();
            }
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
    println!("{:<40} {:>9} {:>9} {:>9}   of {starts} starts", "", "fastest", "median", "slowest");
    let within: Vec<_> = servers.iter_mut().map(Server::print).collect();
    let strict = std::env::var_os("MPAY_SIM_BENCH_STRICT").is_some();
    if strict && within.contains(&false) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

impl Server {
    fn new(name: &'static str, command: Start, limit: Option<Duration>) -> Self {
        Self { name, command, is_first: false, limit, took: Vec::new() }
    }

    fn first(mut self) -> Self {
        self.is_first = true;
        self
    }

    /// Prints what the starts took; whether their median is within the limit.
    fn print(&mut self) -> bool {
        self.took.sort();
        let (fastest, median) = (self.took[0], self.took[self.took.len() / 2]);
        let slowest = self.took[self.took.len() - 1];
        let [fastest, slowest] = [fastest, slowest].map(|took| format!("{:.1} ms", took.as_secs_f64() * 1e3));
        let within = self.limit.is_none_or(|limit| median <= limit);
        let verdict = match self.limit {
            None => String::new(),
            Some(limit) => format!("{} {limit:?}", if within { "within" } else { "MORE THAN" }),
        };
        let median = format!("{:.1} ms", median.as_secs_f64() * 1e3);
        println!("{:<40} {fastest:>9} {median:>9} {slowest:>9}   {verdict}", self.name);
        within
    }
}

/// From the call of the program to its first answer; then it is killed.
fn start(command: Start, folder: &Path) -> Duration {
    let [port, other] =
        [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port());
    let mut command = command(port, other);
    command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let called = Instant::now();
    let mut child = command.spawn().unwrap();
    while !answers(port) {
        assert!(child.try_wait().unwrap().is_none() && called.elapsed().as_secs() < 60, "{command:?}");
        std::thread::sleep(Duration::from_micros(500));
    }
    let took = called.elapsed();
    end(&mut child);
    took
}

fn answers(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let asked = stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let mut status = [0; 9];
    asked.is_ok() && stream.read_exact(&mut status).is_ok() && status.starts_with(b"HTTP/1.")
}

fn end(child: &mut Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

fn program() -> PathBuf {
    std::env::var_os("MPAY_SIM_TEST_PROGRAM")
        .map_or_else(|| env!("CARGO_BIN_EXE_mpay-sim").into(), Into::into)
}

fn mpay_sim(name: &str, port: u16) -> Command {
    let mut command = Command::new(program());
    command.args([name, "--listen", &format!("127.0.0.1:{port}"), "--data-dir", "data"]);
    command
}

fn demo(port: u16, other: u16) -> Command {
    let mut command = mpay_sim("demo", port);
    command.args(["--sample-listen", &format!("127.0.0.1:{other}")]);
    command
}

fn serve(port: u16, _: u16) -> Command {
    mpay_sim("serve", port)
}

fn httpmock(port: u16, _: u16) -> Command {
    listening("httpmock", &[], port)
}

fn localstripe(port: u16, _: u16) -> Command {
    listening("localstripe", &["--from-scratch"], port)
}

fn moto_server(port: u16, _: u16) -> Command {
    listening("moto_server", &["--host", "127.0.0.1"], port)
}

fn listening(program: &str, arguments: &[&str], port: u16) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).args(["--port", &port.to_string()]);
    command
}
