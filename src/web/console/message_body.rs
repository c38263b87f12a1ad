//! The content of a message in five views.

use super::query::Query;
use crate::domain::finding::{Finding, Position};
use crate::flow::x_ray::{XRay, canonical_octets};
use crate::i18n::Translator;
use crate::markup::{Formatted, Mark, Part, Value, formatted, hex_dump, part_of, values};

/// A view of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    Formatted,
    Raw,
    Canonical,
    Values,
    Headers,
}

impl View {
    pub(super) const ALL: [Self; 5] =
        [Self::Raw, Self::Formatted, Self::Canonical, Self::Values, Self::Headers];

    /// The view with this name; by default the formatted one.
    pub(super) fn of(name: &str) -> Self {
        Self::ALL.into_iter().find(|view| view.name() == name).unwrap_or(Self::Formatted)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Formatted => "formatted",
            Self::Raw => "raw",
            Self::Canonical => "canonical",
            Self::Values => "values",
            Self::Headers => "headers",
        }
    }
}

/// The content of a view.
#[derive(Debug)]
pub(super) enum Content {
    /// There is no message.
    None,
    Formatted(Formatted),
    Raw(Part),
    Canonical(Vec<Canonical>),
    Values(Vec<Value>),
    /// The first line and the headers; `None` if not stored.
    Headers(Option<String>),
}

/// The octets of a digest or of the signature.
#[derive(Debug)]
pub(super) struct Canonical {
    /// 0 is SignedInfo, followed by the references.
    pub(super) number: usize,
    pub(super) name: String,
    /// Empty for SignedInfo.
    pub(super) declared: String,
    pub(super) computed: String,
    pub(super) fits: bool,
    pub(super) part: Part,
    pub(super) hex: String,
}

/// Makes the view. The parameter `from` is the first line or byte.
pub(super) fn content(
    t: &Translator,
    view: View,
    octets: Option<&[u8]>,
    head: Option<&str>,
    x_ray: Option<&XRay>,
    q: &Query,
) -> Content {
    let from = q.get("from").parse().unwrap_or(0);
    match (view, octets) {
        (View::Headers, _) => Content::Headers(head.map(|head| part_of(head.as_bytes(), 0).text)),
        (_, None) => Content::None,
        (View::Raw, Some(octets)) => Content::Raw(part_of(octets, from)),
        (View::Canonical, Some(_)) => Content::Canonical(x_ray.map(canonical).unwrap_or_default()),
        (View::Values, Some(octets)) => Content::Values(values(&String::from_utf8_lossy(octets))),
        (View::Formatted, Some(octets)) => {
            let text = String::from_utf8_lossy(octets);
            let findings = x_ray.map_or(&[][..], |x_ray| &x_ray.findings);
            let marks: Vec<Mark> = findings.iter().filter_map(|finding| mark(t, &text, finding)).collect();
            Content::Formatted(formatted(text.trim_start_matches('\u{feff}'), &marks, from))
        }
    }
}

fn mark(t: &Translator, text: &str, finding: &Finding) -> Option<Mark> {
    let Position { line, column } = finding.place.position?;
    let before =
        text.split_inclusive('\n').take(line.saturating_sub(1) as usize).map(str::len).sum::<usize>();
    let of_line = text.get(before..)?;
    let within =
        of_line.char_indices().nth(column.saturating_sub(1) as usize).map_or(of_line.len(), |(at, _)| at);
    let title = t.words(&finding.rule.title_in_words()).text;
    Some(Mark { at: before + within, note: format!("↑ {title}: {}", finding.found) })
}

fn canonical(x_ray: &XRay) -> Vec<Canonical> {
    let signed_info = x_ray
        .signature
        .iter()
        .map(|signature| ("SignedInfo".to_owned(), String::new(), String::new(), signature.holds));
    let references = x_ray.references.iter().map(|reference| {
        let name = format!("{} {}", reference.element_name, reference.uri);
        (name, reference.declared.clone(), reference.computed.clone(), reference.matches)
    });
    signed_info
        .chain(references)
        .zip(canonical_octets(x_ray))
        .enumerate()
        .map(|(number, ((name, declared, computed, fits), octets))| Canonical {
            number,
            name: crate::domain::finding::one_line(&name),
            declared,
            computed,
            fits,
            part: part_of(octets, 0),
            hex: hex_dump(octets),
        })
        .collect()
}
