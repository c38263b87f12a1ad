//! The families of rules, in the order of reports.

use crate::domain::named::named;

named! {
    fn name;
    /// A family of rules.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Family {
        /// The way to the e-Service, before anything else is asked.
        Doctor = "doctor",
        /// The form of its replies.
        Contract = "contract",
        /// Lawful variations of messages.
        Accept = "accept",
        /// Forged, altered and expired messages.
        Refuse = "refuse",
        /// Repeated and lost confirmations.
        Idempotency = "idempotency",
        /// The description of an order, and the payments that the e-Service takes.
        Truth = "truth",
        /// Languages and lengths of texts.
        Limits = "limits",
        /// Certificates and keys.
        Certificates = "certificates",
        /// Calls at once, and the time that they take.
        Speed = "speed",
    }
}

impl Family {
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
}
