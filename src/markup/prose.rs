//! Text as pages show it: what stands between back-ticks is code.

use askama::filters::{Html, Safe, escape};

/// The text, escaped, with each pair of back-ticks as `<code>`. A back-tick without a second one stays as it is.
pub fn prose(text: impl ToString) -> Safe<String> {
    let text = text.to_string();
    let mut html = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, (code, after))) =
        rest.split_once('`').and_then(|(before, after)| Some((before, after.split_once('`')?)))
    {
        html.push_str(&format!("{}<code>{}</code>", escaped(before), escaped(code)));
        rest = after;
    }
    html.push_str(&escaped(rest));
    Safe(html)
}

fn escaped(text: &str) -> String {
    let Ok(escaped) = escape(text, Html);
    escaped.to_string()
}

#[cfg(test)]
mod tests {
    use super::prose;

    #[test]
    fn pairs_become_code_and_everything_is_escaped() {
        for (text, html) in [
            ("plain", "plain"),
            ("set `a` to `b`", "set <code>a</code> to <code>b</code>"),
            ("`<script>` & <b>", "<code>&#60;script&#62;</code> &#38; &#60;b&#62;"),
            ("one ` alone", "one ` alone"),
            ("`a` and ` alone", "<code>a</code> and ` alone"),
            ("``", "<code></code>"),
        ] {
            assert_eq!(prose(text).0, html, "{text}");
        }
    }
}
