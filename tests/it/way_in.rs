//! From every page to the console: the link in the ribbon, the links of the simulator's own box, and incidents.

use mpay_sim::domain::event::EventKind;
use mpay_sim::soap::Operation::GetOrderDetails;

use crate::support::hub::control_token;
use crate::support::orders::{ORDER, SERVICE};
use crate::support::payer::{Page, encoded};
use crate::support::{Answer, EService, Hub, Payer, simulated_clock};

const CONSOLE: &str = "href=\"/console\" data-testid=\"to-console\"";

/// The target of the link with this test id.
fn link(page: &Page, id: &str) -> String {
    let text = page.text();
    let end = format!("\" data-testid=\"{id}\"");
    let before = text.split(&end).next().filter(|before| before.len() < text.len());
    let before = before.unwrap_or_else(|| panic!("no {id} in {text}"));
    before.rsplit("href=\"").next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
}

#[tokio::test]
async fn every_page_of_the_hub_leads_to_the_console() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    let note = format!("/n/{}", hub.invoice_of(ORDER).await.unwrap());
    let mut pages = vec![visit.path.clone(), note];
    for path in ["/", "/rules", "/control/", "/openapi/index.html", "/service/TEST01", "/nothing", "/n/1"] {
        pages.push(path.to_owned());
    }
    for instrument in ["card-demo-1", "mia", "cash", "bank-demo-1"] {
        pages.push(visit.choose(instrument).await.location());
    }
    let transaction = visit.authorize().await;
    pages.extend([transaction, format!("{}/result", visit.path)]);
    for path in &pages {
        assert!(payer.get(path).await.has(CONSOLE), "{path}");
    }
    assert!(payer.post("/rules", &[]).await.has("href=\"/console\" data-testid=\"console\""));
    assert!(!payer.get("/console/payments").await.has(CONSOLE), "it is there already");
}

#[tokio::test]
async fn the_boxes_lead_to_the_payment_and_to_the_orders_messages() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, None).await;
    let page = visit.pay_page().await;
    let messages = format!("/console/messages?service={SERVICE}&order={ORDER}");
    assert_eq!(link(&page, "messages"), messages);
    assert!(page.has("Mesajele SOAP ale acestei note (1)"), "{}", page.text());
    assert!(payer.get(&messages).await.has("GetOrderDetails"));

    for instrument in ["card-demo-1", "mia", "cash", "bank-demo-1"] {
        let page = payer.get(&visit.choose(instrument).await.location()).await;
        let payment = link(&page, "console-payment");
        assert_eq!(payer.get(&payment).await.status, 200, "{instrument}: {payment}");
    }
    let transaction = visit.authorize().await;
    let result = visit.result().await;
    let payment = format!("/console/payments/{}", result.attribute("data-payment-id"));
    assert_eq!(link(&result, "console-payment"), payment);
    assert_eq!(link(&payer.get(&transaction).await, "console-payment"), payment, "of a finished transaction");
    assert_eq!(link(&result, "messages"), messages);
    let paid = visit.pay_page().await;
    assert_eq!((link(&paid, "messages"), link(&paid, "console-payment")), (messages, payment));
}

#[tokio::test]
async fn who_may_not_read_the_console_is_led_to_its_door_alone() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        config.control_token = control_token("0123456789abcdef-token");
    })
    .await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, None).await;
    let pay_page = visit.pay_page().await;
    assert_eq!(link(&pay_page, "messages"), "/console");
    let card_page = payer.get(&visit.choose("card-demo-1").await.location()).await;
    assert_eq!(link(&card_page, "console-payment"), "/console");
    e_service.next(GetOrderDetails, Answer::Http(500, b"<h1>Oops</h1>".to_vec()));
    let failed = visit.pay_page().await;
    assert_eq!(
        (link(&failed, "incident"), link(&failed, "exchange")),
        ("/console".into(), "/console".into())
    );
    for page in [pay_page, card_page, failed] {
        assert!(page.has(CONSOLE) && !page.has("\"/console/"), "{}", page.text());
    }
}

#[tokio::test]
async fn a_hostile_order_key_stays_within_its_link() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let key = "\"><script>&order=1#x";
    let page = payer.enter(SERVICE, key, None).await.pay_page().await;
    assert!(page.status == 200 && !page.has("<script"), "{}", page.text());
    let messages = link(&page, "messages");
    let order = "%22%3E%3Cscript%3E%26order%3D1%23x";
    assert_eq!(messages, format!("/console/messages?service={SERVICE}&order={order}"));
    let listed = payer.get(&messages).await;
    assert!(listed.has("GetOrderDetails") && !listed.has("<script>&"), "{}", listed.text());
}

#[tokio::test]
async fn a_failure_is_kept_under_the_number_that_the_page_shows() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let text = "<script>alert(1)</script> card 4242 4242 4242 4242";
    e_service.next(GetOrderDetails, Answer::fault("InternalError", text));
    let visit = payer.enter(SERVICE, ORDER, None).await;
    let page = visit.pay_page().await;
    assert_eq!(page.status, 502);
    let address = link(&page, "incident");
    let number = address.strip_prefix("/console/search?q=").unwrap();
    assert!(page.has(&format!("<code>{number}</code>")), "{}", page.text());

    let store = &hub.app().store;
    let incident = store.incident(number).await.unwrap().unwrap();
    assert_eq!((incident.kind, incident.at), (EventKind::VisitStopped, clock.now()));
    assert_eq!(incident.exchange_id, Some(1));
    assert_eq!(incident.service_id.unwrap().as_str(), SERVICE);
    assert_eq!(incident.order_key.unwrap().as_str(), ORDER);
    assert!(incident.detail.starts_with(&format!("{number} ")), "{}", incident.detail);
    assert!(!incident.detail.contains("4242 4242"), "{}", incident.detail);
    assert!(store.incident(&format!(" {} ", number.to_uppercase())).await.unwrap().is_some());
    for other in ["", "%", "________", "00000000' OR '1'='1", &number[1..], &format!("{number}0"), "șșșș"]
    {
        assert_eq!(store.incident(other).await.unwrap(), None, "{other}");
    }
    let events = payer.get(&format!("/console/events?kind=visit.stopped&order={}", encoded(ORDER))).await;
    assert!(events.has(number) && !events.has("<script>alert"), "{}", events.text());
}

#[tokio::test]
async fn what_the_payer_can_correct_is_no_incident() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    e_service.set_orders(vec![]);
    let unknown = payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    assert_eq!(unknown.status, 404);
    assert!(!unknown.has("data-testid=\"incident\"") && unknown.has("data-testid=\"exchange\""));
    let not_there = payer.get("/pay/00000000000000000000000000000000").await;
    assert!(not_there.status == 404 && not_there.has("data-testid=\"console\""), "{}", not_there.text());
    assert_eq!(hub.count("event WHERE kind = 'visit.stopped'").await, 0);
}
