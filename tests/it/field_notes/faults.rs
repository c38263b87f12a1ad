//! Notes 2 and 3: faults in every shape, and stack traces.

use mpay_sim::soap::Operation::ConfirmOrderPayment;

use super::{Scene, rules};
use crate::support::{Answer, until};

fn fault(code: &str, reason: &str) -> String {
    match Answer::fault(code, reason) {
        Answer::Signed(_, fault) => fault,
        other => panic!("{other:?}"),
    }
}

/// Note 2. Signed and unsigned, with 200, 401 and 500, in the shape of SOAP 1.2, with codes of every invention.
#[tokio::test]
async fn a_fault_is_read_in_every_shape_and_its_oddities_are_named() {
    let scene = Scene::start().await;
    let twelve = "<f:Fault xmlns:f=\"http://www.w3.org/2003/05/soap-envelope\"><f:Code><f:Value>f:Sender</f:Value>\
                  </f:Code><f:Reason><f:Text>not signed</f:Text></f:Reason></f:Fault>";
    let cases: [(Answer, u16, &[&str]); 11] = [
        (Answer::Signed(500, fault("InternalError", "no")), 502, &["fault"]),
        (Answer::Signed(200, fault("InternalError", "no")), 502, &["fault", "fault-http-status"]),
        (Answer::Unsigned(500, fault("AuthenticationFailed", "no")), 502, &["fault", "fault-unsigned"]),
        (
            Answer::Unsigned(401, twelve.to_owned()),
            502,
            &["fault", "fault-code", "fault-http-status", "fault-soap-12", "fault-unsigned"],
        ),
        (Answer::Signed(500, fault("UnknownOrder", "no")), 404, &["fault", "fault-for-unknown-order"]),
        (
            Answer::Signed(500, fault("SOAP-ENV:UnknownOrder", "no")),
            404,
            &["fault", "fault-for-unknown-order"],
        ),
        (
            Answer::Signed(500, fault("soap11env:Client.SchemaValidationError", "no")),
            502,
            &["fault", "fault-code"],
        ),
        (Answer::Signed(500, fault("AmountMismatch", "no")), 502, &["fault", "fault-code"]),
        (Answer::Signed(500, fault("InvalidCurrency", "no")), 502, &["fault", "fault-code"]),
        (Answer::Signed(500, fault("InvalidRequest", "no")), 502, &["fault", "fault-code"]),
        (Answer::Signed(500, fault("0", "no")), 502, &["fault", "fault-code"]),
    ];
    for (answer, status, expected) in cases {
        let name = format!("{answer:.200?}");
        let page = scene.page_after(answer).await;
        assert_eq!(page.status, status, "{name}");
        assert_eq!(rules(&page), expected, "{name}");
    }
    assert_eq!(scene.page_after(Answer::Honest).await.status, 200);
}

#[tokio::test]
async fn a_code_of_the_list_behind_a_class_is_shown_as_it_has_to_be_written() {
    let scene = Scene::start().await;
    let page = scene.page_after(Answer::fault("s:Client.UnknownOrder", "no")).await.text();
    assert!(page.contains("faultcode&#62;UnknownOrder&#60;/faultcode"), "{page}");
    let page = scene.page_after(Answer::fault("s:Client.Other", "no")).await.text();
    assert!(!page.contains("UnknownOrder&#60;/faultcode"), "{page}");
}

/// Note 3. The payer never sees the trace; those who may read the console do, and the kept exchange has it.
#[tokio::test]
async fn a_stack_trace_is_kept_and_never_shown_to_payers() {
    let trace =
        "Object reference not set. at Shop.Orders.Find(String key) in C:\\\\shop\\\\Orders.cs:line 17";
    for is_open in [true, false] {
        let scene = match is_open {
            true => Scene::start().await,
            false => Scene::with_closed_console().await,
        };
        let page = scene.page_after(Answer::fault("soap:Server", trace)).await;
        assert_eq!(page.status, 502);
        assert_eq!(rules(&page), ["fault", "fault-code", "fault-stack-trace"]);
        let text = page.text();
        let (payers, aid) = text.split_once("class=\"aid\"").unwrap();
        assert!(!payers.contains("Orders.cs") && !payers.contains("Object reference"), "{text}");
        assert_eq!(aid.contains("Orders.cs"), is_open, "{text}");
        let kept = scene.kept().await;
        assert!(kept[2]["quoted"].as_str().unwrap().contains("Orders.cs"), "{kept:?}");
    }
}

/// The result page shows why the last attempt failed, and an e-Service's own words may tell of its inside.
#[tokio::test]
async fn the_words_of_a_refused_confirmation_are_shown_where_the_console_is_open_alone() {
    for is_open in [true, false] {
        let scene = match is_open {
            true => Scene::start().await,
            false => Scene::with_closed_console().await,
        };
        scene.e_service.always(ConfirmOrderPayment, Answer::fault("Server", "Undefined index in shop.php"));
        scene.visit.authorize().await;
        assert_eq!(scene.visit.result().await.state(), "unconfirmed");
        until("the exchange is kept", async || scene.hub.count("exchange").await == 2).await;
        let page = scene.visit.result().await;
        assert_eq!(page.has("shop.php"), is_open, "{}", page.text());
    }
}

/// SOAP 1.2 and envelopes with too many parts say more than the status that they come with.
#[tokio::test]
async fn soap_that_cannot_be_taken_is_named_whatever_its_status() {
    let scene = Scene::start().await;
    let soap_12 = "<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\"><e:Body/></e:Envelope>";
    for status in [200, 400, 500] {
        let page = scene.page_after(Answer::Http(status, soap_12.as_bytes().to_vec())).await;
        assert_eq!(rules(&page), ["soap-12"], "{status}");
    }
    // A fault in it is read all the same: it says why.
    let fault = "<e:Fault><e:Code><e:Value>e:Sender</e:Value><e:Subcode><e:Value xmlns:w=\"urn:w\">w:FailedCheck</e:Value></e:Subcode>\
                 </e:Code><e:Reason><e:Text xml:lang=\"en\">bad sig</e:Text></e:Reason></e:Fault>";
    let refused = soap_12.replace("<e:Body/>", &format!("<e:Body>{fault}</e:Body>"));
    let page = scene.page_after(Answer::Http(500, refused.into_bytes())).await;
    assert_eq!(rules(&page), ["fault", "soap-12", "fault-code", "fault-unsigned"], "{}", page.text());
    assert!(page.has("Sender/FailedCheck") && page.has("bad sig"), "{}", page.text());
}
