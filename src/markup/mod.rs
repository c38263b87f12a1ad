//! Readable views of messages: pieces of markup that need not be a well-formed document, as a parser would refuse the
//! broken messages that people need to see.

mod attributes;
mod formatted;
mod octets;
mod pieces;
mod prose;
mod values;

pub use formatted::{Formatted, Mark, formatted};
pub use octets::{Part, hex_dump, part_of};
pub use prose::prose;
pub use values::{Value, values};
