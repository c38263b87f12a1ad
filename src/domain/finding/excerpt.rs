//! The first words of a body in any format.

use super::one_line;

/// The first words that a reader of the page would see, without tags, styles and scripts.
pub fn excerpt(body: &[u8]) -> String {
    const MOST_BYTES: usize = 16 * 1024;
    const MOST_CHARS: usize = 160;
    let body = String::from_utf8_lossy(&body[..body.len().min(MOST_BYTES)]);
    let mut words = String::new();
    let mut rest = body.as_ref();
    while let Some((before, tag)) = rest.split_once('<') {
        words.push_str(before);
        words.push(' ');
        let name: String = tag.chars().take(6).collect::<String>().to_ascii_lowercase();
        let end = match name.as_str() {
            "style>" | "style " => tag.find("</"),
            "script" => tag.find("</"),
            _ => Some(0),
        };
        rest = end.and_then(|end| tag[end..].split_once('>')).map_or("", |(_, behind)| behind);
    }
    words.push_str(rest);
    let words: Vec<&str> = words.split_whitespace().collect();
    let words = words.join(" ");
    let cut: String = words.chars().take(MOST_CHARS).collect();
    one_line(&if cut.len() < words.len() { cut + "…" } else { cut })
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn a_page_is_told_by_its_first_words() {
        let page = "<!DOCTYPE html><html><head><style>a { b: c }</style><title>Runtime Error</title></head>\n\
                    <body><script>x < y</script><h1>Server Error in '/' Application.</h1>";
        assert_eq!(excerpt(page.as_bytes()), "Runtime Error Server Error in '/' Application.");
        assert_eq!(excerpt(b"Too   many\r\nrequests"), "Too many requests");
        assert_eq!(excerpt("ș".repeat(200).as_bytes()).chars().count(), 161);
        assert_eq!(excerpt(b"<"), "");
        assert_eq!(excerpt(b"<script>never closed"), "");
    }
}
