//! Verdicts on calls in which the simulator did something wrong on purpose.

super::rules! {
    SCENARIO_REFUSED "scenario-refused" Business Note
        "passed: the e-Service refused a call that it must refuse"
        expected "a fault"
        consequence "nobody but MPay can make the e-Service believe that an order was paid, in this way"
        remedy "nothing"
        source "docs/SCENARIOS.md, the entry of the scenario";
    SCENARIO_ACCEPTED "scenario-accepted" Business Error
        "failed: the e-Service accepted a call that it must refuse"
        expected "a fault"
        consequence "whoever can reach the e-Service may make it book a payment that nobody made, or another one than was made; the hub does not count the confirmation"
        remedy "see the entry of the scenario in docs/SCENARIOS.md"
        source "docs/SCENARIOS.md, the entry of the scenario";
    SCENARIO_UNDERSTOOD "scenario-understood" Business Note
        "passed: the e-Service accepted a call that it must accept"
        expected "the operation's response"
        consequence "the payment is confirmed as with any other call; that it is booked once, the e-Service's own books must say"
        remedy "nothing"
        source "docs/SCENARIOS.md, the entry of the scenario";
    SCENARIO_NOT_UNDERSTOOD "scenario-not-understood" Business Error
        "failed: the e-Service refused a call that it must accept"
        expected "the operation's response"
        consequence "should MPay send this, the payment would stay unconfirmed"
        remedy "see the entry of the scenario in docs/SCENARIOS.md"
        source "docs/SCENARIOS.md, the entry of the scenario";
    SCENARIO_INCONCLUSIVE "scenario-inconclusive" Business Warning
        "inconclusive: the answer to a call under a scenario says neither that it was accepted nor that it was refused"
        expected "the operation's response, or a fault that is not InternalError"
        consequence "no verdict can be given: the e-Service may have refused, or only have broken down"
        remedy "see that honest calls succeed; then refuse with the code of the guide's list that fits"
        source "docs/SCENARIOS.md; MPay guide, Faults";
    SCENARIO_NOT_APPLIED "scenario-not-applied" Business Note
        "a scenario could not be applied to this call, so the call was an honest one"
        expected "a call that the scenario can be applied to"
        consequence "no verdict is given"
        remedy "choose an order or a service to which it can be applied"
        source "docs/SCENARIOS.md, the entry of the scenario";
}
