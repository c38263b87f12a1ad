//! What the program says of itself, and to those who run it.

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
    said(&folder, &["ready", &demo.address("shop")]);
    said(&folder, &["ready", &format!("{}/", demo.url)]);

    let nobody = command(folder.path(), &["ready", "http://127.0.0.1:9"]).output().unwrap();
    let told = String::from_utf8(nobody.stderr).unwrap();
    assert!(nobody.status.code() == Some(2) && told.lines().count() == 1, "{told}");
    assert!(told.contains("http://127.0.0.1:9/readyz does not answer"), "{told}");
}

#[test]
fn ready_waits_for_a_hub_that_is_still_to_come() {
    let folder = Folder::new();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
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
