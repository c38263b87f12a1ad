//! `docs/SCENARIOS.md` says what the table says.

use mpay_sim::domain::scenario::{Parameter, ParameterKind, SCENARIOS};

use crate::support::golden::written;

fn document() -> String {
    let mut text = "# Scenarios\n\n\
        Each scenario is one deliberate defect or variant of a call, so that it is the only possible reason for the e-Service's\n\
        reaction. The hub's own data stays correct: a call that must be refused never confirms a payment or describes an order,\n\
        whatever the e-Service answers. The honest call follows, at once for GetOrderDetails, by the retry schedule for\n\
        ConfirmOrderPayment; so it does after any other call under a scenario that was not accepted.\n\n\
        A scenario applies to all calls, to those of a service or an order, to a number of calls, or to a combination. The most\n\
        specific scope wins, then the latest scenario; at most one applies to a call, and once to a payment's confirmation. If it\n\
        cannot be applied, the call is honest, a finding gives the reason, and there is no verdict. Otherwise the exchange has\n\
        the scenario's name, and a finding with the verdict:\n\n\
        | the e-Service must | it accepts | it refuses, and accepts an honest call |\n\
        | --- | --- | --- |\n\
        | refuse with a fault | `scenario-accepted`: failed | `scenario-refused`: passed |\n\
        | accept | `scenario-understood`: passed | `scenario-not-understood`: failed |\n\
        | accept, or refuse with a fault | `scenario-understood`: passed | `scenario-form-refused`: a warning |\n\n\
        A refusal counts only beside an accepted honest call of the same operation about the same order, signed with the same\n\
        certificate: the one that follows, or for ConfirmOrderPayment the latest one before if it was accepted. Until that is\n\
        answered, the finding is `scenario-awaits-honest-call`, without a verdict. The verdict is `scenario-inconclusive`, with a\n\
        reason,\n\n\
        - if the honest call was not accepted either;\n\
        - if the e-Service failed (by a fault with this meaning in FAULTS.md), whatever it must do;\n\
        - if the answer is neither an acceptance nor a fault;\n\
        - if the e-Service's own clock, which its replies show, could not show a defect about time, or the defect was within the\n\
          five minutes that e-Services may tolerate. Moving the hub's clock does not move the e-Service's.\n\n\
        If the reply was lost on purpose, the answer to the repeated call gives the verdict.\n\n\
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
            scenario.does_in_general(),
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
        ParameterKind::Number { default, min, max } => format!("{min} to {max}, {default} by default"),
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
