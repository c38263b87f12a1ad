//! Reports are valid documents, whatever the e-Service said.

use std::sync::Arc;

use mpay_sim::check::report::document::{Document, text};
use mpay_sim::check::report::{Report, github, html, junit, markdown};
use mpay_sim::check::{Blocked, Grade, Verdict};
use mpay_sim::domain::plain_text::one_line;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use roxmltree::Node;
use serde_json::Value;

use super::mutants::all;
use super::world::World;

/// Pieces of text that mean something in one of the documents.
const PIECES: [&str; 30] = [
    "<script>alert(1)</script>",
    "</style>",
    "<img src=x onerror=alert(1)>",
    "\" onclick=\"x",
    "'",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "&lol;",
    "&#0;",
    "\u{0}",
    "\u{1b}[2J",
    "\u{7}",
    "\u{202e}",
    "\u{ffff}",
    "\u{85}",
    "\r\n::error title=x::y",
    "\n## heading\n",
    "```\n",
    "` `` `",
    "@everyone #1",
    "![x](http://127.0.0.1/)",
    "| a | b |",
    "%0A::set-output name=x::y",
    "\\",
    "{{ x }}",
    "ș ț Кириллица 🧾",
    "javascript:alert(1)",
    "a",
];

fn hostile(random: &mut StdRng) -> String {
    let count = random.random_range(0..12);
    (0..count).map(|_| *PIECES.choose(random).unwrap()).collect()
}

/// A check of two rules, of which one fails.
async fn report() -> Report {
    let mutant = all().into_iter().find(|mutant| mutant.rule == "refuse/unsigned").unwrap();
    let world = World::start(vec![mutant]).await;
    world.check(&["refuse/unsigned", "refuse/digest-wrong-query", "refuse/unsigned-query"]).await
}

/// Puts hostile text wherever an e-Service, an order or the user's arguments may have brought it, on one line where the
/// program sees to that.
fn poison(report: &mut Report, random: &mut StdRng) {
    let mut line = || one_line(&hostile(random));
    report.url = format!("http://e-service.example/{}", line());
    report.unseen.push(line());
    report.blocked = Some(Blocked { reason: line(), words: line(), remedy: line() });
    for result in &mut report.results {
        result.again = line();
    }
    if random.random_bool(0.7) {
        report.blocked = None;
    }
    for result in &mut report.results {
        let grade = *Grade::ALL.choose(random).unwrap();
        result.verdict = Verdict { grade, ..Verdict::passed(hostile(random)).quoting(hostile(random)) };
        for call in &mut result.calls {
            let mut changed = (**call).clone();
            changed.order_key = one_line(&hostile(random));
            changed.exchange.request_head = hostile(random);
            changed.exchange.response_head = Some(hostile(random));
            let mut bytes = hostile(random).into_bytes();
            if random.random_bool(0.5) {
                bytes.insert(bytes.len() / 2, random.random());
            }
            changed.exchange.response = Some(bytes);
            *call = Arc::new(changed);
        }
    }
}

#[tokio::test]
async fn documents_stay_valid_whatever_the_e_service_said() {
    let mut report = report().await;
    let mut schema = Schema::of_reports();
    for seed in 0..100 {
        let mut random = StdRng::seed_from_u64(seed);
        poison(&mut report, &mut random);
        let is_strict = random.random();
        is_junit(&junit::of(&report, is_strict), seed);
        is_harmless_html(&html::of(&report, is_strict), seed);
        has_only_commands(&github::of(&report, is_strict), seed);
        let json = text(&report, is_strict);
        schema.validate(&json).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
        let read: Document = serde_json::from_str(&json).unwrap();
        assert_eq!(read.results.len(), report.results.len());
        assert!(markdown::of(&report, is_strict).len() < markdown::MOST_BYTES);
    }
}

#[tokio::test]
async fn a_summary_stays_under_its_bound() {
    let mut report = report().await;
    for result in &mut report.results {
        let (message, words) = ("@ ".repeat(300_000), "` ".repeat(300_000));
        result.verdict = Verdict { grade: Grade::Failed, message, words };
    }
    let text = markdown::of(&report, false);
    assert!(text.len() < markdown::MOST_BYTES, "{}", text.len());
    assert!(text.contains("are in the other reports") && text.contains("not by MPay"));
}

#[tokio::test]
async fn a_failure_is_told_with_its_cause_and_the_line_that_repeats_it() {
    let report = report().await;
    let failed = report.of(Grade::Failed).next().unwrap();
    assert_eq!((failed.rule.key().as_str(), report.count(Grade::Failed)), ("refuse/unsigned", 1));
    let page = html::of(&report, false);
    for wanted in [
        "<h3>1. It takes a confirmation without a signature</h3>",
        "href=\"#refuse/unsigned\"",
        "id=\"refuse/unsigned\"",
        "mpay-sim check --only refuse/unsigned",
        "ConfirmOrderPayment",
        "by mpay-sim",
        "not by MPay",
    ] {
        assert!(page.contains(wanted), "{wanted} is not in the page");
    }
    assert!(page.contains("INVALID") && page.contains("VALID"), "no X-ray");
    let summary = markdown::of(&report, false);
    assert!(summary.contains("### FAIL It takes a confirmation without a signature"), "{summary}");
    assert!(summary.contains("`mpay-sim check --only refuse/unsigned`"), "{summary}");
    let annotations = github::of(&report, false);
    assert!(
        annotations.starts_with("::error title=messages that must be refused at ADP03%3A 1 failed::refuse/"),
        "{annotations}"
    );
    assert_eq!(annotations.lines().count(), 1);
}

fn is_junit(xml: &str, seed: u64) {
    let read = roxmltree::Document::parse(xml).unwrap_or_else(|why| panic!("seed {seed}: {why}\n{xml}"));
    let known = ["testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out"];
    for node in read.descendants().filter(Node::is_element) {
        assert!(known.contains(&node.tag_name().name()), "seed {seed}: {node:?}");
    }
}

/// The page is read as XML, so that what is not closed or not escaped does not pass.
fn is_harmless_html(html: &str, seed: u64) {
    // XML has no place for what HTML only frowns upon.
    let html = html.replace('\u{ffff}', "?");
    let body = html.trim_start().strip_prefix("<!DOCTYPE html>").unwrap();
    let mut xml = String::new();
    for (place, part) in body.split('<').enumerate() {
        let is_void = ["meta ", "link "].iter().any(|name| part.starts_with(name));
        xml.push_str(if place == 0 { "" } else { "<" });
        xml.push_str(&if is_void { part.replacen('>', "/>", 1) } else { part.to_owned() });
    }
    let read = roxmltree::Document::parse(&xml).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
    for node in read.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        assert!(!["script", "img", "iframe", "form", "object"].contains(&name), "seed {seed}: {name}");
        for attribute in node.attributes() {
            assert!(!attribute.name().starts_with("on"), "seed {seed}: {attribute:?}");
            if attribute.name() == "href" {
                let link = attribute.value();
                assert!(link.starts_with('#') || link == "data:,", "seed {seed}: {link}");
            }
        }
    }
}

fn has_only_commands(lines: &str, seed: u64) {
    assert!(lines.lines().count() <= 10, "seed {seed}: GitHub shows ten of a step");
    for line in lines.lines() {
        let is_command = ["::error title=", "::warning title="].iter().any(|start| line.starts_with(start));
        assert!(is_command && !line.contains('\r'), "seed {seed}: {line}");
    }
}

/// The shipped schema.
struct Schema {
    schemas: boon::Schemas,
    index: boon::SchemaIndex,
}

impl Schema {
    fn of_reports() -> Self {
        let shipped =
            std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/check-report.schema.json")).unwrap();
        let mut compiler = boon::Compiler::new();
        compiler.enable_format_assertions();
        compiler.add_resource("report.json", serde_json::from_slice(&shipped).unwrap()).unwrap();
        let mut schemas = boon::Schemas::new();
        let index = compiler.compile("report.json", &mut schemas).unwrap();
        Self { schemas, index }
    }

    fn validate(&mut self, json: &str) -> Result<(), String> {
        let value: Value = serde_json::from_str(json).unwrap();
        self.schemas.validate(&value, self.index).map_err(|why| format!("{why:#}"))
    }
}

#[tokio::test]
async fn the_schema_refuses_what_is_no_report() {
    let report = report().await;
    let mut schema = Schema::of_reports();
    let good: Value = serde_json::from_str(&text(&report, false)).unwrap();
    schema.validate(&good.to_string()).unwrap();
    for (name, value) in
        [("started_at", "yesterday".into()), ("counts", Value::Null), ("results", "none".into())]
    {
        let mut bad = good.clone();
        bad[name] = value;
        assert!(schema.validate(&bad.to_string()).is_err(), "{name}");
    }
    let mut bad = good;
    bad["results"][0]["verdict"] = "perhaps".into();
    assert!(schema.validate(&bad.to_string()).is_err());
}
