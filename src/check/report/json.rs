//! The report as JSON.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use super::{Report, RuleResult};
use crate::check::calls::Recorded;
use crate::check::verdict::Grade;

/// The document. Messages are text where they are UTF-8, else base64.
pub fn of(report: &Report, is_strict: bool) -> Value {
    let counts: serde_json::Map<String, Value> =
        Grade::ALL.into_iter().map(|grade| (grade.name().to_owned(), json!(report.count(grade)))).collect();
    json!({
        "by": format!("mpay-sim {}, not by MPay", report.version),
        "version": report.version,
        "url": report.url,
        "service_id": report.service_id,
        "started_at": report.started_at.to_string(),
        "duration_ms": millis(report.took),
        "seed": report.seed,
        "signed_with": { "subject": report.signed_with.0, "thumbprint": report.signed_with.1 },
        "exit_code": report.exit_code(is_strict),
        "counts": counts,
        "blocked": report.blocked.as_ref().map(|blocked| json!({
            "reason": blocked.reason,
            "words": blocked.words,
            "remedy": blocked.remedy,
        })),
        "results": report.results.iter().map(result).collect::<Vec<_>>(),
        "could_not_see": report.unseen,
    })
}

fn result(result: &RuleResult) -> Value {
    let RuleResult { rule, verdict, calls, took, again } = result;
    json!({
        "id": rule.id(),
        "key": rule.key(),
        "family": rule.family.name(),
        "verdict": verdict.grade.name(),
        "message": verdict.message,
        "words": verdict.words,
        "checks": rule.checks,
        "failed": rule.failed,
        "why": rule.why,
        "mend": rule.mend,
        "source": rule.source,
        "mark": rule.mark.map(|mark| mark.meaning()),
        "duration_ms": millis(*took),
        "again": again,
        "calls": calls.iter().map(|recorded| call(recorded)).collect::<Vec<_>>(),
    })
}

fn call(recorded: &Recorded) -> Value {
    let exchange = &recorded.exchange;
    let (response, encoding) = match &exchange.response {
        None => (None, None),
        Some(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => (Some(text.to_owned()), Some("text")),
            Err(_) => (Some(BASE64.encode(bytes)), Some("base64")),
        },
    };
    json!({
        "label": recorded.label,
        "operation": exchange.operation.name(),
        "order_key": recorded.order_key,
        "at": exchange.started_at.to_string(),
        "duration_ms": millis(exchange.duration),
        "answer": recorded.answer.as_ref().map(|answer| answer.what().to_owned()),
        "http_status": exchange.http_status,
        "request_head": exchange.request_head,
        "request": exchange.request,
        "response_head": exchange.response_head,
        "response": response,
        "response_encoding": encoding,
        "findings": exchange.findings.iter().map(|finding| json!({
            "rule": finding.rule.name,
            "summary": finding.summary(),
            "remedy": finding.remedy,
        })).collect::<Vec<_>>(),
    })
}

fn millis(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
