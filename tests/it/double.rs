//! Everything twice: clicks, cards, visits, payers, reloads. One order is paid once.

use std::collections::BTreeSet;

use mpay_sim::domain::ids::PaymentId;
use mpay_sim::soap::Operation::ConfirmOrderPayment;

use crate::support::orders::{ORDER, SERVICE};
use crate::support::payer::{GOOD_CARD, PROCESSOR, Visit};
use crate::support::{EService, Hub, Payer, simulated_clock, until};

async fn start() -> (EService, Hub) {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    (e_service, hub)
}

async fn enter(hub: &Hub) -> Visit {
    Payer::new(&hub.url).enter(SERVICE, ORDER, None).await
}

/// Does the same with several browsers' connections at once.
async fn at_once<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
    times: usize,
    what: impl Fn() -> F,
) -> Vec<T> {
    let tasks: Vec<_> = (0..times).map(|_| tokio::spawn(what())).collect();
    let mut done = Vec::new();
    for task in tasks {
        done.push(task.await.unwrap());
    }
    done
}

#[tokio::test]
async fn clicking_twice_on_continue_makes_one_payment() {
    let (_e_service, hub) = start().await;
    let visit = enter(&hub).await;
    visit.pay_page().await;
    let click = || {
        let visit = visit.clone();
        async move { visit.choose(PROCESSOR).await.location() }
    };
    let addresses: BTreeSet<String> = at_once(8, click).await.into_iter().collect();
    assert_eq!(addresses.len(), 1, "{addresses:?}");
    assert_eq!(hub.payments().await.len(), 1);
    for address in &addresses {
        assert_eq!(visit.payer.get(address).await.status, 200);
    }
    // Another instrument is another payment; the first one stays open at its bank.
    assert_ne!(visit.choose("bank-demo-3").await.location(), *addresses.first().unwrap());
    assert_eq!(hub.payments().await.len(), 2);
}

#[tokio::test]
async fn a_card_that_is_submitted_twice_is_charged_once() {
    let (e_service, hub) = start().await;
    let visit = enter(&hub).await;
    visit.pay_page().await;
    let address = visit.choose(PROCESSOR).await.location();
    let submit = || {
        let (visit, address) = (visit.clone(), address.clone());
        async move { visit.payer.card(&address, GOOD_CARD).await.location() }
    };
    let pages = at_once(8, submit).await;
    assert!(pages.iter().all(|to| to.starts_with(&format!("{}/result", visit.path))), "{pages:?}");
    assert_eq!(visit.result().await.state(), "paid");
    // A card that would be declined changes nothing afterwards.
    assert_eq!(visit.payer.card(&address, "4000 0000 0000 0002").await.status, 303);
    assert_eq!(visit.result().await.state(), "paid");
    assert_eq!(e_service.paid().len(), 1);
    assert_eq!(e_service.received(ConfirmOrderPayment).len(), 1);
}

#[tokio::test]
async fn of_two_payers_of_one_order_the_second_gets_the_money_back_and_is_told_so() {
    let (e_service, hub) = start().await;
    let (first, second) = (enter(&hub).await, enter(&hub).await);
    // Both payers are at their banks before either has paid, and both banks authorise before the hub asks.
    let mut at_bank = Vec::new();
    for visit in [&first, &second] {
        visit.pay_page().await;
        at_bank.push(visit.choose(PROCESSOR).await.location());
    }
    for address in &at_bank {
        first.payer.card(address, GOOD_CARD).await;
    }
    assert_eq!(hub.count_payments("AtPaymentProvider").await, 2);
    let (one, other) = tokio::join!(first.result(), second.result());
    let states = BTreeSet::from([one.state(), other.state()]);
    assert_eq!(states, BTreeSet::from(["paid".to_owned(), "reversed".to_owned()]));
    let reversed = if one.state() == "reversed" { &one } else { &other };
    assert!(reversed.has("Plata a fost restituită"), "{}", reversed.text());

    let payments = hub.payments().await;
    let count = |status: &str| payments.iter().filter(|(_, found, _)| found == status).count();
    assert_eq!((count("Authorized"), count("Reversed")), (1, 1), "{payments:?}");
    assert!(payments.iter().any(|(_, _, reason)| reason.as_deref() == Some("already-paid")), "{payments:?}");
    assert_eq!(e_service.received(ConfirmOrderPayment).len(), 1);
    assert_eq!(e_service.paid().len(), 1);
    // The bank that gave the money back says so, whoever looks.
    for visit in [&first, &second] {
        assert!(states.contains(&visit.result().await.state()));
    }
}

#[tokio::test]
async fn results_that_are_asked_for_at_the_same_moment_never_give_back_an_accepted_payment() {
    for round in 0..10 {
        let (e_service, hub) = start().await;
        let visit = enter(&hub).await;
        visit.authorize().await;
        let reload = || {
            let visit = visit.clone();
            async move { visit.result().await.state() }
        };
        let pages = at_once(10, reload).await;
        assert!(pages.iter().all(|state| state == "paid" || state == "unconfirmed"), "{round}: {pages:?}");
        assert_eq!(visit.result().await.state(), "paid");
        assert_eq!(e_service.received(ConfirmOrderPayment).len(), 1, "round {round}");
        let app = hub.app();
        let payment = app.store.payment(&PaymentId::new(&*e_service.paid()[0].payment_id)).await;
        let transaction = app.store.transaction(payment.unwrap().unwrap().transaction_id).await.unwrap();
        let status = transaction.unwrap().status;
        assert!(format!("{status:?}").starts_with("Authorized"), "round {round}: {status:?}");
    }
}

#[tokio::test]
async fn going_back_after_paying_shows_that_it_is_paid_on_every_page() {
    let (e_service, hub) = start().await;
    let visit = enter(&hub).await;
    let bank_page = visit.authorize().await;
    // Back to the pay page, without having opened the result: the hub asks the bank by itself.
    let pay_page = visit.pay_page().await;
    assert_eq!((pay_page.status, pay_page.attribute("data-status").as_str()), (200, "paid"));
    assert_eq!(visit.choose(PROCESSOR).await.location(), visit.path);
    assert!(visit.payer.get(&bank_page).await.has("data-testid=\"finished\""));
    assert!(visit.payer.get(&format!("{bank_page}/3ds")).await.has("data-testid=\"finished\""));
    assert_eq!(visit.payer.post(&format!("{bank_page}/cancel"), &[]).await.status, 303);
    assert_eq!(visit.result().await.state(), "paid");
    // Another visit to the same order does not pay it again.
    let again = enter(&hub).await;
    assert_eq!(again.pay_page().await.attribute("data-status"), "paid");
    assert_eq!(again.result().await.location(), again.path, "this visit has paid nothing");
    until("the e-Service is told", async || !e_service.paid().is_empty()).await;
    assert_eq!(e_service.received(ConfirmOrderPayment).len(), 1);
}

#[tokio::test]
async fn of_many_terminals_that_collect_one_notice_at_once_one_takes_the_money() {
    let (e_service, hub) = start().await;
    let visit = enter(&hub).await;
    visit.pay_page().await;
    visit.choose("cash").await;
    let terminal = format!("/terminal/{}", hub.invoice_of(ORDER).await.unwrap());
    let collect = || {
        let (payer, terminal) = (Payer::new(&hub.url), terminal.clone());
        async move { payer.post(&terminal, &[]).await }
    };
    let answers = at_once(20, collect).await;
    let (collected, others): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert_eq!(collected.len(), 1, "{:?}", answers.iter().map(|answer| answer.text()).collect::<Vec<_>>());
    assert!(others.iter().all(|answer| answer.status == 404 && answer.has("it was collected before")));
    assert_eq!(visit.result().await.state(), "paid");
    assert_eq!(e_service.paid().len(), 1);
}

#[tokio::test]
async fn a_card_with_3_d_secure_that_is_submitted_twice_is_asked_for_one_code() {
    let (_e_service, hub) = start().await;
    let visit = enter(&hub).await;
    visit.pay_page().await;
    let address = visit.choose("card-demo-1").await.location();
    let submit = || {
        let (visit, address) = (visit.clone(), address.clone());
        async move { visit.payer.card(&address, "4000 0000 0000 3220").await.location() }
    };
    let pages = at_once(8, submit).await;
    assert!(pages.iter().all(|to| *to == format!("{address}/3ds")), "{pages:?}");
    // The payer gives up on one page, and submits the card once more on the other.
    visit.payer.post(&format!("{address}/cancel"), &[]).await;
    assert!(visit.payer.card(&address, "4000 0000 0000 3220").await.location().contains("/result"));
    assert_eq!(visit.result().await.state(), "cancelled");
}
