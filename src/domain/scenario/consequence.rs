//! The consequences of verdicts, which depend on what a scenario tests, and on the operation.

use super::{Defect, Expected, FollowUp, Scenario, SignatureDefect, WrongSigner};
use crate::domain::finding::rules::scenario as rules;
use crate::domain::finding::{Finding, Rule};

/// The operation of a call under a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// `GetOrderDetails`.
    GetOrderDetails,
    /// `ConfirmOrderPayment`.
    ConfirmOrderPayment,
}

/// The people who could send such a call, if the e-Service accepted it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sender {
    /// Anybody who reaches the e-Service.
    Anybody,
    /// Those who have a signed message, and put another Body into it.
    Changing,
    /// Those who have a signed message, and send it again.
    Repeating,
    /// Those who have the key of an expired certificate of MPay's.
    WithExpiredKey,
    /// Those who have the e-Service's own key.
    WithOwnKey,
    /// MPay alone: its signature holds.
    MPay,
}

impl Sender {
    fn of(defect: Defect) -> Self {
        use SignatureDefect as Sign;
        match defect {
            Defect::Signature(Sign::Unsigned | Sign::NoSecurityHeader | Sign::SignatureWrong)
            | Defect::Signer(WrongSigner::Unknown) => Self::Anybody,
            Defect::Signature(
                Sign::DigestWrong
                | Sign::BodyNotSigned
                | Sign::TwoBodies
                | Sign::BodyInHeader
                | Sign::BodyWithSameId
                | Sign::BodyInSignature,
            ) => Self::Changing,
            Defect::Signature(
                Sign::TimestampMissing
                | Sign::TimestampNotSigned
                | Sign::TimestampInHeader
                | Sign::SecondSecurityHeader,
            )
            | Defect::Clock(_)
            | Defect::FollowUp(FollowUp::Replay) => Self::Repeating,
            Defect::Signer(WrongSigner::Expired) => Self::WithExpiredKey,
            Defect::Signer(WrongSigner::EService) => Self::WithOwnKey,
            Defect::Form(_) | Defect::Content(_) | Defect::FollowUp(_) | Defect::Disturbance(_) => Self::MPay,
        }
    }
}

impl Scenario {
    /// The danger where an e-Service accepts a call under this scenario that it must refuse.
    pub fn danger(&self, call: Call) -> &'static str {
        accepted(Sender::of(self.defect), call)
    }
}

/// A scenario, and the operation of the call that it was applied to.
pub type Judged = (&'static Scenario, Call);

/// The verdict with its consequence.
pub(super) fn added(verdict: Finding, (scenario, call): Judged) -> Finding {
    match of(verdict.rule, scenario, call) {
        Some(consequence) => verdict.consequence(consequence),
        None => verdict,
    }
}

/// The consequence of a verdict by this rule; `None` where the rule's own holds for all calls.
fn of(rule: &'static Rule, scenario: &Scenario, call: Call) -> Option<String> {
    let is_confirmation = call == Call::ConfirmOrderPayment;
    let sender = Sender::of(scenario.defect);
    let unpaid = match call {
        Call::GetOrderDetails => "the order could not be paid",
        Call::ConfirmOrderPayment => "the payment would stay unconfirmed",
    };
    let text = match rule {
        rule if *rule == rules::SCENARIO_ACCEPTED => match call {
            Call::GetOrderDetails => accepted(sender, call).to_owned(),
            Call::ConfirmOrderPayment => {
                format!("{}; the hub does not count the confirmation", accepted(sender, call))
            }
        },
        rule if *rule == rules::SCENARIO_REFUSED => match (sender, call) {
            (Sender::MPay, Call::GetOrderDetails) => {
                "the e-Service describes no other order than its own".to_owned()
            }
            (Sender::MPay, Call::ConfirmOrderPayment) => {
                "a payment that does not fit the order is not booked".to_owned()
            }
            (_, Call::GetOrderDetails) => "a call like this one reads no order".to_owned(),
            (_, Call::ConfirmOrderPayment) => "a call like this one books no payment".to_owned(),
        },
        rule if *rule == rules::SCENARIO_UNDERSTOOD && !is_confirmation => {
            "the payer goes on as with any other call".to_owned()
        }
        rule if *rule == rules::SCENARIO_UNDERSTOOD && scenario.expected != Expected::AcceptOnce => {
            "the payment is confirmed as with any other call".to_owned()
        }
        rule if *rule == rules::SCENARIO_NOT_UNDERSTOOD => format!("should MPay send this, {unpaid}"),
        rule if *rule == rules::SCENARIO_FORM_REFUSED => {
            format!("nothing today; should MPay begin to send this, {unpaid}")
        }
        _ => return None,
    };
    Some(text)
}

/// The consequence of accepting a call that such people could send.
fn accepted(sender: Sender, call: Call) -> &'static str {
    use Call::{ConfirmOrderPayment, GetOrderDetails};
    match (sender, call) {
        (Sender::Anybody, GetOrderDetails) => "anybody who can reach the e-Service can read its orders",
        (Sender::Anybody, ConfirmOrderPayment) => {
            "anybody who can reach the e-Service can make it book a payment that was never made"
        }
        (Sender::Changing, GetOrderDetails) => {
            "anybody with a recorded message of MPay's can put another Body into it and read any order"
        }
        (Sender::Changing, ConfirmOrderPayment) => {
            "anybody with a recorded message of MPay's can put another Body into it and make the e-Service book a payment that was \
             never made"
        }
        (Sender::Repeating, GetOrderDetails) => {
            "anybody with a recorded message of MPay's can send it again at any time and read the order"
        }
        (Sender::Repeating, ConfirmOrderPayment) => {
            "anybody with a recorded message of MPay's can send it again at any time, and the e-Service takes it for MPay's"
        }
        (Sender::WithExpiredKey, _) => {
            "anybody with the key of an expired certificate of MPay's can still sign in its name"
        }
        (Sender::WithOwnKey, _) => "anybody with the e-Service's own key can sign in MPay's name",
        (Sender::MPay, GetOrderDetails) => {
            "the e-Service describes an order that was not asked of it, and a payer may pay the wrong one"
        }
        (Sender::MPay, ConfirmOrderPayment) => {
            "the e-Service books a payment that does not fit its order, so that an error in MPay's message goes unnoticed"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_from_a_verdict_is_true_of_the_scenario_and_of_the_operation() {
        let (get, confirm) = (Call::GetOrderDetails, Call::ConfirmOrderPayment);
        let (accepted, refused) = (&rules::SCENARIO_ACCEPTED, &rules::SCENARIO_REFUSED);
        let (understood, not_understood) = (&rules::SCENARIO_UNDERSTOOD, &rules::SCENARIO_NOT_UNDERSTOOD);
        for (rule, name, call, beginning) in [
            (accepted, "unsigned", get, "anybody who can reach the e-Service can read its orders"),
            (accepted, "unsigned", confirm, "anybody who can reach the e-Service can make it book a payment"),
            (
                accepted,
                "digest-wrong",
                confirm,
                "anybody with a recorded message of MPay's can put another Body",
            ),
            (accepted, "replay", confirm, "anybody with a recorded message of MPay's can send it again"),
            (accepted, "line-extra", confirm, "the e-Service books a payment that does not fit its order"),
            (
                accepted,
                "second-payment",
                confirm,
                "the e-Service books a payment that does not fit its order",
            ),
            (accepted, "order-key-unknown", get, "the e-Service describes an order that was not asked of it"),
            (refused, "unsigned", get, "a call like this one reads no order"),
            (refused, "amount-more", confirm, "a payment that does not fit the order is not booked"),
            (understood, "must-understand", get, "the payer goes on as with any other call"),
            (understood, "must-understand", confirm, "the payment is confirmed as with any other call"),
            (not_understood, "prefix-lists", get, "should MPay send this, the order could not be paid"),
            (
                &rules::SCENARIO_FORM_REFUSED,
                "rsa-sha256",
                get,
                "nothing today; should MPay begin to send this, the order",
            ),
        ] {
            let scenario = Scenario::find(name).unwrap();
            let said = of(rule, scenario, call).unwrap();
            assert!(said.starts_with(beginning), "{name}: {said}");
            assert_eq!(
                said.ends_with("does not count the confirmation"),
                rule == accepted && call == confirm
            );
        }
        let twice = Scenario::find("duplicates-at-once").unwrap();
        assert_eq!(of(understood, twice, confirm), None, "the rule's own: the e-Service's books must say");
    }
}
