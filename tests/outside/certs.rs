//! What `mpay-sim certs` writes in the eyes of others: OpenSSL, Python's cryptography, and Java where it is installed;
//! and the hub as client of OpenSSL's TLS.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use mpay_sim::clock::Clock;
use mpay_sim::domain::service::ServerTrust;
use mpay_sim::service_provider::CallError;
use mpay_sim::soap::security::certificates::{read_certificates, read_key_material};
use serde_json::json;

use crate::support::EService;
use crate::support::folder::Folder;
use crate::support::program::command;
use crate::support::wire::{call_as, finding};
use crate::tools::{python, variable};

const PASSWORD: &str = "Parolă-1 șț";
const NAMES: [&str; 3] = ["hub", "e-service", "e-service-https"];

fn certs(flags: &[&str]) -> Folder {
    certs_with(PASSWORD, flags)
}

fn certs_with(password: &str, flags: &[&str]) -> Folder {
    let folder = Folder::new();
    let arguments = [&["certs", "--dir", ".", "--password", password], flags].concat();
    let output = command(folder.path(), &arguments).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    folder
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

fn openssl(folder: &Path, arguments: &[&str]) -> Output {
    let run = Command::new("openssl").current_dir(folder).args(arguments).output();
    run.unwrap_or_else(|error| panic!("openssl does not start ({error}); run `./test`, which installs it"))
}

#[test]
fn openssl_reads_every_form_and_the_chain_holds() {
    let password = format!("pass:{PASSWORD}");
    for (flags, mac, cipher) in [
        (&[][..], "MAC: sha256", "AES-256-CBC"),
        (&["--legacy-pfx"][..], "MAC: sha1", "pbeWithSHA1And3-KeyTripleDES-CBC"),
    ] {
        let folder = certs(flags);
        for name in NAMES {
            let pfx = format!("{name}.pfx");
            let output = openssl(
                folder.path(),
                &["pkcs12", "-in", &pfx, "-passin", &password, "-nodes", "-info", "-legacy"],
            );
            let text = said(&output);
            assert!(output.status.success(), "{text}");
            assert!(text.contains(mac) && text.contains(cipher), "{text}");
            assert_eq!(text.matches("BEGIN CERTIFICATE").count(), 2, "the certificate and its CA");
            assert!(text.contains("BEGIN PRIVATE KEY"));
            let wrong = openssl(folder.path(), &["pkcs12", "-in", &pfx, "-passin", "pass:wrong", "-nodes"]);
            assert!(!wrong.status.success());

            let purpose = if name == "e-service-https" { "sslserver" } else { "sslclient" };
            let crt = format!("{name}.crt");
            let output = openssl(
                folder.path(),
                &["verify", "-x509_strict", "-purpose", purpose, "-CAfile", "ca.crt", &crt],
            );
            assert!(output.status.success(), "{}", said(&output));
            let der = openssl(folder.path(), &["x509", "-inform", "DER", "-in", &format!("{name}.cer")]);
            assert_eq!(
                der.stdout,
                std::fs::read(folder.path().join(&crt)).unwrap(),
                "the PEM is OpenSSL's own"
            );
        }
        let hosts = ["-verify_hostname", "localhost", "-verify_ip", "127.0.0.1"];
        let verify = [&["verify", "-CAfile", "ca.crt"], &hosts[..], &["e-service-https.crt"]].concat();
        assert!(openssl(folder.path(), &verify).status.success());
    }
}

/// Opens each `.pfx` named on stdin and prints the names in it; a wrong password must not open it.
const OPEN: &str = include_str!("python/open_pfx.py");

#[test]
fn pythons_cryptography_opens_the_pfx() {
    for flags in [&[][..], &["--legacy-pfx"]] {
        let folder = certs(flags);
        for name in NAMES {
            let path = folder.path().join(format!("{name}.pfx"));
            let input = json!({ "path": path, "password": PASSWORD });
            let subject = &read_certificates(&path, PASSWORD).unwrap()[0].subject;
            let common_name = subject.split("CN=").nth(1).unwrap();
            assert_eq!(python(OPEN, &input.to_string()).trim(), format!("{common_name} <- mpay-sim test CA"));
        }
    }
}

#[test]
fn javas_keytool_opens_the_pfx() {
    for flags in [&[][..], &["--legacy-pfx"]] {
        // Java's own limit: a password of other characters does not open AES.
        let folder = certs_with("secret 1", flags);
        for name in NAMES {
            let pfx = format!("{name}.pfx");
            let output = Command::new("keytool")
                .current_dir(folder.path())
                .args(["-list", "-v", "-storetype", "PKCS12", "-keystore", &pfx, "-storepass", "secret 1"])
                .output()
                .unwrap();
            let text = said(&output);
            assert!(text.contains("PrivateKeyEntry") && text.contains("chain length: 2"), "{text}");
        }
    }
}

/// Python's HTTPS server, which is OpenSSL's TLS. It is killed at the end.
struct Server(Child, u16);

impl Server {
    fn start(folder: &Path, version: &str) -> Self {
        let mut child = Command::new(variable("MPAY_SIM_TEST_PYTHON"))
            .args(["-c", include_str!("python/https_server.py"), &folder.display().to_string(), version])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = lines.next().unwrap().unwrap().parse().unwrap();
        Self(child, port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A server that has ended already is as good as killed.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn openssls_tls_takes_the_hubs_certificate_and_the_hub_takes_its() {
    let clock = Clock::System;
    let (folder, other) = (certs(&[]), certs(&[]));
    let service = EService::start(&clock).await.service();
    let trust = ServerTrust::Certificates(vec![
        read_certificates(&folder.path().join("ca.cer"), "").unwrap()[0].der().to_vec(),
    ]);
    let client = read_key_material(&folder.path().join("hub.pfx"), None, PASSWORD).unwrap();
    let stranger = read_key_material(&other.path().join("hub.pfx"), None, PASSWORD).unwrap();
    for version in ["TLSv1_2", "TLSv1_3"] {
        let server = Server::start(folder.path(), version);
        let url = format!("https://localhost:{}/", server.1);
        let (exchange, error) = call_as(&clock, service.clone(), &url, trust.clone(), Some(&client)).await;
        // Its answer is no SOAP, but says who called.
        assert!(matches!(error, Some(CallError::NotAnEnvelope { .. })), "{version}: {error:?}");
        let said = String::from_utf8(exchange.response.unwrap()).unwrap();
        assert!(said.contains(&version.replace('_', ".")) && said.contains("mpay-sim hub"), "{said}");

        let (_, error) = call_as(&clock, service.clone(), &url, trust.clone(), Some(&stranger)).await;
        assert_eq!(finding(error).rule.name, "tls-client-certificate", "{version}");
    }
    let old = Server::start(folder.path(), "TLSv1_1");
    let url = format!("https://localhost:{}/", old.1);
    let (_, error) = call_as(&clock, service, &url, trust, Some(&client)).await;
    assert_eq!(finding(error).rule.name, "tls-handshake");
}
