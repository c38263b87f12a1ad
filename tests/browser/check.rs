//! A check of an e-Service: the report as a file, and the console's page that makes one.

use mpay_sim::domain::language::Language;

use crate::support::{Apart, Browser, Checks};

/// What passes at the sample e-Service, as a known failure: it fails the check.
const NOT_KNOWN: &str =
    "[[known]]\nrule = \"refuse/unsigned-query\"\nreason = \"ticket 42\"\nexpires = 2099-12-31\n";

#[tokio::test]
async fn a_report_is_one_accessible_file_that_needs_no_script() {
    let apart = Apart::start(&[]);
    let browser = Browser::start().await;
    let checks = Checks::in_language(Language::English);
    let order = browser.order(&apart.shop, "ADP01").await;
    let known = apart.file("known.toml", NOT_KNOWN);
    // One order is not enough for every rule of `truth`: some are skipped. A report of all rules has megabytes of messages,
    // over which axe takes minutes.
    let only = ["--only", "doctor", "--only", "refuse/unsigned-query", "--only", "truth"];
    let file = apart.check(
        "report.html",
        &[&["--order", Browser::order_key(&order), "--baseline", &known], &only[..]].concat(),
    );
    browser.open(&format!("file://{}", file.display())).await;
    checks.report(&browser, "check-report").await;
    browser.click("nav a[href='#refuse/unsigned-query']").await;
    assert!(browser.text("#refuse\\/unsigned-query").await.contains("A known failure no longer happens"));
    browser.script("for (const part of document.querySelectorAll('article details')) part.open = true").await;
    checks.report(&browser, "check-report-open").await;
    browser.close().await;
}

#[tokio::test]
async fn a_check_is_started_and_watched_in_the_console() {
    for language in Language::ALL {
        let apart = Apart::start(&[]);
        let browser = Browser::start().await;
        let checks = Checks::in_language(language);
        let order = browser.order(&apart.shop, "ADP01").await;
        browser.speak(&apart.hub, language).await;
        browser.open(&format!("{}/console/services/ADP01", apart.hub)).await;
        browser.click("[data-testid=check]").await;
        browser.see("[data-testid=start]").await;
        checks.console(&browser, "console-service-check").await;
        // A whole check takes half a minute here: its result is looked at in one language.
        if language == Language::Romanian {
            browser.fill("#orders", Browser::order_key(&order)).await;
            browser.click("[data-testid=start]").await;
            browser.see("[data-testid=result]").await;
            checks.console(&browser, "console-service-checked").await;
        }
        browser.close().await;
    }
}
