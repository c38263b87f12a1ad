//! Messages of a megabyte, in every view.

use mpay_sim::soap::Operation::GetOrderDetails;

use crate::support::orders::{ORDER, SERVICE};
use crate::support::{Answer, EService, Hub, Payer, simulated_clock};
use crate::{client, visit};

const VIEWS: [&str; 5] = ["formatted", "raw", "canonical", "values", "headers"];

const ROUNDS: usize = 10;

/// Opens replies of a megabyte: whole, with a signature that no longer holds, and of no form at all.
pub async fn measure() -> bool {
    let lines: String =
        (0..22_000).map(|line| format!("<Line><LineID>{line:>10}</LineID></Line>\n")).collect();
    let content =
        format!("<GetOrderDetailsResponse xmlns=\"https://mpay.gov.md\">{lines}</GetOrderDetailsResponse>");
    let mut all_within = true;
    let (hub, signed) = asked(Answer::Signed(200, content)).await;
    println!("messages of {} bytes", signed.len());
    all_within &= open("signed", &hub).await;
    let changed = String::from_utf8(signed).unwrap().replacen("<LineID>", "<LineID> ", 1).into_bytes();
    all_within &= open("changed after it was signed", &asked(Answer::Http(200, changed)).await.0).await;
    let one_line = format!("<{}", "x".repeat(1_000_000)).into_bytes();
    all_within &= open("no XML, without a line's end", &asked(Answer::Http(200, one_line)).await.0).await;
    let deep = "<a b='c'>".repeat(110_000).into_bytes();
    all_within &= open("elements that never end", &asked(Answer::Http(200, deep)).await.0).await;
    all_within
}

/// A hub that has got this reply, and the reply's bytes.
async fn asked(answer: Answer) -> (Hub, Vec<u8>) {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.next(GetOrderDetails, answer);
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    Payer::new(&hub.url).enter(SERVICE, ORDER, None).await.pay_page().await;
    let reply = hub.last_exchange().await.response.unwrap();
    (hub, reply)
}

async fn open(what: &str, hub: &Hub) -> bool {
    let client = client();
    let mut all_within = true;
    for view in VIEWS {
        let url = format!("{}/console/messages/1/response?view={view}", hub.url);
        all_within &= visit(&client, &format!("{what}: {view}"), &url, ROUNDS).await;
    }
    all_within
}
