//! The XML declaration. The parser ignores it; this checks what a conforming XML 1.0 reader would reject.

use super::NotAnEnvelope;
use crate::domain::finding::one_line;

/// Rejects a declaration that is not valid XML 1.0 (§2.8), or that names an encoding which the text cannot have.
pub(super) fn check(text: &str) -> Result<(), NotAnEnvelope> {
    let Some(rest) = text.strip_prefix("<?xml").filter(|rest| rest.starts_with(is_space)) else {
        return Ok(());
    };
    let Declaration { version, encoding } = read(rest).map_err(|why| NotAnEnvelope::Declaration { why })?;
    if version != "1.0" {
        let why = format!("version=\"{}\"", one_line(version));
        return Err(NotAnEnvelope::Declaration { why });
    }
    match encoding {
        Some(name) if !is_superset_of_ascii(name) => Err(NotAnEnvelope::Encoding { name: one_line(name) }),
        _ => Ok(()),
    }
}

/// The encoding named by the declaration; `None` if there is none, or it cannot be read.
pub(super) fn encoding(text: &str) -> Option<&str> {
    read(text.strip_prefix("<?xml")?).ok()?.encoding
}

struct Declaration<'t> {
    version: &'t str,
    encoding: Option<&'t str>,
}

/// Reads the rest after `<?xml`: the version, then optionally the encoding and `standalone`.
fn read(mut rest: &str) -> Result<Declaration<'_>, String> {
    let mut found: [Option<&str>; 3] = [None; 3];
    let mut next = 0;
    loop {
        let trimmed = rest.trim_start_matches(is_space);
        if trimmed.starts_with("?>") {
            break;
        }
        let is_apart = trimmed.len() < rest.len();
        let (name, value, after) = attribute(trimmed)
            .filter(|_| is_apart)
            .ok_or("it is not closed, or has something that is no attribute")?;
        let names = ["version", "encoding", "standalone"];
        let place = names.iter().skip(next).position(|known| *known == name).map(|place| place + next);
        let place = place.ok_or_else(|| format!("`{}` does not stand there", one_line(name)))?;
        found[place] = Some(value);
        next = place + 1;
        rest = after;
    }
    let [version, encoding, standalone] = found;
    if let Some(value) = standalone.filter(|value| !matches!(*value, "yes" | "no")) {
        return Err(format!("standalone=\"{}\"", one_line(value)));
    }
    Ok(Declaration { version: version.ok_or("it has no version")?, encoding })
}

/// Name, value and the rest.
fn attribute(text: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = text.split_once('=')?;
    let rest = rest.trim_start_matches(is_space);
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (value, after) = rest[1..].split_once(quote)?;
    let is_value = !value.contains(['<', '>', '&']);
    is_value.then_some((name.trim_end_matches(is_space), value, after))
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// True if UTF-8 text can be read in this encoding: UTF-8 itself, or a code page, which shows wrong letters. In UTF-16 and
/// similar encodings, and in unknown ones, it cannot be read at all.
fn is_superset_of_ascii(name: &str) -> bool {
    const CODE_PAGES: [&str; 14] = [
        "utf-8",
        "utf8",
        "us-ascii",
        "ascii",
        "iso-8859-",
        "iso8859",
        "windows-125",
        "cp125",
        "koi8-",
        "latin",
        "cp85",
        "cp86",
        "ibm8",
        "macintosh",
    ];
    let name = name.to_ascii_lowercase();
    CODE_PAGES.iter().any(|known| name.starts_with(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_conforming_reader_takes_is_taken() {
        for text in [
            "<a/>",
            "<?xml version='1.0'?><a/>",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a/>",
            "<?xml\n version = '1.0'\tencoding='utf-8' standalone='yes' ?><a/>",
            "<?xml version=\"1.0\" standalone=\"no\"?><a/>",
            "<?xml version=\"1.0\" encoding=\"windows-1250\"?><a/>",
            "<?xml-stylesheet href='x'?><a/>",
        ] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_it_refuses_is_refused() {
        for (text, word) in [
            ("<?xml version='2.0'?><a/>", "2.0"),
            ("<?xml version='1.1'?><a/>", "1.1"),
            ("<?xml version='1.0' standalone='maybe'?><a/>", "maybe"),
            ("<?xml encoding='utf-8'?><a/>", "no version"),
            ("<?xml encoding='utf-8' version='1.0'?><a/>", "`version` does not stand there"),
            ("<?xml version='1.0' version='1.0'?><a/>", "does not stand there"),
            ("<?xml version='1.0'encoding='utf-8'?><a/>", "no attribute"),
            ("<?xml version=1.0?><a/>", "no attribute"),
            ("<?xml version='1.0'", "not closed"),
        ] {
            let why = check(text).unwrap_err().to_string();
            assert!(why.contains(word), "{text}: {why}");
        }
        for name in ["UTF-16", "utf-16le", "UCS-4", "EBCDIC-CP-US", "x-mine"] {
            let text = format!("<?xml version='1.0' encoding='{name}'?><a/>");
            assert_eq!(check(&text), Err(NotAnEnvelope::Encoding { name: name.to_owned() }));
        }
    }
}
