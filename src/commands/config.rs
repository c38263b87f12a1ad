//! `mpay-sim config`: every setting with its default, meaning, current value and source.

use std::io::{self, Write};

use clap::Command;

use crate::config::{Loaded, SettingValue, command_args};
use crate::domain::plain_text::wrapped;
use crate::domain::service::ServerTrust;

/// Fits the longest names, and half of a screen.
const COLUMNS: usize = 90;
const INDENT: &str = "    ";

/// The command's name.
pub const NAME: &str = "config";

/// The command with its arguments.
pub fn command() -> Command {
    Command::new(NAME)
        .about("Every setting, its default, its meaning, where its value comes from")
        .args(command_args())
}

/// Prints the settings and the services to `out`, passwords hidden.
///
/// # Errors
/// Only those of `out`.
pub fn run(loaded: &Loaded, out: &mut impl Write) -> io::Result<()> {
    let files: Vec<String> = loaded.files.iter().map(|file| file.display().to_string()).collect();
    let files = if files.is_empty() { "none".to_owned() } else { files.join(", ") };
    writeln!(out, "Files read: {files}")?;
    writeln!(out, "A flag wins over the environment, which wins over a file, which wins over the default.")?;
    for setting in &loaded.config.effective {
        print_setting(setting, out)?;
    }
    if !loaded.other_variables.is_empty() {
        // A command may have its own flags, and so its own variables.
        let names = loaded.other_variables.join(", ");
        writeln!(out, "\nIn the environment, but none of these settings: {names}")?;
    }
    print_services(loaded, out)
}

fn print_setting(
    SettingValue { setting, value, place }: &SettingValue,
    out: &mut impl Write,
) -> io::Result<()> {
    writeln!(out, "\n{} = {}", setting.name, shown(value))?;
    writeln!(out, "{INDENT}from     {place}")?;
    writeln!(out, "{INDENT}default  {}", shown(setting.default))?;
    writeln!(out, "{INDENT}set by   --{}, {}", setting.flag_name(), setting.environment_name())?;
    for line in wrapped(setting.meaning, COLUMNS - INDENT.len()) {
        writeln!(out, "{INDENT}{line}")?;
    }
    Ok(())
}

fn print_services(loaded: &Loaded, out: &mut impl Write) -> io::Result<()> {
    if loaded.config.services.is_empty() {
        return writeln!(out, "\nNo services; register each as a [[service]] in a TOML file.");
    }
    for (service, place) in loaded.config.services.iter().zip(&loaded.service_places) {
        let certificate = if service.certificate.is_some() { "registered" } else { "pinned at first use" };
        writeln!(out, "\nservice {}", service.id)?;
        writeln!(out, "{INDENT}from             {place}")?;
        writeln!(out, "{INDENT}name             {}", service.name.ro)?;
        writeln!(out, "{INDENT}sold by          {}", service.service_provider_name.ro)?;
        writeln!(out, "{INDENT}endpoint_url     {}", service.endpoint_url)?;
        writeln!(out, "{INDENT}reply_signature  {}", service.reply_signature.name())?;
        writeln!(out, "{INDENT}certificate      {certificate}")?;
        if !service.signature_ca.is_empty() {
            writeln!(out, "{INDENT}signature_ca     registered")?;
        }
        if service.endpoint_url.starts_with("https:") {
            let tls_ca = match &service.tls_ca {
                ServerTrust::PublicAuthorities => "the public CAs",
                ServerTrust::Certificates(_) => "registered",
                ServerTrust::Fingerprint(_) => "one certificate, by its fingerprint",
            };
            writeln!(out, "{INDENT}tls_ca           {tls_ca}")?;
        }
    }
    Ok(())
}

fn shown(value: &str) -> &str {
    if value.is_empty() { "(empty)" } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Environment, SETTINGS};

    #[test]
    fn every_setting_is_shown_with_its_source_and_without_its_password() {
        let matches = Command::new("mpay-sim")
            .args(command_args())
            .try_get_matches_from(["mpay-sim", "--listen", "0.0.0.0:9000"])
            .unwrap();
        let environment = Environment::from([
            ("MPAY_SIM_DATABASE_URL", "postgres://hub:secret@db/hub"),
            ("MPAY_SIM_LISTN", "127.0.0.1:1"),
        ]);
        let loaded = Config::load(&matches, &environment).unwrap();
        let mut out = Vec::new();
        run(&loaded, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.contains("\nlisten = 0.0.0.0:9000\n    from     --listen\n    default  127.0.0.1:8080\n"),
            "{text}"
        );
        assert!(
            text.contains("\ndatabase_url = postgres://hub:***@db/hub\n    from     MPAY_SIM_DATABASE_URL\n")
        );
        assert!(SETTINGS.iter().all(|setting| text.contains(&format!("\n{} = ", setting.name))));
        assert!(text.contains("\nIn the environment, but none of these settings: MPAY_SIM_LISTN\n"));
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    }
}
