//! The action of a scenario in words.

use super::{Parameter, Parameters, Scenario, Value};
use crate::domain::finding::Words;

impl Scenario {
    /// The hub's action with these parameters, in one sentence.
    pub fn does_under(&self, parameters: &Parameters) -> String {
        self.does_with(|parameter| match parameters.get(parameter.name) {
            Some(Value::Text(text)) => text.clone(),
            _ => parameters.number(self, parameter.name).to_string(),
        })
    }

    /// The hub's action in one sentence that names the parameters.
    pub fn does_in_general(&self) -> String {
        self.does_with(|parameter| format!("`{}`", parameter.name))
    }

    /// The e-Service's duty with its translations.
    pub fn duty_in_words(&self) -> Words {
        Words::new(format!("duty-{}", self.name), self.duty)
    }

    fn does_with(&self, value: impl Fn(&Parameter) -> String) -> String {
        self.parameters.iter().fold(self.does.to_owned(), |does, parameter| {
            let value = value(parameter);
            // Singular: one ban, two bani.
            let is_one = parameter.name == "bani" && value == "1";
            let does = if is_one { does.replace("{bani} bani", "{bani} ban") } else { does };
            does.replace(&format!("{{{}}}", parameter.name), &value)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::SCENARIOS;
    use super::*;

    #[test]
    fn every_scenario_has_a_name_and_a_defect_of_its_own_and_says_everything() {
        let names: BTreeSet<_> = SCENARIOS.iter().map(|scenario| scenario.name).collect();
        assert_eq!(names.len(), SCENARIOS.len());
        for (at, scenario) in SCENARIOS.iter().enumerate() {
            let Scenario { name, duty, source, .. } = scenario;
            for does in [scenario.does_in_general(), scenario.does_under(&Parameters::default())] {
                assert!(does.ends_with('.') && !does.contains(['{', '}']), "{name}: {does}");
            }
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{name}");
            assert!(duty.ends_with('.') && !source.is_empty(), "{name}");
            let same_defect = SCENARIOS[..at].iter().any(|other| other.defect == scenario.defect);
            assert!(!same_defect, "{name}: another scenario has the same defect");
            assert_eq!(Scenario::find(name), Some(scenario));
            assert_eq!(Scenario::nearest_name(&name.to_uppercase()), Some(*name));
        }
        let groups: Vec<_> = SCENARIOS.iter().map(|scenario| scenario.group).collect();
        assert!(groups.is_sorted(), "the groups stand together");
        assert_eq!(Scenario::nearest_name("digest-wrnog"), Some("digest-wrong"));
    }

    #[test]
    fn what_the_hub_does_is_said_with_what_was_set() {
        let scenario = Scenario::find("timestamp-expired").unwrap();
        let set = Parameters::parse(scenario, [("by", "30")]).unwrap();
        assert!(scenario.does_under(&set).contains("expired 30 seconds before the call"));
        assert!(scenario.does_under(&Parameters::default()).contains(" 600 seconds "));
        assert!(scenario.does_in_general().contains(" `by` seconds "));
        for scenario in SCENARIOS.iter().filter(|scenario| scenario.does.contains("{bani} bani")) {
            let one = scenario.does_under(&Parameters::parse(scenario, [("bani", "1")]).unwrap());
            assert!(one.contains(" 1 ban ") || one.contains(" 1 ban more"), "{one}");
            let two = scenario.does_under(&Parameters::parse(scenario, [("bani", "2")]).unwrap());
            assert!(two.contains(" 2 bani "), "{two}");
        }
    }
}
