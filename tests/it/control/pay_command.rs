//! `mpay-sim pay`, as a shell script and a CI job call it.

use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};
use mpay_sim::soap::get_order_details::write_reply;
use serde_json::Value;

use super::shell::{Run, Scene, run, steers_no_terminal};
use crate::support::Answer;
use crate::support::orders::{ORDER, SERVICE};

impl Scene {
    /// The report that the last run wrote.
    fn report(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("report.xml")).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_pays_where_the_machine_knows_no_authorities_as_in_an_image_of_the_program_alone() {
    let scene = Scene::start().await;
    let mut command = scene.command(&["pay", "--service", SERVICE, "--order", ORDER, "--wait", "confirmed"]);
    // Where these are set, they are looked at in the place of the machine's own.
    command.env("SSL_CERT_FILE", "/nowhere").env("SSL_CERT_DIR", "/nowhere");
    let run = run(command).await;
    assert_eq!(run.code, 0, "{run:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn its_exit_code_says_what_came_of_the_payment() {
    let scene = Scene::start().await;
    let run = scene.pay(&["--card", "declined"]).await;
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.contains("Declined (declined)"), "{run:?}");
    let run = scene.pay(&["--outcome", "pending-paid", "--timeout", "50ms"]).await;
    assert_eq!(run.code, 3, "{run:?}");
    let run = scene.pay(&["--wait", "confirmed", "--json"]).await;
    assert_eq!(run.code, 0, "{run:?}");
    let paid: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(paid["confirmation"]["status"], "Confirmed");
    let run = scene.pay(&["--control-token", "0123456789abcdef-wrong"]).await;
    assert_eq!(run.code, 2);
    assert!(run.err.contains("token") && run.err.lines().count() == 1, "{run:?}");
    let run = scene.pay(&["--property", "no-value"]).await;
    assert_eq!((run.code, run.err.contains("NAME=VALUE")), (2, true), "{run:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn its_report_is_read_by_ci_systems() {
    let scene = Scene::start().await;
    let told = |element: &str| {
        let report = scene.report();
        let xml = roxmltree::Document::parse(&report).unwrap();
        let of = |name: &str| xml.descendants().find(|node| node.has_tag_name(name));
        assert_eq!(of("testcase").unwrap().attribute("classname"), Some(&*format!("mpay-sim.pay.{SERVICE}")));
        assert!(of("testcase").unwrap().attribute("name").unwrap().starts_with(ORDER), "{report}");
        let suite = of("testsuite").unwrap();
        let counted = ["tests", "failures", "errors"].map(|name| suite.attribute(name).unwrap().to_owned());
        (counted.join(" "), of(element).map(|node| node.text().unwrap_or_default().to_owned()))
    };
    assert_eq!(scene.pay(&["--card", "declined", "--junit", "report.xml"]).await.code, 1);
    let (counted, why) = told("failure");
    assert_eq!(
        (counted.as_str(), why.unwrap().as_str()),
        ("1 1 0", "the payment is Declined, not Authorized; declined")
    );

    scene.e_service.go_away().await;
    let run = scene.pay(&["--junit", "report.xml"]).await;
    let (counted, why) = told("error");
    assert_eq!((run.code, counted.as_str()), (2, "1 0 1"));
    assert!(run.err.contains(&why.unwrap()), "the report says what the terminal says: {run:?}");

    let run = scene.pay(&["--junit", "no/such/folder.xml"]).await;
    assert_eq!(run.code, 2);
    assert!(run.err.contains("the report no/such/folder.xml cannot be written"), "{run:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_e_service_says_harms_neither_the_terminal_nor_the_report() {
    let scene = Scene::start().await;
    let hostile = "\"><script>alert(1)</script>]]>&amp;\u{1b}[2J\u{202e}\r\n";
    let reasons = [format!("{hostile}first"), hostile.repeat(2_000)];
    for reason in &reasons {
        scene.e_service.next(GetOrderDetails, Answer::fault("InternalError", reason));
        let run = scene.pay(&["--junit", "report.xml"]).await;
        // The finding with the e-Service's words, then what came of it: a line each.
        assert_eq!((run.code, run.err.lines().count()), (2, 2), "{run:?}");
        harmless(&scene, &run);
    }
    // The clock stands, so the confirmation that was refused is not tried again.
    scene.e_service.next(ConfirmOrderPayment, Answer::fault("InternalError", &reasons[1]));
    let run = scene.pay(&["--wait", "confirmed", "--timeout", "300ms", "--junit", "report.xml"]).await;
    assert_eq!(run.code, 3, "{run:?}");
    harmless(&scene, &run);
    // A card number that nobody should have typed goes into no report.
    scene.pay(&["--card", "4111 1111 1111 1111", "--junit", "report.xml"]).await;
    assert!(!scene.report().contains("4111 1111"), "{}", scene.report());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_e_services_words_reach_whoever_develops_it_also_where_nothing_was_paid() {
    let scene = Scene::start().await;
    scene.e_service.next(GetOrderDetails, Answer::fault("Server", "Kaput: line 17 of orders"));
    let run = scene.pay(&["--json", "--junit", "report.xml"]).await;
    assert_eq!(run.code, 2, "{run:?}");
    let problem: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(problem["fault"]["words"], "Kaput: line 17 of orders");
    assert_eq!(problem["fault"]["meaning"], "broke-down");
    for text in [&run.err, &scene.report()] {
        assert!(text.contains("Kaput: line 17 of orders"), "{run:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_tests_the_connection_with_the_order_without_paying() {
    let scene = Scene::start().await;
    let run = scene.pay(&["--test-connection"]).await;
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("business   passed"), "{run:?}");
    scene.e_service.next(GetOrderDetails, Answer::fault("Server", "Invalid CN"));
    let run = scene.pay(&["--test-connection", "--junit", "report.xml"]).await;
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("Invalid CN") && run.err.contains("/hub.cer"), "{run:?}");
    assert!(scene.report().contains("the test of the connection is failed"), "{}", scene.report());
    // An empty answer is a note elsewhere; here it decides.
    scene.e_service.next(GetOrderDetails, Answer::Signed(200, write_reply(&[])));
    let run = scene.pay(&["--test-connection"]).await;
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("GetOrderDetails: note: ") && run.err.contains("[order-not-found]"), "{run:?}");
    assert_eq!(scene.hub.count("payment").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nothing_was_paid_it_leads_to_the_console_and_names_its_flags() {
    let scene = Scene::start().await;
    scene.e_service.next(GetOrderDetails, Answer::fault("Server", "Kaput"));
    let run = scene.pay(&["--junit", "report.xml"]).await;
    let message = format!("; see {}/console/messages/1", scene.hub.url);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains(&message) && scene.report().contains(&message), "{run:?}");
    let mut second = crate::support::orders::order();
    second.order_key = "D-00018".to_owned();
    let several = write_reply(&[crate::support::orders::order(), second]);
    scene.e_service.next(GetOrderDetails, Answer::Signed(200, several));
    let run = scene.pay(&["--junit", "report.xml"]).await;
    assert_eq!(run.code, 2, "{run:?}");
    for text in [&run.err, &scene.report()] {
        assert!(
            text.contains("name one of them in --chosen-order") && !text.contains("chosen_order"),
            "{text}"
        );
    }
    // A confirmation that was refused, in the report of the payment.
    scene.e_service.always(ConfirmOrderPayment, Answer::fault("InternalError", "later"));
    let run = scene.pay(&["--wait", "confirmed", "--timeout", "300ms"]).await;
    assert!(run.out.contains("Pending, attempts: 1; last outcome: business: SOAP fault"), "{run:?}");
    let run = scene.pay(&[]).await;
    assert!(run.err.contains(&format!("; see {}/console/payments/", scene.hub.url)), "{run:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn findings_are_told_and_strict_makes_errors_count() {
    let scene = Scene::start().await;
    let honest = write_reply(&[crate::support::orders::order()]);
    let odd = honest.replace("https://mpay.gov.md", "http://tempuri.org/");
    assert_ne!(honest, odd);
    scene.e_service.always(GetOrderDetails, Answer::Signed(200, odd));
    let run = scene.pay(&["--junit", "report.xml"]).await;
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.err.contains("GetOrderDetails: error: "), "{run:?}");
    assert!(scene.report().contains("GetOrderDetails: error: "), "{}", scene.report());
    let scene = Scene::start().await;
    let odd = honest.replace("https://mpay.gov.md", "http://tempuri.org/");
    scene.e_service.always(GetOrderDetails, Answer::Signed(200, odd));
    let run = scene.pay(&["--strict", "--junit", "report.xml"]).await;
    assert_eq!(run.code, 1, "{run:?}");
    assert!(scene.report().contains("--strict was given"), "{}", scene.report());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wait_in_vain_says_what_is_and_then_what_was_waited_for() {
    let scene = Scene::start().await;
    scene.e_service.always(ConfirmOrderPayment, Answer::fault("InternalError", "later"));
    let run = scene.pay(&["--wait", "confirmed", "--timeout", "700ms"]).await;
    assert_eq!(run.code, 3, "{run:?}");
    let told = "waited 700ms for Confirmed; it is Pending after 1 attempt: business: SOAP fault InternalError: later; next attempt at ";
    assert!(run.out.contains(told), "{run:?}");
    let run = scene.pay(&[]).await;
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("paid here by payment"), "{run:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_that_is_missing_is_asked_for_by_its_flag() {
    let scene = Scene::start().await;
    let mut nameless = crate::support::orders::order();
    nameless.customer_id = None;
    scene.e_service.always(GetOrderDetails, Answer::Signed(200, write_reply(&[nameless])));
    for (given, found) in
        [(None, "customer_id is missing"), (Some("2001500023457"), "customer_id is not valid")]
    {
        let arguments: Vec<&str> = given.into_iter().flat_map(|number| ["--customer-id", number]).collect();
        let run = scene.pay(&arguments).await;
        assert_eq!(run.code, 2, "{run:?}");
        for part in [found, "--customer-id", "2001500023456"] {
            assert!(run.err.contains(part), "no {part}: {run:?}");
        }
    }
    let run = scene.pay(&["--customer-id", "2001500023456"]).await;
    assert_eq!(run.code, 0, "{run:?}");
}

fn harmless(scene: &Scene, run: &Run) {
    let report = scene.report();
    for text in [&run.out, &run.err, &report] {
        steers_no_terminal(text);
    }
    let xml = roxmltree::Document::parse(&report).unwrap();
    assert!(!xml.descendants().any(|node| node.has_tag_name("script")), "{report}");
}
