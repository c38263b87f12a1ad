//! Signers that pretend to be the hub.

use jiff::{SignedDuration, Timestamp};

use crate::soap::security::certificates::{
    CertificateError, Identity, KeyMaterial, Validity, self_signed_as,
};

/// A published key (PKCS #8) that no one should trust. As it is fixed, every run gives the same bytes, and no call waits
/// for a search for primes.
const STRANGERS_KEY: &[u8] = include_bytes!("stranger.der");

/// The number of days since the end of the expired certificate.
const EXPIRED_DAYS_AGO: i64 = 30;

/// A stranger with a valid certificate in the hub's name.
///
/// # Errors
/// If the hub's name cannot be written into another certificate.
pub fn stranger(hub: &Identity, now: Timestamp) -> Result<Identity, CertificateError> {
    let validity = Validity { from: days_before(now, 1), days: 365 };
    in_the_name_of(hub, STRANGERS_KEY.to_vec(), validity)
}

/// The hub's own key with an expired certificate in the hub's name.
///
/// # Errors
/// If the hub's name or key cannot be used for another certificate.
pub fn expired_twin(hub: &Identity, now: Timestamp) -> Result<Identity, CertificateError> {
    let validity = Validity { from: days_before(now, EXPIRED_DAYS_AGO + 365), days: 365 };
    in_the_name_of(hub, hub.material().key_der().to_vec(), validity)
}

fn in_the_name_of(hub: &Identity, key: Vec<u8>, validity: Validity) -> Result<Identity, CertificateError> {
    let certificate = self_signed_as(&hub.certificate, &key, validity)?;
    Identity::from_material(KeyMaterial::new(vec![certificate], key))
}

fn days_before(now: Timestamp, days: i64) -> Timestamp {
    now.saturating_sub(SignedDuration::from_hours(24 * days)).unwrap_or(now)
}
