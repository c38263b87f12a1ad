//! Payers, operators, banks, e-Services and clocks in any order: no sequence makes two payments out of one or loses one.
//!
//! Every sequence has a seed of its own, and is printed as it happens: cargo shows it where the test fails.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use mpay_sim::clock::SimulatedClock;
use mpay_sim::domain::instrument::INSTRUMENTS;
use mpay_sim::domain::instrument_fee::InstrumentFees;
use mpay_sim::domain::money::Amount;
use mpay_sim::domain::order::{OrderDetails, OrderStatus};
use mpay_sim::domain::outcome::{OUTCOMES, OutcomeRule};
use mpay_sim::randomness::Randomness;
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};

use crate::support::books;
use crate::support::orders::{SERVICE, order};
use crate::support::payer::{GOOD_CARD, Page, Visit};
use crate::support::{Answer, EService, Hub, Operator, Payer, simulated_clock};

const SEQUENCES: u64 = 55;
const ACTIONS: u32 = 20;

/// What may happen next. Whom it happens to is chosen when it happens, by the same seed.
#[derive(Debug, Clone, Copy)]
enum Action {
    Enter,
    Look,
    Choose,
    ChooseTwice,
    SendToTerminal,
    Pay,
    PayTwice,
    GiveUp,
    ComeBack,
    ComeBackTwice,
    CollectCash,
    MoveClock,
    FailConfirmations,
    LoseReplies,
    FailDescriptions,
    Recover,
    Withdraw,
    PutBack,
}

/// Each as often as it stands here.
const LIKELY: [Action; 30] = [
    Action::Enter,
    Action::Look,
    Action::Look,
    Action::Choose,
    Action::Choose,
    Action::Choose,
    Action::Choose,
    Action::ChooseTwice,
    Action::ChooseTwice,
    Action::SendToTerminal,
    Action::SendToTerminal,
    Action::Pay,
    Action::Pay,
    Action::Pay,
    Action::Pay,
    Action::Pay,
    Action::PayTwice,
    Action::PayTwice,
    Action::GiveUp,
    Action::ComeBack,
    Action::ComeBack,
    Action::ComeBackTwice,
    Action::CollectCash,
    Action::MoveClock,
    Action::MoveClock,
    Action::FailConfirmations,
    Action::LoseReplies,
    Action::FailDescriptions,
    Action::Recover,
    Action::Withdraw,
];

/// One order, and everybody who has to do with it.
struct Sequence<'w> {
    hub: &'w Hub,
    e_service: &'w EService,
    hand: &'w SimulatedClock,
    operator: &'w Operator,
    randomness: Randomness,
    key: String,
    /// Payers' visits, and operators'.
    visits: Vec<Visit>,
    /// The payment providers' pages that were opened.
    pages: Vec<String>,
    /// Where browsers were sent to afterwards.
    returns: Vec<String>,
}

impl Sequence<'_> {
    fn pick<T: Clone>(&self, list: &[T]) -> Option<T> {
        (!list.is_empty()).then(|| list[self.randomness.below(list.len() as u32) as usize].clone())
    }

    async fn happens(&mut self, action: Action) {
        match action {
            Action::Enter => self.enter().await,
            Action::Look => {
                if let Some(visit) = self.pick(&self.visits) {
                    checked(visit.pay_page().await);
                }
            }
            Action::Choose => self.choose(1).await,
            Action::ChooseTwice => self.choose(2).await,
            Action::SendToTerminal => self.send_to_terminal().await,
            Action::Pay => self.pay(1).await,
            Action::PayTwice => self.pay(2).await,
            Action::GiveUp => {
                if let Some(page) = self.pick(&self.pages) {
                    println!("    at {page}");
                    let left = checked(self.payer().post(&format!("{page}/cancel"), &[]).await);
                    self.returns.push(left.location());
                }
            }
            Action::ComeBack => self.come_back(1).await,
            Action::ComeBackTwice => self.come_back(2).await,
            Action::CollectCash => {
                let invoice = self.hub.invoice_of(&self.key).await;
                if let Some(invoice) = invoice {
                    checked(self.payer().post(&format!("/terminal/{invoice}"), &[]).await);
                }
            }
            Action::MoveClock => {
                let seconds = self.pick(&[1, 6, 61, 61, 1800, 7200, 90_000]).unwrap();
                println!("    by {seconds} s");
                self.hand.advance(SignedDuration::from_secs(seconds));
                // The hub's own work begins, and goes on beside what follows.
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            Action::FailConfirmations => {
                self.e_service.always(ConfirmOrderPayment, Answer::Http(500, b"no".to_vec()));
            }
            Action::LoseReplies => self.e_service.always(ConfirmOrderPayment, Answer::LostReply),
            Action::FailDescriptions => {
                self.e_service.next(GetOrderDetails, Answer::Http(503, b"later".to_vec()));
            }
            Action::Recover => self.recover(),
            Action::Withdraw => self.e_service.change_order(|order| order.status = OrderStatus::Cancelled),
            Action::PutBack => self.e_service.change_order(|order| order.status = OrderStatus::Active),
        }
    }

    fn payer(&self) -> &Payer {
        &self.operator.browser
    }

    fn recover(&self) {
        for operation in [ConfirmOrderPayment, GetOrderDetails] {
            self.e_service.always(operation, Answer::Honest);
        }
    }

    async fn enter(&mut self) {
        let visit = if self.randomness.below(3) == 0 {
            self.operator.open(SERVICE, &self.key).await
        } else {
            Payer::new(&self.hub.url).enter(SERVICE, &self.key, None).await
        };
        println!("    {}", visit.path);
        checked(visit.pay_page().await);
        self.visits.push(visit);
    }

    /// Chooses once, or twice at the same moment.
    async fn choose(&mut self, times: u32) {
        let Some(visit) = self.pick(&self.visits) else { return };
        let instrument = {
            let names: Vec<_> = INSTRUMENTS.iter().map(|instrument| instrument.id.as_str()).collect();
            self.pick(&names).unwrap()
        };
        let amount = self.pick(&["", "", "", "0,01", "400", "1250,50", "2000"]).unwrap();
        println!("    {} {instrument} {amount:?}", visit.path);
        let mut fields = vec![("ins", instrument)];
        if !amount.is_empty() {
            fields.extend([("amt", "part"), ("amount", amount)]);
        }
        let chosen = visit.payer.post(&visit.path, &fields);
        let pages = match times {
            1 => vec![chosen.await],
            _ => {
                let (one, other) = tokio::join!(chosen, visit.payer.post(&visit.path, &fields));
                vec![one, other]
            }
        };
        let pages: Vec<Page> = pages.into_iter().map(checked).filter(|page| page.status == 303).collect();
        self.pages.extend(pages.iter().map(Page::location).filter(|to| to.starts_with("/psp/")));
    }

    async fn send_to_terminal(&mut self) {
        let visit = self.operator.open(SERVICE, &self.key).await;
        self.visits.push(visit);
        self.choose(2).await;
    }

    /// Does what a payment provider's page offers, once or twice at the same moment.
    async fn pay(&mut self, times: u32) {
        let Some(page) = self.pick(&self.pages) else { return };
        // Every second payment succeeds at once.
        let rule = self.pick(&OUTCOMES).filter(|_| self.randomness.below(2) == 0).unwrap_or(OUTCOMES[0]);
        println!("    at {page}: {}", rule.name);
        let lefts = match times {
            1 => vec![self.submit(&page, &rule).await],
            _ => {
                let (one, other) = tokio::join!(self.submit(&page, &rule), self.submit(&page, &OUTCOMES[0]));
                vec![one, other]
            }
        };
        self.returns.extend(lefts);
    }

    async fn submit(&self, page: &str, rule: &OutcomeRule) -> String {
        let left = if page.starts_with("/psp/card-") {
            let card = rule.cards.first().unwrap_or(&GOOD_CARD);
            let submitted = checked(self.payer().card(page, card).await).location();
            match submitted.ends_with("/3ds") {
                true => checked(self.payer().post(&submitted, &[("code", "123456")]).await),
                false => return submitted,
            }
        } else {
            checked(self.payer().post(page, &[("outcome", rule.name)]).await)
        };
        left.location()
    }

    async fn come_back(&mut self, times: u32) {
        let Some(to) = self.pick(&self.returns) else { return };
        println!("    to {to}");
        let pages = match times {
            1 => vec![self.payer().get(&to).await],
            _ => {
                let (one, other) = tokio::join!(self.payer().get(&to), self.payer().get(&to));
                vec![one, other]
            }
        };
        pages.into_iter().for_each(|page| {
            checked(page);
        });
    }

    /// The books agree, and say no more than the order's flags allow.
    async fn check(&self, described: &OrderDetails) {
        let sum = books::agreed(self.hub, self.e_service, &self.key).await;
        if let Some(price) = described.total_amount_due.map(Amount::bani) {
            let (partial, advance) = (described.allow_partial_payments, described.allow_advance_payments);
            assert!(advance || sum <= price, "{sum} of {price} without advance payments");
            assert!(partial || sum == 0 || sum >= price, "{sum} of {price} without partial payments");
        }
    }
}

/// No page is the simulator's own failure.
fn checked(page: Page) -> Page {
    assert_ne!(page.status, 500, "{}", page.text());
    page
}

/// An order with any flags, with or without an amount and a date.
fn any_order(randomness: &Randomness, now: jiff::Timestamp) -> OrderDetails {
    let mut order = order();
    let (partial, advance) = (randomness.below(2) == 0, randomness.below(3) == 0);
    (order.allow_partial_payments, order.allow_advance_payments) = (partial, advance);
    order.lines[0].allow_partial_payments = Some(partial);
    order.lines[0].allow_advance_payments = Some(advance);
    if (partial || advance) && randomness.below(4) == 0 {
        order.total_amount_due = None;
        order.lines.truncate(1);
        order.lines[0].amount_due = None;
    }
    let due_in = [None, None, Some(90), Some(7200), Some(10 * 86_400)][randomness.below(5) as usize];
    order.due_at = due_in.map(|seconds| now + SignedDuration::from_secs(seconds));
    order
}

async fn run(seed: u64, hub: &Hub, e_service: &EService, hand: &Arc<SimulatedClock>, operator: &Operator) {
    let randomness = Randomness::new(Some(seed));
    let described = any_order(&randomness, hub.app().clock.now());
    println!(
        "sequence {seed}: due {:?} until {:?}, partial {}, advance {}",
        described.total_amount_due.map(Amount::bani),
        described.due_at,
        described.allow_partial_payments,
        described.allow_advance_payments
    );
    e_service.set_orders(vec![described.clone()]);
    let mut sequence = Sequence {
        hub,
        e_service,
        hand,
        operator,
        randomness,
        key: format!("SEQUENCE-{seed}"),
        visits: vec![],
        pages: vec![],
        returns: vec![],
    };
    sequence.happens(Action::Enter).await;
    sequence.happens(Action::Choose).await;
    for _ in 0..ACTIONS {
        let mut action = sequence.pick(&LIKELY).unwrap();
        if e_service.is_withdrawn() {
            action = sequence.pick(&[action, Action::PutBack]).unwrap();
        }
        println!("  {action:?}");
        sequence.happens(action).await;
    }
    sequence.recover();
    books::settle(hub, hand, std::slice::from_ref(&sequence.key)).await;
    sequence.check(&described).await;
}

#[tokio::test]
async fn no_sequence_makes_two_payments_out_of_one_or_loses_one() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.keep_books();
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        config.instrument_fees = InstrumentFees::parse("mia=2,card-demo-1=1.5%,pos=1").unwrap();
    })
    .await;
    let operator = Operator::start(&hub.url).await;
    let first: u64 = std::env::var("MPAY_SIM_TEST_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    for seed in first..first + SEQUENCES {
        run(seed, &hub, &e_service, &hand, &operator).await;
    }
    let (paid, given_back) = (hub.count_payments("Authorized").await, hub.count_payments("Reversed").await);
    println!("{paid} payments, {given_back} given back");
    assert!(paid > 20 && given_back > 0, "too little happened to say anything");
}
