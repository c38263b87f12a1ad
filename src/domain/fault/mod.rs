//! SOAP faults: their content and their meaning.

mod code;
mod meaning;
pub mod sentences;
mod table;
#[cfg(test)]
mod tests;
mod vocabulary;
mod words;

pub use code::FaultCode;
pub use meaning::{Distrust, FaultMeaning, FaultRule};
pub use table::FAULT_RULES;
pub use words::{PARTS_OF_ORDERS, WORDS_AFTER_ORDER};

use super::finding::{Sentence, Words};
use code::is_a_name;
use meaning::READ_WORDS;

/// A received fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The code without its prefix and without its subcode.
    pub code: FaultCode,
    /// The namespace of the code's prefix; `None` where it has no prefix, or an undeclared one.
    pub namespace: Option<String>,
    /// The more specific part of the code, without its prefix, at most 100 characters: the text after the dot or slash in
    /// `Client.SchemaValidationError` (SOAP 1.1 §4.4.1), or `Subcode/Value` of SOAP 1.2.
    pub subcode: Option<String>,
    /// The e-Service's text in one line, at most 1,000 characters. It may be a stack trace, so payers never see it.
    pub reason: String,
    /// True for a SOAP 1.2 fault: `Code/Value` and `Reason/Text`.
    pub is_soap_12: bool,
    /// The HTTP status of the reply.
    pub http_status: u16,
    /// True where a valid signature of the e-Service covers the fault.
    pub is_signed: bool,
}

impl Fault {
    /// Code and subcode for display: `UnknownOrder`, `Client.SchemaValidationError`, `Sender/FailedAuthentication`. Codes
    /// that are not names are replaced by a description, as they may reveal internals of the e-Service.
    pub fn shown_code(&self) -> String {
        let code = self.code.as_str();
        if code.is_empty() {
            return "no faultcode".to_owned();
        }
        if !self.code.is_a_name() {
            return "a faultcode that is no name".to_owned();
        }
        match &self.subcode {
            Some(subcode) if is_a_name(subcode) => {
                format!("{code}{}{subcode}", if self.is_soap_12 { '/' } else { '.' })
            }
            _ => code.to_owned(),
        }
    }

    /// Code and reason in one line.
    pub fn in_words(&self) -> String {
        match self.reason.as_str() {
            "" => format!("{}, without a reason", self.shown_code()),
            reason => format!("{}: {reason}", self.shown_code()),
        }
    }

    /// The first row of the table that matches the fault.
    pub fn rule(&self) -> &'static FaultRule {
        let words = words::without_identifiers(&self.reason.to_lowercase());
        // The last row matches everything.
        FAULT_RULES.iter().find(|rule| self.fits(rule, &words)).unwrap_or(&FAULT_RULES[FAULT_RULES.len() - 1])
    }

    /// The meaning of the fault.
    pub fn meaning(&self) -> FaultMeaning {
        self.rule().meaning
    }

    /// True where the e-Service may distrust the hub's certificate.
    pub fn may_be_distrust(&self) -> bool {
        let rule = self.rule();
        rule.meaning == FaultMeaning::DoesNotTrustHub || (rule.unsigned != Distrust::No && !self.is_signed)
    }

    /// The remedy. `hub_certificate` names the hub's certificate by subject and thumbprint. `has_answered` is true where
    /// the e-Service has answered this hub's GetOrderDetails before, which makes distrust less likely.
    pub fn remedy(&self, hub_certificate: &str, has_answered: bool) -> Words {
        let rule = self.rule();
        let own = rule.remedy_in_words();
        let reads = rule.remedy.starts_with(READ_WORDS) && !self.reason.trim().is_empty();
        let read = |remedy: Words| match reads {
            true => sentences::READ_WORDS.words().with("remedy", remedy),
            false => remedy,
        };
        let and_compare = |sentence: &Sentence, remedy: Words| {
            sentence.words().with("certificate", hub_certificate).with("remedy", remedy)
        };
        match rule.unsigned {
            _ if rule.meaning == FaultMeaning::DoesNotTrustHub => match has_answered {
                true => and_compare(&sentences::ANSWERED_BEFORE, read(own)),
                false => and_compare(&sentences::OTHER_CERTIFICATE, read(own)),
            },
            _ if !self.may_be_distrust() => read(own),
            Distrust::Likely if !has_answered => read(and_compare(&sentences::COMPARE_FIRST, own)),
            _ => and_compare(&sentences::COMPARE_LAST, read(own)),
        }
    }

    /// True for a code of the MPay guide's list, and for the codes of WS-Security and SOAP 1.1.
    pub fn has_defined_code(&self) -> bool {
        let FaultCode::Other(code) = &self.code else { return true };
        // The last one is the guide's UknownPayment, spelt right.
        ["MustUnderstand", "VersionMismatch", "UnknownPayment"].contains(&code.as_str())
            || table::WS_SECURITY.contains(&code.as_str())
    }

    fn fits(&self, rule: &FaultRule, words: &str) -> bool {
        let is_code = |wanted: &&str| {
            self.code.as_str().eq_ignore_ascii_case(wanted)
                || self.subcode.as_ref().is_some_and(|subcode| subcode.eq_ignore_ascii_case(wanted))
        };
        (rule.codes.is_empty() || rule.codes.iter().any(is_code))
            && (rule.http.is_empty() || rule.http.contains(&self.http_status))
            && match (rule.words, rule.apart) {
                ([orders, others], Some(apart)) => words::tell_of_order(words, orders, others, apart),
                (groups, _) => groups.iter().all(|group| group.iter().any(|part| words::hold(words, part))),
            }
    }
}
