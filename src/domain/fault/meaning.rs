//! The meanings of faults, and the rows of the table that assigns them.

use crate::domain::finding::Words;
use crate::domain::named::named;

/// The beginning of the remedies of faults that say little.
pub(super) const READ_WORDS: &str = "read the fault's words; if they name no cause, ";

named! {
    fn name;
    /// The meaning of a fault.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub enum FaultMeaning {
        /// The e-Service has no such order.
        UnknownOrder = "unknown-order",
        /// The e-Service does not accept the hub's signature or certificate.
        DoesNotTrustHub = "does-not-trust-hub",
        /// The e-Service does not serve this ServiceID.
        RefusesService = "refuses-service",
        /// The e-Service read the message and rejects its content.
        RefusesContent = "refuses-content",
        /// The e-Service failed while it handled the message.
        BrokeDown = "broke-down",
        /// The program at this address does not handle MPay's messages.
        NotForHub = "not-for-hub",
        /// The fault does not show the cause.
        Unknown = "unknown",
    }
}

impl FaultMeaning {
    /// The meaning as a sentence without a full stop.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::UnknownOrder => "the e-Service does not know the order",
            Self::DoesNotTrustHub => "the e-Service does not trust the hub",
            Self::RefusesService => "the e-Service does not serve this ServiceID",
            Self::RefusesContent => "the e-Service refuses what the message says",
            Self::BrokeDown => "the e-Service broke down",
            Self::NotForHub => "what answers there does not handle MPay's messages",
            Self::Unknown => "the fault's code and words do not show the cause",
        }
    }
}

/// How likely an unsigned fault means that the e-Service does not trust the hub. Many frameworks then answer with their
/// most general fault, and cannot sign the reply yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distrust {
    /// It is not the cause.
    No,
    /// It is a possible cause, if the row's own remedy does not help.
    Possible,
    /// It is the first cause to check, as the fault says little else.
    Likely,
}

/// One row of the table. A fault matches if every column that is not empty matches.
#[derive(Debug)]
pub struct FaultRule {
    /// Its stable name.
    pub name: &'static str,
    /// Codes or subcodes, without prefix; one must match, case-insensitively.
    pub codes: &'static [&'static str],
    /// HTTP statuses; one must match.
    pub http: &'static [u16],
    /// Groups of substrings of the fault's text in lower case; one of each group must match. A leading `^` matches only at
    /// the beginning of a word.
    pub words: &'static [&'static [&'static str]],
    /// With `Some(n)`, `words` has two groups: a whole word of the first must be in one clause with a substring of the
    /// second, with at most `n` characters between them. `*` matches any ending.
    pub apart: Option<usize>,
    /// The meaning of a fault that matches.
    pub meaning: FaultMeaning,
    /// How likely the fault, if unsigned, means distrust of the hub.
    pub unsigned: Distrust,
    /// The remedy.
    pub remedy: &'static str,
}

impl FaultRule {
    /// The remedy with its translations, without the advice to read the fault's words.
    pub fn remedy_in_words(&self) -> Words {
        let remedy = self.remedy.strip_prefix(READ_WORDS).unwrap_or(self.remedy);
        Words::new(format!("fault-{}", self.name), remedy)
    }
}
