//! What `/metrics` says, read as Prometheus' text format is defined.

use std::collections::BTreeMap;

use super::client_builder;

/// One reading.
#[derive(Debug, Clone)]
pub struct Scrape {
    pub text: String,
    samples: Vec<Sample>,
}

/// One line with a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The name, with the ending that a histogram's lines have.
    pub name: String,
    pub labels: BTreeMap<String, String>,
    pub value: f64,
}

impl Scrape {
    /// Reads a hub's metrics.
    pub async fn of(hub: &str) -> Self {
        let client = client_builder().build().unwrap();
        let response = client.get(format!("{hub}/metrics")).send().await.unwrap();
        assert_eq!(response.status(), 200);
        Self::read(response.text().await.unwrap())
    }

    fn read(text: String) -> Self {
        let samples = text.lines().filter(|line| !line.starts_with('#')).map(sample).collect();
        Self { text, samples }
    }

    /// Every sample of this name.
    pub fn samples(&self, name: &str) -> impl Iterator<Item = &Sample> {
        self.samples.iter().filter(move |sample| sample.name == name)
    }

    /// The sum over all samples of this name that have these labels; nothing where there is none.
    pub fn value(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let has = |sample: &&Sample| {
            labels.iter().all(|(label, value)| sample.labels.get(*label).is_some_and(|found| found == value))
        };
        let values: Vec<f64> = self.samples(name).filter(has).map(|sample| sample.value).collect();
        (!values.is_empty()).then(|| values.iter().sum())
    }

    /// The samples of this name that are not 0, each as the values of these labels and the sample's.
    pub fn counted(&self, name: &str, labels: &[&str]) -> Vec<(Vec<String>, f64)> {
        let mut counted: BTreeMap<Vec<String>, f64> = BTreeMap::new();
        for sample in self.samples(name).filter(|sample| sample.value != 0.0) {
            let values = labels.iter().map(|label| sample.labels[*label].clone()).collect();
            *counted.entry(values).or_default() += sample.value;
        }
        counted.into_iter().collect()
    }

    /// The name, the help text and the kind of each metric, in their order.
    pub fn metrics(&self) -> Vec<(&str, &str, &str)> {
        let after = |start: &'static str| self.text.lines().filter_map(move |line| line.strip_prefix(start));
        after("# HELP ")
            .zip(after("# TYPE "))
            .map(|(help, kind)| {
                let ((name, help), (of, kind)) =
                    (help.split_once(' ').unwrap(), kind.split_once(' ').unwrap());
                assert_eq!(name, of);
                (name, help, kind)
            })
            .collect()
    }

    /// The names of the labels of a metric's samples, but for the bounds of histograms: one list where all have the same.
    pub fn labels_of(&self, metric: &str) -> Vec<Vec<String>> {
        let is_of = |sample: &&Sample| {
            let ending = sample.name.strip_prefix(metric);
            ending.is_some_and(|ending| matches!(ending, "" | "_bucket" | "_sum" | "_count"))
        };
        let names = |sample: &Sample| -> Vec<String> {
            sample.labels.keys().filter(|label| *label != "le").cloned().collect()
        };
        let mut found: Vec<Vec<String>> = self.samples.iter().filter(is_of).map(names).collect();
        found.sort();
        found.dedup();
        found
    }

    /// Every label with every value that it has.
    pub fn label_values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.samples
            .iter()
            .flat_map(|sample| sample.labels.iter().map(|(label, value)| (label.as_str(), value.as_str())))
    }
}

/// `name{label="value",…} number`, with `\\`, `\"` and `\n` in values.
fn sample(line: &str) -> Sample {
    let name_end = line.find(['{', ' ']).unwrap_or_else(|| panic!("no sample: {line}"));
    let (name, mut rest) = line.split_at(name_end);
    let mut labels = BTreeMap::new();
    if let Some(inside) = rest.strip_prefix('{') {
        rest = inside;
        while !rest.starts_with('}') {
            let (label, after) = rest.split_once("=\"").unwrap();
            let (mut value, mut escaped, mut end) = (String::new(), false, None);
            for (at, c) in after.char_indices() {
                match c {
                    _ if escaped => {
                        value.push(if c == 'n' { '\n' } else { c });
                        escaped = false;
                    }
                    '\\' => escaped = true,
                    '"' => {
                        end = Some(at);
                        break;
                    }
                    c => value.push(c),
                }
            }
            labels.insert(label.trim_start_matches(',').to_owned(), value);
            rest = &after[end.unwrap_or_else(|| panic!("no end of a value: {line}")) + 1..];
        }
        rest = &rest[1..];
    }
    let value = rest.trim().parse().unwrap_or_else(|_| panic!("no number: {line}"));
    Sample { name: name.to_owned(), labels, value }
}
