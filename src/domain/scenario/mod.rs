//! Deliberate defects in calls to e-Services, to test how they react. `docs/SCENARIOS.md`, the names for programs and
//! pages, and the tests come from one table.

mod active;
mod consequence;
mod content;
mod disturbance;
mod follow_up;
mod parameters;
mod table;
mod verdict;

pub use active::{ActiveScenario, NextCall, NotApplied, Scope, Standing, most_specific};
pub use consequence::Call;
pub use content::NotApplicable;
pub use follow_up::{FollowUpCall, FollowUps, WaitingCall};
pub use parameters::{InvalidParameter, Parameter, ParameterKind, Parameters, Value};
pub use table::SCENARIOS;
pub use verdict::{
    Answer, Beside, Case, Ruling, Said, after_lost_reply, beside_honest, is_about_scenario, not_applied,
};

use super::nearest::nearest;

/// One scenario: a single defect or lawful variant in an otherwise honest call.
#[derive(Debug, PartialEq, Eq)]
pub struct Scenario {
    /// The stable name, such as `digest-wrong`.
    pub name: &'static str,
    /// The group.
    pub group: Group,
    /// The operations it applies to.
    pub operations: Operations,
    /// The change to the call.
    pub defect: Defect,
    /// The reaction of a correct e-Service.
    pub expected: Expected,
    /// The hub's action in one sentence, with `{name}` for a parameter's value: see [`Scenario::does_under`] and
    /// [`Scenario::does_in_general`].
    does: &'static str,
    /// The e-Service's duty and its reason, in one sentence.
    pub duty: &'static str,
    /// Its parameters.
    pub parameters: &'static [Parameter],
    /// The source of the duty.
    pub source: &'static str,
}

/// The groups of the table, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Presence and correctness of the signature.
    Signature,
    /// The signer, and the reference to the certificate.
    Certificate,
    /// The time of the message.
    Timestamp,
    /// The signed parts and their place.
    Structure,
    /// The content of the message.
    Content,
    /// The number, time and manner of deliveries.
    Delivery,
}

/// The operations that a scenario applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operations {
    /// `GetOrderDetails` and `ConfirmOrderPayment`.
    Both,
    /// `ConfirmOrderPayment` only.
    ConfirmOrderPayment,
}

/// The reaction of a correct e-Service to a call under a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Expected {
    /// It refuses with a fault, or reports no order, and changes nothing.
    Refuse,
    /// It accepts: the content is that of an honest call. An accepted confirmation counts.
    Accept,
    /// It accepts every time, and the payment counts once.
    AcceptOnce,
    /// It accepts or refuses: a lawful form that MPay is not known to send. An accepted confirmation counts.
    MayRefuse,
}

/// The change to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Defect {
    /// In the signature, or in the signed parts.
    Signature(SignatureDefect),
    /// Another signer.
    Signer(WrongSigner),
    /// In the Timestamp's times.
    Clock(WrongClock),
    /// A different lawful form.
    Form(Form),
    /// In the content of the Body.
    Content(ContentDefect),
    /// A further call after the honest one was accepted.
    FollowUp(FollowUp),
    /// In the connection.
    Disturbance(DisturbanceKind),
}

/// A message whose signature is missing, wrong, or covers too little.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignatureDefect {
    /// The Security header holds only the Timestamp.
    Unsigned,
    /// There is no Security header.
    NoSecurityHeader,
    /// The digest of the Body is wrong; the signature over the digests is right.
    DigestWrong,
    /// The digests are right; the signature over them is not.
    SignatureWrong,
    /// There is no Timestamp; the signature covers the Body.
    TimestampMissing,
    /// The signature covers only the Body.
    TimestampNotSigned,
    /// The signature covers only the Timestamp.
    BodyNotSigned,
    /// An unsigned Body stands before the signed one.
    TwoBodies,
    /// The signed Body stands in the header; an unsigned one takes its place.
    BodyInHeader,
    /// As in `BodyInHeader`, and both Bodies have the same id.
    BodyWithSameId,
    /// The signed Body stands inside the signature; an unsigned one takes its place.
    BodyInSignature,
    /// The signed Timestamp stands in the header; an unsigned one takes its place.
    TimestampInHeader,
    /// An unsigned Security header stands before the signed one.
    SecondSecurityHeader,
}

/// The signer in place of the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WrongSigner {
    /// A stranger whose certificate carries the hub's name.
    Unknown,
    /// The hub's own key with an expired certificate.
    Expired,
    /// The e-Service's own key.
    EService,
}

/// A wrong Timestamp, correctly signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WrongClock {
    /// `Expires` has passed.
    Expired,
    /// `Created` lies in the future.
    InFuture,
}

/// A different lawful form of the same message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// `rsa-sha256`, with `sha256` digests.
    RsaSha256,
    /// The shape of the guide's `GetOrderDetails` sample.
    PrefixLists,
    /// The certificate inside `KeyInfo`.
    X509Data,
    /// Only the certificate's subject key identifier.
    SubjectKeyIdentifier,
    /// Only the certificate's SHA-1 fingerprint.
    Thumbprint,
    /// Only the certificate's issuer and serial number.
    IssuerSerial,
    /// `mustUnderstand` on the Security header.
    MustUnderstand,
}

/// A Body with false content, correctly signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContentDefect {
    /// Another service's `ServiceID`.
    OtherService,
    /// An `OrderKey` that was never assigned.
    UnknownOrder,
    /// More than was paid, in the total and in the first line.
    AmountMore,
    /// Less than was paid, in the total and in the first line.
    AmountLess,
    /// Only `TotalAmount` differs.
    TotalNotLines,
    /// Another currency.
    OtherCurrency,
    /// The last line is missing; its amount is in the first.
    LineMissing,
    /// An additional line, with a part of the first line's amount.
    LineExtra,
    /// The same lines, the last one first.
    LinesReordered,
}

/// A further call about a payment whose confirmation was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FollowUp {
    /// The same confirmation several times at once.
    DuplicatesAtOnce,
    /// The same confirmation again after a pause.
    DuplicatesAfterGap,
    /// The same `PaymentID` with another amount.
    SamePaymentOtherAmount,
    /// Another `PaymentID` for the same order.
    SecondPayment,
    /// The same bytes as the accepted call, after their `Expires`.
    Replay,
}

/// A disturbance of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DisturbanceKind {
    /// It is cut while the reply is read.
    ReplyCut,
    /// It is closed before the reply is read.
    ReplyUnread,
    /// The request is sent slowly, a few bytes at a time.
    SlowSending,
}

impl Scenario {
    /// The scenario with exactly this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        SCENARIOS.iter().find(|scenario| scenario.name == name)
    }

    /// A suggestion for a mistyped name.
    pub fn nearest_name(name: &str) -> Option<&'static str> {
        nearest(name, SCENARIOS.iter().map(|scenario| scenario.name))
    }

    /// The hub's action with these parameters, in one sentence.
    pub fn does_under(&self, parameters: &Parameters) -> String {
        self.does_with(|parameter| match parameters.get(parameter.name) {
            Some(Value::Text(text)) => text.clone(),
            _ => parameters.number(self, parameter.name).to_string(),
        })
    }

    /// The hub's action in one sentence that names the parameters.
    pub fn does_in_general(&self) -> String {
        self.does_with(|parameter| format!("`{}`", parameter.name))
    }

    fn does_with(&self, value: impl Fn(&Parameter) -> String) -> String {
        self.parameters.iter().fold(self.does.to_owned(), |does, parameter| {
            let value = value(parameter);
            // Singular: one ban, two bani.
            let is_one = parameter.name == "bani" && value == "1";
            let does = if is_one { does.replace("{bani} bani", "{bani} ban") } else { does };
            does.replace(&format!("{{{}}}", parameter.name), &value)
        })
    }

    /// True where it is a further call after an accepted honest one.
    pub fn is_follow_up(&self) -> bool {
        matches!(self.defect, Defect::FollowUp(_))
    }
}

impl Group {
    /// The group's name, for documents and programs.
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
    /// The expected reaction in words.
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
