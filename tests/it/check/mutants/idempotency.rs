//! Mutants that do not take one payment once.

use mpay_sim::soap::Operation::ConfirmOrderPayment;

use super::super::seen::Seen;
use super::Mutant;
use super::Mutation::{ForgetsLost, Overlooks, Refuses, Swallows};
use crate::support::mutant::Check;

pub const MUTANTS: &[Mutant] = &[
    Mutant {
        rule: "idempotency/duplicates-at-once",
        how: Refuses(|seen| seen.beside > 0 && seen.before > 0),
    },
    Mutant { rule: "idempotency/duplicates-after-gap", how: Refuses(|seen| is_repeated(seen, 290, 640)) },
    Mutant { rule: "idempotency/reply-cut", how: ForgetsLost { after_first_byte: true } },
    Mutant { rule: "idempotency/reply-unread", how: ForgetsLost { after_first_byte: false } },
    Mutant {
        rule: "idempotency/payment-id-other-amount",
        how: Swallows(|seen| seen.before > 0 && !seen.is_reused && bani(seen) % 10 == 1),
    },
    Mutant { rule: "idempotency/second-payment", how: Swallows(|seen| seen.is_paid && !seen.is_contested) },
    Mutant {
        rule: "idempotency/replay",
        how: Overlooks(|seen| seen.before > 0 && seen.is_wrong(ConfirmOrderPayment, Check::Fresh)),
    },
    Mutant { rule: "idempotency/five-at-once", how: Refuses(|seen| seen.beside > 0 && seen.before == 0) },
    Mutant { rule: "idempotency/again-after-a-second", how: Refuses(|seen| is_repeated(seen, 1, 60)) },
    Mutant { rule: "idempotency/two-payments-at-once", how: Swallows(|seen| seen.is_contested) },
    Mutant {
        rule: "idempotency/unsigned-repetition",
        how: Overlooks(|seen| seen.before > 0 && seen.is_wrong(ConfirmOrderPayment, Check::Signature)),
    },
];

/// True for an honest repetition that comes within this range of seconds after the first one was answered.
fn is_repeated(seen: &Seen, from: i64, to: i64) -> bool {
    seen.before > 0 && seen.wrong.is_empty() && (from..=to).contains(&seen.since)
}

fn bani(seen: &Seen) -> i64 {
    seen.confirmation().map_or(0, |confirmation| confirmation.total_amount.bani())
}
