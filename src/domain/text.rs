//! Characters that texts from outside must not bring into pages and logs.

/// The marks that change the direction of the text around them, so that an address or a name reads as another one.
pub fn turns_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What has no place in one line of text: control characters, and the marks that change its direction.
pub fn is_unfit(c: char) -> bool {
    c.is_control() || turns_direction(c)
}
