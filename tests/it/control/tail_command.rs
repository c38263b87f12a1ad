//! `mpay-sim tail`, beside a hub that payers pay at.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};
use serde_json::Value;

use super::shell::{Scene, steers_no_terminal};
use crate::support::orders::{ORDER, SERVICE};
use crate::support::program::Program;
use crate::support::{Answer, Payer, until};

const CHECKED: &str = "AuthenticationFailed \u{201c}signature verification failed\u{201d}";

/// A scene in which the order is paid, and its confirmation was refused once with these words.
async fn refused(words: &str) -> Scene {
    let scene = Scene::start().await;
    scene.e_service.always(ConfirmOrderPayment, Answer::fault("AuthenticationFailed", words));
    let run = scene.pay(&["--wait", "confirmed", "--timeout", "300ms"]).await;
    assert_eq!(run.code, 3, "{run:?}");
    scene
}

fn tail(scene: &Scene, arguments: &[&str]) -> Program {
    let mut command = scene.command(&[&["tail"], arguments].concat());
    Program::of(&mut command, scene.folder.path().join("tail.log"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_confirmation_is_one_line_with_its_reason_and_the_address_of_its_message() {
    let scene = refused("signature verification failed").await;
    let run = scene.run(&["tail", "--failed", "--no-follow"]).await;
    assert_eq!((run.code, run.out.lines().count(), run.err.as_str()), (0, 1, ""), "{run:?}");
    let message = format!("  {}/console/messages/2\n", scene.hub.url);
    for part in [SERVICE, ORDER, "ConfirmOrderPayment", CHECKED, "; next 10:51:29  ", &message] {
        assert!(run.out.contains(part), "no {part}: {run:?}");
    }
    let run = scene.run(&["tail", "--no-follow", "-n", "100"]).await;
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines.iter().filter(|line| line.contains("ConfirmOrderPayment")).count(), 1, "{run:?}");
    let at =
        |part: &str| lines.iter().position(|line| line.contains(part)).unwrap_or_else(|| panic!("{part}"));
    assert!(at("GetOrderDetails") < at("payment.authorized"), "{run:?}");
    assert!(at("payment.authorized") < at("ConfirmOrderPayment"), "{run:?}");
    let latest = scene.run(&["tail", "--no-follow", "--lines", "1"]).await;
    assert_eq!(latest.out.lines().count(), 1, "{latest:?}");
    // The day stands in the first line.
    assert!(latest.out.trim_end().ends_with(lines.last().unwrap()), "{latest:?} {run:?}");

    for (arguments, count) in [
        (["--service", "OTHER"], 0),
        (["--order", "OTHER"], 0),
        (["--service", SERVICE], 1),
        (["--order", ORDER], 1),
    ] {
        let run = scene.run(&[&["tail", "--failed", "--no-follow"], &arguments[..]].concat()).await;
        assert_eq!(run.out.lines().count(), count, "{arguments:?} {run:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_that_stopped_has_the_line_of_its_call_alone() {
    let scene = Scene::start().await;
    scene.e_service.next(GetOrderDetails, Answer::fault("InternalError", "down"));
    let visit = Payer::new(&scene.hub.url).enter(SERVICE, ORDER, None).await;
    assert_eq!(visit.pay_page().await.status, 502);
    let run = scene.run(&["tail", "--failed", "--no-follow"]).await;
    assert_eq!(run.out.lines().count(), 1, "{run:?}");
    assert!(run.out.contains("broke down: InternalError \u{201c}down\u{201d}"), "{run:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn its_json_is_an_event_a_line_with_the_call_as_the_control_api_says_it() {
    let scene = refused("signature verification failed").await;
    let run = scene.run(&["tail", "--failed", "--no-follow", "--json"]).await;
    let event: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(
        (event["kind"].as_str(), event["exchange_id"].as_i64()),
        (Some("confirmation.failed"), Some(2))
    );
    assert_eq!(event["exchange"]["fault"]["words"], "signature verification failed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_follows_waits_for_a_hub_that_is_restarted_and_ends_with_0_when_it_is_asked_to() {
    let mut scene = refused("signature verification failed").await;
    let mut program = tail(&scene, &["--failed", "--lines", "1"]);
    let lines = |program: &Program| program.lines().len();
    until("the earlier line is there", async || lines(&program) == 1).await;
    scene.e_service.next(GetOrderDetails, Answer::fault("InternalError", "first"));
    scene.run(&["pay", "--service", SERVICE, "--order", "SECOND"]).await;
    until("the next one is there", async || lines(&program) == 2).await;
    assert!(
        program.lines()[1].contains("broke down: InternalError \u{201c}first\u{201d}"),
        "{:?}",
        program.lines()
    );

    scene.hub.stop().await;
    until("it says that the hub is gone", async || program.log().contains("is gone (")).await;
    scene.hub.restart().await;
    until("it says that the hub is back", async || program.log().contains("is back\n")).await;
    scene.e_service.next(GetOrderDetails, Answer::fault("InternalError", "again"));
    scene.run(&["pay", "--service", SERVICE, "--order", "THIRD"]).await;
    until("what happens then is there", async || lines(&program) == 3).await;
    assert!(program.lines()[2].contains("\u{201c}again\u{201d}"), "{:?}", program.lines());
    let (status, _) = program.ended_by("INT");
    assert_eq!(status.code(), Some(0), "{}", program.log());
    assert_eq!(program.log().lines().count(), 2, "{}", program.log());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_ends_ends_it_without_a_word() {
    let scene = refused("no").await;
    let mut child =
        scene.command(&["tail", "--failed"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let first = tokio::task::spawn_blocking(move || {
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        line
    });
    assert!(first.await.unwrap().contains("ConfirmOrderPayment"));
    scene.e_service.always(GetOrderDetails, Answer::fault("InternalError", "more"));
    until("it has ended", async || {
        scene.run(&["pay", "--service", SERVICE, "--order", "SECOND"]).await;
        child.try_wait().unwrap().is_some()
    })
    .await;
    let ended = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
    assert_eq!((ended.status.code(), ended.stderr.len()), (Some(141), 0), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_e_services_words_are_bounded_and_steer_no_terminal() {
    let scene = refused(&"\u{1b}[2J\u{9b}31m\u{202e}words\r\n".repeat(500)).await;
    for arguments in [&["--failed"][..], &["--failed", "--json"], &[]] {
        let run = scene.run(&[&["tail", "--no-follow"], arguments].concat()).await;
        assert!(run.code == 0 && run.out.contains("words"), "{run:?}");
        steers_no_terminal(&run.out);
    }
    let run = scene.run(&["tail", "--failed", "--no-follow"]).await;
    assert!(run.out.lines().count() == 1 && run.out.chars().count() < 500, "{run:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_hub_or_its_token_it_says_so() {
    let scene = Scene::start().await;
    let run = scene.run(&["tail", "--hub", "127.0.0.1:9"]).await;
    assert!(run.code == 2 && run.err.contains("http://127.0.0.1:9/control/v1/events"), "{run:?}");
    assert!(run.err.contains("name the address of one with --hub"), "{run:?}");
    let run = scene.run(&["tail", "--control-token", "0123456789abcdef-wrong"]).await;
    assert!(run.code == 2 && run.err.contains("The token is not the hub's"), "{run:?}");
}
