//! The cost limits of canonicalizing one message. Octets, nodes and namespaces are counted while they are made or visited,
//! because a short message can cost much: an element of four bytes is written with the whole URI of its namespace.

/// The maximum number of octets over all references and transforms of a message, or twice the message's size if that is
/// more. The largest honest reply, with hundreds of lines, needs a tenth.
pub const MOST_OCTETS: usize = 4 << 20;

/// The maximum number of nodes visited: twice the maximum of a message.
pub const MOST_NODES: usize = 2 * crate::soap::envelope::MAX_NODES as usize;

/// The maximum number of namespaces in scope that are searched, which grows with the square of the declarations.
pub const MOST_NAMESPACES: usize = 1_000_000;

/// The rest of a message's cost limits.
#[derive(Debug, Clone)]
pub struct Allowance {
    pub(super) octets: Meter,
    pub(super) nodes: Meter,
    pub(super) namespaces: Meter,
}

/// A limit that was exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exceeded {
    /// The thing counted.
    pub what: &'static str,
    /// The count when the work was stopped.
    pub count: usize,
    /// The limit.
    pub most: usize,
}

impl Allowance {
    /// The limits for the signature of a message with this text.
    pub fn of_message(text: &str) -> Self {
        Self::new(MOST_OCTETS.max(text.len().saturating_mul(2)), MOST_NODES, MOST_NAMESPACES)
    }

    /// The same with another limit of octets.
    pub(in crate::soap::security) fn with_octets(self, most: usize) -> Self {
        Self { octets: Meter { most, ..self.octets }, ..self }
    }

    /// No limits, for our own messages.
    pub(super) fn unlimited() -> Self {
        Self::new(usize::MAX, usize::MAX, usize::MAX)
    }

    fn new(octets: usize, nodes: usize, namespaces: usize) -> Self {
        Self {
            octets: Meter { what: "octets", count: 0, most: octets },
            nodes: Meter { what: "nodes", count: 0, most: nodes },
            namespaces: Meter { what: "namespaces in scope", count: 0, most: namespaces },
        }
    }

    /// The number of namespaces searched so far.
    pub(in crate::soap::security) fn namespaces_seen(&self) -> usize {
        self.namespaces.count
    }
}

#[derive(Debug, Clone)]
pub(super) struct Meter {
    what: &'static str,
    count: usize,
    most: usize,
}

impl Meter {
    pub(super) fn add(&mut self, more: usize) -> Result<(), Exceeded> {
        self.count = self.count.saturating_add(more);
        let Self { what, count, most } = *self;
        if count > most { Err(Exceeded { what, count, most }) } else { Ok(()) }
    }
}
