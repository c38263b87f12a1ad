//! Mutants that fail at languages, letters and long values.

use mpay_sim::domain::fault::FaultCode;
use mpay_sim::soap::Operation::GetOrderDetails;
use mpay_sim::soap::fault;

use super::super::seen::Seen;
use super::Mutant;
use super::Mutation::{Refuses, Replies, Swallows};
use super::truth::order;

pub const MUTANTS: &[Mutant] = &[
    Mutant { rule: "limits/russian", how: Refuses(|seen| seen.asks("<Language>RU<")) },
    Mutant {
        rule: "limits/english",
        how: Replies(|seen, reply| {
            seen.asks("<Language>EN<").then(|| reply.replace("<AmountDue>45.00<", "<AmountDue>46.00<"))
        }),
    },
    Mutant {
        rule: "limits/letters-intact",
        how: Replies(|seen, reply| in_romanian(seen, reply, "în pădure", "Ã®n pÄƒdure")),
    },
    Mutant {
        rule: "limits/comma-below",
        how: Replies(|seen, reply| in_romanian(seen, reply, "deșeurilor", "deşeurilor")),
    },
    Mutant { rule: "limits/key-of-36", how: Replies(|seen, _| breaks_down(seen, "SIM-AN-ORDER-KEY-")) },
    Mutant { rule: "limits/key-too-long", how: Replies(|seen, _| breaks_down(seen, "SIM-LONG-SIM-LONG-")) },
    Mutant { rule: "limits/key-quote", how: Replies(|seen, _| breaks_down(seen, "SIM&apos; OR ")) },
    Mutant {
        rule: "limits/key-wildcard",
        how: Replies(|seen, _| seen.asks("<OrderKey>%<").then(|| order("%"))),
    },
    Mutant { rule: "limits/key-markup", how: Replies(|seen, _| breaks_down(seen, "SIM-&lt;b&gt;")) },
    Mutant { rule: "limits/key-cyrillic", how: Replies(|seen, _| breaks_down(seen, "СИМ-ЗАКАЗ")) },
    Mutant { rule: "limits/key-emoji", how: Replies(|seen, _| breaks_down(seen, "SIM-😀")) },
    Mutant { rule: "limits/payment-id-of-36", how: Refuses(|seen| seen.confirms("-ABCdef-")) },
    Mutant {
        rule: "limits/payment-id-compared-whole",
        how: Swallows(|seen| {
            seen.confirmation()
                .is_some_and(|one| one.payment_id.contains("-pair-") && one.payment_id.ends_with('2'))
        }),
    },
    Mutant {
        rule: "limits/invoice-id-of-36",
        how: Refuses(|seen| seen.confirmation().is_some_and(|one| one.invoice_id.len() == 36)),
    },
    Mutant {
        rule: "limits/property-of-255",
        how: Refuses(|seen| {
            seen.confirmation()
                .is_some_and(|one| one.properties.iter().any(|property| property.value.len() == 255))
        }),
    },
    Mutant { rule: "limits/property-romanian", how: Refuses(|seen| seen.confirms("Țurcanu")) },
    Mutant { rule: "limits/property-cyrillic", how: Refuses(|seen| seen.confirms("Щербаков")) },
    Mutant { rule: "limits/property-emoji", how: Refuses(|seen| seen.confirms("😀")) },
    Mutant { rule: "limits/property-markup", how: Refuses(|seen| seen.confirms("&lt;SRL&gt;")) },
];

/// A failure of the e-Service's own at a query whose OrderKey begins so.
fn breaks_down(seen: &Seen, start: &str) -> Option<String> {
    let is_meant = seen.asks(&format!("<OrderKey>{start}"));
    is_meant.then(|| fault::write(&FaultCode::InternalError, "the database failed"))
}

fn in_romanian(seen: &Seen, reply: &str, whole: &str, broken: &str) -> Option<String> {
    let is_meant = seen.operation == GetOrderDetails && reply.contains("<Status>Active<");
    is_meant.then(|| reply.replace(whole, broken))
}
