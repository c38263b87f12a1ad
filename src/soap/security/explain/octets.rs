//! The octets in another encoding, with additions of the file, or digested in another way.

use super::subject::{Subject, Trial};
use super::tokens::Token;

/// A byte-order mark was included in the digest.
pub(super) fn byte_order_mark(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let (canonical, source) = (subject.canonical, subject.source());
    [canonical, source]
        .iter()
        .any(|text| trial.fits(format!("\u{feff}{text}")))
        .then(|| "with a byte-order mark before it the digest fits".into())
}

/// An XML declaration was included in the digest.
pub(super) fn xml_declaration(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    const DECLARATIONS: [&str; 8] = [
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>",
        "<?xml version=\"1.0\"?>",
        "<?xml version='1.0' encoding='UTF-8'?>",
        "<?xml version='1.0' encoding='utf-8'?>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
        "<?xml version=\"1.0\" encoding=\"utf-16\"?>",
    ];
    for declaration in DECLARATIONS {
        for line_end in ["", "\n", "\r\n"] {
            for text in [subject.canonical, subject.source()] {
                let after = if text == subject.canonical && line_end == "\n" { ["", "\n"] } else { ["", ""] };
                if after.iter().any(|end| trial.fits(format!("{declaration}{line_end}{text}{end}"))) {
                    return Some(format!("with {declaration} before it the digest fits"));
                }
            }
        }
    }
    None
}

/// The text was digested in another encoding than UTF-8.
pub(super) fn encoding(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let text = subject.canonical;
    let utf16 = |to_bytes: fn(u16) -> [u8; 2], mark: bool| -> Vec<u8> {
        let mark = mark.then_some(0xfeff);
        mark.into_iter().chain(text.encode_utf16()).flat_map(to_bytes).collect()
    };
    for (octets, name) in [
        (utf16(u16::to_le_bytes, false), "UTF-16"),
        (utf16(u16::to_be_bytes, false), "UTF-16 (big endian)"),
        (utf16(u16::to_le_bytes, true), "UTF-16 with a byte-order mark"),
        (utf16(u16::to_be_bytes, true), "UTF-16 (big endian) with a byte-order mark"),
    ] {
        if trial.fits(octets) {
            return Some(format!("as {name} octets the digest fits"));
        }
    }
    if text.is_ascii() {
        return None;
    }
    for (to_byte, name) in ENCODINGS {
        let octets: Vec<u8> = text.chars().map(|c| to_byte(c).unwrap_or(b'?')).collect();
        if trial.fits(octets) {
            return Some(format!("as {name} octets the digest fits"));
        }
    }
    // Letters read as Windows-1252 and encoded again, in either direction.
    let twice: String = text.bytes().map(windows_1252).collect();
    if trial.fits(twice) {
        return Some("encoded as UTF-8 twice the digest fits".into());
    }
    let bytes: Option<Vec<u8>> = text.chars().map(to_windows_1252).collect();
    let once = bytes.filter(|bytes| std::str::from_utf8(bytes).is_ok());
    once.is_some_and(|octets| trial.fits(octets)).then(|| {
        "with its letters decoded once more (the message has them encoded as UTF-8 twice) the digest fits"
            .into()
    })
}

type Encoding = (fn(char) -> Option<u8>, &'static str);

const ENCODINGS: [Encoding; 6] = [
    (to_windows_1252, "Windows-1252"),
    (to_windows_1250, "Windows-1250"),
    (to_windows_1251, "Windows-1251"),
    (to_iso_8859_16, "ISO-8859-16"),
    (|c| u8::try_from(u32::from(c)).ok(), "ISO-8859-1"),
    (|c| u8::try_from(u32::from(c)).ok().filter(u8::is_ascii), "ASCII"),
];

/// The characters of Windows-1252 from 0x80 to 0x9f; zero for unassigned ones.
const WINDOWS_1252: [u16; 32] = [
    0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
    0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
    0x0153, 0, 0x017e, 0x0178,
];

fn windows_1252(byte: u8) -> char {
    let listed = byte.checked_sub(0x80).and_then(|at| WINDOWS_1252.get(usize::from(at)));
    listed
        .filter(|code| **code != 0)
        .and_then(|code| char::from_u32((*code).into()))
        .unwrap_or(char::from(byte))
}

fn to_windows_1252(c: char) -> Option<u8> {
    let code = u32::from(c);
    let listed = WINDOWS_1252.iter().position(|known| u32::from(*known) == code && code != 0);
    listed.and_then(|at| u8::try_from(at + 0x80).ok()).or_else(|| u8::try_from(code).ok())
}

/// Windows-1250 and ISO-8859-2 agree on the Romanian letters, which have cedillas there.
fn to_windows_1250(c: char) -> Option<u8> {
    Some(match c {
        'ă' => 0xe3,
        'Ă' => 0xc3,
        'ş' | 'ș' => 0xba,
        'Ş' | 'Ș' => 0xaa,
        'ţ' | 'ț' => 0xfe,
        'Ţ' | 'Ț' => 0xde,
        'â' | 'Â' | 'î' | 'Î' => u8::try_from(u32::from(c)).ok()?,
        _ => to_windows_1252(c)?,
    })
}

fn to_iso_8859_16(c: char) -> Option<u8> {
    Some(match c {
        'ș' => 0xba,
        'Ș' => 0xaa,
        'ț' => 0xfe,
        'Ț' => 0xde,
        _ => to_windows_1250(c)?,
    })
}

fn to_windows_1251(c: char) -> Option<u8> {
    let code = u32::from(c);
    match c {
        'А'..='я' => u8::try_from(code - 0x410 + 0xc0).ok(),
        'Ё' => Some(0xa8),
        'ё' => Some(0xb8),
        '№' => Some(0xb9),
        '«' => Some(0xab),
        '»' => Some(0xbb),
        '„' => Some(0x84),
        '“' => Some(0x93),
        '”' => Some(0x94),
        '–' => Some(0x96),
        '—' => Some(0x97),
        _ => u8::try_from(code).ok().filter(u8::is_ascii),
    }
}

/// Letters with diacritics were written with other characters.
pub(super) fn diacritics(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    const FORMS: [(&[(&str, &str)], &str); 4] = [
        (
            &[("ş", "ș"), ("Ş", "Ș"), ("ţ", "ț"), ("Ţ", "Ț")],
            "with ș and ț (comma below) in place of ş and ţ (cedilla)",
        ),
        (
            &[("ș", "ş"), ("Ș", "Ş"), ("ț", "ţ"), ("Ț", "Ţ")],
            "with ş and ţ (cedilla) in place of ș and ț (comma below)",
        ),
        (
            &[
                ("ă", "a\u{306}"),
                ("â", "a\u{302}"),
                ("î", "i\u{302}"),
                ("ș", "s\u{326}"),
                ("ț", "t\u{326}"),
                ("Ă", "A\u{306}"),
                ("Â", "A\u{302}"),
                ("Î", "I\u{302}"),
                ("Ș", "S\u{326}"),
                ("Ț", "T\u{326}"),
            ],
            "with decomposed letters (Unicode NFD)",
        ),
        (
            &[
                ("ă", "a"),
                ("â", "a"),
                ("î", "i"),
                ("ș", "s"),
                ("ț", "t"),
                ("Ă", "A"),
                ("Â", "A"),
                ("Î", "I"),
                ("Ș", "S"),
                ("Ț", "T"),
                ("ş", "s"),
                ("ţ", "t"),
            ],
            "without diacritics",
        ),
    ];
    let text = subject.canonical;
    if text.is_ascii() {
        return None;
    }
    for (pairs, what) in FORMS {
        let other = pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
        if trial.fits(other) {
            return Some(format!("{what} the digest fits"));
        }
    }
    let (pairs, _) = FORMS[2];
    let composed = pairs.iter().fold(text.to_owned(), |text, (to, from)| text.replace(from, to));
    trial.fits(composed).then(|| "with composed letters (Unicode NFC) the digest fits".into())
}

/// The digest was taken of a digest.
pub(super) fn digest_of_digest(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    use base64::Engine;
    let digest = trial.algorithm().digest(subject.canonical.as_bytes());
    let hex = |upper: bool| -> String {
        digest.iter().map(|byte| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") }).collect()
    };
    let base64 = base64::engine::general_purpose::STANDARD.encode(&digest);
    let forms = [digest.clone(), hex(false).into_bytes(), hex(true).into_bytes(), base64.into_bytes()];
    forms.iter().any(|form| trial.fits(form)).then(|| "the digest of its digest is the declared one".into())
}

/// The digest was taken of nothing.
pub(super) fn digest_of_nothing(_: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    trial.fits("").then(|| "the declared digest is that of no octets at all".into())
}

/// The digest was taken of the element before it was filled in.
pub(super) fn digest_of_empty_element(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let Some(Token::Start(_)) = subject.tokens.first() else { return None };
    let tag_end = subject.canonical.find('>')? + 1;
    let end_tag = subject.canonical.rfind("</")?;
    trial
        .fits(format!("{}{}", &subject.canonical[..tag_end], &subject.canonical[end_tag..]))
        .then(|| "without any content the digest fits".into())
}
