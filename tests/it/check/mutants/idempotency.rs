//! Mutants that do not take one payment once.

use super::super::seen::Seen;
use super::Mutant;
use super::Mutation::{Overlooks, Refuses, Swallows};
use crate::support::mutant::Check;
use mpay_sim::soap::Operation::ConfirmOrderPayment;

pub const MUTANTS: &[Mutant] = &[
    Mutant { rule: "idempotency/duplicates-at-once", how: Refuses(|seen| seen.beside > 0) },
    Mutant {
        rule: "idempotency/payment-id-other-amount",
        how: Swallows(|seen| seen.before > 0 && cents(seen) == 1),
    },
    Mutant { rule: "idempotency/second-payment", how: Swallows(|seen| seen.is_paid) },
    Mutant {
        rule: "idempotency/replay",
        how: Overlooks(|seen| seen.before > 0 && seen.is_wrong(ConfirmOrderPayment, Check::Fresh)),
    },
];

/// The last digit of the total in bani.
fn cents(seen: &Seen) -> i64 {
    seen.confirmation().map_or(0, |confirmation| confirmation.total_amount.bani() % 10)
}
