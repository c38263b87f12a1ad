//! The consequences of verdicts, which depend on what a scenario tests, and on the operation.

use super::{Defect, Expected, FollowUp, Scenario, SignatureDefect, WrongSigner, sentences};
use crate::domain::finding::rules::scenario as rules;
use crate::domain::finding::{Finding, Rule, Sentence, Words};

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
    /// MPay alone: its signature is valid.
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
        accepted(Sender::of(self.defect), call).english
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

/// The consequence of a verdict by this rule; `None` where the rule's own applies to all calls.
fn of(rule: &'static Rule, scenario: &Scenario, call: Call) -> Option<Words> {
    use Call::{ConfirmOrderPayment, GetOrderDetails};
    let sender = Sender::of(scenario.defect);
    let sentence = match (rule, call) {
        (rule, GetOrderDetails) if *rule == rules::SCENARIO_ACCEPTED => accepted(sender, call),
        (rule, ConfirmOrderPayment) if *rule == rules::SCENARIO_ACCEPTED => {
            return Some(sentences::NOT_COUNTED.words().with("danger", accepted(sender, call).words()));
        }
        (rule, _) if *rule == rules::SCENARIO_REFUSED => match (sender, call) {
            (Sender::MPay, GetOrderDetails) => &sentences::REFUSED_OTHER_ORDER,
            (Sender::MPay, ConfirmOrderPayment) => &sentences::REFUSED_OTHER_PAYMENT,
            (_, GetOrderDetails) => &sentences::REFUSED_READING,
            (_, ConfirmOrderPayment) => &sentences::REFUSED_BOOKING,
        },
        (rule, GetOrderDetails) if *rule == rules::SCENARIO_UNDERSTOOD => &sentences::UNDERSTOOD_ORDER,
        (rule, ConfirmOrderPayment)
            if *rule == rules::SCENARIO_UNDERSTOOD && scenario.expected != Expected::AcceptOnce =>
        {
            &sentences::UNDERSTOOD_PAYMENT
        }
        (rule, GetOrderDetails) if *rule == rules::SCENARIO_NOT_UNDERSTOOD => {
            &sentences::NOT_UNDERSTOOD_ORDER
        }
        (rule, ConfirmOrderPayment) if *rule == rules::SCENARIO_NOT_UNDERSTOOD => {
            &sentences::NOT_UNDERSTOOD_PAYMENT
        }
        (rule, GetOrderDetails) if *rule == rules::SCENARIO_FORM_REFUSED => &sentences::FORM_REFUSED_ORDER,
        (rule, ConfirmOrderPayment) if *rule == rules::SCENARIO_FORM_REFUSED => {
            &sentences::FORM_REFUSED_PAYMENT
        }
        _ => return None,
    };
    Some(sentence.words())
}

/// The consequence of accepting a call that such people could send.
fn accepted(sender: Sender, call: Call) -> &'static Sentence {
    match (sender, call) {
        (Sender::Anybody, Call::GetOrderDetails) => &sentences::ANYBODY_READS,
        (Sender::Anybody, Call::ConfirmOrderPayment) => &sentences::ANYBODY_BOOKS,
        (Sender::Changing, Call::GetOrderDetails) => &sentences::CHANGED_READS,
        (Sender::Changing, Call::ConfirmOrderPayment) => &sentences::CHANGED_BOOKS,
        (Sender::Repeating, Call::GetOrderDetails) => &sentences::REPEATED_READS,
        (Sender::Repeating, Call::ConfirmOrderPayment) => &sentences::REPEATED_BOOKS,
        (Sender::WithExpiredKey, _) => &sentences::EXPIRED_KEY,
        (Sender::WithOwnKey, _) => &sentences::OWN_KEY,
        (Sender::MPay, Call::GetOrderDetails) => &sentences::OTHER_ORDER,
        (Sender::MPay, Call::ConfirmOrderPayment) => &sentences::OTHER_PAYMENT,
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
