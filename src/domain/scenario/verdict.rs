//! Verdicts on an e-Service's answers to calls under a scenario.

use super::consequence::{self, Judged};
use super::{Call, Expected, NotApplicable, Parameters, Scenario, sentences};
use crate::domain::finding::rules::scenario as rules;
use crate::domain::finding::{Finding, Rule, Sentence};
use crate::domain::named::named;

/// An e-Service's reaction, as far as the hub can see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// An answer without a fault, even if it has other errors.
    Accepted,
    /// It reported no such order.
    NothingFound,
    /// It refused the call.
    Refused(AnswerText),
    /// It failed.
    BrokeDown(AnswerText),
    /// The request was sent, and the reply shows neither.
    Unclear(AnswerText),
}

/// The description of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerText {
    /// The hub's description, which is public: `fault InternalError`.
    pub what: String,
    /// The e-Service's own text, which payers must not read; empty where there is none.
    pub words: String,
}

/// The answer to honest calls of the same operation about the same order, signed with the same certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beside {
    /// The e-Service accepted the latest one.
    Accepted,
    /// The latest one was not accepted, but answered like this.
    NotAccepted(Answer),
    /// None was answered yet.
    NotYet,
}

/// A call under a scenario, to be judged.
#[derive(Debug)]
pub struct Case<'a> {
    /// The scenario.
    pub scenario: &'static Scenario,
    /// The operation.
    pub call: Call,
    /// Its parameters.
    pub parameters: &'a Parameters,
    /// Why the e-Service's clock could not show the defect; `None` where it could, or where time does not matter.
    pub unseen: Option<String>,
}

impl Answer {
    /// The reaction in words: `accepted`, `fault UnknownOrder`.
    pub fn what(&self) -> &str {
        match self {
            Self::Accepted => "accepted",
            Self::NothingFound => "no order found",
            Self::Refused(said) | Self::BrokeDown(said) | Self::Unclear(said) => &said.what,
        }
    }

    /// The e-Service's own words; empty where there are none.
    pub fn words(&self) -> &str {
        match self {
            Self::Accepted | Self::NothingFound => "",
            Self::Refused(said) | Self::BrokeDown(said) | Self::Unclear(said) => &said.words,
        }
    }
}

impl Case<'_> {
    /// The verdict on an answer. A refusal counts only beside an accepted honest call, and waits for one.
    pub fn verdict(&self, answer: &Answer, beside: &Beside) -> Finding {
        let Self { scenario, call, parameters, unseen } = self;
        let (scenario, call): (&'static Scenario, Call) = (scenario, *call);
        let (name, does) = (scenario.name, scenario.does_under(parameters));
        let told = Finding::new(&rules::SCENARIO_AWAITS, format!("{name}: {}. {does}", answer.what()));
        let told = told.quoting(answer.words());
        let must_refuse = scenario.expected == Expected::Refuse;
        let is_refusal = matches!(answer, Answer::Refused(_) | Answer::NothingFound);
        match (answer, unseen) {
            (Answer::BrokeDown(_), _) => {
                inconclusive(&told, "The e-Service broke down, which is no answer.", &sentences::BROKE_DOWN)
            }
            (Answer::Unclear(_), _) => {
                inconclusive(&told, "This says neither yes nor no.", &sentences::UNCLEAR)
            }
            (_, Some(why)) if must_refuse || !is_refusal => inconclusive(&told, why, &sentences::UNSEEN),
            (Answer::Accepted, _) if must_refuse => {
                given(&rules::SCENARIO_ACCEPTED, &told, "", (scenario, call))
            }
            (Answer::Accepted, _) => given(&rules::SCENARIO_UNDERSTOOD, &told, "", (scenario, call)),
            (Answer::Refused(_) | Answer::NothingFound, _) => {
                beside_honest((scenario, call), &told, beside).unwrap_or_else(|| asked(told, scenario))
            }
        }
    }

    /// The pending verdict on a call whose reply was lost on purpose; the answer to the next call decides.
    pub fn lost(&self) -> Finding {
        let (name, does) = (self.scenario.name, self.scenario.does_under(self.parameters));
        asked(
            Finding::new(&rules::SCENARIO_AWAITS, format!("{name}: the reply was lost. {does}")),
            self.scenario,
        )
    }
}

/// The verdict on a refusal beside an honest call; `None` where the answer to that is not known yet.
pub fn beside_honest(judged: Judged, awaiting: &Finding, beside: &Beside) -> Option<Finding> {
    let answer = match beside {
        Beside::NotYet => return None,
        Beside::NotAccepted(answer) => answer,
        Beside::Accepted => {
            let rule = match judged.0.expected {
                Expected::Refuse => &rules::SCENARIO_REFUSED,
                Expected::Accept | Expected::AcceptOnce => &rules::SCENARIO_NOT_UNDERSTOOD,
                Expected::MayRefuse => &rules::SCENARIO_FORM_REFUSED,
            };
            return Some(given(rule, awaiting, "The honest call beside it was accepted.", judged));
        }
    };
    let why = format!(
        "The honest call beside it was not accepted either ({}), so the scenario need not be the reason.",
        answer.what()
    );
    Some(inconclusive(awaiting, &why, &sentences::HONEST_REFUSED))
}

/// The verdict on a call whose reply was lost, by the answer to the call that repeated it; `None` where that shows nothing.
/// A refusal of the repeated call counts only where the first one is known to have been accepted.
pub fn after_lost_reply(
    scenario: &'static Scenario,
    awaiting: &Finding,
    repeated: &Answer,
    first_was_accepted: bool,
) -> Option<Finding> {
    let why = format!("The call that repeated it: {}.", repeated.what());
    let confirmation = (scenario, Call::ConfirmOrderPayment);
    match repeated {
        Answer::Accepted => Some(given(&rules::SCENARIO_UNDERSTOOD, awaiting, &why, confirmation)),
        Answer::Refused(_) | Answer::NothingFound if first_was_accepted => {
            let verdict = given(&rules::SCENARIO_NOT_UNDERSTOOD, awaiting, &why, confirmation);
            Some(verdict.quoting(repeated.words()))
        }
        Answer::Refused(_) | Answer::NothingFound => {
            let why = format!("{why} Whether the e-Service accepted the first one is not known.");
            Some(inconclusive(awaiting, &why, &sentences::HONEST_REFUSED).quoting(repeated.words()))
        }
        Answer::BrokeDown(_) => {
            let why = format!("{why} The e-Service broke down, which is no answer.");
            Some(inconclusive(awaiting, &why, &sentences::BROKE_DOWN).quoting(repeated.words()))
        }
        Answer::Unclear(_) => None,
    }
}

/// A verdict: the known facts, and one sentence more.
fn given(rule: &'static Rule, known: &Finding, more: &str, judged: Judged) -> Finding {
    consequence::added(asked(finding_of(rule, known, more), judged.0), judged)
}

/// An inconclusive finding, with its reason and a remedy.
fn inconclusive(known: &Finding, why: &str, remedy: &Sentence) -> Finding {
    finding_of(&rules::SCENARIO_INCONCLUSIVE, known, why).remedy(remedy.words())
}

fn finding_of(rule: &'static Rule, known: &Finding, more: &str) -> Finding {
    Finding::new(rule, format!("{} {more}", known.found).trim_end()).quoting(&known.quoted)
}

/// Adds the scenario's demand on the e-Service.
fn asked(finding: Finding, scenario: &'static Scenario) -> Finding {
    let finding = finding.expected(scenario.expected.meaning());
    match ScenarioVerdict::of(&finding) {
        Some(ScenarioVerdict::Passed | ScenarioVerdict::Pending) => finding,
        _ => finding.remedy(scenario.duty_in_words()),
    }
}

named! {
    fn name;
    /// The meaning of a verdict for an e-Service.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum ScenarioVerdict {
        /// The reaction was correct.
        Passed = "passed",
        /// The reaction is allowed, but may fail with other senders.
        Warned = "warning",
        /// The reaction was wrong.
        Failed = "failed",
        /// The reaction shows nothing.
        Inconclusive = "inconclusive",
        /// The answer to the next honest call decides.
        Pending = "pending",
    }
}

impl ScenarioVerdict {
    /// The ruling of a finding; `None` where it is not a verdict.
    pub fn of(finding: &Finding) -> Option<Self> {
        let rule = finding.rule;
        let is = |rules: &[&'static Rule]| rules.contains(&rule);
        match () {
            () if is(&[&rules::SCENARIO_REFUSED, &rules::SCENARIO_UNDERSTOOD]) => Some(Self::Passed),
            () if is(&[&rules::SCENARIO_FORM_REFUSED]) => Some(Self::Warned),
            () if is(&[&rules::SCENARIO_ACCEPTED, &rules::SCENARIO_NOT_UNDERSTOOD]) => Some(Self::Failed),
            () if is(&[&rules::SCENARIO_INCONCLUSIVE]) => Some(Self::Inconclusive),
            () if is(&[&rules::SCENARIO_AWAITS]) => Some(Self::Pending),
            () => None,
        }
    }
}

/// The finding about a scenario that was not applied, with reason and remedy.
pub fn not_applied(scenario: &'static Scenario, why: &NotApplicable) -> Finding {
    Finding::new(&rules::SCENARIO_NOT_APPLIED, format!("{}: {why}", scenario.name)).remedy(why.remedy())
}

/// True where a finding is about a scenario, not about the e-Service's message.
pub fn is_about_scenario(finding: &Finding) -> bool {
    finding.rule.name.starts_with("scenario-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ScenarioVerdict::{Failed, Inconclusive, Passed, Pending, Warned};

    fn said(what: &str) -> AnswerText {
        AnswerText { what: what.to_owned(), words: "the e-Service's words".to_owned() }
    }

    fn ruling(name: &str, answer: &Answer, beside: &Beside, unseen: Option<&str>) -> ScenarioVerdict {
        let scenario = Scenario::find(name).unwrap();
        let parameters = Parameters::default();
        let call = Call::ConfirmOrderPayment;
        let case = Case { scenario, call, parameters: &parameters, unseen: unseen.map(str::to_owned) };
        ScenarioVerdict::of(&case.verdict(answer, beside)).unwrap()
    }

    #[test]
    fn a_refusal_counts_beside_an_accepted_honest_call_alone_and_a_crash_never() {
        let refused = Answer::Refused(said("fault AuthenticationFailed"));
        let broke_down = Answer::BrokeDown(said("fault InternalError"));
        let unclear = Answer::Unclear(said("HTTP 500"));
        let not_accepted = Beside::NotAccepted(refused.clone());
        for (name, accepted, refusal) in [
            ("unsigned", Failed, Passed),
            ("prefix-lists", Passed, Failed),
            ("rsa-sha256", Passed, Warned),
            ("duplicates-at-once", Passed, Failed),
        ] {
            let ruling = |answer: &Answer, beside: &Beside| ruling(name, answer, beside, None);
            for beside in [&Beside::Accepted, &Beside::NotYet, &not_accepted] {
                assert_eq!(ruling(&Answer::Accepted, beside), accepted, "{name}");
                assert_eq!(ruling(&broke_down, beside), Inconclusive, "{name}");
                assert_eq!(ruling(&unclear, beside), Inconclusive, "{name}");
            }
            for answer in [&refused, &Answer::NothingFound] {
                assert_eq!(ruling(answer, &Beside::Accepted), refusal, "{name}");
                assert_eq!(ruling(answer, &Beside::NotYet), Pending, "{name}");
                assert_eq!(ruling(answer, &not_accepted), Inconclusive, "{name}");
            }
        }
    }

    #[test]
    fn what_the_e_service_s_clock_cannot_see_gives_no_verdict_unless_it_would_be_wrong_at_any_time() {
        let refused = Answer::Refused(said("fault AuthenticationFailed"));
        let unseen =
            |name, answer: &Answer| ruling(name, answer, &Beside::Accepted, Some("0.2 s have passed."));
        assert_eq!(unseen("replay", &Answer::Accepted), Inconclusive);
        assert_eq!(unseen("replay", &refused), Inconclusive);
        assert_eq!(unseen("duplicates-after-gap", &Answer::Accepted), Inconclusive);
        assert_eq!(unseen("duplicates-after-gap", &refused), Failed);
    }

    #[test]
    fn after_a_lost_reply_the_answer_to_the_next_call_decides() {
        let scenario = Scenario::find("reply-cut").unwrap();
        let parameters = Parameters::default();
        let awaiting =
            Case { scenario, call: Call::ConfirmOrderPayment, parameters: &parameters, unseen: None }.lost();
        assert_eq!(ScenarioVerdict::of(&awaiting), Some(Pending));
        let ruling = |answer: &Answer, first_was_accepted| {
            after_lost_reply(scenario, &awaiting, answer, first_was_accepted)
                .and_then(|given| ScenarioVerdict::of(&given))
        };
        let refused = Answer::Refused(said("fault InvoiceAlreadyPaid"));
        assert_eq!(ruling(&Answer::Accepted, false), Some(Passed));
        assert_eq!(ruling(&refused, true), Some(Failed));
        assert_eq!(ruling(&refused, false), Some(Inconclusive));
        assert_eq!(ruling(&Answer::BrokeDown(said("fault Server")), true), Some(Inconclusive));
        assert_eq!(ruling(&Answer::Unclear(said("HTTP 502")), true), None);
    }

    #[test]
    fn a_verdict_says_what_decided_it_and_a_passed_one_asks_for_nothing() {
        let scenario = Scenario::find("unsigned").unwrap();
        let parameters = Parameters::default();
        let case = Case { scenario, call: Call::ConfirmOrderPayment, parameters: &parameters, unseen: None };
        let refused = Answer::Refused(said("fault AuthenticationFailed"));
        let passed = case.verdict(&refused, &Beside::Accepted);
        assert_eq!(
            passed.found,
            "unsigned: fault AuthenticationFailed. The Security header holds a Timestamp, and no signature. \
             The honest call beside it was accepted."
        );
        assert_eq!((passed.quoted.as_str(), passed.remedy.as_str()), ("the e-Service's words", "nothing"));
        let neither = case.verdict(&refused, &Beside::NotAccepted(Answer::BrokeDown(said("fault Server"))));
        assert!(
            neither
                .found
                .ends_with("not accepted either (fault Server), so the scenario need not be the reason.")
        );
        let failed = case.verdict(&Answer::Accepted, &Beside::Accepted);
        assert_eq!(failed.remedy.as_str(), scenario.duty);
    }
}
