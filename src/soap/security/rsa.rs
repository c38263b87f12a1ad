//! The private-key operation. AWS-LC has no safe API for `rsa-sha1`, which the contract needs, so this file
//! calls the C function itself; it is the only file with `unsafe`.
#![expect(unsafe_code, reason = "AWS-LC signs with SHA-1 only through its C API")]

use std::ptr::{self, NonNull};

use aws_lc_sys::{
    EVP_PKEY_free, EVP_PKEY_get1_RSA, NID_sha1, NID_sha256, NID_sha384, NID_sha512, RSA, RSA_free, RSA_sign,
    RSA_size, d2i_AutoPrivateKey,
};
use thiserror::Error;

use super::{DigestAlgorithm, SignatureAlgorithm};

/// An RSA private key, ready to sign.
#[derive(Debug)]
pub struct SigningKey(NonNull<RSA>);

/// The bytes are no RSA private key in PKCS #8 or PKCS #1 form.
#[derive(Debug, Error)]
#[error("not an RSA private key in PKCS #8 or PKCS #1 (DER)")]
pub struct InvalidKey;

// SAFETY: the key is never changed after it was read, and AWS-LC documents that an `RSA` may be used by several
// threads at once as long as nobody changes it (openssl/rsa.h, "thread-safety").
unsafe impl Send for SigningKey {}
// SAFETY: as above.
unsafe impl Sync for SigningKey {}

impl SigningKey {
    /// Reads a private key in PKCS #8 or PKCS #1 DER.
    pub fn from_der(der: &[u8]) -> Result<Self, InvalidKey> {
        let len = der.len().try_into().map_err(|_| InvalidKey)?;
        let mut input = der.as_ptr();
        // SAFETY: `input` points to `len` readable bytes for the whole call; the key that comes back is ours to free.
        let key = unsafe { d2i_AutoPrivateKey(ptr::null_mut(), &mut input, len) };
        let key = NonNull::new(key).ok_or(InvalidKey)?;
        // SAFETY: `key` is a valid key; `get1` gives a reference of its own, so the key can be freed at once.
        let rsa = unsafe {
            let rsa = EVP_PKEY_get1_RSA(key.as_ptr());
            EVP_PKEY_free(key.as_ptr());
            rsa
        };
        NonNull::new(rsa).map(Self).ok_or(InvalidKey)
    }

    /// Signs these octets (PKCS #1 v1.5). Fails only where the key is too short for the digest.
    pub fn sign(&self, algorithm: SignatureAlgorithm, octets: &[u8]) -> Result<Vec<u8>, InvalidKey> {
        let digest = algorithm.digest().digest(octets);
        let nid = match algorithm.digest() {
            DigestAlgorithm::Sha1 => NID_sha1,
            DigestAlgorithm::Sha256 => NID_sha256,
            DigestAlgorithm::Sha384 => NID_sha384,
            DigestAlgorithm::Sha512 => NID_sha512,
        };
        // SAFETY: `self.0` is a valid RSA key.
        let size = unsafe { RSA_size(self.0.as_ptr()) };
        let mut signature = vec![0; size as usize];
        let mut written = size;
        // SAFETY: `digest` is readable for its length, and `signature` writable for RSA_size bytes, as the call asks.
        let ok = unsafe {
            RSA_sign(
                nid,
                digest.as_ptr(),
                digest.len(),
                signature.as_mut_ptr(),
                &mut written,
                self.0.as_ptr(),
            )
        };
        if ok != 1 {
            return Err(InvalidKey);
        }
        signature.truncate(written as usize);
        Ok(signature)
    }
}

impl Drop for SigningKey {
    fn drop(&mut self) {
        // SAFETY: the reference is ours and is given back once.
        unsafe { RSA_free(self.0.as_ptr()) }
    }
}
