//! The state that all rules of one check share.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use super::orders::{Order, Orders};
use super::pace::Pace;
use super::payment;
use super::recorded::Log;
use super::settlement::Ledger;
use super::target::{Progress, Target, Watch};
use super::verdict::Verdict;
use crate::domain::confirmation::PaymentConfirmation;
use crate::domain::money::Amount;
use crate::randomness::Randomness;
use crate::service_provider::KnownSigner;
use crate::soap::security::certificates::Certificate;

/// The amount paid where the payer chooses it: 10.00 lei.
const ANY_AMOUNT: Amount = Amount::from_bani(1_000);

/// One check while it runs.
pub struct Run {
    /// The e-Service.
    pub target: Target,
    /// The orders that are left.
    pub orders: Orders,
    /// The honest confirmations made so far.
    pub ledger: Ledger,
    /// The honest calls of all rules.
    pub honest: Log,
    /// The pace of the calls.
    pub pace: Pace,
    /// Random ids of calls that belong to no rule.
    pub randomness: Randomness,
    /// The command line that repeats one rule, without `--only`.
    pub again: String,
    /// The time limit that 95 of 100 calls must keep.
    pub slow_after: Duration,
    pub(super) seed: u64,
    pub(super) is_patient: bool,
    pub(super) numbers: AtomicI64,
    pub(super) signer: OnceLock<KnownSigner>,
    pub(super) watch: Watch,
}

impl Run {
    /// The accepted signer of replies: the registered certificate, else that of the first valid reply.
    pub fn signer(&self) -> KnownSigner {
        self.signer.get().cloned().unwrap_or(KnownSigner::AnyAtFirstUse)
    }

    /// Takes this certificate (DER) as the e-Service's for the rest of the check.
    pub(super) fn pin(&self, certificate: &[u8]) {
        if let Ok(certificate) = Certificate::from_der(certificate) {
            self.signer.get_or_init(|| KnownSigner::Certificate(Box::new(certificate)));
        }
    }

    /// Reports a step.
    pub(super) fn tell(&self, step: Progress) {
        (self.watch)(step);
    }

    /// A number for a payment, which no earlier run has used: they begin with the time in milliseconds.
    pub fn next_number(&self) -> i64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    /// A new payment of this amount, `None` for what is due.
    ///
    /// # Errors
    /// If the order cannot be paid now.
    pub fn confirmation(
        &self,
        order: &Order,
        amount: Option<Amount>,
    ) -> Result<PaymentConfirmation, Verdict> {
        let now = self.target.clock.now();
        let service_id = &self.target.service.id;
        let payable = payment::payable(service_id, order, now)
            .map_err(|why| Verdict::skipped(format!("the order {} cannot be paid: {why:?}", order.key)))?;
        let amount = amount.or(payable.due).unwrap_or(ANY_AMOUNT);
        Ok(payment::confirmation(service_id, order, (self.next_number(), amount), now))
    }
}
