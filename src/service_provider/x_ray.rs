//! The signature X-ray of a recorded message, with what its call had found out.

use super::KnownSigner;
use crate::domain::finding::Finding;
use crate::soap::security::explain::{At, Context, KnownKey, XRay, explain};
use crate::soap::security::verify::Tolerance;

/// Examines a message of this signer. `known` are keys that may have been used by mistake. A finding that its call had made
/// as well keeps the call's consequence and remedy: the call knows more than the message shows, such as that the hub's
/// clock was moved.
pub fn x_ray(
    octets: &[u8],
    signer: &KnownSigner,
    known: &[KnownKey<'_>],
    (judged_at, tolerance): (At, Tolerance),
    of_call: &[Finding],
) -> XRay {
    let mut x_ray = explain(octets, &Context { trust: signer.trust(), known, judged_at, tolerance });
    for finding in &mut x_ray.findings {
        if let Some(of_call) = of_call.iter().find(|of_call| of_call.rule == finding.rule) {
            finding.consequence.clone_from(&of_call.consequence);
            finding.remedy.clone_from(&of_call.remedy);
        }
    }
    x_ray
}
