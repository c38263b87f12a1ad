//! Text output: one line, without passwords.

use crate::domain::plain_text::is_unfit;
use crate::domain::web_address::credentials;

/// The text with `***` for a password: between `user:` and `@` of an address, or after `password=`.
pub(super) fn without_password(text: &str) -> String {
    let mut shown = text.to_owned();
    if let Some(found) = credentials(text)
        && let Some(colon) = text[found.clone()].find(':')
    {
        shown.replace_range(found.start + colon + 1..found.end, "***");
    }
    if let Some(start) = shown.to_ascii_lowercase().find("password=").map(|at| at + "password=".len()) {
        let end = shown[start..].find('&').map_or(shown.len(), |at| start + at);
        shown.replace_range(start..end, "***");
    }
    shown
}

/// The text for one line of an error: escaped, and cut if long.
pub(super) fn one_line(text: &str) -> String {
    const MAX_CHARS: usize = 120;
    let cut: String = text.chars().take(MAX_CHARS).collect();
    let dots = if cut.len() < text.len() { "…" } else { "" };
    let escaped: String = cut
        .chars()
        .map(|c| if is_unfit(c) { c.escape_default().to_string() } else { c.to_string() })
        .collect();
    escaped + dots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_hidden_wherever_an_address_carries_them() {
        for (text, shown) in [
            ("postgres://hub:p@ss/w@db:5432/hub", "postgres://hub:***@db:5432/hub"),
            ("postgres:hub:secret@db", "postgres:***@db"),
            ("postgres://db/hub?user=a&password=b&c=d", "postgres://db/hub?user=a&password=***&c=d"),
            ("postgres://db:5432/hub", "postgres://db:5432/hub"),
            ("postgres://hub@db:5432/hub", "postgres://hub@db:5432/hub"),
            ("sqlite:hub.sqlite", "sqlite:hub.sqlite"),
        ] {
            assert_eq!(without_password(text), shown);
        }
    }

    #[test]
    fn a_line_is_escaped_and_cut() {
        assert_eq!(one_line("a\nb"), "a\\nb");
        assert_eq!(one_line(&"ș".repeat(200)).chars().count(), 121);
    }
}
