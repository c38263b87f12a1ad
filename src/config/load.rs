//! Loads the settings; later sources override earlier ones.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches};

use super::configuration::{CONFIG_DIR, Config, Setting, SettingValue};
use super::error::{ConfigError, ValueSource};
use super::services::ServiceOfFile;
use super::settings::{SETTING_REMEDY, SETTINGS};
use super::text::{one_line, without_password};
use super::{Environment, files};
use crate::domain::plain_text::wrapped;
use crate::domain::similar_word::similar_word;

/// The settings and their sources.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The settings.
    pub config: Config,
    /// The beginning of each of `config.services`, in the same order.
    pub service_places: Vec<ValueSource>,
    /// The TOML files that were read, in the order of reading.
    pub files: Vec<PathBuf>,
    /// Variables with our prefix that are not settings: mistyped, or of a single command.
    pub other_variables: Vec<String>,
}

/// A flag for each setting: `-h` shows one line each, `--help` the whole meaning.
///
/// Only [`Config::load`] reads the environment, not the flags, so that there is one rule.
pub fn command_args() -> Vec<Arg> {
    SETTINGS.iter().map(arg).collect()
}

/// The flags of the settings with these names, and of those that every command uses: `config_dir` and `log_format`.
pub fn args_of(names: &[&str]) -> Vec<Arg> {
    let is_used = |name: &str| [CONFIG_DIR, "log_format"].contains(&name) || names.contains(&name);
    SETTINGS.iter().filter(|setting| is_used(setting.name)).map(arg).collect()
}

/// The flags of all settings but those with these names.
pub fn args_without(names: &[&str]) -> Vec<Arg> {
    SETTINGS.iter().filter(|setting| !names.contains(&setting.name)).map(arg).collect()
}

fn arg(setting: &Setting) -> Arg {
    const COLUMNS: usize = 80;
    let first_sentence = setting.meaning.split_once(". ").map_or(setting.meaning, |(first, _)| first);
    let mut long = wrapped(setting.meaning, COLUMNS);
    if !setting.default.is_empty() {
        long.push(format!("[default: {}]", setting.default));
    }
    long.push(format!("[env: {}]", setting.environment_name()));
    Arg::new(setting.name)
        .long(setting.flag_name())
        .value_name(setting.value_name)
        .help(first_sentence.trim_end_matches('.').to_owned())
        .long_help(long.join("\n"))
        .help_heading("Settings")
}

impl Config {
    /// Loads the settings: built-in defaults, then the TOML files, the environment, and the flags of [`command_args`]: those
    /// of the program, then those of its command. Reads the files and the certificates that they name.
    ///
    /// # Errors
    /// The first invalid value, key, file or folder, even if a later source overrides it.
    pub fn load(matches: &ArgMatches, environment: &Environment) -> Result<Loaded, ConfigError> {
        let mut given = from_environment(environment)?;
        given.extend(from_flags(matches));
        let (folder, named_by) = match given.iter().rev().find(|(setting, ..)| setting.name == CONFIG_DIR) {
            Some((_, text, place)) => (text.clone(), place.clone()),
            None => (Config::default().config_dir.display().to_string(), ValueSource::Default),
        };
        let mut loaded = Loaded::defaults();
        let is_other = |name: &&str| SETTINGS.iter().all(|setting| setting.environment_name() != *name);
        loaded.other_variables = environment.names().filter(is_other).map(str::to_owned).collect();
        let mut first_places = HashMap::new();
        for path in files::in_folder(Path::new(&folder), &named_by)? {
            let content = files::read(&path)?;
            for (setting, text, place) in content.settings {
                loaded.take(setting, &text, place)?;
            }
            for ServiceOfFile { service, key, place } in content.services {
                if let Some(first) = first_places.insert(service.id.clone(), place.clone()) {
                    let id = service.id.to_string();
                    return Err(ConfigError::DuplicateService { id, first, second: place });
                }
                loaded.config.services.push(service);
                loaded.config.e_service_keys.extend(key);
                loaded.service_places.push(place);
            }
            loaded.files.push(path);
        }
        for (setting, text, place) in given {
            loaded.take(setting, &text, place)?;
        }
        Ok(loaded)
    }
}

type SettingValues = Vec<(&'static Setting, String, ValueSource)>;

fn from_environment(environment: &Environment) -> Result<SettingValues, ConfigError> {
    let mut given = Vec::new();
    for setting in SETTINGS {
        let name = setting.environment_name();
        if let Some(value) = environment.get(&name) {
            let place = ValueSource::Environment { name };
            match value.to_str() {
                Some(text) => given.push((setting, text.to_owned(), place)),
                None => return Err(ConfigError::NotUnicode { place }),
            }
        }
    }
    Ok(given)
}

/// The flags of the program and then of its command, as far as they have some.
fn from_flags(program: &ArgMatches) -> SettingValues {
    let mut given = SettingValues::new();
    let mut level = Some(program);
    while let Some(matches) = level {
        given.extend(SETTINGS.iter().filter_map(|setting| {
            let text = matches.try_get_one::<String>(setting.name).ok().flatten()?;
            Some((setting, text.clone(), ValueSource::Flag { name: setting.flag_name() }))
        }));
        level = matches.subcommand().map(|(_, command)| command);
    }
    given
}

/// Prefixes of variables that are not settings: the hub's address for commands, and those of tests.
const NO_SETTINGS: [&str; 2] = ["MPAY_SIM_HUB", "MPAY_SIM_TEST_"];

impl Loaded {
    /// A warning for each variable that is probably mistyped. It is not an error, as other programs may set such variables:
    /// Kubernetes does for a service named `mpay-sim`.
    pub fn mistyped_variables(&self) -> Vec<String> {
        let known: Vec<String> = SETTINGS.iter().map(Setting::environment_name).collect();
        let others = self.other_variables.iter();
        let others = others.filter(|name| !NO_SETTINGS.iter().any(|other| name.starts_with(other)));
        let sentence = |name: &String| match similar_word(name, known.iter().map(String::as_str)) {
            Some(near) => format!("the variable {name} sets nothing: did you mean {near}?"),
            None => format!("the variable {name} sets nothing; `mpay-sim config` lists those that do"),
        };
        others.map(sentence).collect()
    }

    fn defaults() -> Self {
        Self {
            config: Config::default(),
            service_places: Vec::new(),
            files: Vec::new(),
            other_variables: Vec::new(),
        }
    }

    fn take(&mut self, setting: &'static Setting, text: &str, place: ValueSource) -> Result<(), ConfigError> {
        let value = match setting.is_secret() && !text.is_empty() {
            true => "***".to_owned(),
            false => one_line(&without_password(text)),
        };
        match setting.apply(&mut self.config, text) {
            Ok(()) => {
                if let Some(known) =
                    self.config.effective.iter_mut().find(|known| known.setting.name == setting.name)
                {
                    *known = SettingValue { setting, value, place };
                }
                Ok(())
            }
            Err(expected) => Err(ConfigError::Value {
                place,
                name: setting.name.to_owned(),
                value,
                expected,
                remedy: SETTING_REMEDY,
            }),
        }
    }
}
