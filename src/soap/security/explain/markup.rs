//! The same text in another spelling: entities, CDATA, other forms of values.

use std::borrow::Cow;

use super::subject::{Subject, Trial};
use super::tokens::{self, Style, Token};

/// Characters were not escaped as in canonical XML.
pub(super) fn entities(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    type Spelling = (&'static str, fn(&str) -> String);
    const TEXTS: [Spelling; 6] = [
        ("`>` as itself", |text| text.replace("&gt;", ">")),
        ("`&quot;` in text", |text| text.replace('"', "&quot;")),
        ("`&apos;` in text", |text| text.replace('\'', "&apos;")),
        ("`&quot;` and `&apos;` in text", |text| text.replace('"', "&quot;").replace('\'', "&apos;")),
        ("`&#39;` and `&quot;` in text", |text| text.replace('"', "&quot;").replace('\'', "&#39;")),
        ("`&#xA;` for line ends", |text| text.replace('\n', "&#xA;")),
    ];
    const EVERYWHERE: [Spelling; 4] = [
        ("decimal character references for letters past ASCII", |text| {
            referenced(text, |c| format!("&#{};", u32::from(c)))
        }),
        ("hexadecimal character references for letters past ASCII", |text| {
            referenced(text, |c| format!("&#x{:X};", u32::from(c)))
        }),
        ("hexadecimal character references for letters past ASCII", |text| {
            referenced(text, |c| format!("&#x{:x};", u32::from(c)))
        }),
        ("`&#13;` and `&#10;`", |text| text.replace("&#xD;", "&#13;").replace("&#xA;", "&#10;")),
    ];
    for (what, spell) in TEXTS {
        if trial.fits(subject.with_texts(spell)) {
            return Some(format!("with {what} the digest fits"));
        }
    }
    for (what, spell) in EVERYWHERE {
        if trial.fits(spell(subject.canonical)) {
            return Some(format!("with {what} the digest fits"));
        }
    }
    let attributes = subject.with_tags(|tag| {
        for (_, value) in &mut tag.attributes {
            *value = Cow::Owned(value.replace('>', "&gt;").replace('\'', "&apos;"));
        }
    });
    trial.fits(attributes).then(|| "with `&gt;` and `&apos;` in attributes the digest fits".into())
}

fn referenced(text: &str, reference: impl Fn(char) -> String) -> String {
    text.chars().map(|c| if c.is_ascii() { c.to_string() } else { reference(c) }).collect()
}

/// Text was escaped twice, or not at all.
pub(super) fn escaped_twice(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let once_less = |text: &str| {
        text.replace("&amp;lt;", "&lt;")
            .replace("&amp;gt;", "&gt;")
            .replace("&amp;quot;", "\"")
            .replace("&amp;amp;", "&amp;")
    };
    if trial.fits(subject.with_texts(once_less)) {
        return Some("with its text escaped once, not twice, the digest fits".into());
    }
    if trial.fits(subject.with_texts(|text| text.replace('&', "&amp;"))) {
        return Some("with its text escaped twice the digest fits".into());
    }
    let unescaped = |text: &str| text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    if trial.fits(subject.with_texts(unescaped)) {
        return Some("with its text not escaped at all the digest fits".into());
    }
    // The payload as an escaped string inside an element: `&lt;Result&gt;…`.
    let payload = |text: &str| text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    trial
        .fits(payload(subject.canonical))
        .then(|| "with the XML in its text as elements the digest fits".into())
}

/// CDATA sections were digested unchanged.
pub(super) fn cdata(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    const START: &str = "<![CDATA[";
    let (text, range) = (subject.text(), subject.node.range());
    let mut sections = Vec::new();
    let mut from = range.start;
    while let Some(start) = text[from..range.end].find(START).map(|at| from + at) {
        let end = start + text[start..range.end].find("]]>")? + 3;
        sections.push(start..end);
        from = end;
    }
    if sections.is_empty() || sections.len() > 1_000 {
        return None;
    }
    // Placeholders keep the sections through canonicalization, which would dissolve them.
    let holder =
        |number: usize| char::from_u32(0xE000 + u32::try_from(number).unwrap_or(0)).unwrap_or('\u{E000}');
    let edits: Vec<_> =
        sections.iter().enumerate().map(|(number, at)| (at.clone(), holder(number).to_string())).collect();
    let mut octets = subject.in_text(&subject.edited(&edits))?;
    for (number, at) in sections.iter().enumerate() {
        octets = octets.replace(holder(number), &text[at.clone()]);
    }
    trial.fits(octets).then(|| "with its CDATA sections kept the digest fits".into())
}

/// Numbers, booleans or times were written in another form.
pub(super) fn values_rewritten(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    type Form = (&'static str, fn(&str) -> Option<String>);
    const FORMS: [Form; 9] = [
        ("amounts with two decimals", |text| {
            decimal(text).map(|(whole, part)| format!("{whole}.{part:0<2}"))
        }),
        ("amounts without trailing zeros", |text| {
            let (whole, part) = decimal(text)?;
            let part = part.trim_end_matches('0');
            Some(if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") })
        }),
        ("amounts with a decimal comma", |text| {
            text.contains('.').then(|| decimal(text).map(|(w, p)| format!("{w},{p}")))?
        }),
        ("times without milliseconds", |text| {
            let (seconds, rest) = time(text)?.split_once('.')?;
            Some(format!("{seconds}{}", rest.trim_start_matches(|c: char| c.is_ascii_digit())))
        }),
        ("times with `.000`", |text| {
            let bare = time(text)?.strip_suffix('Z')?;
            (!bare.contains('.')).then(|| format!("{bare}.000Z"))
        }),
        ("times with `+00:00` in place of `Z`", |text| {
            Some(format!("{}+00:00", time(text)?.strip_suffix('Z')?))
        }),
        ("times with `Z` in place of `+00:00`", |text| {
            Some(format!("{}Z", time(text)?.strip_suffix("+00:00")?))
        }),
        ("times without `Z`", |text| Some(time(text)?.strip_suffix('Z')?.to_owned())),
        ("booleans with a capital letter", |text| match text {
            "true" => Some("True".to_owned()),
            "false" => Some("False".to_owned()),
            "True" => Some("true".to_owned()),
            "False" => Some("false".to_owned()),
            _ => None,
        }),
    ];
    for (what, form) in FORMS {
        if trial.fits(subject.with_texts(|text| form(text).unwrap_or_else(|| text.to_owned()))) {
            return Some(format!("with {what} the digest fits"));
        }
    }
    // Perhaps only one of the values was rewritten.
    let texts = subject.tokens.iter().enumerate().filter(|(_, token)| matches!(token, Token::Text(_)));
    for (place, _) in texts.take(300) {
        if trial.is_spent() {
            return None;
        }
        for (what, form) in FORMS {
            let mut tokens = subject.tokens.clone();
            let Some(Token::Text(text)) = tokens.get_mut(place) else { continue };
            let Some(other) = form(text).filter(|other| *other != **text) else { continue };
            let found = format!("with `{other}` in place of `{text}` ({what}) the digest fits");
            *text = other.into();
            if trial.fits(tokens::write(&tokens, Style::default())) {
                return Some(found);
            }
        }
    }
    None
}

/// The integer and fractional part of a plain number; the latter may be missing.
fn decimal(text: &str) -> Option<(&str, &str)> {
    let is_number = |part: &str| part.len() < 20 && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    (!whole.is_empty() && is_number(whole) && is_number(part)).then_some((whole, part))
}

/// The text, if it looks like an xs:dateTime.
fn time(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let is_time =
        (19..40).contains(&bytes.len()) && bytes[4] == b'-' && bytes[10] == b'T' && bytes[13] == b':';
    is_time.then_some(text)
}
