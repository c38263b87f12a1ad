//! Calls that the simulator disturbs on purpose: the e-Service has acted, and the hub does not know.

use std::time::Duration;

use jiff::SignedDuration;
use mpay_sim::domain::call_outcome::OutcomeKind;
use mpay_sim::domain::disturbance::{Disturbance, Pace, ReplyLoss};
use mpay_sim::domain::ids::{PaymentId, ServiceId};
use mpay_sim::flow::confirmation_operations::attempts;
use mpay_sim::flow::payment_confirmation_to_e_service::{attempt, lease_until};
use mpay_sim::soap::Operation::ConfirmOrderPayment;

use crate::support::orders::{ORDER, SERVICE};
use crate::support::{Answer, EService, Hub, Payer, simulated_clock, until};

const WAIT: SignedDuration = SignedDuration::from_secs(5);

/// A hub with a payment whose first attempt has failed, and which waits for its second.
async fn waiting() -> (EService, Hub, PaymentId) {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.next(ConfirmOrderPayment, Answer::Http(500, vec![]));
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.authorize().await;
    let payment = PaymentId::new(visit.result().await.attribute("data-payment-id"));
    until("the first attempt has ended", async || attempts(hub.app(), &payment).await.unwrap().len() == 1)
        .await;
    (e_service, hub, payment)
}

/// Makes the second attempt before the lane does: for the lane its time has not come.
async fn disturbed(hub: &Hub, disturbance: Disturbance) {
    let app = hub.app();
    let service = ServiceId::parse(SERVICE).unwrap();
    let (then, lease) = (app.clock.now() + WAIT, lease_until(app, Duration::ZERO));
    let [claim] = app
        .store
        .claim_due_confirmations(&service, then, lease, 1)
        .await
        .unwrap()
        .attempts
        .try_into()
        .unwrap();
    attempt(app, &claim, disturbance).await;
}

#[tokio::test]
async fn a_reply_that_is_lost_on_its_way_leaves_the_e_service_paid_and_the_hub_in_doubt() {
    for reply in [
        ReplyLoss::AfterBytes(0),
        ReplyLoss::AfterBytes(100),
        ReplyLoss::BeforeReading { after: Duration::from_secs(10) },
    ] {
        let (e_service, hub, payment) = waiting().await;
        disturbed(&hub, Disturbance { reply, ..Disturbance::NONE }).await;
        assert_eq!(e_service.paid().len(), 1, "{reply:?}");
        let kept = attempts(hub.app(), &payment).await.unwrap();
        assert_eq!(kept[1].outcome.kind, OutcomeKind::NoReply, "{reply:?}");
        let exchange = hub.last_exchange().await;
        let read = exchange.response.map(|response| response.len());
        let expected = match reply {
            ReplyLoss::AfterBytes(bytes) => Some(bytes),
            _ => None,
        };
        assert_eq!(read, expected, "{reply:?}");
        assert!(exchange.findings.contains("reply-lost-on-purpose"), "{}", exchange.findings);
        let when = match reply {
            ReplyLoss::AfterBytes(_) => "the simulator closed the connection after ",
            _ => "the simulator closed the connection when the reply began, and read nothing of it",
        };
        assert!(exchange.outcome.contains(when), "{}", exchange.outcome);
        assert_eq!(hub.confirmations().await, [("Pending".to_owned(), 2)], "it will be told again");
    }
}

#[tokio::test]
async fn a_connection_may_be_closed_while_the_e_service_still_thinks() {
    let (e_service, hub, payment) = waiting().await;
    e_service.next(ConfirmOrderPayment, Answer::Hang);
    let after = Duration::from_millis(20);
    disturbed(&hub, Disturbance { reply: ReplyLoss::BeforeReading { after }, ..Disturbance::NONE }).await;
    let kept = attempts(hub.app(), &payment).await.unwrap();
    assert_eq!(kept[1].outcome.kind, OutcomeKind::NoReply);
    assert!(kept[1].outcome.text.contains("20 ms after the request was sent"), "{}", kept[1].outcome.text);
    let received = e_service.received(ConfirmOrderPayment);
    assert_eq!(received[1].content(), received[0].content(), "the whole request had arrived");
}

#[tokio::test]
async fn a_request_that_is_sent_slowly_arrives_whole_with_its_length() {
    let (e_service, hub, payment) = waiting().await;
    let slow = Disturbance {
        wait: Duration::from_millis(30),
        pace: Some(Pace { bytes: 500, every: Duration::from_millis(2) }),
        reply: ReplyLoss::None,
    };
    disturbed(&hub, slow).await;
    let kept = attempts(hub.app(), &payment).await.unwrap();
    assert_eq!(kept[1].outcome.kind, OutcomeKind::Accepted, "{:?}", kept[1]);
    let request = &e_service.received(ConfirmOrderPayment)[1];
    let pauses = u32::try_from(request.body.len().div_ceil(500) - 1).unwrap();
    let least = slow.wait + Duration::from_millis(2) * pauses;
    assert!(least <= kept[1].duration, "{:?} of {least:?}", kept[1].duration);
    assert_eq!(request.headers["content-length"], request.body.len().to_string());
    assert!(hub.last_exchange().await.findings.contains("sent-slowly-on-purpose"));
}
