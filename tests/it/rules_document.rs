//! `docs/FINDINGS.md` says what the code says of every rule, `docs/FAULTS.md` what it says of every fault.

use mpay_sim::domain::fault::{Distrust, FAULT_RULES, FaultMeaning, PARTS_OF_ORDERS, WORDS_AFTER_ORDER};
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

fn faults() -> String {
    let mut text = "# What the hub takes a fault for\n\n\
        An e-Service says by a SOAP fault why it does not do what it was asked for. The hub reads its code and subcode, the HTTP\n\
        status and the fault's words, and takes the first row below that fits. What only an unsigned fault may mean is said\n\
        in the last column: many frameworks answer with their most general fault where they do not accept the signature.\n\
        Where such a fault answers ConfirmOrderPayment, the certificate is compared last, as the e-Service has answered\n\
        GetOrderDetails before.\n\n\
        Words are compared without regard to case, and found anywhere, within longer words too; `^` asks for a word's beginning.\n\
        Where a row says how far apart words may be, the first of them is a whole word (`*` stands for any ending), both stand\n\
        in one clause, and the clause is about the order itself: PARTS\n\n\
        This page is made from the code: `MPAY_SIM_WRITE_GOLDEN=1 cargo test --test it rules_document`.\n\n\
        | row | code or subcode | HTTP | words | means | unsigned |\n| --- | --- | --- | --- | --- | --- |\n"
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
                "The e-Service probably holds another certificate than this hub's: give it the one at `/hub.cer`, whose subject and\n\
                 thumbprint each finding and the console's page of certificates name. If that is so already:\n\n",
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
