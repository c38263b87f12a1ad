//! Parsers of values. An error is the expectation, to be put after "but must be".

use std::fmt;
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use jiff::SignedDuration;
use tracing::Level;

use super::text::{one_line, without_password};
use crate::domain::durability::Durability;
use crate::domain::instrument::{INSTRUMENTS, Instrument};
use crate::domain::instrument_fee::InstrumentFees;
use crate::domain::language::Language;
use crate::domain::rest_settings::{AllowedAddresses, InvoiceIdForm};
use crate::domain::service_mistake::Mistake;
use crate::domain::web_address::is_web_address;
use crate::telemetry::LogFormat;

/// The URL of a database, `sqlite:` or `postgres:`. `Debug` and `Display` hide its password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The whole URL, for connecting only.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&without_password(&self.0))
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A password. `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(String);

impl Secret {
    /// The password, for use only, never for display.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "(empty)" } else { "***" })
    }
}

pub(super) fn secret(text: &str) -> Result<Secret, String> {
    Ok(Secret(text.to_owned()))
}

/// A token for a header; empty means none.
pub(super) fn control_token(text: &str) -> Result<Secret, String> {
    let is_sent_as_it_is = text.bytes().all(|b| b.is_ascii_graphic());
    if text.is_empty() || (is_sent_as_it_is && (16..=200).contains(&text.len())) {
        return secret(text);
    }
    Err("16 to 200 visible ASCII characters, such as `openssl rand -hex 16` prints".to_owned())
}

/// An address to listen on. A host name is resolved, preferring IPv4, as other programs use `localhost` too.
pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    let expected = || "an address and a port, such as 127.0.0.1:8080, 0.0.0.0:8080 or [::1]:0".to_owned();
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let (host, port) = text.rsplit_once(':').ok_or_else(expected)?;
    let port: u16 = port.parse().map_err(|_| expected())?;
    if host.is_empty() || host.contains([':', '/']) {
        return Err(expected());
    }
    let unknown =
        || format!("an address of this machine and a port; the name `{}` is not known here", one_line(host));
    let found: Vec<SocketAddr> = (host, port).to_socket_addrs().map_err(|_| unknown())?.collect();
    found.iter().find(|address| address.is_ipv4()).or(found.first()).copied().ok_or_else(unknown)
}

/// A path of this machine.
pub(super) fn path(text: &str) -> Result<PathBuf, String> {
    if text.is_empty() || text.contains('\0') {
        return Err("a path".to_owned());
    }
    Ok(PathBuf::from(text))
}

/// Like [`path`]; empty means absent.
pub(super) fn optional_path(text: &str) -> Result<Option<PathBuf>, String> {
    if text.is_empty() { Ok(None) } else { path(text).map(Some) }
}

/// An absolute `http` or `https` address, unchanged.
pub(super) fn url(text: &str) -> Result<String, String> {
    if is_web_address(text) { Ok(text.to_owned()) } else { Err(Mistake::Address.expected()) }
}

/// Like [`url`]; empty means absent.
pub(super) fn optional_url(text: &str) -> Result<Option<String>, String> {
    if text.is_empty() { Ok(None) } else { url(text).map(Some) }
}

/// Like [`optional_url`], without query, fragment and trailing slashes, as paths are appended.
pub(super) fn public_url(text: &str) -> Result<Option<String>, String> {
    if text.contains(['?', '#']) {
        return Err("an http or https address without `?` and `#`, as paths are put behind it".to_owned());
    }
    Ok(optional_url(text)?.map(|url| url.trim_end_matches('/').to_owned()))
}

/// The database; empty means absent.
pub(super) fn database_url(text: &str) -> Result<Option<DatabaseUrl>, String> {
    let known = ["sqlite:", "postgres://", "postgresql://"];
    if text.is_empty() {
        Ok(None)
    } else if known.iter().any(|start| text.strip_prefix(start).is_some_and(|rest| !rest.is_empty())) {
        Ok(Some(DatabaseUrl(text.to_owned())))
    } else {
        Err("sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE".to_owned())
    }
}

pub(super) fn e_service_timeout(text: &str) -> Result<Duration, String> {
    // Zero would fail every call. An hour exceeds the patience of any e-Service or proxy.
    duration_within(text, Duration::from_millis(1), Duration::from_secs(60 * 60), "1ms to 1h")
}

pub(super) fn timestamp_leeway(text: &str) -> Result<SignedDuration, String> {
    let leeway = duration_within(text, Duration::ZERO, Duration::from_secs(24 * 60 * 60), "0s to 24h")?;
    SignedDuration::try_from(leeway).map_err(|error| error.to_string())
}

pub(super) fn timestamp_longest_life(text: &str) -> Result<SignedDuration, String> {
    // Below five minutes honest messages are refused; a year is practically no limit.
    let (least, most) = (Duration::from_secs(5 * 60), Duration::from_secs(8760 * 60 * 60));
    let life = duration_within(text, least, most, "5m to 8760h")?;
    SignedDuration::try_from(life).map_err(|error| error.to_string())
}

pub(super) fn result_page_wait(text: &str) -> Result<Duration, String> {
    // Browsers give up on a page after some minutes.
    duration_within(text, Duration::ZERO, Duration::from_secs(10 * 60), "0s to 10m")
}

pub(super) fn instruments(text: &str) -> Result<Vec<&'static Instrument>, String> {
    if text == "all" {
        return Ok(INSTRUMENTS.iter().collect());
    }
    let find = |id: &str| INSTRUMENTS.iter().find(|instrument| instrument.id.as_str() == id.trim());
    let named: Option<Vec<_>> = text.split(',').map(find).collect();
    // The pay page shows each one once.
    named
        .map(|named| INSTRUMENTS.iter().filter(|instrument| named.contains(instrument)).collect())
        .ok_or_else(|| {
            let ids: Vec<_> = INSTRUMENTS.iter().map(|instrument| instrument.id.as_str()).collect();
            format!("all, or a list of {}", ids.join(", "))
        })
}

pub(super) fn instrument_fees(text: &str) -> Result<InstrumentFees, String> {
    InstrumentFees::parse(text).ok_or_else(|| {
        "a list of instruments with percents up to 100 or lei up to 1000000, such as card-demo-1=1.5%,cash=2.00"
            .to_owned()
    })
}

fn duration_within(text: &str, min: Duration, max: Duration, range: &str) -> Result<Duration, String> {
    duration(text)
        .filter(|duration| (min..=max).contains(duration))
        .ok_or_else(|| format!("a duration of {range}, such as 500ms, 5s or 2m"))
}

/// Parses a whole number with a unit: `ms`, `s`, `m` or `h`. A number without a unit is refused.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let unit_at = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(unit_at);
    let number: u64 = number.parse().ok()?;
    let milliseconds = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60 * 1000,
        "h" => 60 * 60 * 1000,
        _ => return None,
    };
    number.checked_mul(milliseconds).map(Duration::from_millis)
}

pub(super) fn max_reply_bytes(text: &str) -> Result<usize, String> {
    // A SOAP fault needs more than 1 KiB; more than 1 GiB would exhaust the hub's memory.
    number_within(text, 1 << 10, 1 << 30)
}

pub(super) fn connections_at_once(text: &str) -> Result<Option<usize>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    number_within(text, 8, 100_000).map(Some).map_err(|expected| format!("{expected}, or empty"))
}

pub(super) fn request_body_timeout(text: &str) -> Result<Duration, String> {
    duration_within(text, Duration::from_millis(50), Duration::from_secs(10 * 60), "50ms to 10m")
}

pub(super) fn visits_per_minute(text: &str) -> Result<u32, String> {
    number_within(text, 1, 1_000_000)
}

pub(super) fn visits_kept(text: &str) -> Result<i64, String> {
    number_within(text, 100, 10_000_000)
}

pub(super) fn visit_lifetime(text: &str) -> Result<SignedDuration, String> {
    // Ten years end long before the last date of a clock.
    let (least, most) = (Duration::from_secs(60 * 60), Duration::from_secs(87_600 * 60 * 60));
    let lifetime = duration_within(text, least, most, "1h to 87600h")?;
    SignedDuration::try_from(lifetime).map_err(|error| error.to_string())
}

pub(super) fn confirmations_at_once(text: &str) -> Result<usize, String> {
    number_within(text, 1, 1000)
}

pub(super) fn confirmations_at_once_per_service(text: &str) -> Result<usize, String> {
    number_within(text, 1, 100)
}

pub(super) fn order_calls_at_once_per_service(text: &str) -> Result<usize, String> {
    number_within(text, 1, 1000)
}

pub(super) fn sqlite_durability(text: &str) -> Result<Durability, String> {
    Durability::parse(text).ok_or_else(|| "normal or full".to_owned())
}

pub(super) fn boolean(text: &str) -> Result<bool, String> {
    text.parse().map_err(|_| "true or false".to_owned())
}

pub(super) fn exchange_bytes_kept(text: &str) -> Result<u64, String> {
    number_within(text, 1 << 20, 1 << 40)
}

pub(super) fn exchanges_kept(text: &str) -> Result<i64, String> {
    number_within(text, 1, 10_000_000)
}

fn number_within<N: FromStr + PartialOrd + fmt::Display>(text: &str, min: N, max: N) -> Result<N, String> {
    let number = text.parse().ok().filter(|number| (&min..=&max).contains(&number));
    number.ok_or_else(|| format!("a whole number from {min} to {max}"))
}

pub(super) fn seed(text: &str) -> Result<Option<u64>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| format!("a whole number from 0 to {}, or empty", u64::MAX))
}

pub(super) fn rest_invoice_ids(text: &str) -> Result<InvoiceIdForm, String> {
    match text {
        "objects" => Ok(InvoiceIdForm::Objects),
        "strings" => Ok(InvoiceIdForm::Strings),
        _ => Err("objects or strings".to_owned()),
    }
}

pub(super) fn rest_allowed_addresses(text: &str) -> Result<AllowedAddresses, String> {
    AllowedAddresses::parse(text).ok_or_else(|| {
        "addresses and networks with commas between them, such as 127.0.0.1,10.0.0.0/8, or empty".to_owned()
    })
}

pub(super) fn language(text: &str) -> Result<Language, String> {
    Language::parse(text).ok_or_else(|| "ro, ru or en".to_owned())
}

pub(super) fn log(text: &str) -> Result<Level, String> {
    match text {
        "error" => Ok(Level::ERROR),
        "warn" => Ok(Level::WARN),
        "info" => Ok(Level::INFO),
        "debug" => Ok(Level::DEBUG),
        "trace" => Ok(Level::TRACE),
        _ => Err("error, warn, info, debug or trace".to_owned()),
    }
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, String> {
    LogFormat::parse(text).ok_or_else(|| "text or json".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_a_number_and_a_unit() {
        assert_eq!(duration("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(duration("2m"), Some(Duration::from_secs(120)));
        assert_eq!(duration("1h"), Some(Duration::from_secs(3600)));
        for text in
            ["", "5", "s", "5 s", "-5s", "1.5s", "5d", "99999999999999999999s", "9999999999999999999h"]
        {
            assert_eq!(duration(text), None, "{text}");
        }
    }

    #[test]
    fn a_duration_out_of_bounds_is_refused_with_the_bounds() {
        let expected = "a duration of 1ms to 1h, such as 500ms, 5s or 2m";
        assert_eq!(e_service_timeout("0s"), Err(expected.to_owned()));
        assert_eq!(e_service_timeout("61m"), Err(expected.to_owned()));
        assert_eq!(result_page_wait("0s"), Ok(Duration::ZERO));
    }

    #[test]
    fn an_address_has_a_port_and_a_name_is_resolved() {
        assert_eq!(address("0.0.0.0:0"), Ok(SocketAddr::from(([0, 0, 0, 0], 0))));
        assert_eq!(address("localhost:81"), Ok(SocketAddr::from(([127, 0, 0, 1], 81))));
        for text in ["", "8080", ":8080", "127.0.0.1", "127.0.0.1:70000", "http://127.0.0.1:80"] {
            assert!(address(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_address_of_the_web_is_absolute() {
        assert_eq!(public_url("http://localhost:8080/"), Ok(Some("http://localhost:8080".to_owned())));
        assert_eq!(public_url(""), Ok(None));
        assert!(public_url("http://localhost/?a").is_err() && url("localhost:80").is_err());
    }

    #[test]
    fn a_password_is_never_shown() {
        let url = database_url("postgres://hub:p@ss/w@db:5432/hub").unwrap().unwrap();
        assert_eq!(format!("{url} {url:?}"), "postgres://hub:***@db:5432/hub postgres://hub:***@db:5432/hub");
        assert_eq!(url.as_str(), "postgres://hub:p@ss/w@db:5432/hub");
    }
}
