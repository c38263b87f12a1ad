//! The verdict on each scenario at e-Services that take messages wrongly. The table was written down from the contract: what
//! each e-Service looks at, it notices; what it does not look at, it accepts.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use jiff::SignedDuration;
use mpay_sim::domain::scenario::{Operations, SCENARIOS, Scenario};
use mpay_sim::flow::payment_page_request::PaymentPageRequest;
use mpay_sim::flow::payment_without_browser::{WantedPayment, pay};
use mpay_sim::flow::scenarios::{Request, activate};
use mpay_sim::soap::Operation;
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};

use crate::support::mutant::{Check, Habit, Mutant, Seen};
use crate::support::orders::SERVICE;
use crate::support::{Hub, simulated_clock, until};

/// For each scenario the verdict at an e-Service that
///
/// 1. makes every check,
/// 2. refuses everything, or breaks down at everything,
/// 3. accepts everything,
/// 4. looks at the Timestamp alone: that it is there, and its times,
/// 5. looks at the digests alone, which takes a signature to look at,
/// 6. looks at the name in the certificate alone, which takes a certificate in the message.
///
/// P passed, W a warning, F failed, I inconclusive, - no call, as nothing was accepted that it could follow.
#[rustfmt::skip]
const TABLE: &[(&str, &str)] = &[
    ("unsigned",                        "PIFFPP"),
    ("no-security-header",              "PIFPPP"),
    ("digest-wrong",                    "PIFFPF"),
    ("signature-wrong",                 "PIFFFF"),
    ("rsa-sha256",                      "PIPPPP"),
    ("prefix-lists",                    "PIPPPP"),
    ("must-understand",                 "PIPPPP"),
    ("signed-by-unknown",               "PIFFFF"),
    ("signed-by-expired",               "PIFFFF"),
    ("signed-by-e-service",             "PIFFFP"),
    ("key-info-x509-data",              "PIPPPP"),
    ("key-info-subject-key-identifier", "PIPPPW"),
    ("key-info-thumbprint",             "PIPPPW"),
    ("key-info-issuer-serial",          "PIPPPW"),
    ("timestamp-missing",               "PIFPFF"),
    ("timestamp-expired",               "PIFPFF"),
    ("timestamp-future",                "PIFPFF"),
    ("timestamp-not-signed",            "PIFFFF"),
    ("body-not-signed",                 "PIFFFF"),
    ("two-bodies",                      "PIFFFF"),
    ("body-in-header",                  "PIFFFF"),
    ("body-with-same-id",               "PIFFFF"),
    ("body-in-signature",               "PIFFFF"),
    ("timestamp-in-header",             "PIFFFF"),
    ("second-security-header",          "PIFFFF"),
    ("service-id-of-another",           "PIFFFF"),
    ("order-key-unknown",               "PIFFFF"),
    ("amount-more",                     "PIFFFF"),
    ("amount-less",                     "PIFFFF"),
    ("total-not-lines",                 "PIFFFF"),
    ("currency-other",                  "PIFFFF"),
    ("line-missing",                    "PIFFFF"),
    ("line-extra",                      "PIFFFF"),
    ("lines-reordered",                 "PIPPPP"),
    ("payment-id-other-amount",         "P-FFFF"),
    ("second-payment",                  "P-FFFF"),
    ("duplicates-at-once",              "P-PPPP"),
    ("duplicates-after-gap",            "P-PPPP"),
    ("reply-cut",                       "PIPPPP"),
    ("reply-unread",                    "PIPPPP"),
    ("slow-sending",                    "PIPPPP"),
    ("replay",                          "P-FPFF"),
];

/// The one check that each scenario's message fails at a strict e-Service: without it, the message would be accepted.
/// Scenarios that are not here are lawful forms, and fail none.
const DEFECTS: &[(&str, Check)] = &[
    ("unsigned", Check::Signature),
    ("no-security-header", Check::SecurityHeader),
    ("digest-wrong", Check::Digests),
    ("signature-wrong", Check::SignatureValue),
    ("signed-by-unknown", Check::Signer),
    ("signed-by-expired", Check::SignerDates),
    ("signed-by-e-service", Check::Signer),
    ("timestamp-missing", Check::Timestamp),
    ("timestamp-expired", Check::Fresh),
    ("timestamp-future", Check::Fresh),
    ("timestamp-not-signed", Check::TimestampSigned),
    ("body-not-signed", Check::BodySigned),
    ("two-bodies", Check::OneBody),
    ("body-in-header", Check::BodySigned),
    ("body-with-same-id", Check::UniqueIds),
    ("body-in-signature", Check::BodySigned),
    ("timestamp-in-header", Check::TimestampSigned),
    ("second-security-header", Check::OneSecurityHeader),
    ("service-id-of-another", Check::Service),
    ("order-key-unknown", Check::Order),
    ("amount-more", Check::Due),
    ("amount-less", Check::Due),
    ("total-not-lines", Check::Sum),
    ("currency-other", Check::Currency),
    ("line-missing", Check::LinesComplete),
    ("line-extra", Check::LinesKnown),
    ("payment-id-other-amount", Check::SamePayment),
    ("second-payment", Check::PaidOnce),
    ("replay", Check::Fresh),
];

/// The verdicts on the calls of one operation, by scenario.
type Verdicts = BTreeMap<String, BTreeSet<char>>;

/// An order that one scenario alone applies to.
fn order_of(scenario: &Scenario) -> String {
    let place = SCENARIOS.iter().position(|one| one.name == scenario.name).unwrap();
    format!("ORD-{place}")
}

/// Pays an order under each scenario, and lets all calls come that follow.
async fn run(habit: Habit) -> (Hub, Mutant) {
    let (clock, hand) = simulated_clock();
    let mutant = Mutant::start(&clock, habit).await;
    let hub = Hub::start(&clock, vec![mutant.service()]).await;
    let app = hub.app();
    for scenario in SCENARIOS {
        let order_key = Some(order_of(scenario));
        let request = Request { scenario: scenario.name.to_owned(), order_key, ..Request::default() };
        activate(app, request).await.unwrap();
    }
    join_all(SCENARIOS.iter().map(|scenario| async move {
        let (service_id, order_key) = (SERVICE.to_owned(), order_of(scenario));
        let request = PaymentPageRequest { service_id, order_key, return_url: String::new() };
        // Where orders are refused, there is nothing to pay.
        let _ = pay(app, WantedPayment { request, ..WantedPayment::default() }).await;
    }))
    .await;
    // The retries, and then the calls that come minutes later. A call that is under way would be too old after those minutes.
    for (seconds, attempts) in [(0, 1), (5, 2), (660, 2)] {
        hand.advance(SignedDuration::from_secs(seconds));
        until("every attempt that is due has ended", async || {
            let ended = |(status, made): &(String, i64)| {
                status == "Confirmed" || (status == "Pending" && *made >= attempts)
            };
            hub.confirmations().await.iter().all(ended) && hub.requested_attempts_due().await == 0
        })
        .await;
    }
    (hub, mutant)
}

async fn verdicts(hub: &Hub, operation: Operation) -> Verdicts {
    let mut verdicts = Verdicts::new();
    for row in hub.exchanges().await {
        let Some(scenario) = row.scenario.filter(|_| row.operation == operation.name()) else { continue };
        let ruled = [
            ("scenario-refused", 'P'),
            ("scenario-understood", 'P'),
            ("scenario-form-refused", 'W'),
            ("scenario-accepted", 'F'),
            ("scenario-not-understood", 'F'),
            ("scenario-inconclusive", 'I'),
            ("scenario-awaits-honest-call", '?'),
        ];
        let is_there = |rule: &str| row.findings.contains(&format!("\"rule\":\"{rule}\""));
        let given: Vec<char> =
            ruled.iter().filter(|(rule, _)| is_there(rule)).map(|(_, letter)| *letter).collect();
        assert_eq!(given.len(), 1, "{scenario} has one verdict: {}", row.findings);
        verdicts.entry(scenario).or_default().insert(given[0]);
    }
    verdicts
}

/// Holds the verdicts of one operation against a column of the table.
fn compare(habit: Habit, operation: Operation, verdicts: &Verdicts, column: usize) {
    for (name, row) in TABLE {
        let scenario = Scenario::find(name).unwrap();
        let applies = operation == ConfirmOrderPayment || scenario.operations == Operations::Both;
        let letter = row.chars().nth(column).filter(|letter| applies && *letter != '-');
        let expected: BTreeSet<char> = letter.into_iter().collect();
        let given = verdicts.get(*name).cloned().unwrap_or_default();
        assert_eq!(given, expected, "{name}, {operation:?}, {habit:?}");
    }
}

async fn both_operations_are_as_in_the_table(habit: Habit, column: usize) {
    let (hub, _mutant) = run(habit).await;
    for operation in [GetOrderDetails, ConfirmOrderPayment] {
        compare(habit, operation, &verdicts(&hub, operation).await, column);
    }
}

#[test]
fn the_table_has_every_scenario() {
    let names: Vec<&str> = TABLE.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, SCENARIOS.iter().map(|scenario| scenario.name).collect::<Vec<_>>());
}

#[tokio::test]
async fn at_a_strict_e_service_every_scenario_passes_and_each_has_one_defect_or_none() {
    let (hub, mutant) = run(Habit::Checks(&Check::ALL)).await;
    for operation in [GetOrderDetails, ConfirmOrderPayment] {
        compare(Habit::Checks(&Check::ALL), operation, &verdicts(&hub, operation).await, 0);
    }
    let seen = mutant.seen();
    for scenario in SCENARIOS {
        let defect = DEFECTS.iter().find(|(name, _)| *name == scenario.name).map(|(_, check)| *check);
        let of_order = |one: &&Seen| one.order_key == order_of(scenario);
        // What names another order or another service is found by what is wrong with it.
        let strange = defect.filter(|check| matches!(check, Check::Order));
        let wrong: BTreeSet<Check> =
            seen.iter().filter(of_order).flat_map(|one| one.wrong.clone()).chain(strange).collect();
        let expected: BTreeSet<Check> = defect.into_iter().collect();
        assert_eq!(wrong, expected, "{}", scenario.name);
        let honest = seen.iter().filter(of_order).filter(|one| one.wrong.is_empty()).count();
        assert!(honest >= 2, "{}: the honest calls beside it are accepted", scenario.name);
    }
    let of_unknown_orders: Vec<_> =
        seen.iter().filter(|one| one.order_key.starts_with("SIM-UNKNOWN-")).collect();
    assert!(of_unknown_orders.len() >= 2);
    assert!(of_unknown_orders.iter().all(|one| one.wrong == BTreeSet::from([Check::Order])));
}

#[tokio::test]
async fn where_everything_is_refused_no_scenario_has_passed() {
    for operation in [GetOrderDetails, ConfirmOrderPayment] {
        let habit = Habit::Refuses(operation);
        let (hub, _mutant) = run(habit).await;
        compare(habit, operation, &verdicts(&hub, operation).await, 1);
    }
}

#[tokio::test]
async fn where_everything_breaks_down_no_scenario_has_passed() {
    for operation in [GetOrderDetails, ConfirmOrderPayment] {
        let habit = Habit::BreaksDown(operation);
        let (hub, _mutant) = run(habit).await;
        compare(habit, operation, &verdicts(&hub, operation).await, 1);
    }
}

#[tokio::test]
async fn where_everything_is_accepted_every_call_that_must_be_refused_fails() {
    both_operations_are_as_in_the_table(Habit::Checks(&[]), 2).await;
}

#[tokio::test]
async fn an_e_service_that_looks_at_the_timestamp_alone_passes_what_that_shows() {
    both_operations_are_as_in_the_table(
        Habit::Checks(&[Check::SecurityHeader, Check::Timestamp, Check::Fresh]),
        3,
    )
    .await;
}

#[tokio::test]
async fn an_e_service_that_looks_at_the_digests_alone_passes_what_they_show() {
    both_operations_are_as_in_the_table(
        Habit::Checks(&[Check::SecurityHeader, Check::Signature, Check::Digests]),
        4,
    )
    .await;
}

#[tokio::test]
async fn an_e_service_that_looks_at_the_certificate_s_name_alone_passes_what_it_shows() {
    both_operations_are_as_in_the_table(Habit::CertificateName, 5).await;
}
