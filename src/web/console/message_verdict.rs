//! The verdict on a message in one sentence. Under a scenario it is the verdict on the e-Service's reaction.

use super::words::ruling_class;
use crate::domain::finding::rules::business::FAULT;
use crate::domain::finding::{Finding, Severity, Stage};
use crate::domain::scenario::Ruling;
use crate::flow::x_ray::{Message, XRay};
use crate::i18n::Translator;
use crate::store::ListedExchange;

/// The verdict.
#[derive(Debug)]
pub(super) struct Verdict {
    /// `ok`, `warn` or `bad`.
    pub(super) class: &'static str,
    /// The text.
    pub(super) title: String,
    /// The deciding finding.
    pub(super) cause: Option<Finding>,
    /// True if there is a remedy.
    pub(super) has_remedy: bool,
}

impl Verdict {
    /// The deciding finding, if its title says more than the verdict.
    pub(super) fn headline(&self) -> Option<&Finding> {
        self.cause.as_ref().filter(|cause| cause.rule != &FAULT)
    }
}

/// The verdict on the request or the reply of a call.
pub(super) fn verdict(
    t: &Translator,
    exchange: &ListedExchange,
    message: Message,
    x_ray: Option<&XRay>,
) -> Verdict {
    let is_reply = message == Message::Response;
    let errors = || exchange.findings.iter().filter(|finding| finding.rule.severity == Severity::Error);
    let stopped =
        |stages: &[Stage]| errors().find(|finding| is_reply && stages.contains(&finding.rule.stage)).cloned();
    let of = |class, key: &str, cause| Verdict { class, title: t.get(key), cause, has_remedy: true };
    let of_scenario = exchange.outcome.scenario.as_ref().and_then(|_| {
        exchange.findings.iter().find_map(|finding| Some((Ruling::of(finding)?, finding.clone())))
    });
    if let Some((ruling, cause)) = of_scenario {
        let verdict = of(ruling_class(ruling), &format!("verdict-scenario-{}", ruling.name()), Some(cause));
        return Verdict { has_remedy: ruling != Ruling::Passed, ..verdict };
    }
    let first = |findings: &[Finding]| findings.first().cloned();
    // The head of a reply may have arrived without its body.
    if let Some(cause) = stopped(&[Stage::Http]).filter(|_| exchange.outcome.http_status.is_some()) {
        return of("bad", "verdict-http", Some(cause));
    }
    let Some(x_ray) = x_ray else {
        let key = if is_reply { "verdict-no-reply" } else { "verdict-not-sent" };
        return of("bad", key, errors().next().cloned());
    };
    if let Some(cause) = stopped(&[Stage::Http]) {
        return of("bad", "verdict-http", Some(cause));
    }
    if !x_ray.is_readable {
        return of("bad", "verdict-unreadable", stopped(&[Stage::Envelope]).or(first(&x_ray.findings)));
    }
    if is_reply && exchange.outcome.fault.is_some() {
        let fault = exchange.findings.iter().find(|finding| finding.rule == &FAULT);
        return of("warn", "verdict-fault", fault.cloned());
    }
    // A tolerated error of the signature did not stop the call.
    let later = exchange.outcome.stage.filter(|stage| *stage > Stage::Signature);
    if let Some(cause) = later.and_then(|stage| stopped(&[stage])) {
        let key = if x_ray.is_valid() { "verdict-refused" } else { "verdict-stopped" };
        return of("bad", key, Some(cause));
    }
    if x_ray.signature.is_none() {
        return of("bad", "verdict-unsigned", first(&x_ray.findings));
    }
    if !x_ray.is_valid() {
        return of("bad", "verdict-invalid", first(&x_ray.findings));
    }
    if let Some(cause) = stopped(&[Stage::Envelope, Stage::Signature, Stage::Contract, Stage::Business]) {
        return of("bad", "verdict-refused", Some(cause));
    }
    // An old message was not old when it was received; the checks mention it.
    match exchange.findings.iter().find(|finding| is_reply && finding.rule.severity == Severity::Warning) {
        Some(warning) => of("warn", "verdict-valid-with-warnings", Some(warning.clone())),
        None => of("ok", "verdict-valid", None),
    }
}
