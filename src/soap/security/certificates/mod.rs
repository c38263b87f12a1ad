//! X.509 certificates and private keys: reads all usual formats, and makes the simulator's own.

mod certificate;
mod error;
mod folder;
mod identity;
mod making;
mod pem;
mod pfx;
mod pkcs7;
mod read;

#[cfg(test)]
mod tests;

pub use certificate::Certificate;
pub use error::CertificateError;
pub use folder::{CertificateFolder, lock, write, write_made, write_secret};
pub use identity::{Identity, KeyMaterial};
pub use making::{Authority, Leaf, Made, Validity, new_keys, self_signed_as};
pub use pfx::{PfxStrength, write_pfx};
pub use read::{certificates_in, read_certificates, read_key_material};
