//! Rules that are made from the table of scenarios, so that a new scenario appears here by itself.

use crate::check::family::Family;
use crate::check::rule::{Judge, Mark, Needs, Rule};
use crate::domain::scenario::{Call, Defect, Expected, FollowUp, Group, Parameters, SCENARIOS, Scenario};
use crate::soap::Operation;

/// The rules of a family, each operation its own.
pub(super) fn rules(family: Family) -> Vec<Rule> {
    let of_family = SCENARIOS.iter().filter(|scenario| self::family(scenario) == family);
    of_family
        .flat_map(|scenario| {
            [Operation::GetOrderDetails, Operation::ConfirmOrderPayment]
                .into_iter()
                .filter(|operation| scenario.operations.names().contains(&operation.name()))
                .map(move |operation| rule(family, scenario, operation))
        })
        .collect()
}

fn family(scenario: &Scenario) -> Family {
    match (scenario.defect, scenario.group, scenario.expected) {
        (Defect::FollowUp(_), ..) => Family::Idempotency,
        (.., Expected::AcceptOnce) => Family::Idempotency,
        (.., Expected::Accept | Expected::MayRefuse) => Family::Accept,
        (_, Group::Content, Expected::Refuse) => Family::Truth,
        (.., Expected::Refuse) => Family::Refuse,
    }
}

fn rule(family: Family, scenario: &'static Scenario, operation: Operation) -> Rule {
    let is_query = operation == Operation::GetOrderDetails;
    let name = match is_query {
        true => format!("{}-query", scenario.name),
        false => scenario.name.to_owned(),
    };
    let call = if is_query { Call::GetOrderDetails } else { Call::ConfirmOrderPayment };
    let does = scenario.does_under(&Parameters::default());
    Rule {
        family,
        number: 0,
        name: name.into(),
        checks: format!("{}: {does} The e-Service must {}.", operation.name(), scenario.expected.meaning())
            .into(),
        failed: failed(scenario, operation).into(),
        why: why(scenario, call).into(),
        mend: scenario.duty.into(),
        source: scenario.source.into(),
        mark: (family == Family::Accept).then(|| mark(scenario)),
        needs: needs(scenario, operation),
        judge: Judge::Scenario(scenario, operation),
    }
}

fn needs(scenario: &Scenario, operation: Operation) -> Needs {
    match (scenario.defect, scenario.expected, operation) {
        (.., Operation::GetOrderDetails) => Needs::KNOWN,
        (Defect::FollowUp(FollowUp::Replay), ..) => Needs::FRESH.waiting(660).alone(),
        (Defect::FollowUp(FollowUp::DuplicatesAfterGap), ..) => Needs::FRESH.waiting(301).alone(),
        (_, Expected::Refuse, _) if !scenario.is_follow_up() => Needs::LENT,
        _ => Needs::FRESH,
    }
}

/// The guide's samples show prefix lists and `mustUnderstand`, and its text says that LineID tells lines apart.
fn mark(scenario: &Scenario) -> Mark {
    match scenario.name {
        "prefix-lists" | "must-understand" | "lines-reordered" => Mark::Guide,
        "slow-sending" => Mark::Network,
        // The policy of the WSDL names rsa-sha1.
        "rsa-sha256" => Mark::Lax,
        _ => Mark::Standard,
    }
}

fn why(scenario: &Scenario, call: Call) -> String {
    let sentence = |text: &str| {
        let mut chars = text.chars();
        let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        format!("{first}{}.", chars.as_str())
    };
    match scenario.expected {
        Expected::Refuse => sentence(scenario.danger(call)),
        Expected::AcceptOnce => "MPay repeats a confirmation until it is accepted, so that one payment may be confirmed several times.".to_owned(),
        Expected::Accept | Expected::MayRefuse => match call {
            Call::GetOrderDetails => "Should MPay send this, the order could not be paid.".to_owned(),
            Call::ConfirmOrderPayment => "Should MPay send this, the payment would stay unconfirmed.".to_owned(),
        },
    }
}

/// The defect of a message, to follow `a message`.
const WRONG: [(&str, &str); 29] = [
    ("unsigned", "without a signature"),
    ("no-security-header", "without any Security header"),
    ("digest-wrong", "whose Body was changed after it was signed"),
    ("signature-wrong", "whose signature does not hold"),
    ("signed-by-unknown", "that a stranger signed under MPay's name"),
    ("signed-by-expired", "signed under an expired certificate"),
    ("signed-by-e-service", "that its own key signed"),
    ("timestamp-missing", "without a Timestamp"),
    ("timestamp-expired", "that has expired"),
    ("timestamp-future", "from the future"),
    ("timestamp-not-signed", "whose Timestamp is not signed"),
    ("body-not-signed", "whose Body is not signed"),
    ("two-bodies", "with two Bodies"),
    ("body-in-header", "whose signed Body was moved into the Header"),
    ("body-with-same-id", "with two Bodies of one id"),
    ("body-in-signature", "whose signed Body was moved into the signature"),
    ("timestamp-in-header", "whose signed Timestamp was moved away"),
    ("second-security-header", "with two Security headers"),
    ("service-id-of-another", "about an order of another service"),
    ("order-key-unknown", "about an order that it does not have"),
    ("amount-more", "of more than is due"),
    ("amount-less", "of less than is due"),
    ("total-not-lines", "whose lines do not add up"),
    ("currency-other", "in another currency"),
    ("line-missing", "without one of the lines"),
    ("line-extra", "with a line that the order does not have"),
    ("payment-id-other-amount", "of a booked PaymentID with another amount"),
    ("second-payment", "of a second payment for an order that is paid"),
    ("replay", "that was recorded and has expired"),
];

fn failed(scenario: &Scenario, operation: Operation) -> String {
    let name = scenario.name;
    let verb = match (scenario.expected, operation) {
        (Expected::Refuse, Operation::GetOrderDetails) => "It answers a query",
        (Expected::Refuse, Operation::ConfirmOrderPayment) => "It takes a confirmation",
        (Expected::AcceptOnce, _) => return format!("It does not take one payment once ({name})"),
        (Expected::MayRefuse, Operation::GetOrderDetails) => {
            return format!("It refuses a query in an unusual form ({name})");
        }
        (Expected::MayRefuse, Operation::ConfirmOrderPayment) => {
            return format!("It refuses a confirmation in an unusual form ({name})");
        }
        (_, Operation::GetOrderDetails) => return format!("It refuses a lawful query ({name})"),
        (_, Operation::ConfirmOrderPayment) => return format!("It refuses a lawful confirmation ({name})"),
    };
    match WRONG.iter().find(|(wrong, _)| *wrong == name) {
        Some((_, what)) => format!("{verb} {what}"),
        None => format!("{verb} that it must refuse ({name})"),
    }
}
