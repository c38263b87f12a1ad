//! `mpay-sim verify`: examines a captured message, and explains an invalid signature.

mod capture;

use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiff::{SignedDuration, Timestamp};

use super::{CommandError, flag};
use crate::config::{Config, args_of};
use crate::soap::security::certificates::{Certificate, CertificateError, certificates_in};
use crate::soap::security::explain::{At, Context, KnownKey, explain, json, text};
use crate::soap::security::verify::{Tolerance, Trust};

/// The command's name.
pub const NAME: &str = "verify";

/// The maximum size of a file in bytes, more than ten times that of any message.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// The command with its arguments.
pub fn command() -> Command {
    let file = |name, help| flag(name, "FILE", help);
    Command::new(NAME)
        .about("Whether a captured message is validly signed; if not, what went wrong")
        .long_about(
            "Takes a captured message apart: which elements its signature covers, over which\n\
             octets, and whether the digests and the signature hold. Where something does\n\
             not fit, it tries the usual accidents (pretty-printing, another canonicalization,\n\
             another key, …) and names the one that fits.\n\n\
             Exit code 0: the signature is valid and covers Body. 1: it is not. 2: the file\n\
             cannot be read.",
        )
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .required(true)
                .help("The message, or a whole HTTP message with its headers; - reads standard input"),
        )
        .arg(file(
            "cert",
            "The signer's certificate (PEM or .cer); without it any that the message carries is taken",
        ))
        .arg(
            file("ca", "The authority that must have issued the signer's certificate (PEM or .cer)")
                .conflicts_with("cert"),
        )
        .arg(
            file(
                "known",
                "Another certificate whose key may have been used by mistake; can be given several times",
            )
            .action(ArgAction::Append),
        )
        .arg(
            Arg::new("at")
                .long("at")
                .value_name("TIME")
                .value_parser(moment)
                .help("When the message came, such as 2027-01-04T09:00:00Z; without it, when it was created"),
        )
        .arg(
            Arg::new("leeway")
                .long("leeway")
                .value_name("DURATION")
                .value_parser(leeway)
                .help("How far the sender's clock may be off, such as 30s [default: timestamp_leeway, 5m]"),
        )
        .arg(
            Arg::new("octets")
                .long("octets")
                .action(ArgAction::SetTrue)
                .help("Also print the canonical octets, as text and in hexadecimal"),
        )
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("Print everything as JSON"))
        .args(args_of(&[
            "data_dir",
            "hub_certificate",
            "hub_certificate_password",
            "tls_client_certificate",
            "tls_client_key",
            "tls_client_password",
            "timestamp_leeway",
            "timestamp_longest_life",
        ]))
}

/// Prints the report to `out`. The exit code shows whether the signature is valid.
///
/// # Errors
/// An unreadable or too large file, an unreadable certificate, or the errors of `out`.
pub fn run(matches: &ArgMatches, config: &Config, out: &mut impl Write) -> Result<ExitCode, CommandError> {
    let path = matches.get_one::<String>("file").map_or("-", String::as_str);
    let bytes = read(path)?;
    let certificate = |name: &str| matches.get_one::<String>(name).map(|path| certificate(path)).transpose();
    let (cert, authority) = (certificate("cert")?, certificate("ca")?);
    let trust = match (&cert, &authority) {
        (Some(certificate), _) => Trust::Certificate(certificate),
        (None, Some(authority)) => Trust::Authorities(std::slice::from_ref(authority)),
        (None, None) => Trust::FirstUse,
    };
    let others = known_certificates(matches, config)?;
    let known: Vec<_> = others.iter().map(|(label, certificate)| KnownKey { label, certificate }).collect();
    let context = Context {
        trust,
        known: &known,
        judged_at: matches.get_one::<Timestamp>("at").map_or(At::OwnCreated, |moment| At::Moment(*moment)),
        tolerance: match matches.get_one::<SignedDuration>("leeway") {
            Some(leeway) => Tolerance { leeway: *leeway, ..config.tolerance() },
            None => config.tolerance(),
        },
    };
    let capture = capture::read(&bytes);
    let x_ray = explain(&capture.message, &context).below(capture.lines_before);
    if matches.get_flag("json") {
        writeln!(out, "{:#}", json::of(&x_ray))?;
    } else {
        out.write_all(text::report(&x_ray, matches.get_flag("octets")).as_bytes())?;
    }
    out.flush()?;
    Ok(ExitCode::from(match (x_ray.is_readable, x_ray.is_valid()) {
        (_, true) => 0,
        (true, false) => 1,
        (false, false) => 2,
    }))
}

/// Reads the file, or standard input, up to the maximum.
fn read(path: &str) -> Result<Vec<u8>, CommandError> {
    let refused = |why: String| CommandError::Refused(format!("{path}: {why}"));
    let mut bytes = Vec::new();
    let result = if path == "-" {
        std::io::stdin().lock().take(MAX_BYTES + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
    };
    result.map_err(|error| refused(error.to_string()))?;
    if bytes.len() as u64 > MAX_BYTES {
        let most = MAX_BYTES / 1024 / 1024;
        return Err(refused(format!("larger than {most} MiB; give one message, not a whole log or capture")));
    }
    Ok(bytes)
}

/// The first certificate of a file.
fn certificate(path: &str) -> Result<Certificate, CommandError> {
    let refused = |error: &dyn std::fmt::Display| CommandError::Refused(format!("{path}: {error}"));
    let lower = path.to_ascii_lowercase();
    if lower.ends_with(".pfx") || lower.ends_with(".p12") {
        return Err(refused(
            &"name the certificate itself (.crt, .cer or PEM): a .pfx needs a password, and holds a key that is not needed here",
        ));
    }
    let certificates = certificates_in(&read(path)?, "").map_err(|error| refused(&error))?;
    certificates.into_iter().next().ok_or_else(|| refused(&CertificateError::NoCertificate))
}

/// The certificates whose keys may have been used by mistake: the given ones, those of the settings, and the simulator's
/// own if they exist. None is created here.
fn known_certificates(
    matches: &ArgMatches,
    config: &Config,
) -> Result<Vec<(String, Certificate)>, CommandError> {
    let mut known = Vec::new();
    for path in matches.get_many::<String>("known").into_iter().flatten() {
        let name = Path::new(path).file_name().unwrap_or_default().to_string_lossy();
        known.push((format!("the key of {name}"), certificate(path)?));
    }
    for service in &config.services {
        let certificate = service.certificate.as_deref().and_then(|der| Certificate::from_der(der).ok());
        known.extend(
            certificate.map(|certificate| (format!("the key of service {}", service.id), certificate)),
        );
    }
    let hub = config.hub_certificate()?;
    known.extend(hub.map(|certificate| ("the hub's own key".to_owned(), certificate)));
    let client = config.tls_client()?.and_then(|material| material.certificates.into_iter().next());
    known.extend(client.map(|certificate| ("the hub's TLS key".to_owned(), certificate)));
    for (file, label) in [
        ("hub.crt", "the simulator's own hub key"),
        ("e-service.crt", "the sample e-Service's key"),
        ("e-service-https.crt", "the sample e-Service's TLS key"),
    ] {
        let bytes = std::fs::read(config.data_dir.join("certs").join(file)).ok();
        let certificate = bytes.and_then(|bytes| Certificate::parse(&bytes).ok());
        known.extend(certificate.map(|certificate| (label.to_owned(), certificate)));
    }
    Ok(known)
}

fn moment(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| "expected a moment with its zone, such as 2027-01-04T09:00:00Z".to_owned())
}

fn leeway(text: &str) -> Result<SignedDuration, String> {
    let wrong = || "expected a duration of at most a day, such as 30s or 5m".to_owned();
    let leeway: SignedDuration = text.parse().map_err(|_| wrong())?;
    if leeway.is_negative() || leeway > SignedDuration::from_hours(24) {
        return Err(wrong());
    }
    Ok(leeway)
}
