//! How files look.

use super::{SourceFile, expect_none, program, read};

/// The parts of the package that people write.
const FOLDERS: [&str; 8] =
    ["src", "templates", "tests", "benches", "docs", "config", "locales", "migrations"];
/// Files beside them.
const FILES: [&str; 17] = [
    "Cargo.toml",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "Dockerfile",
    "docker-compose.yml",
    ".dockerignore",
    ".ci/run",
    "test",
    "clippy.toml",
    "rustfmt.toml",
    "static/sim.css",
    "static/console.css",
    "static/lanes.css",
    "static/check.css",
    "static/console.js",
];

const MOST_LINES: usize = 400;
const MOST_LINES_OF_SOURCE: usize = 350;
/// Longer files of the source, each with its reason.
const LONGER: [(&str, &str); 1] =
    [("src/config/tests.rs", "tests of one table, which are easier to compare in one place")];

fn all() -> Vec<SourceFile> {
    FOLDERS.iter().chain(&FILES).flat_map(|name| read(name)).collect()
}

#[test]
fn no_file_has_tabs_or_white_space_at_the_end_of_a_line() {
    let mut found = Vec::new();
    for file in all() {
        for (number, line) in file.text.lines().enumerate() {
            if line.contains('\t') || line.ends_with([' ', '\r']) {
                found.push(format!("{}:{}", file.path, number + 1));
            }
        }
        // The golden messages are what is sent, byte for byte, and no message ends with a line end.
        if !file.path.starts_with("tests/golden/")
            && !file.text.is_empty()
            && (!file.text.ends_with('\n') || file.text.ends_with("\n\n"))
        {
            found.push(format!("{}: not exactly one line end at the end", file.path));
        }
    }
    expect_none("tabs or white space", &found);
}

#[test]
fn no_file_is_too_long() {
    let mut found = Vec::new();
    for file in all() {
        let most = if file.path.starts_with("src/") { MOST_LINES_OF_SOURCE } else { MOST_LINES };
        // They are made from the code, one entry a rule or a field.
        if ["docs/FINDINGS.md", "docs/CHECK.md", "docs/check-report.schema.json"]
            .contains(&file.path.as_str())
        {
            continue;
        }
        let lines = file.text.lines().count();
        let is_listed = LONGER.iter().any(|(path, _)| *path == file.path);
        if lines > MOST_LINES || (lines > most && !is_listed) {
            found.push(format!("{} has {lines} lines, of {most} at most", file.path));
        }
        if is_listed && lines <= most {
            found.push(format!("{} is no longer too long: take it off the list", file.path));
        }
    }
    expect_none("too long", &found);
}

#[test]
fn no_file_knows_the_machine_that_it_was_written_on() {
    // Put together here, so that this file does not hold them.
    let forbidden = [
        concat!("/", "work/"),
        concat!("/", "root/"),
        concat!("/", "home/"),
        concat!("static.", "crates.io"),
        concat!("index.", "crates.io"),
        concat!("py", "pi.org"),
        concat!("python", "hosted.org"),
        concat!("registry.", "npmjs.org"),
        concat!("proxy.", "golang.org"),
    ];
    let mut found = Vec::new();
    for file in all() {
        found.extend(
            forbidden
                .iter()
                .filter(|word| file.text.contains(**word))
                .map(|word| format!("{}: {word}", file.path)),
        );
    }
    expect_none("paths of a machine or hosts of package registries", &found);
}

#[test]
fn every_migration_is_run() {
    let list = read("src/store/open.rs").remove(0).text;
    let is_run = |path: &str| {
        let stem = path.rsplit('/').next().unwrap().trim_end_matches(".sql");
        list.contains(&format!("\"{stem}\""))
    };
    let files: Vec<String> = read("migrations").into_iter().map(|file| file.path).collect();
    assert!(files.len() > 1, "{files:?}");
    let forgotten: Vec<String> = files.into_iter().filter(|path| !is_run(path)).collect();
    expect_none("migrations that nobody runs", &forgotten);
}

#[test]
fn marks_that_turn_the_direction_are_listed_in_one_place() {
    let lists = |text: &str| text.contains("'\\u{202a}'") || text.contains("'\\u{2066}'");
    let found: Vec<String> = read("src")
        .into_iter()
        .filter(|file| file.path != "src/domain/plain_text.rs" && lists(&program(file)))
        .map(|file| file.path)
        .collect();
    expect_none("lists of their own; `domain/plain_text.rs` has the one", &found);
}

/// Statements get the words for a change of state from `store/states.rs`, which asks the tables of `domain/`.
#[test]
fn no_statement_changes_a_state_by_itself() {
    let machines = ["invoice", "payment", "confirmation", "payment_provider_transaction"];
    let mut found = Vec::new();
    for file in read("src/store") {
        let text = program(&file);
        for (at, _) in text.match_indices("UPDATE ") {
            let statement = text[at + "UPDATE ".len()..].split_once("WHERE").map_or("", |(set, _)| set);
            let table = statement.split_whitespace().next().unwrap_or_default();
            if machines.contains(&table) && statement.contains("status = '") {
                found.push(format!(
                    "{}: {}",
                    file.path,
                    statement.split_whitespace().collect::<Vec<_>>().join(" ")
                ));
            }
        }
    }
    expect_none("states that are written beside their tables", &found);
}
