//! The report in Markdown, for the summary of a step or a comment: the counts, and what is to be done.

use super::{Report, RuleResult};
use crate::check::family::Family;
use crate::check::verdict::Grade;

/// The size in bytes that the document stays under. GitHub takes a summary of 1 MiB, and no byte of a longer one.
pub const MOST_BYTES: usize = 900_000;

/// The size in bytes that the table and the notes after the entries may have.
const ROOM_FOR_THE_END: usize = 50_000;

/// The document.
pub fn of(report: &Report, is_strict: bool) -> String {
    let mut text = format!("## Would {} pass MPay?\n\n", escaped(&report.service_id));
    let strict = if is_strict { ", strict" } else { "" };
    text += &format!("{}{strict}, exit code {}\n\n", report.counts(), report.exit_code(is_strict));
    if let Some(blocked) = &report.blocked {
        text += &format!("**The e-Service could not be checked.** {}\n\n", prose(&blocked.reason));
        text += &own_words(&blocked.words);
        text += &format!("To do: {}\n\n", prose(&blocked.remedy));
    }
    let grades = [Grade::Failed, Grade::Warning, Grade::Inconclusive, Grade::Known];
    let listed: Vec<&RuleResult> = grades.into_iter().flat_map(|grade| report.of(grade)).collect();
    for (place, result) in listed.iter().enumerate() {
        let entry = entry(result);
        if text.len() + entry.len() > MOST_BYTES - ROOM_FOR_THE_END {
            text += &format!("{} more are in the other reports.\n\n", listed.len() - place);
            break;
        }
        text += &entry;
    }
    text += &families(report);
    text += &format!("\n{} · ", code(&report.url));
    text += &format!("{:.1} s · seed {} · ", report.took.as_secs_f64(), report.seed);
    text += &format!("by mpay-sim {}, not by MPay; it could not see:\n\n", report.version);
    for unseen in &report.unseen {
        text += &format!("- {}\n", prose(unseen));
    }
    text
}

fn entry(result: &RuleResult) -> String {
    let RuleResult { rule, verdict, again, .. } = result;
    let mut text = format!("### {} {}\n\n", verdict.grade.tag(), escaped(result.headline()));
    text += &format!("`{}` `{}`. {}\n\n", rule.id(), rule.key(), prose(&verdict.message));
    text += &own_words(&verdict.words);
    if verdict.grade != Grade::Inconclusive {
        text += &format!("Why: {} ({})\n\n", prose(result.why()), escaped(&rule.source));
        text += &format!("To do: {}\n\n", prose(result.mend()));
    }
    text += &format!("{}\n\n", code(again));
    text
}

fn families(report: &Report) -> String {
    let mut text = "| family | passed | failed | warnings | inconclusive | known | skipped |\n\
                    | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n"
        .to_owned();
    for family in Family::ALL {
        let count = |grade| report.of(grade).filter(|result| result.rule.family == family).count();
        let columns =
            [Grade::Passed, Grade::Failed, Grade::Warning, Grade::Inconclusive, Grade::Known, Grade::Skipped]
                .map(count);
        if columns.iter().sum::<usize>() > 0 {
            let cells: Vec<String> = columns.iter().map(usize::to_string).collect();
            text += &format!("| {} | {} |\n", family.title(), cells.join(" | "));
        }
    }
    text
}

fn own_words(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!("Its own words: {}\n\n", code(words)) }
}

/// The text with what stands between back-ticks as code, and everything else as nothing but text.
fn prose(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escaped(text);
    }
    let part = |(place, part): (usize, &&str)| if place % 2 == 1 { code(part) } else { escaped(part) };
    parts.iter().enumerate().map(part).collect()
}

/// The text as code, between one back-tick more than it has in a row.
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest + 1);
    let text = text.replace(['\n', '\r'], " ");
    match text.starts_with('`') || text.ends_with('`') || text.is_empty() {
        true => format!("{ticks} {text} {ticks}"),
        false => format!("{ticks}{text}{ticks}"),
    }
}

/// The text without any meaning in Markdown or HTML: no link, no picture, no mention of a person, no heading.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            // A person would be told, and an issue would be linked.
            '@' => escaped.push_str("&#64;"),
            '#' => escaped.push_str("&#35;"),
            '\n' | '\r' => escaped.push(' '),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' | '!' | '$' => {
                escaped.push('\\');
                escaped.push(c);
            }
            // An address would become a link.
            ':' if escaped.ends_with("http") || escaped.ends_with("https") => escaped.push_str("&#58;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_others_means_nothing() {
        assert_eq!(
            escaped("<b> @who #1 [x](y) ![z] https://e.md"),
            "&lt;b&gt; &#64;who &#35;1 \\[x\\](y) \\!\\[z\\] https&#58;//e.md"
        );
        assert_eq!(prose("set `a*` to *b*"), "set `a*` to \\*b\\*");
        assert_eq!(prose("one ` alone"), "one \\` alone");
        assert_eq!(code("a ``b`` c"), "```a ``b`` c```");
        assert_eq!(code("`"), "`` ` ``");
    }
}
