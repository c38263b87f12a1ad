//! What is in the image, and what is not.

use std::process::Command;

use serde_json::Value;

use crate::support::docker;

const IMAGE: &str = "mpay-sim";

/// A megabyte as registries count it.
const MB: u64 = 1_000_000;

#[test]
fn it_is_small_and_holds_the_program_alone() {
    let described: Value = serde_json::from_str(&docker(&["image", "inspect", IMAGE])).unwrap();
    let size = described[0]["Size"].as_u64().unwrap();
    assert!(size < 22 * MB, "{size} bytes");

    let container = docker(&["create", IMAGE]);
    let archive = std::env::temp_dir().join(format!("mpay-sim-image-{}.tar", std::process::id()));
    docker(&["export", "--output", archive.to_str().unwrap(), container.trim()]);
    docker(&["rm", "--volumes", container.trim()]);
    let listed = Command::new("tar").arg("--list").arg("--file").arg(&archive).output().unwrap();
    std::fs::remove_file(&archive).unwrap();
    // Docker itself adds empty places for what it mounts.
    let of_docker =
        |path: &str| ["dev/", "etc/", "proc/", "sys/", ".dockerenv"].iter().any(|at| path.starts_with(at));
    let files: Vec<_> =
        str::from_utf8(&listed.stdout).unwrap().lines().filter(|path| !of_docker(path)).collect();
    assert_eq!(files, ["LICENSE-APACHE", "LICENSE-MIT", "THIRD-PARTY.txt", "data/", "mpay-sim"]);
}

#[test]
fn it_runs_as_nobody_and_says_what_it_is() {
    let described: Value = serde_json::from_str(&docker(&["image", "inspect", IMAGE])).unwrap();
    let config = &described[0]["Config"];
    assert_eq!(config["User"], "65532:65532");
    assert_eq!(config["Volumes"], serde_json::json!({ "/data": {} }));
    assert_eq!(config["Healthcheck"]["Test"], serde_json::json!(["CMD", "/mpay-sim", "ready"]));
    let labels = &config["Labels"];
    let version = docker(&["run", "--rm", "--network", "none", IMAGE, "--version"]);
    assert_eq!(
        version.trim(),
        format!("mpay-sim {}", labels["org.opencontainers.image.version"].as_str().unwrap())
    );
    assert!(version.contains('+'), "the commit is a part of the version: {version}");
    assert_eq!(labels["org.opencontainers.image.licenses"], "MIT OR Apache-2.0");
}

#[test]
fn it_needs_nothing_but_its_volume() {
    let started = ["run", "--detach", "--network", "none", "--read-only", "--cap-drop", "ALL", IMAGE, "demo"];
    let container = docker(&started);
    let container = container.trim();
    let began = std::time::Instant::now();
    while !docker(&["logs", container]).contains("READY url=http://localhost:8080") {
        assert!(began.elapsed().as_secs() < 20, "{}", docker(&["logs", container]));
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    docker(&["exec", container, "/mpay-sim", "ready"]);
    docker(&["exec", container, "/mpay-sim", "ready", "http://127.0.0.1:8081"]);
    docker(&["stop", "--time", "2", container]);
    let state: Value = serde_json::from_str(&docker(&["inspect", container])).unwrap();
    docker(&["rm", "--volumes", container]);
    assert_eq!(state[0]["State"]["ExitCode"], 0, "it ends by itself when it is asked to, within two seconds");
}
