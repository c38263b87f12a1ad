//! The picture of a payment or a visit: its steps, its links, what failed and what was not reached; and the verdict above it.

use jiff::SignedDuration;
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};

use crate::support::orders::{ORDER, SERVICE};
use crate::support::payer::{GOOD_CARD, PROCESSOR, Page};
use crate::support::{Answer, EService, Hub, Payer, simulated_clock, until};

/// A row of the drawing.
#[derive(Debug)]
struct Row {
    step: String,
    state: String,
    spoken: String,
    href: Option<String>,
}

impl Row {
    fn is(&self, step: &str, state: &str, words: &str) -> bool {
        self.step == step && self.state == state && self.spoken.contains(words)
    }
}

/// The rows of the page's drawing, of which its list has the same.
fn rows(page: &Page) -> Vec<Row> {
    let text = page.text();
    let drawing = text.split_once("<svg viewBox=\"0 0 880 ").unwrap_or_else(|| panic!("{text}")).1;
    let (drawing, after) = drawing.split_once("</svg>").unwrap();
    let value = |part: &str, name: &str| {
        let (_, rest) = part.split_once(&format!("{name}=\""))?;
        Some(rest.split('"').next().unwrap().to_owned())
    };
    let row = |part: &str| Row {
        step: value(part, "data-step").unwrap(),
        state: value(part, "data-state").unwrap(),
        spoken: value(part, "aria-label").unwrap(),
        href: value(part, "<a href"),
    };
    let rows: Vec<Row> = drawing.split("<g role=\"listitem\"").skip(1).map(row).collect();
    let list = after.split_once("data-testid=\"way\"").unwrap().1.split_once("</ol>").unwrap().0;
    assert_eq!(list.matches("<li ").count(), rows.len(), "{list}");
    for step in 1..=15 {
        let is_there = |row: &Row| {
            let mut ends = row.step.split('–').map(|number| number.parse::<u8>().unwrap());
            let first = ends.next().unwrap();
            (first..=ends.next().unwrap_or(first)).contains(&step)
        };
        assert!(rows.iter().any(is_there), "step {step} is missing: {rows:?}");
    }
    assert!(!text.contains(" style="), "a style that the policy forbids");
    assert!(text.len() < 60_000, "{} bytes", text.len());
    rows
}

fn expect(rows: &[Row], wanted: &[(&str, &str, &str)]) {
    let mut rest = rows.iter();
    for (step, state, words) in wanted {
        assert!(rest.any(|row| row.is(step, state, words)), "{step} {state} {words} in its place: {rows:#?}");
    }
}

/// The class of the verdict, and its heading.
fn verdict(page: &Page) -> (String, String) {
    let text = page.text();
    let (_, rest) = text.split_once("<section class=\"verdict verdict--").unwrap();
    let class = rest.split('"').next().unwrap().to_owned();
    let heading = rest.split_once("<h2 id=\"v-h\">").unwrap().1.split_once("</h2>").unwrap().0;
    let heading = heading.split_once("<span>").unwrap().1.split_once("</span>").unwrap().0;
    (class, heading.to_owned())
}

async fn latest(payer: &Payer) -> Page {
    let address = payer.get("/console/payments/latest").await.location();
    payer.get(&format!("{address}?lang=en")).await
}

#[tokio::test]
async fn a_confirmed_payment_is_green_from_the_first_step_to_the_last() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, Some("http://127.0.0.1:9/back")).await;
    hand.advance(SignedDuration::from_secs(2));
    visit.pay_page().await;
    hand.advance(SignedDuration::from_secs(3));
    let chosen = visit.choose(PROCESSOR).await;
    payer.card(&chosen.location(), GOOD_CARD).await;
    assert_eq!(visit.result().await.state(), "paid");
    let page = latest(&payer).await;
    let drawn = rows(&page);
    expect(
        &drawn,
        &[
            ("1–3", "reached", "payment button"),
            ("4", "reached", "ServiceID, OrderKey, ReturnUrl, Payer → Hub"),
            ("5", "reached", "GetOrderDetails, Hub → "),
            ("5", "reached", "the order&#39;s details"),
            ("6", "reached", "notice "),
            ("7", "reached", "Bank card"),
            ("8", "reached", "invoice published, Hub → Banca Demo 2"),
            ("9", "reached", "payment submitted"),
            ("10", "reached", "authorised, SIM"),
            ("11–12", "reached", "Authorised"),
            ("13", "reached", "ConfirmOrderPayment, attempt 1"),
            ("13", "reached", "accepted"),
            ("14", "not-reached", "receipt"),
            ("15", "not-reached", "back to ReturnUrl"),
        ],
    );
    assert_eq!(drawn.len(), 14, "{drawn:#?}");
    // The first time is one of day, the others are those since the row above.
    let fourth = drawn.iter().find(|row| row.step == "4").unwrap();
    assert!(fourth.spoken.ends_with(", 10:51:24.321"), "{fourth:?}");
    let asked = drawn.iter().find(|row| row.step == "5").unwrap();
    assert!(asked.spoken.ends_with("2\u{a0}s"), "{asked:?}");
    let links: Vec<&str> = drawn.iter().filter_map(|row| row.href.as_deref()).collect();
    let messages =
        |id| [format!("/console/messages/{id}/request"), format!("/console/messages/{id}/response")];
    for link in [messages(1), messages(2)].concat() {
        assert!(links.contains(&link.as_str()), "{link}: {links:?}");
        assert_eq!(payer.get(&link).await.status, 200);
    }
    assert!(
        page.has("<span class=\"muted small\">MDL\u{a0}"),
        "the amount has its currency: {}",
        page.text()
    );
    assert_eq!(verdict(&page), ("ok".into(), "Confirmed: the e-Service has accepted the payment".into()));
    assert!(page.has("Attempt 1, 04.01.2027, 10:51:29") && page.has("data-testid=\"send-again\""));
    assert!(!page.has("data-testid=\"send-now\"") && !page.has("data-testid=\"halt\""));
    payer.get(&format!("{}/receipt.pdf", visit.path)).await;
    payer.get(&format!("{}/return", visit.path)).await;
    let drawn = rows(&latest(&payer).await);
    expect(&drawn, &[("14", "reached", "receipt"), ("15", "reached", "ReturnUrl")]);
    assert!(drawn.iter().all(|row| row.state == "reached"), "{drawn:#?}");
}

#[tokio::test]
async fn equal_attempts_are_folded_and_the_rest_is_dashed() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let words = "Server Error in '/' Application. <b>NullReference</b>";
    e_service.always(ConfirmOrderPayment, Answer::Http(500, format!("<html>{words}").into_bytes()));
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.authorize().await;
    assert_eq!(visit.result().await.state(), "unconfirmed");
    for (wait, attempts) in [(5, 2), (30, 3)] {
        hand.advance(SignedDuration::from_secs(wait));
        until("the next attempt", async || hub.count("confirmation_attempt").await == attempts).await;
    }
    let page = latest(&payer).await;
    let drawn = rows(&page);
    expect(
        &drawn,
        &[
            ("13", "reached", "ConfirmOrderPayment, attempt 1, Hub → "),
            ("13", "failed", "the e-Service broke down, HTTP 500, "),
            ("13", "failed", "attempts 2 and 3: the same"),
            ("13", "not-reached", "accepted"),
            ("14", "not-reached", "receipt"),
            ("15", "not-reached", "no ReturnUrl was given"),
        ],
    );
    let folded = drawn.iter().find(|row| row.spoken.contains("the same")).unwrap();
    assert!(folded.spoken.ends_with("\u{a0}s") && folded.spoken.contains(", failed, "), "{folded:?}");
    assert_eq!(folded.href.as_deref(), Some("/console/messages/4/response"));
    assert_eq!(verdict(&page), ("bad".into(), "Not confirmed: the e-Service broke down, HTTP 500".into()));
    // Why, in the e-Service's own words; how often, when next, and what can be done.
    for part in [
        "data-testid=\"words\"",
        "Server Error in &#39;/&#39; Application. NullReference",
        "/rules#http-server-error",
        "3 attempts",
        "Next attempt: 04.01.2027, 10:53:59",
        "data-testid=\"send-now\"",
        "data-testid=\"halt\"",
        "3 times the same",
    ] {
        assert!(page.has(part), "{part}: {}", page.text());
    }
    let attempts = page.text();
    let attempts =
        attempts.split_once("data-testid=\"attempts\"").unwrap().1.split_once("</table>").unwrap().0;
    assert_eq!(attempts.matches("<tr>").count(), 2, "the heading and one line: {attempts}");
    for number in 1..=3 {
        assert!(attempts.contains(&format!("<a href=\"/console/messages/{}\">{number}</a>", number + 1)));
    }
    let halt = payer.post("/console/payments/latest/halt", &[]).await;
    assert_eq!(halt.status, 303);
    let halted = latest(&payer).await;
    assert!(verdict(&halted).1.starts_with("Not confirmed, halted: "), "{:?}", verdict(&halted));
    assert!(halted.has("data-testid=\"resume\"") && !halted.has("data-testid=\"halt\""));
}

#[tokio::test]
async fn a_visit_whose_order_was_not_described_has_a_page_of_its_own() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service
        .next(GetOrderDetails, Answer::fault("InternalError", "<script>alert(1)</script> no such table"));
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let failed = payer.enter(SERVICE, ORDER, Some("http://127.0.0.1:9/back")).await;
    failed.pay_page().await;
    hand.advance(SignedDuration::from_mins(1));
    let message = payer.get("/console/messages/1/response?lang=en").await;
    assert!(message.has("href=\"/console/visits/1\""), "{}", message.text());
    let look = async |exchange: i64| payer.get(&format!("/console/visits/{exchange}?lang=en")).await;
    let page = look(1).await;
    let drawn = rows(&page);
    expect(
        &drawn,
        &[
            ("4", "reached", "ServiceID, OrderKey, ReturnUrl"),
            ("5", "reached", "GetOrderDetails"),
            ("5", "failed", "the e-Service broke down (InternalError), HTTP 500"),
            ("6", "not-reached", ""),
            ("7", "not-reached", ""),
            ("13", "not-reached", "ConfirmOrderPayment"),
            ("15", "not-reached", ""),
        ],
    );
    assert_eq!(drawn.iter().filter(|row| row.state == "failed").count(), 1, "{drawn:#?}");
    let (class, heading) = verdict(&page);
    assert_eq!(class, "bad");
    assert!(heading.starts_with("No payment could be started: the e-Service broke down"), "{heading}");
    assert!(page.has("&#60;script&#62;alert(1)&#60;/script&#62; no such table"), "{}", page.text());
    assert!(!page.has("<script>alert"));
    // A later visit to the same order is another one, though it has led to a payment.
    let later = payer.enter(SERVICE, ORDER, None).await;
    later.pay_page().await;
    assert_eq!(
        verdict(&look(2).await),
        ("ok".into(), "The e-Service described the order. No payment has been started.".into())
    );
    later.choose(PROCESSOR).await;
    let paying = look(2).await;
    assert_eq!(verdict(&paying).1, "A payment was started in this visit");
    let (payment, ..) = hub.payments().await.remove(0);
    assert!(paying.has(&format!("href=\"/console/payments/{payment}\"")), "{}", paying.text());
    assert_eq!(verdict(&look(1).await).0, "bad", "the failed visit stays as it was");
    assert_eq!(look(9).await.status, 404);
    // Asked again from the console, the call belongs to the latest visit; a test of the connection belongs to none.
    let tested = payer.post(&format!("/console/services/{SERVICE}/test"), &[("order", "T-1")]).await;
    assert_eq!(tested.status, 303);
    let last = i64::try_from(hub.exchanges().await.len()).unwrap();
    let without = look(last).await;
    assert!(without.has("A call without a visit"), "{}", without.text());
}

#[tokio::test]
async fn a_declined_payment_stops_at_the_payment_provider() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    let chosen = visit.choose(PROCESSOR).await;
    let open = latest(&payer).await;
    expect(
        &rows(&open),
        &[
            ("8", "reached", "invoice published"),
            ("9", "not-reached", "payment submitted"),
            ("10", "not-reached", "decision"),
            ("11–12", "not-reached", ""),
            ("13", "not-reached", "ConfirmOrderPayment"),
        ],
    );
    assert_eq!(verdict(&open), ("warn".into(), "Not paid yet: the payment provider has not decided".into()));
    payer.card(&chosen.location(), "4000 0000 0000 9995").await;
    assert_eq!(visit.result().await.state(), "declined");
    let page = latest(&payer).await;
    let drawn = rows(&page);
    expect(
        &drawn,
        &[
            ("9", "reached", "payment submitted"),
            ("10", "failed", "declined: Insufficient funds"),
            ("11–12", "reached", "Declined"),
            ("13", "not-reached", "ConfirmOrderPayment"),
        ],
    );
    assert_eq!(drawn.iter().filter(|row| row.state == "failed").count(), 1, "{drawn:#?}");
    assert_eq!(verdict(&page), ("bad".into(), "Declined: Insufficient funds".into()));
    assert!(page.has("the e-Service is not called") && !page.has("data-testid=\"send-now\""));
}

#[tokio::test]
async fn an_e_service_that_is_away_and_many_other_outcomes_stay_within_bounds() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    for number in 0..30 {
        let reason = format!("<b>{}</b> {}\u{202e}", number, "w".repeat(5000));
        e_service.next(ConfirmOrderPayment, Answer::fault("Evil", &reason));
    }
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.authorize().await;
    visit.result().await;
    for attempts in 2..=30 {
        payer.post("/console/payments/latest/send-now", &[]).await;
        until("the attempt", async || hub.count("confirmation_attempt").await == attempts).await;
    }
    let page = latest(&payer).await;
    let text = page.text();
    let drawn = text.matches("<g role=\"listitem\"").count();
    assert!(drawn < 40 && text.contains("20 more attempts"), "{drawn} rows");
    let words = text.split_once("data-testid=\"words\">").unwrap().1.split_once("</q>").unwrap().0;
    assert!(words.contains("&#60;b&#62;29&#60;/b&#62;") && words.chars().count() < 500, "{words}");
    assert!(!text.contains("<b>29") && !text.contains('\u{202e}'));
    e_service.go_away().await;
    hand.advance(SignedDuration::from_hours(1));
    payer.post("/console/payments/latest/send-now", &[]).await;
    until("the last attempt", async || hub.count("confirmation_attempt").await >= 31).await;
    let (class, heading) = verdict(&latest(&payer).await);
    assert_eq!(class, "bad");
    assert!(heading.contains("there was no connection to the e-Service"), "{heading}");
}
