//! The families of rules, in the order of reports.

/// A family of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// The way to the e-Service, before anything else is asked.
    Doctor,
    /// The form of its replies.
    Contract,
    /// Lawful variations of messages.
    Accept,
    /// Forged, altered and expired messages.
    Refuse,
    /// Repeated and lost confirmations.
    Idempotency,
    /// The description of an order, and the payments that the e-Service takes.
    Truth,
    /// Languages and lengths of texts.
    Limits,
    /// Certificates and keys.
    Certificates,
    /// Calls at once, and the time that they take.
    Speed,
}

impl Family {
    /// Every family, in the order of reports.
    pub const ALL: [Self; 9] = [
        Self::Doctor,
        Self::Contract,
        Self::Accept,
        Self::Refuse,
        Self::Idempotency,
        Self::Truth,
        Self::Limits,
        Self::Certificates,
        Self::Speed,
    ];

    /// The first part of a rule's id.
    pub fn name(self) -> &'static str {
        match self {
            Self::Doctor => "doctor",
            Self::Contract => "contract",
            Self::Accept => "accept",
            Self::Refuse => "refuse",
            Self::Idempotency => "idempotency",
            Self::Truth => "truth",
            Self::Limits => "limits",
            Self::Certificates => "certificates",
            Self::Speed => "speed",
        }
    }

    /// The heading in reports.
    pub fn title(self) -> &'static str {
        match self {
            Self::Doctor => "the way to the e-Service",
            Self::Contract => "contract of both operations",
            Self::Accept => "lawful variations that must be accepted",
            Self::Refuse => "messages that must be refused",
            Self::Idempotency => "idempotency",
            Self::Truth => "the order before and after the payment",
            Self::Limits => "languages and limits",
            Self::Certificates => "certificates and keys",
            Self::Speed => "speed and order",
        }
    }

    /// The family with this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name() == name)
    }
}
