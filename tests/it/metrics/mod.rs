//! What `/metrics` says: exactly what happened, and nothing that a caller wrote.

// What is counted.
mod calls;
mod payments;
mod queue;

// What is not said, and who is told.
mod bounds;
mod reading;

// The documents that go with it.
mod dashboard;
mod document;

use crate::support::Scrape;

/// A metric's samples that are not 0, by the values of these labels.
fn counted(scrape: &Scrape, name: &str, labels: &[&str]) -> Vec<(String, f64)> {
    scrape.counted(name, labels).into_iter().map(|(values, count)| (values.join(" "), count)).collect()
}

/// The same as it is expected.
fn expected(counts: &[(&str, f64)]) -> Vec<(String, f64)> {
    counts.iter().map(|(values, count)| ((*values).to_owned(), *count)).collect()
}
