//! The words of messages, by which they are found, in lower case and without card numbers.

use super::card_number::hide_card_numbers;

/// The maximum number of bytes of a message that are read: words of longer messages are found in their beginning.
const MOST_READ: usize = 64 * 1024;
/// The maximum length in bytes of the words of one text.
const MOST_KEPT: usize = 6 * 1024;
/// Longer runs of letters and digits, such as base64, are cut to this number of characters.
const LONGEST_WORD: usize = 40;
/// The maximum number of words that are searched at once.
const MOST_SEARCHED: usize = 12;

/// The words of a message's content, with a space between them: the text between the tags of a SOAP Body, or of any other
/// text with markup.
pub fn of_message(message: &[u8]) -> String {
    let start = &message[..message.len().min(MOST_READ)];
    let text = String::from_utf8_lossy(start);
    let mut words = String::new();
    for part in content(&text).split('<').enumerate() {
        let between = match part {
            (0, text) => text,
            (_, tag) => match tag.strip_prefix("![CDATA[") {
                Some(text) => text,
                None => tag.split_once('>').map_or("", |(_, text)| text),
            },
        };
        add(&mut words, between);
    }
    words
}

/// The words of a line of text, with a space between them.
pub fn of_text(text: &str) -> String {
    let mut words = String::new();
    add(&mut words, text);
    words
}

/// The words to look for.
pub fn searched(text: &str) -> Vec<String> {
    of_text(text).split(' ').filter(|word| !word.is_empty()).take(MOST_SEARCHED).map(str::to_owned).collect()
}

/// The text from the Body on, without the header and its certificates and signatures; else the whole text.
fn content(text: &str) -> &str {
    let is_tag = |at: &usize| {
        text[..*at].ends_with(['<', ':']) && text[*at + 4..].starts_with(['>', ' ', '\r', '\n', '\t'])
    };
    text.match_indices("Body")
        .map(|(at, _)| at)
        .find(is_tag)
        .map_or(text, |at| text[at..].split_once('>').map_or("", |(_, content)| content))
}

fn add(words: &mut String, text: &str) {
    for word in hide_card_numbers(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
    {
        // In lower case here, as PostgreSQL knows that of all letters only in some locales.
        let word: String = word.chars().take(LONGEST_WORD).flat_map(char::to_lowercase).collect();
        if words.len() + word.len() + 1 > MOST_KEPT {
            return;
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(&word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_body_are_kept_without_its_header_and_tags() {
        let soap = "<s:Envelope><s:Header><a>Bodyguard</a></s:Header><s:Body wsu:Id=\"x\"><Order Key='no'>D-00017</Order>\
                    <Name><![CDATA[Ștefan Popescu]]></Name></s:Body></s:Envelope>";
        assert_eq!(of_message(soap.as_bytes()), "d 00017 ștefan popescu");
        let page = b"<h1>Server Error in '/' Application.</h1>\r\nSystem.NullReferenceException: \xff";
        assert_eq!(of_message(b"<Body><a>5</a><a>4111-1111-1111-1111</a></Body>"), "5 1111");
        assert_eq!(of_message(page), "server error in application system nullreferenceexception");
        for nothing in ["", "<", "<Body", "<a:Body>", "<![CDATA["] {
            assert_eq!(of_message(nothing.as_bytes()), "", "{nothing}");
        }
    }

    #[test]
    fn words_are_bounded() {
        assert_eq!(of_text(&"x".repeat(1000)).len(), LONGEST_WORD);
        let long = of_message("ș ".repeat(100_000).as_bytes());
        assert!(long.len() <= MOST_KEPT && long.len() > MOST_KEPT - 4, "{}", long.len());
        assert_eq!(searched(" Null-Reference, ȘI "), ["null", "reference", "și"]);
        assert!(searched("--").is_empty());
    }
}
