//! The pictures in the README: taken of the program, and compared with it.
//!
//! `MPAY_SIM_WRITE_GOLDEN=1 cargo test --test browser readme_pictures` takes them anew.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use mpay_sim::domain::language::Language;
use mpay_sim::domain::service::ReplySignature::Require;
use mpay_sim::soap::Operation::GetOrderDetails;
use mpay_sim::soap::get_order_details::write_reply;

use crate::in_process::e_service::signed;
use crate::in_process::golden::written;
use crate::in_process::orders::{ORDER, SERVICE, order};
use crate::in_process::{Answer, EService, Hub, identities, simulated_clock};
use crate::support::{Browser, picture};

const WIDTH: u32 = 1_000;
/// In pixels: the first screen of a page.
const HEIGHT: u32 = 900;
/// Another version of Chromium or of a font moves some edges of letters; a page that has changed moves more.
const MOST_CHANGED: f64 = 0.05;

/// The share of pixels that differ between two pictures; 1 where their sizes do.
const COMPARE: &str = "
    const done = arguments[0];
    Promise.all(['OURS', 'THEIRS'].map(data => new Promise((resolve, reject) => {
        const image = new Image();
        image.onload = () => {
            const canvas = document.createElement('canvas');
            [canvas.width, canvas.height] = [image.width, image.height];
            const context = canvas.getContext('2d');
            context.drawImage(image, 0, 0);
            resolve(context.getImageData(0, 0, image.width, image.height));
        };
        image.onerror = reject;
        image.src = 'data:image/png;base64,' + data;
    }))).then(([a, b]) => {
        if (a.width !== b.width || a.height !== b.height) { return done(1); }
        let changed = 0;
        for (let at = 0; at < a.data.length; at += 4) {
            const by = Math.max(...[0, 1, 2].map(part => Math.abs(a.data[at + part] - b.data[at + part])));
            changed += by > 64 ? 1 : 0;
        }
        done(changed / (a.width * a.height));
    }, () => done(1));";

/// Compares the page that the browser shows with the picture in `docs/`.
async fn compare(browser: &Browser, file: &str) {
    browser.set_width(WIDTH).await;
    let shown = picture(browser, HEIGHT).await;
    let kept = written(&format!("docs/{file}"), &shown);
    // The pages' own policy lets no script load a picture from its text.
    browser.open("about:blank").await;
    let compared = COMPARE
        .replace("OURS", &BASE64_STANDARD.encode(&shown))
        .replace("THEIRS", &BASE64_STANDARD.encode(&kept));
    let changed = browser.script_with_callback(&compared).await.as_f64().unwrap();
    assert!(
        changed <= MOST_CHANGED,
        "{:.1} % of docs/{file} differ from the page; take it anew: \
         MPAY_SIM_WRITE_GOLDEN=1 cargo test --test browser readme_pictures",
        changed * 100.0
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pictures_in_the_readme_show_the_program_as_it_is() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service_with(Require, true)]).await;
    let browser = Browser::start().await;
    browser.speak(&hub.url, Language::English).await;
    let entry = format!("{}/service/pay?ServiceID={SERVICE}&OrderKey={ORDER}", hub.url);
    browser.open(&entry).await;
    browser.see("[name=ins]").await;
    compare(&browser, "pay-page.png").await;

    let reply = signed(&write_reply(&[order()]), &identities::e_service(), &clock);
    let printed = String::from_utf8(reply).unwrap().replace("><", ">\n<");
    e_service.next(GetOrderDetails, Answer::Http(200, printed.into_bytes()));
    browser.open(&entry).await;
    browser.open(&format!("{}/console/messages/latest", hub.url)).await;
    browser.see("[data-testid=verdict].verdict--bad").await;
    compare(&browser, "broken-signature.png").await;
    browser.close().await;
}
