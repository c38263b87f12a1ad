//! Every rule, one file for each group of stages.

pub mod business;
pub mod contract;
pub mod diagnosis;
pub mod diagnosis_of_signature;
pub mod envelope;
pub mod scenario;
pub mod signature;
pub mod signer;
pub mod timestamp;
pub mod transport;

mod definition;

use self::definition::rules;
use super::Rule;

/// Every rule, file by file.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [
        transport::ALL,
        envelope::ALL,
        signature::ALL,
        signer::ALL,
        timestamp::ALL,
        diagnosis::ALL,
        diagnosis_of_signature::ALL,
        contract::ALL,
        business::ALL,
        scenario::ALL,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// The rules about causes of wrong digests.
pub fn causes_of_digests() -> &'static [&'static Rule] {
    diagnosis::ALL
}

/// The rules about causes of wrong signatures.
pub fn causes_of_signatures() -> &'static [&'static Rule] {
    diagnosis_of_signature::ALL
}

/// Every rule, sorted by its stage.
pub fn by_stage() -> Vec<&'static Rule> {
    let mut rules: Vec<_> = all().collect();
    rules.sort_by_key(|rule| rule.stage);
    rules
}

/// The rule with this name.
pub fn by_name(name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.name == name)
}
