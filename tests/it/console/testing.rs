//! What testers do in the console: start and force payments, plan outcomes, try assertions, and tidy up.

use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};

use super::pages::paid;
use crate::parity::same::unescaped;
use crate::support::orders::{ORDER, SERVICE};
use crate::support::sample::Demo;
use crate::support::{Answer, EService, Hub, Payer, simulated_clock, until};

#[tokio::test]
async fn a_payment_is_started_without_a_browser_and_refused_with_what_was_entered() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let order = demo.order().await;
    let form = demo.payer.get(&format!("/console/payments/start?service=ADP02&order={order}&lang=en")).await;
    assert!(form.has(&format!("name=\"order\" value=\"{order}\"")), "{}", form.text());
    assert!(form.has("<option value=\"ADP02\" selected>"), "{}", form.text());
    let start = async |fields: &[(&str, &str)]| demo.payer.post("/console/payments/start", fields).await;
    for (field, value, why) in [
        ("service", "NOBODY", "is not registered"),
        ("outcome", "aproved", "did you mean `approved`?"),
        ("instrument", "gold", "no instrument that is offered"),
        ("amount", "1000000", "the amount must be"),
        ("properties", "Adresa", "line 1 of the properties has no `=`"),
        ("return_url", "javascript:x", "return"),
    ] {
        let fields = [(field, value), ("service", "ADP02"), ("order", &order)];
        let refused = start(&fields).await;
        assert_eq!(refused.status, 422, "{field}: {}", refused.text());
        let text = unescaped(&refused.text()).replace("<code>", "`").replace("</code>", "`");
        assert!(text.contains("data-testid=\"error\"") && text.contains(why), "{field}: {text}");
        assert!(text.contains(&format!("value=\"{order}\"")), "{field}: what was entered is there again");
    }
    let started = start(&[("service", "ADP02"), ("order", &order), ("outcome", "declined")]).await;
    let to = started.location();
    assert!(to.ends_with("?notice=payment-started"), "{to}");
    let payment = demo.payer.get(&to).await;
    assert!(payment.has("declined") && payment.has("data-testid=\"notice\""), "{}", payment.text());
    assert!(!payment.has("data-testid=\"force\""), "what is decided is not forced");
    let card = start(&[("service", "ADP02"), ("order", &order), ("card", "4000000000009995")]).await;
    assert!(demo.payer.get(&card.location()).await.has("insufficient-funds"));
}

#[tokio::test]
async fn an_outcome_is_planned_listed_followed_and_taken_back() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let plan = async |service: &str, outcome: &str| {
        let fields = [("service", service), ("order", ORDER), ("outcome", outcome)];
        payer.post("/console/payments/plan", &fields).await.location()
    };
    assert_eq!(plan(SERVICE, "wrong-cvv").await, "/console/payments/start?notice=planned#plans");
    assert_eq!(plan(SERVICE, "wrong").await, "/console/payments/start?notice=invalid#plans");
    assert_eq!(plan("NOBODY", "approved").await, "/console/payments/start?notice=invalid#plans");
    let page = payer.get("/console/payments/start").await;
    assert!(page.has("data-testid=\"plans\"") && page.has("<code>wrong-cvv</code>"), "{}", page.text());
    let paid = payer.post("/console/payments/start", &[("service", SERVICE), ("order", ORDER)]).await;
    let page = payer.get(&paid.location()).await;
    assert!(page.has("wrong-cvv") && page.has("outcome.planned"), "{}", page.text());
    assert_eq!(plan(SERVICE, "").await, "/console/payments/start?notice=plan-taken-back#plans");
    assert!(!payer.get("/console/payments/start").await.has("data-testid=\"plans\""));
}

#[tokio::test]
async fn an_undecided_payment_is_forced_once() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    visit.choose("mia").await;
    let (payment, ..) = hub.payments().await.remove(0);
    assert!(payer.get(&format!("/console/payments/{payment}")).await.has("data-testid=\"force\""));
    let force = async |fields: &[(&str, &str)]| {
        let to = payer.post("/console/payments/latest/force", fields).await.location();
        to.split("notice=").nth(1).unwrap().to_owned()
    };
    for wrong in [
        [("status", "Paid"), ("reason", "")],
        [("status", "TimedOut"), ("reason", "wrong-cvv")],
        [("status", "Declined"), ("reason", "because")],
    ] {
        assert_eq!(force(&wrong).await, "invalid", "{wrong:?}");
    }
    let fields = [("status", "Declined"), ("reason", "wrong-cvv"), ("why", "the test <wants> it")];
    assert_eq!(force(&fields).await, "forced");
    assert_eq!(force(&fields).await, "decided-before");
    let page = payer.get(&format!("/console/payments/{payment}")).await;
    assert!(
        page.has("payment.forced") && page.has("&lt;wants&gt;") || page.has("&#60;wants&#62;"),
        "{}",
        page.text()
    );
    assert_eq!(payer.post("/console/payments/1/force", &fields).await.status, 404);
}

#[tokio::test]
async fn messages_are_deleted_by_the_filter_in_view_after_a_look() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let (order, _) = paid(&demo).await;
    let (other, payment) = paid(&demo).await;
    let filter = format!("service=ADP02&order={order}&operation=GetOrderDetails");
    let list = demo.payer.get(&format!("/console/messages?{filter}")).await;
    let link = format!("/console/messages/delete?{filter}");
    assert!(unescaped(&list.text()).contains(&link), "{}", list.text());
    let before = hub_count(&demo, "exchange").await;
    let look = demo.payer.get(&link).await;
    let counted: i64 = look.attribute("data-count").parse().unwrap();
    assert!(counted > 0 && look.has(&order), "{}", look.text());
    assert_eq!(hub_count(&demo, "exchange").await, before, "a look deletes nothing");
    assert_eq!(demo.payer.post(&link, &[]).await.location(), "/console/messages?notice=deleted");
    assert_eq!(hub_count(&demo, "exchange").await, before - counted);
    assert!(
        demo.payer.get(&format!("/console/messages?order={other}")).await.has("data-testid=\"messages\"")
    );
    // A filter that is none deletes nothing, least of all everything.
    let wrong = "/console/messages/delete?http=abc";
    assert!(demo.payer.get(wrong).await.has("data-testid=\"unusable\""));
    assert_eq!(demo.payer.post(wrong, &[]).await.location(), "/console/messages?notice=invalid");
    assert_eq!(hub_count(&demo, "exchange").await, before - counted);
    assert_eq!(demo.payer.get(&format!("/console/payments/{payment}")).await.status, 200);
}

async fn hub_count(demo: &Demo, table: &'static str) -> i64 {
    demo.hub.count(table).await
}

#[tokio::test]
async fn a_reset_says_what_goes_and_takes_that_alone() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let (order, _) = paid(&demo).await;
    paid(&demo).await;
    demo.payer.post("/console/scenarios", &[("scenario", "unsigned"), ("order", "ELSEWHERE")]).await;
    let ask = async |scope: &str| demo.payer.get(&format!("/console/reset?{scope}&lang=en")).await;
    let form = ask("").await;
    assert!(!form.has("data-testid=\"going\""));
    let going = ask(&format!("what=state&service=&order={order}")).await;
    assert!(going.has("<dt>Payments</dt><dd>1</dd>") && !going.has("<dt>Scenarios</dt>"), "{}", going.text());
    assert_eq!(hub_count(&demo, "payment").await, 2, "a look deletes nothing");
    let clear = async |what: &str, order: &str| {
        let fields = [("what", what), ("service", ""), ("order", order)];
        demo.payer.post("/console/reset", &fields).await.location()
    };
    assert_eq!(clear("state", &order).await, "/console/reset?notice=reset");
    assert_eq!((hub_count(&demo, "payment").await, hub_count(&demo, "scenario").await), (1, 1));
    assert_eq!(clear("everything", "").await, "/console/reset?notice=invalid");
    assert_eq!(clear("", "").await, "/console/reset?notice=invalid");
    assert!(
        ask("what=state&order=0123456789012345678901234567890123456").await.has("data-testid=\"unusable\"")
    );
    assert!(ask("what=all").await.has("<dt>Scenarios</dt><dd>1</dd>"));
    assert_eq!(clear("all", "").await, "/console/reset?notice=reset");
    assert_eq!((hub_count(&demo, "payment").await, hub_count(&demo, "scenario").await), (0, 0));
    // A form of another page cannot clear the table.
    let foreign = demo.payer.client.post(format!("{}/console/reset", demo.hub.url));
    let foreign = foreign.header("Origin", "http://evil.example").body("what=all").send().await.unwrap();
    assert_eq!(foreign.status(), 403);
}

#[tokio::test]
async fn an_assertion_is_tried_and_its_nearest_misses_are_explained() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let (order, payment) = paid(&demo).await;
    let ask = async |address: &str| demo.payer.get(&format!("/console/assert?lang=en&{address}")).await;
    assert!(!ask("").await.has("data-testid=\"holds\""));
    let about_order = format!("about=payments&field1=order_key&is1=is&value1={order}");
    let holds =
        ask(&format!("{about_order}&field2=amount&is2=at_least&value2=1&count=exactly&number=1")).await;
    assert!(holds.has("data-testid=\"holds\"") && holds.has(&payment), "{}", holds.text());
    let fails = ask(&format!("{about_order}&field2=status&is2=is&value2=Declined")).await;
    assert!(fails.has("data-testid=\"fails\"") && fails.has("data-testid=\"misses\""), "{}", fails.text());
    for part in ["<code>status</code>", "Declined", "Authorized"] {
        assert!(fails.has(part), "{part}: {}", fails.text());
    }
    let curl = unescaped(&fails.text());
    let body = format!(
        "{{\"about\":\"payments\",\"match\":{{\"order_key\":\"{order}\",\"status\":\"Declined\"}},\"count\":{{}}}}"
    );
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert!(curl.contains(&body.to_string()), "{curl}");
    // Numbers are numbers, and an empty value is null.
    let numbers = "about=exchanges&field1=http_status&is1=is&value1=200&field2=scenario&is2=is&value2=";
    assert!(ask(numbers).await.has("data-testid=\"holds\""));
    for wrong in [
        "field1=sttus&value1=x",
        "number=many",
        "field1=status&field2=status",
        "field1=order_key&value1=0123456789012345678901234567890123456",
    ] {
        let page = ask(&format!("about=payments&{wrong}")).await;
        assert!(page.has("data-testid=\"error\""), "{wrong}: {}", page.text());
    }
}

#[tokio::test]
async fn events_are_listed_filtered_and_linked() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    assert!(demo.payer.get("/console/events").await.has("data-testid=\"empty\""));
    let (order, payment) = paid(&demo).await;
    let page = demo.payer.get("/console/events").await;
    for part in ["visit.opened", "invoice.created", "payment.authorized", "confirmation.confirmed"] {
        assert!(page.has(&format!("<code class=\"nb\">{part}</code>")), "{part}: {}", page.text());
    }
    assert!(
        page.has(&format!("href=\"/console/payments/{payment}\""))
            && page.has("href=\"/console/messages/1\"")
    );
    let one =
        demo.payer.get(&format!("/console/events?kind=payment.authorized&service=ADP02&order={order}")).await;
    assert_eq!(one.text().matches("<td class=\"mono nb\">").count(), 1, "{}", one.text());
    assert!(demo.payer.get("/console/events?payment=1").await.has("data-testid=\"no-match\""));
    assert!(demo.payer.get("/console/events?kind=payment.eaten").await.has("data-testid=\"unusable\""));
}

#[tokio::test]
async fn the_verdict_on_a_scenario_stands_with_it_in_the_timeline_and_with_the_message() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    // An e-Service that refuses what it must refuse, and one that does not.
    e_service.next(ConfirmOrderPayment, Answer::fault("AuthenticationFailed", "the digest is wrong"));
    let on = [("scenario", "digest-wrong"), ("order", ORDER)];
    payer.post("/console/scenarios", &on).await;
    let started = payer.post("/console/payments/start", &[("service", SERVICE), ("order", ORDER)]).await;
    until("the attempt with the defect", async || hub.count("confirmation_attempt").await == 1).await;
    hand.advance(jiff::SignedDuration::from_secs(10));
    until("the honest confirmation", async || hub.count("confirmation_attempt").await == 2).await;
    let list = payer.get("/console/scenarios?lang=en").await;
    assert!(list.has("data-testid=\"verdict\"") && list.has("chip--ok\">Passed"), "{}", list.text());
    assert!(list.has("chip--bad\">Failed"), "the honest e-Service took the order's query: {}", list.text());
    let payment = payer.get(&format!("{}&lang=en", started.location())).await;
    assert!(payment.has("chip--ok\">Passed"), "{}", payment.text());
    let text = list.text();
    let exchange = text.split("href=\"/console/messages/").nth(1).unwrap().split('"').next().unwrap();
    for message in ["request", "response"] {
        let page = payer.get(&format!("/console/messages/{exchange}/{message}?lang=en")).await;
        assert!(page.has("data-testid=\"scenario\"") && page.has("digest-wrong"), "{}", page.text());
        let text = page.text();
        let verdict =
            text.split("data-testid=\"verdict\"").nth(1).unwrap().split("</section>").next().unwrap();
        assert!(page.has("verdict--ok") && verdict.contains("Scenario passed: "), "{verdict}");
        assert!(!verdict.contains("What to do"), "{verdict}");
        assert!(message == "request" || !page.has("<td class=\"st bad\">"), "the answer passed: {text}");
    }
    let failed = payer.get("/console/messages/1/response?lang=en").await;
    assert!(failed.has("Scenario failed: ") && failed.has("What to do"), "{}", failed.text());
    let all = payer.get("/console/messages?scenario=digest-wrong").await;
    assert_eq!(all.text().matches("class=\"mono\" href=\"/console/messages/").count(), 2, "{}", all.text());
    let given = crate::control::calls::call(&payer, "GET", "/scenarios", "").await;
    let given = crate::control::calls::value(&given);
    let verdicts = given["active"][0]["verdicts"].as_array().unwrap();
    let rulings: Vec<&str> = verdicts.iter().map(|one| one["verdict"].as_str().unwrap()).collect();
    assert_eq!(rulings, ["passed", "failed"]);
}

#[tokio::test]
async fn a_call_is_made_again_with_a_defect_and_shows_its_verdict() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    e_service.next(GetOrderDetails, Answer::fault("AuthenticationFailed", "who are you?"));
    let with = async |scenario: &str| {
        payer.post("/console/messages/1/again-with", &[("scenario", scenario)]).await.location()
    };
    assert_eq!(with("unsined").await, "/console/messages/1/response?notice=invalid");
    let to = with("unsigned").await;
    assert_eq!(to, "/console/messages/2/response?notice=asked-again");
    let page = payer.get(&to).await;
    assert!(page.has("data-testid=\"scenario\"") && page.has("chip--ok"), "{}", page.text());
    assert!(!payer.get("/console/scenarios").await.has("data-testid=\"stop-all\""), "it was for one call");
}
