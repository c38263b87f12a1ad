//! The commands for what console and control API do: scenarios, confirmations, the clock, the evidence of a payment.

use jiff::{SignedDuration, Timestamp};
use mpay_sim::soap::Operation::ConfirmOrderPayment;
use serde_json::Value;

use super::shell::{Run, Scene, steers_no_terminal};
use crate::support::orders::{ORDER, SERVICE};
use crate::support::{Answer, until};

/// Runs the command, which must succeed, and gives its output.
async fn said(scene: &Scene, arguments: &[&str]) -> String {
    let run = scene.run(arguments).await;
    assert!(run.code == 0 && run.err.is_empty(), "{arguments:?}: {run:?}");
    run.out
}

/// Runs the command, which must be refused in one line.
async fn refused(scene: &Scene, arguments: &[&str]) -> Run {
    let run = scene.run(arguments).await;
    assert!(run.code == 2 && run.err.lines().count() == 1, "{arguments:?}: {run:?}");
    run
}

async fn json(scene: &Scene, arguments: &[&str]) -> Value {
    serde_json::from_str(&said(scene, &[arguments, &["--json"]].concat()).await).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scenario_is_switched_on_with_parameters_listed_and_switched_off() {
    let scene = Scene::start().await;
    let list = said(&scene, &["scenario"]).await;
    assert!(list.starts_with("on       none\n") && list.contains("\n  digest-wrong "), "{list}");
    let on = ["scenario", "on", "duplicates-after-gap", "--set", "gap=400", "--order", ORDER, "--calls", "1"];
    let on = said(&scene, &on).await;
    assert!(on.contains("duplicates-after-gap") && on.contains("gap=400"), "{on}");
    assert!(on.contains(&format!("order {ORDER}, calls left: 1, applied: 0")), "{on}");
    let list = json(&scene, &["scenario", "list"]).await;
    assert_eq!(list["active"][0]["parameters"]["gap"], 400, "{list}");
    let number = list["active"][0]["id"].to_string();

    // Without a word about which it stops none.
    let all = scene.run(&["scenario", "off"]).await;
    assert!(all.code == 2 && all.err.contains("--all"), "{all:?}");
    assert_eq!(said(&scene, &["scenario", "off", "--order", "OTHER"]).await, "stopped: 0\n");
    assert_eq!(said(&scene, &["scenario", "off", &number]).await, "stopped: 1\n");
    said(&scene, &["scenario", "on", "digest-wrong", "--service", SERVICE]).await;
    assert_eq!(said(&scene, &["scenario", "off", "--all"]).await, "stopped: 1\n");

    let run = refused(&scene, &["scenario", "on", "digest-wrnog"]).await;
    assert!(run.err.contains("digest-wrong"), "the one that was meant: {run:?}");
    let run = refused(&scene, &["scenario", "on", "digest-wrong", "--set", "minutes"]).await;
    assert!(run.err.contains("NAME=VALUE"), "{run:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verdict_stands_beside_its_scenario() {
    let scene = Scene::start().await;
    said(&scene, &["scenario", "on", "digest-wrong", "--calls", "1", "--order", ORDER]).await;
    scene.pay(&[]).await;
    let list = said(&scene, &["scenario", "list"]).await;
    let used_up = list.lines().nth(1).unwrap();
    assert!(used_up.starts_with("used up") && used_up.contains(" in message 1: "), "{list}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_clock_is_shown_moved_and_put_back() {
    let scene = Scene::start().await;
    let shown = said(&scene, &["clock"]).await;
    assert!(shown.starts_with("hub      2027-01-04T10:51:24+02:00"), "{shown}");
    let now = async |arguments: &[&str]| -> Timestamp {
        json(&scene, arguments).await["now"].as_str().unwrap().parse().unwrap()
    };
    let before = now(&["clock", "show"]).await;
    let moved = now(&["clock", "advance", "72h"]).await.duration_since(before);
    assert_eq!(moved, SignedDuration::from_hours(72));
    assert_eq!(now(&["clock", "advance", "-72h"]).await, before);
    said(&scene, &["clock", "freeze"]).await;
    assert_eq!(now(&["clock", "set", "2027-02-01T00:00:00Z"]).await.to_string(), "2027-02-01T00:00:00Z");
    assert!(said(&scene, &["clock"]).await.contains("frozen"));
    for turn in ["release", "reset"] {
        assert!(!said(&scene, &["clock", turn]).await.contains("frozen"), "{turn}");
    }
    let run = refused(&scene, &["clock", "set", "tomorrow"]).await;
    assert!(run.err.contains("write it as 2027-01-04T09:00:00Z"), "the next step: {run:?}");
    let run = scene.run(&["clock", "set", "tomorrow", "--json"]).await;
    let problem: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((run.code, problem["code"].as_str()), (2, Some("invalid-value")), "{run:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn confirmations_are_listed_halted_resumed_and_sent() {
    let scene = Scene::start().await;
    assert_eq!(said(&scene, &["confirmation"]).await, "there is none\n");
    let hostile = "\u{1b}[2J\u{9b}no\r\n".repeat(200);
    scene.e_service.always(ConfirmOrderPayment, Answer::fault("InternalError", &hostile));
    scene.pay(&["--wait", "confirmed", "--timeout", "300ms"]).await;
    let (payment, ..) = scene.hub.payments().await.remove(0);
    let list = said(&scene, &["confirmation", "list"]).await;
    assert!(list.starts_with(&payment) && list.contains("Pending, attempts: 1; next "), "{list}");
    assert!(list.lines().count() == 1 && list.chars().count() < 500, "{list}");
    steers_no_terminal(&list);
    let show = said(&scene, &["confirmation", "show", &payment]).await;
    assert!(show.contains("scheduled, message 2: business: SOAP fault InternalError"), "{show}");
    assert!(said(&scene, &["confirmation", "halt", "--order", ORDER]).await.starts_with("done: "));
    assert!(said(&scene, &["confirmation", "halt", &payment]).await.starts_with("already so: "));
    let halted = json(&scene, &["confirmation", "list"]).await;
    assert_eq!(halted["confirmations"][0]["status"], "Halted", "{halted}");
    assert_eq!(said(&scene, &["confirmation", "list", "--status", "pending"]).await, "there is none\n");

    scene.e_service.always(ConfirmOrderPayment, Answer::Honest);
    said(&scene, &["confirmation", "resume", "latest"]).await;
    let is_confirmed = async || scene.hub.confirmations().await[0].0 == "Confirmed";
    until("it is confirmed", is_confirmed).await;
    let run = refused(&scene, &["confirmation", "send-now", &payment]).await;
    assert!(run.err.contains("send-again and duplicate"), "the next step: {run:?}");
    let again = said(&scene, &["confirmation", "send-again", &payment]).await;
    assert!(again.starts_with(&format!("requested: {payment}  ")) && !again.contains("accepted"), "{again}");
    said(&scene, &["confirmation", "duplicate", &payment, "--count", "2", "--gap", "301s"]).await;
    let redriven = said(&scene, &["confirmation", "redrive", "--service", SERVICE]).await;
    assert_eq!(redriven, "due now: 0 that waited, 0 that had given up\n");
    let run = refused(&scene, &["confirmation", "halt", "999"]).await;
    assert!(run.err.contains("999"), "{run:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_evidence_of_a_payment_is_a_file() {
    let scene = Scene::start().await;
    assert_eq!(scene.pay(&["--wait", "confirmed"]).await.code, 0);
    let (payment, ..) = scene.hub.payments().await.remove(0);
    let name = format!("payment-{payment}-evidence.zip");
    assert_eq!(said(&scene, &["evidence", "latest"]).await, format!("{name}\n"));
    let archive = std::fs::read(scene.folder.path().join(&name)).unwrap();
    assert!(archive.starts_with(b"PK\x03\x04"));
    assert_eq!(said(&scene, &["evidence", "--order", ORDER, "-o", "mine.zip"]).await, "mine.zip\n");
    assert!(std::fs::read(scene.folder.path().join("mine.zip")).unwrap().starts_with(b"PK"));
    let run = refused(&scene, &["evidence", "999"]).await;
    assert!(run.err.contains("there is no payment `999`"), "{run:?}");
    let run = refused(&scene, &["evidence", "--order", "ORD-2"]).await;
    assert!(run.err.contains("there is no payment of order `ORD-2`"), "{run:?}");
    let run = refused(&scene, &["evidence", &payment, "--output", "no/such/folder.zip"]).await;
    assert!(run.err.contains("no/such/folder.zip cannot be written"), "{run:?}");
}
