//! Tells the program which version it is: `BUILD_VERSION`, which is the package's and, after a `+`, the commit.
//!
//! The commit is `BUILD_COMMIT` where that is set. Else a build that is optimised, such as `cargo install` makes it, asks git,
//! and says `-dirty` after it where what is built differs from the commit. A build for development has none, so that a commit
//! does not compile everything anew.

use std::path::Path;
use std::process::Command;

/// What the program is made of.
const SOURCES: [&str; 8] =
    ["build.rs", "Cargo.toml", "Cargo.lock", "locales", "migrations", "src", "static", "templates"];

fn main() {
    println!("cargo::rerun-if-env-changed=BUILD_COMMIT");
    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let commit = match std::env::var("BUILD_COMMIT") {
        Ok(commit) => Some(commit),
        Err(_) if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") => commit_here(),
        Err(_) => None,
    };
    match commit.filter(|commit| !commit.is_empty()) {
        Some(commit) => println!("cargo::rustc-env=BUILD_VERSION={version}+{commit}"),
        None => println!("cargo::rustc-env=BUILD_VERSION={version}"),
    }
}

/// The commit of the source, where it lies in a repository of its own.
fn commit_here() -> Option<String> {
    for path in SOURCES {
        println!("cargo::rerun-if-changed={path}");
    }
    let log = git(&["rev-parse", "--git-path", "logs/HEAD"])?;
    if Path::new(&log).exists() {
        println!("cargo::rerun-if-changed={log}");
    }
    // An archive of the source that was unpacked inside of another repository has nothing to do with its commits.
    if !git(&["rev-parse", "--show-prefix"])?.is_empty() {
        return None;
    }
    let commit = git(&["rev-parse", "--short=12", "HEAD"])?;
    let changed = git(&[&["status", "--porcelain", "--"], SOURCES.as_slice()].concat())?;
    Some(if changed.is_empty() { commit } else { format!("{commit}-dirty") })
}

/// What git prints, or `None` where it is not there or fails.
fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
