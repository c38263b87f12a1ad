//! The list of rules, without any call.

use std::io::Write;

use crate::check::{Family, RULES, Rule, Selection, Wanted};
use crate::commands::CommandError;

/// Prints the chosen rules, family by family.
pub(super) fn print(selection: &Selection, out: &mut impl Write) -> Result<(), CommandError> {
    let chosen: Vec<&Rule> = RULES.iter().filter(|rule| selection.has(rule)).collect();
    for family in Family::ALL {
        let of_family: Vec<_> = chosen.iter().filter(|rule| rule.family == family).collect();
        if of_family.is_empty() {
            continue;
        }
        writeln!(out, "{}: {}", family.name(), family.title())?;
        for rule in of_family {
            writeln!(out, "  {:<16} {:<34} {}", rule.id(), rule.name, needs(rule))?;
            writeln!(out, "      {}", rule.checks)?;
        }
    }
    writeln!(out, "{} rules", chosen.len())?;
    Ok(())
}

fn needs(rule: &Rule) -> String {
    let order = match rule.needs.order {
        Wanted::Nothing => "",
        Wanted::Known => "an order",
        Wanted::Lent => "an order that may be paid",
        Wanted::Fresh(1) => "an order that it pays",
        Wanted::Fresh(_) => "orders that it pays",
    };
    let wait = rule.needs.patient.map(|wait| format!("waits for {} s", wait.as_secs()));
    let mark = rule.mark.map(|mark| mark.meaning().to_owned());
    let parts: Vec<String> = mark.into_iter().chain(Some(order.to_owned())).chain(wait).collect();
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}
