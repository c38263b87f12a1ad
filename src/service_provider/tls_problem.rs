//! TLS failures with their remedies.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io;
use std::sync::Arc;

use jiff::Timestamp;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{AlertDescription, CertificateError, InvalidMessage, OtherError, PeerIncompatible};

use super::cause::within;
use super::client_certificate::Asked;
use crate::domain::finding::rules::transport as rules;
use crate::domain::finding::{Finding, Rule, Sentence, Words, sentences};
use crate::soap::security::certificates::Certificate;
use crate::soap::security::{DigestAlgorithm, hex};

/// A server's certificate.
#[derive(Debug)]
pub(super) struct Presented {
    der: Vec<u8>,
    read: Option<Certificate>,
}

/// A rejected server certificate.
#[derive(Debug)]
pub(super) struct Refused(Finding);

impl Presented {
    pub(super) fn new(der: &CertificateDer<'_>) -> Self {
        Self { der: der.to_vec(), read: Certificate::from_der(der).ok() }
    }

    pub(super) fn der(&self) -> &[u8] {
        &self.der
    }

    pub(super) fn sha256(&self) -> [u8; 32] {
        let digest = DigestAlgorithm::Sha256.digest(&self.der);
        digest.try_into().unwrap_or_default()
    }

    /// The rejection if the certificate is outside its validity.
    pub(super) fn out_of_date(&self, now: UnixTime) -> Option<Refused> {
        let now = Timestamp::from_second(i64::try_from(now.as_secs()).ok()?).ok()?;
        let why = self.read.as_ref()?.out_of_date(now)?;
        Some(Refused(Finding::new(&rules::TLS_EXPIRED, why)))
    }

    fn subject(&self) -> &str {
        self.read.as_ref().map_or("(unreadable)", |certificate| &certificate.subject)
    }

    fn issuer(&self) -> &str {
        self.read.as_ref().map_or("(unreadable)", |certificate| &certificate.issuer)
    }

    /// The advice with the setting that makes the hub trust exactly this certificate, and where the settings of services
    /// are: the verifier does not know how this one came to the hub.
    fn trust(&self, advice: &Sentence) -> Words {
        let digest = hex(&self.sha256());
        let setting = format!("`tls_ca = \"sha256:{digest}\"`");
        advice.words().with("setting", setting).with("place", sentences::PLACE_OF_SETTINGS.words())
    }
}

impl Refused {
    /// The certificate is not the registered one.
    pub(super) fn another(presented: &Presented) -> Self {
        let found = format!("the server shows the certificate of `{}`", presented.subject());
        Self(
            Finding::new(&rules::TLS_WRONG_CERTIFICATE, found)
                .remedy(presented.trust(&sentences::TRUST_ANOTHER)),
        )
    }

    /// The result of verifying chain, validity and names.
    pub(super) fn of(
        error: &rustls::Error,
        presented: &Presented,
        server_name: &ServerName<'_>,
        now: UnixTime,
    ) -> Self {
        let (subject, issuer) = (presented.subject(), presented.issuer());
        let rustls::Error::InvalidCertificate(problem) = error else {
            return Self::unfit(presented, &error.to_string());
        };
        match problem {
            CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                let by = match problem {
                    // A test CA that was made again has the same name and another key.
                    CertificateError::BadSignature => {
                        format!("another CA of the name `{issuer}` than the registered one")
                    }
                    _ if subject == issuer => "itself, and nothing here trusts it".to_owned(),
                    _ => format!("`{issuer}`, which nothing here trusts"),
                };
                let found = format!("the certificate of `{subject}` was issued by {by}");
                let remedy = presented.trust(&sentences::TRUST_CERTIFICATE_OR_ISSUER);
                Self(Finding::new(&rules::TLS_UNKNOWN_ISSUER, found).remedy(remedy))
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                let names = match problem {
                    CertificateError::NotValidForNameContext { presented, .. } => presented.as_slice(),
                    _ => &[],
                };
                let (has, remedy) = match names {
                    [] => ("no Subject Alternative Name".to_owned(), &sentences::TRUST_DESPITE_NAMES),
                    names => {
                        let names: Vec<_> =
                            names.iter().map(|name| format!("`{}`", plain_name(name))).collect();
                        (names.join(", "), &sentences::CALL_BY_NAME_OR_TRUST)
                    }
                };
                let host = server_name.to_str();
                let found = format!("the certificate of `{subject}` is not for `{host}`: it has {has}");
                let remedy = presented.trust(remedy).with("host", &*host);
                Self(Finding::new(&rules::TLS_WRONG_NAME, found).remedy(remedy))
            }
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => {
                presented.out_of_date(now).unwrap_or_else(|| {
                    let found = format!("a certificate above that of `{subject}` is out of its dates");
                    Self(Finding::new(&rules::TLS_EXPIRED, found))
                })
            }
            // webpki's error for a CA's certificate used by a server, and for certificates of version 1.
            CertificateError::Other(why) if why.to_string().contains("CaUsedAsEndEntity") => {
                let found = format!(
                    "the certificate of `{subject}` is marked as a CA's own (basicConstraints CA:TRUE), as `openssl req -x509` makes it"
                );
                let remedy = presented.trust(&sentences::TRUST_CERTIFICATE_OF_CA);
                Self(Finding::new(&rules::TLS_UNKNOWN_ISSUER, found).remedy(remedy))
            }
            CertificateError::Other(why) => Self::unfit(presented, &why.to_string()),
            other => Self::unfit(presented, &other.to_string()),
        }
    }

    fn unfit(presented: &Presented, why: &str) -> Self {
        let found = format!("the certificate of `{}` is unfit: {why}", presented.subject());
        Self(
            Finding::new(&rules::TLS_BAD_CERTIFICATE, found).remedy(presented.trust(&sentences::TRUST_UNFIT)),
        )
    }
}

/// A name of a certificate without the kind that the TLS library writes around it: `DnsName("shop.test")`.
fn plain_name(name: &str) -> &str {
    let inner = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
    inner.unwrap_or(name).trim_matches('"')
}

impl Display for Refused {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.found)
    }
}

impl Error for Refused {}

impl From<Refused> for rustls::Error {
    fn from(refused: Refused) -> Self {
        Self::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(refused))))
    }
}

/// The finding about a failed handshake. `asked` is the server's request for a client certificate.
pub(super) fn of_handshake(error: &(dyn Error + 'static), asked: &Asked) -> Finding {
    if let Some(error) = within(error) {
        return of_tls(error, asked);
    }
    let why = within(error).map(|error: &io::Error| error.kind().to_string()).unwrap_or_default();
    let closed = format!("the server closed the connection: {why}");
    match asked.words() {
        Some(words) => {
            Finding::new(&rules::TLS_CLIENT_CERTIFICATE, format!("{closed}; before that, {words}"))
        }
        None => Finding::new(&rules::TLS_CLOSED, closed),
    }
}

/// The finding about an error of the TLS library. `asked` is the server's request for a client certificate.
pub(super) fn of_tls(error: &rustls::Error, asked: &Asked) -> Finding {
    use AlertDescription as Alert;
    match error {
        rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(why))) => {
            match why.downcast_ref::<Refused>() {
                Some(Refused(finding)) => finding.clone(),
                None => Finding::new(
                    &rules::TLS_BAD_CERTIFICATE,
                    format!("the check of the server's certificate says \"{why}\""),
                ),
            }
        }
        rustls::Error::AlertReceived(alert) => {
            let rule: &'static Rule = match alert {
                Alert::CertificateRequired
                | Alert::NoCertificate
                | Alert::BadCertificate
                | Alert::UnsupportedCertificate
                | Alert::CertificateRevoked
                | Alert::CertificateExpired
                | Alert::CertificateUnknown
                | Alert::UnknownCA
                | Alert::AccessDenied
                | Alert::DecryptError => &rules::TLS_CLIENT_CERTIFICATE,
                _ => &rules::TLS_HANDSHAKE,
            };
            let words = asked.words().map(|words| format!("; before that, {words}")).unwrap_or_default();
            let finding = Finding::new(
                rule,
                format!("the server breaks the handshake off with the alert {alert:?}{words}"),
            );
            match alert {
                Alert::HandshakeFailure => {
                    finding.remedy(sentences::TLS_VERSIONS_OR_CLIENT_CERTIFICATE.words())
                }
                Alert::UnrecognisedName => finding.remedy(sentences::TLS_NO_SUCH_SITE.words()),
                _ => finding,
            }
        }
        rustls::Error::PeerIncompatible(why) => {
            let words = match why {
                PeerIncompatible::ServerDoesNotSupportTls12Or13
                | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig => {
                    "the server speaks only versions of TLS older than 1.2".to_owned()
                }
                other => format!("the server asks for what the hub does not offer ({other:?})"),
            };
            Finding::new(&rules::TLS_HANDSHAKE, words)
        }
        // Neither the type nor the version of a TLS record (RFC 8446 §5.1).
        rustls::Error::InvalidMessage(
            InvalidMessage::InvalidContentType | InvalidMessage::UnknownProtocolVersion,
        ) => Finding::new(&rules::TLS_NOT_SPOKEN, "the server answers something else than TLS"),
        other => Finding::new(&rules::TLS_HANDSHAKE, format!("the handshake fails: {other}")),
    }
}
