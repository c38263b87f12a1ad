//! Another element, a part of the element, or the element with additions or omissions.

use roxmltree::Node;

use super::subject::{Subject, Trial, guessed_octets};
use super::tokens::{self, Style, Tag, Token, local_of};
use crate::soap::security::c14n;
use crate::soap::{DS_NS, SOAP_NS, WSSE_NS, WSU_NS};

const XSI_NIL: &str = "nil";

/// The content without the element's own tags.
pub(super) fn content_only(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let inner = |text: &str| {
        let (start, end) = (text.find('>')? + 1, text.rfind("</")?);
        text.get(start..end).map(str::to_owned)
    };
    let found = || Some("its content alone, without its own tags, has the digest".to_owned());
    if inner(subject.canonical).is_some_and(|content| trial.fits(content)) {
        return found();
    }
    if inner(subject.source()).is_some_and(|content| trial.fits(content)) {
        return found();
    }
    // Each child canonicalized alone declares the namespaces it uses.
    let children: Vec<u8> =
        subject.node.children().flat_map(|child| guessed_octets(child, subject.options)).collect();
    if trial.fits(children) {
        return found();
    }
    let text: String = subject.node.descendants().filter(|n| n.is_text()).filter_map(|n| n.text()).collect();
    trial.fits(text).then(|| "its text alone, without any tags, has the digest".to_owned())
}

/// Another element of the message, or the whole message.
pub(super) fn another(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let document = subject.node.document();
    let elements = document.descendants().filter(|node| node.is_element() && *node != subject.node);
    for element in elements.take(400) {
        if trial.is_spent() {
            return None;
        }
        let options = c14n::Options { omit: None, ..subject.options.clone() };
        if trial.fits(guessed_octets(element, &options)) {
            return Some(format!("the digest is that of `{}`", element.tag_name().name()));
        }
    }
    let text = subject.text();
    let whole =
        [text.to_owned(), format!("\u{feff}{text}"), text.trim().to_owned(), text.replace('\n', "\r\n")];
    if whole.iter().any(|text| trial.fits(text)) {
        return Some("the digest is that of the whole message as text".to_owned());
    }
    // The envelope before these elements were inserted.
    for (namespace, name) in [(DS_NS, "Signature"), (WSSE_NS, "Security"), (SOAP_NS, "Header")] {
        let Some(left_out) = document.descendants().find(|node| node.has_tag_name((namespace, name))) else {
            continue;
        };
        let options = c14n::Options { omit: Some(left_out.id()), ..subject.options.clone() };
        if trial.fits(guessed_octets(document.root_element(), &options)) {
            return Some(format!("the digest is that of the whole Envelope without its {name}"));
        }
    }
    None
}

/// The Id was added after the digest was computed, or was another attribute then.
pub(super) fn id_added_later(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let text = subject.text();
    let is_id = |name: &str, namespace: Option<&str>| {
        name.eq_ignore_ascii_case("id") && (namespace.is_none() || namespace == Some(WSU_NS))
    };
    let ids: Vec<_> = subject
        .node
        .attributes()
        .filter(|attribute| is_id(attribute.name(), attribute.namespace()))
        .collect();
    let mut tried = |edits: &[(std::ops::Range<usize>, String)]| {
        subject.in_text(&subject.edited(edits)).is_some_and(|octets| trial.fits(octets))
    };
    let all_gone: Vec<_> = ids.iter().map(|attribute| (attribute.range(), String::new())).collect();
    if !ids.is_empty() && tried(&all_gone) {
        return Some("without its Id attribute the digest fits".into());
    }
    for id in ids {
        let qname = &text[id.range_qname()];
        if tried(&[(id.range(), String::new())]) {
            return Some(format!("without its attribute `{qname}` the digest fits"));
        }
        for other in ["Id", "wsu:Id", "u:Id", "ID", "id"] {
            if other != qname && tried(&[(id.range_qname(), other.to_owned())]) {
                return Some(format!("with `{other}` in place of `{qname}` the digest fits"));
            }
        }
    }
    None
}

/// Empty elements were added or removed.
pub(super) fn empty_elements(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let is_nil = |tag: &Tag<'_>| {
        tag.attributes.iter().any(|(name, _)| name.contains(':') && local_of(name) == XSI_NIL)
    };
    if trial.fits(without_empty(subject, is_nil)) {
        return Some("without its elements that are xsi:nil the digest fits".into());
    }
    if trial.fits(without_empty(subject, |_| true)) {
        return Some("without its empty elements the digest fits".into());
    }
    let no_nil = subject.with_tags(|tag| {
        let had = tag.attributes.len();
        tag.attributes.retain(|(name, _)| !(name.contains(':') && local_of(name) == XSI_NIL));
        if tag.attributes.len() < had {
            tag.declarations.retain(|(_, uri)| !uri.ends_with("XMLSchema-instance"));
        }
    });
    trial.fits(no_nil).then(|| "without the attribute xsi:nil the digest fits".into())
}

fn without_empty(subject: &Subject<'_, '_>, is_dropped: impl Fn(&Tag<'_>) -> bool) -> String {
    let mut kept: Vec<Token<'_>> = Vec::with_capacity(subject.tokens.len());
    for token in &subject.tokens {
        match (token, kept.last()) {
            (Token::End, Some(Token::Start(tag))) if is_dropped(tag) => {
                kept.pop();
            }
            _ => kept.push(token.clone()),
        }
    }
    tokens::write(&kept, Style::default())
}

/// The enveloped signature was wrongly omitted or included.
pub(super) fn enveloped_signature(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let is_signature = |node: &Node<'_, '_>| node.has_tag_name((DS_NS, "Signature"));
    let (omit, what) = match subject.options.omit {
        Some(_) => (None, "with the Signature inside it"),
        None => {
            (Some(subject.node.descendants().find(is_signature)?.id()), "without the Signature inside it")
        }
    };
    trial
        .fits(subject.with_options(&c14n::Options { omit, ..subject.options.clone() }))
        .then(|| format!("{what} the digest fits"))
}

/// An attribute was added after signing.
pub(super) fn attribute_added(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let text = subject.text();
    let elements = subject.node.descendants().filter(|node| node.is_element()).take(300);
    for element in elements {
        if trial.is_spent() {
            return None;
        }
        for attribute in element.attributes() {
            if trial.is_spent() {
                return None;
            }
            let edited = subject.edited(&[(attribute.range(), String::new())]);
            if subject.in_text(&edited).is_some_and(|octets| trial.fits(octets)) {
                let (name, element) = (&text[attribute.range_qname()], element.tag_name().name());
                return Some(format!("without the attribute `{name}` of `{element}` the digest fits"));
            }
        }
    }
    None
}

/// An element was added after signing.
pub(super) fn element_added(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let elements = tokens::elements(&subject.tokens);
    for range in elements.into_iter().skip(1).take(300) {
        if trial.is_spent() {
            return None;
        }
        let Some(Token::Start(tag)) = subject.tokens.get(*range.start()) else { continue };
        if trial.fits(tokens::write(&subject.without(|place| range.contains(&place)), Style::default())) {
            return Some(format!("without the element `{}` the digest fits", local_of(&tag.name)));
        }
    }
    None
}

/// The elements were in another order.
pub(super) fn reordered(subject: &Subject<'_, '_>, trial: &mut Trial) -> Option<String> {
    let elements = tokens::elements(&subject.tokens);
    let compact = !tokens::between_tags(&subject.tokens).contains(&true);
    if !compact || elements.len() > 2_000 {
        return None;
    }
    for (is_reversed, what) in [(false, "alphabetical"), (true, "reverse alphabetical")] {
        let mut out = Vec::with_capacity(subject.tokens.len());
        sorted(&subject.tokens, is_reversed, &mut out);
        if trial.fits(tokens::write(&out, Style::default())) {
            return Some(format!("with its elements in {what} order the digest fits"));
        }
    }
    None
}

/// The element with its children sorted by name, stably. The envelope parser bounds the depth.
fn sorted<'t>(element: &[Token<'t>], is_reversed: bool, out: &mut Vec<Token<'t>>) {
    let [start, inner @ .., end] = element else { return out.extend_from_slice(element) };
    let mut children: Vec<(&str, &[Token<'t>])> = Vec::new();
    let (mut depth, mut from) = (0, 0);
    for (place, token) in inner.iter().enumerate() {
        match token {
            Token::Start(_) => {
                from = if depth == 0 { place } else { from };
                depth += 1;
            }
            Token::End => {
                depth -= 1;
                if let (0, Some(Token::Start(tag))) = (depth, inner.get(from)) {
                    children.push((local_of(&tag.name), &inner[from..=place]));
                }
            }
            // A leaf, or mixed content, which the contract does not have.
            _ if depth == 0 => return out.extend_from_slice(element),
            _ => {}
        }
    }
    children.sort_by(|(a, _), (b, _)| if is_reversed { b.cmp(a) } else { a.cmp(b) });
    out.push(start.clone());
    children.iter().for_each(|(_, child)| sorted(child, is_reversed, out));
    out.push(end.clone());
}
