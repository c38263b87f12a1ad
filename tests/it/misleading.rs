//! What reads as something else than it is, and what cannot be: refused with what was expected, or shown without what misleads.

use crate::support::orders::{ORDER, SERVICE};
use crate::support::{EService, Hub, Payer, simulated_clock};

#[tokio::test]
async fn what_reads_as_something_else_is_refused_or_shown_without_the_marks() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    for (fields, why) in [
        ([("ServiceID", SERVICE), ("OrderKey", "A\u{202e}B"), ("ReturnUrl", "")], "turns the direction"),
        ([("ServiceID", "A\u{2066}B"), ("OrderKey", ORDER), ("ReturnUrl", "")], "turns the direction"),
        (
            [("ServiceID", SERVICE), ("OrderKey", ORDER), ("ReturnUrl", "http://shop.md@evil.example/")],
            "before the host",
        ),
        (
            [("ServiceID", SERVICE), ("OrderKey", ORDER), ("ReturnUrl", "http://[evil")],
            "invalid IPv6 address",
        ),
        (
            [("ServiceID", SERVICE), ("OrderKey", ORDER), ("ReturnUrl", "http://a:99999/")],
            "invalid port number",
        ),
        (
            [("ServiceID", SERVICE), ("OrderKey", ORDER), ("ReturnUrl", "http://a/\u{202e}b")],
            "write it as %XX",
        ),
    ] {
        let page = payer.post("/service/pay", &fields).await;
        assert!(page.status == 400 && page.has(why), "{fields:?}: {}", page.text());
        assert!(!page.text().contains(['\u{202e}', '\u{2066}']), "{fields:?}");
    }
    e_service.change_order(|order| {
        order.reason = "Factura\u{202e}exe.fdp".to_owned();
        order.lines[0].reason = "a\u{85}b\u{200f}c".to_owned();
    });
    let visit = payer.enter(SERVICE, ORDER, None).await;
    let page = visit.pay_page().await;
    assert!(page.has("Factura\u{fffd}exe.fdp") && !page.text().contains(['\u{202e}', '\u{200f}', '\u{85}']));
    let again = payer.post(&visit.path, &[("ins", "x"), ("customer_id", "2\u{202e}0")]).await;
    assert!(!again.text().contains('\u{202e}'));
}

#[tokio::test]
async fn an_address_says_which_methods_it_takes() {
    let (clock, _) = simulated_clock();
    let hub = Hub::start(&clock, vec![]).await;
    let payer = Payer::new(&hub.url);
    for (path, allow) in [
        ("/control/v1/version", "GET"),
        ("/control/v1/clock", "GET, POST"),
        ("/api/invoices", "GET, HEAD"),
        ("/hub.cer", "GET, HEAD"),
    ] {
        let response = payer.client.delete(format!("{}{path}", hub.url)).send().await.unwrap();
        assert_eq!(response.status(), 405, "{path}");
        assert_eq!(response.headers()["allow"], allow, "{path}");
    }
}

#[tokio::test]
async fn the_clock_is_not_set_to_what_it_cannot_show() {
    let (clock, _) = simulated_clock();
    let hub = Hub::start(&clock, vec![]).await;
    let payer = Payer::new(&hub.url);
    let before = hub.app().clock.now();
    for body in [
        r#"{"set":"0001-01-01T00:00:00Z"}"#,
        r#"{"set":"9000-01-01T00:00:00Z"}"#,
        r#"{"advance":"-9999999h"}"#,
        r#"{"advance":"99999999h"}"#,
    ] {
        let request = payer.client.post(format!("{}/control/v1/clock", hub.url));
        let response = request.header("Content-Type", "application/json").body(body).send().await.unwrap();
        let status = response.status();
        let problem = response.text().await.unwrap();
        assert_eq!(status, 400, "{body}: {problem}");
        assert!(problem.contains("years 1970 to 2999"), "{problem}");
    }
    let by_hand = payer.post("/console/clock", &[("turn", "set"), ("to", "0001-01-01T00:00")]).await;
    assert!(by_hand.location().ends_with("notice=clock-range"), "{}", by_hand.location());
    assert_eq!(hub.app().clock.now(), before);
}
