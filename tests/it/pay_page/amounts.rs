//! What is due, what is paid, and until when.

use std::sync::Arc;

use jiff::SignedDuration;
use mpay_sim::domain::money::Amount;
use mpay_sim::soap::Operation::GetOrderDetails;
use mpay_sim::soap::get_order_details::write_reply;
use tokio::sync::Notify;

use crate::support::orders::{ORDER, SERVICE, order, partial_order};
use crate::support::payer::{GOOD_CARD, PROCESSOR};
use crate::support::{Answer, EService, Hub, Payer, simulated_clock, until};

#[tokio::test]
async fn a_partly_paid_order_says_what_was_paid_and_what_is_left() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.set_orders(vec![partial_order()]);
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, None).await;
    assert!(!visit.pay_page().await.has("paid-so-far"));
    // The e-Service cannot be told, so it goes on asking for everything: the hub knows what is left.
    e_service.always(mpay_sim::soap::Operation::ConfirmOrderPayment, Answer::fault("InternalError", "down"));
    let chosen = visit.choose_amount(PROCESSOR, "1000.50").await;
    payer.card(&chosen.location(), GOOD_CARD).await;
    assert_eq!(visit.result().await.state(), "unconfirmed");

    let again = payer.enter(SERVICE, ORDER, None).await;
    let page = payer.get(&format!("{}?lang=en", again.path)).await;
    assert!(page.has("You have paid MDL\u{a0}1,000.50, MDL\u{a0}250.00 left."), "{}", page.text());
    assert!(page.has("<td class=\"r num\">1,250.50</td></tr></tfoot>"), "the total is that of the lines");
    let page = payer.get(&format!("{}?lang=ro", again.path)).await;
    assert!(page.has("Ați achitat 1\u{a0}000,50\u{a0}MDL, mai aveți de achitat 250,00\u{a0}MDL."));

    again.authorize().await;
    again.result().await;
    let told = e_service.received(mpay_sim::soap::Operation::ConfirmOrderPayment);
    let lines = |index: usize| -> Vec<i64> {
        told[index].confirmation().lines.iter().map(|line| line.amount.bani()).collect()
    };
    assert_eq!(lines(0), [75_000, 25_050]);
    let last = told.len() - 1;
    assert_eq!(lines(last), [25_000, 0], "no line gets its share twice");
}

#[tokio::test]
async fn what_is_typed_is_taken_to_the_ban_within_the_flags() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    // The due amount is 1250.50; what each pair of flags takes and refuses of it.
    let cases: [(bool, bool, &[&str], &[&str]); 4] = [
        (false, false, &["1250,50", "1 250.5"], &["1250,49", "1250,51", "1250"]),
        (true, false, &["1250", "0,01", "1 250,50"], &["1250,51", "0"]),
        (false, true, &["1250.50", "999999999999,99"], &["1250,49", "1000000000000"]),
        (true, true, &["0.01", "2000"], &["0,00", "-1", "1.250,50"]),
    ];
    for (partial, advance, taken, refused) in cases {
        e_service.change_order(|order| {
            (order.allow_partial_payments, order.allow_advance_payments) = (partial, advance);
        });
        let visit = payer.enter(SERVICE, ORDER, None).await;
        let page = visit.pay_page().await;
        assert_eq!(page.has("name=\"amount\""), partial || advance);
        for amount in taken {
            assert_eq!(
                visit.choose_amount(PROCESSOR, amount).await.status,
                303,
                "{partial} {advance} {amount}"
            );
        }
        for amount in refused {
            assert_eq!(
                visit.choose_amount(PROCESSOR, amount).await.status,
                422,
                "{partial} {advance} {amount}"
            );
        }
    }
}

#[tokio::test]
async fn a_due_date_without_a_zone_is_of_chisinau_and_counts_to_the_second() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    // It is 08:51:24.321 UTC, in winter; then the same in summer, an hour nearer.
    for (date, distance) in [("2027-01-04T10:51:26", 1), ("2027-07-04T10:51:26", 181 * 86_400 - 3_601)] {
        let dated = format!("<DueDate>{date}</DueDate><Lines>");
        let reply = write_reply(&[order()]).replacen("<Lines>", &dated, 1);
        e_service.always(GetOrderDetails, Answer::Signed(200, reply));
        hand.advance(SignedDuration::from_secs(distance));
        let visit = payer.enter(SERVICE, ORDER, None).await;
        assert!(visit.pay_page().await.has("data-testid=\"continue\""), "{date}, at {}", clock.now());
        hand.advance(SignedDuration::from_secs(1));
        let late = visit.pay_page().await;
        assert_eq!(late.attribute("data-status"), "expired", "{date}, at {}", clock.now());
    }
}

#[tokio::test]
async fn an_order_in_another_currency_cannot_be_paid() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.change_order(|order| order.currency = "EUR".to_owned());
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, Some("http://shop.test/back")).await;
    let page = visit.pay_page().await;
    assert_eq!(page.attribute("data-status"), "currency");
    assert!(page.has("EUR") && page.has("data-testid=\"return\""));
    assert_eq!(visit.choose(PROCESSOR).await.location(), visit.path, "the choice is not taken either");
    assert_eq!(hub.count("payment").await, 0);
}

#[tokio::test]
async fn an_older_answer_that_comes_late_does_not_overwrite_a_newer_one() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;

    let let_go = Arc::new(Notify::new());
    let old = Answer::Signed(200, write_reply(&[order()]));
    e_service.next(GetOrderDetails, Answer::After(Arc::clone(&let_go), Box::new(old)));
    let older = tokio::spawn({
        let visit = visit.clone();
        async move { visit.pay_page().await }
    });
    until("the e-Service is asked again", async || e_service.received(GetOrderDetails).len() == 2).await;
    hand.advance(SignedDuration::from_secs(1));
    e_service.change_order(|order| {
        order.total_amount_due = Some(Amount::from_bani(90_000));
        order.lines[0].amount_due = Some(Amount::from_bani(64_950));
    });
    assert!(visit.pay_page().await.has("900,00"));
    let_go.notify_one();
    let late = older.await.unwrap();
    assert!(late.has("data-testid=\"amount\">900,00"), "{}", late.text());
}

#[tokio::test]
async fn another_amount_than_at_the_last_look_is_said_and_never_paid_unseen() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, None).await;
    let page = visit.pay_page().await;
    assert!(!page.has("due-changed"));
    let shown =
        page.text().split("name=\"due\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let cheaper = |order: &mut mpay_sim::domain::order::OrderDetails| {
        order.total_amount_due = Some(Amount::from_bani(90_000));
        order.lines[0].amount_due = Some(Amount::from_bani(64_950));
    };
    e_service.change_order(cheaper);
    let said = visit.pay_page().await;
    assert!(said.has("înainte era 1\u{a0}250,50\u{a0}MDL, acum este 900,00\u{a0}MDL"), "{}", said.text());
    assert!(!visit.pay_page().await.has("due-changed"), "it is said once");

    // The first page is still open in another tab.
    let fields = [("ins", PROCESSOR), ("amt", "full"), ("due", &*shown)];
    let stopped = payer.post(&visit.path, &fields).await;
    assert_eq!(stopped.status, 409);
    assert!(stopped.has("data-testid=\"due-changed\"") && stopped.has("name=\"due\" value=\"90000\""));
    assert_eq!(hub.count("payment").await, 0);
    let fields = [("ins", PROCESSOR), ("amt", "full"), ("due", "90000")];
    assert_eq!(payer.post(&visit.path, &fields).await.status, 303);
}

#[tokio::test]
async fn a_payment_of_the_payers_own_is_no_change_by_the_service_provider() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.set_orders(vec![partial_order()]);
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    let chosen = visit.choose_amount(PROCESSOR, "1000").await;
    payer.card(&chosen.location(), GOOD_CARD).await;
    assert_eq!(visit.result().await.state(), "paid");
    e_service.change_order(|order| order.total_amount_due = Some(Amount::from_bani(25_050)));
    let page = visit.pay_page().await;
    assert!(page.has("250,50") && !page.has("due-changed"), "{}", page.text());
}
