//! Notes 2 and 3: faults in every shape, and stack traces.

use super::{Scene, rules};
use crate::support::Answer;

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
