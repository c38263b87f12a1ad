//! A cause that was found, and the findings made from several.

use roxmltree::Node;

use crate::domain::finding::rules::{diagnosis as digest_rules, diagnosis_of_signature as signature_rules};
use crate::domain::finding::{Finding, Place, Rule, Words};
use crate::soap::security::elements::place_of;
use crate::soap::security::references::name_of;

/// A cause, at one element.
#[derive(Debug)]
pub(super) struct Diagnosis {
    pub(super) rule: &'static Rule,
    /// The local name of the element with the wrong digest; empty if there is none.
    pub(super) element: String,
    pub(super) place: Place,
    /// Half a sentence that fits any element.
    pub(super) detail: String,
    /// The expectation, if more exact than the rule's.
    pub(super) expected: Option<String>,
    /// The remedy, if more exact than the rule's.
    pub(super) remedy: Option<Words>,
}

impl Diagnosis {
    pub(super) fn at(node: Node<'_, '_>, rule: &'static Rule, detail: impl Into<String>) -> Self {
        Self {
            rule,
            element: name_of(node).to_owned(),
            place: place_of(node),
            detail: detail.into(),
            expected: None,
            remedy: None,
        }
    }

    pub(super) fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    pub(super) fn remedy(mut self, remedy: Words) -> Self {
        self.remedy = Some(remedy);
        self
    }
}

/// One finding for each cause: a change to the whole message affects each signed element.
pub(super) fn findings(diagnoses: Vec<Diagnosis>) -> Vec<Finding> {
    let mut grouped: Vec<(Diagnosis, Vec<String>)> = Vec::new();
    for diagnosis in diagnoses {
        let same = grouped
            .iter_mut()
            .find(|(first, _)| first.rule == diagnosis.rule && first.expected == diagnosis.expected);
        match same {
            Some((_, others)) => others.push(diagnosis.element),
            None => grouped.push((diagnosis, Vec::new())),
        }
    }
    // A proved cause replaces "nothing matches".
    let nothing_fits = [&digest_rules::NOTHING_FITS, &signature_rules::SIGNED_INFO_CHANGED];
    grouped.sort_by_key(|(diagnosis, _)| nothing_fits.contains(&diagnosis.rule));
    grouped.into_iter().map(|(diagnosis, others)| finding(diagnosis, &others)).collect()
}

fn finding(diagnosis: Diagnosis, others: &[String]) -> Finding {
    let Diagnosis { rule, element, place, detail, expected, remedy } = diagnosis;
    let others: Vec<&str> = others.iter().map(String::as_str).filter(|other| *other != element).collect();
    let subject = if element.is_empty() { String::new() } else { format!("{element}: ") };
    let same = if others.is_empty() { String::new() } else { format!("; the same at {}", others.join(", ")) };
    let mut finding = Finding::new(rule, format!("{subject}{detail}{same}")).at(place);
    if let Some(expected) = expected {
        finding = finding.expected(expected);
    }
    if let Some(remedy) = remedy {
        finding = finding.remedy(remedy);
    }
    finding
}
