//! `docs/CHECK.md` and the schema of JSON reports say what the code says.

use mpay_sim::check::report::document::Document;
use mpay_sim::check::{Family, Judge, Mark, RULES, Rule};
use schemars::schema_for;

use crate::support::golden::written;

const HEAD: &str = "\
# `mpay-sim check`: would this e-Service pass MPay?

```sh
mpay-sim check --url http://localhost:5000/ServiceProvider.svc --service MYSERVICE01 \\
    --order A-1 --order A-2 --order A-3 --report html=check.html
```

It calls the e-Service as MPay does, honestly and with every known defect, and says what is right and wrong. It needs no running
hub and keeps no database. **Never point it at an e-Service in use: it confirms payments that were never made.**

- **The certificate**: without `--identity` it makes one of its own, and first says where it is; the e-Service has to know it as MPay's.
- **Orders**: each rule that pays uses an order up. Give several with `--order`, or let `--new-order-command` or `--new-order-url` make
  them. A rule for which none is left is skipped, and says so.
- **The first call** shows whether anything can be learned. If not, the check ends with that one reason and exit code 2.
- **An e-Service that limits calls** (HTTP 429): a call is made again after the time that `Retry-After` asks for, if that is no more
  than two minutes, and counts by its later answer. The report says how often.
- **Which rules**: `--only` and `--skip` take a family (`refuse`), an id (`refuse/1`) or a key (`refuse/unsigned`). Ids may change between
  versions, keys do not. `--list` names the rules and calls nothing. Rules that wait for minutes run with `--patient`.
- **`check.toml`** in the working directory may have every argument under its name, so that CI needs one word.

## Verdicts

| verdict | meaning |
| --- | --- |
| passed | the e-Service keeps the rule |
| warning | it is lawful, but MPay or a WCF reader may mind; fails the check with `--strict` |
| failed | the e-Service breaks the rule |
| inconclusive | the answers show neither, such as after trouble of the network |
| skipped | the rule was not tried; the report says why, and what to give so that it runs |
| known | it failed, as the list of known failures says |

A refusal counts only where the honest message, beside it, is accepted; a breakdown is no refusal. After a message that must be refused
an honest `GetOrderDetails` shows whether the books changed: an answer without a fault that changes nothing is a warning, one that changes
them a failure.

| exit code | meaning |
| --- | --- |
| 0 | passed |
| 1 | something failed, or with `--strict` a warning |
| 2 | it could not run, or no rule was tried |
| 3 | nothing failed, and something is inconclusive |

## Reports

`--report KIND=FILE`, several times; the file `-` is standard output.

| kind | content |
| --- | --- |
| `html` | one file without script: contents, every failure with its cause, remedy and messages, the X-ray of each message |
| `json` | everything, by [`check-report.schema.json`](check-report.schema.json) |
| `junit` | JUnit XML, one test a rule |
| `summary` | Markdown under 900 KB, for the summary of a step or a comment |
| `github` | annotations of GitHub Actions, one a family |

`mpay-sim check compare before.json after.json` says what changed; it ends with 1 if something got worse. `--again report.json` tries only
what failed or was inconclusive in that report; every failure also prints the line that repeats it alone.

## Known failures

`--baseline known.toml` names failures that may be there for a while. They no longer fail the check; new ones do, and so does one that no
longer happens, and one whose day is over. `--baseline-update` writes the file; each entry needs a reason before the file is used:

```toml
[[known]]
rule = \"refuse/unsigned\"
reason = \"our library does not verify yet, ticket 42\"
expires = 2027-03-31
```

## Marks

MPay itself is seen from outside. Of each lawful variation the rule says how it is known:

";

fn document() -> String {
    let mut text = HEAD.to_owned();
    let marks = [
        (Mark::Network, "a request arrives in the pieces in which the network delivers it"),
        (Mark::Guide, "in the text or a sample of MPay's guide"),
        (Mark::Standard, "by a standard alone: a refusal is a warning at most"),
        (Mark::Lax, "a standard binds senders to another form; a refusal is lawful, and a warning at most"),
    ];
    for (mark, how) in marks {
        text += &format!("- **{}**: {how}.\n", mark.meaning());
    }
    text += &format!(
        "\n# The {} rules\n\nThis page is made from the code: `MPAY_SIM_WRITE_GOLDEN=1 cargo test --test it check::document`.\n",
        RULES.len()
    );
    for family in Family::ALL {
        let title = family.title();
        text += &format!("\n## `{}`: {title}\n", family.name());
        for rule in RULES.iter().filter(|rule| rule.family == family) {
            // Tags of the texts are text, not HTML.
            text += &entry(rule).replace('<', "\\<");
        }
    }
    text
}

fn entry(rule: &Rule) -> String {
    let mut text = format!("\n### {} {}\n\n{}\n\n", rule.id(), rule.name, rule.checks);
    text += &format!("- Broken: {}\n- Why: {}\n- What to do: {}\n", rule.failed, rule.why, rule.mend);
    text += &format!("- Judged: {}\n", rule.judges());
    if let Some(mark) = rule.mark {
        text += &format!("- MPay: {}\n", mark.meaning());
    }
    if !rule.takes().is_empty() {
        text += &format!("- Takes: {}\n", rule.takes());
    }
    if let Judge::Replies(rules) = rule.judge {
        let names: Vec<String> =
            rules.iter().map(|rule| format!("[`{0}`](FINDINGS.md#{0})", rule.name)).collect();
        text += &format!("- Findings: {}\n", names.join(", "));
    }
    text + format!("- Source: {}\n", rule.source).as_str()
}

#[test]
fn the_document_is_made_from_the_rules() {
    let document = document();
    let written = written("docs/CHECK.md", document.as_bytes());
    assert!(
        written == document.as_bytes(),
        "docs/CHECK.md is not what the rules say; it tells how to make it"
    );
}

#[test]
fn the_schema_of_json_reports_is_made_from_their_type() {
    let mut schema = schema_for!(Document);
    schema.insert("title".to_owned(), "Report of mpay-sim check".into());
    let schema = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    let written = written("docs/check-report.schema.json", schema.as_bytes());
    assert!(
        written == schema.as_bytes(),
        "docs/check-report.schema.json is not what the type says: MPAY_SIM_WRITE_GOLDEN=1 cargo test --test it check::document"
    );
}
