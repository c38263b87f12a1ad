//! One reference: its target, its octets, its digest, and the cause if that is wrong.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use roxmltree::{Document, Node};

use super::base64_text::{self, Reading};
use super::diagnosis::Diagnosis;
use super::hypotheses;
use super::identifiers;
use super::ids;
use super::pkcs1::{algorithm_of, length_of, name_of};
use super::subject::{Budget, Subject, Trial, guessed_octets};
use crate::domain::finding::rules::diagnosis as rules;
use crate::domain::finding::{Place, one_line, sentences};
use crate::soap::DS_NS;
use crate::soap::security::elements::place_of;
use crate::soap::security::elements::text;
use crate::soap::security::references::{self, name_of as name_of_element};
use crate::soap::security::uris::ENVELOPED_SIGNATURE;
use crate::soap::security::{DigestAlgorithm, SignatureProblem, c14n};

/// The examination of a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceXRay {
    /// Its URI as written.
    pub uri: String,
    /// The element it points to, with the position; empty if there is none.
    pub element: Place,
    /// The local name of that element.
    pub element_name: String,
    /// The algorithms of its transforms as written, each with its prefix list if there is one.
    pub transforms: Vec<String>,
    /// The digest algorithm as written.
    pub digest_algorithm: String,
    /// The declared digest: base64 without white space.
    pub declared: String,
    /// The digest of the canonical octets in base64; empty if there are none.
    pub computed: String,
    /// True if both are equal.
    pub matches: bool,
    /// True if several elements have its id; then none of them is examined.
    pub is_ambiguous: bool,
    /// The canonical octets.
    pub octets: Vec<u8>,
}

/// An examined reference.
pub(super) struct Looked<'a, 'i> {
    pub(super) x_ray: ReferenceXRay,
    /// The element it points to, whether its digest matches or not.
    pub(super) target: Option<Node<'a, 'i>>,
    /// The cause of a wrong digest.
    pub(super) diagnosis: Option<Diagnosis>,
    /// Set if several elements have its id: it is not guessed which one was digested.
    pub(super) duplicate: Option<SignatureProblem>,
}

/// Examines a reference.
pub(super) fn explain<'a, 'i>(
    document: &'a Document<'i>,
    signature: Node<'a, 'i>,
    reference: Node<'a, 'i>,
    budget: &mut Budget,
) -> Looked<'a, 'i> {
    let child = |name: &str| reference.children().find(|node| node.has_tag_name((DS_NS, name)));
    let uri = reference.attribute("URI").unwrap_or("");
    let transforms: Vec<_> = child("Transforms")
        .into_iter()
        .flat_map(|node| node.children())
        .filter(|node| node.has_tag_name((DS_NS, "Transform")))
        .take(8)
        .collect();
    let method_uri = child("DigestMethod").and_then(|node| node.attribute("Algorithm")).unwrap_or("");
    let value = child("DigestValue").map(text).unwrap_or_default();
    let declared: String = value.split_ascii_whitespace().collect();
    let readings = base64_text::readings(&value);
    let known_length = readings.iter().find_map(|reading| algorithm_of(reading.octets.len()));
    let algorithm = DigestAlgorithm::parse(method_uri)
        .or_else(|| identifiers::meant(method_uri).and_then(DigestAlgorithm::parse))
        .or(known_length)
        .unwrap_or(DigestAlgorithm::Sha1);
    let options = options_of(signature, &transforms);
    // The octets that `verify` would digest; if it cannot read the transforms, the most likely intention.
    let allowance = || c14n::Allowance::of_message(document.input_text());
    let strict = references::read(document, signature, reference, &mut allowance()).ok();
    let carrier = references::element_by_id(document, uri);
    let duplicate = carrier.as_ref().err().filter(|why| matches!(why, SignatureProblem::DuplicateId { .. }));
    let root = uri.is_empty().then(|| document.root());
    let target = strict.as_ref().map(|strict| strict.covered).or(root).or(carrier.as_ref().ok().copied());
    let octets = strict.map(|strict| strict.octets);
    // Nothing is guessed either if that is too costly.
    let octets = octets.or_else(|| c14n::canonicalize_within(target?, &options, &mut allowance()).ok());
    let computed = octets.as_ref().map(|octets| BASE64.encode(algorithm.digest(octets))).unwrap_or_default();
    let matches = octets.is_some() && computed == declared;

    let diagnosis = match target {
        None if duplicate.is_some() => None,
        None => ids::lost(document, reference, uri, |node| {
            let octets = guessed_octets(node, &options);
            budget.spend(octets.len())
                && readings.iter().any(|reading| reading.octets == algorithm.digest(&octets))
        }),
        Some(_) if matches => None,
        Some(node) => octets.as_deref().map(|octets| {
            let canonical = String::from_utf8_lossy(octets);
            let subject = Subject::new(node, &options, &canonical);
            diagnose(&subject, algorithm, &readings, budget)
        }),
    };
    let x_ray = ReferenceXRay {
        uri: one_line(uri),
        element: target.map(place_of).unwrap_or_default(),
        element_name: target.map_or("", name_of_element).to_owned(),
        transforms: transforms.iter().map(|node| described(*node)).collect(),
        digest_algorithm: one_line(method_uri),
        declared: one_line(&declared),
        computed,
        matches,
        is_ambiguous: duplicate.is_some(),
        octets: octets.unwrap_or_default(),
    };
    Looked { x_ray, target, diagnosis, duplicate: duplicate.cloned() }
}

/// Finds the cause of a wrong digest.
fn diagnose(
    subject: &Subject<'_, '_>,
    algorithm: DigestAlgorithm,
    readings: &[Reading],
    budget: &mut Budget,
) -> Diagnosis {
    let at = |rule, detail: String| Diagnosis::at(subject.node, rule, detail);
    for reading in readings {
        let Some(by_length) = algorithm_of(reading.octets.len()) else { continue };
        if by_length.digest(subject.canonical.as_bytes()) != reading.octets {
            continue;
        }
        let other = by_length != algorithm;
        return match reading.what {
            Some(what) => at(&rules::DIGEST_ENCODING, format!("the digest is right, but {what}")),
            None if other => at(
                &rules::DIGEST_ALGORITHM,
                format!(
                    "the declared digest is its {} digest, where DigestMethod says {}",
                    name_of(by_length),
                    name_of(algorithm)
                ),
            )
            .expected(format!(
                "DigestMethod {}, or a {} digest",
                by_length.uri(),
                name_of(algorithm)
            )),
            // Truncated base64 that was decoded leniently.
            None => at(&rules::DIGEST_ENCODING, "the digest is right, but its base64 is not".to_owned()),
        };
    }
    let with_length = |reading: &&Reading| algorithm_of(reading.octets.len()).is_some();
    let wanted = readings
        .iter()
        .find(|reading| reading.octets.len() == length_of(algorithm))
        .or_else(|| readings.iter().find(with_length));
    let Some(wanted) = wanted else {
        let length = readings.first().map_or(0, |reading| reading.octets.len());
        let md5 = if length == 16 { ", as MD5 has" } else { "" };
        return at(&rules::DIGEST_LENGTH, format!("its DigestValue stands for {length} octets{md5}"));
    };
    let algorithm = algorithm_of(wanted.octets.len()).unwrap_or(algorithm);
    let mut trial = Trial::new(&wanted.octets, algorithm, *budget);
    let found = hypotheses::first_that_fits(subject, &mut trial);
    let tried = trial.budget().guesses - budget.guesses;
    *budget = trial.budget();
    match found {
        Some((rule, detail)) => at(rule, detail),
        None => nothing_fits(subject, tried),
    }
}

fn nothing_fits(subject: &Subject<'_, '_>, tried: usize) -> Diagnosis {
    let diagnosis = Diagnosis::at(
        subject.node,
        &rules::NOTHING_FITS,
        format!("none of {tried} usual accidents makes the digest fit"),
    );
    if subject.node.tag_name().name() == "Timestamp" {
        return diagnosis.remedy(sentences::SIGN_TIMES.words());
    }
    diagnosis
}

/// The canonicalization of the transforms as far as readable; exclusive for a broken URI.
fn options_of(signature: Node<'_, '_>, transforms: &[Node<'_, '_>]) -> c14n::Options {
    let is_enveloped = transforms.iter().any(|node| {
        let uri = node.attribute("Algorithm").unwrap_or("");
        identifiers::meant(uri).unwrap_or(uri) == ENVELOPED_SIGNATURE
    });
    let declared = transforms.iter().find_map(|node| c14n::Options::from_method(*node));
    let broken = transforms.iter().find_map(|node| canonicalization_meant(*node));
    let implied = || {
        let method = if transforms.len() > usize::from(is_enveloped) {
            c14n::Method::Exclusive
        } else {
            // Without a canonicalization, XML Signature means inclusive (§4.4.3.2).
            c14n::Method::Inclusive10
        };
        c14n::Options { method, ..c14n::Options::default() }
    };
    let options = declared.or(broken).unwrap_or_else(implied);
    // A same-document reference excludes comments, whatever the transform says (§4.4.3.3).
    c14n::Options { with_comments: false, omit: is_enveloped.then(|| signature.id()), ..options }
}

/// The intended canonicalization of a broken URI.
pub(super) fn canonicalization_meant(element: Node<'_, '_>) -> Option<c14n::Options> {
    let uri = identifiers::meant(element.attribute("Algorithm")?)?;
    let (method, with_comments) = c14n::Method::from_uri(uri)?;
    let list = element.children().find_map(|node| node.attribute("PrefixList")).unwrap_or("");
    let inclusive_prefixes = list.split_ascii_whitespace().map(str::to_owned).collect();
    Some(c14n::Options { method, with_comments, inclusive_prefixes, omit: None })
}

/// The algorithm and the prefix list of a transform or a canonicalization method.
pub(super) fn described(element: Node<'_, '_>) -> String {
    let uri = element.attribute("Algorithm").unwrap_or("");
    match element.children().find_map(|node| node.attribute("PrefixList")) {
        Some(list) => one_line(&format!("{uri} PrefixList=\"{list}\"")),
        None => one_line(uri),
    }
}
