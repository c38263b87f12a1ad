//! The TOML files: their selection and their content with line numbers.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{ConfigError, Place};
use super::services::{self, KEYS};
use super::settings::{CONFIG_DIR, SETTING_REMEDY, SETTINGS, Setting};
use super::text::{one_line, without_password};
use crate::domain::nearest::nearest;
use crate::domain::service::Service;
use crate::soap::security::certificates::KeyMaterial;

/// The content of one file.
pub(super) struct Content {
    pub(super) settings: Vec<(&'static Setting, String, Place)>,
    pub(super) services: Vec<ServiceOfFile>,
}

/// A service in a file.
pub(super) struct ServiceOfFile {
    pub(super) service: Service,
    /// The e-Service's own private key, if the file names it.
    pub(super) key: Option<KeyMaterial>,
    /// The beginning of its table.
    pub(super) place: Place,
}

/// The files to read from this folder, in order.
///
/// Only a folder that was configured must exist and contain a file.
pub(super) fn in_folder(folder: &Path, named_by: &Place) -> Result<Vec<PathBuf>, ConfigError> {
    let is_named = *named_by != Place::Default;
    let shown = || one_line(&folder.display().to_string());
    let unreadable = |e: std::io::Error| ConfigError::Folder {
        place: named_by.clone(),
        folder: shown(),
        reason: e.to_string(),
    };
    let entries = match folder.read_dir() {
        // The default name is a common one, and may belong to something else.
        Err(e) if !is_named && matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        entries => entries.map_err(unreadable)?,
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.map_err(unreadable)?.file_name());
    }
    names.retain(|name| is_ours(name));
    names.sort_by_key(|name| (name != "mpay-sim.toml", name.clone()));
    if names.is_empty() && is_named {
        return Err(ConfigError::EmptyFolder { place: named_by.clone(), folder: shown() });
    }
    Ok(names.into_iter().map(|name| folder.join(name)).collect())
}

fn is_ours(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| name.starts_with("mpay-sim") && name.ends_with(".toml"))
}

/// Reads one file, with the certificates that it names.
pub(super) fn read(path: &Path) -> Result<Content, ConfigError> {
    let bytes = std::fs::read(path).map_err(|e| ConfigError::UnreadableFile {
        path: one_line(&path.display().to_string()),
        reason: e.to_string(),
    })?;
    let text = String::from_utf8(bytes).map_err(|e| {
        let valid = e.utf8_error().valid_up_to();
        ConfigError::NotUnicode { place: at_byte(path, e.as_bytes(), valid) }
    })?;
    let document = Document { path, text: &text };
    let parsed = DeTable::parse(&text).map_err(|e| ConfigError::Syntax {
        place: document.place(&e.span().unwrap_or(0..0)),
        message: one_line(e.message()),
    })?;
    let mut content = Content { settings: Vec::new(), services: Vec::new() };
    for (key, value) in entries(parsed.get_ref()) {
        let place = document.place(&key.span());
        let key = key.get_ref().as_ref();
        if key == "service" {
            content.services = document.services(value)?;
        } else {
            let setting = known(key, &place)?;
            let text = document.setting_text(setting, value.get_ref(), &place)?;
            content.settings.push((setting, text, place));
        }
    }
    Ok(content)
}

fn known(key: &str, place: &Place) -> Result<&'static Setting, ConfigError> {
    let unknown = |hint: String| ConfigError::UnknownKey {
        place: place.clone(),
        key: one_line(key),
        table: None,
        hint,
    };
    if key == CONFIG_DIR {
        return Err(unknown(
            "a file cannot say where files are, use --config-dir or MPAY_SIM_CONFIG_DIR".to_owned(),
        ));
    }
    let in_files = || SETTINGS.iter().filter(|setting| setting.is_in_files());
    in_files()
        .find(|setting| setting.name == key)
        .ok_or_else(|| unknown(suggestion(key, in_files().map(|setting| setting.name).chain(["service"]))))
}

/// A hint for an unknown key.
pub(super) fn suggestion(key: &str, known: impl Iterator<Item = &'static str>) -> String {
    let keys: Vec<&str> = known.collect();
    match nearest(key, keys.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("known keys: {}", keys.join(", ")),
    }
}

/// The entries of a table in the order of the file, so that the first mistake is reported first.
pub(super) fn entries<'t, 'i>(
    table: &'t DeTable<'i>,
) -> Vec<(&'t Spanned<Cow<'i, str>>, &'t Spanned<DeValue<'i>>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

fn at_byte(path: &Path, text: &[u8], byte: usize) -> Place {
    let line = 1 + text.iter().take(byte).filter(|b| **b == b'\n').count();
    Place::File { path: path.to_owned(), line }
}

/// A file being read.
pub(super) struct Document<'a> {
    pub(super) path: &'a Path,
    text: &'a str,
}

impl Document<'_> {
    pub(super) fn place(&self, span: &Range<usize>) -> Place {
        at_byte(self.path, self.text.as_bytes(), span.start)
    }

    /// The value as it would be written in the environment.
    fn setting_text(
        &self,
        setting: &Setting,
        value: &DeValue<'_>,
        place: &Place,
    ) -> Result<String, ConfigError> {
        Ok(match value {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(number) => number.to_string(),
            DeValue::Float(number) => number.to_string(),
            DeValue::Boolean(value) => value.to_string(),
            DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
                return Err(ConfigError::Value {
                    place: place.clone(),
                    name: setting.name.to_owned(),
                    value: kind(value).to_owned(),
                    expected: "text in quotes or a number".to_owned(),
                    remedy: SETTING_REMEDY,
                });
            }
        })
    }

    fn services(&self, value: &Spanned<DeValue<'_>>) -> Result<Vec<ServiceOfFile>, ConfigError> {
        let wrong = |value: &Spanned<DeValue<'_>>| ConfigError::Value {
            place: self.place(&value.span()),
            name: "service".to_owned(),
            value: kind(value.get_ref()).to_owned(),
            expected: "a list of tables".to_owned(),
            remedy: "begin each service with [[service]] in two brackets",
        };
        let list = value.get_ref().as_array().ok_or_else(|| wrong(value))?;
        let read = |item: &Spanned<DeValue<'_>>| {
            let table = item.get_ref().as_table().ok_or_else(|| wrong(item))?;
            let place = self.place(&item.span());
            let (service, key) = services::read(self, table, &place)?;
            Ok(ServiceOfFile { service, key, place })
        };
        list.iter().map(read).collect()
    }

    /// A text of a service.
    pub(super) fn text(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<String, ConfigError> {
        match value.get_ref().as_str() {
            Some(text) if !text.trim().is_empty() => Ok(text.to_owned()),
            other => {
                let given = other.unwrap_or(kind(value.get_ref()));
                Err(self.wrong(key, value, given, "text in quotes, not empty"))
            }
        }
    }

    /// The error about a value of a service.
    pub(super) fn wrong(
        &self,
        key: &str,
        at: &Spanned<DeValue<'_>>,
        given: &str,
        expected: &str,
    ) -> ConfigError {
        ConfigError::Value {
            place: self.place(&at.span()),
            name: key.to_owned(),
            value: one_line(&without_password(given)),
            expected: expected.to_owned(),
            remedy: "correct it",
        }
    }

    /// The error about an unknown key of a service.
    pub(super) fn unknown_service_key(&self, key: &Spanned<Cow<'_, str>>) -> ConfigError {
        let name = key.get_ref().as_ref();
        let is_setting = SETTINGS.iter().any(|setting| setting.name == name);
        ConfigError::UnknownKey {
            place: self.place(&key.span()),
            key: one_line(name),
            table: Some("service"),
            hint: if is_setting {
                "it is a setting of the hub, move it above the first [[service]]".to_owned()
            } else {
                suggestion(name, KEYS.into_iter())
            },
        }
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
