//! "Order and pay online": the fifteen steps, and "pay an existing order", from the shop to the receipt.

use mpay_sim::domain::money::Amount;
use mpay_sim::domain::order::PaymentAccount;
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};

use crate::support::orders::{ORDER, SERVICE, order, partial_order};
use crate::support::payer::{GOOD_CARD, PROCESSOR, form};
use crate::support::sample::Demo;
use crate::support::{EService, Hub, Payer, simulated_clock};

#[tokio::test]
async fn an_order_of_the_shop_is_paid_in_fifteen_steps() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let payer = &demo.payer;

    // Steps 1 to 3: the order, and the form behind the shop's button.
    let order = demo.order().await;
    let shop_page = demo.order_page(&order).await;
    assert!(shop_page.contains(&format!("action=\"{}/service/pay?lang=ro\"", demo.hub.url)), "{shop_page}");
    let return_url = format!("{}/orders/{order}", demo.shop);

    // Steps 4 to 6.
    let visit = payer.enter("ADP02", &order, Some(&return_url)).await;
    let page = visit.pay_page().await;
    assert_eq!(page.status, 200);
    for text in [order.as_str(), "Popescu Ion", "20015•••••456", "data-status=\"Open\"", "MD66 TRGA AB14"]
    {
        assert!(page.has(text), "no {text} in {}", page.text());
    }

    // Steps 7 to 11, with 3-D Secure.
    let chosen = visit.choose("card-demo-1").await;
    let card_page = payer.get(&chosen.location()).await;
    assert!(card_page.has("name=\"cvv\""));
    let submitted = payer.card(&chosen.location(), "4000 0000 0000 3220").await;
    let three_d_secure = submitted.location();
    assert_eq!(three_d_secure, format!("{}/3ds", chosen.location()));
    assert_eq!(payer.post(&three_d_secure, &[("code", "111111")]).await.status, 422);
    let back = payer.post(&three_d_secure, &[("code", "123456")]).await;
    assert!(back.location().starts_with(&format!("{}/result", visit.path)), "{}", back.location());

    // Steps 12 and 13.
    let result = visit.result().await;
    assert_eq!(result.state(), "paid", "{}", result.text());
    assert!(result.has("•••• 3220") && !result.has("4000"), "{}", result.text());
    let paid_page = demo.order_page(&order).await;
    assert!(paid_page.contains("data-status=\"Paid\""), "{paid_page}");
    assert!(paid_page.contains(&result.attribute("data-payment-id")), "{paid_page}");

    // The sample e-Service is what others copy from: nothing is to be found about it.
    for exchange in demo.hub.exchanges().await {
        assert_eq!(exchange.findings, "[]", "{}", exchange.operation);
    }

    // Step 14.
    let receipt = payer.get(&format!("{}/receipt.pdf", visit.path)).await;
    assert_eq!(receipt.status, 200);
    assert_eq!(receipt.headers["content-type"], "application/pdf");
    assert!(receipt.body.starts_with(b"%PDF-"));

    // Step 15.
    let returned = payer.get(&format!("{}/return", visit.path)).await;
    assert_eq!((returned.status, returned.location()), (303, return_url));

    // The payer looks again: everything is as it was.
    assert!(visit.pay_page().await.has("data-status=\"paid\""));
    assert_eq!(demo.hub.confirmations().await, [("Confirmed".to_owned(), 1)]);
}

#[tokio::test]
async fn the_entry_is_found_by_get_and_post_in_any_case_of_path_and_names() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let url = "http://shop.test/orders/1?session=%C8%99&x=1#end";

    for (service, order, return_url) in [
        ("ServiceID", "OrderKey", "ReturnUrl"),
        ("serviceid", "orderkey", "returnurl"),
        ("SERVICEID", "ORDERKEY", "RETURNURL"),
        ("serviceId", "orderKey", "returnUrl"),
    ] {
        let fields = [(service, SERVICE), (order, ORDER), (return_url, url)];
        for path in ["/service/pay", "/Service/Pay", "/SERVICE/PAY"] {
            let by_post = payer.post(path, &fields).await;
            let in_address = format!("{path}?{}", form(&fields));
            let mixed = payer.post(&format!("{path}?{}", form(&fields[..1])), &fields[1..]).await;
            for page in [by_post, payer.get(&in_address).await, payer.post(&in_address, &[]).await, mixed] {
                let visit = payer.visit(&page);
                assert_eq!(payer.get(&format!("{}/return", visit.path)).await.location(), url);
            }
        }
    }
    assert_eq!(hub.count("invoice").await, 0, "an invoice is made when the pay page is shown");
}

#[tokio::test]
async fn an_existing_order_is_paid_from_the_home_page_without_a_way_back() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let order = demo.order().await;
    assert!(demo.payer.get("/").await.has("/service/ADP02"));

    let asked = demo.payer.post("/service/ADP02", &[("order_key", &format!("  {order} "))]).await;
    let visit = demo.payer.visit(&asked);
    visit.authorize().await;
    let result = visit.result().await;
    assert_eq!(result.state(), "paid");
    assert!(!result.has("data-testid=\"return\""));
    assert_eq!(demo.payer.get(&format!("{}/return", visit.path)).await.status, 404);
}

#[tokio::test]
async fn the_confirmation_says_what_was_ordered_and_paid() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.authorize().await;
    let result = visit.result().await;
    assert_eq!(result.state(), "paid");

    let [asked] = e_service.received(GetOrderDetails).try_into().unwrap();
    assert!(asked.content().contains(&format!("<OrderKey>{ORDER}</OrderKey>")), "{}", asked.body);
    let [told] = e_service.received(ConfirmOrderPayment).try_into().unwrap();
    for request in [&asked, &told] {
        assert_eq!(request.headers["content-type"], "text/xml; charset=utf-8");
        assert_eq!(
            request.headers["soapaction"],
            format!("\"{}\"", request.operation.soap_action()),
            "WS-I asks for the quotes"
        );
        assert_eq!(request.headers["content-length"], request.body.len().to_string());
        for absent in ["transfer-encoding", "expect", "accept-encoding"] {
            assert!(!request.headers.contains_key(absent), "{absent} in {:?}", request.headers);
        }
    }

    let confirmation = told.confirmation();
    let ordered = order();
    assert_eq!(confirmation.payment_id, result.attribute("data-payment-id"));
    assert_eq!(confirmation.service_id, SERVICE);
    assert_eq!(confirmation.order_key, ORDER);
    assert_eq!(confirmation.currency, "MDL");
    assert_eq!(Some(confirmation.total_amount), ordered.total_amount_due);
    // A confirmation carries whole seconds, in the time of Chișinău.
    assert_eq!(confirmation.paid_at.as_second(), clock.now().as_second());
    assert_eq!(confirmation.invoice_id.len(), 14);
    let [bank] = confirmation.properties.as_slice() else { panic!("{confirmation:?}") };
    assert_eq!((bank.name.as_str(), bank.value.as_str()), ("Bank", "Banca Demo 2 (Card)"));
    assert_eq!(confirmation.lines.len(), ordered.lines.len());
    for (line, ordered) in confirmation.lines.iter().zip(&ordered.lines) {
        assert_eq!(line.line_id, ordered.line_id);
        assert_eq!(Some(line.amount), ordered.amount_due);
        assert_eq!(line.destination_account, ordered.destination_account);
        let property = |name: &str| line.properties.iter().find(|p| p.name == name).map(|p| p.value.clone());
        assert_eq!(property("Cont beneficiar"), ordered.destination_account.bank_account);
        assert_eq!(property("HO:FileNumber").as_deref(), Some("D-00017"));
    }
}

#[tokio::test]
async fn a_partial_payment_is_taken_within_its_bounds_and_the_rest_later() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.set_orders(vec![partial_order()]);
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, None).await;
    assert!(visit.pay_page().await.has("name=\"amount\""));

    for amount in ["0", "-1", "0,001", "1250,51", "1e3", "", "NaN", "1'000", "99999999999999999999"] {
        let refused = visit.choose_amount(PROCESSOR, amount).await;
        assert_eq!(refused.status, 422, "{amount}: {}", refused.text());
        assert!(refused.has("id=\"sum-e\""), "{amount}");
    }
    let chosen = visit.choose_amount(PROCESSOR, "1 000,50").await;
    assert!(payer.get(&chosen.location()).await.has("1\u{a0}000,50"));
    payer.card(&chosen.location(), GOOD_CARD).await;
    assert_eq!(visit.result().await.state(), "paid");
    let [first] = e_service.paid().try_into().unwrap();
    assert_eq!(first.total_amount, Amount::from_bani(100_050));
    let amounts: Vec<_> = first.lines.iter().map(|line| line.amount.bani()).collect();
    assert_eq!(amounts, [75_000, 25_050], "the first line takes the difference");

    // The e-Service knows of the part, and asks for the rest.
    e_service.change_order(|order| {
        order.total_amount_due = Some(Amount::from_bani(25_000));
        order.lines[0].amount_due = Some(Amount::ZERO);
        order.lines[1].amount_due = Some(Amount::from_bani(25_000));
    });
    let again = payer.enter(SERVICE, ORDER, None).await;
    again.authorize().await;
    assert_eq!(again.result().await.state(), "paid");
    let total: Amount = e_service.paid().iter().map(|paid| paid.total_amount).sum();
    assert_eq!(total, Amount::from_bani(125_050));
    assert_eq!(e_service.paid()[0].invoice_id, e_service.paid()[1].invoice_id);
    assert!(payer.get(&format!("/n/{}", first.invoice_id)).await.has("data-status=\"Paid\""));
}

#[tokio::test]
async fn an_order_without_an_amount_is_paid_with_the_one_that_the_payer_types() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.change_order(|order| {
        order.allow_advance_payments = true;
        order.total_amount_due = None;
        order.lines.truncate(1);
        order.lines[0].amount_due = None;
        order.lines[0].destination_account = PaymentAccount::default();
    });
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    assert_eq!(visit.pay_page().await.status, 200);
    assert_eq!(visit.choose(PROCESSOR).await.status, 422);
    let chosen = visit.choose_amount(PROCESSOR, "77.7").await;
    visit.payer.card(&chosen.location(), GOOD_CARD).await;
    assert_eq!(visit.result().await.state(), "paid");
    assert_eq!(e_service.paid()[0].lines[0].amount, Amount::from_bani(7_770));
}

#[tokio::test]
async fn what_the_bank_declines_or_the_payer_cancels_costs_nothing_and_can_be_tried_again() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, Some("http://shop.test/back")).await;
    visit.pay_page().await;

    let chosen = visit.choose(PROCESSOR).await.location();
    payer.card(&chosen, "4000 0000 0000 9995").await;
    assert_eq!(visit.result().await.state(), "declined");
    let chosen = visit.choose("bank-demo-3").await.location();
    payer.post(&chosen, &[("outcome", "insufficient-funds")]).await;
    assert_eq!(visit.result().await.state(), "declined");
    let chosen = visit.choose(PROCESSOR).await.location();
    payer.post(&format!("{chosen}/cancel"), &[]).await;
    let cancelled = visit.result().await;
    assert_eq!(cancelled.state(), "cancelled");
    assert!(cancelled.has("data-testid=\"again\"") && cancelled.has("data-testid=\"return\""));
    assert_eq!(payer.get(&format!("{}/receipt.pdf", visit.path)).await.status, 404);

    let chosen = visit.choose("bank-demo-3").await.location();
    payer.post(&chosen, &[("decision", "approve")]).await;
    assert_eq!(visit.result().await.state(), "paid");
    assert_eq!(e_service.paid().len(), 1);
    assert_eq!(e_service.received(ConfirmOrderPayment).len(), 1);
}
