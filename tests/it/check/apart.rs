//! Rules for which the sample e-Service has nothing to break: orders that may be paid in parts, its certificates, its speed.
//! And rules that are broken in a second way.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use mpay_sim::check::report::{Report, terminal};
use mpay_sim::check::{Grade, Plan, Selection};
use mpay_sim::domain::ids::OrderKey;
use mpay_sim::domain::service::ServerTrust;
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};
use mpay_sim::soap::get_order_details::write_reply;
use mpay_sim::soap::security::certificates::{
    Certificate, Identity, KeyMaterial, Leaf, Validity, self_signed_as,
};
use mpay_sim::soap::security::sign::expired_twin;
use rcgen::KeyPair;
use url::Url;

use super::mutants::{Mutant, Mutation};
use super::seen::Seen;
use super::world::World;
use crate::support::e_service::{Answer, EService};
use crate::support::identities;
use crate::support::mutant::Check;
use crate::support::orders::ORDER;
use crate::support::tls::{Clients, authority, front};

/// An e-Service whose one order may be paid in parts and beyond what is due.
async fn in_parts(world: &World) -> EService {
    let e_service = EService::start(&world.clock).await;
    e_service.keep_books();
    e_service.change_order(|order| {
        (order.allow_partial_payments, order.allow_advance_payments) = (true, true);
        let first = &mut order.lines[0];
        (first.allow_partial_payments, first.allow_advance_payments) = (Some(true), Some(true));
    });
    e_service
}

/// The verdict of this rule about an e-Service with the usual order.
async fn about(world: &World, e_service: &EService, rule: &str) -> (Grade, String) {
    let mut plan = only(world, rule);
    plan.orders.push_back(OrderKey::given(ORDER).unwrap());
    one(world.run_as(plan, |target| target.service = e_service.service()).await)
}

fn only(world: &World, rule: &str) -> Plan {
    Plan { selection: Selection::parse(vec![rule.to_owned()], vec![]).unwrap(), ..world.plan() }
}

fn one(report: Report) -> (Grade, String) {
    assert_eq!(report.blocked, None);
    let [result] = &report.results[..] else { panic!("{} results", report.results.len()) };
    (result.verdict.grade, result.verdict.message.clone())
}

#[tokio::test]
async fn an_order_in_parts_is_paid_to_its_end() {
    let world = World::start(vec![]).await;
    for rule in ["truth/part-leaves-the-rest", "truth/rest-closes-the-order", "truth/more-than-due"] {
        let (grade, said) = about(&world, &in_parts(&world).await, rule).await;
        assert_eq!(grade, Grade::Passed, "{rule}: {said}");
    }
}

#[tokio::test]
async fn an_e_service_that_does_not_subtract_a_part_fails() {
    let world = World::start(vec![]).await;
    let e_service = EService::start(&world.clock).await;
    e_service.change_order(|order| order.allow_partial_payments = true);
    let (grade, said) = about(&world, &e_service, "truth/part-leaves-the-rest").await;
    assert_eq!(grade, Grade::Failed, "{said}");
    assert!(said.contains("625.25 should be due"), "{said}");
}

#[tokio::test]
async fn an_e_service_that_refuses_the_second_part_or_an_advance_fails() {
    let world = World::start(vec![]).await;
    let e_service = in_parts(&world).await;
    e_service.next(ConfirmOrderPayment, Answer::Honest);
    e_service.next(ConfirmOrderPayment, Answer::fault("InvoiceAlreadyPaid", "paid already"));
    let (grade, said) = about(&world, &e_service, "truth/rest-closes-the-order").await;
    assert_eq!(grade, Grade::Failed, "{said}");
    let e_service = in_parts(&world).await;
    e_service.next(ConfirmOrderPayment, Answer::fault("InvalidParameter", "too much"));
    let (grade, said) = about(&world, &e_service, "truth/more-than-due").await;
    assert_eq!(grade, Grade::Failed, "{said}");
}

/// The verdict of this rule where the e-Service signs under this certificate, and has it registered.
async fn under(world: &World, rule: &str, identity: &Identity) -> (Grade, String) {
    let e_service = EService::start(&world.clock).await;
    e_service.sign_as(Identity::from_material(identity.material().clone()).unwrap());
    let mut plan = only(world, rule);
    plan.orders.push_back(OrderKey::given(ORDER).unwrap());
    let registered = identity.certificate.der().to_vec();
    one(world
        .run_as(plan, |target| {
            target.service = e_service.service();
            target.service.certificate = Some(registered);
        })
        .await)
}

/// The e-Service's own key under a certificate that is valid for this number of days from now.
fn for_days(world: &World, days: u32) -> Identity {
    let own = identities::e_service();
    let validity = Validity { from: world.clock.now(), days };
    let certificate: Certificate =
        self_signed_as(&own.certificate, own.material().key_der(), validity).unwrap();
    let key = own.material().key_der().to_vec();
    Identity::from_material(KeyMaterial::new(vec![certificate], key)).unwrap()
}

#[tokio::test]
async fn a_certificate_that_ends_soon_is_warned_of_and_one_that_has_ended_fails() {
    let world = World::start(vec![]).await;
    let dates = "certificates/dates";
    assert_eq!(under(&world, dates, &for_days(&world, 200)).await.0, Grade::Passed);
    let (grade, said) = under(&world, dates, &for_days(&world, 10)).await;
    assert_eq!(grade, Grade::Warning, "{said}");
    let expired = expired_twin(&identities::e_service(), world.clock.now()).unwrap();
    let (grade, said) = under(&world, dates, &expired).await;
    assert_eq!(grade, Grade::Failed, "{said}");
}

/// The identity in this file, which has certificate and key.
fn identity(pem: &[u8]) -> Identity {
    Identity::parse(pem, pem).unwrap()
}

#[tokio::test]
async fn a_short_key_that_signs_is_warned_of() {
    let world = World::start(vec![]).await;
    let key = "certificates/key";
    assert_eq!(under(&world, key, &identities::e_service()).await.0, Grade::Passed);
    let (grade, said) = under(&world, key, &identity(include_bytes!("../../fixtures/rsa-1024.pem"))).await;
    assert_eq!(grade, Grade::Warning, "{said}");
    assert!(said.contains("1024 bits"), "{said}");
}

/// The verdict of this rule where HTTPS is served with this key under a certificate that is valid for this number of days.
async fn over_https(world: &World, rule: &str, key: KeyPair, days: u32) -> (Grade, String) {
    let (now, hosts) = (world.clock.now(), ["127.0.0.1".to_owned()]);
    let authority = authority(now);
    let server = Leaf::Server { common_name: "the e-Service's web server", hosts: &hosts };
    let server = authority.issue(server, key, Validity { from: now, days }).unwrap();
    let plain = Url::parse(&world.service().endpoint_url).unwrap();
    let port = front(&server, Clients::Anybody, plain.socket_addrs(|| None).unwrap()[0]).await;
    let mut plan = only(world, rule);
    plan.orders.push_back(world.new_order()().await.unwrap());
    let known = authority.certificate().der().to_vec();
    one(world
        .run_as(plan, |target| {
            target.service.endpoint_url = format!("https://127.0.0.1:{port}{}", plain.path());
            target.service.tls_ca = ServerTrust::Certificates(vec![known]);
        })
        .await)
}

#[tokio::test]
async fn an_https_certificate_that_ends_soon_and_an_https_key_that_signs_are_warned_of() {
    let world = World::start(vec![]).await;
    let new = || KeyPair::generate().unwrap();
    let own = || KeyPair::from_pem(include_str!("../../fixtures/stranger.key")).unwrap();
    for (rule, key, days, expected) in [
        ("certificates/tls-dates", new(), 90, Grade::Passed),
        ("certificates/tls-dates", new(), 10, Grade::Warning),
        ("certificates/tls-key-apart", new(), 90, Grade::Passed),
        ("certificates/tls-key-apart", own(), 90, Grade::Warning),
    ] {
        let (grade, said) = over_https(&world, rule, key, days).await;
        assert_eq!(grade, expected, "{rule}, {days} days: {said}");
    }
}

/// Verifies by the registered key, and reads no certificate of a message.
static BY_KEY: Mutant = Mutant {
    rule: "refuse/signed-by-expired",
    how: Mutation::Overlooks(|seen| {
        seen.wrong.contains(&Check::SignerDates) || seen.body.contains(">bm9uZQ==</")
    }),
};

#[tokio::test]
async fn an_e_service_that_verifies_by_the_registered_key_alone_is_warned_of_its_dates() {
    for rule in ["refuse/signed-by-expired-query", "refuse/signed-by-expired"] {
        let (grade, said) = one(World::start(vec![&BY_KEY]).await.check(&[rule]).await);
        assert_eq!(grade, Grade::Warning, "{rule}: {said}");
        assert!(said.contains("It verifies by the registered key alone"), "{rule}: {said}");
    }
}

/// Refuses every payment.
static REFUSES_PAYMENTS: Mutant = Mutant {
    rule: "contract/payment-accepted",
    how: Mutation::Refuses(|seen| seen.operation == ConfirmOrderPayment),
};

#[tokio::test]
async fn an_e_service_that_refuses_every_payment_fails_for_that_alone() {
    for (rule, expected) in
        [("contract/payment-accepted", Grade::Failed), ("idempotency/five-at-once", Grade::Inconclusive)]
    {
        let (grade, said) = one(World::start(vec![&REFUSES_PAYMENTS]).await.check(&[rule]).await);
        assert_eq!(grade, expected, "{rule}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_inconclusive_rules_are_named_in_one_paragraph() {
    let report = World::start(vec![&REFUSES_PAYMENTS]).await.check(&["accept"]).await;
    assert!(report.count(Grade::Inconclusive) > 10, "{}", report.counts());
    let text = terminal::of(&report, false, false, &[]);
    assert_eq!(text.matches("  INCONCLUSIVE ").count(), 2, "{text}");
    assert!(text.contains("accept/account-empty"), "{text}");
}

#[tokio::test]
async fn a_payment_that_is_accepted_at_the_second_attempt_is_warned_of() {
    let world = World::start(vec![]).await;
    let e_service = EService::start(&world.clock).await;
    e_service.keep_books();
    e_service.next(ConfirmOrderPayment, Answer::fault("InternalError", "busy"));
    let (grade, said) = about(&world, &e_service, "contract/payment-accepted").await;
    assert_eq!(grade, Grade::Warning, "{said}");
    assert!(said.contains("the first: fault InternalError"), "{said}");
}

#[tokio::test]
async fn an_order_of_a_shorter_key_is_an_order_of_its_own() {
    let world = World::start(vec![]).await;
    let e_service = EService::start(&world.clock).await;
    // The first call, the order, the key without its last character; and then its first character alone.
    for answer in [Answer::Honest, Answer::Honest, Answer::Honest, Answer::Signed(200, write_reply(&[]))] {
        e_service.next(GetOrderDetails, answer);
    }
    let (grade, said) = about(&world, &e_service, "truth/key-cut-short").await;
    assert_eq!(grade, Grade::Passed, "{said}");
    assert!(said.ends_with("describes an order of that key, and asked for `O` none"), "{said}");
    // This one has an order under every key.
    let (grade, said) = about(&world, &EService::start(&world.clock).await, "truth/key-cut-short").await;
    assert_eq!(grade, Grade::Failed, "{said}");
}

#[tokio::test]
async fn a_limit_that_no_e_service_keeps_fails_each() {
    let world = World::start(vec![]).await;
    let plan = Plan {
        new_order: Some(world.new_order()),
        slow_after: Duration::from_nanos(1),
        ..only(&world, "speed/p95")
    };
    let (grade, said) = one(world.run(plan).await);
    assert_eq!(grade, Grade::Failed, "{said}");
    assert!(said.contains("honest calls took at most"), "{said}");
}

/// Books a payment of another order under a PaymentID of its own.
static BOOKS_REUSED: Mutant = Mutant {
    rule: "truth/payment-id-of-another-order",
    how: Mutation::Rewrites(|seen| {
        seen.is_reused.then(|| seen.content.replace("</PaymentID>", "9</PaymentID>"))
    }),
};

/// Describes the order with another file number at each call.
static RENUMBERS: Mutant = Mutant { rule: "truth/asked-twice", how: Mutation::Replies(renumbered) };

fn renumbered(seen: &Seen, content: &str) -> Option<String> {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    (seen.operation == GetOrderDetails).then(|| content.replace("<Value>D-", &format!("<Value>D-{call}-")))
}

#[tokio::test]
async fn a_booked_payment_id_that_pays_another_order_fails_and_a_text_that_changes_is_warned_of() {
    for (mutant, expected) in [(&BOOKS_REUSED, Grade::Failed), (&RENUMBERS, Grade::Warning)] {
        let (grade, said) = one(World::start(vec![mutant]).await.check(&[mutant.rule]).await);
        assert_eq!(grade, expected, "{}: {said}", mutant.rule);
    }
}

/// Looks at no signature.
static LOOKS_AT_NONE: Mutant = Mutant {
    rule: "refuse/unsigned",
    how: Mutation::Overlooks(|seen| seen.is_wrong(ConfirmOrderPayment, Check::Signature)),
};

/// Describes a paid order without its Status.
static FORGETS_STATUS: Mutant = Mutant {
    rule: "contract/required-values",
    how: Mutation::Replies(|_, content| Some(content.replace("<Status>Paid</Status>", ""))),
};

#[tokio::test]
async fn one_mistake_is_not_told_twice() {
    for (mutant, rule, grade, said) in [
        (&LOOKS_AT_NONE, "idempotency/unsigned-repetition", Grade::Skipped, "as refuse/unsigned shows"),
        (&FORGETS_STATUS, "truth/paid-still-described", Grade::Inconclusive, "an answer that cannot be read"),
    ] {
        let report = World::start(vec![mutant]).await.check(&[mutant.rule, rule]).await;
        let verdict = |key: &str| {
            let result = report.results.iter().find(|result| result.rule.key() == key).unwrap();
            (result.verdict.grade, &result.verdict.message)
        };
        assert_eq!(verdict(mutant.rule).0, Grade::Failed, "{}: {:?}", mutant.rule, verdict(mutant.rule));
        assert!(verdict(rule).0 == grade && verdict(rule).1.contains(said), "{rule}: {:?}", verdict(rule));
    }
}
