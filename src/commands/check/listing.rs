//! The list of rules, without any call.

use std::io::Write;

use crate::check::{Family, RULES, Rule, Selection};
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
            let mark = rule.mark.map(|mark| format!("{} ", mark.meaning())).unwrap_or_default();
            writeln!(out, "  {:<16} {:<34} {mark}{}", rule.id(), rule.name, rule.takes())?;
            writeln!(out, "      {}", rule.checks)?;
        }
    }
    writeln!(out, "{} rules", chosen.len())?;
    Ok(())
}
