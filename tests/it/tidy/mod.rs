//! Rules about the source itself: who may use whom, how files look, that words and keys fit, whose licences apply, how it is packed.

mod circles;
mod dependencies;
mod files;
mod glossary;
mod licences;
mod packaging;
mod words;

use std::path::{Path, PathBuf};

/// A file of the source, with its path from the root of the package.
struct SourceFile {
    path: String,
    text: String,
}

/// Every text file in this folder of the package, or the one file of this name.
fn read(folder: &str) -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    collect(&root.join(folder), &mut paths);
    paths.sort();
    let relative = |path: &Path| path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
    paths
        .iter()
        // Fonts and pictures are no text.
        .filter_map(|path| Some((relative(path), String::from_utf8(std::fs::read(path).unwrap()).ok()?)))
        .map(|(path, text)| SourceFile { path, text })
        .collect()
}

fn collect(path: &Path, into: &mut Vec<PathBuf>) {
    if path.is_file() {
        into.push(path.to_owned());
        return;
    }
    let entries = std::fs::read_dir(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    for entry in entries {
        collect(&entry.unwrap().path(), into);
    }
}

/// The source without comments and without the tests that stand in it.
fn program(file: &SourceFile) -> String {
    let text = file.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// True where this file holds tests only.
fn is_of_tests(file: &SourceFile) -> bool {
    file.path.ends_with("/tests.rs") || file.path.contains("/tests/")
}

/// Fails with all of these, one a line.
fn expect_none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}
