//! The output of a serving command once it is ready, in this order and nothing else.

use std::io::Write;

use crate::config::ControlAccess;
use crate::domain::container_name::container_name;

/// An address for a browser.
pub(super) struct Address {
    name: &'static str,
    url: String,
    /// A word that describes the address.
    what: &'static str,
    /// The setting of its public form.
    setting: Option<&'static str>,
}

impl Address {
    /// The shop of the sample e-Service.
    pub(super) fn of_shop(url: &str) -> Self {
        let what = "order something here, and pay for it";
        Self { name: "shop", url: url.to_owned(), what, setting: Some("sample_public_url") }
    }

    /// The address of a hub elsewhere, as the shop knows it.
    pub(super) fn of_hub_elsewhere(url: &str) -> Self {
        let what = "where the shop sends browsers to pay";
        Self { name: "hub", url: url.to_owned(), what, setting: Some("sample_hub_url") }
    }

    /// This hub's pages, for payers and for testers.
    pub(super) fn of_hub(url: &str, access: &ControlAccess) -> [Self; 2] {
        let what = "pay an existing order, check a note";
        let console = match access {
            ControlAccess::Open => "what happened, message by message; scenarios, queue, clock",
            ControlAccess::Token(_) => "what happened; it asks for control_token",
            ControlAccess::Closed => "closed until control_token or open_control is set",
        };
        let console = Self { name: "console", url: format!("{url}/console"), what: console, setting: None };
        [Self { name: "hub", url: url.to_owned(), what, setting: Some("public_url") }, console]
    }
}

/// Prints the lines; `url` is the address that answers. An address that browsers can hardly resolve is logged.
pub(super) fn print(addresses: &[Address], data: &[(&str, &str)], url: &str) -> std::io::Result<()> {
    for address in addresses {
        let Address { url, setting: Some(setting), .. } = address else { continue };
        if let Some(name) = container_name(url) {
            tracing::warn!(
                "{setting} is {url}: browsers outside of the containers' network do not know the name `{name}`; set it to the published address, such as http://localhost:8080"
            );
        }
    }
    let width = addresses.iter().map(|address| address.url.len()).max().unwrap_or(0) + 2;
    let mut out = std::io::stdout().lock();
    writeln!(out, "mpay-sim {}", crate::VERSION)?;
    for Address { name, url, what, .. } in addresses {
        writeln!(out, "{name:<13}{url:<width$}{what}")?;
    }
    for (name, place) in data {
        writeln!(out, "{name:<13}{place}")?;
    }
    writeln!(out, "{:<13}Ctrl+C", "stop")?;
    writeln!(out, "READY url={url}")?;
    out.flush()
}
