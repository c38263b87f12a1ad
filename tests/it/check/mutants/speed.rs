//! Mutants that fail where calls come at once.

use mpay_sim::soap::Operation::GetOrderDetails;

use super::Mutant;
use super::Mutation::{Refuses, Replies, Swallows};
use super::truth::order;

pub const MUTANTS: &[Mutant] = &[
    Mutant {
        rule: "speed/twenty-at-once",
        how: Refuses(|seen| seen.rule == "speed/twenty-at-once" && seen.queries > 3),
    },
    Mutant {
        rule: "speed/no-cross-talk",
        how: Replies(|seen, _| {
            seen.asks("<OrderKey>SIM-CROSS-").then(|| order("ADP032611231051234567890123"))
        }),
    },
    Mutant {
        rule: "speed/two-orders-at-once",
        how: Swallows(|seen| seen.confirms("MIA Demo") && seen.place == 1),
    },
    Mutant {
        rule: "speed/asked-while-paid",
        how: Refuses(|seen| seen.operation == GetOrderDetails && seen.is_being_paid),
    },
];
