//! `mpay-sim certs`: certificates and keys of a test CA, the hub and an e-Service, in all usual formats.

use std::io::Write;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::terminal::Progress;
use super::{CommandError, flag};
use crate::clock::Clock;
use crate::config::{Config, args_of};
use crate::soap::security::certificates::{
    Authority, Certificate, CertificateError, CertificateFolder, Leaf, Made, PfxStrength, Validity, lock,
    new_keys, read_certificates, read_key_material, write, write_made, write_pfx, write_secret,
};

/// The subjects and their purposes. [`meaning_of_hub`] says which hub signs with `hub`.
const SUBJECTS: [(&str, &str); 4] = [
    ("ca", "the test CA that issued the others: trust it where a program asks for a CA"),
    ("hub", "a hub's: register it in your e-Service as MPay's"),
    (
        "e-service",
        "an e-Service signs with it: give the .pfx to yours, and the .crt to the hub as `certificate`",
    ),
    (
        "e-service-https",
        "an e-Service's web server shows it: give the .pfx to yours, and ca.crt to the hub as `tls_ca`",
    ),
];

/// The command's name.
pub const NAME: &str = "certs";

/// The command and its flags.
pub fn command() -> Command {
    Command::new(NAME)
        .about("Writes certificates and keys of a test CA, the hub and an e-Service: PEM, .cer and .pfx")
        .args([
            flag("dir", "FOLDER", "Where the files go [default: certs in data_dir, where the hub's own are]")
                .value_parser(value_parser!(PathBuf)),
            flag("password", "PASSWORD", "The password of the .pfx files").default_value("mpay-sim"),
            flag("host", "NAME", "A host name or IP address of your e-Service; may be repeated [default: localhost, 127.0.0.1, ::1]")
                .action(ArgAction::Append),
            flag("days", "DAYS", "How long new certificates are valid").value_parser(value_parser!(u32).range(1..=36_500)),
            Arg::new("legacy-pfx").long("legacy-pfx").action(ArgAction::SetTrue)
                .help("Write the .pfx files with 3DES and SHA-1: for Mono, and for Windows before 10 and Server 2019"),
            Arg::new("force").long("force").action(ArgAction::SetTrue)
                .help("Replace existing files too; by default they are kept"),
        ])
        .args(args_of(&["data_dir", "hub_certificate", "hub_certificate_password"]))
}

/// The requested files.
struct Wanted {
    folder: PathBuf,
    password: String,
    /// Empty if none was given.
    hosts: Vec<String>,
    validity: Validity,
    strength: PfxStrength,
    is_forced: bool,
}

/// Creates missing files, and prints the purpose of each to `out`.
///
/// # Errors
/// If a file cannot be made or written, or an existing one does not match the request.
pub fn run(matches: &ArgMatches, config: &Config, out: &mut impl Write) -> Result<(), CommandError> {
    let wanted = Wanted {
        folder: matches.get_one("dir").cloned().unwrap_or_else(|| config.data_dir.join("certs")),
        password: matches.get_one::<String>("password").cloned().unwrap_or_default(),
        hosts: matches.get_many("host").map(|hosts| hosts.cloned().collect()).unwrap_or_default(),
        validity: Validity {
            from: Clock::System.now(),
            days: matches.get_one("days").copied().unwrap_or(CertificateFolder::DAYS),
        },
        strength: if matches.get_flag("legacy-pfx") { PfxStrength::TripleDes } else { PfxStrength::Aes256 },
        is_forced: matches.get_flag("force"),
    };
    let folder = &wanted.folder;
    let _lock = lock(folder)?;
    refuse_what_would_be_ignored(&wanted)?;
    let mut files = Files { folder, is_forced: wanted.is_forced, lines: Vec::new() };
    make_pairs(&wanted, &mut files)?;
    for (name, _) in SUBJECTS {
        files.add_forms(name, &wanted)?;
    }

    writeln!(out, "{}", folder.display())?;
    let of_hub = meaning_of_hub(folder, config)?;
    for (name, meaning) in SUBJECTS {
        writeln!(out, "\n{name}: {}", if name == "hub" { &of_hub } else { meaning })?;
        for (_, file, state) in files.lines.iter().filter(|(of, ..)| *of == name) {
            writeln!(out, "    {file:<22}{state}")?;
        }
    }
    writeln!(out, "\n.crt and .key are PEM (nginx, PHP, Python, Node), .cer is DER (Windows, Java),")?;
    writeln!(
        out,
        ".pfx holds certificate, CA and key (.NET, IIS, Java); the password is {}.",
        said(&wanted, &files)
    )?;
    if !files.has_kept_pfx() {
        let form = match wanted.strength {
            PfxStrength::Aes256 => {
                "The .pfx files are encrypted with AES-256, which Windows 10 1709, Server 2019, Java 8u301 and newer open,\n\
                 and Mono does not: for Mono and older Windows use --legacy-pfx (with --force, or another --dir)."
            }
            PfxStrength::TripleDes => {
                "The .pfx files are encrypted with 3DES and SHA-1, for Mono and for Windows before 10 and Server 2019."
            }
        };
        writeln!(out, "{form}")?;
    }
    if !wanted.password.is_ascii() {
        writeln!(out, "Java opens no .pfx whose password has other characters than ASCII.")?;
    }
    Ok(())
}

fn said(wanted: &Wanted, files: &Files<'_>) -> String {
    if files.has_kept_pfx() {
        "the one that it was made with".to_owned()
    } else {
        format!("`{}`", wanted.password)
    }
}

/// The hub that signs with the folder's `hub` according to these settings. A hub with other settings is unknown here.
fn meaning_of_hub(folder: &Path, config: &Config) -> Result<String, CertificateError> {
    let own = config.data_dir.join("certs");
    let same_folder = |other: &Path| match (folder.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => folder == other,
    };
    let named = config.hub_certificate()?;
    if named.is_none() && same_folder(&own) {
        return Ok(format!(
            "a hub that starts with data_dir {} signs with it: register it in your e-Service as MPay's",
            config.data_dir.display()
        ));
    }
    let read = || std::fs::read(own.join("hub.crt")).ok().and_then(|bytes| Certificate::parse(&bytes).ok());
    let now = match (named, &config.hub_certificate) {
        (Some(certificate), Some(path)) => Some((certificate, path.clone())),
        _ => read().map(|certificate| (certificate, own.join("hub.crt"))),
    };
    let now = match now {
        Some((certificate, path)) => {
            format!("signs with {} (thumbprint {})", path.display(), certificate.thumbprint())
        }
        None => format!("makes its own in {} at its first start", own.display()),
    };
    Ok(format!(
        "no hub signs with it before hub_certificate and hub_key name it; a hub with the present settings {now}"
    ))
}

/// Refuses requests that would have no effect, because another file already exists.
fn refuse_what_would_be_ignored(wanted: &Wanted) -> Result<(), CommandError> {
    let server = wanted.folder.join("e-service-https.crt");
    if !wanted.hosts.is_empty() && !wanted.is_forced && server.exists() {
        return Err(CommandError::Refused(format!(
            "{} exists already, perhaps for other hosts; remove the e-service-https files, or use --force or another --dir",
            server.display()
        )));
    }
    let wrong = wanted.hosts.iter().find(|host| {
        let is_name = host.split('.').all(|label| {
            !label.is_empty()
                && label.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '*'))
        });
        !is_name && host.parse::<IpAddr>().is_err()
    });
    match wrong {
        Some(host) => Err(CommandError::Refused(format!(
            "--host `{}` is neither a host name nor an IP address; leave out scheme, port and path",
            host.escape_debug()
        ))),
        None => Ok(()),
    }
}

const MADE: &str = "written";
const KEPT: &str = "kept as it was";

/// The files, with the action on each.
struct Files<'a> {
    folder: &'a Path,
    is_forced: bool,
    lines: Vec<(&'static str, String, &'static str)>,
}

/// Makes missing key pairs, with the existing CA or a new one.
fn make_pairs(wanted: &Wanted, files: &mut Files<'_>) -> Result<(), CertificateError> {
    let missing: Vec<&'static str> =
        SUBJECTS.iter().map(|(name, _)| *name).filter(|name| !files.has_pair(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let progress = Progress::of("making keys");
    let [ca_key, hub_key, e_service_key, https_key] = new_keys()?;
    drop(progress);
    let validity = wanted.validity;
    let authority = if missing.contains(&"ca") {
        // Certificates issued by an old CA would be worthless under a new one.
        if let Some((name, _)) = SUBJECTS.iter().find(|(name, _)| files.has_pair(name)) {
            let why =
                "exists, and the CA that issued it does not; use --force to make all anew, or another --dir"
                    .to_owned();
            return Err(CertificateError::File { path: files.folder.join(format!("{name}.crt")), why });
        }
        let (authority, made) = Authority::make(ca_key, validity)?;
        files.write_pair("ca", &made)?;
        authority
    } else {
        let path = files.folder.join("ca.crt");
        let material = read_key_material(&path, Some(&files.folder.join("ca.key")), "")?;
        Authority::of(&material).map_err(|error| error.of_file(&path))?
    };
    let hosts = match wanted.hosts.as_slice() {
        [] => ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec(),
        hosts => hosts.to_vec(),
    };
    let server =
        Leaf::Server { common_name: hosts.first().map_or("localhost", String::as_str), hosts: &hosts };
    for (name, leaf, key) in [
        ("hub", Leaf::Signer { common_name: CertificateFolder::HUB }, hub_key),
        ("e-service", Leaf::Signer { common_name: CertificateFolder::E_SERVICE }, e_service_key),
        ("e-service-https", server, https_key),
    ] {
        if missing.contains(&name) {
            files.write_pair(name, &authority.issue(leaf, key, validity)?)?;
        }
    }
    Ok(())
}

impl Files<'_> {
    /// True if a .pfx exists from an earlier run, with its own password and format.
    fn has_kept_pfx(&self) -> bool {
        self.lines.iter().any(|(_, file, state)| file.ends_with(".pfx") && *state == KEPT)
    }

    /// True if certificate and key exist and are kept.
    fn has_pair(&self, name: &str) -> bool {
        !self.is_forced
            && ["crt", "key"].iter().all(|form| self.folder.join(format!("{name}.{form}")).is_file())
    }

    fn write_pair(&mut self, name: &'static str, made: &Made) -> Result<(), CertificateError> {
        // Remains of a pair may be the only copy of a key.
        for form in ["crt", "key", "cer", "pfx"] {
            let path = self.folder.join(format!("{name}.{form}"));
            if !self.is_forced && path.exists() {
                let why = "exists, and .crt and .key beside it do not both; move it away, or use --force"
                    .to_owned();
                return Err(CertificateError::File { path, why });
            }
        }
        write_made(self.folder, name, made)?;
        for form in ["crt", "key", "cer"] {
            self.lines.push((name, format!("{name}.{form}"), MADE));
        }
        Ok(())
    }

    /// Adds the missing formats of a pair.
    fn add_forms(&mut self, name: &'static str, wanted: &Wanted) -> Result<(), CertificateError> {
        let is_new = self.lines.iter().any(|(of, ..)| *of == name);
        let certificate = self.folder.join(format!("{name}.crt"));
        if !is_new {
            for form in ["crt", "key"] {
                self.lines.push((name, format!("{name}.{form}"), KEPT));
            }
            let read = read_certificates(&certificate, "")?;
            self.add(name, "cer", false, || {
                Ok(read.first().map(|one| one.der().to_vec()).unwrap_or_default())
            })?;
        }
        if name == "ca" {
            // No program needs the CA's key.
            return Ok(());
        }
        let key = self.folder.join(format!("{name}.key"));
        let above = read_certificates(&self.folder.join("ca.crt"), "")?;
        self.add(name, "pfx", is_new, || {
            let mut material = read_key_material(&certificate, Some(&key), "")?;
            let has_issuer = |ca: &&_| material.certificates.iter().all(|one| one != *ca);
            let missing: Vec<_> = above.iter().filter(has_issuer).cloned().collect();
            material.certificates.extend(missing);
            write_pfx(&material, name, &wanted.password, wanted.strength)
        })
    }

    fn add(
        &mut self,
        name: &'static str,
        form: &str,
        is_new: bool,
        content: impl FnOnce() -> Result<Vec<u8>, CertificateError>,
    ) -> Result<(), CertificateError> {
        let file = format!("{name}.{form}");
        let path = self.folder.join(&file);
        // A .pfx of a replaced pair would contain the old one.
        let is_kept = !is_new && !self.is_forced && path.exists();
        if !is_kept {
            let content = content()?;
            if form == "pfx" { write_secret(&path, &content)? } else { write(&path, &content)? }
        }
        self.lines.push((name, file, if is_kept { KEPT } else { MADE }));
        Ok(())
    }
}
