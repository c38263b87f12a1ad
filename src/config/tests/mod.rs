mod services;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use clap::{ArgMatches, Command};
use tracing::Level;

use super::*;
use crate::domain::language::Language;
use crate::domain::retry_schedule::RetrySchedule;
use crate::domain::service::{LocalizedText, ReplySignature};

/// A new folder with files, removed on drop.
struct Folder(PathBuf);

impl Folder {
    fn with<const N: usize>(files: [(&str, &str); N]) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("mpay-sim-config-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = Self(std::env::temp_dir().join(name));
        std::fs::create_dir_all(&folder.0).unwrap();
        for (name, text) in files {
            std::fs::write(folder.0.join(name), text).unwrap();
        }
        folder
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    fn load(&self, environment: Environment, flags: &[&str]) -> Result<Loaded, ConfigError> {
        let folder = self.0.display().to_string();
        Config::load(&matches(&[&["--config-dir", folder.as_str()], flags].concat()), &environment)
    }

    /// The settings of one file, or the error without the folder in it.
    fn read(text: &str) -> Result<Loaded, String> {
        let folder = Self::with([("mpay-sim.toml", text)]);
        folder.load(Environment::default(), &[]).map_err(|e| {
            let message = e.to_string();
            message.replace(&format!("{}/", folder.0.display()), "")
        })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn program() -> Command {
    let commands = [
        Command::new("serve").args(args_without(&["sample_listen"])),
        Command::new("pay").args(args_of(&["listen"])),
    ];
    Command::new("mpay-sim").args(command_args()).subcommands(commands)
}

fn matches(args: &[&str]) -> ArgMatches {
    program().try_get_matches_from([&["mpay-sim"], args].concat()).unwrap()
}

fn place(loaded: &Loaded, name: &str) -> String {
    loaded.config.effective.iter().find(|value| value.setting.name == name).unwrap().place.to_string()
}

#[track_caller]
fn assert_refused(text: &str, message: &str) {
    assert_eq!(Folder::read(text).unwrap_err(), message);
}

#[test]
fn a_flag_wins_over_the_environment_over_a_later_file_over_an_earlier_file_over_the_default() {
    let folder = Folder::with([
        ("mpay-sim.toml", "listen = '127.0.0.1:1'\nlanguage = 'ru'\nlog = 'info'\n\nexchanges_kept = 7"),
        ("mpay-sim-b.toml", "listen = '127.0.0.1:2'\nlanguage = 'en'\nlog = 'debug'"),
        ("mpay-sim-a.toml", "listen = '127.0.0.1:9'\nlog = 'trace'"),
        ("other.toml", "no = 'setting of ours'"),
    ]);
    let environment = Environment::from([("MPAY_SIM_LISTEN", "127.0.0.1:3"), ("MPAY_SIM_LANGUAGE", "ro")]);
    let loaded = folder.load(environment, &["--listen", "127.0.0.1:4"]).unwrap();
    assert_eq!(loaded.config.listen.port(), 4);
    assert_eq!(place(&loaded, "listen"), "--listen");
    assert_eq!(loaded.config.language, Language::Romanian);
    assert_eq!(place(&loaded, "language"), "MPAY_SIM_LANGUAGE");
    assert_eq!(loaded.config.log, Level::DEBUG);
    assert_eq!(place(&loaded, "log"), format!("{}:3", folder.file("mpay-sim-b.toml")));
    assert_eq!(loaded.config.exchanges_kept, 7);
    assert_eq!(place(&loaded, "exchanges_kept"), format!("{}:5", folder.file("mpay-sim.toml")));
    assert_eq!(loaded.config.result_page_wait, Duration::from_secs(5));
    assert_eq!(place(&loaded, "result_page_wait"), "default");
    let names: Vec<_> = loaded.files.iter().filter_map(|file| file.file_name()).collect();
    assert_eq!(names, ["mpay-sim.toml", "mpay-sim-a.toml", "mpay-sim-b.toml"]);
}

#[test]
fn a_flag_counts_before_and_behind_the_name_of_the_command() {
    let folder = Folder::with([("mpay-sim.toml", "")]);
    let place = folder.0.display().to_string();
    let flags = ["--seed", "5", "--config-dir", &place];
    for args in [[&flags[..], &["serve"]].concat(), [&["serve"], &flags[..]].concat()] {
        let loaded = Config::load(&matches(&args), &Environment::default()).unwrap();
        assert_eq!(loaded.config.seed, Some(5), "{args:?}");
    }
    let twice = [&["--seed", "4", "serve"], &flags[..]].concat();
    let loaded = Config::load(&matches(&twice), &Environment::default()).unwrap();
    assert_eq!(loaded.config.seed, Some(5), "the command's own flag counts");
}

#[test]
fn a_command_has_the_flags_of_the_settings_that_it_uses() {
    let given = |args: &[&str]| program().try_get_matches_from([&["mpay-sim"], args].concat()).is_ok();
    for args in [["pay", "--listen", "[::1]:1"], ["pay", "--log-format", "json"], ["serve", "--seed", "1"]] {
        assert!(given(&args), "{args:?}");
    }
    for args in [["pay", "--seed", "1"], ["serve", "--sample-listen", "[::1]:1"]] {
        assert!(!given(&args), "{args:?}");
    }
}

#[test]
fn every_flag_has_a_twin_in_the_environment() {
    let folder = Folder::with([("mpay-sim.toml", "")]);
    for setting in SETTINGS.iter().filter(|setting| setting.is_in_files()) {
        let value = if setting.default.is_empty() { "8" } else { setting.default };
        let value = if setting.value_name == "URL" { "http://hub.test" } else { value };
        let value = if setting.name == "database_url" { "sqlite::memory:" } else { value };
        let value = if setting.value_name == "ADDRESSES" { "127.0.0.1" } else { value };
        let value = if setting.name == "instrument_fees" { "cash=2" } else { value };
        let value = if setting.value_name == "TOKEN" { "0123456789abcdef" } else { value };
        let name = setting.environment_name();
        let loaded = folder.load(Environment::from([(name.as_str(), value)]), &[]).unwrap();
        assert_eq!(place(&loaded, setting.name), name);
        let flag = format!("--{}", setting.flag_name());
        let loaded = folder.load(Environment::default(), &[&flag, value]).unwrap();
        assert_eq!(place(&loaded, setting.name), flag);
    }
}

#[test]
fn an_empty_variable_is_absent_and_an_empty_flag_is_not() {
    let folder = Folder::with([("mpay-sim.toml", "public_url = 'http://hub.test/'")]);
    let environment = Environment::from([("MPAY_SIM_PUBLIC_URL", ""), ("MPAY_SIM_LISTEN", "")]);
    let loaded = folder.load(environment, &[]).unwrap();
    assert_eq!(loaded.config.public_url.as_deref(), Some("http://hub.test"));
    let loaded = folder.load(Environment::default(), &["--public-url", ""]).unwrap();
    assert_eq!(loaded.config.public_url, None);
}

#[test]
fn a_folder_that_was_named_must_exist_and_hold_a_file() {
    let folder = Folder::with([("other.toml", "")]);
    let error = folder.load(Environment::default(), &[]).unwrap_err();
    assert!(matches!(error, ConfigError::EmptyFolder { .. }), "{error}");
    let environment = Environment::from([("MPAY_SIM_CONFIG_DIR", "/no/such/folder")]);
    let error = Config::load(&matches(&[]), &environment).unwrap_err().to_string();
    assert!(
        error.starts_with("MPAY_SIM_CONFIG_DIR: the folder `/no/such/folder` cannot be read: "),
        "{error}"
    );
}

#[test]
fn a_default_folder_that_is_missing_or_a_file_gives_the_defaults() {
    let folder = Folder::with([("config", "")]);
    for name in ["missing", "config"] {
        assert!(files::in_folder(&folder.0.join(name), &ValueSource::Default).unwrap().is_empty());
    }
}

#[test]
fn an_unknown_key_is_told_with_its_line_and_the_nearest_one() {
    assert_refused(
        "\n\npublic-url = 'x'\nzzz = 1",
        "mpay-sim.toml:3: unknown key `public-url`; did you mean `public_url`?",
    );
    assert_refused(
        "[[service]]\nid = 'A'\nendpoint_url = 'http://a'\nendpoint = 'http://a'",
        "mpay-sim.toml:4: unknown key `endpoint` in [[service]]; did you mean `endpoint_url`?",
    );
    assert_refused(
        "[[service]]\nid = 'A'\nendpoint_url = 'http://a'\nlisten = '127.0.0.1:1'",
        "mpay-sim.toml:4: unknown key `listen` in [[service]]; \
         it is a setting of the hub, move it above the first [[service]]",
    );
    assert_refused(
        "config_dir = 'x'",
        "mpay-sim.toml:1: unknown key `config_dir`; \
         a file cannot say where files are, use --config-dir or MPAY_SIM_CONFIG_DIR",
    );
}

#[test]
fn broken_toml_is_told_with_its_line() {
    let error = Folder::read("log = 'info'\n\nlisten = = 1\n").unwrap_err();
    assert!(error.starts_with("mpay-sim.toml:3: not valid TOML: "), "{error}");
    let error = Folder::read("log = 'info'\nlog = 'warn'\n").unwrap_err();
    assert!(error.starts_with("mpay-sim.toml:2: not valid TOML: duplicate key"), "{error}");
    let folder = Folder::with([]);
    std::fs::write(folder.0.join("mpay-sim.toml"), b"log = 'info'\n# \xff\n").unwrap();
    let error = folder.load(Environment::default(), &[]).unwrap_err().to_string();
    assert!(error.ends_with("mpay-sim.toml:2: the value is not UTF-8 text; write it in UTF-8"), "{error}");
}

#[test]
fn a_bad_value_is_told_with_its_place_and_what_was_expected() {
    assert_refused(
        "e_service_timeout = 30",
        "mpay-sim.toml:1: `e_service_timeout` is `30`, but must be a duration of 1ms to 1h, \
         such as 500ms, 5s or 2m; correct it, or leave it out for the default",
    );
    assert_refused(
        "retry_schedule = ['5s']",
        "mpay-sim.toml:1: `retry_schedule` is `a list`, but must be text in quotes or a number; \
         correct it, or leave it out for the default",
    );
    let folder = Folder::with([("mpay-sim.toml", "")]);
    let environment = Environment::from([("MPAY_SIM_SEED", "lots\nof it")]);
    assert_eq!(
        folder.load(environment, &[]).unwrap_err().to_string(),
        "MPAY_SIM_SEED: `seed` is `lots\\nof it`, but must be a whole number from 0 to 18446744073709551615, \
         or empty; correct it, or leave it out for the default"
    );
    let error = folder
        .load(Environment::default(), &["--database-url", "mysql://a:secret@b"])
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("--database-url: `database_url` is `mysql://a:***@b`, but must be sqlite:"),
        "{error}"
    );
}

#[test]
fn a_mistake_is_told_although_a_flag_overrides_it() {
    let folder = Folder::with([("mpay-sim.toml", "log = 'loud'")]);
    assert!(folder.load(Environment::default(), &["--log", "info"]).is_err());
}

#[test]
fn numbers_and_lists_are_read() {
    let config =
        Folder::read("seed = 42\nmax_reply_bytes = 1_048_576\nretry_schedule = '5s, 30s,2m'").unwrap().config;
    assert_eq!(config.seed, Some(42));
    assert_eq!(config.max_reply_bytes, 1 << 20);
    let waits = [5, 30, 120].map(Duration::from_secs).to_vec();
    assert_eq!(config.retry_schedule, RetrySchedule::List(waits));
}

#[test]
fn a_certificate_is_read_from_pem_and_der_beside_its_file() {
    let certified = rcgen::generate_simple_self_signed(["shop.test".to_owned()]).unwrap();
    let pem = format!("{}{}", certified.signing_key.serialize_pem(), certified.cert.pem());
    let toml = "[[service]]\nid = 'A'\nendpoint_url = 'http://a'\ncertificate = 'shop.cer'\n";
    let folder = Folder::with([("mpay-sim.toml", toml), ("shop.cer", &pem)]);
    let read = || {
        folder.load(Environment::default(), &[]).map(|loaded| loaded.config.services[0].certificate.clone())
    };
    assert_eq!(read().unwrap().as_deref(), Some(certified.cert.der().as_ref()));
    std::fs::write(folder.0.join("shop.cer"), certified.cert.der()).unwrap();
    assert_eq!(read().unwrap().as_deref(), Some(certified.cert.der().as_ref()));

    std::fs::write(folder.0.join("shop.cer"), "no certificate").unwrap();
    let error = read().unwrap_err().to_string();
    let expected = format!(":4: {} is not a certificate in PEM, DER", folder.file("shop.cer"));
    assert!(error.contains(&expected), "{error}");
    std::fs::remove_file(folder.0.join("shop.cer")).unwrap();
    let error = read().unwrap_err().to_string();
    assert!(error.contains(&format!(":4: {} cannot be read: ", folder.file("shop.cer"))), "{error}");
}

#[test]
fn the_database_lies_in_the_data_folder_unless_it_is_named() {
    let mut config = Config { data_dir: "data".into(), ..Config::default() };
    assert_eq!(config.store_url(), "sqlite:data/hub.sqlite");
    config.database_url = values::database_url("postgres://hub:secret@db/hub").unwrap();
    assert_eq!(config.store_url(), "postgres://hub:secret@db/hub");
    assert!(!format!("{config:?}").contains("secret"));
}

#[test]
fn the_flags_hold_together() {
    program().debug_assert();
}

#[test]
fn the_default_file_lists_every_setting_with_its_default_and_its_meaning() {
    let shipped =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("config/mpay-sim.toml")).unwrap();
    let (settings, services) = shipped.split_once("# The services of your e-Services follow").unwrap();
    let paragraphs: Vec<&str> = settings.trim_end().split("\n\n").skip(1).collect();
    let in_table: Vec<&Setting> = SETTINGS.iter().filter(|setting| setting.is_in_files()).collect();
    assert_eq!(paragraphs.len(), in_table.len());
    for (paragraph, setting) in paragraphs.iter().zip(in_table) {
        let lines: Vec<&str> = paragraph.lines().map(|line| line.strip_prefix("# ").unwrap()).collect();
        let (assignment, meaning) = lines.split_last().unwrap();
        assert_eq!(meaning.join(" "), setting.meaning);
        let loaded = Folder::read(assignment).unwrap();
        let written: Vec<_> = loaded
            .config
            .effective
            .iter()
            .filter(|value| matches!(value.place, ValueSource::File { .. }))
            .collect();
        assert_eq!(written.len(), 1, "{assignment}");
        assert_eq!((written[0].setting.name, written[0].value.as_str()), (setting.name, setting.default));
    }
    // The example of a service must be valid and show every key.
    let example = services
        .split_once("# [[service]]")
        .unwrap()
        .1
        .replace("\n# ", "\n")
        .replace("\ncertificate =", "\n# certificate =")
        .replace("\ncertificate_key", "\n# certificate_key")
        .replace("\nsignature_ca", "\n# signature_ca")
        .replace("\ntls_ca", "\n# tls_ca");
    assert_eq!(Folder::read(&format!("[[service]]{example}")).unwrap().config.services.len(), 1);
    assert!(crate::config::services::keys().all(|key| services.contains(&format!("\n# {key} = "))));
}

#[test]
fn the_default_file_is_taken_as_it_is_shipped() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
    let loaded =
        Config::load(&matches(&["--config-dir", folder.to_str().unwrap()]), &Environment::default()).unwrap();
    assert!(
        loaded
            .config
            .effective
            .iter()
            .all(|value| value.setting.name == "config_dir" || value.place == ValueSource::Default)
    );
}
