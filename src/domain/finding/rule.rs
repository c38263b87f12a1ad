//! A rule for messages and replies.

use super::words::Words;
use crate::domain::named::named;

/// One rule, with all texts of its entry in the documentation. Plain text, one line each.
#[derive(Debug)]
pub struct Rule {
    /// The stable name, such as `element-order`.
    pub name: &'static str,
    /// The stage of the call at which it is checked.
    pub stage: Stage,
    /// The severity of a finding by this rule.
    pub severity: Severity,
    /// The error, without a full stop.
    pub title: &'static str,
    /// The expectation.
    pub expected: &'static str,
    /// The consequence at MPay, or in the WCF reader that it is built on.
    pub consequence: &'static str,
    /// The remedy.
    pub remedy: &'static str,
    /// The source of the rule: guide, WSDL, RFC, W3C section.
    pub source: &'static str,
}

impl Rule {
    /// The title with its translations.
    pub fn title_in_words(&self) -> Words {
        Words::new(format!("finding-{}-title", self.name), self.title)
    }

    /// The consequence with its translations.
    pub fn consequence_in_words(&self) -> Words {
        Words::new(format!("finding-{}-effect", self.name), self.consequence)
    }

    /// The remedy with its translations.
    pub fn remedy_in_words(&self) -> Words {
        Words::new(format!("finding-{}-remedy", self.name), self.remedy)
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Rule {}

named! {
    fn name;
    /// The stages of a call, in their order.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Stage {
        /// Before anything is sent.
        Request = "request",
        /// The look-up of the host's name.
        Dns = "dns",
        /// The TCP connection.
        Connect = "connect",
        /// The TLS handshake: the certificates of both sides.
        Tls = "tls",
        /// The HTTP reply.
        Http = "http",
        /// The SOAP envelope.
        Envelope = "envelope",
        /// The reply's signature.
        Signature = "signature",
        /// The content, compared with the contract.
        Contract = "contract",
        /// The e-Service's decision: a fault, a status.
        Business = "business",
    }
}

named! {
    fn name;
    /// The severity of a finding.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Severity {
        /// Information; nothing is lost.
        Note = "note",
        /// MPay, or another reader, may lose a value or reject the message.
        Warning = "warning",
        /// The message, or an important value, is rejected.
        Error = "error",
    }
}
