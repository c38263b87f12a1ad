//! What browsers and e-Services should not send, and do. Nothing is lost, nobody sees a stack trace, and the payment
//! works once the trouble is over.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use mpay_sim::config::Config;
use mpay_sim::domain::order::OrderStatus;
use mpay_sim::soap::Operation::GetOrderDetails;
use tokio::sync::Notify;

use crate::support::orders::{ORDER, SERVICE, order};
use crate::support::payer::{PROCESSOR, Visit, encoded, form};
use crate::support::{Answer, EService, Hub, Payer, simulated_clock};

async fn start() -> (EService, Hub, Payer) {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    (e_service, hub, payer)
}

/// The visit pays its order to the end.
async fn pays(visit: &Visit) {
    visit.authorize().await;
    assert_eq!(visit.result().await.state(), "paid");
}

#[tokio::test]
async fn missing_and_over_long_parameters_are_named_in_three_languages() {
    let (_e_service, hub, payer) = start().await;
    let long = "x".repeat(37);
    for (fields, detail) in [
        (vec![], "ServiceID is missing"),
        (vec![("ServiceID", SERVICE)], "OrderKey is missing"),
        (vec![("OrderKey", ORDER)], "ServiceID is missing"),
        (vec![("ServiceID", SERVICE), ("OrderKey", "")], "OrderKey is missing"),
        (vec![("ServiceID", &long), ("OrderKey", ORDER)], "ServiceID has 37 characters"),
        (vec![("ServiceID", SERVICE), ("OrderKey", &long)], "OrderKey has 37 characters"),
        (vec![("ServiceID", SERVICE), ("OrderKey", "a\0b")], "OrderKey holds a control character"),
        (vec![("ServiceID", "a\nb"), ("OrderKey", ORDER)], "ServiceID holds a control character"),
    ] {
        for (language, title) in [
            ("ro", "Adresa paginii de plată nu este completă"),
            ("ru", "Адрес страницы оплаты неполный"),
            ("en", "The address of the payment page is incomplete"),
        ] {
            let page = payer.post(&format!("/service/pay?lang={language}"), &fields).await;
            assert_eq!(page.status, 400, "{fields:?}");
            assert!(page.has(title), "{}", page.text());
            assert!(page.has(detail), "{detail} in {}", page.text());
        }
    }
    let long_enough = payer.enter(SERVICE, &"ș".repeat(36), None).await;
    assert_eq!(long_enough.pay_page().await.status, 200);

    let unknown = payer.post("/service/pay", &[("ServiceID", "TEST99"), ("OrderKey", ORDER)]).await;
    assert_eq!(unknown.status, 404);
    assert!(unknown.has("TEST99"), "{}", unknown.text());
    assert_eq!(hub.count("pay_session").await, 1);
}

#[tokio::test]
async fn only_an_absolute_web_address_is_taken_to_return_to() {
    let (_e_service, hub, payer) = start().await;
    for url in [
        "javascript:alert(1)",
        "ftp://shop.test/",
        "/orders/1",
        "//evil.test/",
        "data:text/html,x",
        "http://shop.test/\r\nSet-Cookie: a=b",
        "http://shop.test/\0",
        " http://shop.test/",
        "https://",
    ] {
        let fields = [("ServiceID", SERVICE), ("OrderKey", ORDER), ("ReturnUrl", url)];
        let page = payer.post("/service/pay", &fields).await;
        assert_eq!(page.status, 400, "{url}");
        assert!(page.has("data-testid=\"problem\"") && !page.has("href=\"javascript"), "{}", page.text());
        assert!(!page.headers.contains_key("set-cookie"));
    }
    assert_eq!(hub.count("pay_session").await, 0);
    // The address goes into a header; what a header cannot carry is encoded and nothing else.
    let visit = payer.enter(SERVICE, ORDER, Some("https://shop.test/ș?a=%20&b=c#d")).await;
    let back = payer.get(&format!("{}/return", visit.path)).await;
    assert_eq!(back.location(), "https://shop.test/%C8%99?a=%20&b=c#d");
}

#[tokio::test]
async fn an_unknown_order_is_one_clear_page_whichever_way_the_e_service_says_it() {
    let (e_service, hub, payer) = start().await;
    let nil = "<GetOrderDetailsResponse xmlns=\"https://mpay.gov.md\" \
               xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><GetOrderDetailsResult i:nil=\"true\"/>\
               </GetOrderDetailsResponse>";
    let twelve = "<f:Fault xmlns:f=\"http://www.w3.org/2003/05/soap-envelope\"><f:Code><f:Value>f:UnknownOrder\
                  </f:Value></f:Code><f:Reason><f:Text>no</f:Text></f:Reason></f:Fault>";
    let fault = |code: &str| match Answer::fault(code, "at Shop.Orders.find (/srv/shop/orders.js:17)") {
        Answer::Signed(_, fault) => fault,
        other => panic!("{other:?}"),
    };
    let answers = [
        Answer::Signed(500, fault("UnknownOrder")),
        Answer::Signed(500, fault("soap:UnknownOrder")),
        Answer::Signed(200, fault("SOAP-ENV:UnknownOrder")),
        Answer::Unsigned(500, fault("soap:Client").replace("Shop.Orders", "order not found, Shop.Orders")),
        Answer::Unsigned(401, twelve.to_owned()),
        Answer::Signed(200, "<GetOrderDetailsResponse xmlns=\"https://mpay.gov.md\"/>".to_owned()),
        Answer::Signed(200, nil.to_owned()),
    ];
    let visit = payer.enter(SERVICE, "NO-SUCH", None).await;
    for (count, answer) in (1..).zip(answers) {
        e_service.next(GetOrderDetails, answer.clone());
        let page = visit.pay_page().await;
        assert_eq!(page.status, 404, "{answer:?}");
        assert!(page.has("NO-SUCH") && page.has("data-testid=\"another-order\""), "{}", page.text());
        let text = page.text();
        assert!(
            !text.split("class=\"aid\"").next().unwrap().contains("/srv/shop"),
            "no payer sees a stack trace"
        );
        assert_eq!(hub.count("exchange").await, count);
        assert_eq!(hub.count("invoice").await, 0);
    }
    pays(&visit).await;
}

#[tokio::test]
async fn an_e_service_in_trouble_gets_its_own_page_and_the_payment_works_once_it_is_over() {
    let (e_service, mut hub, payer) = start().await;
    let visit = payer.enter(SERVICE, ORDER, Some("http://shop.test/back")).await;
    let let_go = Arc::new(Notify::new());
    let late = Answer::After(Arc::clone(&let_go), Box::new(Answer::Honest));
    let html = b"<!DOCTYPE html><html><body><h1>Server Error in '/' Application.</h1></body></html>".to_vec();
    let huge = [b"<a>".to_vec(), vec![b'x'; 5 * 1024 * 1024], b"</a>".to_vec()].concat();
    let redirect = b"HTTP/1.1 302 Found\r\nLocation: http://evil.test/\r\nContent-Length: 0\r\n\r\n".to_vec();
    let promised = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n".to_vec();
    let two_orders_without_lines = "<GetOrderDetailsResponse xmlns=\"https://mpay.gov.md\"><GetOrderDetailsResult>\
         <OrderDetails><Status>Active</Status></OrderDetails></GetOrderDetailsResult></GetOrderDetailsResponse>";
    let cases = [
        (Answer::Raw(b"garbage\r\n\r\n".to_vec()), 502, "http: "),
        (Answer::Raw(vec![]), 502, "http: "),
        (Answer::Raw(promised), 502, "http: 0 of the 100 bytes that Content-Length promises"),
        (Answer::Cut(900, Box::new(Answer::Honest)), 502, "http: 797 of the"),
        (Answer::Http(500, html.clone()), 502, "http: HTTP status 500"),
        (Answer::Http(200, html), 502, "envelope: "),
        (Answer::Http(204, vec![]), 502, "http: HTTP status 204"),
        (Answer::Http(405, b"no".to_vec()), 502, "http: HTTP status 405"),
        (Answer::Raw(redirect), 502, "http: HTTP status 302 to `http://evil.test/`"),
        (Answer::Http(200, huge), 502, "http: the reply is larger than 2097152 bytes"),
        (Answer::Http(200, vec![]), 502, "envelope: the reply has no content"),
        (Answer::Http(200, vec![0xff, 0xfe, 0]), 502, "envelope: the text is not UTF-8"),
        (Answer::Http(200, "<a>".repeat(100_000).into_bytes()), 502, "envelope: "),
        (Answer::Http(200, b"<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>".to_vec()), 502, "envelope: "),
        (Answer::Signed(200, String::new()), 502, "envelope: the Body is empty"),
        (Answer::Signed(200, "<Other/>".to_owned()), 502, "contract: "),
        (Answer::Signed(200, two_orders_without_lines.to_owned()), 502, "contract: "),
        (Answer::fault("InternalError", "at /srv/shop/db.js:1"), 502, "business: SOAP fault InternalError"),
        (Answer::Hang, 504, "http: no whole reply within 300 ms"),
        (late, 504, "http: no whole reply within 300 ms"),
    ];
    for (count, (answer, status, detail)) in (1..).zip(cases) {
        let name = format!("{answer:.60?}");
        if status == 504 {
            hub.restart_set(|config| config.e_service_timeout = Duration::from_millis(300)).await;
        }
        e_service.next(GetOrderDetails, answer);
        let page = visit.pay_page().await;
        assert_eq!(page.status, status, "{name}: {}", page.text());
        let text = page.text().replace("&#39;", "'").replace("&#47;", "/");
        let text = text.replace("<code>", "`").replace("</code>", "`");
        assert!(text.contains(detail), "{name}: no {detail} in {text}");
        for link in ["data-testid=\"retry\"", "data-testid=\"return\""] {
            assert!(text.contains(link), "{name}: no {link} in {text}");
        }
        // The simulator's own box shows the e-Service's words to those who may read the console.
        let payers = text.split("class=\"aid\"").next().unwrap();
        assert!(!payers.contains("/srv/shop") && !payers.contains("Server Error in"), "{name}");
        let rows = hub.exchanges().await;
        assert_eq!(rows.len(), count, "{name}");
        assert!(rows[count - 1].outcome.starts_with(detail.split(": ").next().unwrap()), "{name}");
        assert!(rows[count - 1].request().contains(ORDER));
        assert_eq!(hub.count("invoice").await, 0, "{name}");
    }
    let_go.notify_one();
    hub.restart_set(|config| config.e_service_timeout = Config::default().e_service_timeout).await;
    let kept = hub.exchanges().await;
    assert!(kept.iter().all(|row| row.response.as_ref().is_none_or(|body| body.len() <= 2_097_152)));

    e_service.go_away().await;
    let page = visit.pay_page().await;
    assert_eq!(page.status, 502);
    assert!(page.has("connect: no connection to"), "{}", page.text());
    for (language, title) in [
        ("ro", "Prestatorul de test nu răspunde"),
        ("ru", "Prestatorul de test не отвечает"),
        ("en", "Prestatorul de test is not responding"),
    ] {
        assert!(payer.get(&format!("{}?lang={language}", visit.path)).await.has(title), "{language}");
    }
    e_service.come_back().await;
    pays(&visit).await;
}

#[tokio::test]
async fn an_order_that_cannot_be_paid_says_why_and_can_be_paid_when_the_e_service_says_so() {
    let (e_service, hub, payer) = start().await;
    let visit = payer.enter(SERVICE, ORDER, None).await;
    for (status, shown) in [
        (OrderStatus::Paid, "paid"),
        (OrderStatus::Expired, "expired-undated"),
        (OrderStatus::Cancelled, "cancelled"),
        (OrderStatus::Completed, "completed"),
        (OrderStatus::Refunding, "refunding"),
        (OrderStatus::Refunded, "refunded"),
        (OrderStatus::Paid, "paid"),
    ] {
        e_service.change_order(|order| order.status = status);
        let page = visit.pay_page().await;
        assert_eq!((page.status, page.attribute("data-status").as_str()), (200, shown));
        assert_eq!(visit.choose(PROCESSOR).await.location(), visit.path);
    }
    e_service.change_order(|order| {
        order.status = OrderStatus::Active;
        order.due_at = Some("2027-01-04T08:51:24Z".parse().unwrap());
    });
    assert_eq!(visit.pay_page().await.attribute("data-status"), "expired");
    assert_eq!(visit.choose(PROCESSOR).await.location(), visit.path);
    e_service.change_order(|order| {
        order.due_at = None;
        order.total_amount_due = None;
        order.lines[0].amount_due = None;
    });
    assert_eq!(visit.pay_page().await.attribute("data-status"), "no-amount");
    assert_eq!(hub.count("payment").await, 0);

    e_service.set_orders(vec![order()]);
    assert_eq!(visit.pay_page().await.attribute("data-status"), "Open");
    pays(&visit).await;
}

#[tokio::test]
async fn what_was_authorised_before_the_due_date_counts_and_what_came_later_is_given_back() {
    let (clock, hand) = simulated_clock();
    for (minutes_at_the_bank, state) in [(4, "paid"), (6, "reversed")] {
        let e_service = EService::start(&clock).await;
        let due = clock.now() + SignedDuration::from_mins(5);
        e_service.change_order(|order| order.due_at = Some(due));
        let hub = Hub::start(&clock, vec![e_service.service()]).await;
        let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
        visit.pay_page().await;
        let address = visit.choose("bank-demo-3").await.location();
        hand.advance(SignedDuration::from_mins(minutes_at_the_bank));
        visit.payer.post(&address, &[("decision", "approve")]).await;
        // The payer comes back long after; what counts is the moment of the authorisation.
        hand.advance(SignedDuration::from_secs(20));
        let result = visit.result().await;
        assert_eq!(result.state(), state);
        assert_eq!(e_service.paid().len(), usize::from(state == "paid"));
    }
}

#[tokio::test]
async fn hostile_forms_and_addresses_never_break_the_hub() {
    let (_e_service, hub, payer) = start().await;
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    let bank = visit.choose("bank-demo-3").await.location();
    let processor = visit.choose("card-demo-1").await.location();
    let three_d_secure = format!("{processor}/3ds");
    let entry = "/service/pay".to_owned();
    let by_service = format!("/service/{SERVICE}");

    let bodies: Vec<Vec<u8>> = vec![
        vec![],
        vec![0xff; 2000],
        b"%".to_vec(),
        b"%ff%00=%fe&ServiceID=%ff&OrderKey=%00&number=%ff&amount=%00".to_vec(),
        b"=&=&&&==".to_vec(),
        b"{\"ServiceID\": 1}".to_vec(),
        form(&[("ins", "\0"), ("amt", "part"), ("amount", "\u{ffff}"), ("order_key", "\0")]).into_bytes(),
        form(&[("ins", "ib"), ("bank", "<script>"), ("code", "\u{202e}"), ("decision", "<b>")]).into_bytes(),
        format!("order_key={}", "A".repeat(60_000)).into_bytes(),
    ];
    for path in [&entry, &by_service, &visit.path, &bank, &processor, &three_d_secure] {
        for body in &bodies {
            let page = payer.post_bytes(path, body.clone()).await;
            assert!(page.status < 500, "{path} {:?}: {}", &body[..body.len().min(40)], page.text());
            assert!(!page.has("<script>"));
        }
        let page = payer.post_bytes(path, vec![b'a'; 1024 * 1024]).await;
        assert_eq!(page.status, 413, "{path}");
        assert!(page.headers.contains_key("x-mpay-simulator"), "{path}");
    }
    for path in [
        "/service/%FF%00",
        "/service/pay?ServiceID=%FF&OrderKey=%FF",
        "/pay/x",
        "/pay/%00/result",
        "/n/%FF",
        "/n?number=%00",
        "/n/00069002233014",
        "/psp/card-demo-1/x",
        "/psp/%2e%2e/%2e%2e/3ds",
        "/%ff%fe",
        "/pay/00000000-0000-4000-8000-000000000000/receipt.pdf",
        "/service/pay/extra",
        "/?lang=%ff",
    ] {
        let page = payer.get(path).await;
        assert!((200..500).contains(&page.status), "{path}: {} {}", page.status, page.text());
    }
    // A character that no XML document can hold.
    let odd = payer.post("/service/pay", &[("ServiceID", SERVICE), ("OrderKey", "a\u{ffff}b")]).await;
    assert_eq!(odd.status, 400, "{}", odd.text());
    // One payment provider's page does not open another one's transaction.
    let id = processor.rsplit('/').next().unwrap();
    assert_eq!(payer.get(&format!("/psp/card-demo-2/{id}")).await.status, 404);
    assert_eq!(hub.count_payments("AtPaymentProvider").await, 2, "nothing was decided by all this");
    pays(&visit).await;
}

#[tokio::test]
async fn texts_of_an_e_service_are_shown_as_text() {
    let (e_service, _hub, payer) = start().await;
    let nasty = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u{202e}";
    e_service.change_order(|order| {
        order.reason = nasty.to_owned();
        order.customer_name = Some(nasty.repeat(200));
        order.customer_id = Some(nasty.to_owned());
        order.currency = nasty.to_owned();
        order.properties[0].display_name = nasty.to_owned();
        order.properties[0].value = nasty.to_owned();
        order.lines[0].reason = nasty.to_owned();
        order.lines[0].destination_account.bank_account = Some(nasty.to_owned());
    });
    let visit = payer.enter(SERVICE, ORDER, None).await;
    let in_no_currency = visit.pay_page().await;
    e_service.change_order(|order| order.currency = "MDL".to_owned());
    visit.authorize().await;
    for page in [in_no_currency, visit.result().await, visit.pay_page().await] {
        assert_eq!(page.status, 200);
        assert!(!page.has("<script") && !page.has("<img src=x"), "{}", page.text());
    }
    let receipt = payer.get(&format!("{}/receipt.pdf", visit.path)).await;
    assert!(receipt.status == 200 && receipt.body.starts_with(b"%PDF-"));
}

#[tokio::test]
async fn an_order_key_travels_to_the_letter_but_for_the_white_space_around_it() {
    let (e_service, _hub, payer) = start().await;
    for key in ["a&b<c>\"d'", "  spaced  ", "ș‑日本 😀", "a+b%20c", "../../x", "%FF"] {
        let address = format!("/service/pay?ServiceID={SERVICE}&OrderKey={}", encoded(key));
        let visit = payer.visit(&payer.get(&address).await);
        assert_eq!(visit.pay_page().await.status, 200, "{key}");
        let asked = e_service.received(GetOrderDetails).pop().unwrap().content();
        let document = mpay_sim::soap::envelope::parse(&asked).unwrap();
        let found = document.descendants().find(|node| node.tag_name().name() == "OrderKey").unwrap();
        assert_eq!(found.text(), Some(key.trim()));
    }
}
