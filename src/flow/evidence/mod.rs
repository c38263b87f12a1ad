//! An archive of everything about one payment, to attach to a ticket: the messages, the canonical octets, the certificates
//! and the timeline. It has no private key, and at most the last four digits of a card number.

mod zip;

use std::fmt::Write;

use serde_json::Value;

use super::Problem;
use super::known_certificate::known_signer;
use super::payment_history::{PaymentHistory, history};
use super::receipt_download::receipt;
use super::x_ray::{Message, x_ray};
use crate::app::App;
use crate::domain::ids::PaymentId;
use crate::domain::payment::PaymentStatus;
use crate::domain::plain_text::plain;
use crate::domain::receipt::PageFormat;
use crate::service_provider::KnownSigner;
use crate::soap::security::{DigestAlgorithm, hex};

/// The maximum number of exchanges in an archive; the latest are taken.
const MOST_EXCHANGES: usize = 50;

const README: &str = "Evidence of one payment at an MPay simulator. No money moved.

payment.json              the payment with its invoice, visit, exchanges, attempts and timeline
timeline.txt              what happened, one line each, times in UTC
confirmation-body.xml     the unsigned content of ConfirmOrderPayment, the same at every attempt
exchanges/N-*.xml         what was sent and what came back, byte for byte; replies decompressed
exchanges/N-*.x-ray.json  the verification of each: certificate, references, digests, findings
canonical/N-*             the octets over which each digest was computed
certificates/*.cer        whom the messages are signed by (DER)
receipt.pdf               the receipt, where the payment was made
SHA256SUMS                the digest of every other file, for sha256sum -c
";

/// The archive; `None` if there is no such payment. `describe` makes the document `payment.json`.
pub async fn evidence(
    app: &App,
    id: &PaymentId,
    describe: impl FnOnce(&PaymentHistory) -> String,
) -> Result<Option<Vec<u8>>, Problem> {
    let Some(history) = history(app, id).await? else { return Ok(None) };
    let mut files: Vec<(String, Vec<u8>)> = vec![
        ("README.txt".to_owned(), README.into()),
        ("payment.json".to_owned(), describe(&history).into()),
        ("timeline.txt".to_owned(), timeline(&history).into()),
    ];
    if let Some(confirmation) = app.store.confirmation(id).await? {
        files.push(("confirmation-body.xml".to_owned(), confirmation.body_xml.into()));
    }
    let first = history.exchanges.len().saturating_sub(MOST_EXCHANGES);
    for exchange in &history.exchanges[first..] {
        let Some(bytes) = app.store.exchange_bytes(exchange.id).await? else { continue };
        let messages = [
            (Message::Request, "request", Some(bytes.request)),
            (Message::Response, "response", bytes.response),
        ];
        for (message, word, octets) in messages {
            let Some(octets) = octets else { continue };
            let name = format!("{}-{}-{word}", exchange.id, exchange.operation);
            files.push((format!("exchanges/{name}.xml"), octets));
            if let Some(explained) = x_ray(app, exchange, message).await? {
                files.extend(canonical_forms(&name, &explained));
                files.push((format!("exchanges/{name}.x-ray.json"), format!("{explained:#}\n").into()));
            }
        }
    }
    files.extend(certificates(app, &history).await?);
    if let PaymentStatus::Authorized(_) = history.listed.payment.status {
        let (session, language) = (history.visit.id, app.config.language);
        files.push(("receipt.pdf".to_owned(), receipt(app, session, PageFormat::A4, language).await?.pdf));
    }
    files.push(("SHA256SUMS".to_owned(), sums(&files).into()));
    Ok(Some(zip::archive(&files)))
}

fn timeline(history: &PaymentHistory) -> String {
    let mut text = String::new();
    for step in &history.timeline {
        let exchange = step.exchange_id.map(|id| format!(" [exchange {id}]")).unwrap_or_default();
        // Text of an e-Service is put on one line.
        let detail = plain(&step.detail);
        let _ = writeln!(text, "{}  {}  {detail}{exchange}", step.at, step.what);
    }
    text
}

/// The octets of each reference's digest and of the signature, from the X-ray.
fn canonical_forms(name: &str, explained: &Value) -> Vec<(String, Vec<u8>)> {
    let references = explained["references"].as_array().into_iter().flatten().zip(1..);
    let references = references.map(|(reference, number)| {
        let element = reference["element"].as_str().unwrap_or_default();
        let element: String = element.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
        (format!("canonical/{name}-{number}-{element}"), &reference["octets"])
    });
    let signed = (format!("canonical/{name}-SignedInfo"), &explained["signature"]["signed_info"]);
    references
        .chain([signed])
        .filter_map(|(name, octets)| Some((name, bytes_of(octets["hex"].as_str()?)?)))
        .filter(|(_, octets)| !octets.is_empty())
        .collect()
}

fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.as_bytes().chunks_exact(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

/// The hub's certificate, and the known ones of the e-Service.
async fn certificates(app: &App, history: &PaymentHistory) -> Result<Vec<(String, Vec<u8>)>, Problem> {
    let mut files =
        vec![("certificates/hub.cer".to_owned(), app.service_provider.certificate().der().to_vec())];
    let Some(service) = app.service(&history.listed.service_id) else { return Ok(files) };
    match known_signer(app, &service).await? {
        KnownSigner::Certificate(known) => {
            files.push(("certificates/e-service.cer".to_owned(), known.der().to_vec()));
        }
        KnownSigner::IssuedBy(authorities) => {
            files.extend(authorities.iter().zip(1..).map(|(authority, number)| {
                (format!("certificates/e-service-ca-{number}.cer"), authority.der().to_vec())
            }));
        }
        KnownSigner::AnyAtFirstUse => {}
    }
    Ok(files)
}

fn sums(files: &[(String, Vec<u8>)]) -> String {
    let mut text = String::new();
    for (name, content) in files {
        let _ = writeln!(text, "{}  {name}", hex(&DigestAlgorithm::Sha256.digest(content)));
    }
    text
}
