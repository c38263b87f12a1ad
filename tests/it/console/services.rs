//! Services, their certificates, and the test of the connection.

use mpay_sim::domain::service::ReplySignature;
use mpay_sim::soap::Operation::GetOrderDetails;

use crate::support::orders::{ORDER, SERVICE};
use crate::support::payer::Page;
use crate::support::sample::Demo;
use crate::support::{Answer, EService, Hub, Payer, simulated_clock};

/// The right answer for an order that nobody has.
const NO_ORDERS: &str = "<GetOrderDetailsResponse xmlns=\"https://mpay.gov.md\"><GetOrderDetailsResult/></GetOrderDetailsResponse>";

/// Tests the connection, and shows what came of it.
async fn tested(payer: &Payer, service: &str) -> Page {
    let answer = payer.post(&format!("/console/services/{service}/test"), &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let page = payer.get(&answer.location().replace("#test", "&lang=en")).await;
    assert!(page.has("data-testid=\"tested\""), "{}", page.text());
    page
}

/// The verdicts of the stages, in their order, by their marks.
fn marks(page: &Page) -> String {
    let text = page.text();
    let table = text.split("data-testid=\"checks\"").nth(1).unwrap().split("</table>").next().unwrap();
    table
        .split("<td class=\"st ")
        .skip(1)
        .map(|cell| cell.split('>').nth(1).unwrap().chars().next().unwrap())
        .collect()
}

#[tokio::test]
async fn the_connection_is_tested_stage_by_stage() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    // Name, connection, TLS (none), HTTP, envelope, signature, contract, answer. A fault has no content.
    for (answer, expected) in [
        (Answer::fault("OrderNotFound", "no such order"), "✓✓–✓✓✓–✓"),
        (Answer::Unsigned(200, NO_ORDERS.to_owned()), "✓✓–✓✓✗––"),
        (Answer::Signed(200, NO_ORDERS.to_owned()), "✓✓–✓✓✓✓✓"),
        (Answer::Signed(200, NO_ORDERS.replace(".md", ".md/")), "✓✓–✓✓✓✗✓"),
        (Answer::Signed(200, NO_ORDERS.replace("Response", "Reply")), "✓✓–✓✓✓✗–"),
        (Answer::Http(502, b"<html/>".to_vec()), "✓✓–✗––––"),
        (Answer::Http(200, b"<html/>".to_vec()), "✓✓–✓✗–––"),
        (Answer::Cut(200, Box::new(Answer::Honest)), "✓✓–✗––––"),
        (Answer::LostReply, "✓✓–✗––––"),
    ] {
        e_service.next(GetOrderDetails, answer.clone());
        let page = tested(&payer, SERVICE).await;
        assert_eq!(marks(&page), expected, "{answer:?}: {}", page.text());
    }
    let received = e_service.received(GetOrderDetails);
    assert!(received.iter().all(|request| request.body.contains("MPAY-SIM-TEST-")), "{received:?}");
    e_service.go_away().await;
    assert_eq!(marks(&tested(&payer, SERVICE).await), "✓✗––––––");
    assert_eq!(payer.post("/console/services/NOBODY/test", &[]).await.status, 404);
    // The recorded call of something else is no test.
    let page = payer.get(&format!("/console/services/{SERVICE}?test=99999")).await;
    assert!(page.status == 200 && !page.has("data-testid=\"tested\""));
}

#[tokio::test]
async fn the_sample_e_service_passes_its_test_and_shows_its_texts() {
    let (clock, _) = simulated_clock();
    let demo = Demo::start(&clock).await;
    let page = tested(&demo.payer, "ADP02").await;
    assert_eq!(marks(&page).replace('!', "✓"), "✓✓–✓✓✓✓✓", "{}", page.text());
    for language in ["(ro)", "(ru)", "(en)"] {
        assert!(page.has(language), "{language}");
    }
    let list = demo.payer.get("/console/services").await;
    assert!(list.has("href=\"/console/services/ADP02\""), "{}", list.text());
}

#[tokio::test]
async fn a_pinned_certificate_is_shown_and_forgotten() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let service = e_service.service_with(ReplySignature::Require, false);
    let hub = Hub::start(&clock, vec![service]).await;
    let payer = Payer::new(&hub.url);
    assert!(payer.get("/console/certificates").await.has("data-testid=\"unknown\""));
    tested(&payer, SERVICE).await;
    assert_eq!(hub.count("pinned_certificate").await, 0, "a test pins nothing");
    payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    let page = payer.get("/console/certificates?lang=en").await;
    assert!(
        page.has("data-testid=\"unpin\"") && page.has("Pinned at the first valid reply"),
        "{}",
        page.text()
    );
    assert_eq!(page.text().matches("data-testid=\"certificate\"").count(), 2);
    let unpin = async || payer.post("/console/certificates/unpin", &[("service", SERVICE)]).await.location();
    assert_eq!(unpin().await, "/console/certificates?notice=unpinned");
    assert_eq!(hub.count("pinned_certificate").await, 0);
    assert_eq!(unpin().await, "/console/certificates?notice=already-so");
    let invalid = payer.post("/console/certificates/unpin", &[]).await;
    assert_eq!(invalid.location(), "/console/certificates?notice=invalid");
}
