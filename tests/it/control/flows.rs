//! What a CI job does with the control API: pays, waits, asserts, works the queue, moves the clock, watches, resets.

use std::time::Duration;

use mpay_sim::domain::retry_schedule::RetrySchedule;
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};
use serde_json::{Value, json};

use super::calls::said;
use crate::support::orders::{ORDER, SERVICE, order};
use crate::support::{Answer, EService, Hub, Payer, simulated_clock};

/// A hub with an e-Service of the test's own, on a clock that only the control API moves.
async fn stage() -> (Hub, EService, Payer) {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        config.result_page_wait = Duration::ZERO;
    })
    .await;
    let payer = Payer::new(&hub.url);
    (hub, e_service, payer)
}

async fn get(payer: &Payer, address: &str) -> Value {
    said(payer, 200, "GET", address, &Value::Null).await
}

async fn post(payer: &Payer, address: &str, body: Value) -> Value {
    said(payer, 200, "POST", address, &body).await
}

/// Pays the order without a browser; `more` are fields of the call.
async fn pay(payer: &Payer, more: Value) -> Value {
    let mut body = json!({ "service_id": SERVICE, "order_key": ORDER });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    said(payer, 201, "POST", "/payments", &body).await
}

#[tokio::test]
async fn a_payment_without_a_browser_is_one_like_any_other() {
    let (hub, e_service, payer) = stage().await;
    let paid = pay(&payer, json!({ "card": "approved", "wait_for": "confirmed" })).await;
    assert_eq!(
        (paid["status"].as_str(), paid["card_last_four"].as_str()),
        (Some("Authorized"), Some("4242"))
    );
    assert_eq!(paid["confirmation"]["status"], "Confirmed");
    assert_eq!(paid["attempts"][0]["outcome"], "accepted");
    assert_eq!(e_service.paid().len(), 1);
    assert_eq!(e_service.paid()[0].payment_id, paid["id"]);
    let happened: Vec<_> =
        paid["timeline"].as_array().unwrap().iter().map(|step| step["what"].as_str().unwrap()).collect();
    for what in [
        "visit.opened",
        "GetOrderDetails",
        "payment.started",
        "payment.at-payment-provider",
        "payment.authorized",
        "ConfirmOrderPayment",
        "confirmation.confirmed",
    ] {
        assert!(happened.contains(&what), "{what}: {happened:?}");
    }
    // The pages that a person would see are there.
    let result = payer.get(paid["links"]["result_page"].as_str().unwrap()).await;
    assert_eq!(result.state(), "paid");
    assert_eq!(get(&payer, "/payments/latest").await["id"], paid["id"]);

    // The order is paid: a second payment is refused with the reason.
    let again =
        said(&payer, 409, "POST", "/payments", &json!({ "service_id": SERVICE, "order_key": ORDER })).await;
    assert_eq!(
        (again["code"].as_str(), again["reason"].as_str()),
        (Some("not-payable"), Some("already-paid"))
    );
    // The e-Service goes on answering Active: it is named, with what it says.
    let detail = again["detail"].as_str().unwrap();
    let expected = format!(
        "paid here by payment {}, and confirmed; the e-Service now says ",
        paid["id"].as_str().unwrap()
    );
    assert!(detail.starts_with(&expected) && again["findings"].is_array(), "{again}");
    assert_eq!(hub.count("payment").await, 1);
}

#[tokio::test]
async fn each_outcome_and_each_mistake_is_said() {
    let (_hub, e_service, payer) = stage().await;
    for (fields, status, reason) in [
        (json!({ "outcome": "insufficient-funds" }), "Declined", json!("insufficient-funds")),
        (json!({ "card": "4000 0000 0000 3238" }), "Declined", json!("authentication-failed")),
        (json!({ "outcome": "3ds-cancelled" }), "Cancelled", Value::Null),
        (json!({ "outcome": "declined", "instrument": "mia" }), "Declined", json!("declined")),
        (json!({ "outcome": "never-returns" }), "AtPaymentProvider", Value::Null),
    ] {
        let paid = pay(&payer, fields.clone()).await;
        assert_eq!((paid["status"].as_str(), &paid["reason"]), (Some(status), &reason), "{fields}");
        said(&payer, 200, "POST", "/reset", &json!({ "order_key": ORDER })).await;
    }
    let refused = async |fields: Value, status: u16, code: &str| {
        let mut body = json!({ "service_id": SERVICE, "order_key": ORDER });
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let problem = said(&payer, status, "POST", "/payments", &body).await;
        assert_eq!(problem["code"], code, "{problem}");
        problem
    };
    let wrong = refused(json!({ "amount": "1.00" }), 422, "invalid-choice").await;
    assert_eq!(wrong["mistakes"][0]["max"], "1250.50");
    refused(json!({ "instrument": "gold" }), 422, "invalid-choice").await;
    let wrong = refused(json!({ "outcome": "declind" }), 400, "invalid-value").await;
    assert_eq!(wrong["hint"], "did you mean `declined`?");
    let wrong = refused(json!({ "card": "4111111111111111" }), 400, "invalid-value").await;
    assert!(!wrong.to_string().contains("4111"), "a card number is not repeated: {wrong}");
    e_service.next(GetOrderDetails, Answer::fault("UnknownOrder", "no"));
    refused(json!({}), 404, "unknown-order").await;
    e_service.go_away().await;
    refused(json!({}), 502, "e-service-unreachable").await;
}

#[tokio::test]
async fn a_wait_for_a_confirmation_that_gave_up_ends_at_once_unless_it_is_sent_again() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        config.result_page_wait = Duration::ZERO;
        config.retry_schedule = RetrySchedule::List(vec![Duration::from_secs(1)]);
    })
    .await;
    let payer = Payer::new(&hub.url);
    e_service.next(ConfirmOrderPayment, Answer::Http(503, vec![]));
    e_service.next(ConfirmOrderPayment, Answer::Http(503, vec![]));
    let paid = pay(&payer, json!({ "wait_for": "Authorized" })).await;
    let id = paid["id"].as_str().unwrap();
    crate::support::until("the first attempt", async || {
        hub.confirmations().await.iter().all(|(status, made)| *made == 1 && status == "Pending")
    })
    .await;
    post(&payer, "/clock", json!({ "advance": "1s" })).await;
    let wait = format!("/payments/{id}/wait?confirmation_status=Confirmed&timeout=60s");
    let gone = said(&payer, 409, "GET", &wait, &Value::Null).await;
    let detail = gone["detail"].as_str().unwrap();
    assert!(detail.starts_with("it is GaveUp after 2 attempts: http: HTTP status 503"), "{detail}");
    assert!(gone["hint"].as_str().unwrap().contains(&format!("/confirmations/{id}/send-now")), "{gone}");
    post(&payer, &format!("/confirmations/{id}/send-now"), json!(null)).await;
    assert_eq!(get(&payer, &wait).await["confirmation"]["status"], "Confirmed");
}

#[tokio::test]
async fn the_hub_learns_of_a_decision_when_it_is_due_without_the_payer() {
    for outcome in ["returns-early", "never-returns"] {
        let (hub, e_service, payer) = stage().await;
        pay(&payer, json!({ "outcome": outcome })).await;
        post(&payer, "/clock", json!({ "advance": "4999ms" })).await;
        assert_eq!(hub.confirmations().await.len(), 0, "{outcome}");
        post(&payer, "/clock", json!({ "advance": "1ms" })).await;
        crate::support::until("the e-Service is told", async || e_service.paid().len() == 1).await;
    }
}

#[tokio::test]
async fn a_wait_ends_when_it_is_so_and_at_once_where_it_cannot_become_so() {
    let (_hub, e_service, payer) = stage().await;
    e_service.next(ConfirmOrderPayment, Answer::fault("InternalError", "later"));
    let waiter = payer.clone();
    // Nobody has paid yet: the wait begins before there is anything to wait for.
    let waiting = tokio::spawn(async move {
        let address =
            format!("/payments/latest/wait?order_key={ORDER}&confirmation_status=Confirmed&timeout=60s");
        get(&waiter, &address).await
    });
    let paid = pay(&payer, json!({ "wait_for": "Authorized" })).await;
    let told =
        format!("/exchanges/wait?payment_id={}&operation=ConfirmOrderPayment", paid["id"].as_str().unwrap());
    assert_eq!(get(&payer, &told).await["count"], 1);
    let late = said(
        &payer,
        408,
        "GET",
        "/payments/latest/wait?confirmation_status=Confirmed&timeout=10ms",
        &Value::Null,
    )
    .await;
    assert_eq!(late["present"]["confirmation"]["status"], "Pending");
    let detail = late["detail"].as_str().unwrap();
    assert!(detail.starts_with("waited 10ms for Confirmed; it is Pending after 1 attempt: business: SOAP fault InternalError: later; next attempt at "), "{detail}");
    assert!(late["hint"].as_str().unwrap().contains("`timeout`"), "{late}");
    assert!(late["present"]["timeline"].as_array().unwrap().len() > 4);
    assert!(!waiting.is_finished());
    // The second attempt comes when the clock says so.
    post(&payer, "/clock", json!({ "advance": "5s" })).await;
    assert_eq!(waiting.await.unwrap()["id"], paid["id"]);

    post(&payer, "/reset", json!({})).await;
    let declined = pay(&payer, json!({ "outcome": "declined" })).await;
    let never = format!("/payments/{}/wait?confirmation_status=Confirmed", declined["id"].as_str().unwrap());
    let never = said(&payer, 409, "GET", &never, &Value::Null).await;
    assert_eq!(
        (never["code"].as_str(), never["present"]["status"].as_str()),
        (Some("wrong-state"), Some("Declined"))
    );
    assert_eq!(never["detail"], "the payment is Declined (declined); it will not become Confirmed");
}

#[tokio::test]
async fn an_assertion_that_fails_explains_the_nearest_misses() {
    let (_hub, _e_service, payer) = stage().await;
    pay(&payer, json!({ "wait_for": "Confirmed" })).await;
    let expected = json!({
        "about": "exchanges",
        "match": { "order_key": ORDER, "operation": "ConfirmOrderPayment", "http_status": 500 },
    });
    let failed = said(&payer, 409, "POST", "/assert", &expected).await;
    assert_eq!((failed["code"].as_str(), failed["found"].as_i64()), (Some("assertion-failed"), Some(0)));
    let nearest = &failed["nearest"][0]["differences"];
    assert_eq!(nearest, &json!([{ "field": "http_status", "expected": 500, "found": 200 }]), "{failed}");
    let held = post(
        &payer,
        "/assert",
        json!({
            "about": "payments",
            "match": { "confirmation.status": "Confirmed", "amount": { "at_least": "1250.50" } },
            "count": { "exactly": 1 },
        }),
    );
    assert_eq!(held.await["found"], 1);
    let none = json!({ "about": "payments", "match": { "order_key": "NOBODY" }, "count": { "exactly": 0 } });
    assert_eq!(post(&payer, "/assert", none).await["found"], 0);
}

#[tokio::test]
async fn the_queue_is_worked_and_duplicates_are_exact() {
    let (_hub, e_service, payer) = stage().await;
    e_service.always(ConfirmOrderPayment, Answer::fault("InternalError", "later"));
    let id = pay(&payer, json!({})).await["id"].as_str().unwrap().to_owned();
    get(&payer, &format!("/exchanges/wait?payment_id={id}")).await;
    let of = |operation: &str| format!("/confirmations/{id}/{operation}");
    assert_eq!(post(&payer, &of("halt"), Value::Null).await["confirmation"]["status"], "Halted");
    assert_eq!(post(&payer, &of("halt"), Value::Null).await["result"], "already_so");
    assert_eq!(
        get(&payer, "/confirmations?status=halted").await["confirmations"][0]["payment_id"],
        id.as_str()
    );
    e_service.always(ConfirmOrderPayment, Answer::Honest);
    assert_eq!(post(&payer, &of("resume"), Value::Null).await["result"], "done");
    get(&payer, &format!("/payments/{id}/wait?confirmation_status=Confirmed")).await;
    let refused = said(&payer, 409, "POST", &of("send-now"), &Value::Null).await;
    assert_eq!(refused["present"]["status"], "Confirmed");

    let before = e_service.received(ConfirmOrderPayment).len();
    post(&payer, &of("duplicate"), json!({ "count": 3, "gap": "301s" })).await;
    let all = before + 3;
    for told in before + 1..=all {
        // This clock stands for the machine's, too, by which leases end: each attempt ends before it is moved.
        get(&payer, &format!("/exchanges/wait?payment_id={id}&operation=ConfirmOrderPayment&count={told}"))
            .await;
        post(&payer, "/clock", json!({ "advance": "301s" })).await;
    }
    assert_eq!(e_service.received(ConfirmOrderPayment).len(), all);
    let attempts = get(&payer, &format!("/confirmations/{id}")).await["history"].clone();
    let duplicates = attempts.as_array().unwrap().iter().filter(|attempt| attempt["cause"] == "duplicate");
    assert_eq!(duplicates.count(), 3);
    assert_eq!(e_service.paid().len(), 1, "one payment, however often it is told");
    let timeline = get(&payer, &format!("/payments/{id}")).await["timeline"].to_string();
    for what in ["confirmation.failed", "confirmation.halted", "confirmation.resumed", "3 attempts, 301 s"] {
        assert!(timeline.contains(what), "{what}: {timeline}");
    }
}

#[tokio::test]
async fn an_undecided_payment_is_forced_and_a_decided_one_is_not() {
    let (_hub, e_service, payer) = stage().await;
    for (force, status, reason) in [
        (
            json!({ "status": "declined", "reason": "processor-error", "why": "a test" }),
            "Declined",
            json!("processor-error"),
        ),
        (json!({ "status": "TimedOut" }), "TimedOut", json!("no-answer")),
        (json!({ "status": "Reversed" }), "Reversed", json!("not-payable")),
        (json!({ "status": "Authorized" }), "Authorized", Value::Null),
    ] {
        let id = pay(&payer, json!({ "outcome": "pending-paid" })).await["id"].as_str().unwrap().to_owned();
        let forced = post(&payer, &format!("/payments/{id}/force"), force.clone()).await;
        assert_eq!((forced["status"].as_str(), &forced["reason"]), (Some(status), &reason), "{force}");
        let again = said(&payer, 409, "POST", &format!("/payments/{id}/force"), &force).await;
        assert_eq!(again["code"], "wrong-state");
    }
    get(&payer, "/payments/latest/wait?confirmation_status=Confirmed").await;
    assert_eq!(e_service.paid().len(), 1);
    let steps = get(&payer, "/payments?status=Declined").await;
    let id = steps["payments"][0]["id"].as_str().unwrap().to_owned();
    let told = get(&payer, &format!("/payments/{id}")).await["timeline"].to_string();
    assert!(told.contains("payment.forced") && told.contains("a test"), "{told}");
}

#[tokio::test]
async fn twenty_flows_at_once_do_not_disturb_each_other() {
    let (_hub, e_service, payer) = stage().await;
    let outcomes = ["approved", "declined", "insufficient-funds", "3ds-failed", "3ds-cancelled"];
    let flows = (0..20).map(|number| {
        let payer = payer.clone();
        let (order_key, outcome) = (format!("PARALLEL-{number}"), outcomes[number % outcomes.len()]);
        tokio::spawn(async move {
            let scope = json!({ "service_id": SERVICE, "order_key": order_key });
            let mut body = scope.clone();
            body["outcome"] = json!(outcome);
            body["wait_for"] = json!("Decided");
            let paid = said(&payer, 201, "POST", "/payments", &body).await;
            let scoped = format!("order_key={order_key}");
            assert_eq!(get(&payer, &format!("/payments/latest?{scoped}")).await["id"], paid["id"]);
            let is_paid = outcome == "approved";
            if is_paid {
                get(&payer, &format!("/payments/latest/wait?{scoped}&confirmation_status=Confirmed")).await;
            }
            let count = usize::from(is_paid);
            let told = json!({
                "about": "exchanges",
                "match": { "order_key": order_key, "operation": "ConfirmOrderPayment" },
                "count": { "exactly": count },
            });
            assert_eq!(post(&payer, "/assert", told).await["found"], count);
            assert_eq!(
                get(&payer, &format!("/payments?{scoped}")).await["payments"].as_array().unwrap().len(),
                1
            );
            // One test cleans up while the others go on.
            if number % 4 == 3 {
                assert_eq!(post(&payer, "/reset", scope).await["payments"], 1);
                said(&payer, 404, "GET", &format!("/payments/latest?{scoped}"), &Value::Null).await;
            }
        })
    });
    for flow in flows.collect::<Vec<_>>() {
        flow.await.unwrap();
    }
    assert_eq!(e_service.paid().len(), 4);
    assert_eq!(get(&payer, "/payments?limit=200").await["payments"].as_array().unwrap().len(), 15);
}

#[tokio::test]
async fn events_are_told_as_they_happen_and_go_on_where_a_reader_left_off() {
    let (_hub, _e_service, payer) = stage().await;
    let url = format!("{}/control/v1/events?order_key={ORDER}", payer.hub);
    let mut stream = payer.client.get(&url).send().await.unwrap();
    let paid = pay(&payer, json!({ "wait_for": "Confirmed" })).await;
    let mut text = String::new();
    while !text.contains("event: confirmation.confirmed") {
        let chunk = tokio::time::timeout(Duration::from_secs(20), stream.chunk()).await.unwrap();
        text.push_str(std::str::from_utf8(&chunk.unwrap().unwrap()).unwrap());
    }
    let ids: Vec<i64> = text.lines().filter_map(|line| line.strip_prefix("id: ")?.parse().ok()).collect();
    assert!(ids.is_sorted() && ids.len() > 5, "{text}");
    let data = text.lines().rfind(|line| line.starts_with("data: ")).unwrap();
    let data: Value = serde_json::from_str(&data["data: ".len()..]).unwrap();
    assert_eq!((data["payment_id"].clone(), data["order_key"].as_str()), (paid["id"].clone(), Some(ORDER)));

    let last = ids[ids.len() - 2].to_string();
    let mut stream = payer.client.get(&url).header("Last-Event-ID", last).send().await.unwrap();
    let mut text = String::new();
    while !text.contains("\ndata: ") {
        text.push_str(std::str::from_utf8(&stream.chunk().await.unwrap().unwrap()).unwrap());
    }
    let ids_after: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("id: ")).collect();
    assert_eq!(ids_after, [ids[ids.len() - 1].to_string()], "only what came after");
}

#[tokio::test]
async fn several_orders_in_one_reply_are_named_and_one_is_chosen() {
    let (_hub, e_service, payer) = stage().await;
    let with_key = |key: &str| {
        let mut order = order();
        key.clone_into(&mut order.order_key);
        order
    };
    e_service.set_orders(vec![with_key("A"), with_key("B")]);
    let body = json!({ "service_id": SERVICE, "order_key": "BOTH" });
    let several = said(&payer, 422, "POST", "/payments", &body).await;
    assert_eq!(several["orders"], json!(["A", "B"]));
    let body =
        json!({ "service_id": SERVICE, "order_key": "BOTH", "chosen_order": "B", "wait_for": "Confirmed" });
    assert_eq!(said(&payer, 201, "POST", "/payments", &body).await["order_key"], "B");
}
