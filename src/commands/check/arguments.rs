//! The arguments of the check: flags, and the file `check.toml` with the same names.

use std::collections::BTreeMap;
use std::path::Path;

use clap::{Arg, ArgAction, ArgMatches};

use crate::commands::CommandError;
use crate::domain::plain_text::shell_word;
use crate::domain::similar_word::{did_you_mean, similar_word};

/// The file beside the flags.
const FILE: &str = "check.toml";

/// The kinds of argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One text.
    One,
    /// Several texts.
    Many,
    /// Set or not.
    Switch,
}

/// Every argument: flag and key of the file, kind, value name, meaning.
const ARGUMENTS: [(&str, Kind, &str, &str); 23] = [
    (
        "url",
        Kind::One,
        "URL",
        "The address of IServiceProvider, such as http://localhost:5000/ServiceProvider.svc",
    ),
    ("service", Kind::One, "SERVICE", "The ServiceID"),
    ("order", Kind::Many, "KEY", "The OrderKey of an order that may be paid in the check; several times"),
    (
        "new-order-command",
        Kind::One,
        "CMD",
        "A command that makes an order and prints its OrderKey as its last line",
    ),
    (
        "new-order-url",
        Kind::One,
        "URL",
        "An address that makes an order on POST and answers with its OrderKey: text, JSON, or a redirect to it",
    ),
    ("new-order-body", Kind::One, "TEXT", "The body of that POST: JSON, or the fields of a form"),
    (
        "identity",
        Kind::One,
        "FILE",
        "The certificate and key that the e-Service takes for MPay's (.pfx or PEM) [default: this simulator's own hub certificate]",
    ),
    ("identity-password", Kind::One, "TEXT", "The password of that file"),
    (
        "cert",
        Kind::One,
        "FILE",
        "The e-Service's certificate (.cer or PEM; a .pfx with its key for one rule more) [default: that of its first reply]",
    ),
    ("cert-password", Kind::One, "TEXT", "The password of that file"),
    (
        "tls-ca",
        Kind::One,
        "FILE",
        "The authority of its HTTPS certificate, or that certificate itself [default: public authorities]",
    ),
    (
        "only",
        Kind::Many,
        "RULE",
        "Only this family (refuse) or rule (refuse/1, refuse/unsigned); several times",
    ),
    ("skip", Kind::Many, "RULE", "Not this family or rule; several times"),
    ("strict", Kind::Switch, "", "Warnings fail the check"),
    ("patient", Kind::Switch, "", "Also run rules that wait for minutes, about 16 in all"),
    ("list", Kind::Switch, "", "List the rules, and call nothing"),
    (
        "report",
        Kind::Many,
        "KIND=FILE",
        "Also write a report: html, json, junit, summary (Markdown) or github (annotations); `-` is standard output; several times",
    ),
    (
        "baseline",
        Kind::One,
        "FILE",
        "Known failures, each with its reason and its last day: they fail no longer, new ones do, and so do those that no longer happen",
    ),
    (
        "baseline-update",
        Kind::Switch,
        "",
        "Write the failures of this check into that file; reasons are added by hand",
    ),
    (
        "again",
        Kind::One,
        "FILE",
        "Only the rules that failed or were inconclusive in this JSON report, at the same e-Service",
    ),
    (
        "timeout",
        Kind::One,
        "DURATION",
        "The time limit of one call, such as 10s [default: e_service_timeout]",
    ),
    ("slow-after", Kind::One, "DURATION", "What 95 of 100 calls may take at most [default: 5s]"),
    (
        "settings",
        Kind::One,
        "FILE",
        "The file with these arguments [default: check.toml, where there is one]",
    ),
];

/// The flags.
pub(super) fn args() -> Vec<Arg> {
    let arg = |(name, kind, value, help): (&'static str, Kind, &'static str, &'static str)| {
        let arg = Arg::new(name).long(name).help(help);
        match kind {
            Kind::One => arg.value_name(value),
            Kind::Many => arg.value_name(value).action(ArgAction::Append),
            Kind::Switch => arg.action(ArgAction::SetTrue),
        }
    };
    ARGUMENTS.into_iter().map(arg).collect()
}

/// The arguments as given.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    values: BTreeMap<&'static str, Vec<String>>,
}

impl Arguments {
    /// The flags, and where a flag is missing the file.
    ///
    /// # Errors
    /// If the file cannot be read, or has a key that is no argument.
    pub(super) fn read(matches: &ArgMatches) -> Result<Self, CommandError> {
        let mut arguments = match matches.get_one::<String>("settings") {
            Some(path) => Self::of_file(Path::new(path))?,
            None if Path::new(FILE).is_file() => Self::of_file(Path::new(FILE))?,
            None => Self::default(),
        };
        for (name, kind, ..) in ARGUMENTS {
            let given: Vec<String> = match kind {
                Kind::Switch if matches.get_flag(name) => vec!["true".to_owned()],
                Kind::Switch => vec![],
                Kind::One | Kind::Many => {
                    matches.get_many::<String>(name).into_iter().flatten().cloned().collect()
                }
            };
            if !given.is_empty() {
                arguments.values.insert(name, given);
            }
        }
        Ok(arguments)
    }

    fn of_file(path: &Path) -> Result<Self, CommandError> {
        let refused =
            |why: &dyn std::fmt::Display| CommandError::Refused(format!("{}: {why}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|why| refused(&why))?;
        let table: toml::Table = text.parse().map_err(|why: toml::de::Error| refused(&why.message()))?;
        let mut values = BTreeMap::new();
        for (key, value) in table {
            let known = ARGUMENTS.iter().find(|(name, ..)| *name == key);
            let Some((name, kind, ..)) = known else {
                let hint = did_you_mean(similar_word(&key, ARGUMENTS.iter().map(|(name, ..)| *name)));
                return Err(refused(&format!("there is no argument `{key}`{hint}")));
            };
            let given = read(*kind, &value).ok_or_else(|| {
                refused(&format!("`{key}` is {}, expected {}", value.type_str(), expected(*kind)))
            })?;
            values.insert(*name, given);
        }
        Ok(Self { values })
    }

    /// The text of this name, if given.
    pub(super) fn one(&self, name: &str) -> Option<&str> {
        self.values.get(name)?.last().map(String::as_str)
    }

    /// The text of this name.
    ///
    /// # Errors
    /// If it is not given.
    pub(super) fn required(&self, name: &str) -> Result<&str, CommandError> {
        let missing =
            || CommandError::Refused(format!("--{name} is missing; give it, or `{name}` in {FILE}"));
        self.one(name).ok_or_else(missing)
    }

    /// The texts of this name.
    pub(super) fn all(&self, name: &str) -> Vec<String> {
        self.values.get(name).cloned().unwrap_or_default()
    }

    /// Takes this text where none of this name is given.
    pub(super) fn or(&mut self, name: &'static str, text: &str) {
        self.values.entry(name).or_insert_with(|| vec![text.to_owned()]);
    }

    /// True where it is set.
    pub(super) fn is_set(&self, name: &str) -> bool {
        self.one(name) == Some("true")
    }

    /// The command line that repeats the check, without the rules, the reports and the passwords.
    pub(super) fn again(&self, seed: Option<u64>) -> String {
        let left_out = [
            "only",
            "skip",
            "report",
            "list",
            "settings",
            "identity-password",
            "cert-password",
            "baseline",
            "baseline-update",
            "again",
        ];
        let mut line = "mpay-sim check".to_owned();
        for (name, kind, ..) in ARGUMENTS.into_iter().filter(|(name, ..)| !left_out.contains(name)) {
            for value in self.all(name) {
                line.push_str(&format!(" --{name}"));
                if kind != Kind::Switch {
                    line.push(' ');
                    line.push_str(&shell_word(&value));
                }
            }
        }
        line + seed.map(|seed| format!(" --seed {seed}")).unwrap_or_default().as_str()
    }
}

fn read(kind: Kind, value: &toml::Value) -> Option<Vec<String>> {
    let text = |value: &toml::Value| match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        _ => None,
    };
    match (kind, value) {
        (Kind::Switch, toml::Value::Boolean(is_set)) => {
            Some(is_set.then(|| "true".to_owned()).into_iter().collect())
        }
        (Kind::Switch, _) => None,
        (Kind::Many, toml::Value::Array(values)) => values.iter().map(text).collect(),
        (_, value) => text(value).map(|text| vec![text]),
    }
}

fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::One => "a text",
        Kind::Many => "a list of texts",
        Kind::Switch => "true or false",
    }
}
