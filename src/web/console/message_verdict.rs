//! The verdict on a message in one sentence. Under a scenario it is the verdict on the e-Service's reaction.

use super::words::ruling_class;
use crate::domain::finding::rules::business::FAULT;
use crate::domain::finding::{Finding, Severity, Stage};
use crate::domain::scenario::ScenarioVerdict;
use crate::flow::call_stages::{Absence, StageVerdict};
use crate::flow::x_ray::{Message, XRay};
use crate::i18n::{Translated, Translator};
use crate::store::ListedExchange;

/// The verdict.
#[derive(Debug)]
pub(super) struct MessageVerdict {
    /// `ok`, `warn` or `bad`.
    pub(super) class: &'static str,
    /// The text.
    pub(super) title: String,
    /// The deciding finding.
    pub(super) cause: Option<Finding>,
    /// The title of the deciding finding, if it says more than the verdict.
    pub(super) headline: Option<Translated>,
    /// The remedy, if there is something to mend.
    pub(super) remedy: Option<Translated>,
}

/// The verdict on the request or the reply of a call. `stages` are those of the call, as the page shows them below it: the
/// heading and the rows come from the same facts.
pub(super) fn verdict(
    t: &Translator,
    exchange: &ListedExchange,
    message: Message,
    stages: &[(Stage, StageVerdict)],
    x_ray: Option<&XRay>,
) -> MessageVerdict {
    let is_reply = message == Message::Response;
    let of = |class, key: &str, cause: Option<Finding>| MessageVerdict {
        class,
        title: t.get(key),
        headline: cause
            .as_ref()
            .filter(|cause| cause.rule != &FAULT)
            .map(|cause| t.words(&cause.rule.title_in_words())),
        remedy: cause.as_ref().map(|cause| t.words(&cause.remedy)),
        cause,
    };
    let of_scenario = exchange.outcome.scenario.as_ref().and_then(|_| {
        exchange.findings.iter().find_map(|finding| Some((ScenarioVerdict::of(finding)?, finding.clone())))
    });
    if let Some((ruling, cause)) = of_scenario {
        let verdict = of(ruling_class(ruling), &format!("verdict-scenario-{}", ruling.name()), Some(cause));
        let remedy = verdict.remedy.clone().filter(|_| ruling != ScenarioVerdict::Passed);
        return MessageVerdict { remedy, ..verdict };
    }
    let failed = |wanted: Stage| {
        let of_stage = stages.iter().find(|(stage, _)| is_reply && *stage == wanted);
        of_stage.filter(|(_, verdict)| matches!(verdict, StageVerdict::Failed(_)))
    };
    let first = |findings: &[Finding]| findings.first().cloned();
    let cause_of = |(_, verdict): &(Stage, StageVerdict)| verdict.cause().cloned();
    // The head of a reply may have arrived without its body.
    if let Some(stage) = failed(Stage::Http)
        && (x_ray.is_some() || exchange.outcome.http_status.is_some())
    {
        return of("bad", "verdict-http", cause_of(stage));
    }
    let Some(x_ray) = x_ray else {
        let key = if is_reply { "verdict-no-reply" } else { "verdict-not-sent" };
        return of("bad", key, first_error(&exchange.findings));
    };
    if !x_ray.is_readable {
        return of(
            "bad",
            "verdict-unreadable",
            failed(Stage::Envelope).and_then(cause_of).or(first(&x_ray.findings)),
        );
    }
    if is_reply && exchange.outcome.fault.is_some() {
        let fault = exchange.findings.iter().find(|finding| finding.rule == &FAULT);
        return of("warn", "verdict-fault", fault.cloned());
    }
    let not_looked_at = (Stage::Signature, StageVerdict::Absent(Absence::NotLookedAt));
    let is_ignored = is_reply && stages.contains(&not_looked_at);
    let refused = [Stage::Envelope, Stage::Contract, Stage::Business].into_iter().find_map(failed);
    // A tolerated error of the signature did not stop the call; one that is not tolerated comes first.
    if let Some(stage) = refused.filter(|_| exchange.outcome.stage != Some(Stage::Signature)) {
        let is_valid = x_ray.is_valid() && !is_ignored;
        return of("bad", if is_valid { "verdict-refused" } else { "verdict-stopped" }, cause_of(stage));
    }
    if !is_ignored && x_ray.signature.is_none() {
        return of("bad", "verdict-unsigned", first(&x_ray.findings));
    }
    if !is_ignored && !x_ray.is_valid() {
        return of("bad", "verdict-invalid", first(&x_ray.findings));
    }
    // It holds by the certificates that are registered now, and did not when the reply came.
    if let Some(stage) = failed(Stage::Signature).filter(|_| exchange.outcome.stage == Some(Stage::Signature))
    {
        return of("bad", "verdict-refused", cause_of(stage));
    }
    // An old message was not old when it was received; the checks mention it.
    let warning =
        exchange.findings.iter().find(|finding| is_reply && finding.rule.severity == Severity::Warning);
    match (warning, is_ignored) {
        (Some(warning), true) => {
            of("warn", "verdict-accepted-unchecked-with-warnings", Some(warning.clone()))
        }
        (None, true) => of("ok", "verdict-accepted-unchecked", None),
        (Some(warning), false) => of("warn", "verdict-valid-with-warnings", Some(warning.clone())),
        (None, false) => of("ok", "verdict-valid", None),
    }
}

fn first_error(findings: &[Finding]) -> Option<Finding> {
    findings.iter().find(|finding| finding.rule.severity == Severity::Error).cloned()
}
