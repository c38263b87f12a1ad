//! Under which licences the crates may be used that the program is built of.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use super::expect_none;

/// Of each crate's licences, these must be enough.
const ALLOWED: [&str; 7] =
    ["MIT", "Apache-2.0", "BSD-3-Clause", "ISC", "Zlib", "Unicode-3.0", "CDLA-Permissive-2.0"];

#[test]
fn every_licence_is_on_the_list() {
    let mut found = Vec::new();
    let mut needed = BTreeSet::new();
    for (name, licence) in licences() {
        let allowed = is_satisfied(&licence, &ALLOWED);
        if !allowed {
            found.push(format!("{name}: {licence}"));
        }
        needed.extend(ALLOWED.into_iter().filter(|one| {
            let others: Vec<&str> = ALLOWED.into_iter().filter(|other| other != one).collect();
            allowed && !is_satisfied(&licence, &others)
        }));
    }
    expect_none("crates whose licence is not on the list", &found);
    // MIT and Apache-2.0 stand for each other in most crates, but each has crates of its own too.
    assert_eq!(needed, BTreeSet::from(ALLOWED), "the list allows what no crate needs");
}

/// The name and the licence of each crate that the program or its build uses on this kind of machine. Crates that
/// only tests use do not reach anyone.
fn licences() -> BTreeMap<String, String> {
    let cargo = env!("CARGO");
    let version = Command::new(cargo).arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let array = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let uses: BTreeMap<String, Vec<Value>> = array(&metadata["resolve"]["nodes"])
        .iter()
        .map(|node| (text(&node["id"]), array(&node["deps"])))
        .collect();

    let root = text(&metadata["resolve"]["root"]);
    let mut reached = BTreeSet::new();
    let mut next = vec![root.clone()];
    while let Some(id) = next.pop() {
        if reached.insert(id.clone()) {
            let is_shipped = |dependency: &&Value| {
                array(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"] != "dev")
            };
            next.extend(uses[&id].iter().filter(is_shipped).map(|dependency| text(&dependency["pkg"])));
        }
    }
    assert!(reached.len() > 100, "only {} crates are found", reached.len());
    array(&metadata["packages"])
        .iter()
        .filter(|package| package["id"] != root.as_str() && reached.contains(&text(&package["id"])))
        .map(|package| {
            (format!("{} {}", text(&package["name"]), text(&package["version"])), text(&package["license"]))
        })
        .collect()
}

/// Whether the expression holds where only these licences may be used. In old crates a slash means "or".
fn is_satisfied(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = &words[..];
    let holds = any_of(&mut rest, allowed);
    holds && rest.is_empty()
}

fn any_of(words: &mut &[&str], allowed: &[&str]) -> bool {
    let mut holds = all_of(words, allowed);
    while take(words, "OR") {
        holds |= all_of(words, allowed);
    }
    holds
}

fn all_of(words: &mut &[&str], allowed: &[&str]) -> bool {
    let mut holds = one(words, allowed);
    while take(words, "AND") {
        holds &= one(words, allowed);
    }
    holds
}

fn one(words: &mut &[&str], allowed: &[&str]) -> bool {
    if take(words, "(") {
        let holds = any_of(words, allowed);
        return take(words, ")") && holds;
    }
    let Some((name, rest)) = words.split_first() else {
        return false;
    };
    *words = rest;
    // A licence with an exception would be an entry of its own; no crate has nothing else to offer.
    let has_exception = take(words, "WITH");
    if has_exception {
        *words = words.get(1..).unwrap_or_default();
    }
    !has_exception && allowed.contains(name)
}

fn take(words: &mut &[&str], word: &str) -> bool {
    let found = words.first() == Some(&word);
    if found {
        *words = &words[1..];
    }
    found
}

#[test]
fn expressions_are_read_as_they_are_meant() {
    let allowed = ["MIT", "ISC", "BSD-3-Clause"];
    for good in [
        "MIT",
        "GPL-3.0 OR MIT",
        "Apache-2.0/MIT",
        "(GPL-3.0 OR MIT) AND ISC",
        "Apache-2.0 WITH LLVM-exception OR MIT",
        "ISC AND (Apache-2.0 OR ISC) AND MIT",
    ] {
        assert!(is_satisfied(good, &allowed), "{good}");
    }
    for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "MIT WITH exception", "(MIT", "MIT) AND ISC", "MIT ISC"] {
        assert!(!is_satisfied(bad, &allowed), "{bad}");
    }
}
