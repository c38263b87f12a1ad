//! Collects findings about one message, within bounds: a message with thousands of lines may break a rule in each.

use std::collections::BTreeMap;

use roxmltree::Node;

use crate::domain::finding::rules::contract::{ELEMENT_MISSPELT, ELEMENT_UNKNOWN};
use crate::domain::finding::{Finding, Place, Rule};
use crate::soap::elements::position_of;

/// Further findings of the same rule are only counted.
const MAX_OF_A_RULE: usize = 5;

/// The findings so far.
#[derive(Debug, Default)]
pub(super) struct Collector {
    findings: Vec<Finding>,
    /// The number of findings of each rule.
    counts: BTreeMap<&'static str, usize>,
}

impl Collector {
    /// Adds a finding at this element. `found` is called only if the finding is kept.
    pub(super) fn add(&mut self, rule: &'static Rule, node: Node<'_, '_>, found: impl FnOnce() -> String) {
        self.add_with(rule, node, |place| Finding::new(rule, found()).at(place));
    }

    /// Adds a finding with more than the rule's own texts.
    pub(super) fn add_with(
        &mut self,
        rule: &'static Rule,
        node: Node<'_, '_>,
        finding: impl FnOnce(Place) -> Finding,
    ) {
        let count = self.counts.entry(rule.name).or_default();
        *count += 1;
        if *count <= MAX_OF_A_RULE {
            self.findings.push(finding(place_of(node)));
        }
    }

    /// The number of elements that the contract does not have.
    pub(super) fn count_of_unknown(&self) -> usize {
        [&ELEMENT_UNKNOWN, &ELEMENT_MISSPELT]
            .iter()
            .map(|rule| self.counts.get(rule.name).copied().unwrap_or_default())
            .sum()
    }

    /// All findings, in the order they were added. The last one of a rule gives the number of omitted ones.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        for (rule, count) in self.counts {
            let last = self.findings.iter_mut().rev().find(|finding| finding.rule.name == rule);
            if let (Some(last), true) = (last, count > MAX_OF_A_RULE) {
                last.found = format!("{} (and {} more of this kind)", last.found, count - MAX_OF_A_RULE);
            }
        }
        self.findings
    }
}

/// The element's path from the operation's result down, and its position in the text.
pub(super) fn place_of(node: Node<'_, '_>) -> Place {
    // Every message has Envelope, Body, response and result, so they are left out.
    let mut path: Vec<String> = node
        .ancestors()
        .filter(Node::is_element)
        .take_while(|ancestor| !is_outermost(*ancestor))
        .map(step)
        .collect();
    path.reverse();
    if path.is_empty() {
        path.push(node.tag_name().name().to_owned());
    }
    Place::path(path.join("/")).with_position(position_of(node))
}

fn is_outermost(node: Node<'_, '_>) -> bool {
    let name = node.tag_name().name();
    name.ends_with("Result") || name.ends_with("Response") || matches!(name, "Body" | "Envelope")
}

/// The element's name, numbered if it is one of several.
fn step(node: Node<'_, '_>) -> String {
    let name = node.tag_name().name();
    let is_namesake = |sibling: &Node<'_, '_>| sibling.is_element() && sibling.tag_name().name() == name;
    let before = node.prev_siblings().skip(1).filter(is_namesake).count();
    let after = node.next_siblings().skip(1).any(|sibling| is_namesake(&sibling));
    if before > 0 || after { format!("{name}[{}]", before + 1) } else { name.to_owned() }
}
