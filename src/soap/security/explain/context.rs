//! The basis of an X-ray: the accepted and the known keys, and the time.

use jiff::Timestamp;

use crate::soap::security::certificates::Certificate;
use crate::soap::security::verify::{Tolerance, Trust};

/// The basis for judging a message.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The accepted signers.
    pub trust: Trust<'a>,
    /// Other keys that may have been used by mistake: the hub's own, the TLS key, an older one.
    pub known: &'a [KnownKey<'a>],
    /// The time at which the message is judged.
    pub judged_at: At,
    /// The tolerance for its Timestamp.
    pub tolerance: Tolerance,
}

/// A certificate with a description, such as `the hub's own key`.
#[derive(Debug, Clone, Copy)]
pub struct KnownKey<'a> {
    /// The description, which follows "the signature was made with …".
    pub label: &'a str,
    /// The certificate.
    pub certificate: &'a Certificate,
}

/// The time at which a message is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// A given time.
    Moment(Timestamp),
    /// The time when the message was made, as a captured message is always old.
    OwnCreated,
}
