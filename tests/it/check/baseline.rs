//! Known failures, and what changed between two reports.

use jiff::civil::{Date, date};
use mpay_sim::check::baseline::{Known, apply, updated};
use mpay_sim::check::report::comparison::compare;
use mpay_sim::check::report::{Report, document, terminal};
use mpay_sim::check::{Grade, Verdict};

use super::world::World;

const TODAY: Date = date(2027, 1, 4);

fn known(rule: &str, expires: Date) -> Known {
    Known { rule: rule.to_owned(), reason: "ticket 42".to_owned(), expires }
}

/// A report in which the first rule failed, the second is warned of, and the third passed.
async fn report() -> Report {
    let world = World::start(vec![]).await;
    let mut report =
        world.check(&["refuse/unsigned-query", "refuse/digest-wrong-query", "refuse/two-bodies-query"]).await;
    for (result, verdict) in
        report.results.iter_mut().zip([Verdict::failed("it answers"), Verdict::warning("it minds")])
    {
        result.verdict = verdict;
    }
    report
}

fn grades(report: &Report) -> Vec<Grade> {
    report.results.iter().map(|result| result.verdict.grade).collect()
}

#[tokio::test]
async fn known_failures_fail_no_longer_until_their_day_and_must_happen() {
    let keys: Vec<String> = report().await.results.iter().map(|result| result.rule.key()).collect();
    let [failing, warned, passing] = [&keys[0], &keys[1], &keys[2]];

    let mut met = report().await;
    apply(&[known(failing, TODAY), known(warned, TODAY)], &mut met, TODAY);
    assert_eq!(grades(&met), [Grade::Known, Grade::Known, Grade::Passed]);
    assert_eq!((met.exit_code(false), met.exit_code(true)), (0, 0));
    let told = terminal::of(&met, false, false, &[]);
    assert!(told.contains("2 known failures") && told.contains("ticket 42"), "{told}");

    let mut expired = report().await;
    apply(&[known(failing, date(2027, 1, 3))], &mut expired, TODAY);
    assert_eq!((expired.results[0].verdict.grade, expired.exit_code(false)), (Grade::Failed, 1));
    assert!(expired.results[0].verdict.message.contains("was known until 2027-01-03"));

    let mut mended = report().await;
    apply(&[known(failing, TODAY), known(passing, TODAY)], &mut mended, TODAY);
    assert_eq!((mended.results[2].verdict.grade, mended.exit_code(false)), (Grade::Failed, 1));
    assert_eq!(mended.results[2].headline(), "A known failure no longer happens");
    assert!(mended.results[2].mend().contains("--baseline-update"));
}

#[tokio::test]
async fn an_update_keeps_reasons_adds_what_fails_and_takes_out_what_passes() {
    let report = report().await;
    let keys: Vec<String> = report.results.iter().map(|result| result.rule.key()).collect();
    let before = [known("accept/prefix-lists", TODAY), known(&keys[2], TODAY)];
    let rules =
        |known: Vec<Known>| known.into_iter().map(|entry| (entry.rule, entry.reason)).collect::<Vec<_>>();
    let entry = |rule: &str, reason: &str| (rule.to_owned(), reason.to_owned());
    let not_tried = entry("accept/prefix-lists", "ticket 42");
    assert_eq!(rules(updated(&before, &report, false, TODAY)), [not_tried.clone(), entry(&keys[0], "")]);
    let mut strict = vec![not_tried, entry(&keys[0], ""), entry(&keys[1], "")];
    strict.sort();
    assert_eq!(rules(updated(&before, &report, true, TODAY)), strict);
    let again = updated(&[known(&keys[0], TODAY)], &report, false, TODAY);
    assert_eq!(again, [known(&keys[0], TODAY)]);
}

#[tokio::test]
async fn two_reports_are_compared_by_rule() {
    let before = report().await;
    let mut after = report().await;
    after.results[0].verdict = Verdict::passed("refused");
    after.results[2].verdict = Verdict::warning("it minds");
    let keys: Vec<String> = before.results.iter().map(|result| result.rule.key()).collect();
    let (before, mut after) = (document::of(&before, false), document::of(&after, false));
    let compared = compare(&before, &after);
    let rules = |changes: &[mpay_sim::check::report::comparison::Change]| -> Vec<String> {
        changes.iter().map(|change| change.rule.clone()).collect()
    };
    assert_eq!(
        (rules(&compared.mended), rules(&compared.worse)),
        (vec![keys[0].clone()], vec![keys[2].clone()])
    );
    assert_eq!((compared.other.len(), compared.same), (0, 1));
    after.results.remove(1);
    let compared = compare(&before, &after);
    assert_eq!((rules(&compared.other), compared.same), (vec![keys[1].clone()], 0));
    assert_eq!((compared.other[0].before, compared.other[0].after), (Some(Grade::Warning), None));
}
