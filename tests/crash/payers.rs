//! Payers of all kinds, one order after another until the world closes.

use std::sync::Arc;

use mpay_sim::domain::money::Amount;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::task::JoinSet;

use crate::browser::{Browser, Look};
use crate::support::payer::{GOOD_CARD, PROCESSOR};
use crate::world::{SERVICES, World};

/// A card that is declined.
const BAD_CARD: &str = "4000 0000 0000 0002";
/// A card that asks for 3-D Secure authentication, which succeeds.
const SECURE_CARD: &str = "4000 0000 0000 3220";
/// The processor that asks for it.
const SECURE_PROCESSOR: &str = "card-demo-1";
/// Payment providers with one button.
const BUTTONS: [&str; 5] = ["mia", "bank-demo-1", "wallet-demo-a", "apple-pay", "google-pay"];

/// What a payer does with an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plan {
    Card,
    /// Presses the pay page's button twice.
    DoubleClick,
    ThreeDSecure,
    /// A card that is declined, then another one.
    SecondCard,
    Button,
    /// In cash at a terminal.
    Cash,
    /// In parts, until the e-Service says that all is paid.
    Parts,
    /// The whole amount in two tabs at once.
    TwoTabs,
    /// Pays, and never opens the result page.
    NeverReturns,
    /// Sees the payment provider's page, and leaves.
    Leaves,
    /// Gives up at the payment provider's page.
    Cancels,
}

/// How often each plan is chosen, of the sum of all.
const PLANS: [(Plan, u32); 11] = [
    (Plan::Card, 30),
    (Plan::DoubleClick, 8),
    (Plan::ThreeDSecure, 8),
    (Plan::SecondCard, 8),
    (Plan::Button, 10),
    (Plan::Cash, 8),
    (Plan::Parts, 10),
    (Plan::TwoTabs, 8),
    (Plan::NeverReturns, 6),
    (Plan::Leaves, 4),
    (Plan::Cancels, 4),
];

/// Lets so many payers pay at once, until the world closes and each has ended what it began.
pub async fn run(world: &Arc<World>, payers: u64) {
    let mut tasks = JoinSet::new();
    for number in 0..payers {
        let (world, seed) = (Arc::clone(world), world.seed.wrapping_add(number + 1));
        tasks.spawn(async move {
            let mut dice = StdRng::seed_from_u64(seed);
            while !world.is_closing() {
                one_order(&world, &mut dice).await;
            }
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended.unwrap_or_else(|broken| std::panic::resume_unwind(broken.into_panic()));
    }
}

async fn one_order(world: &Arc<World>, dice: &mut StdRng) {
    let plan = pick(dice);
    let service = SERVICES[dice.random_range(0..SERVICES.len())];
    let total = Amount::from_bani(dice.random_range(300..600_000));
    let order = world.e_service.ledger().place(service, total, plan == Plan::Parts);
    let browser = Browser::new(world, service, &order);
    browser.note(format!("{plan:?} for {total}"));
    match plan {
        Plan::TwoTabs => {
            let other = Browser::new(world, service, &order);
            tokio::join!(by_card(&browser, None), by_card(&other, None));
        }
        Plan::Parts => {
            // Whoever finds that all is paid while the e-Service says otherwise would go on for ever.
            while by_card(&browser, Some(dice.random_range(1..3))).await {}
        }
        Plan::Card => drop(by_card(&browser, None).await),
        _ => at_the_payment_provider(&browser, plan, dice).await,
    }
}

fn pick(dice: &mut StdRng) -> Plan {
    let mut number = dice.random_range(0..PLANS.iter().map(|(_, weight)| weight).sum());
    for (plan, weight) in PLANS {
        if number < weight {
            return plan;
        }
        number -= weight;
    }
    Plan::Card
}

/// Pays all that is due, or one part of so many. False where nothing is.
async fn by_card(browser: &Browser, part: Option<i64>) -> bool {
    let visit = browser.enter().await;
    let (address, bani) = loop {
        let Look::Payable { due, .. } = browser.look(&visit).await else { return false };
        let part = part.map(|of| (due / (of + 1)).max(1)).filter(|part| *part * 20 > due);
        if let Some(address) = browser.choose(&visit, PROCESSOR, due, part).await {
            break (address, part.unwrap_or(due));
        }
    };
    let result = browser.card(&address, GOOD_CARD).await;
    browser.authorized(&result, bani);
    browser.result(&result).await;
    true
}

async fn at_the_payment_provider(browser: &Browser, plan: Plan, dice: &mut StdRng) {
    let visit = browser.enter().await;
    let Look::Payable { due, invoice } = browser.look(&visit).await else {
        panic!("a new order of {} cannot be paid", browser.order)
    };
    let instrument = match plan {
        Plan::ThreeDSecure => SECURE_PROCESSOR,
        Plan::Button => BUTTONS[dice.random_range(0..BUTTONS.len())],
        Plan::Cash => "cash",
        _ => PROCESSOR,
    };
    let Some(address) = browser.choose(&visit, instrument, due, None).await else {
        panic!(
            "seed {}: nothing to choose:\n{}",
            browser.world.seed,
            browser.world.history.of(&browser.order)
        )
    };
    match plan {
        Plan::Leaves => {}
        Plan::NeverReturns => {
            let result = browser.card(&address, GOOD_CARD).await;
            browser.authorized(&result, due);
        }
        Plan::Cancels => {
            let result = browser.post(&format!("{address}/cancel"), &[]).await.location();
            browser.result(&result).await;
        }
        Plan::ThreeDSecure => {
            let page = browser.card(&address, SECURE_CARD).await;
            assert!(page.ends_with("/3ds"), "{page}");
            let result = browser.post(&page, &[("code", "123456")]).await.location();
            browser.authorized(&result, due);
            browser.result(&result).await;
        }
        Plan::SecondCard => {
            let result = browser.card(&address, BAD_CARD).await;
            let (state, _) = browser.result(&result).await;
            assert_eq!(state, "declined", "{}", browser.world.history.of(&browser.order));
            by_card(browser, None).await;
        }
        Plan::Button => {
            let result = browser.post(&address, &[("decision", "approve")]).await.location();
            browser.authorized(&result, due);
            browser.result(&result).await;
        }
        Plan::Cash => {
            // Where the terminal's answer is lost, asking again finds no payment that waits: the money was taken.
            let taken = browser.post(&format!("/terminal/{invoice}"), &[]).await;
            browser.note(format!("the terminal says: {}", taken.text().trim()));
            let (_, payment) = browser.result(&format!("{visit}/result")).await;
            browser.authorized(&payment, due);
        }
        _ => {
            let (one, other) = tokio::join!(
                browser.choose(&visit, instrument, due, None),
                browser.choose(&visit, instrument, due, None)
            );
            for again in [one, other].into_iter().flatten() {
                assert_eq!(again, address, "{}", browser.world.history.of(&browser.order));
            }
            let result = browser.card(&address, GOOD_CARD).await;
            browser.authorized(&result, due);
            browser.result(&result).await;
        }
    }
}
