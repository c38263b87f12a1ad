//! Payments, their papers, and the pages that they are made on.

use jiff::SignedDuration;
use mpay_sim::domain::outcome::PENDING_FOR;

use super::{counted, expected};
use crate::support::orders::{ORDER, SERVICE, partial_order};
use crate::support::payer::{GOOD_CARD, PROCESSOR};
use crate::support::{EService, Hub, Payer, Scrape, simulated_clock, until};

const DECLINED: &str = "4000 0000 0000 0002";

#[tokio::test]
async fn payments_are_counted_once_each_whatever_payers_click() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);

    let declined = payer.enter(SERVICE, ORDER, None).await;
    declined.pay_page().await;
    let card_page = declined.choose(PROCESSOR).await.location();
    payer.card(&card_page, DECLINED).await;
    for _ in 0..2 {
        assert_eq!(declined.result().await.state(), "declined");
    }
    let paid = payer.enter(SERVICE, ORDER, None).await;
    paid.pay_page().await;
    // A double click starts one payment.
    paid.choose(PROCESSOR).await;
    let card_page = paid.choose(PROCESSOR).await.location();
    for _ in 0..2 {
        payer.card(&card_page, GOOD_CARD).await;
    }
    for _ in 0..2 {
        assert_eq!(paid.result().await.state(), "paid");
    }

    let scrape = Scrape::of(&hub.url).await;
    assert_eq!(
        counted(&scrape, "mpay_sim_payments_started_total", &["instrument"]),
        expected(&[("card-demo-2", 2.0)])
    );
    assert_eq!(
        counted(&scrape, "mpay_sim_payments_ended_total", &["instrument", "status"]),
        expected(&[("card-demo-2 Authorized", 1.0), ("card-demo-2 Declined", 1.0)])
    );
    assert_eq!(counted(&scrape, "mpay_sim_payments_unsettled", &["instrument", "status"]), []);
    assert_eq!(
        counted(&scrape, "mpay_sim_soap_exchanges_total", &["service", "operation", "outcome", "stage"]),
        expected(&[
            ("TEST01 ConfirmOrderPayment understood none", 1.0),
            ("TEST01 GetOrderDetails understood none", 2.0)
        ])
    );
    assert_eq!(
        counted(&scrape, "mpay_sim_soap_exchange_duration_seconds_count", &["service", "operation"]),
        expected(&[("TEST01 ConfirmOrderPayment", 1.0), ("TEST01 GetOrderDetails", 2.0)])
    );
    assert_eq!(
        counted(&scrape, "mpay_sim_confirmation_attempts_total", &["service", "outcome", "cause"]),
        expected(&[("TEST01 accepted scheduled", 1.0)])
    );
    // Everything that the browsers asked for, and nothing else.
    assert_eq!(
        counted(&scrape, "mpay_sim_http_requests_total", &["group", "method", "route", "status"]),
        expected(&[
            ("payer GET /pay/{session} 2xx", 2.0),
            ("payer GET /pay/{session}/result 2xx", 4.0),
            ("payer POST /pay/{session} 3xx", 3.0),
            ("payer POST /service/pay 3xx", 2.0),
            ("payment_provider POST /psp/{payment_provider}/{transaction} 3xx", 3.0),
        ])
    );
    assert_eq!(
        counted(&scrape, "mpay_sim_http_request_duration_seconds_count", &["group", "method", "status"]),
        expected(&[("payer GET 2xx", 6.0), ("payer POST 3xx", 5.0), ("payment_provider POST 3xx", 3.0)])
    );
    for kind in ["read", "write", "transaction"] {
        let took = scrape.value("mpay_sim_database_duration_seconds_sum", &[("kind", kind)]).unwrap();
        let times = scrape.value("mpay_sim_database_duration_seconds_count", &[("kind", kind)]).unwrap();
        assert!(took > 0.0 && times > 2.0, "{kind}: {times} in {took} s");
    }
}

#[tokio::test]
async fn every_end_of_a_payment_is_told_apart_and_what_is_under_way_is_not_at_an_end() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.set_orders(vec![partial_order()]);
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;

    let mia = visit.choose_amount("mia", "10").await.location();
    payer.post(&format!("{mia}/cancel"), &[]).await;
    visit.result().await;
    // Comes to nothing by itself once the session at the payment provider is over.
    visit.choose_amount("bank-demo-1", "20").await;
    // Pending, then paid.
    let pending = payer.enter(SERVICE, "17-SIM-pending-paid", None).await;
    pending.pay_page().await;
    let card_page = pending.choose_amount(PROCESSOR, "30").await.location();
    payer.card(&card_page, GOOD_CARD).await;
    assert_eq!(pending.result().await.state(), "pending");
    // Two payments fill one invoice: the second is given back.
    let [first, second] =
        [payer.enter(SERVICE, "TWICE", None).await, payer.enter(SERVICE, "TWICE", None).await];
    let mut card_pages = Vec::new();
    for visit in [&first, &second] {
        visit.pay_page().await;
        card_pages.push(visit.choose(PROCESSOR).await.location());
    }
    for card_page in &card_pages {
        payer.card(card_page, GOOD_CARD).await;
    }
    first.result().await;
    second.result().await;

    let scrape = Scrape::of(&hub.url).await;
    let ended = ["instrument", "status"];
    assert_eq!(
        counted(&scrape, "mpay_sim_payments_ended_total", &ended),
        expected(&[("card-demo-2 Authorized", 1.0), ("card-demo-2 Reversed", 1.0), ("mia Cancelled", 1.0)])
    );
    assert_eq!(
        counted(&scrape, "mpay_sim_payments_unsettled", &ended),
        expected(&[("bank-demo-1 AtPaymentProvider", 1.0), ("card-demo-2 Pending", 1.0)])
    );
    hand.advance(PENDING_FOR.max(SignedDuration::from_mins(16)));
    visit.result().await;
    pending.result().await;
    let scrape = Scrape::of(&hub.url).await;
    assert_eq!(
        counted(&scrape, "mpay_sim_payments_ended_total", &ended),
        expected(&[
            ("bank-demo-1 TimedOut", 1.0),
            ("card-demo-2 Authorized", 2.0),
            ("card-demo-2 Reversed", 1.0),
            ("mia Cancelled", 1.0)
        ])
    );
    until("nothing is under way", async || {
        counted(&Scrape::of(&hub.url).await, "mpay_sim_payments_unsettled", &ended).is_empty()
    })
    .await;
}

#[tokio::test]
async fn papers_are_counted_by_kind_and_format_when_they_are_made() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    // There is no receipt yet.
    assert_eq!(payer.get(&format!("{}/receipt.pdf", visit.path)).await.status, 404);
    visit.authorize().await;
    visit.result().await;
    let invoice = hub.invoice_of(ORDER).await.unwrap();
    for path in [
        format!("{}/receipt.pdf", visit.path),
        format!("{}/receipt.pdf?pageFormat=A5", visit.path),
        format!("{}/receipt.pdf?pageFormat=A5", visit.path),
        format!("/n/{invoice}/note.pdf"),
        format!("/api/Invoices/DownloadInvoicePdf?serviceID={SERVICE}&orderKey={ORDER}"),
    ] {
        assert_eq!(payer.get(&path).await.status, 200, "{path}");
    }
    assert_eq!(
        counted(&Scrape::of(&hub.url).await, "mpay_sim_documents_total", &["kind", "format"]),
        expected(&[("note A4", 2.0), ("receipt A4", 1.0), ("receipt A5", 2.0)])
    );
}
