//! The messages of one whole check of the sample e-Service: each has the defect of its rule, and no other. So an e-Service that
//! refuses the one and accepts the others has found this defect.

use std::collections::BTreeMap;
use std::sync::Arc;

use mpay_sim::check::report::RuleResult;
use mpay_sim::check::{self, Family, Grade, Judge, Plan, Recorded};
use mpay_sim::domain::scenario::{Defect, FollowUp, Group};
use mpay_sim::sample_service;
use mpay_sim::soap::envelope::{self, Envelope};
use mpay_sim::soap::security::verify::{Judgement, Trust, verify};

use crate::scenarios::{Signature, expected, hub_certificate};
use crate::support::sample::Demo;
use crate::support::{checking, identities, simulated_clock};
use crate::tools::xmlsec1;

/// The service that is checked. Its orders have four lines.
const SERVICE: &str = "ADP03";

/// A message that the check has sent.
struct Message {
    /// Its rule, and its purpose there.
    name: String,
    call: Arc<Recorded>,
    /// The verdict of xmlsec1 on its signature.
    by_xmlsec1: Signature,
    /// Whether an e-Service with our verifier accepts its signature.
    by_us: bool,
}

/// Every message of a check of the sample e-Service, once.
async fn messages() -> Vec<Message> {
    let (clock, hand) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let endpoint = format!("{}/ServiceProvider.svc", demo.shop);
    let services = sample_service::services(&endpoint, identities::e_service().certificate.der().to_vec());
    let service = services.into_iter().find(|service| service.id.as_str() == SERVICE).unwrap();
    let new_order = Some(checking::new_order(&demo.shop, SERVICE));
    let plan = Plan { new_order, ..checking::patient_plan(hand) };
    let report = check::run(checking::target(service, &clock), plan).await;
    for grade in [Grade::Failed, Grade::Warning, Grade::Inconclusive] {
        assert_eq!(report.count(grade), 0, "{grade:?}");
    }
    // Calls of one rule are the evidence of others too.
    let mut messages = BTreeMap::new();
    for result in &report.results {
        for call in &result.calls {
            let (by_xmlsec1, by_us) = of(result, call);
            let name = format!("{}, {}", result.rule.key(), call.label);
            let message = Message { name, call: call.clone(), by_xmlsec1, by_us };
            messages.entry(Arc::as_ptr(call)).or_insert(message);
        }
    }
    messages.into_values().collect()
}

/// The verdict of xmlsec1 on this call of a rule, and whether our verifier accepts it. All but the message with the rule's defect
/// are honest, or lawful.
fn of(result: &RuleResult, call: &Recorded) -> (Signature, bool) {
    let honest = (Signature::Holds(2), true);
    match (result.rule.judge, call.label.as_str()) {
        (Judge::Calls(_), "a forged query") => (Signature::Fails, false),
        (Judge::Calls(_), "sent") if result.rule.name == "unsigned-repetition" => (Signature::Fails, false),
        // Its signature is the accepted message's own: only its time is over.
        (Judge::Scenario(scenario, _), "sent") if scenario.defect == Defect::FollowUp(FollowUp::Replay) => {
            (Signature::Holds(2), false)
        }
        (Judge::Scenario(scenario, _), "sent") if scenario.group != Group::Content => {
            (expected(scenario), result.rule.family != Family::Refuse)
        }
        _ => honest,
    }
}

/// Whether an e-Service with our verifier accepts the message as the hub's when it comes.
fn is_accepted(call: &Recorded) -> bool {
    let Ok(document) = envelope::parse(&call.exchange.request) else { return false };
    let Ok(envelope) = Envelope::of(&document) else { return false };
    let hub = identities::hub().certificate;
    let judgement = Judgement::at(call.exchange.signed_at);
    verify(&document, &envelope, Trust::Certificate(&hub), judgement).is_ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_message_of_a_check_has_the_defect_of_its_rule_and_no_other() {
    let messages = messages().await;
    let certificate = hub_certificate();
    let (mut wrong, mut refused) = (Vec::new(), 0);
    for Message { name, call, by_xmlsec1, by_us } in &messages {
        let verdict = xmlsec1(&call.exchange.request, &certificate);
        let is_as_expected = match by_xmlsec1 {
            Signature::Holds(count) => verdict == Ok(format!("{count}/{count}")),
            Signature::Fails => verdict.is_err(),
        };
        if !is_as_expected || is_accepted(call) != *by_us {
            wrong.push(format!(
                "{name}: xmlsec1 {verdict:?}, we {}\n{}",
                is_accepted(call),
                call.exchange.request
            ));
        }
        refused += usize::from(!by_us);
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), messages.len(), wrong.join("\n"));
    assert!(refused >= 40 && messages.len() > 4 * refused, "{refused} of {}", messages.len());
}
