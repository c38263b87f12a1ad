//! `/console/settings`: every effective setting, like `mpay-sim config`.

use askama::Template;

use super::layout::{Console, Section, page};
use crate::config::SettingValue;
use crate::web::errors::PageResult;
use crate::web::language::RequestLanguage;
use crate::web::page::{Frame, Hub};

#[derive(Template)]
#[template(path = "console/settings.html")]
struct SettingsPage {
    f: Frame,
    c: Console,
    settings: Vec<SettingValue>,
    version: &'static str,
    database: &'static str,
}

/// The table. Passwords and tokens are already hidden.
pub(super) async fn show(hub: Hub, language: RequestLanguage) -> PageResult {
    Ok(page(
        &language,
        &SettingsPage {
            c: Console::new(&hub, &language, Section::Settings, "").await?,
            settings: hub.config.effective.clone(),
            version: crate::VERSION,
            database: hub.store.engine.name(),
            f: Frame::new(&language),
        },
    ))
}
