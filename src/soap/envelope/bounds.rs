//! How much of a message is parsed.

/// The maximum depth of elements; messages of the contract nest a dozen levels at most.
pub const MAX_DEPTH: u16 = 64;

/// The maximum number of nodes, ten times that of the largest honest reply with hundreds of lines.
pub const MAX_NODES: u32 = 200_000;

/// The maximum number of attributes of an element; none of the contract or of WS-Security has ten.
pub const MAX_ATTRIBUTES: usize = 256;

/// The maximum number of namespace declarations in a document, with room for writers that declare one on every element.
pub const MAX_DECLARATIONS: usize = 5_000;

/// The maximum number of namespace declarations in scope at an element, which the parser searches at every element with a
/// declaration.
pub const MAX_IN_FORCE: usize = 256;
