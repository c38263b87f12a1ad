//! Who signs what.

use mpay_sim::soap::security::certificates::Identity;

/// The hub's identity.
pub fn hub() -> Identity {
    identity(include_bytes!("../../fixtures/signer.crt"), include_bytes!("../../fixtures/signer.key"))
}

/// The identity of every e-Service. Another one than the hub's, so that an echo of a request never passes for a reply.
pub fn e_service() -> Identity {
    identity(include_bytes!("../../fixtures/stranger.crt"), include_bytes!("../../fixtures/stranger.key"))
}

fn identity(certificate: &[u8], key: &[u8]) -> Identity {
    Identity::parse(certificate, key).unwrap()
}
