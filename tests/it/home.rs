//! The home page, which says which e-Services did not answer last.

use mpay_sim::domain::ids::ServiceId;
use mpay_sim::soap::Operation::GetOrderDetails;

use crate::support::orders::{ORDER, SERVICE};
use crate::support::{Answer, EService, Hub, Payer, simulated_clock};

const CHIP: &str = "data-testid=\"silent-TEST01\"";

#[tokio::test]
async fn says_which_e_service_did_not_answer_until_it_answers_again() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let mut other = e_service.service();
    other.id = ServiceId::parse("OTHER").unwrap();
    let hub = Hub::start(&clock, vec![e_service.service(), other]).await;
    let payer = Payer::new(&hub.url);
    assert!(!payer.get("/").await.has("data-testid=\"silent-"), "nobody was called");

    e_service.go_away().await;
    payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    let calls = hub.exchanges().await.len();
    for (language, words) in [
        ("ro", "Prestatorul nu a răspuns la 04.01.2027, 10:51"),
        ("ru", "Поставщик не ответил 04.01.2027, 10:51"),
        ("en", "The service provider did not respond at 04.01.2027, 10:51"),
    ] {
        let page = payer.get(&format!("/?lang={language}")).await;
        assert!(page.has(CHIP) && page.has(words), "{}", page.text());
        assert!(!page.has("silent-OTHER"), "{}", page.text());
    }
    assert_eq!(hub.exchanges().await.len(), calls, "nobody is called to find out");

    e_service.come_back().await;
    assert!(payer.get("/").await.has(CHIP), "nobody has asked it since");
    payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    assert!(!payer.get("/").await.has(CHIP));
}

#[tokio::test]
async fn takes_a_fault_for_an_answer_and_a_proxy_for_none() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let bad_gateway = || Answer::Http(502, b"<h1>Bad Gateway</h1>".to_vec());
    for (answer, is_silent) in [
        (Answer::LostReply, true),
        (Answer::fault("InternalError", "The database is away"), false),
        (bad_gateway(), true),
        (Answer::Http(500, b"<h1>Oops</h1>".to_vec()), false),
        (bad_gateway(), true),
        (Answer::Honest, false),
    ] {
        e_service.next(GetOrderDetails, answer.clone());
        payer.enter(SERVICE, ORDER, None).await.pay_page().await;
        assert_eq!(payer.get("/").await.has(CHIP), is_silent, "{answer:?}");
    }
}

#[tokio::test]
async fn says_what_to_do_where_no_service_is_registered() {
    let (clock, _) = simulated_clock();
    let hub = Hub::start(&clock, vec![]).await;
    let page = Payer::new(&hub.url).get("/").await;
    assert!(page.status == 200 && page.has("[[service]]"), "{}", page.text());
}
