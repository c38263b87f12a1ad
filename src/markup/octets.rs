//! Raw bytes, in parts that fit a page.

use super::pieces::harmless;

/// The number of bytes shown at once.
const PART: usize = 32 * 1024;
/// The maximum number of bytes in the hex dump.
const MOST_HEX: usize = 256;

/// A part of some bytes.
#[derive(Debug)]
pub struct Part {
    /// The text, with marks in place of invalid bytes.
    pub text: String,
    pub from: usize,
    pub to: usize,
    pub length: usize,
    pub next: Option<usize>,
    pub previous: Option<usize>,
}

/// The part from this byte on, or from the beginning of its character.
pub fn part_of(bytes: &[u8], from: usize) -> Part {
    let from = beginning_of_character(bytes, from.min(bytes.len()));
    let to = beginning_of_character(bytes, (from + PART).min(bytes.len()));
    Part {
        text: harmless(&String::from_utf8_lossy(&bytes[from..to])),
        from,
        to,
        length: bytes.len(),
        next: (to < bytes.len()).then_some(to),
        previous: (from > 0).then(|| from.saturating_sub(PART)),
    }
}

/// A UTF-8 character has at most four bytes; without valid text, any byte will do.
fn beginning_of_character(bytes: &[u8], at: usize) -> usize {
    let is_continuation = |at: &usize| bytes.get(*at).is_some_and(|byte| byte & 0xc0 == 0x80);
    (at.saturating_sub(3)..=at).rev().find(|at| !is_continuation(at)).unwrap_or(at)
}

/// A hex dump of the first bytes, sixteen per line, with their characters.
pub fn hex_dump(bytes: &[u8]) -> String {
    let mut dump = String::new();
    for (line, of_line) in bytes[..bytes.len().min(MOST_HEX)].chunks(16).enumerate() {
        let numbers: Vec<String> = of_line.iter().map(|byte| format!("{byte:02x}")).collect();
        let characters: String = of_line
            .iter()
            .map(|byte| if matches!(byte, 0x20..=0x7e) { char::from(*byte) } else { '.' })
            .collect();
        dump.push_str(&format!("{:04x}  {:<47}  {characters}\n", line * 16, numbers.join(" ")));
    }
    dump
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_meet_between_characters_and_cover_everything() {
        let bytes = "aș".repeat(40_000).into_bytes();
        let (mut from, mut whole) = (0, String::new());
        loop {
            let part = part_of(&bytes, from);
            assert!(!part.text.contains('\u{fffd}') && part.to > part.from);
            whole.push_str(&part.text);
            match part.next {
                Some(next) => from = next,
                None => break,
            }
        }
        assert_eq!(whole.into_bytes(), bytes);
        assert_eq!(part_of(&[0x80; 10], 1_000_000).length, 10);
    }

    #[test]
    fn bytes_are_dumped_with_their_characters() {
        assert_eq!(hex_dump(b"<a>\xff"), format!("0000  {:<47}  <a>.\n", "3c 61 3e ff"));
    }
}
