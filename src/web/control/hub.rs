//! `/control/v1/version`, `/control/v1/settings`: the hub and its settings.

use actix_web::HttpResponse;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Answered, ok};
use crate::web::call::{Call, Method, at, json, schema_of};
use crate::web::page::Hub;

pub(super) static CALLS: &[Call] = &[
    Call {
        path: "/version",
        operation: "getVersion",
        summary: "The program's version, and the database that it uses.",
        answer: json(schema_of::<Version>, "The version."),
        example: at("/version"),
        route: || Method::Get.route().to(version),
        ..Call::GET
    },
    Call {
        path: "/settings",
        operation: "getSettings",
        summary: "Every effective setting with its source. Passwords and tokens are hidden.",
        answer: json(schema_of::<Settings>, "The settings, in the order of `mpay-sim config`."),
        example: at("/settings"),
        route: || Method::Get.route().to(settings),
        ..Call::GET
    },
];

/// The running program.
#[derive(Debug, Serialize, JsonSchema)]
struct Version {
    /// The version of mpay-sim.
    version: &'static str,
    /// `sqlite` or `postgres`.
    database: &'static str,
    /// The hub's address for browsers.
    public_url: String,
    /// The seed of ids and numbers; null if they are random.
    seed: Option<u64>,
}

async fn version(hub: Hub) -> Answered {
    ok(&Version {
        version: crate::VERSION,
        database: hub.store.engine.name(),
        public_url: hub.public_url.clone(),
        seed: hub.config.seed,
    })
}

/// The settings.
#[derive(Debug, Serialize, JsonSchema)]
struct Settings {
    settings: Vec<SettingInEffect>,
}

/// One setting.
#[derive(Debug, Serialize, JsonSchema)]
struct SettingInEffect {
    /// Its key in files.
    name: &'static str,
    /// Its value as written; `***` for a password or a token.
    value: String,
    /// Its built-in default.
    default: &'static str,
    /// The source of the value.
    from: String,
    /// The meaning.
    meaning: &'static str,
}

async fn settings(hub: Hub) -> Result<HttpResponse, super::problem::ControlProblem> {
    let settings = hub.config.effective.iter().map(|value| SettingInEffect {
        name: value.setting.name,
        value: value.value.clone(),
        default: value.setting.default,
        from: value.place.to_string(),
        meaning: value.setting.meaning,
    });
    ok(&Settings { settings: settings.collect() })
}
