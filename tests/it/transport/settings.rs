//! What the settings name: the hub's identity, the client certificate, a service's certificates; and `mpay-sim certs`,
//! which writes them.

use std::path::Path;
use std::process::Output;

use mpay_sim::config::{Config, ConfigError, Environment, Loaded, command_args};
use mpay_sim::domain::service::ServerTrust;
use mpay_sim::server::{HubSettings, Patience, start_hub};
use mpay_sim::soap::security::certificates::{
    Authority, Certificate, Leaf, Validity, new_keys, read_certificates, read_key_material,
};

use crate::support::folder::Folder;
use crate::support::hub::listener;
use crate::support::program::{Program, command};
use crate::support::{EService, identities, simulated_clock};

const PASSWORD: &str = "Parolă-1 șț";

fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name).display().to_string()
}

fn load(flags: &[&str]) -> Loaded {
    try_load(flags).unwrap()
}

fn try_load(flags: &[&str]) -> Result<Loaded, ConfigError> {
    let program = clap::Command::new("mpay-sim").args(command_args());
    let matches = program.try_get_matches_from([&["mpay-sim"], flags].concat()).unwrap();
    Config::load(&matches, &Environment::default())
}

#[test]
fn the_hub_signs_with_what_the_settings_name() {
    let signer = Certificate::parse(&std::fs::read(fixture("signer.crt")).unwrap()).unwrap();
    let (certificate, key) = (fixture("signer.crt"), fixture("encrypted.key"));
    let pfx = fixture("rc2-40.pfx");
    for flags in [
        ["--hub-certificate", &pfx, "--hub-certificate-password", PASSWORD, "--seed", "1"],
        ["--hub-certificate", &certificate, "--hub-key", &key, "--hub-certificate-password", PASSWORD],
    ] {
        let config = load(&flags).config;
        assert_eq!(config.hub_identity().unwrap().unwrap().certificate, signer);
        assert_eq!(config.hub_certificate().unwrap().unwrap(), signer);
        assert!(config.tls_client().unwrap().is_none());
    }
    assert!(load(&[]).config.hub_identity().unwrap().is_none());
}

#[test]
fn what_is_wrong_with_them_names_the_setting_the_file_and_what_to_do() {
    let (pfx, key, ec) = (fixture("aes256.pfx"), fixture("signer.key"), fixture("ec.pem"));
    let of_hub = |flags: &[&str]| load(flags).config.hub_identity().unwrap_err().to_string();
    let wrong = of_hub(&["--hub-certificate", &pfx, "--hub-certificate-password", "secret-1"]);
    assert!(wrong.contains("hub_certificate: ") && wrong.contains("aes256.pfx does not open"), "{wrong}");
    assert!(wrong.contains("hub_certificate_password") && !wrong.contains("secret-1"), "{wrong}");
    assert!(of_hub(&["--hub-key", &key]).contains("hub_key is set without hub_certificate"));
    assert!(of_hub(&["--hub-certificate", &ec]).contains("take an RSA certificate"));
    assert!(of_hub(&["--hub-certificate", "missing.pfx"]).contains("missing.pfx cannot be read"));
    // For TLS an elliptic-curve key is as good as any.
    assert!(load(&["--tls-client-certificate", &ec]).config.tls_client().unwrap().is_some());
}

#[test]
fn a_service_names_its_certificates_in_any_form() {
    let folder = Folder::new();
    let text = format!(
        "[[service]]\nid = 'A'\nendpoint_url = 'https://a'\ncertificate = '{}'\ncertificate_password = '{PASSWORD}'\n\
         signature_ca = '{}'\ntls_ca = '{}'\n\
         [[service]]\nid = 'B'\nendpoint_url = 'https://b'\ntls_ca = 'sha256:{}'\n",
        fixture("3des.pfx"),
        fixture("chain.p7b"),
        fixture("stranger.crt"),
        "AB:".repeat(31) + "AB",
    );
    std::fs::write(folder.path().join("mpay-sim.toml"), text).unwrap();
    let services = load(&["--config-dir", &folder.path().display().to_string()]).config.services;
    let der = |name: &str| Certificate::parse(&std::fs::read(fixture(name)).unwrap()).unwrap().der().to_vec();
    assert_eq!(services[0].certificate, Some(der("signer.crt")));
    assert_eq!(services[0].signature_ca, [der("signer.crt"), der("stranger.crt")]);
    assert_eq!(services[0].tls_ca, ServerTrust::Certificates(vec![der("stranger.crt")]));
    assert_eq!(services[1].tls_ca, ServerTrust::Fingerprint([0xab; 32]));
}

#[test]
fn an_e_service_s_own_key_is_taken_from_its_pfx_or_from_a_file_of_its_own() {
    let folder = Folder::new();
    let read = |keys: &str| {
        let text = format!("[[service]]\nid = 'A'\nendpoint_url = 'https://a'\n{keys}\n");
        std::fs::write(folder.path().join("mpay-sim.toml"), text).unwrap();
        try_load(&["--config-dir", &folder.path().display().to_string()]).map(|loaded| loaded.config)
    };
    let (pfx, certificate, key) = (fixture("aes256.pfx"), fixture("signer.crt"), fixture("signer.key"));
    for named in [
        format!("certificate = '{pfx}'\ncertificate_password = '{PASSWORD}'"),
        format!("certificate = '{certificate}'\ncertificate_key = '{key}'"),
    ] {
        let config = read(&named).unwrap();
        let [identity] = &config.e_service_identities().unwrap()[..] else { panic!("{named}") };
        assert_eq!(Some(identity.certificate.der()), config.services[0].certificate.as_deref());
    }
    assert!(read(&format!("certificate = '{certificate}'")).unwrap().e_service_keys.is_empty());
    let of_another = format!("certificate = '{}'\ncertificate_key = '{key}'", fixture("stranger.crt"));
    for (wrong, said) in [
        (of_another, "cannot be used as the key of"),
        (format!("certificate = '{certificate}'\ncertificate_key = 'missing.key'"), "missing.key"),
        (format!("certificate_key = '{key}'"), "set together with `certificate`"),
    ] {
        let error = read(&wrong).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}

#[test]
fn no_password_is_printed() {
    let folder = Folder::new();
    let text = "hub_certificate_password = 'secret-1'\n[[service]]\nid = 'A'\nendpoint_url = 'http://a'\ncertificate_password = 'secret-3'\n";
    std::fs::write(folder.path().join("mpay-sim.toml"), text).unwrap();
    let loaded =
        load(&["--config-dir", &folder.path().display().to_string(), "--tls-client-password", "secret-2"]);
    let mut out = Vec::new();
    mpay_sim::commands::config::run(&loaded, &mut out).unwrap();
    let shown = format!("{}{loaded:?}", String::from_utf8(out).unwrap());
    assert!(shown.contains("hub_certificate_password = ***") && !shown.contains("secret-"), "{shown}");
    std::fs::write(folder.path().join("mpay-sim.toml"), "hub_certificate_password = ['secret-1']\n").unwrap();
    let output = command(folder.path(), &["config", "--config-dir", "."]).output().unwrap();
    assert!(!output.status.success() && !said(&output).contains("secret-1"), "{}", said(&output));
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name != "making.lock");
    names.sort();
    names
}

#[test]
fn certs_writes_every_form_and_leaves_what_exists() {
    let folder = Folder::new();
    let run = |flags: &[&str]| {
        command(folder.path(), &[&["certs", "--dir", "out"], flags].concat()).output().unwrap()
    };
    let out = folder.path().join("out");
    let first = run(&["--host", "shop.test", "--host", "10.1.2.3", "--days", "30", "--password", "p"]);
    assert!(first.status.success() && said(&first).contains("`p`"), "{}", said(&first));
    let pairs = ["ca", "e-service", "e-service-https", "hub"];
    let forms = ["cer", "crt", "key", "pfx"];
    let mut expected: Vec<String> =
        pairs.iter().flat_map(|name| forms.map(|form| format!("{name}.{form}"))).collect();
    expected.retain(|name| name != "ca.pfx");
    expected.sort();
    assert_eq!(names(&out), expected);
    for name in &pairs[1..] {
        let [crt, key, cer, pfx] =
            ["crt", "key", "cer", "pfx"].map(|form| out.join(format!("{name}.{form}")));
        let pair = read_key_material(&crt, Some(&key), "").unwrap();
        let in_pfx = read_key_material(&pfx, None, "p").unwrap();
        assert_eq!(read_certificates(&cer, "").unwrap(), pair.certificates);
        assert_eq!((&in_pfx.certificates[0], in_pfx.key_der()), (&pair.certificates[0], pair.key_der()));
        assert_eq!(in_pfx.certificates[1..], read_certificates(&out.join("ca.crt"), "").unwrap());
        #[cfg(unix)]
        for secret in [key, pfx] {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(secret).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    let read = || names(&out).iter().map(|name| std::fs::read(out.join(name)).unwrap()).collect::<Vec<_>>();
    let before = read();
    let again = run(&[]);
    assert!(again.status.success() && !said(&again).contains("written"), "{}", said(&again));
    assert!(read() == before);
    let ignored = run(&["--host", "other.test"]);
    assert!(!ignored.status.success() && said(&ignored).contains("--force"), "{}", said(&ignored));
    assert!(said(&run(&["--host", "https://a", "--force"])).contains("leave out scheme"));
    std::fs::remove_file(out.join("hub.key")).unwrap();
    assert!(said(&run(&[])).contains("hub.crt exists"), "a certificate without its key is not replaced");
    assert!(run(&["--force"]).status.success());
    assert!(read().iter().zip(&before).all(|(new, old)| new != old));
}

#[test]
fn certs_beside_a_hub_adds_the_forms_of_the_hubs_own() {
    let folder = Folder::new();
    let certs = folder.path().join("mpay-sim-data/certs");
    let now = mpay_sim::clock::Clock::System.now();
    let made = mpay_sim::soap::security::certificates::CertificateFolder::open(&certs, now).unwrap();
    let output = command(folder.path(), &["certs"]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert!(
        said(&output).contains("a hub that starts with data_dir mpay-sim-data signs with it"),
        "{}",
        said(&output)
    );
    // In another folder it makes another certificate, with which this hub does not sign.
    let other = said(&command(folder.path(), &["certs", "--dir", "other", "--legacy-pfx"]).output().unwrap());
    let present = format!("hub.crt (thumbprint {})", made.hub.certificate.thumbprint());
    assert!(other.contains("no hub signs with it before") && other.contains(&present), "{other}");
    assert!(other.contains("3DES and SHA-1, for Mono"), "{other}");
    let pfx = read_key_material(&certs.join("hub.pfx"), None, "mpay-sim").unwrap();
    assert_eq!(pfx.certificates[0], made.hub.certificate);
    // The new certificate for HTTPS comes from the CA that was there.
    let https = read_certificates(&certs.join("e-service-https.crt"), "").unwrap();
    assert_eq!(https[0].issuer, read_certificates(&certs.join("ca.crt"), "").unwrap()[0].subject);
}

#[tokio::test]
async fn a_client_certificate_with_the_key_of_another_stops_the_start() {
    let (clock, _) = simulated_clock();
    let mut service = EService::start(&clock).await.service();
    service.endpoint_url = "https://shop.test/".to_owned();
    let folder = Folder::new();
    let config = Config {
        data_dir: folder.path().to_owned(),
        tls_client_certificate: Some(fixture("signer.crt").into()),
        tls_client_key: Some(fixture("stranger.key").into()),
        ..Config::default()
    };
    let settings = HubSettings {
        config,
        services: vec![service],
        identity: identities::hub(),
        e_service_identities: vec![],
        clock,
        patience: Patience::default(),
    };
    let error = start_hub(settings, listener()).await.unwrap_err().to_string();
    assert!(error.contains("its key belongs to another certificate; name a certificate"), "{error}");
}

#[test]
fn a_certificate_that_has_expired_is_told_at_the_start() {
    let folder = Folder::new();
    let validity = Validity { from: "2020-03-01T00:00:00Z".parse().unwrap(), days: 30 };
    let [ca_key, key] = new_keys().unwrap();
    let (ca, _) = Authority::make(ca_key, validity).unwrap();
    let made = ca.issue(Leaf::Signer { common_name: "old hub" }, key, validity).unwrap();
    std::fs::write(folder.path().join("old.pem"), made.certificate.pem() + &*made.key_pem()).unwrap();
    let service = "[[service]]\nid = 'A'\nendpoint_url = 'http://a'\ncertificate = 'old.pem'\n";
    std::fs::write(folder.path().join("mpay-sim.toml"), service).unwrap();
    let flags = ["serve", "--listen", "127.0.0.1:0", "--config-dir", ".", "--hub-certificate", "old.pem"];
    let hub = Program::start(folder.path(), "hub", &flags);
    let log = hub.log();
    assert_eq!(log.matches("CN=old hub` expired on 2020-03-31").count(), 2, "{log}");
    assert!(log.contains("e-Services will refuse the hub") && log.contains("service=A"), "{log}");
}
