//! Note 15: replies to ConfirmOrderPayment.

use mpay_sim::domain::service::ReplySignature::{Ignore, Require, Warn};
use mpay_sim::soap::Operation::ConfirmOrderPayment;

use super::{Scene, rules};
use crate::support::{Answer, until};

/// The response element in any prefix style, nil, or an empty Body: no fault means success.
#[tokio::test]
async fn an_empty_reply_in_any_style_counts_as_success() {
    let nil = "<ConfirmOrderPaymentResponse xmlns=\"https://mpay.gov.md\" \
               xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"true\"/>";
    for (content, expected) in [
        ("<ns1:ConfirmOrderPaymentResponse xmlns:ns1=\"https://mpay.gov.md\"/>", None),
        (nil, None),
        ("", Some("confirm-reply")),
    ] {
        let scene = Scene::start().await;
        scene.e_service.next(ConfirmOrderPayment, Answer::Signed(200, content.to_owned()));
        scene.visit.authorize().await;
        assert_eq!(scene.visit.result().await.state(), "paid", "{content}");
        // The outcome is written before the exchange is kept.
        until("the exchange is kept", async || scene.hub.count("exchange").await == 2).await;
        let page = scene.visit.result().await;
        assert_eq!(rules(&page), expected.into_iter().collect::<Vec<_>>(), "{content}");
    }
}

/// Another element is no reply where replies must be signed, and is remarked on where they need not be.
#[tokio::test]
async fn another_element_counts_as_success_only_where_signatures_need_not_hold() {
    for (policy, state, rule) in [
        (Require, "unconfirmed", "answer-to-another-question"),
        (Warn, "paid", "confirm-reply"),
        (Ignore, "paid", "confirm-reply"),
    ] {
        let scene = Scene::under(policy).await;
        scene.e_service.always(ConfirmOrderPayment, Answer::Signed(200, "<x>no</x>".to_owned()));
        scene.visit.authorize().await;
        assert_eq!(scene.visit.result().await.state(), state, "{policy:?}");
        until("the exchange is kept", async || scene.hub.count("exchange").await == 2).await;
        assert_eq!(rules(&scene.visit.result().await), [rule], "{policy:?}");
    }
}

/// The request itself, sent back, is no reply.
#[tokio::test]
async fn an_echo_of_the_request_is_no_confirmation() {
    let scene = Scene::start().await;
    let echo = "<ConfirmOrderPayment xmlns=\"https://mpay.gov.md\"/>".to_owned();
    scene.e_service.always(ConfirmOrderPayment, Answer::Signed(200, echo));
    scene.visit.authorize().await;
    assert_eq!(scene.visit.result().await.state(), "unconfirmed");
    until("the exchange is kept", async || scene.hub.count("exchange").await == 2).await;
    let page = scene.visit.result().await;
    assert_eq!(rules(&page), ["confirm-echo"]);
}
