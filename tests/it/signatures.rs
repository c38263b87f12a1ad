//! Replies whose signature does not hold, under each policy: what the payer reads, what the exchange keeps, and what
//! the hub goes on with.

use mpay_sim::domain::service::ReplySignature::{self, Ignore, Require, Warn};
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};
use mpay_sim::soap::get_order_details::write_reply;

use crate::support::e_service::signed;
use crate::support::orders::{ORDER, SERVICE, order};
use crate::support::payer::Visit;
use crate::support::{Answer, EService, Hub, Payer, identities, simulated_clock};

async fn start(policy: ReplySignature, registered: bool) -> (EService, Hub, Visit) {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service_with(policy, registered)]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    (e_service, hub, visit)
}

/// Replies with the right content and a wrong signature, each with what is to be read of it in the log.
fn bad_replies() -> Vec<(Answer, &'static str)> {
    let (clock, _) = simulated_clock();
    let content = write_reply(&[order()]);
    let good = String::from_utf8(signed(&content, &identities::e_service(), &clock)).unwrap();
    let tampered = good.replace(">1250.50<", ">1.00<");
    assert_ne!(good, tampered);
    let echoed_key = signed(&content, &identities::hub(), &clock);
    let pretty = good.replace("><", ">\n<");
    let wrapped = good.replace("<s:Body wsu:Id", "<s:Body><Other/></s:Body><s:Body wsu:Id");
    let stale = {
        let old = mpay_sim::clock::SimulatedClock::at("2027-01-04T07:00:00Z".parse().unwrap());
        signed(&content, &identities::e_service(), &mpay_sim::clock::Clock::Simulated(old))
    };
    vec![
        (Answer::Http(200, tampered.into_bytes()), "`Body` does not fit its digest"),
        (Answer::Unsigned(200, content), "the message is not signed"),
        (Answer::Http(200, echoed_key), "the message is signed by"),
        (Answer::Http(200, pretty.into_bytes()), "does not fit its digest"),
        (Answer::Http(200, wrapped.into_bytes()), "2 Body elements"),
        (Answer::Http(200, stale), "the message expired at"),
    ]
}

#[tokio::test]
async fn under_require_a_bad_signature_stops_the_payment_before_an_invoice_is_made() {
    let (e_service, hub, visit) = start(Require, true).await;
    for (answer, cause) in bad_replies() {
        e_service.next(GetOrderDetails, answer);
        let page = visit.pay_page().await;
        assert_eq!(page.status, 502, "{cause}");
        // The payer is told that the service is in trouble, not that somebody forges messages.
        let words = page.text();
        let (for_payers, for_developers) = words.split_once("class=\"aid\"").unwrap();
        for alarming in ["semnătur", "certificat", "signature", "signed"] {
            assert!(!for_payers.contains(alarming), "{alarming} in {for_payers}");
        }
        let shown = for_developers.replace("&#39;", "'").replace("<code>", "`").replace("</code>", "`");
        assert!(shown.contains(cause), "{cause} in {for_developers}");
        if cause == "does not fit its digest" {
            let proved = "signature: the message was pretty-printed after it was signed";
            assert!(shown.contains(proved), "the cause comes first: {for_developers}");
        }
        assert!(hub.last_exchange().await.outcome.contains(cause), "{cause}");
        assert_eq!(hub.count("invoice").await, 0, "{cause}");
    }
    assert_eq!(hub.count("exchange").await, 6);
    visit.authorize().await;
    assert_eq!(visit.result().await.state(), "paid");
}

#[tokio::test]
async fn under_warn_the_payment_goes_on_and_the_verdict_is_shown_to_developers() {
    for (answer, cause) in bad_replies() {
        if cause.contains("Body elements") {
            // Nobody can say which of two Bodies is meant: no policy goes on with that.
            continue;
        }
        let (e_service, hub, visit) = start(Warn, true).await;
        e_service.next(GetOrderDetails, answer);
        let page = visit.pay_page().await;
        assert_eq!(page.status, 200, "{cause}");
        let shown = page.text().replace("<code>", "`").replace("</code>", "`");
        assert!(page.has("class=\"warn\"") && shown.contains(cause), "{cause}: {shown}");
        assert_eq!(hub.count("invoice").await, 1);
        e_service.always(ConfirmOrderPayment, Answer::Unsigned(200, "<x/>".to_owned()));
        visit.authorize().await;
        assert_eq!(visit.result().await.state(), "paid");
    }
}

#[tokio::test]
async fn under_ignore_nobody_looks() {
    let (e_service, hub, visit) = start(Ignore, true).await;
    for (answer, cause) in bad_replies() {
        e_service.next(GetOrderDetails, answer);
        let page = visit.pay_page().await;
        assert_eq!(page.status == 200, !cause.contains("Body elements"), "{cause}");
        assert!(!page.has("class=\"warn\""), "{cause}");
    }
    assert_eq!(hub.count("pinned_certificate").await, 0);
}

#[tokio::test]
async fn the_first_valid_certificate_is_pinned_and_another_one_is_refused_later() {
    let (e_service, hub, visit) = start(Require, false).await;
    // What does not verify is not pinned.
    e_service.next(GetOrderDetails, bad_replies().swap_remove(0).0);
    assert_eq!(visit.pay_page().await.status, 502);
    assert_eq!(hub.count("pinned_certificate").await, 0);

    assert_eq!(visit.pay_page().await.status, 200);
    assert_eq!(hub.count("pinned_certificate").await, 1);
    e_service.sign_as(identities::hub());
    let refused = visit.pay_page().await;
    assert_eq!(refused.status, 502);
    let outcome = hub.last_exchange().await.outcome;
    assert!(outcome.contains("test signer") && outcome.contains("expected"), "{outcome}");

    e_service.sign_as(identities::e_service());
    visit.authorize().await;
    e_service.sign_as(identities::hub());
    assert_eq!(visit.result().await.state(), "unconfirmed", "the reply to the confirmation is checked too");
    assert_eq!(hub.count("pinned_certificate").await, 1);
}

#[tokio::test]
async fn how_far_the_e_services_clock_is_off_is_said_beside_the_valid_signature() {
    let (e_service, _hub, visit) = start(Require, true).await;
    let content = write_reply(&[order()]);
    for (moment, said) in [
        ("2027-01-04T08:51:26.821Z", "cu 2,5 s înaintea"),
        ("2027-01-04T08:51:22.321Z", "cu 2,0 s în urma"),
        ("2027-01-04T08:51:24.331Z", "semnătură validă."),
    ] {
        let hand = mpay_sim::clock::SimulatedClock::at(moment.parse().unwrap());
        let reply = signed(&content, &identities::e_service(), &mpay_sim::clock::Clock::Simulated(hand));
        e_service.next(GetOrderDetails, Answer::Http(200, reply));
        let page = visit.pay_page().await;
        assert_eq!(page.status, 200);
        assert!(page.has(said), "{said}: {}", page.text());
    }
}
