//! Reports in JUnit XML, for CI systems.
//!
//! There is no standard; the elements are those of Ant's task, which GitLab, Jenkins, GitHub and Azure understand.

use crate::domain::plain_text::is_unfit;

use std::time::Duration;

use quick_xml::escape::escape;

/// One test of a report.
#[derive(Debug)]
pub struct Case {
    /// The subject of the test, dotted like a class.
    pub class: String,
    /// The name within its class.
    pub name: String,
    /// The duration.
    pub took: Duration,
    /// The result.
    pub result: CaseResult,
    /// The output during the test.
    pub printed: String,
}

/// The result of a test.
#[derive(Debug)]
pub enum CaseResult {
    /// It passed.
    Passed,
    /// It failed, for this reason.
    Failed(String),
    /// It could not be run, for this reason.
    NotTried(String),
    /// It was left out, for this reason.
    Skipped(String),
}

/// A document with these tests as one suite. In foreign texts, characters that XML 1.0 §2.2 forbids, terminal escapes and
/// direction marks become U+FFFD.
pub fn document(suite: &str, cases: &[Case]) -> String {
    let count = |wanted: fn(&CaseResult) -> bool| cases.iter().filter(|case| wanted(&case.result)).count();
    let totals = format!(
        "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{}\"",
        cases.len(),
        count(|result| matches!(result, CaseResult::Failed(_))),
        count(|result| matches!(result, CaseResult::NotTried(_))),
        count(|result| matches!(result, CaseResult::Skipped(_))),
        seconds(cases.iter().map(|case| case.took).sum()),
    );
    let suite = attribute(suite);
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {totals}>\n<testsuite name=\"{suite}\" {totals}>\n"
    );
    for case in cases {
        xml.push_str(&element(case));
    }
    xml.push_str("</testsuite>\n</testsuites>\n");
    xml
}

fn element(case: &Case) -> String {
    let (class, name) = (attribute(&case.class), attribute(&case.name));
    let result = match &case.result {
        CaseResult::Passed => String::new(),
        CaseResult::Failed(why) => problem("failure", why),
        CaseResult::NotTried(why) => problem("error", why),
        CaseResult::Skipped(why) => problem("skipped", why),
    };
    format!(
        "<testcase classname=\"{class}\" name=\"{name}\" time=\"{}\">\n{result}<system-out>{}</system-out>\n</testcase>\n",
        seconds(case.took),
        escape(readable(&case.printed)),
    )
}

fn problem(element: &str, why: &str) -> String {
    format!("<{element} message=\"{}\">{}</{element}>\n", attribute(why), escape(readable(why)))
}

/// A text on one line.
fn attribute(text: &str) -> String {
    escape(readable(text).replace(['\n', '\t'], " ")).into_owned()
}

fn readable(text: &str) -> String {
    let is_readable = |c: char| match c {
        '\n' | '\t' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        c => !is_unfit(c),
    };
    text.chars().map(|c| if is_readable(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
}

fn seconds(duration: Duration) -> String {
    format!("{}.{:03}", duration.as_secs(), duration.subsec_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(name: &str, result: CaseResult) -> Case {
        Case {
            class: "mpay-sim.pay".to_owned(),
            name: name.to_owned(),
            took: Duration::from_millis(1_250),
            result,
            printed: "payment    1\n".to_owned(),
        }
    }

    #[test]
    fn each_result_has_its_element_and_is_counted() {
        let cases = [
            case("a", CaseResult::Passed),
            case("b", CaseResult::Failed("declined".to_owned())),
            case("c", CaseResult::NotTried("no hub".to_owned())),
            case("d", CaseResult::Skipped("no order".to_owned())),
        ];
        let xml = document("pay", &cases);
        let read = roxmltree::Document::parse(&xml).unwrap();
        let suite = read.root_element().first_element_child().unwrap();
        let told = ["name", "tests", "failures", "errors", "skipped", "time"]
            .map(|name| suite.attribute(name).unwrap());
        assert_eq!(told, ["pay", "4", "1", "1", "1", "5.000"]);
        let inside: Vec<_> = suite
            .children()
            .filter(roxmltree::Node::is_element)
            .map(|case| case.first_element_child().unwrap())
            .map(|child| (child.tag_name().name(), child.attribute("message")))
            .collect();
        assert_eq!(
            inside,
            [
                ("system-out", None),
                ("failure", Some("declined")),
                ("error", Some("no hub")),
                ("skipped", Some("no order"))
            ]
        );
    }

    #[test]
    fn hostile_text_stays_text() {
        let hostile =
            "\"><script>alert(1)</script>]]>&lol;\u{0}\u{1b}[2J\u{7}\u{202e}\u{ffff}\u{85}\nsecond line";
        let long = hostile.repeat(2_000);
        let mut bad = case(hostile, CaseResult::Failed(long.clone()));
        bad.printed = hostile.to_owned();
        let xml = document(hostile, &[bad]);
        let read = roxmltree::Document::parse(&xml).unwrap();
        let names: Vec<_> =
            read.descendants().filter(|n| n.is_element()).map(|n| n.tag_name().name()).collect();
        assert_eq!(names, ["testsuites", "testsuite", "testcase", "failure", "system-out"]);
        let failure = read.descendants().find(|n| n.has_tag_name("failure")).unwrap();
        let as_shown = "\"><script>alert(1)</script>]]>&lol;\u{fffd}\u{fffd}[2J\u{fffd}\u{fffd}\u{fffd}\u{fffd}\nsecond line";
        assert_eq!(failure.text().unwrap(), as_shown.repeat(2_000));
        assert_eq!(failure.attribute("message").unwrap(), as_shown.replace('\n', " ").repeat(2_000));
    }
}
