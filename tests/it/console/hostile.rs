//! What comes from outside neither runs nor turns the page around, whatever it is and however long.

use mpay_sim::domain::service::{LocalizedText, ReplySignature};
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};

use crate::support::orders::{SERVICE, order};
use crate::support::payer::{GOOD_CARD, PROCESSOR, encoded};
use crate::support::{Answer, EService, Hub, Payer, simulated_clock};

const MARKUP: &str = "<script>alert(1)</script>\"'><img src=x onerror=y>";
const TURNED: &str = "\u{202e}drawkcab\u{2066}\u{200f}\u{7}\u{0}";

/// Fails where the page holds markup that came from outside, or a mark that turns its direction.
fn expect_harmless(path: &str, text: &str) {
    for wrong in
        ["<script>alert", "<img src=x", "\u{202e}", "\u{2066}", "\u{200f}", "\u{7}", "\u{0}", "onerror=y>"]
    {
        let is_escaped = wrong == "onerror=y>";
        assert!(
            !text.contains(wrong) || is_escaped && !text.contains("<img src=x"),
            "{path}: {wrong:?} in {text}"
        );
    }
    assert!(text.len() < 2_000_000, "{path}: {} bytes", text.len());
}

#[tokio::test]
async fn nothing_that_came_from_outside_runs_or_turns_a_page_around() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let key = "<b>x</b>'\"&";
    let mut hostile = order();
    hostile.order_key = key.to_owned();
    hostile.reason = format!("{MARKUP}\u{202e}");
    hostile.customer_name = Some(format!("\u{202e}{}", "W".repeat(100_000)));
    hostile.properties[0].value = MARKUP.to_owned();
    e_service.set_orders(vec![hostile]);
    let mut service = e_service.service_with(ReplySignature::Require, false);
    service.name = LocalizedText::same(format!("{MARKUP}{TURNED}{}", "n".repeat(100_000)));
    let hub = Hub::start(&clock, vec![service]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, key, None).await;
    visit.pay_page().await;
    let chosen = visit.choose(PROCESSOR).await;
    e_service.next(
        ConfirmOrderPayment,
        Answer::fault("Evil", &format!("{MARKUP}\u{202e}{}", "f".repeat(100_000))),
    );
    payer.card(&chosen.location(), GOOD_CARD).await;
    visit.result().await;
    let page_of_errors = format!(
        "HTTP/1.1 500 <b>No</b>\r\nX-Evil: {MARKUP}\r\nContent-Type: {MARKUP}\r\nContent-Length: 200200\r\n\r\n{MARKUP}{}",
        "\u{202e}".repeat(66_700)
    );
    for answer in [
        Answer::Raw(page_of_errors.into_bytes()),
        Answer::Http(200, format!("<a x='{MARKUP}").into_bytes()),
        Answer::Http(200, vec![0, 7, 0xff, 0xfe, b'<', 0x80]),
        Answer::Http(200, format!("<{0}>", "x".repeat(100_000)).into_bytes()),
        Answer::Http(200, "<a>".repeat(30_000).into_bytes()),
        Answer::Http(200, format!("<a {}>", "b='c' ".repeat(30_000)).into_bytes()),
    ] {
        e_service.next(GetOrderDetails, answer);
        visit.pay_page().await;
        payer.enter(SERVICE, "OTHER", None).await.pay_page().await;
    }
    let latest = payer.get("/console/payments/latest").await.location();
    let mut paths = vec![latest];
    for page in [
        "",
        "payments",
        "messages",
        "queue",
        "events",
        "assert",
        "payments/start",
        "reset",
        "messages/delete",
        "scenarios",
        "services",
        "certificates",
        "clock",
        "settings",
    ] {
        paths.push(format!("/console/{page}"));
        let text = encoded(&format!("{MARKUP}{TURNED}"));
        paths.push(format!("/console/{page}?text={text}&order={text}&service={text}&from={text}&notice={text}&view={text}&before={text}"));
    }
    paths.push(format!("/console/services/{SERVICE}"));
    for (exchange, row) in (1..).zip(hub.exchanges().await) {
        if row.operation == GetOrderDetails.name() {
            paths.push(format!("/console/visits/{exchange}"));
        }
        for message in ["request", "response"] {
            for view in ["formatted", "raw", "canonical", "values", "headers"] {
                paths.push(format!("/console/messages/{exchange}/{message}?view={view}"));
            }
        }
    }
    assert!(paths.len() > 60, "{}", paths.len());
    for path in paths {
        let page = payer.get(&path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text());
        expect_harmless(&path, &page.text());
    }
}
