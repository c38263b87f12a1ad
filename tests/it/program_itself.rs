//! What the program says of itself, and to those who run it.

use std::net::TcpListener;
use std::process::{Command, Stdio};

use crate::support::folder::Folder;
use crate::support::program::{Program, command};

/// The program's own commands, as `--help` lists them.
fn commands(folder: &Folder) -> Vec<String> {
    let help = said(folder, &["--help"]);
    let list = help.split("Commands:").nth(1).unwrap().split("\n\n").next().unwrap().to_owned();
    let names = list.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next().map(str::to_owned));
    names.filter(|name| !name.is_empty() && name != "help").collect()
}

/// What a command that succeeds prints.
fn said(folder: &Folder, arguments: &[&str]) -> String {
    let output = command(folder.path(), arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn completions_and_manual_pages_know_every_command_and_setting() {
    let folder = Folder::new();
    let commands = commands(&folder);
    assert!(commands.len() > 5, "{commands:?}");
    for shell in ["bash", "zsh", "fish"] {
        let script = said(&folder, &["completions", shell]);
        let missing: Vec<_> = commands.iter().filter(|name| !script.contains(name.as_str())).collect();
        assert!(missing.is_empty() && script.contains("result-page-wait"), "{shell}: {missing:?}");
    }
    assert!(said(&folder, &["man"]).contains(".TH mpay-sim 1"));
    let pages = folder.path().join("man");
    std::fs::create_dir(&pages).unwrap();
    said(&folder, &["man", "man"]);
    for name in commands {
        assert!(pages.join(format!("mpay-sim-{name}.1")).is_file(), "{name} has no page");
    }
}

#[test]
fn ready_asks_the_hub_of_the_settings_or_what_is_named() {
    let folder = Folder::new();
    let started = ["--listen", "127.0.0.1:0", "--sample-listen", "127.0.0.1:0", "--data-dir", "data"];
    let demo = Program::start(folder.path(), "demo", &started);
    let hub = demo.url.strip_prefix("http://").unwrap();
    said(&folder, &["ready", "--listen", hub]);
    said(&folder, &["ready", "--hub", &demo.address("shop")]);
    said(&folder, &["ready", &format!("{}/", demo.url)]);

    let nobody = command(folder.path(), &["ready", "--hub", "http://127.0.0.1:9"]).output().unwrap();
    let told = String::from_utf8(nobody.stderr).unwrap();
    assert!(nobody.status.code() == Some(2) && told.lines().count() == 1, "{told}");
    assert!(told.contains("http://127.0.0.1:9/readyz does not answer"), "{told}");
}

#[test]
fn ready_waits_for_a_hub_that_is_still_to_come() {
    let folder = Folder::new();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let waiting = command(folder.path(), &["ready", "--wait", "60s", "--listen", &free]).spawn().unwrap();
    let _hub = Program::start(folder.path(), "serve", &["serve", "--listen", &free, "--data-dir", "data"]);
    assert!(waiting.wait_with_output().unwrap().status.success());

    let nobody =
        command(folder.path(), &["ready", "--wait", "100ms", "http://127.0.0.1:9"]).output().unwrap();
    let told = String::from_utf8(nobody.stderr).unwrap();
    assert!(nobody.status.code() == Some(2) && told.contains("does not answer"), "{told}");
    let endless = command(folder.path(), &["ready", "--wait", "2h"]).output().unwrap();
    assert!(String::from_utf8(endless.stderr).unwrap().contains("expected a duration up to 1h"));
}

#[test]
fn a_hub_that_is_asked_to_stop_while_it_starts_stops_and_has_not_failed() {
    let folder = Folder::new();
    // A database server that takes the connection and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let database = format!("postgres://nobody@{}/nothing", silent.local_addr().unwrap());
    let mut hub = command(
        folder.path(),
        &["serve", "--listen", "127.0.0.1:0", "--data-dir", "data", "--database-url", &database],
    )
    .stdout(Stdio::piped())
    .spawn()
    .unwrap();
    let _connection = silent.accept().unwrap();
    let asked = Command::new("kill").args(["-TERM", &hub.id().to_string()]).status().unwrap();
    assert!(asked.success());
    let ended = hub.wait().unwrap();
    assert_eq!(ended.code(), Some(0), "{ended}");
}

#[test]
fn a_variable_that_sets_nothing_is_told_of_with_the_one_that_was_meant() {
    let folder = Folder::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let ended = command(folder.path(), &["serve", "--listen", &listen, "--data-dir", "data"])
        .env("MPAY_SIM_RETRY_SCHEDUL", "fast")
        .env("MPAY_SIM_PORT", "tcp://10.0.0.1:8080")
        .env("MPAY_SIM_HUB", "http://127.0.0.1:1")
        .output()
        .unwrap();
    let log = String::from_utf8(ended.stderr).unwrap();
    assert!(
        log.contains("MPAY_SIM_RETRY_SCHEDUL sets nothing: did you mean MPAY_SIM_RETRY_SCHEDULE?"),
        "{log}"
    );
    assert!(log.contains("MPAY_SIM_PORT sets nothing") && !log.contains("MPAY_SIM_HUB"), "{log}");
}

#[test]
fn where_the_log_is_json_the_last_word_of_a_program_that_fails_is_json_too() {
    let folder = Folder::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let arguments = ["serve", "--listen", &listen, "--data-dir", "data", "--log-format", "json"];
    let ended = command(folder.path(), &arguments).output().unwrap();
    assert_eq!(ended.status.code(), Some(2));
    let lines = String::from_utf8(ended.stderr).unwrap();
    let said: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|why| panic!("{line}: {why}")))
        .collect();
    let last = said.last().unwrap();
    assert!(
        last["level"] == "ERROR" && last["message"].as_str().unwrap().contains("is taken by another"),
        "{lines}"
    );
}
