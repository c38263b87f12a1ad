//! `docs/FINDINGS.md` says what the code says of every rule.

use mpay_sim::domain::finding::rules;

use crate::support::golden::written;

fn document() -> String {
    let mut text = "# What the hub finds in replies\n\n\
        Every rule that a reply of an e-Service, or a captured message, is held against. A finding names its rule; pages of the\n\
        running hub link to the same list at `/rules`. An *error* means that MPay would not accept the message, or would lose\n\
        a value that matters; a *warning* that it may; a *note* is good to know.\n\n\
        This page is made from the code: `MPAY_SIM_WRITE_GOLDEN=1 cargo test --test it rules_document`.\n"
        .to_owned();
    let mut stage = "";
    for rule in rules::by_stage() {
        if rule.stage.name() != stage {
            stage = rule.stage.name();
            text.push_str(&format!("\n## Stage: {stage}\n"));
        }
        let entry = format!(
            "\n### {}\n\n**{}**: {}.\n\n- Expected: {}\n- At MPay: {}\n- What to do: {}\n- Source: {}\n",
            rule.name,
            rule.severity.name(),
            rule.title,
            rule.expected,
            rule.consequence,
            rule.remedy,
            rule.source
        );
        // Tags of the texts are text, not HTML.
        text.push_str(&entry.replace('<', "\\<"));
    }
    text
}

#[test]
fn the_document_is_made_from_the_rules() {
    let document = document();
    let written = written("docs/FINDINGS.md", document.as_bytes());
    assert!(
        written == document.as_bytes(),
        "docs/FINDINGS.md is not what the rules say; its first lines tell how to make it"
    );
}
