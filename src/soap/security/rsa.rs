//! The RSA private-key operation and the bare public-key operation. AWS-LC has no safe API for `rsa-sha1`, which the
//! contract needs, nor for the content of a signature, so this file calls the C functions. It is the only file with
//! `unsafe`.
#![expect(unsafe_code, reason = "AWS-LC signs with SHA-1, and opens signatures, only through its C API")]

use std::ptr::{self, NonNull};

use aws_lc_sys::{
    EVP_PKEY_free, EVP_PKEY_get1_RSA, NID_sha1, NID_sha256, NID_sha384, NID_sha512, RSA, RSA_NO_PADDING,
    RSA_free, RSA_public_key_from_bytes, RSA_sign, RSA_size, RSA_verify_raw, d2i_AutoPrivateKey,
};
use thiserror::Error;

use super::{DigestAlgorithm, SignatureAlgorithm};

/// An RSA private key, ready to sign.
#[derive(Debug)]
pub struct SigningKey(NonNull<RSA>);

/// The bytes are not an RSA private key in PKCS #8 or PKCS #1 format.
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

    /// Signs these octets (PKCS #1 v1.5).
    ///
    /// # Errors
    /// If the key is too short for the digest.
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

/// The payload of a signature, including its padding, with the length of the key's modulus. `None` if the key is not an RSA
/// public key (PKCS #1 DER), or if the signature has a different length than the modulus or a value that is not smaller. It
/// proves nothing by itself: any octets of the right length open to something.
pub(super) fn opened(public_key: &[u8], signature: &[u8]) -> Option<Vec<u8>> {
    // SAFETY: `public_key` is readable for its length; the key that comes back is ours to free.
    let key = NonNull::new(unsafe { RSA_public_key_from_bytes(public_key.as_ptr(), public_key.len()) })?;
    // SAFETY: `key` is a valid RSA key.
    let size = unsafe { RSA_size(key.as_ptr()) } as usize;
    let mut block = vec![0; size];
    let mut written = 0;
    // SAFETY: `block` is writable for RSA_size bytes, as the call asks, `signature` readable for its length, and `key`
    // is freed once, after its last use.
    let ok = unsafe {
        let ok = RSA_verify_raw(
            key.as_ptr(),
            &mut written,
            block.as_mut_ptr(),
            block.len(),
            signature.as_ptr(),
            signature.len(),
            RSA_NO_PADDING,
        );
        RSA_free(key.as_ptr());
        ok
    };
    (ok == 1 && written == size).then_some(block)
}

/// The length of a signature by this key in octets; `None` if it is not an RSA public key (PKCS #1 DER).
pub(super) fn modulus_length(public_key: &[u8]) -> Option<usize> {
    // SAFETY: `public_key` is readable for its length; the key that comes back is ours to free.
    let key = NonNull::new(unsafe { RSA_public_key_from_bytes(public_key.as_ptr(), public_key.len()) })?;
    // SAFETY: `key` is a valid RSA key, and is freed once, after its last use.
    let size = unsafe {
        let size = RSA_size(key.as_ptr());
        RSA_free(key.as_ptr());
        size
    };
    Some(size as usize)
}
