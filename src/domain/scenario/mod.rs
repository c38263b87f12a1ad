//! What the simulator does wrong on purpose in its calls to e-Services, to see how they take it. One table makes
//! `docs/SCENARIOS.md`, the names that programs and pages use, and the tests.

mod active;
mod content;
mod follow_up;
mod parameters;
mod table;
mod verdict;

pub use active::{ActiveScenario, NextCall, NotApplied, Scope, Standing, most_specific};
pub use content::NotApplicable;
pub use follow_up::{FollowUpCall, FollowUps, WaitingCall};
pub use parameters::{InvalidParameter, Parameter, ParameterKind, Parameters, Value};
pub use table::SCENARIOS;
pub use verdict::{
    Answer, Beside, Case, Ruling, Said, after_lost_reply, beside_honest, is_about_scenario, not_applied,
};

use super::nearest::nearest;

/// One scenario: a single defect, or a single lawful variant, with everything else as in an honest call.
#[derive(Debug, PartialEq, Eq)]
pub struct Scenario {
    /// The stable name, such as `digest-wrong`.
    pub name: &'static str,
    /// What it is about.
    pub group: Group,
    /// Which calls it applies to.
    pub operations: Operations,
    /// What is done to the call.
    pub defect: Defect,
    /// What a correct e-Service does.
    pub expected: Expected,
    /// What the hub does, in one sentence, with `{name}` where it depends on the parameter of that name: see
    /// [`Scenario::does_under`] and [`Scenario::does_in_general`].
    does: &'static str,
    /// What the e-Service must do about it, and why, in one sentence.
    pub duty: &'static str,
    /// What may be set.
    pub parameters: &'static [Parameter],
    /// Where the duty comes from.
    pub source: &'static str,
}

/// The groups of the table, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Whether and how the message is signed.
    Signature,
    /// Who signs, and how the certificate is named.
    Certificate,
    /// When the message was made.
    Timestamp,
    /// What the signature covers, and where that stands.
    Structure,
    /// What the message says.
    Content,
    /// How often, when and how the message arrives.
    Delivery,
}

/// Which calls a scenario applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operations {
    /// `GetOrderDetails` and `ConfirmOrderPayment`.
    Both,
    /// `ConfirmOrderPayment` alone.
    ConfirmOrderPayment,
}

/// What a correct e-Service does about a call under a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Expected {
    /// It refuses with a fault, or finds no order, and nothing changes.
    Refuse,
    /// It accepts: the call says the same as an honest one. An accepted confirmation counts.
    Accept,
    /// It accepts as often as it is told, and the payment counts once.
    AcceptOnce,
    /// It accepts, or refuses: a lawful form, which MPay is not known to send. An accepted confirmation counts.
    MayRefuse,
}

/// What is done to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Defect {
    /// The signature, or what it covers.
    Signature(SignatureDefect),
    /// Somebody else signs.
    Signer(WrongSigner),
    /// The Timestamp's times.
    Clock(WrongClock),
    /// Another lawful form.
    Form(Form),
    /// What the Body says.
    Content(ContentDefect),
    /// A further call, after the e-Service has accepted the honest one.
    FollowUp(FollowUp),
    /// The connection.
    Disturbance(DisturbanceKind),
}

/// A message whose signature is missing, false, or covers too little.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignatureDefect {
    /// The Security header holds the Timestamp and nothing else.
    Unsigned,
    /// There is no Security header.
    NoSecurityHeader,
    /// The digest of the Body is another one; the signature over the digests is right.
    DigestWrong,
    /// The digests are right; the signature over them is not.
    SignatureWrong,
    /// There is no Timestamp; the signature covers the Body.
    TimestampMissing,
    /// The signature covers the Body alone.
    TimestampNotSigned,
    /// The signature covers the Timestamp alone.
    BodyNotSigned,
    /// A Body that is not signed stands before the signed one.
    TwoBodies,
    /// The signed Body stands in the header; one that is not signed stands in its place.
    BodyInHeader,
    /// The same, and both Bodies have the same id.
    BodyWithSameId,
    /// The signed Body stands inside the signature; one that is not signed stands in its place.
    BodyInSignature,
    /// The signed Timestamp stands in the header; one that is not signed stands in its place.
    TimestampInHeader,
    /// A Security header that is not signed stands before the signed one.
    SecondSecurityHeader,
}

/// Who signs instead of the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WrongSigner {
    /// A stranger with the hub's name in the certificate.
    Unknown,
    /// The hub's own key, under a certificate that has expired.
    Expired,
    /// The e-Service itself.
    EService,
}

/// A Timestamp at a wrong time, signed as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WrongClock {
    /// `Expires` has passed.
    Expired,
    /// `Created` is still to come.
    InFuture,
}

/// Another lawful form of the same message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// `rsa-sha256`, with `sha256` digests.
    RsaSha256,
    /// The shape of the guide's `GetOrderDetails` sample.
    PrefixLists,
    /// The certificate inside `KeyInfo`.
    X509Data,
    /// The certificate's subject key identifier alone.
    SubjectKeyIdentifier,
    /// The certificate's SHA-1 fingerprint alone.
    Thumbprint,
    /// The certificate's issuer and serial number alone.
    IssuerSerial,
    /// `mustUnderstand` on the Security header.
    MustUnderstand,
}

/// A Body that says something else, signed as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContentDefect {
    /// Another service's `ServiceID`.
    OtherService,
    /// An `OrderKey` that nobody gave out.
    UnknownOrder,
    /// More than was paid, in the total and in the first line.
    AmountMore,
    /// Less than was paid, in the total and in the first line.
    AmountLess,
    /// `TotalAmount` alone.
    TotalNotLines,
    /// Another currency.
    OtherCurrency,
    /// The last line is missing; its amount is in the first.
    LineMissing,
    /// A line that the order does not have, with a part of the first line's amount.
    LineExtra,
    /// The same lines, the last one first.
    LinesReordered,
}

/// A further call about a payment that the e-Service has accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FollowUp {
    /// The same confirmation several times at once.
    DuplicatesAtOnce,
    /// The same confirmation again after a while.
    DuplicatesAfterGap,
    /// The same `PaymentID` with another amount.
    SamePaymentOtherAmount,
    /// Another `PaymentID` for the same order.
    SecondPayment,
    /// The very bytes of the accepted call, after their `Expires`.
    Replay,
}

/// What happens to the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DisturbanceKind {
    /// Cut while the reply is read.
    ReplyCut,
    /// Closed before the reply is read.
    ReplyUnread,
    /// The request is sent a few bytes at a time.
    SlowSending,
}

impl Scenario {
    /// The scenario of this name, to the letter.
    pub fn find(name: &str) -> Option<&'static Self> {
        SCENARIOS.iter().find(|scenario| scenario.name == name)
    }

    /// The name that a mistyped one was meant to be.
    pub fn nearest_name(name: &str) -> Option<&'static str> {
        nearest(name, SCENARIOS.iter().map(|scenario| scenario.name))
    }

    /// What the hub does to a call with these parameters, in one sentence.
    pub fn does_under(&self, parameters: &Parameters) -> String {
        self.does_with(|parameter| match parameters.get(parameter.name) {
            Some(Value::Text(text)) => text.clone(),
            _ => parameters.number(self, parameter.name).to_string(),
        })
    }

    /// What the hub does, in one sentence that names the parameters.
    pub fn does_in_general(&self) -> String {
        self.does_with(|parameter| format!("`{}`", parameter.name))
    }

    fn does_with(&self, value: impl Fn(&Parameter) -> String) -> String {
        self.parameters.iter().fold(self.does.to_owned(), |does, parameter| {
            let value = value(parameter);
            // One ban, two bani.
            let is_one = parameter.name == "bani" && value == "1";
            let does = if is_one { does.replace("{bani} bani", "{bani} ban") } else { does };
            does.replace(&format!("{{{}}}", parameter.name), &value)
        })
    }

    /// Whether it is a further call, after the e-Service has accepted the honest one.
    pub fn is_follow_up(&self) -> bool {
        matches!(self.defect, Defect::FollowUp(_))
    }

    /// Whether it loses the reply, so that only the answer to the next attempt tells what the e-Service makes of it.
    pub fn loses_reply(&self) -> bool {
        matches!(self.defect, Defect::Disturbance(DisturbanceKind::ReplyCut | DisturbanceKind::ReplyUnread))
    }
}

impl Group {
    /// The group's name in documents and for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Certificate => "certificate",
            Self::Timestamp => "timestamp",
            Self::Structure => "structure",
            Self::Content => "content",
            Self::Delivery => "delivery",
        }
    }
}

impl Operations {
    /// The names of the operations in the WSDL.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Self::Both => &["GetOrderDetails", "ConfirmOrderPayment"],
            Self::ConfirmOrderPayment => &["ConfirmOrderPayment"],
        }
    }
}

impl Expected {
    /// What is expected, in words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Refuse => "refuse with a fault",
            Self::Accept => "accept",
            Self::AcceptOnce => "accept, with no second effect",
            Self::MayRefuse => "accept, or refuse with a fault",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_scenario_has_a_name_and_a_defect_of_its_own_and_says_everything() {
        let names: BTreeSet<_> = SCENARIOS.iter().map(|scenario| scenario.name).collect();
        assert_eq!(names.len(), SCENARIOS.len());
        for (at, scenario) in SCENARIOS.iter().enumerate() {
            let Scenario { name, duty, source, .. } = scenario;
            for does in [scenario.does_in_general(), scenario.does_under(&Parameters::default())] {
                assert!(does.ends_with('.') && !does.contains(['{', '}']), "{name}: {does}");
            }
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{name}");
            assert!(duty.ends_with('.') && !source.is_empty(), "{name}");
            let same_defect = SCENARIOS[..at].iter().any(|other| other.defect == scenario.defect);
            assert!(!same_defect, "{name}: another scenario has the same defect");
            assert_eq!(Scenario::find(name), Some(scenario));
            assert_eq!(Scenario::nearest_name(&name.to_uppercase()), Some(*name));
        }
        let groups: Vec<_> = SCENARIOS.iter().map(|scenario| scenario.group).collect();
        assert!(groups.is_sorted(), "the groups stand together");
        assert_eq!(Scenario::nearest_name("digest-wrnog"), Some("digest-wrong"));
    }

    #[test]
    fn what_the_hub_does_is_said_with_what_was_set() {
        let scenario = Scenario::find("timestamp-expired").unwrap();
        let set = Parameters::parse(scenario, [("by", "30")]).unwrap();
        assert!(scenario.does_under(&set).contains("expired 30 seconds before the call"));
        assert!(scenario.does_under(&Parameters::default()).contains(" 600 seconds "));
        assert!(scenario.does_in_general().contains(" `by` seconds "));
        for scenario in SCENARIOS.iter().filter(|scenario| scenario.does.contains("{bani} bani")) {
            let one = scenario.does_under(&Parameters::parse(scenario, [("bani", "1")]).unwrap());
            assert!(one.contains(" 1 ban ") || one.contains(" 1 ban more"), "{one}");
            let two = scenario.does_under(&Parameters::parse(scenario, [("bani", "2")]).unwrap());
            assert!(two.contains(" 2 bani "), "{two}");
        }
    }
}
