//! Notes 1, 4, 6 and 7: envelopes, empty and foreign replies, nil, namespaces.

use mpay_sim::domain::service::ReplySignature::{Require, Warn};
use mpay_sim::soap::get_order_details::write_reply;

use super::{Scene, reply_with, rules};
use crate::support::e_service::signed;
use crate::support::orders::order;
use crate::support::{Answer, identities, simulated_clock};

fn honest() -> String {
    let (clock, _) = simulated_clock();
    String::from_utf8(signed(&write_reply(&[order()]), &identities::e_service(), &clock)).unwrap()
}

/// Note 1. `Header` after `Body`, and the whole envelope pretty-printed after signing.
#[tokio::test]
async fn an_envelope_that_was_rearranged_after_signing_is_refused_or_tolerated_by_policy() {
    let xml = honest();
    let (header, body, end) =
        (xml.find("<s:Header").unwrap(), xml.find("<s:Body").unwrap(), xml.find("</s:Envelope>").unwrap());
    let turned = format!("{}{}{}{}", &xml[..header], &xml[body..end], &xml[header..body], &xml[end..]);
    let pretty = turned.replace("><", ">\n  <");

    let scene = Scene::start().await;
    let page = scene.page_after(Answer::Http(200, turned.into_bytes())).await;
    assert_eq!(page.status, 200, "the signature holds wherever Header stands");
    assert_eq!(rules(&page), ["header-after-body"]);

    for (policy, status) in [(Require, 502), (Warn, 200)] {
        let scene = Scene::under(policy).await;
        let page = scene.page_after(Answer::Http(200, pretty.clone().into_bytes())).await;
        assert_eq!(page.status, status);
        let found = rules(&page);
        for rule in ["header-after-body", "signature-digest"] {
            assert!(found.iter().any(|found| found == rule), "{rule} in {found:?}");
        }
        assert_eq!(scene.kept_rules().await, found);
    }
}

/// Note 4. Replies without content, unsigned ones, error pages.
#[tokio::test]
async fn replies_without_an_envelope_are_told_apart() {
    let scene = Scene::start().await;
    let page = b"<!DOCTYPE html><html><body><h1>Server Error in '/' Application.</h1></body></html>".to_vec();
    for (answer, rule) in [
        (Answer::Http(200, vec![]), "reply-empty"),
        (Answer::Http(200, b" \n".to_vec()), "reply-empty"),
        (Answer::Http(200, page), "html"),
        (Answer::Http(200, b"{\"status\":\"ok\"}".to_vec()), "json"),
        (Answer::Http(200, b"OK".to_vec()), "not-well-formed"),
        (Answer::Http(200, b"<\0E\0/\0>\0".to_vec()), "not-utf-8"),
        (Answer::Unsigned(200, write_reply(&[order()])), "signature-missing"),
        (Answer::Signed(200, String::new()), "body-empty"),
    ] {
        let page = scene.page_after(answer).await;
        assert_eq!(page.status, 502, "{rule}");
        assert_eq!(rules(&page).first().map(String::as_str), Some(rule));
        let text = page.text();
        let payers = text.split("class=\"aid\"").next().unwrap();
        assert!(!payers.contains("Server Error in"), "the page's own words are not for payers");
        let kept = scene.kept().await;
        for part in ["found", "expected", "consequence", "remedy"] {
            let text = kept[0][part].get("text").unwrap_or(&kept[0][part]);
            assert!(!text.as_str().unwrap().is_empty(), "{rule}: {part}");
        }
    }
    assert_eq!(scene.page_after(Answer::Honest).await.status, 200);
}

/// Note 6. `xsi:nil` on nearly any element, and the prefix not declared.
#[tokio::test]
async fn nil_is_absence_and_an_undeclared_prefix_is_named_with_its_place() {
    let scene = Scene::start().await;
    let declared = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"";
    for (from, to) in [
        ("<CustomerID>2001500023456</CustomerID>", format!("<CustomerID {declared}/>")),
        ("<Currency>MDL</Currency>", format!("<Currency {declared}/>")),
        ("<LineID>1</LineID>", format!("<LineID {declared}/>")),
        ("<TotalAmountDue>1250.50</TotalAmountDue>", format!("<TotalAmountDue {declared}/>")),
    ] {
        let page = scene.page_after(reply_with(from, &to)).await;
        assert_eq!(page.status, 200, "{to}: {}", page.text());
    }
    let undeclared =
        honest().replace("<CustomerID>2001500023456</CustomerID>", "\n<CustomerID xsi:nil=\"true\"/>");
    let page = scene.page_after(Answer::Http(200, undeclared.into_bytes())).await;
    assert_eq!(page.status, 502);
    assert_eq!(rules(&page), ["prefix-undeclared"]);
    let kept = scene.kept().await;
    assert_eq!((kept[0]["found"].as_str(), kept[0]["line"].as_u64()), (Some("`xsi:`"), Some(2)));
}

/// Note 7. A namespace that is a relative URI; and its relatives.
#[tokio::test]
async fn a_wrong_namespace_is_read_all_the_same_and_named() {
    let scene = Scene::start().await;
    for (namespace, rule) in [
        ("models", "namespace-relative"),
        ("https://mpay.gov.md/", "namespace-trailing-slash"),
        ("http://tempuri.org/", "namespace-wrong"),
    ] {
        let to = format!("<OrderDetails xmlns=\"{namespace}\">");
        let page = scene.page_after(reply_with("<OrderDetails>", &to)).await;
        assert_eq!(page.status, 200, "{namespace}");
        assert!(rules(&page).iter().any(|found| found == rule), "{:?}", rules(&page));
    }
}
