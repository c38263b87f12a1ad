//! What a command that serves prints once it is ready, in this order and nothing else.

use std::io::Write;

/// The lines. `addresses` are what to open, with a word on each.
pub(super) fn print(
    addresses: &[(&str, &str, &str)],
    data: &[(&str, &str)],
    url: &str,
) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "mpay-sim {}", crate::VERSION)?;
    for (name, address, what) in addresses {
        writeln!(out, "{name:<13}{address:<28}{what}")?;
    }
    for (name, place) in data {
        writeln!(out, "{name:<13}{place}")?;
    }
    writeln!(out, "{:<13}Ctrl+C", "stop")?;
    writeln!(out, "READY url={url}")?;
    out.flush()
}
