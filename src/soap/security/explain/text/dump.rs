//! Octets for comparison with another library: as text and in hexadecimal.

use super::layout::Report;
use crate::domain::finding::one_line;

/// Octets per line.
const IN_A_LINE: usize = 24;
/// The maximum number of octets shown; more are not compared by eye.
const MOST: usize = 64 * 1024;

/// The text with visible line ends, followed by the octets with their offsets.
pub(super) fn dump(octets: &[u8], out: &mut Report) {
    let shown = &octets[..octets.len().min(MOST)];
    let text = String::from_utf8_lossy(shown);
    let lines: Vec<&str> = text.split('\n').collect();
    for (number, line) in lines.iter().enumerate() {
        let end = if number + 1 < lines.len() { "\\n" } else { "" };
        let characters: Vec<char> = line.chars().collect();
        let safe: String =
            characters.chunks(200).map(|part| one_line(&part.iter().collect::<String>())).collect();
        out.line(&format!("  | {safe}{end}"));
    }
    out.line("");
    for (number, line) in shown.chunks(IN_A_LINE).enumerate() {
        let hex: Vec<String> = line.iter().map(|octet| format!("{octet:02x}")).collect();
        let plain: String = line
            .iter()
            .map(|octet| if octet.is_ascii_graphic() || *octet == b' ' { char::from(*octet) } else { '.' })
            .collect();
        let width = IN_A_LINE * 3 - 1;
        out.line(&format!("  {:06x}  {:<width$}  {plain}", number * IN_A_LINE, hex.join(" ")));
    }
    if octets.len() > MOST {
        out.line(&format!("  … and {} octets more", octets.len() - MOST));
    }
}
