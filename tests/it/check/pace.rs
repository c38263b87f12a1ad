//! E-Services that take so many calls and no more: the check slows down, and says so.

use std::sync::atomic::{AtomicUsize, Ordering};

use mpay_sim::check::report::{Report, terminal};
use mpay_sim::check::{Grade, Plan, Selection};
use mpay_sim::domain::ids::OrderKey;
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};

use super::mutants::{Mutant, Mutation};
use super::world::{World, not_passed};
use crate::support::e_service::{Answer, EService};
use crate::support::orders::ORDER;

/// Answers every fifth query with HTTP 429.
static LIMITED: Mutant = Mutant {
    rule: "",
    how: Mutation::Raw(|seen, reply| {
        static CALLS: AtomicUsize = AtomicUsize::new(1);
        if seen.operation == GetOrderDetails && CALLS.fetch_add(1, Ordering::Relaxed).is_multiple_of(5) {
            (reply.status, reply.body) = (429, b"slow down".to_vec());
            reply.content_type.push_str("\r\nRetry-After: 2");
        }
    }),
};

/// The limits of what the report shows that speak of HTTP 429.
fn slowed(report: &Report) -> Vec<&String> {
    report.unseen.iter().filter(|unseen| unseen.contains("HTTP 429")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_pass_in_spite_of_a_limit_and_the_report_names_it() {
    let world = World::start(vec![&LIMITED]).await;
    let report = world.check(&["contract", "accept", "truth/paid-is-paid"]).await;
    assert_eq!(not_passed(&report), Vec::<String>::new());
    assert_eq!(slowed(&report).len(), 1, "{:?}", report.unseen);
    let text = terminal::of(&report, false, false, &[]);
    assert!(text.contains("with HTTP 429; each was made again"), "{text}");
}

const TOO_MANY: &str = "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\nConnection: close\r\n";

/// The check of one payment at this e-Service.
async fn paid(world: &World, e_service: &EService) -> Report {
    let selection = Selection::parse(vec!["truth/paid-is-paid".to_owned()], vec![]).unwrap();
    let mut plan = Plan { selection, ..world.plan() };
    plan.orders.push_back(OrderKey::given(ORDER).unwrap());
    world.run_as(plan, |target| target.service = e_service.service()).await
}

#[tokio::test]
async fn each_call_is_made_again_after_the_time_that_it_was_told() {
    let world = World::start(vec![]).await;
    let e_service = EService::start(&world.clock).await;
    e_service.keep_books();
    let limited = |retry_after: &str| Answer::Raw(format!("{TOO_MANY}{retry_after}\r\n").into_bytes());
    e_service.next(GetOrderDetails, limited("Retry-After: 5\r\n"));
    e_service.next(GetOrderDetails, limited(""));
    e_service.next(ConfirmOrderPayment, limited("Retry-After: 7\r\n"));
    let started = world.clock.now();
    let report = paid(&world, &e_service).await;
    assert_eq!(report.count(Grade::Passed), 1, "{:?} {:?}", report.blocked, not_passed(&report));
    let said = slowed(&report)[0];
    assert!(said.contains("answered 3 of them") && said.contains("(22 s of waiting"), "{said}");
    assert_eq!(world.clock.now().duration_since(started).as_secs(), 22);
}

#[tokio::test]
async fn an_e_service_that_asks_for_an_hour_is_not_waited_for() {
    let world = World::start(vec![]).await;
    let e_service = EService::start(&world.clock).await;
    let limited = format!("{TOO_MANY}Retry-After: 3600\r\n\r\n");
    e_service.always(GetOrderDetails, Answer::Raw(limited.into_bytes()));
    let report = paid(&world, &e_service).await;
    assert!(report.blocked.unwrap().reason.contains("HTTP status 429"));
}
