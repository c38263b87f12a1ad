//! A scenario's parameters as JSON text.

use serde_json::{Map, Value as Json};

use crate::domain::scenario::{Parameters, Scenario, Value};

/// The parameters as they are stored.
pub(super) fn write(parameters: &Parameters) -> String {
    let values: Map<String, Json> = parameters
        .iter()
        .map(|(name, value)| {
            let value = match value {
                Value::Number(number) => Json::from(*number),
                Value::Text(text) => Json::from(text.as_str()),
            };
            (name.to_owned(), value)
        })
        .collect();
    Json::Object(values).to_string()
}

/// Parses the text of [`write`].
pub(super) fn read(scenario: &'static Scenario, document: &str) -> Option<Parameters> {
    let values: Map<String, Json> = serde_json::from_str(document).ok()?;
    let texts: Vec<(String, String)> = values
        .into_iter()
        .map(|(name, value)| (name, value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect();
    Parameters::parse(scenario, texts.iter().map(|(name, text)| (name.as_str(), text.as_str()))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_as_they_were_written() {
        for (name, given) in [
            ("duplicates-after-gap", vec![("count", "3"), ("gap", "60")]),
            ("currency-other", vec![("currency", "US\"")]),
            ("order-key-unknown", vec![("order_key", "17")]),
            ("unsigned", vec![]),
        ] {
            let scenario = Scenario::find(name).unwrap();
            let parameters = Parameters::parse(scenario, given).unwrap();
            assert_eq!(read(scenario, &write(&parameters)), Some(parameters));
        }
        let scenario = Scenario::find("unsigned").unwrap();
        assert_eq!((read(scenario, "{\"by\":1}"), read(scenario, "no json")), (None, None));
    }
}
