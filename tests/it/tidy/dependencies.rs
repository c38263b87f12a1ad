//! Which part of the program uses which. A part stands above everything that it uses, so nothing goes in a circle.

use std::collections::{BTreeMap, BTreeSet};

use super::{SourceFile, expect_none, is_of_tests, program, read};

/// Each part with every other part that it uses: no more, and no less.
const USES: [(&str, &[&str]); 26] = [
    ("main", &["commands", "config", "telemetry"]),
    // Every bound, wherever it is: for the document alone.
    (
        "limits",
        &["server", "web", "flow", "app", "metrics", "service_provider", "store", "soap", "config", "domain"],
    ),
    (
        "commands",
        &[
            "server",
            "sample_service",
            "check",
            "service_provider",
            "soap",
            "config",
            "junit",
            "domain",
            "clock",
            "randomness",
        ],
    ),
    (
        "server",
        &[
            "web",
            "delivery",
            "app",
            "metrics",
            "service_provider",
            "sample_service",
            "store",
            "soap",
            "config",
            "domain",
            "clock",
            "randomness",
        ],
    ),
    (
        "web",
        &[
            "flow",
            "app",
            "check",
            "metrics",
            "payment_provider",
            "service_provider",
            "store",
            "config",
            "i18n",
            "markup",
            "domain",
            "assets",
        ],
    ),
    ("delivery", &["flow", "app", "store", "domain", "clock"]),
    (
        "flow",
        &[
            "app",
            "check",
            "metrics",
            "payment_provider",
            "receipt",
            "service_provider",
            "store",
            "soap",
            "i18n",
            "domain",
            "clock",
        ],
    ),
    (
        "app",
        &[
            "check",
            "metrics",
            "payment_provider",
            "service_provider",
            "store",
            "soap",
            "config",
            "domain",
            "clock",
            "randomness",
        ],
    ),
    // It knows no hub: its calls are those of the client.
    ("check", &["service_provider", "soap", "junit", "markup", "domain", "assets", "clock", "randomness"]),
    ("metrics", &["store", "soap", "domain", "clock"]),
    ("payment_provider", &["store", "domain", "clock", "randomness"]),
    ("receipt", &["i18n", "domain"]),
    ("service_provider", &["soap", "domain", "clock", "randomness"]),
    // A stranger to the hub: it shares with it the wire format, the values, the words, and how connections to databases are made.
    ("sample_service", &["soap", "i18n", "database", "domain", "assets", "clock", "randomness"]),
    ("store", &["database", "domain", "clock"]),
    ("config", &["soap", "database", "domain", "telemetry"]),
    ("soap", &["domain"]),
    ("i18n", &["domain"]),
    ("junit", &["domain"]),
    ("markup", &["domain"]),
    ("database", &[]),
    ("telemetry", &["domain"]),
    // Pure: nothing of the program, and none of the crates below.
    ("domain", &[]),
    ("assets", &[]),
    ("clock", &[]),
    ("randomness", &[]),
];

/// Where a part may use only these names of another: types, and nothing that acts.
const ONLY: [(&str, &str, &[&str]); 2] = [
    (
        "web",
        "store",
        &[
            "AttemptEnd",
            "ConfirmationSummary",
            "EventFilter",
            "ExchangeBytes",
            "ExchangeFilter",
            "LatestFailure",
            "ListedExchange",
            "ListedPayment",
            "Occurring",
            "OverviewCounts",
            "PaymentFilter",
            "Position",
            "RedriveScope",
            "ResetCounts",
            "ResetScope",
            "ServiceCalls",
            "StoreError",
            "Transaction",
            "Unconfirmed",
        ],
    ),
    ("web", "service_provider", &["CallError", "Failure", "SignatureVerdict", "Stage"]),
];

/// Crates that only these parts may use.
const CRATES: [(&str, &[&str]); 14] = [
    ("sqlx", &["database", "store", "sample_service"]),
    ("futures_util", &["database", "web", "check"]),
    ("prometheus_client", &["metrics", "database"]),
    ("actix_web", &["web", "sample_service", "assets", "server"]),
    ("reqwest", &["commands", "service_provider"]),
    ("hyper", &["service_provider"]),
    ("tower", &["service_provider"]),
    ("rustls", &["service_provider"]),
    ("askama", &["web", "sample_service", "check", "markup"]),
    ("printpdf", &["receipt"]),
    ("fluent_bundle", &["i18n"]),
    // TLS calls it by name.
    ("aws_lc_rs", &["soap", "service_provider"]),
    ("serde_json", &["commands", "check", "flow", "store", "soap", "web"]),
    ("clap", &["main", "commands", "config"]),
];

/// What the domain must not know of: it neither waits, nor reads, nor writes.
const NOT_IN_DOMAIN: [&str; 6] = ["async ", "sqlx", "serde", "tokio", "reqwest", "actix"];

fn part_of(file: &SourceFile) -> String {
    file.path.split('/').nth(1).unwrap_or_default().trim_end_matches(".rs").to_owned()
}

/// Every path that starts at the root of the crate, as its first name and what follows it.
fn paths(code: &str) -> Vec<(String, String)> {
    let mut paths = Vec::new();
    for root in ["crate::", "mpay_sim::"] {
        for (at, _) in code.match_indices(root) {
            if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            let rest = &code[at + root.len()..];
            let group = rest.strip_prefix('{').map(members);
            paths.extend(group.unwrap_or_else(|| vec![rest.to_owned()]).iter().map(|path| split(path)));
        }
    }
    paths
}

/// The first name of a path, and the rest.
fn split(path: &str) -> (String, String) {
    let end = path.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(path.len());
    (path[..end].to_owned(), path[end..].trim_start_matches("::").to_owned())
}

/// The members of a group in braces whose opening brace has been read.
fn members(inside: &str) -> Vec<String> {
    let (mut members, mut member, mut depth) = (Vec::new(), String::new(), 0);
    for c in inside.chars() {
        match c {
            '}' if depth == 0 => break,
            ',' if depth == 0 => members.push(std::mem::take(&mut member)),
            _ => {
                depth += i32::from(c == '{') - i32::from(c == '}');
                member.push(c);
            }
        }
    }
    members.push(member);
    members.iter().map(|member| member.trim().to_owned()).filter(|member| !member.is_empty()).collect()
}

#[test]
fn each_part_uses_what_the_table_says() {
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut not_only = Vec::new();
    for file in read("src").iter().filter(|file| !is_of_tests(file) && file.path != "src/lib.rs") {
        let part = part_of(file);
        for (used, rest) in paths(&program(file)) {
            // What stands in the root itself, the version, is everybody's.
            if used == part || used.chars().all(|c| c.is_ascii_uppercase()) {
                continue;
            }
            if let Some((_, _, names)) = ONLY.iter().find(|(a, b, _)| *a == part && *b == used) {
                let list = rest.strip_prefix('{').map_or_else(|| vec![rest.clone()], members);
                not_only.extend(
                    list.iter()
                        .map(|path| split(path).0)
                        .filter(|name| !names.contains(&name.as_str()))
                        .map(|name| format!("{} uses {used}::{name}", file.path)),
                );
            }
            uses.entry(part.clone()).or_default().insert(used);
        }
        uses.entry(part).or_default();
    }
    let table: BTreeMap<String, BTreeSet<String>> = USES
        .iter()
        .map(|(part, used)| ((*part).to_owned(), used.iter().map(|name| (*name).to_owned()).collect()))
        .collect();
    let differences: Vec<String> = table
        .keys()
        .chain(uses.keys())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .filter(|part| table.get(*part) != uses.get(*part))
        .map(|part| format!("{part} uses {:?}, the table says {:?}", uses.get(part), table.get(part)))
        .collect();
    expect_none("the table of dependencies is not true", &differences);
    expect_none("more than types", &not_only);
}

#[test]
fn no_part_uses_one_that_stands_above_it() {
    for (place, (part, used)) in USES.iter().enumerate() {
        for name in *used {
            let below = USES.iter().position(|(other, _)| other == name).unwrap();
            assert!(place < below, "{part} uses {name}, which stands above it");
        }
    }
}

#[test]
fn crates_are_used_where_they_belong() {
    let mut found = Vec::new();
    for file in read("src").iter().filter(|file| !is_of_tests(file)) {
        let (part, code) = (part_of(file), program(file));
        for (name, parts) in CRATES {
            if code.contains(&format!("{name}::")) && !parts.contains(&part.as_str()) {
                found.push(format!("{} uses {name}", file.path));
            }
        }
    }
    expect_none("crates out of their place", &found);
}

/// Where connections and transactions are made; everybody else gets them from there, with their deadlines and their marks.
const OF_CONNECTIONS: [&str; 6] = [
    "database/connect.rs",
    "database/connection.rs",
    "database/message.rs",
    "database/pool.rs",
    "database/transaction.rs",
    "store/open.rs",
];

/// What would go past them.
const PAST_CONNECTIONS: [&str; 8] = [
    "AnyConnection",
    "AnyPool",
    "SqlitePool",
    "SqliteConnection",
    "raw_sql",
    ".raw()",
    "\"COMMIT",
    "\"BEGIN",
];

#[test]
fn every_statement_and_every_transaction_goes_through_the_pool() {
    let mut found = Vec::new();
    for file in read("src").iter().filter(|file| !is_of_tests(file)) {
        let code = program(file);
        if OF_CONNECTIONS.iter().any(|name| file.path.ends_with(name)) {
            continue;
        }
        found.extend(
            PAST_CONNECTIONS
                .iter()
                .filter(|word| code.contains(**word))
                .map(|word| format!("{}: {word}", file.path)),
        );
    }
    expect_none("past database/pool.rs", &found);
}

#[test]
fn the_domain_is_pure() {
    let mut found = Vec::new();
    for file in read("src/domain") {
        let code = program(&file);
        found.extend(
            NOT_IN_DOMAIN
                .iter()
                .filter(|word| code.contains(**word))
                .map(|word| format!("{}: {word}", file.path)),
        );
    }
    expect_none("the domain knows of", &found);
}

#[test]
fn paths_are_read_from_groups_too() {
    let code =
        "use crate::{delivery, web as pages};\nuse crate::store::{Engine, Store};\nlet x = crate::app::App;";
    let names: Vec<_> = paths(code).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["delivery", "web", "store", "app"]);
    assert_eq!(paths("use crate::store::{A, B};")[0].1, "{A, B};");
    assert_eq!(members("A, b::{C, D}};"), ["A", "b::{C, D}"]);
}
