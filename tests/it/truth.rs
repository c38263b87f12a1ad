//! What a payer is told is true, and what was paid stays what was paid, whatever the e-Service says meanwhile.

use jiff::SignedDuration;
use mpay_sim::domain::money::Amount;
use mpay_sim::domain::order::OrderStatus;
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};

use crate::support::orders::{ORDER, SERVICE, partial_order};
use crate::support::payer::{GOOD_CARD, PROCESSOR};
use crate::support::{Answer, EService, Hub, Payer, client_builder, simulated_clock, until};

#[tokio::test]
async fn an_order_that_asks_for_another_amount_by_the_time_the_bank_authorises_is_given_back() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    let chosen = visit.choose(PROCESSOR).await;

    e_service.change_order(|order| {
        order.total_amount_due = Some(Amount::from_bani(200_000));
        order.lines.truncate(1);
        order.lines[0].amount_due = Some(Amount::from_bani(200_000));
    });
    payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    payer.card(&chosen.location(), GOOD_CARD).await;
    assert_eq!(visit.result().await.state(), "reversed");
    assert!(e_service.paid().is_empty());
    assert_eq!(e_service.received(ConfirmOrderPayment).len(), 0);
    assert_eq!(visit.pay_page().await.status, 200, "the order can still be paid");
}

#[tokio::test]
async fn what_was_paid_in_part_and_not_told_of_yet_is_not_due_again() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.set_orders(vec![partial_order()]);
    e_service.always(ConfirmOrderPayment, Answer::Http(503, vec![]));
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let (one, other) = (payer.enter(SERVICE, ORDER, None).await, payer.enter(SERVICE, ORDER, None).await);
    one.pay_page().await;
    other.pay_page().await;
    let first = one.choose_amount(PROCESSOR, "1000").await;
    let second = other.choose_amount(PROCESSOR, "1000").await;
    payer.card(&first.location(), GOOD_CARD).await;
    assert_eq!(one.result().await.state(), "unconfirmed");

    // 250.50 is left, so a second 1,000 is more than may be paid.
    payer.card(&second.location(), GOOD_CARD).await;
    assert_eq!(other.result().await.state(), "reversed");
    assert!(other.pay_page().await.has("250,50"), "{}", other.pay_page().await.text());
    assert_eq!(other.choose_amount(PROCESSOR, "250,51").await.status, 422);
    let rest = other.choose_amount(PROCESSOR, "250,50").await;
    payer.card(&rest.location(), GOOD_CARD).await;
    assert_eq!(other.result().await.state(), "unconfirmed");
    assert!(other.pay_page().await.has("data-status=\"paid\""));
}

#[tokio::test]
async fn a_rest_that_is_less_than_the_e_service_says_does_not_close_the_order() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.set_orders(vec![partial_order()]);
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    let due = |bani: i64| {
        e_service.change_order(|order| {
            order.total_amount_due = Some(Amount::from_bani(bani));
            order.lines.truncate(1);
            order.lines[0].amount_due = Some(Amount::from_bani(bani));
        });
    };
    let pay = async |amount: &str| {
        let chosen = visit.choose_amount(PROCESSOR, amount).await;
        visit.payer.card(&chosen.location(), GOOD_CARD).await;
        visit.result().await.state()
    };
    visit.pay_page().await;

    // The e-Service books the first part, and its reply is lost.
    e_service.next(ConfirmOrderPayment, Answer::LostReply);
    assert_eq!(pay("500").await, "unconfirmed");
    due(75_050);
    assert!(visit.pay_page().await.has("name=\"due\" value=\"25050\""), "it is not known that it knows");
    assert_eq!(pay("250.50").await, "paid");
    due(50_000);

    hand.advance(SignedDuration::from_secs(5));
    until("the e-Service knows of both", async || {
        hub.confirmations().await.iter().all(|(status, _)| status == "Confirmed")
    })
    .await;
    hand.advance(SignedDuration::from_secs(1));
    assert!(visit.pay_page().await.has("name=\"due\" value=\"50000\""), "{}", visit.pay_page().await.text());
    assert_eq!(pay("500").await, "paid");
    assert!(visit.pay_page().await.has("data-status=\"paid\""));
}

#[tokio::test]
async fn what_was_paid_in_two_parts_is_the_amount_of_the_notice_and_nothing_is_due() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.set_orders(vec![partial_order()]);
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    for (amount, left) in [("500", 75_050), ("750.50", 75_050)] {
        let chosen = visit.choose_amount(PROCESSOR, amount).await;
        visit.payer.card(&chosen.location(), GOOD_CARD).await;
        assert_eq!(visit.result().await.state(), "paid");
        e_service.change_order(|order| {
            order.total_amount_due = Some(Amount::from_bani(left));
            order.lines.truncate(1);
            order.lines[0].amount_due = Some(Amount::from_bani(left));
        });
        visit.pay_page().await;
    }
    let page = visit.pay_page().await;
    assert!(page.has("data-status=\"paid\"") && page.has("250,50"), "{}", page.text());
    let payment = visit.payer.get("/control/v1/payments/latest").await.text();
    let payment: serde_json::Value = serde_json::from_str(&payment).unwrap();
    let invoice = &payment["invoice"];
    assert_eq!(
        [&invoice["status"], &invoice["paid"], &invoice["due"]],
        ["Paid", "1250.50", "0.00"],
        "{invoice}"
    );
}

#[tokio::test]
async fn whoever_has_paid_is_told_so_even_while_the_e_service_is_in_trouble() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.always(ConfirmOrderPayment, Answer::Http(503, vec![]));
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.authorize().await;
    e_service.always(GetOrderDetails, Answer::Http(503, vec![]));

    // Back to the pay page instead of the result: the hub asks the bank by itself.
    let page = visit.pay_page().await;
    assert!(page.has("data-status=\"paid\""), "{}", page.text());
    assert!(!page.has("Nu s-au perceput bani"));
    assert_eq!(visit.result().await.state(), "unconfirmed");
}

#[tokio::test]
async fn nobody_is_told_that_no_money_was_taken_while_a_payment_is_under_way() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    e_service.always(GetOrderDetails, Answer::Http(503, vec![]));
    assert!(visit.pay_page().await.has("Nu s-au perceput bani"));

    e_service.always(GetOrderDetails, Answer::Honest);
    visit.pay_page().await;
    visit.choose(PROCESSOR).await;
    e_service.always(GetOrderDetails, Answer::Http(503, vec![]));
    let page = visit.pay_page().await;
    assert_eq!(page.status, 502);
    assert!(!page.has("Nu s-au perceput bani"), "{}", page.text());
}

#[tokio::test]
async fn what_was_authorised_in_time_counts_when_the_payer_comes_back_too_late_by_the_pay_page() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.authorize().await;
    hand.advance(SignedDuration::from_secs(20));
    e_service.change_order(|order| order.status = OrderStatus::Expired);
    assert!(visit.pay_page().await.has("data-status=\"paid\""));
    assert_eq!(visit.result().await.state(), "paid");
    assert_eq!(e_service.paid().len(), 1);
}

#[tokio::test]
async fn a_receipt_stays_what_was_paid_and_a_refund_is_said() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.authorize().await;
    assert_eq!(visit.result().await.state(), "paid");
    e_service.change_order(|order| {
        order.status = OrderStatus::Refunded;
        order.reason = "Altceva".to_owned();
        order.lines.truncate(1);
        order.lines[0].amount_due = Some(Amount::ZERO);
        order.total_amount_due = Some(Amount::ZERO);
    });
    assert!(visit.pay_page().await.has("data-status=\"refunded\""));
    let result = visit.result().await;
    assert!(result.has("1\u{a0}250,50") && !result.has("Altceva"), "{}", result.text());
    let receipt = visit.payer.get(&format!("{}/receipt.pdf", visit.path)).await;
    assert_eq!(receipt.status, 200);
}

#[tokio::test]
async fn the_result_page_is_about_the_payment_that_the_payer_comes_back_from() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    let first = visit.choose("card-demo-1").await;
    let second = visit.choose("card-demo-2").await;
    let first_result = payer.card(&first.location(), GOOD_CARD).await.location();
    assert_eq!(payer.get(&first_result).await.state(), "paid");
    let second_result = payer.card(&second.location(), GOOD_CARD).await.location();
    let told = payer.get(&second_result).await;
    assert_eq!(told.state(), "reversed");
    assert!(told.has("receipt.pdf"), "the receipt of the payment that was made is at hand");
    assert_eq!(visit.result().await.state(), "paid");
    assert_eq!(e_service.paid().len(), 1);
}

#[tokio::test]
async fn a_request_that_is_sent_back_confirms_nothing() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    let echo = "<ConfirmOrderPayment xmlns=\"https://mpay.gov.md\"/>".to_owned();
    e_service.always(ConfirmOrderPayment, Answer::Signed(200, echo));
    visit.authorize().await;
    let result = visit.result().await;
    assert_eq!(result.state(), "unconfirmed");
    assert!(result.has("ConfirmOrderPaymentResponse"), "the dashed box says why: {}", result.text());
}

#[tokio::test]
async fn a_choice_of_amount_that_nobody_offers_does_not_pay_everything() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.set_orders(vec![partial_order()]);
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    let fields = [("ins", PROCESSOR), ("amt", "other"), ("amount", "")];
    assert_eq!(visit.payer.post(&visit.path, &fields).await.status, 422);
}

#[tokio::test]
async fn pages_answer_a_head_request_as_they_answer_a_get() {
    let (clock, _) = simulated_clock();
    let hub = Hub::start(&clock, vec![]).await;
    let client = client_builder().build().unwrap();
    for path in ["/", "/readyz", "/hub.cer", "/ServiceProvider.svc?wsdl"] {
        let head = client.head(format!("{}{path}", hub.url)).send().await.unwrap();
        assert_eq!(head.status(), 200, "{path}");
        assert!(head.text().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn another_language_of_a_page_is_asked_for_with_the_same_parameters() {
    let (clock, _) = simulated_clock();
    let hub = Hub::start(&clock, vec![]).await;
    let page = Payer::new(&hub.url).get("/service/pay?ServiceID=NONE&OrderKey=1&lang=en").await;
    assert_eq!(page.status, 404);
    assert!(page.has("href=\"?ServiceID=NONE&#38;OrderKey=1&#38;lang=ru\""), "{}", page.text());
}
