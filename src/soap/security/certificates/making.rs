//! Makes a test CA and issues certificates.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256, RsaKeySize,
};

use x509_parser::prelude::{FromDer, X509Certificate};

use super::{Certificate, CertificateError, KeyMaterial};

/// The validity of a certificate.
#[derive(Debug, Clone, Copy)]
pub struct Validity {
    /// The first day is the day of this time in UTC.
    pub from: Timestamp,
    /// The number of days.
    pub days: u32,
}

/// The subject and purpose of a certificate.
#[derive(Debug, Clone, Copy)]
pub enum Leaf<'a> {
    /// A signer of messages, which is also an HTTPS client.
    Signer {
        /// The common name of the certificate.
        common_name: &'a str,
    },
    /// An HTTPS server.
    Server {
        /// The common name of the certificate.
        common_name: &'a str,
        /// Its host names and IP addresses.
        hosts: &'a [String],
    },
}

/// A new certificate with its key.
#[derive(Debug)]
pub struct Made {
    /// The certificate.
    pub certificate: Certificate,
    key: KeyPair,
}

/// A CA that can issue certificates.
#[derive(Debug)]
pub struct Authority {
    certificate: Certificate,
    issuer: Issuer<'static, KeyPair>,
}

const CA_NAME: &str = "mpay-sim test CA";

impl Authority {
    /// Makes a CA with this key.
    ///
    /// # Errors
    /// If the library fails.
    pub fn make(key: KeyPair, validity: Validity) -> Result<(Self, Made), CertificateError> {
        let certificate = Certificate::from_der(ca_params(validity)?.self_signed(&key)?.der())?;
        let made = Made { certificate: certificate.clone(), key: KeyPair::from_pem(&key.serialize_pem())? };
        Ok((Self { certificate, issuer: Issuer::new(ca_params(validity)?, key) }, made))
    }

    /// A CA from files, which must have been made here.
    ///
    /// # Errors
    /// If it is a different CA, or the key is unreadable.
    pub fn of(material: &KeyMaterial) -> Result<Self, CertificateError> {
        let certificate = material.certificates.first().ok_or(CertificateError::NoCertificate)?.clone();
        let key = KeyPair::try_from(material.key_der())?;
        let issuer = Issuer::new(ca_params(Validity { from: certificate.not_before, days: 1 })?, key);
        if !certificate.subject.contains(CA_NAME) {
            let subject = certificate.subject;
            return Err(CertificateError::Refused(format!(
                "is the CA `{subject}`, not one that mpay-sim made"
            )));
        }
        Ok(Self { certificate, issuer })
    }

    /// The CA's certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Issues a certificate.
    ///
    /// # Errors
    /// If a host is neither a name nor an IP address.
    pub fn issue(&self, leaf: Leaf<'_>, key: KeyPair, validity: Validity) -> Result<Made, CertificateError> {
        let mut params = match leaf {
            Leaf::Signer { common_name } => params(common_name, validity)?,
            Leaf::Server { common_name, hosts } => {
                let mut params = params(common_name, validity)?;
                params.subject_alt_names = CertificateParams::new(hosts)?.subject_alt_names;
                params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
                params
            }
        };
        // `ExplicitNoCa` makes rcgen write the subject key identifier, which WS-Security may refer to.
        params.is_ca = IsCa::ExplicitNoCa;
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        if matches!(leaf, Leaf::Server { .. }) {
            params.key_usages.push(KeyUsagePurpose::KeyEncipherment);
        }
        let certificate = Certificate::from_der(params.signed_by(&key, &self.issuer)?.der())?;
        Ok(Made { certificate, key })
    }
}

impl Made {
    /// The key, PKCS #8 in PEM.
    pub fn key_pem(&self) -> String {
        self.key.serialize_pem()
    }
}

impl Certificate {
    /// The certificate in PEM, with the line ends of the platform.
    pub fn pem(&self) -> String {
        use base64::Engine;
        let text = base64::engine::general_purpose::STANDARD.encode(self.der());
        let mut pem = "-----BEGIN CERTIFICATE-----\n".to_owned();
        // Lines of 64 characters (RFC 7468 §2).
        for line in text.as_bytes().chunks(64) {
            pem.push_str(&String::from_utf8_lossy(line));
            pem.push('\n');
        }
        pem + "-----END CERTIFICATE-----\n"
    }
}

/// New RSA-2048 keys. The search for primes takes most of the time, so it runs in parallel.
///
/// # Errors
/// If the library has no randomness.
pub fn new_keys<const N: usize>() -> Result<[KeyPair; N], CertificateError> {
    let new_key = || KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048);
    let keys: Result<Vec<KeyPair>, rcgen::Error> = std::thread::scope(|scope| {
        let searches: Vec<_> = (0..N).map(|_| scope.spawn(new_key)).collect();
        searches
            .into_iter()
            .map(|search| search.join().unwrap_or(Err(rcgen::Error::RingUnspecified)))
            .collect()
    });
    keys?.try_into().map_err(|_| rcgen::Error::RingUnspecified.into())
}

/// A self-signed certificate of this key (PKCS #8 or PKCS #1 DER) with the subject of another certificate.
///
/// # Errors
/// If the other subject is not text, or the key is unreadable.
pub fn self_signed_as(
    named: &Certificate,
    key: &[u8],
    validity: Validity,
) -> Result<Certificate, CertificateError> {
    let (_, x509) = X509Certificate::from_der(named.der()).map_err(|_| CertificateError::NotACertificate)?;
    let mut name = DistinguishedName::new();
    for attribute in x509.subject().iter_attributes() {
        let oid = attribute.attr_type().iter().into_iter().flatten().collect::<Vec<u64>>();
        let text = attribute.as_str().map_err(|_| CertificateError::NotACertificate)?;
        name.push(DnType::from_oid(&oid), text);
    }
    let mut params = params("", validity)?;
    params.distinguished_name = name;
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    Certificate::from_der(params.self_signed(&KeyPair::try_from(key)?)?.der())
}

fn ca_params(validity: Validity) -> Result<CertificateParams, CertificateError> {
    let mut params = params(CA_NAME, validity)?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}

fn params(common_name: &str, validity: Validity) -> Result<CertificateParams, CertificateError> {
    let first = validity.from.to_zoned(TimeZone::UTC).date();
    let last = first.checked_add(i64::from(validity.days).days()).map_err(|_| {
        CertificateError::Refused(format!(
            "{} days from {first} is no date; ask for fewer days",
            validity.days
        ))
    })?;
    let moment = |date: jiff::civil::Date| {
        rcgen::date_time_ymd(date.year().into(), date.month().unsigned_abs(), date.day().unsigned_abs())
    };
    let mut name = DistinguishedName::new();
    name.push(DnType::OrganizationName, "mpay-sim");
    name.push(DnType::CommonName, common_name);
    let mut params = CertificateParams::default();
    params.distinguished_name = name;
    params.not_before = moment(first);
    params.not_after = moment(last);
    Ok(params)
}
