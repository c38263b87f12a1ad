//! The example of a call as a shell command, and an answer of its shape.

use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use super::call::{Call, Method, SchemaOf};

/// The placeholders of examples: each with its variable of the shell, and the key of the text that says how to get a value.
pub(super) const VARIABLES: [(&str, &str, &str); 4] = [
    ("{order}", "$ORDER", "example-order"),
    ("{paid}", "$PAID", "example-paid"),
    ("{failing}", "$UNCONFIRMED", "example-unconfirmed"),
    ("{undecided}", "$UNDECIDED", "example-undecided"),
];

/// Deeper parts of a sample are left out.
const MOST_LEVELS: usize = 8;

/// The command for a POSIX shell, on one line. `base` is the beginning of the address, and `token` the option that gives the
/// hub's token, if it asks for one.
pub(super) fn command(call: &Call, base: &str, token: &str) -> String {
    let method =
        if call.method == Method::Get { String::new() } else { format!(" -X {}", call.method.name()) };
    let address = format!("{base}{}", call.example.address);
    let filled = |text: &str, quoted: bool| {
        VARIABLES.iter().fold(text.to_owned(), |text, (placeholder, variable, _)| {
            let variable = if quoted { format!("'{variable}'") } else { (*variable).to_owned() };
            text.replace(placeholder, &variable)
        })
    };
    let body = match call.example.body {
        "" => String::new(),
        body => format!(" -d '{}'", filled(body, true)),
    };
    format!("curl{token}{method} \"{}\"{body}", filled(&address, false))
}

/// The variables that the examples of these calls use.
pub(super) fn variables<'a>(calls: impl Iterator<Item = &'a Call>) -> Vec<(&'static str, &'static str)> {
    let texts: String = calls.flat_map(|call| [call.example.address, call.example.body]).collect();
    let used = VARIABLES.iter().filter(|(placeholder, ..)| texts.contains(placeholder));
    used.map(|(_, variable, key)| (*variable, *key)).collect()
}

/// A JSON value of this shape: the first listed value, type by type, and `…` for any text.
pub(super) fn sample(generator: &mut SchemaGenerator, schema: SchemaOf) -> Value {
    let schema = schema(generator).to_value();
    of(&schema, generator.definitions(), 0)
}

fn of(schema: &Value, definitions: &Map<String, Value>, level: usize) -> Value {
    if level > MOST_LEVELS {
        return Value::Null;
    }
    let deeper = |schema: &Value| of(schema, definitions, level + 1);
    let named = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next());
    if let Some(definition) = named.and_then(|name| definitions.get(name)) {
        return deeper(definition);
    }
    if let Some(constant) = schema.get("const") {
        return constant.clone();
    }
    if let Some(first) =
        schema["enum"].as_array().and_then(|listed| listed.iter().find(|value| !value.is_null()))
    {
        return first.clone();
    }
    let choices = ["anyOf", "oneOf", "allOf"].into_iter().filter_map(|key| schema[key].as_array()).flatten();
    if let Some(choice) = choices.into_iter().find(|choice| choice["type"] != "null") {
        return deeper(choice);
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    match types.into_iter().find(|one| *one != "null") {
        Some("array") => json!([deeper(&schema["items"])]),
        Some("string") => json!("…"),
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        Some("boolean") => json!(true),
        Some("object") => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            Value::Object(properties.map(|(name, schema)| (name.clone(), deeper(schema))).collect())
        }
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::call::{Example, at};

    #[test]
    fn an_example_is_a_command_whose_variables_the_shell_fills_in() {
        let get = Call { example: at("/a?x={order}&y=1"), ..Call::GET };
        assert_eq!(command(&get, "http://h/v1", ""), "curl \"http://h/v1/a?x=$ORDER&y=1\"");
        let example = Example { address: "/p/{paid}", body: "{\"k\":\"{order}\",\"n\":1}" };
        let post = Call { method: Method::Post, example, ..Call::GET };
        assert_eq!(
            command(&post, "http://h", " -H \"A: $T\""),
            "curl -H \"A: $T\" -X POST \"http://h/p/$PAID\" -d '{\"k\":\"'$ORDER'\",\"n\":1}'"
        );
        let used: Vec<_> = variables([get, post].iter()).into_iter().map(|(variable, _)| variable).collect();
        assert_eq!(used, ["$ORDER", "$PAID"]);
    }

    #[test]
    fn a_sample_has_the_shape_of_its_schema_and_ends_where_it_repeats_itself() {
        let definitions = json!({ "Node": { "type": "object", "properties": {
            "id": { "type": "integer", "minimum": 0 },
            "kind": { "enum": [null, "leaf", "twig"] },
            "text": { "type": ["string", "null"] },
            "next": { "anyOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Node" }] },
            "all": { "type": "array", "items": { "type": "boolean" } },
        }}});
        let definitions = definitions.as_object().unwrap();
        let sample = of(&json!({ "$ref": "#/components/schemas/Node" }), definitions, 0);
        assert_eq!(
            (&sample["id"], &sample["kind"], &sample["text"], &sample["all"]),
            (&json!(0), &json!("leaf"), &json!("…"), &json!([true]))
        );
        assert_eq!(sample["next"]["next"]["next"]["next"], Value::Null);
        assert_eq!(sample["next"]["kind"], "leaf");
    }
}
