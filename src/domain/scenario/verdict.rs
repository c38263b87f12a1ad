//! What an e-Service's answer to a call under a scenario is worth.

use super::{Expected, NotApplicable, Scenario};
use crate::domain::fault::FaultCode;
use crate::domain::finding::rules::scenario as rules;
use crate::domain::finding::{Finding, Rule};

/// What an e-Service did with a call, as far as the hub can see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It answered without a fault, whatever else is wrong with the answer.
    Accepted,
    /// It found no such order.
    NothingFound,
    /// It answered with a fault of this code.
    Fault(FaultCode),
    /// The request was sent, and what came back says neither.
    Unclear(String),
}

/// The verdict on an answer: passed, failed or inconclusive, each as a finding.
pub fn verdict(scenario: &'static Scenario, answer: &Answer) -> Finding {
    let what = match answer {
        Answer::Accepted => "accepted".to_owned(),
        Answer::NothingFound => "no order found".to_owned(),
        Answer::Fault(code) => format!("fault {}", code.as_str()),
        Answer::Unclear(what) => what.clone(),
    };
    let rule = match (scenario.expected, answer) {
        (_, Answer::Unclear(_)) => &rules::SCENARIO_INCONCLUSIVE,
        // An e-Service that breaks down at whatever it is told has refused nothing.
        (Expected::Refuse, Answer::Fault(FaultCode::InternalError)) => &rules::SCENARIO_INCONCLUSIVE,
        (Expected::Refuse, Answer::Fault(_) | Answer::NothingFound) => &rules::SCENARIO_REFUSED,
        (Expected::Refuse, Answer::Accepted) => &rules::SCENARIO_ACCEPTED,
        (Expected::Accept | Expected::AcceptOnce, Answer::Accepted) => &rules::SCENARIO_UNDERSTOOD,
        (Expected::Accept | Expected::AcceptOnce, _) => &rules::SCENARIO_NOT_UNDERSTOOD,
    };
    Finding::new(rule, format!("{}: {what}. {}", scenario.name, scenario.does))
        .expected(scenario.expected.meaning())
        .remedy(scenario.duty)
}

/// What a verdict says of an e-Service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// It did as it must.
    Passed,
    /// It did what it must not.
    Failed,
    /// What it did says neither.
    Inconclusive,
}

impl Ruling {
    /// The ruling of a verdict; `None` where the finding is none.
    pub fn of(finding: &Finding) -> Option<Self> {
        let rule = finding.rule.name;
        let is = |rules: &[&'static Rule]| rules.iter().any(|one| one.name == rule);
        match () {
            () if is(&[&rules::SCENARIO_REFUSED, &rules::SCENARIO_UNDERSTOOD]) => Some(Self::Passed),
            () if is(&[&rules::SCENARIO_ACCEPTED, &rules::SCENARIO_NOT_UNDERSTOOD]) => Some(Self::Failed),
            () if is(&[&rules::SCENARIO_INCONCLUSIVE]) => Some(Self::Inconclusive),
            () => None,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Inconclusive => "inconclusive",
        }
    }
}

/// That a scenario was not applied, and why; the call was an honest one.
pub fn not_applied(scenario: &'static Scenario, why: &NotApplicable) -> Finding {
    Finding::new(&rules::SCENARIO_NOT_APPLIED, format!("{}: {why}", scenario.name))
}

/// Whether a finding is about a scenario, and not about what the e-Service sent.
pub fn is_about_scenario(finding: &Finding) -> bool {
    finding.rule.name.starts_with("scenario-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_to_each_expectation_has_its_verdict() {
        let rule = |name: &str, answer: Answer| verdict(Scenario::find(name).unwrap(), &answer).rule.name;
        let unclear = || Answer::Unclear("HTTP 500".to_owned());
        for (name, accepted, fault, nothing) in [
            ("unsigned", "scenario-accepted", "scenario-refused", "scenario-refused"),
            ("rsa-sha256", "scenario-understood", "scenario-not-understood", "scenario-not-understood"),
            ("reply-cut", "scenario-understood", "scenario-not-understood", "scenario-not-understood"),
        ] {
            assert_eq!(rule(name, Answer::Accepted), accepted);
            assert_eq!(rule(name, Answer::Fault(FaultCode::AuthenticationFailed)), fault);
            assert_eq!(rule(name, Answer::NothingFound), nothing);
            assert_eq!(rule(name, unclear()), "scenario-inconclusive");
        }
        assert_eq!(rule("unsigned", Answer::Fault(FaultCode::InternalError)), "scenario-inconclusive");
        assert_eq!(rule("rsa-sha256", Answer::Fault(FaultCode::InternalError)), "scenario-not-understood");
    }
}
