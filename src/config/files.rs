//! The TOML files: their selection and their content.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::configuration::{CONFIG_DIR, Setting};
use super::document::{Document, at_byte, entries, kind, suggestion};
use super::error::{ConfigError, ValueSource};
use super::services::{self, ServiceOfFile};
use super::settings::{SETTING_REMEDY, SETTINGS};
use super::text::one_line;

/// The content of one file.
pub(super) struct Content {
    pub(super) settings: Vec<(&'static Setting, String, ValueSource)>,
    pub(super) services: Vec<ServiceOfFile>,
}

/// The files to read from this folder, in order.
///
/// Only a folder that was configured must exist and contain a file.
pub(super) fn in_folder(folder: &Path, named_by: &ValueSource) -> Result<Vec<PathBuf>, ConfigError> {
    let is_named = *named_by != ValueSource::Default;
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
            content.services = services::read_all(&document, value)?;
        } else {
            let setting = known(key, &place)?;
            let text = setting_text(setting, value.get_ref(), &place)?;
            content.settings.push((setting, text, place));
        }
    }
    Ok(content)
}

fn known(key: &str, place: &ValueSource) -> Result<&'static Setting, ConfigError> {
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

/// The value as it would be written in the environment.
fn setting_text(setting: &Setting, value: &DeValue<'_>, place: &ValueSource) -> Result<String, ConfigError> {
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
