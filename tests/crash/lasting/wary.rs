//! Payers of e-Services that cannot be trusted: each step is tried once, and whoever gets no further leaves.

use std::sync::Arc;
use std::time::Duration;

use mpay_sim::domain::money::Amount;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::task::JoinSet;

use crate::browser::{Browser, Look, look_at};
use crate::support::payer::{GOOD_CARD, PROCESSOR, form};
use crate::world::World;

/// How long a payer needs to come with the next order.
const PAUSE: Duration = Duration::from_millis(60);

/// Lets so many pay at once at these services, until the world closes.
pub async fn run(world: &Arc<World>, payers: u64, services: &'static [&'static str]) {
    let mut tasks = JoinSet::new();
    for (number, service) in (0..payers).zip(services.iter().cycle()) {
        let (world, seed) = (Arc::clone(world), world.seed.wrapping_sub(number + 1));
        tasks.spawn(async move {
            let mut dice = StdRng::seed_from_u64(seed);
            while !world.is_closing() {
                let total = Amount::from_bani(dice.random_range(300..600_000));
                let order = world.e_service.ledger().place(service, total, false);
                let browser = Browser::new(&world, service, &order);
                if pay(&browser, service).await.is_none() {
                    tokio::time::sleep(PAUSE).await;
                }
            }
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended.unwrap_or_else(|broken| std::panic::resume_unwind(broken.into_panic()));
    }
}

/// `None` where the payer got no further.
async fn pay(browser: &Browser, service: &str) -> Option<()> {
    let visit =
        redirect(browser, "/service/pay", &[("ServiceID", service), ("OrderKey", &browser.order)]).await?;
    let page = browser.ask_once(&visit, None).await.filter(|page| page.status == 200)?;
    let Look::Payable { due, .. } = look_at(&page) else { return None };
    let fields = [("ins", PROCESSOR), ("due", &due.to_string())];
    let address = redirect(browser, &visit, &fields).await.filter(|to| to.starts_with("/psp/"))?;
    let card =
        [("number", GOOD_CARD), ("month", "12"), ("year", "30"), ("cvv", "321"), ("name", "POPESCU ION")];
    let result = redirect(browser, &address, &card).await?;
    browser.authorized(&result, due);
    browser.ask_once(&result, None).await.map(drop)
}

/// Where the answer to this form leads to.
async fn redirect(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Option<String> {
    let page = browser.ask_once(path, Some(&form(fields))).await?;
    (page.status == 303).then(|| page.location())
}
