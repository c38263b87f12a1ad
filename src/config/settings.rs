//! The table of settings, from which come the flags, the environment names, the keys of the files, the output of `mpay-sim
//! config`, and the test of `config/mpay-sim.toml`.

use super::configuration::{Config, Setting, SettingValue};
use super::{schedule, values};

/// The remedy for an invalid value.
pub(super) const SETTING_REMEDY: &str = "correct it, or leave it out for the default";

macro_rules! settings {
    ($($name:ident $default:literal $value_name:literal $parse:expr, $meaning:literal;)*) => {
        [$(Setting {
            name: stringify!($name),
            default: $default,
            value_name: $value_name,
            meaning: $meaning,
            set: |config, text| {
                config.$name = $parse(text)?;
                Ok(())
            },
        }),*]
    };
}

/// Every setting, in the order of display.
pub static SETTINGS: &[Setting] = &settings! {
    config_dir "config" "FOLDER" values::path,
        "The folder of the TOML files. mpay-sim.toml is read first, then every other mpay-sim*.toml in \
         alphabetical order; later ones win. The default folder may be missing.";
    listen "127.0.0.1:8080" "ADDRESS" values::address,
        "The address on which the hub listens. Port 0 takes any free port.";
    public_url "" "URL" values::public_url,
        "The hub's address for browsers. Empty: derived from the address on which it listens.";
    control_token "" "TOKEN" values::control_token,
        "The token for the console and the control API, 16 to 200 visible ASCII characters. Empty: both are open if the \
         hub listens only on this machine (127.0.0.1 or ::1), and closed elsewhere. Never shown.";
    open_control "false" "BOOLEAN" values::boolean,
        "Whether the console and the control API are open without a token wherever the hub listens: true or false. \
         Anybody who reaches the hub can then control it.";
    data_dir "mpay-sim-data" "FOLDER" values::path,
        "The folder of the database and the certificates; created if missing. Relative to the working directory. Hubs on \
         one PostgreSQL may share it.";
    database_url "" "URL" values::database_url,
        "The database, sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE. Empty: hub.sqlite in data_dir.";
    sqlite_durability "normal" "DURABILITY" values::sqlite_durability,
        "The effect of a power failure on SQLite: normal may lose the last commits; full loses nothing, but waits for the \
         disk at each commit. A hub that is killed loses nothing either way.";
    hub_certificate "" "FILE" values::optional_path,
        "The hub's signing certificate with its key: a .pfx, or PEM with hub_key. RSA. Relative to the working directory. \
         Empty: the one that is made in certs of data_dir. Hubs on one PostgreSQL need the same.";
    hub_key "" "FILE" values::optional_path,
        "The key of hub_certificate, PEM or DER. Empty: in the file of the certificate.";
    hub_certificate_password "" "PASSWORD" values::secret,
        "The password of the .pfx in hub_certificate, or of an encrypted hub_key. Never shown.";
    tls_client_certificate "" "FILE" values::optional_path,
        "The hub's HTTPS client certificate with its key, as for hub_certificate. Empty: the signing certificate.";
    tls_client_key "" "FILE" values::optional_path,
        "The key of tls_client_certificate, PEM or DER. Empty: in the file of the certificate.";
    tls_client_password "" "PASSWORD" values::secret,
        "The password of the .pfx in tls_client_certificate, or of an encrypted tls_client_key. Never shown.";
    e_service_timeout "30s" "DURATION" values::e_service_timeout,
        "The time limit of one call to an e-Service, 1ms to 1h.";
    max_reply_bytes "2097152" "BYTES" values::max_reply_bytes,
        "The maximum size of an e-Service's reply in bytes, 1024 to 1073741824.";
    timestamp_leeway "5m" "DURATION" values::timestamp_leeway,
        "The tolerated error of an e-Service's clock in the Timestamps of its replies, 0s to 24h. The default is that of \
         WCF.";
    timestamp_longest_life "24h" "DURATION" values::timestamp_longest_life,
        "The maximum lifetime of a reply, from Created to Expires of its Timestamp, 5m to 8760h. During its lifetime a \
         copy of it can be sent again.";
    order_calls_at_once_per_service "64" "COUNT" values::order_calls_at_once_per_service,
        "The maximum number of concurrent GetOrderDetails calls of this hub to one service, 1 to 1000. Beyond it, payers \
         of that service are asked to try again in some seconds (503).";
    result_page_wait "5s" "DURATION" values::result_page_wait,
        "How long the result page waits for the first confirmation attempt, 0s to 10m.";
    retry_schedule "default" "SCHEDULE" schedule::retry_schedule,
        "The waits after which a failed confirmation is repeated: default, fast, none, or a list such as 5s,30s,2m. The \
         default is after 5s, 30s, 2m, 10m, 30m, then hourly until success; fast is after 1s, 2s, 4s, 8s, 16s. After its \
         end the confirmation has given up; a list with ... at its end (5s,30s,1h...) goes on with its last wait until \
         success. All are assumed, as MPay publishes no schedule.";
    connections_at_once "" "COUNT" values::connections_at_once,
        "The maximum number of open connections to the hub, 8 to 100000. A quarter of them is reserved for the console, \
         the control API, /livez, /readyz and /metrics; half of them may have a request whose body is still arriving. \
         Empty: derived from the limit of open files (ulimit -n), with some reserved for calls to e-Services; at most \
         1024.";
    request_body_timeout "10s" "DURATION" values::request_body_timeout,
        "The time limit for receiving a request's body, 50ms to 10m.";
    visits_per_minute "600" "COUNT" values::visits_per_minute,
        "The maximum number of visits that one address can open in a minute, 1 to 1000000; for IPv6, a /64 network counts \
         as one address. This machine and private networks may open a hundred times as many.";
    visits_kept "20000" "COUNT" values::visits_kept,
        "The maximum number of visits without a payment, 100 to 10000000; the oldest go first. Visits with a payment stay \
         as long as the payment.";
    visit_lifetime "2160h" "DURATION" values::visit_lifetime,
        "How long a visit in which nothing was paid is kept on the hub's clock, and each payment that was declined, \
         cancelled or timed out, 1h to 87600h.";
    confirmations_at_once "32" "COUNT" values::confirmations_at_once,
        "The maximum number of concurrent confirmations of this hub, over all services, 1 to 1000.";
    confirmations_at_once_per_service "4" "COUNT" values::confirmations_at_once_per_service,
        "The maximum number of concurrent confirmations of this hub to one service, 1 to 100.";
    signatures_follow_clock "false" "BOOLEAN" values::boolean,
        "Whether the Timestamps of messages use the hub's clock even if it was moved: true or false. False: they use the \
         machine's time, as e-Services do.";
    instruments "all" "INSTRUMENTS" values::instruments,
        "The instruments that payers can choose: all, or a list such as card-demo-1,mia,cash. There are card-demo-1, \
         card-demo-2, apple-pay, google-pay, mia, bank-demo-1, bank-demo-3, wallet-demo-a, wallet-demo-b and cash.";
    instrument_fees "" "FEES" values::instrument_fees,
        "The fees of instruments, which payers pay in addition, in percent or in lei, such as card-demo-1=1.5%,cash=2.00. \
         Empty: none. They are not sent to the e-Service.";
    exchange_bytes_kept "268435456" "BYTES" values::exchange_bytes_kept,
        "The maximum size of recorded exchanges in bytes, 1048576 to 1099511627776; the oldest go first. It may be \
         exceeded by a sixteenth.";
    exchanges_kept "10000" "COUNT" values::exchanges_kept,
        "The maximum number of recorded exchanges, 1 to 10000000; the oldest go first.";
    language "ro" "LANGUAGE" values::language,
        "The language of the pages until the payer chooses one: ro, ru or en.";
    log "warn" "LEVEL" values::log,
        "The level of the log: error, warn, info, debug or trace.";
    log_format "text" "FORMAT" values::log_format,
        "The format of the log on stderr: text, or json for one object a line.";
    rest_invoice_ids "objects" "FORM" values::rest_invoice_ids,
        "The form of invoice numbers in GET /api/invoices: objects for [{\"invoiceId\":\"…\"}], strings for [\"…\"].";
    rest_allowed_addresses "" "ADDRESSES" values::rest_allowed_addresses,
        "The callers of the REST API: addresses and networks separated by commas, such as 127.0.0.1,10.0.0.0/8. Empty: \
         everyone.";
    seed "" "NUMBER" values::seed,
        "The seed of ids and numbers, for repeatable runs: a whole number from 0 to 18446744073709551615. Empty: random.";
    sample_listen "127.0.0.1:8081" "ADDRESS" values::address,
        "The address on which the sample e-Service and its shop listen. Port 0 takes any free port.";
    sample_public_url "" "URL" values::public_url,
        "The sample shop's address for browsers. Empty: derived from the address on which it listens.";
    sample_hub_url "" "URL" values::public_url,
        "The hub to which the sample shop sends browsers. Empty: the hub's public_url.";
    sample_endpoint_url "" "URL" values::optional_url,
        "The sample e-Service's address for the hub. Empty: /ServiceProvider.svc on the address where it listens; `serve` \
         then offers no sample services.";
};

impl Default for Config {
    fn default() -> Self {
        let mut config = Self::blank();
        for setting in SETTINGS {
            // A test of the table finds invalid defaults.
            let _ = setting.apply(&mut config, setting.default);
        }
        config.effective = SETTINGS.iter().map(SettingValue::default_of).collect();
        config
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_is_accepted_by_its_own_parser() {
        for setting in SETTINGS {
            let taken = setting.apply(&mut Config::blank(), setting.default);
            assert_eq!(taken, Ok(()), "{}", setting.name);
        }
    }

    #[test]
    fn the_names_follow_the_key() {
        let setting = SETTINGS.iter().find(|setting| setting.name == "public_url").unwrap();
        assert_eq!(setting.environment_name(), "MPAY_SIM_PUBLIC_URL");
        assert_eq!(setting.flag_name(), "public-url");
    }
}
