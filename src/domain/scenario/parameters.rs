//! Parameters of scenarios: numbers and texts within bounds, each with a default.

use std::collections::BTreeMap;

use super::parameter::cut;
use super::{InvalidParameter, Parameter, ParameterKind, Scenario, Value};
use crate::domain::similar_word::similar_word;

/// The values set for a scenario, each within its bounds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parameters(BTreeMap<&'static str, Value>);

impl Parameters {
    /// Parses names and values given for a scenario.
    ///
    /// # Errors
    /// If the scenario has no parameter of a name, or a value is outside its bounds.
    pub fn parse<'a>(
        scenario: &'static Scenario,
        given: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, InvalidParameter> {
        let mut values = BTreeMap::new();
        for (name, text) in given {
            let known = scenario.parameters.iter().find(|parameter| parameter.name == name);
            let parameter = known.ok_or_else(|| InvalidParameter::Unknown {
                scenario: scenario.name,
                name: cut(name),
                nearest: similar_word(name, scenario.parameters.iter().map(|parameter| parameter.name)),
            })?;
            values.insert(parameter.name, parameter.read(text)?);
        }
        Ok(Self(values))
    }

    /// The values that were set, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    /// The value of this name, if set.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The number of this name: the value set, else the table's default.
    pub fn number(&self, scenario: &Scenario, name: &str) -> i64 {
        match self.0.get(name) {
            Some(Value::Number(number)) => *number,
            _ => scenario.parameters.iter().find(|parameter| parameter.name == name).map_or(0, default_of),
        }
    }

    /// The text of this name, if set.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.0.get(name) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }
}

fn default_of(parameter: &Parameter) -> i64 {
    match parameter.kind {
        ParameterKind::Number { default, .. } => default,
        ParameterKind::Text { .. } => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario(name: &str) -> &'static Scenario {
        Scenario::find(name).unwrap()
    }

    #[test]
    fn what_is_set_is_read_and_what_is_not_is_the_default() {
        let scenario = scenario("duplicates-after-gap");
        let set = Parameters::parse(scenario, [("gap", " 259200 ")]).unwrap();
        assert_eq!((set.number(scenario, "gap"), set.number(scenario, "count")), (259_200, 1));
        assert_eq!(set.iter().collect::<Vec<_>>(), [("gap", &Value::Number(259_200))]);
    }

    #[test]
    fn what_does_not_fit_is_refused_with_what_would() {
        let refused = |name: &str, given: (&str, &str)| {
            Parameters::parse(scenario(name), [given]).unwrap_err().to_string()
        };
        let text = refused("duplicates-after-gap", ("gaps", "1"));
        assert!(text.contains("no parameter `gaps`; did you mean `gap`?"), "{text}");
        let text = refused("duplicates-after-gap", ("gap", "259201"));
        assert!(text.contains("`259201`, expected a whole number from 1 to 259200"), "{text}");
        let text = refused("currency-other", ("currency", "a\nb"));
        assert!(text.contains("`currency` takes 1 to 3 characters"), "{text}");
        let text = refused("unsigned", ("\u{7}by", "1"));
        assert_eq!(text, "scenario `unsigned` has no parameter `\u{fffd}by`");
    }

    #[test]
    fn every_default_is_within_its_bounds() {
        for scenario in super::super::SCENARIOS {
            for parameter in scenario.parameters {
                let ParameterKind::Number { default, min, max } = parameter.kind else { continue };
                assert!((min..=max).contains(&default), "{}: {}", scenario.name, parameter.name);
            }
        }
    }
}
