//! The flags with which a command finds its hub.

use std::net::IpAddr;

use clap::{Arg, ArgMatches};

use super::given;
use crate::config::{Config, args_of};
use crate::domain::web_address::is_web_address;

/// The flags of a command that calls the control API: the hub's address, and the settings that a call takes. They also stand
/// behind the names of the command's own commands.
pub(super) fn connection_args() -> Vec<Arg> {
    let hub = hub_arg(
        "The address of the hub, such as localhost:8080 [default: where `listen` says, on this machine]",
    );
    let settings = args_of(&["listen", "control_token"]);
    std::iter::once(hub).chain(settings).map(|arg| arg.global(true)).collect()
}

/// The flag for the hub's address.
pub(super) fn hub_arg(help: &'static str) -> Arg {
    Arg::new("hub").long("hub").value_name("URL").env("MPAY_SIM_HUB").value_parser(hub_address).help(help)
}

/// The address with its scheme and without a slash at its end. Empty stays empty, as an empty variable counts as absent.
pub(super) fn hub_address(text: &str) -> Result<String, String> {
    let url = match text.is_empty() || text.contains("://") {
        true => text.to_owned(),
        false => format!("http://{text}"),
    };
    match url.is_empty() || (is_web_address(&url) && !url.contains(['?', '#'])) {
        true => Ok(url.trim_end_matches('/').to_owned()),
        false => Err("expected an address such as http://localhost:8080 or localhost:8080".to_owned()),
    }
}

/// The address that was given with [`hub_arg`], else that of the hub which the settings start on this machine.
pub(super) fn hub_of(matches: &ArgMatches, config: &Config) -> String {
    let named = given(matches, "hub").filter(|url| !url.is_empty());
    named.map_or_else(|| here(config), str::to_owned)
}

/// The address of the hub on this machine. A wildcard address can be listened on, not called.
fn here(config: &Config) -> String {
    let (ip, port) = (config.listen.ip(), config.listen.port());
    match ip {
        _ if ip.is_unspecified() => format!("http://127.0.0.1:{port}"),
        IpAddr::V6(ip) => format!("http://[{ip}]:{port}"),
        IpAddr::V4(ip) => format!("http://{ip}:{port}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_with_its_port_is_an_address_too() {
        for (text, address) in [
            ("127.0.0.1:9300", "http://127.0.0.1:9300"),
            ("localhost:8080/", "http://localhost:8080"),
            ("[::1]:1", "http://[::1]:1"),
            ("hub", "http://hub"),
            ("https://hub.test/mpay//", "https://hub.test/mpay"),
            ("", ""),
        ] {
            assert_eq!(hub_address(text).as_deref(), Ok(address));
        }
        for text in ["ftp://a", "a b", "http://", "localhost:port", "http://a?b", ":8080", "http://a#b"] {
            assert!(hub_address(text).is_err(), "{text}");
        }
    }
}
