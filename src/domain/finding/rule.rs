//! A rule that messages and replies are held against.

/// One rule, with everything that its entry in the documentation says. Plain text, one line each.
#[derive(Debug)]
pub struct Rule {
    /// The stable name, such as `element-order`.
    pub name: &'static str,
    /// The stage of the call at which it is looked at.
    pub stage: Stage,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, without a full stop.
    pub title: &'static str,
    /// What is asked for.
    pub expected: &'static str,
    /// What MPay, or the WCF reader that it is built on, makes of it.
    pub consequence: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
    /// Where the rule comes from: guide, WSDL, RFC, W3C section.
    pub source: &'static str,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Rule {}

/// The stages of a call, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// Before anything was sent.
    Request,
    /// Looking up the host's name.
    Dns,
    /// The TCP connection.
    Connect,
    /// The TLS handshake: certificates of both sides.
    Tls,
    /// The HTTP reply.
    Http,
    /// The SOAP envelope.
    Envelope,
    /// The reply's signature.
    Signature,
    /// The content, against the contract.
    Contract,
    /// What the e-Service says: a fault, a status.
    Business,
}

impl Stage {
    /// Every one, in their order.
    pub const ALL: [Self; 9] = [
        Self::Request,
        Self::Dns,
        Self::Connect,
        Self::Tls,
        Self::Http,
        Self::Envelope,
        Self::Signature,
        Self::Contract,
        Self::Business,
    ];

    /// The stage with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// The stage's name in logs, in the database and in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Http => "http",
            Self::Envelope => "envelope",
            Self::Signature => "signature",
            Self::Contract => "contract",
            Self::Business => "business",
        }
    }
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know; nothing is lost.
    Note,
    /// MPay, or another reader, may lose a value or refuse the message.
    Warning,
    /// The message, or a value that matters, is not accepted.
    Error,
}

impl Severity {
    /// The severity's name in logs, in the database and in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}
