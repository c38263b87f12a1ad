//! The archive of a release, made of the program that the image holds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::printed;

/// A folder for the test alone, gone at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("mpay-sim-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Makes the archive in this folder, and gives its path.
fn packed(folder: &str) -> PathBuf {
    let program = std::env::var("MPAY_SIM_TEST_PROGRAM").unwrap_or_else(|_| panic!("run ./test containers"));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/release");
    PathBuf::from(printed(Command::new(script).args([program.as_str(), folder])).trim())
}

/// The files below this folder, with what they hold, by their paths from there.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut next = vec![folder.to_owned()];
    while let Some(path) = next.pop() {
        if path.is_dir() {
            next.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            found.insert(name, std::fs::read(&path).unwrap());
        }
    }
    found
}

#[test]
fn one_program_gives_one_archive_byte_for_byte() {
    let folder = Folder::new("archives");
    let (first, second) = (packed(&folder.path("first")), packed(&folder.path("second")));
    assert_eq!(first.file_name(), second.file_name());
    assert!(std::fs::read(&first).unwrap() == std::fs::read(&second).unwrap(), "the two differ");
    printed(
        Command::new("sha256sum")
            .arg("--check")
            .arg(format!("{}.sha256", first.file_name().unwrap().display()))
            .current_dir(first.parent().unwrap()),
    );
}

#[test]
fn an_archive_holds_all_that_somebody_without_the_source_needs() {
    let folder = Folder::new("unpacked");
    let archive = packed(&folder.path("made"));
    printed(
        Command::new("tar")
            .args(["--extract", "--strip-components=1", "--directory"])
            .arg(&folder.0)
            .arg("--file")
            .arg(&archive),
    );
    std::fs::remove_dir_all(archive.parent().unwrap()).unwrap();
    let files = files(&folder.0);
    let text = |name: &str| {
        String::from_utf8_lossy(files.get(name).unwrap_or_else(|| panic!("{name} is missing"))).into_owned()
    };

    let version = printed(Command::new(folder.path("mpay-sim")).arg("--version"));
    assert!(version.contains('+'), "the commit is a part of the version: {version}");
    for (name, word) in [
        ("LICENSE-MIT", "Permission is hereby granted"),
        ("LICENSE-APACHE", "Apache License"),
        ("completions/_mpay-sim", "#compdef mpay-sim"),
        ("completions/mpay-sim.fish", "complete -c mpay-sim"),
        ("man/mpay-sim.1", ".TH mpay-sim 1"),
        ("man/mpay-sim-pay.1", ".TH mpay-sim-pay 1"),
        ("config/mpay-sim.toml", "retry_schedule"),
        ("THIRD-PARTY.txt", "SIL OPEN FONT LICENSE"),
    ] {
        assert!(text(name).contains(word), "{name} has no `{word}`");
    }
    let completed = format!(". {} && complete -p mpay-sim", folder.path("completions/mpay-sim.bash"));
    printed(Command::new("bash").args(["-c", &completed]));
    // Crates whose licences ask for their text.
    for (krate, word) in
        [("aws-lc-sys-", "OpenSSL"), ("webpki-roots-", "CDLA-Permissive-2.0"), ("printpdf-", "MIT")]
    {
        let named = text("THIRD-PARTY.txt").lines().any(|line| line.starts_with(krate) && line.contains('('));
        assert!(named && text("THIRD-PARTY.txt").contains(word), "{krate}: {word}");
    }
    let broken: Vec<String> = files
        .keys()
        .filter(|name| name.ends_with(".md"))
        .flat_map(|name| links(&text(name)).into_iter().map(move |link| (name, link)))
        .filter(|(name, link)| !folder.0.join(name).parent().unwrap().join(link).exists())
        .map(|(name, link)| format!("{name} links to {link}"))
        .collect();
    assert!(broken.is_empty(), "{broken:?}");
}

/// The files that a document in Markdown links to.
fn links(text: &str) -> Vec<String> {
    let ends = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    let files = ends.map(|(link, _)| link.split('#').next().unwrap_or_default());
    files.filter(|link| !link.is_empty() && !link.contains("://")).map(str::to_owned).collect()
}
