//! SOAP faults: what was received, and what it means.

mod code;
mod meaning;
mod table;

pub use code::FaultCode;
pub use meaning::{FaultMeaning, FaultRule};
pub use table::FAULT_RULES;

use code::is_a_name;

/// A fault that was received, as facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The code without its prefix and without its subcode.
    pub code: FaultCode,
    /// The namespace that the code's prefix stands for; `None` where it has no prefix, or one that is not declared.
    pub namespace: Option<String>,
    /// What makes the code more exact: what follows the dot in `Client.SchemaValidationError` (SOAP 1.1 §4.4.1), or
    /// `Subcode/Value` of SOAP 1.2. Without its prefix, at most 100 characters.
    pub subcode: Option<String>,
    /// The e-Service's own words in one line, at most 1,000 characters. They may be a stack trace: payers never see them.
    pub reason: String,
    /// True for the shape of SOAP 1.2: `Code/Value` and `Reason/Text`.
    pub is_soap_12: bool,
    /// The HTTP status that it came with.
    pub http_status: u16,
    /// True where a signature of the e-Service covers it and holds.
    pub is_signed: bool,
}

impl Fault {
    /// Code and subcode as they are shown: `UnknownOrder`, `Client.SchemaValidationError`, `Sender/FailedAuthentication`;
    /// words instead of them where they are no names, as such may tell of the e-Service's inside.
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
    /// The row of the table that says what the fault means.
    pub fn rule(&self) -> &'static FaultRule {
        let words = self.reason.to_lowercase();
        // The last row fits everything.
        FAULT_RULES.iter().find(|rule| self.fits(rule, &words)).unwrap_or(&FAULT_RULES[FAULT_RULES.len() - 1])
    }

    /// What the fault means.
    pub fn meaning(&self) -> FaultMeaning {
        self.rule().meaning
    }

    /// True where the cause may be that the e-Service does not trust the hub's certificate.
    pub fn may_be_distrust(&self) -> bool {
        let rule = self.rule();
        rule.meaning == FaultMeaning::DoesNotTrustHub || (rule.unsigned_may_be_distrust && !self.is_signed)
    }

    /// What to do. `hub_certificate` tells the hub's own certificate by its subject and thumbprint.
    pub fn remedy(&self, hub_certificate: &str) -> String {
        let rule = self.rule();
        let own =
            format!("this hub's: {hub_certificate}, at /hub.cer and on the console's page of certificates");
        match self.may_be_distrust() {
            _ if rule.meaning == FaultMeaning::DoesNotTrustHub => {
                format!("the e-Service probably holds another certificate than {own}; else {}", rule.remedy)
            }
            true => format!(
                "first compare the certificate that the e-Service expects with {own}, as an unsigned fault may be a refusal of the signature; then {}",
                rule.remedy
            ),
            false => rule.remedy.to_owned(),
        }
    }

    /// True for a code of the MPay guide's list, and for those that WS-Security and SOAP 1.1 define for what they name.
    pub fn has_defined_code(&self) -> bool {
        let FaultCode::Other(code) = &self.code else { return true };
        ["MustUnderstand", "VersionMismatch"].contains(&code.as_str())
            || table::WS_SECURITY.contains(&code.as_str())
    }

    fn fits(&self, rule: &FaultRule, words: &str) -> bool {
        let is_code = |wanted: &&str| {
            self.code.as_str().eq_ignore_ascii_case(wanted)
                || self.subcode.as_ref().is_some_and(|subcode| subcode.eq_ignore_ascii_case(wanted))
        };
        (rule.codes.is_empty() || rule.codes.iter().any(is_code))
            && (rule.http.is_empty() || rule.http.contains(&self.http_status))
            && rule.words.iter().all(|group| group.iter().any(|part| words.contains(part)))
    }
}
