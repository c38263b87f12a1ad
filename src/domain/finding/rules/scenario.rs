//! Verdicts on calls with a deliberate defect.

super::rules! {
    SCENARIO_REFUSED "scenario-refused" Business Note
        "the e-Service refused a call that it must refuse"
        expected "a fault, beside an honest call that is accepted"
        consequence "a call like this one reads no order and books no payment"
        remedy "nothing"
        source "docs/SCENARIOS.md, the entry of the scenario";
    SCENARIO_ACCEPTED "scenario-accepted" Business Error
        "the e-Service accepted a call that it must refuse"
        expected "a fault"
        consequence "as the scenario shows: others than MPay may read orders or have payments booked, or an error in MPay's message goes unnoticed; the hub does not count the confirmation"
        remedy "see the entry of the scenario in docs/SCENARIOS.md"
        source "docs/SCENARIOS.md, the entry of the scenario";
    SCENARIO_UNDERSTOOD "scenario-understood" Business Note
        "the e-Service accepted a call that it must or may accept"
        expected "the operation's response"
        consequence "the payment is confirmed; that it is booked once, the e-Service's own books must say"
        remedy "nothing"
        source "docs/SCENARIOS.md, the entry of the scenario";
    SCENARIO_NOT_UNDERSTOOD "scenario-not-understood" Business Error
        "the e-Service refused a call that it must accept, and accepted an honest one"
        expected "the operation's response"
        consequence "should MPay send this, the order could not be paid, or the payment would stay unconfirmed"
        remedy "see the entry of the scenario in docs/SCENARIOS.md"
        source "docs/SCENARIOS.md, the entry of the scenario";
    SCENARIO_FORM_REFUSED "scenario-form-refused" Business Warning
        "the e-Service refused a lawful form that MPay is not known to send"
        expected "the operation's response, or a fault"
        consequence "nothing today; should MPay begin to send this, orders could not be paid, or payments would stay unconfirmed"
        remedy "see the entry of the scenario in docs/SCENARIOS.md"
        source "docs/SCENARIOS.md, the entry of the scenario";
    SCENARIO_INCONCLUSIVE "scenario-inconclusive" Business Warning
        "the answer to a call under a scenario allows no verdict"
        expected "the operation's response or a refusal, beside an honest call that is accepted"
        consequence "the e-Service may do as it must, or only have broken down, or refuse everything"
        remedy "see that honest calls succeed; then refuse with the code of the guide's list that fits"
        source "docs/SCENARIOS.md; MPay guide, Faults";
    SCENARIO_AWAITS "scenario-awaits-honest-call" Business Note
        "the verdict on a call under a scenario comes with the answer to the next honest call"
        expected "an honest call about the same order that the e-Service answers"
        consequence "until then it is not known whether the e-Service would have accepted the call without the scenario"
        remedy "wait for the next attempt, or send the confirmation again"
        source "docs/SCENARIOS.md";
    SCENARIO_NOT_APPLIED "scenario-not-applied" Business Note
        "a scenario was not applied, so that an honest call was made, or none"
        expected "a call that the scenario can be applied to"
        consequence "no verdict is given, and the scenario is not used up"
        remedy "choose an order or a service to which it can be applied"
        source "docs/SCENARIOS.md, the entry of the scenario";
}
