//! The meanings of faults, and the shape of the table that gives each fault its meaning.

/// The meaning of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultMeaning {
    /// It has no such order.
    UnknownOrder,
    /// It does not accept the hub's signature or certificate.
    DoesNotTrustHub,
    /// It does not serve this ServiceID.
    RefusesService,
    /// It has read the message, and does not accept what it says.
    RefusesContent,
    /// It failed while it handled the message.
    BrokeDown,
    /// What answers at this address does not handle MPay's messages.
    NotForHub,
    /// The hub cannot tell what is wrong.
    Unknown,
}

impl FaultMeaning {
    /// Every one.
    pub const ALL: [Self; 7] = [
        Self::UnknownOrder,
        Self::DoesNotTrustHub,
        Self::RefusesService,
        Self::RefusesContent,
        Self::BrokeDown,
        Self::NotForHub,
        Self::Unknown,
    ];

    /// Its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::UnknownOrder => "unknown-order",
            Self::DoesNotTrustHub => "does-not-trust-hub",
            Self::RefusesService => "refuses-service",
            Self::RefusesContent => "refuses-content",
            Self::BrokeDown => "broke-down",
            Self::NotForHub => "not-for-hub",
            Self::Unknown => "unknown",
        }
    }

    /// What it says, as a sentence without a full stop.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::UnknownOrder => "the e-Service does not know the order",
            Self::DoesNotTrustHub => "the e-Service does not trust the hub",
            Self::RefusesService => "the e-Service does not serve this ServiceID",
            Self::RefusesContent => "the e-Service refuses what the message says",
            Self::BrokeDown => "the e-Service broke down",
            Self::NotForHub => "what answers there does not handle MPay's messages",
            Self::Unknown => "the hub cannot tell from the fault's code and words what is wrong",
        }
    }
}

/// How likely it is that an unsigned fault means that the e-Service does not trust the hub: many frameworks answer with their
/// most general fault then, and have no reply to sign yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distrust {
    /// It is not the cause.
    No,
    /// It is a cause to look at where the row's own remedy leads nowhere.
    Possible,
    /// The fault says little else: it is the first cause to look at.
    Likely,
}

/// One row of the table. A fault fits where it fits every column that is not empty.
#[derive(Debug)]
pub struct FaultRule {
    /// Its stable name.
    pub name: &'static str,
    /// Codes or subcodes, without prefix, compared without regard to case; one of them.
    pub codes: &'static [&'static str],
    /// HTTP statuses; one of them.
    pub http: &'static [u16],
    /// Parts of the e-Service's words in lower case: one of each group. A part that begins with `^` fits at the beginning of a
    /// word only.
    pub words: &'static [&'static [&'static str]],
    /// `Some` where there are two groups, and a word of the first, whole, is to stand in one clause with a part of the second,
    /// with at most so many characters between them. `*` stands for any ending.
    pub apart: Option<usize>,
    /// What it means.
    pub meaning: FaultMeaning,
    /// Whether the fault, if it is not signed, may as well mean that the e-Service does not trust the hub.
    pub unsigned: Distrust,
    /// What to do about it.
    pub remedy: &'static str,
}
