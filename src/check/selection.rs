//! Which rules to run: `--only` and `--skip`.

use super::rule::Rule;
use super::rules::RULES;
use crate::domain::similar_word::{did_you_mean, similar_word};

/// The rules to run.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    only: Vec<String>,
    skip: Vec<String>,
}

impl Selection {
    /// The rules that `only` means, or all, without those that `skip` means. Each word is a family (`refuse`), an id
    /// (`refuse/1`), a key (`refuse/unsigned`), a name, or a scenario.
    ///
    /// # Errors
    /// If a word means no rule.
    pub fn parse(only: Vec<String>, skip: Vec<String>) -> Result<Self, String> {
        for word in only.iter().chain(&skip) {
            if !RULES.iter().any(|rule| rule.is_meant_by(word)) {
                let keys: Vec<String> = RULES.iter().map(Rule::key).collect();
                let names = RULES.iter().map(|rule| rule.name.as_ref());
                let known = names.chain(keys.iter().map(String::as_str));
                let hint = did_you_mean(similar_word(word, known));
                return Err(format!("no rule is called `{word}`{hint}"));
            }
        }
        Ok(Self { only, skip })
    }

    /// True where the rule is to run.
    pub fn has(&self, rule: &Rule) -> bool {
        let is_meant = |words: &[String]| words.iter().any(|word| rule.is_meant_by(word));
        (self.only.is_empty() || is_meant(&self.only)) && !is_meant(&self.skip)
    }
}
