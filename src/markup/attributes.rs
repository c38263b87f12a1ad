//! The attributes of a start tag.

/// The name and quoted value of each attribute, unchanged and in order. Text that is not an attribute has an empty value.
pub(super) fn attributes(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (name, value, after) = first(rest);
        found.push((name, value));
        rest = after.trim_start();
    }
    found
}

fn first(rest: &str) -> (&str, &str, &str) {
    let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
    // An equals sign without a name counts as a name, so that each round makes progress.
    let end = if end == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { end };
    let (name, after) = rest.split_at(end);
    let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start) else {
        return (name, "", after);
    };
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let length = match quote {
        Some(quote) => value[1..].find(quote).map_or(value.len(), |at| at + 2),
        None => value.find(char::is_whitespace).unwrap_or(value.len()),
    };
    (name, &value[..length], &value[length..])
}

#[cfg(test)]
mod tests {
    use super::attributes;

    #[test]
    fn attributes_are_read_as_they_stand_there() {
        assert_eq!(attributes("a=\"1 2\" b = '3' c"), [("a", "\"1 2\""), ("b", "'3'"), ("c", "")]);
        assert_eq!(attributes("=x ș='ș"), [("=", ""), ("x", ""), ("ș", "'ș")]);
    }
}
