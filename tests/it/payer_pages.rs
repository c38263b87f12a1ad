//! What helps a payer and a tester along: the page that follows an approval elsewhere, test cards by a click, a decision
//! brought forward, one text for one cause, and a language that stays.

use mpay_sim::soap::Operation::ConfirmOrderPayment;

use crate::support::orders::{ORDER, SERVICE};
use crate::support::payer::Page;
use crate::support::{EService, Hub, Payer, simulated_clock};

#[tokio::test]
async fn the_page_of_the_qr_code_follows_an_approval_elsewhere_and_says_that_there_is_none_yet() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    let address = visit.choose("mia").await.location();
    let page = visit.payer.get(&address).await;
    assert_eq!(page.headers["refresh"], format!("10; url={address}?again"));
    assert!(!page.has("data-testid=\"not-approved\""), "{}", page.text());
    assert!(page.has(&format!("href=\"{address}?approved\" data-testid=\"approved-in-app\"")));

    let early = visit.payer.get(&format!("{address}?approved")).await;
    assert_eq!(early.status, 200);
    assert!(early.has("data-testid=\"not-approved\"") && early.has("data-testid=\"qr\""), "{}", early.text());
    let again = visit.payer.get(&format!("{address}?again")).await;
    assert!(again.status == 200 && !again.has("data-testid=\"not-approved\""), "{}", again.text());

    let phone = Payer::new(&hub.url);
    phone.post(&address, &[("decision", "approve")]).await;
    for sight in ["again", "approved", "again&lang=ru"] {
        let followed = visit.payer.get(&format!("{address}?{sight}")).await.location();
        assert!(followed.starts_with(&format!("{}/result/", visit.path)), "{sight}: {followed}");
    }
    assert_eq!(visit.result().await.state(), "paid");
    let finished = visit.payer.get(&address).await;
    assert!(finished.has("data-testid=\"finished\"") && !finished.headers.contains_key("refresh"));
}

/// What the card page's form sends as it stands.
fn filled(page: &Page) -> Vec<(&'static str, String)> {
    let value = |name: &'static str| {
        let text = page.text();
        let field = text.split(&format!("id=\"{name}\" name=\"{name}\"")).nth(1).unwrap().to_owned();
        let tag = field.split('>').next().unwrap();
        let value = tag.split(" value=\"").nth(1).unwrap_or_else(|| panic!("no value: {tag}"));
        (name, value.split('"').next().unwrap().to_owned())
    };
    ["number", "month", "year", "cvv", "name"].map(value).to_vec()
}

#[tokio::test]
async fn a_test_card_fills_the_form_without_a_script_and_no_other_number_does() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    let address = visit.choose("card-demo-2").await.location();
    let page = visit.payer.get(&address).await;
    assert!(filled(&page).iter().all(|(_, value)| value.is_empty()), "{:?}", filled(&page));
    assert_eq!(page.text().matches("data-testid=\"use-card\"").count(), 18);
    assert!(page.has(&format!("href=\"{address}?card=9995#number\"")), "{}", page.text());

    let with_card = visit.payer.get(&format!("{address}?card=9995")).await;
    let fields = filled(&with_card);
    assert_eq!(fields[0].1, "4000 0000 0000 9995");
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let left = visit.payer.post(&address, &fields).await.location();
    let result = visit.payer.get(&left).await;
    assert_eq!(result.state(), "declined");
    assert!(result.has("<b>Fonduri insuficiente.</b> Nu s-au perceput bani."), "{}", result.text());

    let address = visit.choose("card-demo-1").await.location();
    for other in ["4111111111111111", "1111", "", "\"><script>", "%39995"] {
        let page = visit.payer.get(&format!("{address}?card={other}")).await;
        assert!(filled(&page).iter().all(|(_, value)| value.is_empty()), "{other}: {:?}", filled(&page));
        assert!(!page.has("4111111111111111") && !page.has("<script"), "{other}");
    }
}

#[tokio::test]
async fn a_pending_payment_says_when_it_is_decided_and_is_decided_at_once_by_a_button() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    for (card, order, state, confirmed) in [
        ("4000 0000 0000 0663", "ORD-2", "declined", 0),
        ("4000 0000 0000 0556", "ORD-3", "timed-out", 0),
        ("4000 0000 0000 0226", "ORD-1", "paid", 1),
    ] {
        let visit = Payer::new(&hub.url).enter(SERVICE, order, None).await;
        visit.pay_page().await;
        let address = visit.choose("card-demo-2").await.location();
        // An open transaction is not decided by it.
        visit.payer.post(&format!("{address}/decide"), &[]).await;
        let left = visit.payer.card(&address, card).await.location();
        let pending = visit.payer.get(&left).await;
        assert_eq!(pending.state(), "pending", "{card}");
        assert!(pending.has("Banca decide la 04.01.2027, 10:52:24"), "{}", pending.text());
        assert!(pending.has(&format!("action=\"{address}/decide\"")), "{}", pending.text());
        for _ in 0..2 {
            assert_eq!(visit.payer.post(&format!("{address}/decide"), &[]).await.location(), left);
            let decided = visit.payer.get(&left).await;
            assert_eq!(decided.state(), state, "{card}");
            assert!(!decided.has("decide-now"), "{}", decided.text());
        }
        assert_eq!(e_service.received(ConfirmOrderPayment).len(), confirmed, "{card}");
    }
    let told = e_service.paid().pop().unwrap();
    assert_eq!(told.paid_at.as_second(), clock.now().as_second(), "it counts from the button on");
}

#[tokio::test]
async fn a_card_whose_bank_cannot_authenticate_shows_no_page_for_a_code() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    let address = visit.choose("card-demo-1").await.location();
    let left = visit.payer.card(&address, "4000 0000 0000 3253").await.location();
    assert!(left.starts_with(&format!("{}/result/", visit.path)), "{left}");
    let result = visit.payer.get(&left).await;
    assert_eq!(result.state(), "declined");
    assert!(result.has("Autentificarea 3-D Secure nu este disponibilă."), "{}", result.text());
    // Without 3-D Secure there is nothing that could be unavailable.
    let address = visit.choose("card-demo-2").await.location();
    let left = visit.payer.card(&address, "4000 0000 0000 3253").await.location();
    assert_eq!(visit.payer.get(&left).await.state(), "paid");
}

#[tokio::test]
async fn a_cause_is_told_once_and_the_bank_is_not_blamed_for_the_processor() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    for (card, cause) in [
        ("4000 0000 0000 0119", "Eroare la procesatorul de carduri."),
        ("4000 0000 0000 0002", "Banca nu a indicat motivul."),
    ] {
        let address = visit.choose("card-demo-2").await.location();
        let left = visit.payer.card(&address, card).await.location();
        let result = visit.payer.get(&left).await.text();
        assert_eq!(result.matches(cause).count(), 1, "{result}");
        assert_eq!(result.matches("respins").count(), 2, "only the title and the heading: {result}");
        assert_eq!(result.matches("Nu s-au perceput bani").count(), 1, "{result}");
    }
}

#[tokio::test]
async fn the_language_of_an_address_stays_through_redirects() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let order = [("ServiceID", SERVICE), ("OrderKey", ORDER)];
    for language in ["en", "ru"] {
        let page = payer.post(&format!("/service/pay?lang={language}"), &order).await.location();
        assert!(page.ends_with(&format!("?lang={language}")), "{page}");
        let page = payer.get(&page).await;
        assert!(page.has(&format!("<html lang=\"{language}\"")));
        assert!(
            page.headers["set-cookie"].to_str().unwrap().starts_with(&format!("mpay_sim_lang={language};"))
        );
        let console = payer.get(&format!("/console?lang={language}")).await;
        assert!(console.has(&format!("<html lang=\"{language}\"")), "{}", console.text());
    }
    // What is no language is left out, and the ReturnUrl of another system stays as it was given.
    let page = payer.post("/service/pay?lang=\"><b>", &order).await.location();
    assert!(!page.contains("lang"), "{page}");
    let back = payer.enter(SERVICE, ORDER, Some("http://shop.test/back?x=1")).await.path;
    assert_eq!(payer.get(&format!("{back}/return?lang=en")).await.location(), "http://shop.test/back?x=1");
}
