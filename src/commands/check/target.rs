//! The e-Service to check, with the certificates of both sides.

use std::collections::VecDeque;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;

use super::arguments::Arguments;
use crate::check::Target;
use crate::clock::Clock;
use crate::commands::{CommandError, shown};
use crate::config::Config;
use crate::domain::ids::{OrderKey, ServiceId};
use crate::domain::service::{LocalizedText, ReplySignature, ServerTrust, Service};
use crate::service_provider::ServiceProviderClient;
use crate::soap::security::certificates::{
    Certificate, CertificateError, CertificateFolder, Identity, read_certificates, read_key_material,
};

/// The target. Says to `out` which certificate signs the calls, where it is not one that the user has given.
pub(super) fn of(
    arguments: &Arguments,
    config: &Config,
    out: &mut impl Write,
) -> Result<Target, CommandError> {
    let clock = Clock::System;
    let id = ServiceId::parse(arguments.required("service")?)
        .map_err(|why| CommandError::Refused(why.to_string()))?;
    let endpoint_url = arguments.required("url")?.to_owned();
    let identity = identity(arguments, config, &clock, out)?;
    let (certificate, e_service) = e_service(arguments)?;
    let tls_ca = match arguments.one("tls-ca") {
        Some(path) => ServerTrust::Certificates(ders(&read_certificates(Path::new(path), "")?)),
        None => ServerTrust::PublicAuthorities,
    };
    let service = Service {
        name: LocalizedText::same(id.as_str()),
        service_provider_name: LocalizedText::same(id.as_str()),
        id,
        service_provider_idno: None,
        endpoint_url,
        order_key_label: None,
        order_key_example: None,
        reply_signature: ReplySignature::Require,
        certificate: certificate.map(|certificate| certificate.der().to_vec()),
        signature_ca: vec![],
        tls_ca,
    };
    let tls_client = config.tls_client()?;
    let services = std::slice::from_ref(&service);
    let timeout = duration(arguments, "timeout")?.unwrap_or(config.e_service_timeout);
    let client = ServiceProviderClient::new(
        identity,
        tls_client.as_ref(),
        services,
        &clock,
        timeout,
        config.max_reply_bytes,
    )
    .map_err(|why| CommandError::Refused(why.to_string()))?;
    let e_service = e_service.map(Arc::new);
    Ok(Target {
        service,
        client: Arc::new(client),
        e_service,
        known: vec![],
        tolerance: config.tolerance(),
        clock,
    })
}

/// The orders given.
///
/// # Errors
/// If one is no OrderKey.
pub(super) fn orders(arguments: &Arguments) -> Result<VecDeque<OrderKey>, CommandError> {
    let key = |text: String| OrderKey::given(text).map_err(|why| CommandError::Refused(why.to_string()));
    arguments.all("order").into_iter().map(key).collect()
}

/// The identity that signs the calls: the given file, the hub's by the settings, or the simulator's own, made at its first start.
fn identity(
    arguments: &Arguments,
    config: &Config,
    clock: &Clock,
    out: &mut impl Write,
) -> Result<Identity, CommandError> {
    if let Some(path) = arguments.one("identity") {
        let password = arguments.one("identity-password").unwrap_or_default();
        let material = read_key_material(Path::new(path), None, password)?;
        return Ok(Identity::from_material(material)?);
    }
    if let Some(identity) = config.hub_identity()? {
        return Ok(identity);
    }
    let folder = config.data_dir.join("certs");
    let is_new = !folder.join("hub.crt").exists();
    let hub = CertificateFolder::open(&folder, clock.now())?.hub;
    let state = if is_new { "made just now" } else { "made before" };
    writeln!(
        out,
        "The calls are signed with mpay-sim's own certificate, {state}: register {} in the e-Service as MPay's \
         (thumbprint {}), or give another one with --identity.\n",
        shown(&folder.join("hub.cer")),
        hub.certificate.thumbprint()
    )?;
    Ok(hub)
}

/// The e-Service's certificate, and its key where the file has it.
fn e_service(arguments: &Arguments) -> Result<(Option<Certificate>, Option<Identity>), CertificateError> {
    let Some(path) = arguments.one("cert") else { return Ok((None, None)) };
    let password = arguments.one("cert-password").unwrap_or_default();
    let path = Path::new(path);
    let certificate = read_certificates(path, password)?.into_iter().next();
    let identity =
        read_key_material(path, None, password).ok().and_then(|one| Identity::from_material(one).ok());
    Ok((certificate, identity))
}

fn ders(certificates: &[Certificate]) -> Vec<Vec<u8>> {
    certificates.iter().map(|one| one.der().to_vec()).collect()
}

/// The duration of this name, if given.
pub(super) fn duration(arguments: &Arguments, name: &str) -> Result<Option<Duration>, CommandError> {
    let Some(text) = arguments.one(name) else { return Ok(None) };
    let read = text.parse::<SignedDuration>().ok().and_then(|wait| Duration::try_from(wait).ok());
    let wrong =
        || CommandError::Refused(format!("--{name} is `{text}`, expected a duration up to 1h, such as 10s"));
    read.filter(|wait| !wait.is_zero() && *wait <= Duration::from_secs(3600)).map(Some).ok_or_else(wrong)
}
