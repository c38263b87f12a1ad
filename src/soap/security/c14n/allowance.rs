//! What canonicalizing one message may cost. Octets, nodes and namespaces are counted while they are made or visited,
//! because a short message can ask for much: an element of four bytes is written with the whole address of its namespace.

/// Octets that canonicalizing a message may make, over all references and transforms, unless twice the message is more:
/// the largest honest reply, with hundreds of lines, makes a tenth of them.
pub const MOST_OCTETS: usize = 4 << 20;

/// Nodes that it may visit: each of the most nodes that a message may have, twice.
pub const MOST_NODES: usize = 2 * crate::soap::envelope::MAX_NODES as usize;

/// Namespaces in scope that it may look through, which grow with the square of what a message declares.
pub const MOST_NAMESPACES: usize = 1_000_000;

/// What may still be spent on one message.
#[derive(Debug, Clone)]
pub struct Allowance {
    pub(super) octets: Meter,
    pub(super) nodes: Meter,
    pub(super) namespaces: Meter,
}

/// A bound that was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exceeded {
    /// What was counted.
    pub what: &'static str,
    /// How many there were when the work was stopped.
    pub count: usize,
    /// How many there may be.
    pub most: usize,
}

impl Allowance {
    /// For the signature of a message with this text.
    pub fn of_message(text: &str) -> Self {
        Self::new(MOST_OCTETS.max(text.len().saturating_mul(2)), MOST_NODES, MOST_NAMESPACES)
    }

    /// The same with another bound of octets.
    pub(in crate::soap::security) fn with_octets(self, most: usize) -> Self {
        Self { octets: Meter { most, ..self.octets }, ..self }
    }

    /// For work on messages of our own.
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

    /// How many namespaces were looked through so far.
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
