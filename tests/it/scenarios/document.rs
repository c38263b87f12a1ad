//! `docs/SCENARIOS.md` says what the table says.

use mpay_sim::domain::scenario::{Parameter, ParameterKind, SCENARIOS};

use crate::support::golden::written;

fn document() -> String {
    let mut text = "# What the simulator does wrong on purpose\n\n\
        Each scenario changes one thing about a call, and nothing else, so that only this can be the reason of what the\n\
        e-Service does. The hub's own books stay right: a call that must be refused never confirms a payment nor describes an\n\
        order, whatever the e-Service answers; the honest call follows, for GetOrderDetails at once, for ConfirmOrderPayment by\n\
        the retry schedule. So it does after any call under a scenario that was not accepted. A scenario applies to everything,\n\
        to a service, to an order, to the next so many calls, or to any of these together. The most specific scope wins, then\n\
        the one that was switched on last; at most one applies to a call, and one applies to a payment's confirmation once.\n\
        Where it cannot be applied, the call is an honest one, a finding says why, and there is no verdict. Else\n\
        the exchange carries the scenario's name, and a finding with the verdict:\n\n\
        | the e-Service must | it accepts | it refuses, and accepts an honest call |\n\
        | --- | --- | --- |\n\
        | refuse with a fault | `scenario-accepted`: failed | `scenario-refused`: passed |\n\
        | accept | `scenario-understood`: passed | `scenario-not-understood`: failed |\n\
        | accept, or refuse with a fault | `scenario-understood`: passed | `scenario-form-refused`: a warning |\n\n\
        A refusal counts only beside an honest call of the same operation about the same order, signed with the same\n\
        certificate, that the e-Service accepted: the one that follows, or for ConfirmOrderPayment the latest one before, where\n\
        that was accepted. Until it is answered, the finding is `scenario-awaits-honest-call`, and there is no verdict yet. It is\n\
        `scenario-inconclusive`, and says why, where the honest call was not accepted either; where the e-Service broke down (by\n\
        a fault that has this meaning in FAULTS.md), whatever it must do; where the answer is neither an acceptance nor a fault; and\n\
        where a scenario about time could not be seen by the e-Service's own clock, which its replies show, or lay within the\n\
        five minutes that e-Services may tolerate. Moving the hub's clock moves no e-Service's. The verdict on a call whose reply\n\
        was lost comes with the answer to the call that repeats it.\n\n\
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
