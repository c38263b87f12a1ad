//! `docs/FINDINGS.md` says what the code says of every rule, `docs/FAULTS.md` what it says of every fault.

use mpay_sim::domain::fault::{Distrust, FAULT_RULES, FaultMeaning, PARTS_OF_ORDERS, WORDS_AFTER_ORDER};
use mpay_sim::domain::finding::rules;

use crate::support::golden::written;

fn document() -> String {
    let mut text = "# Findings\n\n\
        Every rule by which replies of e-Services and captured messages are checked. A finding names its rule; pages of the\n\
        running hub link to the same list at `/rules`. An *error* means that MPay would reject the message, or lose an important\n\
        value; a *warning* that it may do so; a *note* is information.\n\n\
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

fn faults() -> String {
    let mut text = "# Faults\n\n\
        A SOAP fault explains why an e-Service refuses a call. The hub compares its code and subcode, the HTTP status and the\n\
        fault's words with the table below; the first row that matches decides. The last column is for unsigned faults only: many\n\
        frameworks answer with their most general fault if they do not accept the signature. If such a fault answers\n\
        ConfirmOrderPayment, the certificate is the last thing to compare, as the e-Service has answered GetOrderDetails before.\n\n\
        Words are matched case-insensitively and anywhere, also within longer words; `^` matches only the beginning of a word.\n\
        If a row gives a maximum distance, the first word is a whole word (`*` stands for any ending), both words stand in one\n\
        clause, and the clause is about the order itself: PARTS\n\n\
        This page is made from the code: `MPAY_SIM_WRITE_GOLDEN=1 cargo test --test it rules_document`.\n\n\
        | row | code or subcode | HTTP | words | meaning | unsigned |\n| --- | --- | --- | --- | --- | --- |\n"
        .to_owned();
    let codes = |codes: &[&str]| codes.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
    let parts = format!(
        "none of its words up to the second of them\nis {},\nand the word right after the order is none of these, nor {}.",
        codes(PARTS_OF_ORDERS),
        codes(WORDS_AFTER_ORDER)
    );
    text = text.replace("PARTS", &parts);
    for rule in FAULT_RULES {
        let statuses: Vec<String> = rule.http.iter().map(ToString::to_string).collect();
        let words: Vec<String> = rule.words.iter().map(|group| codes(group)).collect();
        let may = match rule.unsigned {
            Distrust::No => "",
            Distrust::Possible => "may be a refusal of the signature",
            Distrust::Likely => "may be a refusal of the signature: compare the certificate first",
        };
        let apart = rule.apart.map(|apart| format!(", at most {apart} characters apart")).unwrap_or_default();
        text.push_str(&format!(
            "| {} | {} | {} | {}{apart} | {} | {may} |\n",
            rule.name,
            codes(rule.codes),
            statuses.join(", "),
            words.join("; and one of "),
            rule.meaning.sentence(),
        ));
    }
    text.push_str("\n## What to do\n");
    for meaning in FaultMeaning::ALL {
        text.push_str(&format!("\n### {}: {}\n\n", meaning.name(), meaning.sentence()));
        if meaning == FaultMeaning::DoesNotTrustHub {
            text.push_str(
                "The e-Service probably has a different certificate than this hub's: register the one at `/hub.cer`, whose subject and\n\
                 thumbprint are in each finding and on the console's page of certificates. If it is already registered:\n\n",
            );
        }
        for rule in FAULT_RULES.iter().filter(|rule| rule.meaning == meaning) {
            text.push_str(&format!("- {}: {}\n", rule.name, rule.remedy));
        }
    }
    text
}

#[test]
fn the_document_of_faults_is_made_from_their_table() {
    let document = faults();
    let written = written("docs/FAULTS.md", document.as_bytes());
    assert!(
        written == document.as_bytes(),
        "docs/FAULTS.md is not what the table says; its lines tell how to make it"
    );
}
