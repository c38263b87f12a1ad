//! `IServiceProvider`, called as a hub calls it, and as others do.

use futures_util::future::join_all;
use jiff::SignedDuration;
use mpay_sim::domain::fault::FaultCode;
use mpay_sim::domain::language::Language;
use mpay_sim::domain::money::Amount;
use mpay_sim::domain::order::OrderStatus;
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};
use mpay_sim::soap::get_order_details::{OrderDetailsQuery, write_request};

use super::shop::{Shop, confirmation, stranger};

fn query(order_key: &str) -> String {
    write_request(&OrderDetailsQuery {
        language: Language::Romanian,
        order_key: order_key.into(),
        service_id: "ADP02".into(),
    })
}

#[actix_web::test]
async fn order_details_come_in_the_language_that_was_asked_for() {
    let shop = Shop::start().await;
    let key = shop.order("ADP02").await;
    for (language, reason, label) in [
        (Language::Romanian, "Arenda terenului din fondul forestier", "Numărul dosarului"),
        (Language::Russian, "Аренда участка лесного фонда", "Номер дела"),
        (Language::English, "Lease of forest land", "File number"),
    ] {
        let orders = shop.order_details("ADP02", &key, language).await.unwrap();
        let [order] = orders.as_slice() else { panic!("{orders:?}") };
        assert_eq!(order.reason, reason);
        assert_eq!(order.order_key, key);
        assert_eq!(order.status, OrderStatus::Active);
        assert_eq!(order.amount_due(), Some(Amount::from_bani(926_700)));
        let sum: Option<Amount> = order.lines.iter().map(|line| line.amount_due).sum();
        assert_eq!(sum, order.total_amount_due);
        assert_eq!(
            order.lines[1].destination_account.bank_account.as_deref(),
            Some("MD66TRGAAB14512001000000")
        );
        let [property] = order.properties.as_slice() else { panic!("{:?}", order.properties) };
        assert_eq!((property.display_name.as_str(), property.is_visible), (label, Some(true)));
    }
}

#[actix_web::test]
async fn an_unknown_order_is_an_empty_answer_and_an_unknown_service_a_fault() {
    let shop = Shop::start().await;
    let key = shop.order("ADP01").await;
    assert_eq!(shop.order_details("ADP02", "nothing", Language::English).await, Ok(vec![]));
    assert_eq!(shop.order_details("ADP02", &key, Language::English).await, Ok(vec![]));
    let fault = shop.order_details("ADP99", &key, Language::English).await.unwrap_err();
    assert_eq!(fault.code, FaultCode::UnknownService);
}

#[actix_web::test]
async fn an_order_expires_at_its_due_date() {
    let shop = Shop::start().await;
    let key = shop.order("ADP03").await;
    shop.clock.advance(SignedDuration::from_hours(30 * 24 + 1));
    let orders = shop.order_details("ADP03", &key, Language::English).await.unwrap();
    assert_eq!(orders[0].status, OrderStatus::Expired);
    assert!(shop.page(&format!("/orders/{key}")).await.contains("data-status=\"Expired\""));
}

#[actix_web::test]
async fn a_payment_confirmed_three_times_is_one_payment() {
    let shop = Shop::start().await;
    let key = shop.order("ADP02").await;
    for _ in 0..3 {
        assert_eq!(shop.confirm(&confirmation(&key, "79042133")).await, Ok(()));
        shop.clock.advance(SignedDuration::from_hours(24));
    }
    let page = shop.page(&format!("/orders/{key}?lang=en")).await;
    for text in ["data-status=\"Paid\"", ">79042133<", ">00069002233014<", "24.11.2026, 10:01:23"] {
        assert!(page.contains(text), "{text} in {page}");
    }
    assert!(page.contains("24.11.2026, 10:00:00"), "the first confirmation is the one that counts");
    assert!(!page.contains("/service/pay"));
    let orders = shop.order_details("ADP02", &key, Language::English).await.unwrap();
    assert_eq!(orders[0].status, OrderStatus::Paid);
}

#[actix_web::test]
async fn two_confirmations_at_once_are_one_payment_and_two_payments_at_once_one_refusal() {
    let shop = Shop::start().await;
    let key = shop.order("ADP02").await;
    let (a, b, c) = (confirmation(&key, "1"), confirmation(&key, "1"), confirmation(&key, "2"));
    let (a, b) = tokio::join!(shop.confirm(&a), shop.confirm(&b));
    assert_eq!((a, b), (Ok(()), Ok(())));
    assert_eq!(shop.confirm(&c).await.unwrap_err().code, FaultCode::InvoiceAlreadyPaid);

    let key = shop.order("ADP02").await;
    let (a, b) = (confirmation(&key, "3"), confirmation(&key, "4"));
    let (a, b) = tokio::join!(shop.confirm(&a), shop.confirm(&b));
    assert_eq!([&a, &b].iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert_eq!(a.and(b).unwrap_err().code, FaultCode::InvoiceAlreadyPaid);
}

#[actix_web::test]
async fn a_confirmation_that_does_not_fit_is_refused_and_changes_nothing() {
    let shop = Shop::start().await;
    let key = shop.order("ADP02").await;
    let right = confirmation(&key, "1");

    let mut wrong = vec![];
    let mut other_service = right.clone();
    other_service.service_id = "ADP01".into();
    wrong.push((other_service, FaultCode::UnknownOrder));
    let mut no_service = right.clone();
    no_service.service_id = "ADP99".into();
    wrong.push((no_service, FaultCode::UnknownService));
    wrong.push((confirmation("nothing", "1"), FaultCode::UnknownOrder));
    let mut currency = right.clone();
    currency.currency = "EUR".into();
    wrong.push((currency, FaultCode::InvalidParameter));
    let mut total = right.clone();
    total.total_amount = Amount::from_bani(926_699);
    wrong.push((total, FaultCode::InvalidParameter));
    let mut less = right.clone();
    less.total_amount = Amount::from_bani(926_699);
    less.lines[0].amount = Amount::from_bani(899_999);
    wrong.push((less, FaultCode::InvalidParameter));
    let mut shifted = right.clone();
    shifted.lines[0].amount = Amount::from_bani(899_999);
    shifted.lines[1].amount = Amount::from_bani(26_701);
    wrong.push((shifted, FaultCode::InvalidParameter));
    let mut renamed = right.clone();
    renamed.lines[0].line_id = "9".into();
    wrong.push((renamed, FaultCode::InvalidParameter));
    let mut long = right.clone();
    long.payment_id = "9".repeat(37);
    wrong.push((long, FaultCode::InvalidParameter));

    for (confirmation, code) in wrong {
        assert_eq!(shop.confirm(&confirmation).await.unwrap_err().code, code, "{confirmation:?}");
    }
    assert!(shop.page(&format!("/orders/{key}")).await.contains("data-status=\"Active\""));

    let mut reordered = right;
    reordered.lines.reverse();
    assert_eq!(shop.confirm(&reordered).await, Ok(()));
}

#[actix_web::test]
async fn a_payment_id_means_one_amount_and_one_order_forever() {
    let shop = Shop::start().await;
    let key = shop.order("ADP02").await;
    let other_key = shop.order("ADP02").await;
    shop.confirm(&confirmation(&key, "1")).await.unwrap();

    assert_eq!(
        shop.confirm(&confirmation(&other_key, "1")).await.unwrap_err().code,
        FaultCode::InvalidParameter
    );
    let mut other_amount = confirmation(&key, "1");
    other_amount.total_amount = Amount::from_bani(926_701);
    other_amount.lines[1].amount = Amount::from_bani(26_701);
    assert_eq!(shop.confirm(&other_amount).await.unwrap_err().code, FaultCode::InvalidParameter);
    assert_eq!(shop.confirm(&confirmation(&key, "2")).await.unwrap_err().code, FaultCode::InvoiceAlreadyPaid);
    assert!(shop.page(&format!("/orders/{other_key}")).await.contains("data-status=\"Active\""));
}

#[actix_web::test]
async fn only_what_the_hub_signed_is_answered() {
    let shop = Shop::start().await;
    let key = shop.order("ADP02").await;
    let unsigned = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{}</s:Body></s:Envelope>",
        query(&key)
    );
    let tampered = shop.signed(&query("another")).replace(">another<", &format!(">{key}<"));
    let strange = shop.signed_by(&stranger(), &query(&key));
    let old = shop.signed(&query(&key));
    for xml in [unsigned, tampered, strange] {
        let fault = shop.call(GetOrderDetails, xml).await.err().unwrap();
        assert_eq!(fault.code, FaultCode::AuthenticationFailed, "{fault:?}");
    }
    shop.clock.advance(SignedDuration::from_mins(11));
    let fault = shop.call(GetOrderDetails, old).await.err().unwrap();
    assert_eq!(fault.code, FaultCode::AuthenticationFailed, "{fault:?}");
}

#[actix_web::test]
async fn the_header_names_the_operation_of_the_body_or_none() {
    let shop = Shop::start().await;
    let key = shop.order("ADP02").await;
    let signed = || shop.signed(&query(&key));
    for action in [GetOrderDetails.soap_action(), ""] {
        let response = shop.post(action, signed()).await;
        assert!(shop.read(response).await.is_ok(), "{action}");
    }
    for action in ["urn:other", ConfirmOrderPayment.soap_action()] {
        let response = shop.post(action, signed()).await;
        assert_eq!(shop.read(response).await.err().unwrap().code, FaultCode::InvalidParameter, "{action}");
    }
}

#[actix_web::test]
async fn what_is_no_message_gets_a_signed_fault() {
    let shop = Shop::start().await;
    let empty_query = shop.signed("<GetOrderDetails xmlns=\"https://mpay.gov.md\"/>");
    let empty_body = shop.signed("");
    let bodies = [
        String::new(),
        "not xml".to_owned(),
        "<html></html>".to_owned(),
        "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>".to_owned(),
        "<a>".repeat(100_000),
        empty_query,
        empty_body,
    ];
    for body in bodies {
        let fault = shop.call(GetOrderDetails, body.clone()).await.err().unwrap();
        assert_eq!(fault.code, FaultCode::InvalidParameter, "{:.80}", body);
    }
    let response = shop.post(GetOrderDetails.soap_action(), vec![0xff, 0xfe, 0x00]).await;
    assert_eq!(shop.read(response).await.err().unwrap().code, FaultCode::InvalidParameter);
}

#[actix_web::test]
async fn a_body_of_five_megabytes_is_refused() {
    let shop = Shop::start().await;
    let huge = shop.signed(&query(&"x".repeat(5 * 1024 * 1024)));
    let request = shop
        .client
        .post(format!("{}/ServiceProvider.svc", shop.url))
        .header("SOAPAction", GetOrderDetails.soap_action())
        .body(huge);
    // The shop may hang up while the rest is still being sent; an answer, if it comes, is a fault.
    if let Ok(response) = request.send().await {
        assert_eq!(response.status(), 500);
    }
    // It goes on working.
    assert_eq!(shop.get("/").await.status(), 200);
}

#[actix_web::test]
async fn costly_messages_keep_no_page_waiting() {
    // It serves pages on one thread.
    let shop = Shop::start().await;
    let costly = shop.signed(&format!("<a xmlns=\"https://mpay.gov.md\">{}</a>", "<b/>".repeat(190_000)));
    let calls = join_all((0..4).map(|_| shop.post(GetOrderDetails.soap_action(), costly.clone())));
    let mut pages = 0;
    let served = async {
        loop {
            assert_eq!(shop.get("/").await.status(), 200);
            pages += 1;
        }
    };
    tokio::select! {
        replies = calls => assert!(replies.iter().all(|reply| reply.status() == 500)),
        () = served => {}
    }
    assert!(pages > 20, "only {pages} pages were served beside four costly messages");
}

#[actix_web::test]
async fn the_endpoint_is_found_in_any_case_and_tells_people_what_it_is() {
    let shop = Shop::start().await;
    for path in ["/ServiceProvider.svc", "/serviceprovider.SVC"] {
        let response = shop.get(path).await;
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
        assert!(response.text().await.unwrap().contains("IServiceProvider"));
    }
}
