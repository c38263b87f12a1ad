//! How long the payer can use a payment provider's page: extended, over, and decided at the same moment.

use std::sync::Arc;

use jiff::SignedDuration;
use mpay_sim::clock::SimulatedClock;
use mpay_sim::domain::instrument::{INSTRUMENTS, InstrumentKind};
use mpay_sim::payment_provider::session::{SESSION_LASTS, SESSION_LASTS_AT_MOST};
use mpay_sim::soap::Operation::ConfirmOrderPayment;

use crate::support::orders::{ORDER, SERVICE};
use crate::support::payer::{GOOD_CARD, Page, Visit};
use crate::support::{EService, Hub, Payer, simulated_clock, until};

const MOMENT: SignedDuration = SignedDuration::from_millis(1);
const AUTHENTICATED_CARD: &str = "4000 0000 0000 3220";

struct Scene {
    hand: Arc<SimulatedClock>,
    e_service: EService,
    hub: Hub,
    visit: Visit,
}

impl Scene {
    async fn start() -> Self {
        let (clock, hand) = simulated_clock();
        let e_service = EService::start(&clock).await;
        let hub = Hub::start(&clock, vec![e_service.service()]).await;
        let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
        visit.pay_page().await;
        Self { hand, e_service, hub, visit }
    }

    /// The payer chooses an instrument; the address of its page.
    async fn go_to(&self, instrument: &str) -> String {
        self.visit.choose(instrument).await.location()
    }

    async fn get(&self, address: &str) -> Page {
        self.visit.payer.get(address).await
    }

    async fn extend(&self, address: &str) -> Page {
        self.visit.payer.post(&format!("{address}/extend"), &[]).await
    }

    /// Nothing was paid, and every page says so.
    async fn assert_is_over(&self, address: &str) {
        let page = self.get(address).await;
        assert_eq!((page.status, page.has("data-testid=\"session-over\"")), (410, true), "{}", page.text());
        assert!(page.has("Sesiunea a expirat") && page.has("Nu s-au perceput bani. Începeți din nou."));
        let result = self.visit.result().await;
        assert_eq!(result.state(), "session-expired");
        assert!(result.has("Sesiunea a expirat") && result.has("Nu s-au perceput bani. Începeți din nou."));
        assert!(result.has("data-testid=\"again\"") && !result.has("data-testid=\"receipt\""));
        let payments = self.hub.payments().await;
        let (_, status, reason) = payments.last().unwrap();
        assert_eq!((status.as_str(), reason.as_deref()), ("TimedOut", Some("session-expired")));
        assert!(self.hub.authorized_at_payment_providers(ORDER).await.is_empty());
        assert!(self.e_service.received(ConfirmOrderPayment).is_empty());
    }
}

#[tokio::test]
async fn says_until_when_and_what_is_submitted_in_time_pays() {
    let scene = Scene::start().await;
    let address = scene.go_to("card-demo-2").await;
    let page = scene.get(&address).await;
    assert!(page.has("încă 15 minute, până la 04.01.2027, 11:06:24."), "{}", page.text());
    scene.hand.advance(SESSION_LASTS - MOMENT);
    assert!(scene.get(&address).await.has("încă un minut, până la 04.01.2027, 11:06:24."));
    scene.visit.payer.card(&address, GOOD_CARD).await;
    scene.hand.advance(SESSION_LASTS);
    assert_eq!(
        scene.visit.result().await.state(),
        "paid",
        "what is decided stays, however late it is fetched"
    );
}

#[tokio::test]
async fn ends_and_what_is_submitted_then_pays_nothing() {
    let pages = INSTRUMENTS.iter().filter(|instrument| instrument.kind != InstrumentKind::Cash);
    for instrument in pages {
        let scene = Scene::start().await;
        let address = scene.go_to(instrument.id.as_str()).await;
        scene.hand.advance(SESSION_LASTS);
        let submitted = match instrument.kind {
            InstrumentKind::BankCard { .. } => scene.visit.payer.card(&address, GOOD_CARD).await,
            _ => scene.visit.payer.post(&address, &[("decision", "approve")]).await,
        };
        assert_eq!((submitted.status, submitted.location()), (303, address.clone()), "{instrument:?}");
        scene.extend(&address).await;
        scene.visit.payer.post(&format!("{address}/cancel"), &[]).await;
        scene.assert_is_over(&address).await;

        let again = scene.go_to(instrument.id.as_str()).await;
        assert_ne!(again, address, "whoever starts again has a session of their own");
        assert_eq!(scene.get(&again).await.status, 200);
    }
}

#[tokio::test]
async fn ends_at_3d_secure_as_well() {
    let scene = Scene::start().await;
    let address = scene.go_to("card-demo-1").await;
    scene.hand.advance(SignedDuration::from_mins(14));
    let authentication = scene.visit.payer.card(&address, AUTHENTICATED_CARD).await.location();
    assert!(
        scene.get(&authentication).await.has("încă un minut"),
        "a card that was typed gives no more time"
    );
    assert_eq!(scene.extend(&address).await.location(), address);
    assert!(scene.get(&authentication).await.has("încă 15 minute"));
    scene.hand.advance(SESSION_LASTS);
    for fields in [&[("code", "123456")], &[("code", "1")], &[("outcome", "3ds-approved")]] {
        assert_eq!(scene.visit.payer.post(&authentication, fields).await.location(), address);
    }
    assert_eq!(scene.get(&authentication).await.status, 410);
    scene.assert_is_over(&address).await;
}

#[tokio::test]
async fn is_extended_again_and_again_up_to_its_limit() {
    let scene = Scene::start().await;
    let address = scene.go_to("card-demo-2").await;
    let whole_minute = SignedDuration::from_mins(1);
    let mut extensions = 0;
    while scene.get(&address).await.has("data-testid=\"extend\"") {
        scene.hand.advance(SESSION_LASTS - MOMENT);
        let typed = [("number", GOOD_CARD), ("month", "12"), ("cvv", "321"), ("name", "POPESCU ION")];
        let page = scene.visit.payer.post(&format!("{address}/extend"), &typed).await;
        assert_eq!(page.status, 200);
        assert!(page.has("value=\"POPESCU ION\"") && !page.has("value=\"321\""), "{}", page.text());
        extensions += 1;
    }
    assert_eq!(extensions, 11, "ten in full, and the milliseconds that they left");
    scene.hand.advance(MOMENT * 10);
    assert!(scene.get(&address).await.status == 200);
    scene.extend(&address).await;
    scene.hand.advance(whole_minute);
    scene.assert_is_over(&address).await;
    assert_eq!(SESSION_LASTS_AT_MOST, SESSION_LASTS * 11);
}

#[tokio::test]
async fn that_is_left_is_settled_without_the_payer() {
    let scene = Scene::start().await;
    let address = scene.go_to("card-demo-2").await;
    scene.hand.advance(SESSION_LASTS + SignedDuration::from_secs(31));
    until("the sweep times the payment out", async || scene.hub.count_payments("TimedOut").await == 1).await;
    scene.assert_is_over(&address).await;
}

#[tokio::test]
async fn of_a_notice_for_cash_has_no_end() {
    let scene = Scene::start().await;
    let address = scene.go_to("cash").await;
    scene.hand.advance(SESSION_LASTS_AT_MOST);
    let page = scene.get(&address).await;
    assert!(page.status == 200 && !page.has("data-testid=\"session\""));
    scene.visit.payer.post(&address, &[("decision", "approve")]).await;
    assert_eq!(scene.visit.result().await.state(), "paid");
}

#[tokio::test]
async fn that_ends_as_the_card_is_submitted_is_either_paid_or_over_never_both() {
    for round in 0..12 {
        let scene = Scene::start().await;
        let address = scene.go_to("card-demo-2").await;
        scene.hand.advance(SESSION_LASTS - MOMENT);
        let submitting = scene.visit.payer.card(&address, GOOD_CARD);
        let ending = async {
            for _ in 0..round {
                tokio::task::yield_now().await;
            }
            scene.hand.advance(MOMENT);
            tokio::join!(scene.get(&address), scene.visit.result(), scene.extend(&address))
        };
        tokio::join!(submitting, ending);
        match scene.visit.result().await.state().as_str() {
            "paid" => {
                assert_eq!(scene.hub.authorized_at_payment_providers(ORDER).await.len(), 1);
                assert_eq!(scene.e_service.paid().len(), 1);
                assert!(scene.get(&address).await.has("data-testid=\"finished\""));
            }
            _ => scene.assert_is_over(&address).await,
        }
    }
}
