//! One message: the verdict first, then the checks, then the bytes in every view.

use jiff::SignedDuration;
use mpay_sim::clock::{Clock, SimulatedClock};
use mpay_sim::domain::service::ReplySignature;
use mpay_sim::soap::Operation::GetOrderDetails;
use mpay_sim::soap::get_order_details::write_reply;

use crate::support::e_service::signed;
use crate::support::orders::{ORDER, SERVICE, order};
use crate::support::payer::Page;
use crate::support::{Answer, EService, Hub, Payer, identities, simulated_clock};

/// A hub that has asked for the order once, and got this answer.
async fn asked(answer: Answer) -> (Hub, Payer, EService) {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.next(GetOrderDetails, answer);
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    (hub, payer, e_service)
}

/// The reply, in English.
async fn reply(payer: &Payer, more: &str) -> Page {
    let page = payer.get(&format!("/console/messages/1/response?lang=en{more}")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    page
}

#[tokio::test]
async fn the_verdict_names_what_counts() {
    let html = b"<html><h1>502 Bad Gateway</h1></html>".to_vec();
    let changed = {
        let (hub, ..) = asked(Answer::Honest).await;
        let reply = String::from_utf8(hub.last_exchange().await.response.unwrap()).unwrap();
        reply.replace("D-00017", "D-00018").into_bytes()
    };
    for (answer, class, title) in [
        (Answer::Honest, "ok", "Signature valid"),
        (Answer::Http(200, changed), "bad", "Signature invalid"),
        (
            Answer::Unsigned(200, "<GetOrderDetailsResponse xmlns=\"https://mpay.gov.md\"/>".to_owned()),
            "bad",
            "Not signed",
        ),
        (Answer::Http(200, html.clone()), "bad", "Not a SOAP envelope"),
        (Answer::Http(502, html), "bad", "The HTTP reply is not one that can be used"),
        (Answer::fault("OrderNotFound", "no such order"), "warn", "The e-Service answered with a fault"),
        (Answer::LostReply, "bad", "No reply"),
    ] {
        let (_hub, payer, _e_service) = asked(answer.clone()).await;
        let page = reply(&payer, "").await;
        let verdict = format!("class=\"verdict verdict--{class}\"");
        assert!(page.has(&verdict) && page.has(&format!("<span>{title}")), "{answer:?}: {}", page.text());
        let request = payer.get("/console/messages/1/request?lang=en").await;
        assert!(request.has("verdict--ok") && request.has("Signature valid"), "{}", request.text());
    }
}

#[tokio::test]
async fn an_accepted_reply_with_a_remark_about_its_order_is_not_headed_as_a_fault() {
    let mut paid = crate::support::orders::order();
    paid.status = mpay_sim::domain::order::OrderStatus::Paid;
    let content = mpay_sim::soap::get_order_details::write_reply(&[paid]);
    let (hub, payer, _e_service) = asked(Answer::Signed(200, content)).await;
    assert!(hub.last_exchange().await.findings.contains("status-not-payable"), "the remark is there");
    let page = reply(&payer, "").await;
    assert!(page.has("verdict--ok") && page.has("<span>Signature valid"), "{}", page.text());
    assert!(!page.has("answered with a fault"), "{}", page.text());
}

/// Under `warn` a missing signature does not stop the call.
#[tokio::test]
async fn the_verdict_on_a_reply_is_about_what_stopped_the_call() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service_with(ReplySignature::Warn, true)]).await;
    let payer = Payer::new(&hub.url);
    let no_lines = "<GetOrderDetailsResponse xmlns=\"https://mpay.gov.md\"><GetOrderDetailsResult><OrderDetails>\
                    <OrderKey>D-00017</OrderKey></OrderDetails></GetOrderDetailsResult></GetOrderDetailsResponse>";
    e_service.next(GetOrderDetails, Answer::Unsigned(200, no_lines.to_owned()));
    payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    let page = reply(&payer, "").await;
    assert!(page.has("<span>The reply is not accepted"), "{}", page.text());
    assert!(page.has("OrderLine"), "{}", page.text());
}

/// The heading and the rows below it come from the same stages.
#[tokio::test]
async fn the_heading_agrees_with_the_policy_and_with_what_came() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let honest = write_reply(&[order()]);
    let changed = String::from_utf8(signed(&honest, &identities::e_service(), &clock)).unwrap();
    let changed = Answer::Http(200, changed.replace("D-00017", "D-00018").into_bytes());
    let signed_nothing = Answer::Signed(200, write_reply(&[]));
    let unsigned_nothing = Answer::Unsigned(200, write_reply(&[]));
    let unsigned = Answer::Unsigned(200, honest);
    use ReplySignature::{Ignore, Require, Warn};
    for (policy, answer, class, title, digest_rows) in [
        (Require, &signed_nothing, "bad", "Signature valid, but the reply is not accepted: ", true),
        (Warn, &unsigned_nothing, "bad", "The reply is not accepted: ", false),
        (Warn, &changed, "bad", "Signature invalid: ", true),
        (Ignore, &signed_nothing, "bad", "The reply is not accepted: ", false),
        (Ignore, &changed, "ok", "Reply accepted; its signature was not checked", false),
        (Ignore, &unsigned, "ok", "Reply accepted; its signature was not checked", false),
    ] {
        let hub = Hub::start(&clock, vec![e_service.service_with(policy, true)]).await;
        let payer = Payer::new(&hub.url);
        e_service.next(GetOrderDetails, answer.clone());
        payer.enter(SERVICE, ORDER, None).await.pay_page().await;
        let page = reply(&payer, "").await;
        let verdict = format!("class=\"verdict verdict--{class}\"");
        let is_so = page.has(&verdict) && page.has(&format!("<span>{title}"));
        assert!(is_so, "{policy:?}, {title}: {}", page.text());
        assert_eq!(page.has("Digest of"), digest_rows, "{policy:?}, {title}: {}", page.text());
        if class == "ok" {
            assert!(!page.has(" Fail<"), "{policy:?}: {}", page.text());
        }
    }
}

#[tokio::test]
async fn a_hub_whose_clock_was_moved_blames_no_e_service_for_it() {
    let clock = Clock::Simulated(SimulatedClock::running());
    let e_service = EService::start(&Clock::System).await;
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        config.signatures_follow_clock = true;
    })
    .await;
    clock.hand().unwrap().advance(SignedDuration::from_secs(700));
    let payer = Payer::new(&hub.url);
    payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    let x_ray = payer.get("/control/v1/exchanges/1/x-ray/response").await;
    for page in [reply(&payer, "").await, x_ray] {
        assert!(
            page.has("the message has expired") && page.has("signatures_follow_clock"),
            "{}",
            page.text()
        );
        assert!(!page.has("NTP"), "{}", page.text());
    }
}

#[tokio::test]
async fn bytes_are_shown_in_every_view_and_saved_as_they_were() {
    let (hub, payer, e_service) = asked(Answer::Honest).await;
    let kept = hub.last_exchange().await;
    let saved = payer.get("/console/messages/1/response/body.xml").await;
    assert_eq!(Some(saved.body), kept.response);
    assert_eq!(payer.get("/console/messages/1/request/body.xml").await.body, kept.request);
    assert_eq!(saved.headers["content-disposition"], "attachment; filename=\"exchange-1-response.xml\"");

    let formatted = reply(&payer, "").await;
    assert!(formatted.has("id=\"L1\"") && formatted.has("D-00017"), "{}", formatted.text());
    let values = reply(&payer, "&view=values").await;
    let paths = values.text().replace("<wbr>", "");
    assert!(paths.contains("GetOrderDetailsResponse/GetOrderDetailsResult/OrderDetails/OrderKey"), "{paths}");
    let raw = reply(&payer, "&view=raw").await;
    assert!(raw.has("GetOrderDetailsResponse xmlns="), "{}", raw.text());
    let headers = reply(&payer, "&view=headers").await;
    assert!(headers.has("HTTP/1.1 200 OK") && headers.has("content-type: text/xml"), "{}", headers.text());
    let sent = payer.get("/console/messages/1/request?view=headers").await;
    assert!(sent.has("POST /svc HTTP/1.1"), "{}", sent.text());
    // What is shown is what the e-Service got.
    let received = e_service.received(GetOrderDetails);
    for name in ["content-type", "soapaction", "user-agent", "accept", "host", "content-length"] {
        let line =
            format!("{name}: {}", received[0].headers[name]).replace('"', "&#34;").replace('/', "&#x2f;");
        let text = sent.text().replace("&#x2F;", "&#x2f;").replace("&quot;", "&#34;");
        assert!(text.contains(&line) || text.contains(&line.replace("&#x2f;", "/")), "{line}: {text}");
    }
    let canonical = reply(&payer, "&view=canonical").await;
    assert!(canonical.has("SignedInfo") && canonical.has("octets/2"), "{}", canonical.text());
    let octets = payer.get("/console/messages/1/response/octets/0").await;
    assert!(octets.text().starts_with("<SignedInfo"), "{}", octets.text());
    assert_eq!(payer.get("/console/messages/1/response/octets/9").await.status, 404);
    assert!(formatted.has("control/v1/exchanges/1/request"), "copy as curl");
    assert!(formatted.has(&e_service.service().endpoint_url));
}

#[tokio::test]
async fn a_large_message_is_shown_in_parts() {
    let lines: String = (0..20_000).map(|line| format!("<Line><LineID>{line}</LineID></Line>")).collect();
    let content =
        format!("<GetOrderDetailsResponse xmlns=\"https://mpay.gov.md\">{lines}</GetOrderDetailsResponse>");
    let (_hub, payer, _e_service) = asked(Answer::Signed(200, content)).await;
    for view in ["formatted", "raw", "canonical", "values"] {
        let page = reply(&payer, &format!("&view={view}")).await;
        assert!(page.body.len() < 1_000_000, "{view}: {} bytes", page.body.len());
    }
    let second = reply(&payer, "&view=formatted&from=1001").await;
    assert!(second.has("id=\"L1001\"") && second.has("from=2001"));
    let part = reply(&payer, "&view=raw&from=600000").await;
    assert!(part.has("from=567232") || part.has("data-testid=\"next-part\""), "{}", part.text());
}

#[tokio::test]
async fn messages_are_found_by_filter() {
    let (hub, payer, e_service) = asked(Answer::Http(503, b"busy".to_vec())).await;
    let findings: serde_json::Value = serde_json::from_str(&hub.last_exchange().await.findings).unwrap();
    let rule = findings[0]["rule"].as_str().unwrap();
    e_service.next(GetOrderDetails, Answer::Honest);
    payer.enter(SERVICE, ORDER, None).await.pay_page().await;
    let count = async |query: &str| {
        let page = payer.get(&format!("/console/messages?{query}")).await;
        page.text().matches("class=\"mono\" href=\"/console/messages/").count()
    };
    assert_eq!(count("").await, 2);
    assert_eq!(count(&format!("service={SERVICE}&order={ORDER}")).await, 2);
    assert_eq!(count("http=503").await, 1);
    assert_eq!(count(&format!("rule={rule}")).await, 1);
    assert_eq!(count("text=503").await, 1);
    assert_eq!(count("operation=ConfirmOrderPayment").await, 0);
    assert_eq!(count("before=2").await, 1);
    assert_eq!(count("after=1").await, 1);
    let latest = payer.get("/console/messages/latest?service=TEST01").await;
    assert_eq!(latest.location(), "/console/messages/2/response");
    // The language that was asked for goes on.
    for (from, to) in [
        ("/console/messages/latest?lang=en", "/console/messages/2/response?lang=en"),
        (
            "/console/messages/1?notice=asked-again&lang=ru",
            "/console/messages/1/response?notice=asked-again&lang=ru",
        ),
    ] {
        assert_eq!(payer.get(from).await.location(), to, "{from}");
    }
}

#[tokio::test]
async fn findings_are_told_in_the_language_of_the_page() {
    let empty = Answer::Unsigned(200, "<GetOrderDetailsResponse xmlns=\"https://mpay.gov.md\"/>".to_owned());
    let (hub, payer, _e_service) = asked(empty).await;
    for (language, title, remedy) in [
        (
            "ro",
            "mesajul nu este semnat",
            "semnați Body și Timestamp cu certificatul înregistrat pentru serviciu",
        ),
        (
            "ru",
            "сообщение не подписано",
            "подписывайте Body и Timestamp сертификатом, зарегистрированным для услуги",
        ),
        (
            "en",
            "the message is not signed",
            "sign Body and Timestamp with the certificate that is registered for the service",
        ),
    ] {
        for address in ["/console/messages/1/response", "/rules"] {
            let page = payer.get(&format!("{address}?lang={language}")).await;
            for text in [title, remedy] {
                let marked = format!(" lang=\"{language}\">{text}<");
                assert!(page.has(&marked), "{address}: {marked}: {}", page.text());
            }
        }
    }
    // Programs and logs read English.
    let kept = payer.get("/control/v1/exchanges/1").await;
    assert!(kept.has("\"title\":\"the message is not signed\""), "{}", kept.text());
    assert!(hub.last_exchange().await.findings.contains("finding-signature-missing-remedy"));
}
