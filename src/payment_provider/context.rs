//! The parts of the hub that the simulated payment providers use.

use crate::clock::Clock;
use crate::randomness::Randomness;
use crate::store::Store;

/// The dependencies of the simulated payment providers.
#[derive(Debug, Clone, Copy)]
pub struct PaymentProviderContext<'a> {
    /// Their books.
    pub store: &'a Store,
    /// The time.
    pub clock: &'a Clock,
    /// The source of authorisation codes.
    pub randomness: &'a Randomness,
}
