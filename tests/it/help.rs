//! Each command's help, and the answers to mistyped words.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Output;

use mpay_sim::config::SETTINGS;

use crate::support::folder::Folder;
use crate::support::program::{Program, command};

fn run(arguments: &[&str]) -> Output {
    command(Folder::new().path(), arguments).output().unwrap()
}

fn help(arguments: &[&str]) -> String {
    let output = run(&[arguments, &["-h"]].concat());
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The lines of this part of a help.
fn part<'h>(help: &'h str, title: &str) -> impl Iterator<Item = &'h str> {
    let lines = help.split_once(&format!("{title}:\n")).map_or("", |(_, rest)| rest).lines();
    lines.take_while(|line| !line.is_empty()).filter_map(|line| line.strip_prefix("  "))
}

/// The commands that stand in a help.
fn commands(help: &str) -> Vec<&str> {
    let names = part(help, "Commands").filter_map(|line| line.split(' ').next());
    names.filter(|name| !name.is_empty() && *name != "help").collect()
}

/// The settings that stand in a help.
fn settings(help: &str) -> BTreeSet<&'static str> {
    let is_there = |name: &str| {
        let flag = format!("--{}", name.replace('_', "-"));
        help.split([' ', '\n']).any(|word| word == flag)
    };
    SETTINGS.iter().map(|setting| setting.name).filter(|name| is_there(name)).collect()
}

/// Where the code of a command names what comes of these settings.
const READ_BY: [(&str, &[&str]); 6] = [
    ("config.hub_identity()", &["hub_certificate", "hub_key", "hub_certificate_password"]),
    ("config.hub_certificate()", &["hub_certificate", "hub_certificate_password"]),
    ("config.tls_client()", &["tls_client_certificate", "tls_client_key", "tls_client_password"]),
    ("config.tolerance()", &["timestamp_leeway", "timestamp_longest_life"]),
    ("hub_of(", &["listen"]),
    ("ControlClient::new(", &["listen", "control_token"]),
];

/// The settings that the code of a command reads, with those of every command.
fn read(name: &str) -> BTreeSet<&'static str> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/commands");
    let file = name.replace('-', "_");
    let code = std::fs::read_to_string(root.join(format!("{file}.rs"))).unwrap_or_else(|_| {
        let files = std::fs::read_dir(root.join(&file)).unwrap();
        files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
    });
    let code: String = code.split_whitespace().collect();
    let is_read = |name: &str| {
        code.match_indices(&format!("config.{name}")).any(|(at, found)| {
            let next = code[at + found.len()..].chars().next();
            !next.is_some_and(|c| c.is_alphanumeric() || c == '_')
        })
    };
    let directly = SETTINGS.iter().map(|setting| setting.name).filter(|name| is_read(name));
    let by = READ_BY.iter().filter(|(call, _)| code.contains(call)).flat_map(|(_, names)| *names).copied();
    directly.chain(by).chain(["config_dir", "log_format"]).collect()
}

#[test]
fn each_command_shows_the_settings_that_it_reads_and_no_others() {
    let program = help(&[]);
    let all: BTreeSet<&str> = SETTINGS.iter().map(|setting| setting.name).collect();
    assert_eq!(settings(&program), BTreeSet::new(), "-h of the program shows its commands");
    let commands = commands(&program);
    assert!(commands.len() > 12, "{commands:?}");
    for name in commands {
        let shown = settings(&help(&[name]));
        match name {
            "demo" | "config" => assert_eq!(shown, all, "{name}"),
            "serve" => {
                let of_shop = BTreeSet::from(["sample_listen", "sample_public_url", "sample_hub_url"]);
                assert_eq!(shown, &all - &of_shop);
            }
            "completions" | "man" => assert_eq!(shown, BTreeSet::new(), "{name}"),
            // It logs what it is asked.
            "sample-service" => assert_eq!(shown, &read(name) | &BTreeSet::from(["log"])),
            _ => assert_eq!(shown, read(name), "{name}"),
        }
    }
}

#[test]
fn the_commands_of_a_command_show_no_more_than_it_does() {
    let program = help(&[]);
    let mut seen = 0;
    for name in commands(&program) {
        let of_command = help(&[name]);
        for inner in commands(&of_command) {
            seen += 1;
            let shown = settings(&help(&[name, inner]));
            assert!(shown.is_subset(&settings(&of_command)), "{name} {inner}: {shown:?}");
        }
    }
    assert!(seen > 10, "only {seen} are found");
}

#[test]
fn the_hub_is_named_by_the_same_flag_everywhere() {
    let program = help(&[]);
    let calls = commands(&program).into_iter().filter(|name| help(&[name]).contains("--hub <URL>"));
    let names: Vec<&str> = calls.collect();
    assert_eq!(names, ["ready", "pay", "tail", "evidence", "scenario", "confirmation", "clock"]);
}

#[test]
fn a_mistyped_word_is_answered_with_the_one_that_was_meant() {
    for (arguments, meant) in [
        (&["server"][..], "serve"),
        (&["serve", "--listn", "127.0.0.1:1"], "--listen"),
        (&["tial"], "tail"),
        (&["tail", "--faild"], "--failed"),
        (&["scenario", "onn"], "on"),
        (&["pay", "--ordr", "A-1"], "--order"),
        (&["check", "--strikt"], "--strict"),
    ] {
        let output = run(arguments);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
        assert!(told.contains("similar") && told.contains(&format!("'{meant}'")), "{arguments:?}: {told}");
    }
}

#[test]
fn a_hub_is_named_by_host_and_port_too() {
    let folder = Folder::new();
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--data-dir", "data"];
    let hub = Program::start(folder.path(), "serve", &arguments);
    let port = hub.url.rsplit_once(':').unwrap().1;
    for named in [hub.url.clone(), format!("127.0.0.1:{port}"), format!("localhost:{port}/")] {
        for arguments in [&["ready"][..], &["clock"], &["tail", "--no-follow"]] {
            let output = run(&[arguments, &["--hub", &named]].concat());
            assert!(output.status.success(), "{arguments:?} {named}: {output:?}");
        }
        let variable = command(folder.path(), &["clock", "show"]).env("MPAY_SIM_HUB", &named).output();
        assert!(variable.unwrap().status.success(), "{named}");
    }
    let wrong = run(&["pay", "--service", "A", "--order", "B", "--hub", "ftp://localhost"]);
    let told = String::from_utf8(wrong.stderr).unwrap();
    assert!(wrong.status.code() == Some(2) && told.contains("localhost:8080"), "{told}");
}
