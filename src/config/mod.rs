//! Settings from built-in defaults, TOML files, the environment and flags; each overrides the ones before.
//!
//! `settings.rs` has the table that defines them for all four sources. Each value is a text that the table's parser checks,
//! so it means the same in a file, in the environment and as a flag.
//!
//! The files are `mpay-sim.toml` and then every other `mpay-sim*.toml` of one folder, in alphabetical order. Every value is
//! checked, even if overridden: otherwise a mistake would only show when the overriding flag is dropped.

mod certificates;
mod configuration;
mod control_access;
mod document;
mod environment;
mod error;
mod files;
mod load;
mod schedule;
mod services;
mod settings;
mod text;
mod values;

#[cfg(test)]
mod tests;

pub use configuration::{Config, Setting, SettingValue};
pub use control_access::{ControlAccess, ControlToken};
pub use environment::Environment;
pub use error::{ConfigError, ValueSource};
pub use load::{Loaded, args_of, args_without, command_args};
pub use settings::SETTINGS;
pub use values::{DatabaseUrl, Secret};
