//! The verdict on one rule.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::finding::Finding;
use crate::domain::named::named;
use crate::domain::plain_text::one_line;
use crate::domain::scenario::ScenarioVerdict;

named! {
    fn name;
    /// The kinds of verdict.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "lowercase")]
    pub enum Grade {
        /// The e-Service breaks the rule.
        Failed = "failed",
        /// It is lawful, but MPay or a WCF reader may mind.
        Warning = "warning",
        /// The answers show neither.
        Inconclusive = "inconclusive",
        /// The e-Service breaks the rule, as the baseline says.
        Known = "known",
        /// The rule was not tried.
        Skipped = "skipped",
        /// The e-Service keeps the rule.
        Passed = "passed",
    }
}

/// The verdict on one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The kind.
    pub grade: Grade,
    /// The message and the answer, in one line; for a skipped rule the reason, and what to give so that it runs.
    pub message: String,
    /// The e-Service's own words, bounded and in one line; often empty.
    pub words: String,
}

impl Grade {
    /// Its short name on terminals.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Passed => "PASS",
            Self::Warning => "WARN",
            Self::Failed => "FAIL",
            Self::Inconclusive => "INCONCLUSIVE",
            Self::Known => "KNOWN",
            Self::Skipped => "SKIP",
        }
    }
}

impl Verdict {
    fn new(grade: Grade, message: impl AsRef<str>) -> Self {
        Self { grade, message: one_line(message.as_ref()), words: String::new() }
    }

    /// The e-Service keeps the rule.
    pub fn passed(message: impl AsRef<str>) -> Self {
        Self::new(Grade::Passed, message)
    }

    /// Lawful, but somebody may mind.
    pub fn warning(message: impl AsRef<str>) -> Self {
        Self::new(Grade::Warning, message)
    }

    /// The e-Service breaks the rule.
    pub fn failed(message: impl AsRef<str>) -> Self {
        Self::new(Grade::Failed, message)
    }

    /// The answers show neither.
    pub fn inconclusive(message: impl AsRef<str>) -> Self {
        Self::new(Grade::Inconclusive, message)
    }

    /// Not tried: why, and what to give so that it runs.
    pub fn skipped(message: impl AsRef<str>) -> Self {
        Self::new(Grade::Skipped, message)
    }

    /// Adds the e-Service's own words.
    pub fn quoting(mut self, words: impl AsRef<str>) -> Self {
        self.words = one_line(words.as_ref());
        self
    }

    /// The verdict of a finding about a scenario.
    pub fn of_scenario(finding: &Finding) -> Self {
        let grade = match ScenarioVerdict::of(finding) {
            Some(ScenarioVerdict::Passed) => Grade::Passed,
            Some(ScenarioVerdict::Warned) => Grade::Warning,
            Some(ScenarioVerdict::Failed) => Grade::Failed,
            Some(ScenarioVerdict::Inconclusive | ScenarioVerdict::Pending) | None => Grade::Inconclusive,
        };
        Self::new(grade, &finding.found).quoting(&finding.quoted)
    }
}
