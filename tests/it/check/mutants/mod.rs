//! The mutants: for each rule a switch that breaks it, and nothing else. One line each.

mod accept;
mod certificates;
mod contract;
mod idempotency;
mod limits;
mod refuse;
mod speed;
mod truth;

use super::proxy::Reply;
use super::seen::Seen;

/// One mutant of the sample e-Service.
#[derive(Debug)]
pub struct Mutant {
    /// The key of the rule that fails.
    pub rule: &'static str,
    /// The mistake of the e-Service.
    pub how: Mutation,
}

/// The mistake of a mutant.
#[derive(Debug, Clone, Copy)]
pub enum Mutation {
    /// It takes such a message as if it were honest: what its first Body says is done.
    Overlooks(fn(&Seen) -> bool),
    /// It takes this content in place of the message's, as if it were honest; `None` leaves the message as it is.
    Rewrites(fn(&Seen) -> Option<String>),
    /// It answers such a confirmation without a fault, and books nothing.
    Swallows(fn(&Seen) -> bool),
    /// It refuses such a message with a fault.
    Refuses(fn(&Seen) -> bool),
    /// It replies with this content of the Body in place of its own, signed; `None` leaves the reply as it is.
    Replies(fn(&Seen, &str) -> Option<String>),
    /// It replies with other bytes, status or media type.
    Raw(fn(&Seen, &mut Reply)),
    /// It notices that the caller is gone before the end of a first confirmation's reply, after the first byte of its body
    /// or before it, and refuses the confirmation when it comes again.
    ForgetsLost { after_first_byte: bool },
}

/// Rules that no mutant can break here, each with the reason.
pub const NOT_BROKEN: &[(&str, &str)] = &[
    ("certificates/dates", "the certificate is the registered one: see check/apart.rs"),
    ("certificates/key", "the certificate is the registered one: see check/apart.rs"),
    ("certificates/tls-dates", "the proxy speaks plain HTTP: see check/apart.rs"),
    ("certificates/tls-key-apart", "the proxy speaks plain HTTP: see check/apart.rs"),
    ("truth/part-leaves-the-rest", "no order here is paid in parts: see check/apart.rs"),
    ("truth/rest-closes-the-order", "no order here is paid in parts: see check/apart.rs"),
    ("truth/more-than-due", "no order here takes more than is due: see check/apart.rs"),
    ("speed/p95", "a slow e-Service takes long: see check/apart.rs for a limit that none keeps"),
];

/// Every mutant.
pub fn all() -> Vec<&'static Mutant> {
    [
        accept::OF_SCENARIOS,
        accept::OF_FORM,
        certificates::MUTANTS,
        contract::OF_MESSAGES,
        contract::OF_CONTENT,
        contract::OF_FAULTS,
        contract::OF_FORM,
        idempotency::MUTANTS,
        limits::MUTANTS,
        refuse::MUTANTS,
        speed::MUTANTS,
        truth::MUTANTS,
    ]
    .into_iter()
    .flatten()
    .collect()
}
