//! `docs/LIMITS.md` has every bound that the code has.

use std::fmt::Write;

use mpay_sim::config::SETTINGS;
use mpay_sim::domain::finding::rules;
use mpay_sim::limits::{Group, LIMITS};

use crate::support::golden::written;

fn title(group: Group) -> &'static str {
    match group {
        Group::Requests => "Browsers and programs that call the hub",
        Group::Calls => "The hub's calls to e-Services",
        Group::Replies => "Replies of e-Services",
        Group::Kept => "Stored data",
        Group::Stopping => "Stopping",
    }
}

fn document() -> String {
    let mut text = "# Limits\n\n\
        Every limit of the hub, and the effect beyond it. If a setting is named, the limit is its default; `mpay-sim config` prints\n\
        the range. Names such as `too-deep` are findings ([`FINDINGS.md`](FINDINGS.md)).\n\n\
        This page is made from the code: `MPAY_SIM_WRITE_GOLDEN=1 cargo test --test it limits_document`.\n"
        .to_owned();
    let mut group = None;
    for limit in &LIMITS {
        if group != Some(limit.group) {
            group = Some(limit.group);
            write!(
                text,
                "\n## {}\n\n| limit | maximum | setting | beyond it |\n| --- | --- | --- | --- |\n",
                title(limit.group)
            )
            .unwrap();
        }
        let setting = limit.bound.setting().map(|name| format!("`{name}`")).unwrap_or_default();
        writeln!(text, "| {} | {} | {setting} | {} |", limit.what, limit.bound.default_text(), limit.beyond)
            .unwrap();
    }
    text
}

#[test]
fn the_document_is_made_from_the_limits() {
    let document = document();
    let written = written("docs/LIMITS.md", document.as_bytes());
    assert!(
        written == document.as_bytes(),
        "docs/LIMITS.md is not what the limits say; its first lines tell how to make it"
    );
}

#[test]
fn every_setting_and_every_finding_that_a_limit_names_is_there() {
    for limit in &LIMITS {
        if let Some(name) = limit.bound.setting() {
            assert!(SETTINGS.iter().any(|setting| setting.name == name), "{name}");
        }
        assert!(!limit.bound.default_text().is_empty(), "{}", limit.what);
    }
    let of_replies = LIMITS.iter().filter(|limit| limit.group == Group::Replies);
    for name in of_replies.flat_map(|limit| limit.beyond.split('`').skip(1).step_by(2)) {
        assert!(name == "…" || rules::by_name(name).is_some(), "{name}");
    }
}

/// Settings that say how much or how long, but for those that are no bounds.
#[test]
fn every_setting_that_bounds_something_is_among_the_limits() {
    let kinds = ["COUNT", "BYTES", "DURATION"];
    for setting in SETTINGS.iter().filter(|setting| kinds.contains(&setting.value_name)) {
        let is_there = LIMITS.iter().any(|limit| limit.bound.setting() == Some(setting.name));
        assert!(is_there, "{} is not in the table of src/limits.rs", setting.name);
    }
}
