//! The element that hypotheses are tried on, and the search with its budget.

use roxmltree::{Document, Node};

use super::tokens::{self, Style, Token};
use crate::soap::security::{DigestAlgorithm, c14n};

/// The maximum number of octets that all guesses about a message may make and digest: every guess for a usual message, the
/// first few for one of megabytes.
pub const MOST_OCTETS: usize = 32 << 20;

/// The maximum size in bytes of a message to guess about: a guess takes several times that in memory, and honest messages
/// are far smaller.
pub const MOST_TEXT: usize = 128 * 1024;

/// The maximum size of an element's canonical octets, which namespaces can multiply.
const MOST_CANONICAL: usize = 4 * MOST_TEXT;

/// An element with a wrong digest: a referenced one, or SignedInfo.
pub(super) struct Subject<'a, 'i> {
    /// The element.
    pub(super) node: Node<'a, 'i>,
    /// Its declared canonicalization.
    pub(super) options: &'a c14n::Options,
    /// Its canonical octets.
    pub(super) canonical: &'a str,
    /// The canonical octets as tags and texts; empty if they cannot be parsed.
    pub(super) tokens: Vec<Token<'a>>,
}

impl<'a, 'i> Subject<'a, 'i> {
    pub(super) fn new(node: Node<'a, 'i>, options: &'a c14n::Options, canonical: &'a str) -> Self {
        // No guesses about text that is not parsed exactly.
        let tokens = tokens::read(canonical)
            .filter(|tokens| tokens::write(tokens, Style::default()) == canonical)
            .unwrap_or_default();
        Self { node, options, canonical, tokens }
    }

    /// The whole message.
    pub(super) fn text(&self) -> &'a str {
        self.node.document().input_text()
    }

    /// True if the message is too large to guess about.
    pub(super) fn is_large(&self) -> bool {
        self.text().len() > MOST_TEXT || self.canonical.len() > MOST_CANONICAL
    }

    /// The element as written in the message, from `<` to `>`.
    pub(super) fn source(&self) -> &'a str {
        &self.text()[self.node.range()]
    }

    /// The canonical octets with other options.
    pub(super) fn with_options(&self, options: &c14n::Options) -> Vec<u8> {
        guessed_octets(self.node, options)
    }

    /// The element's canonical text if the message had this text instead, which must have the same elements up to this one.
    pub(super) fn in_text(&self, text: &str) -> Option<String> {
        let before =
            self.node.document().descendants().filter(Node::is_element).position(|n| n == self.node)?;
        let document = Document::parse(text).ok()?;
        let node = document.descendants().filter(Node::is_element).nth(before)?;
        String::from_utf8(guessed_octets(node, self.options)).ok()
    }

    /// The message with these replacements, which must be sorted and must not overlap.
    pub(super) fn edited(&self, edits: &[(std::ops::Range<usize>, String)]) -> String {
        let text = self.text();
        let mut out = String::with_capacity(text.len());
        let mut from = 0;
        for (range, replacement) in edits {
            out.push_str(text.get(from..range.start).unwrap_or_default());
            out.push_str(replacement);
            from = range.end;
        }
        out.push_str(&text[from..]);
        out
    }

    /// The tokens without those whose index `drop` selects.
    pub(super) fn without(&self, drop: impl Fn(usize) -> bool) -> Vec<Token<'a>> {
        let kept = self.tokens.iter().enumerate().filter(|(place, _)| !drop(*place));
        kept.map(|(_, token)| token.clone()).collect()
    }

    /// The canonical text with every text between tags changed.
    pub(super) fn with_texts(&self, change: impl Fn(&str) -> String) -> String {
        let changed = self.tokens.iter().map(|token| match token {
            Token::Text(text) => Token::Text(change(text).into()),
            other => other.clone(),
        });
        tokens::write(&changed.collect::<Vec<_>>(), Style::default())
    }

    /// The canonical text with every start tag changed.
    pub(super) fn with_tags(&self, change: impl Fn(&mut tokens::Tag<'a>)) -> String {
        let mut tokens = self.tokens.clone();
        for token in &mut tokens {
            if let Token::Start(tag) = token {
                change(tag);
            }
        }
        tokens::write(&tokens, Style::default())
    }

    /// The element's depth in the message: 0 for the root.
    pub(super) fn depth(&self) -> usize {
        self.node.ancestors().filter(Node::is_element).count().saturating_sub(1)
    }

    /// The prefixes declared in the element or its ancestors, `#default` for the default namespace.
    pub(super) fn prefixes(&self) -> Vec<&'a str> {
        let mut prefixes: Vec<&str> = self
            .node
            .descendants()
            .filter(Node::is_element)
            .take(500)
            .flat_map(|node| node.namespaces())
            .map(|namespace| namespace.name().unwrap_or("#default"))
            .filter(|prefix| *prefix != "xml")
            .take(5_000)
            .collect();
        prefixes.sort_unstable();
        prefixes.dedup();
        prefixes
    }
}

/// The canonical octets of an element for a guess; empty if they exceed the maximum.
pub(super) fn guessed_octets(node: Node<'_, '_>, options: &c14n::Options) -> Vec<u8> {
    let mut allowance = c14n::Allowance::of_message(node.document().input_text()).with_octets(MOST_CANONICAL);
    c14n::canonicalize_within(node, options, &mut allowance).unwrap_or_default()
}

/// The digest searched for, and the budget.
pub(super) struct Trial {
    wanted: Vec<u8>,
    algorithm: DigestAlgorithm,
    budget: Budget,
}

/// The remaining budget for one message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    /// The octets that may still be made and digested.
    left: usize,
    /// The cost of making a guess: many parse the message again.
    making: usize,
    /// The number of guesses digested.
    pub(super) guesses: usize,
}

impl Budget {
    /// The budget for this message. Each namespace that a canonicalization searches costs as much as some octets.
    pub(super) fn of(document: &Document<'_>) -> Self {
        let text = document.input_text();
        let mut allowance = c14n::Allowance::of_message(text);
        let inclusive = c14n::Options { method: c14n::Method::Inclusive10, ..c14n::Options::default() };
        // Only the count is needed; inclusive methods search all namespaces.
        let _ = c14n::canonicalize_within(document.root(), &inclusive, &mut allowance);
        let namespaces = allowance.namespaces_seen().saturating_mul(8);
        Self { left: MOST_OCTETS, making: text.len() + 64 + namespaces, guesses: 0 }
    }

    /// Subtracts the cost of a guess; `false` if too little is left.
    pub(super) fn spend(&mut self, octets: usize) -> bool {
        let Some(left) = self.left.checked_sub(octets + self.making) else {
            self.left = 0;
            return false;
        };
        self.left = left;
        self.guesses += 1;
        true
    }
}

impl Trial {
    /// Starts a search for this digest.
    pub(super) fn new(wanted: &[u8], algorithm: DigestAlgorithm, budget: Budget) -> Self {
        Self { wanted: wanted.to_vec(), algorithm, budget }
    }

    /// True if these octets have the digest. Always false once the budget is spent.
    pub(super) fn fits(&mut self, octets: impl AsRef<[u8]>) -> bool {
        let octets = octets.as_ref();
        self.budget.spend(octets.len()) && self.algorithm.digest(octets) == self.wanted
    }

    /// True if the budget is spent, so that no more guesses need be made.
    pub(super) fn is_spent(&self) -> bool {
        self.budget.left < self.budget.making
    }

    /// The digest's algorithm.
    pub(super) fn algorithm(&self) -> DigestAlgorithm {
        self.algorithm
    }

    /// The budget for the next search.
    pub(super) fn budget(&self) -> Budget {
        self.budget
    }
}
