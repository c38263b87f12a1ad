//! `docs/SCENARIOS.md` says what the table says.

use mpay_sim::domain::scenario::{Parameter, ParameterKind, SCENARIOS};

use crate::support::golden::written;

fn document() -> String {
    let mut text = "# What the simulator does wrong on purpose\n\n\
        Each scenario changes one thing about a call, and nothing else, so that only this can be the reason of what the\n\
        e-Service does. The hub's own books stay right: a call that must be refused never confirms a payment nor describes an\n\
        order, whatever the e-Service answers; the honest call follows, for GetOrderDetails at once, for ConfirmOrderPayment by\n\
        the retry schedule. A scenario applies to everything, to a service, to an order, to the next so many calls, or to any of\n\
        these together. The most specific scope wins, then the one that was switched on last; at most one applies to a call, and\n\
        one applies to a payment's confirmation once. Where it cannot be applied, the call is an honest one, a finding says\n\
        why, and there is no verdict. Else the exchange carries the scenario's name, and a finding with the verdict:\n\n\
        | the e-Service must | it answers as it must | it does not | neither |\n\
        | --- | --- | --- | --- |\n\
        | refuse with a fault | `scenario-refused`: passed | `scenario-accepted`: failed | `scenario-inconclusive` |\n\
        | accept | `scenario-understood`: passed | `scenario-not-understood`: failed | `scenario-inconclusive` |\n\n\
        This page is made from the code: `MPAY_SIM_WRITE_GOLDEN=1 cargo test --test it scenarios::document`.\n"
        .to_owned();
    let mut group = "";
    for scenario in SCENARIOS {
        if scenario.group.name() != group {
            group = scenario.group.name();
            text.push_str(&format!("\n## Group: {group}\n"));
        }
        text.push_str(&format!(
            "\n### {}\n\n{}\n\n- Calls: {}\n- A correct e-Service: {}. {}\n",
            scenario.name,
            scenario.does,
            scenario.operations.names().join(", "),
            scenario.expected.meaning(),
            scenario.duty
        ));
        scenario.parameters.iter().for_each(|parameter| text.push_str(&line_of(parameter)));
        text.push_str(&format!("- Source: {}\n", scenario.source));
    }
    text
}

fn line_of(parameter: &Parameter) -> String {
    let Parameter { name, meaning, kind } = parameter;
    let bounds = match kind {
        ParameterKind::Number { default, min, max } => format!("{min} to {max}, {default} where not set"),
        ParameterKind::Text { max_chars } => format!("at most {max_chars} characters"),
    };
    format!("- Parameter `{name}`: {meaning}; {bounds}\n")
}

#[test]
fn the_document_is_made_from_the_table() {
    let document = document();
    let written = written("docs/SCENARIOS.md", document.as_bytes());
    assert!(
        written == document.as_bytes(),
        "docs/SCENARIOS.md is not what the table says; its lines tell how to make it"
    );
}
