//! Every outcome of the table, asked for in every way, on a clock that the tests move.

use jiff::SignedDuration;
use mpay_sim::domain::ids::{OrderKey, ServiceId};
use mpay_sim::domain::outcome::{
    AuthenticationResult, EARLY_BY, ORDER_KEY_MARK, OUTCOMES, Outcome, OutcomeRule, PENDING_FOR,
};
use mpay_sim::soap::Operation::ConfirmOrderPayment;

use crate::support::golden::written;
use crate::support::orders::{ORDER, SERVICE};
use crate::support::payer::{GOOD_CARD, PROCESSOR, Page, Visit};
use crate::support::{EService, Hub, Payer, simulated_clock, until};

/// What the payer sees on coming back, and once there is nothing more to wait for.
fn expected(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Approved | Outcome::PayerNeverReturns | Outcome::PayerReturnsTwice => ("paid", "paid"),
        Outcome::Authentication(AuthenticationResult::Approved) => ("paid", "paid"),
        Outcome::Authentication(AuthenticationResult::Cancelled) => ("cancelled", "cancelled"),
        Outcome::Authentication(AuthenticationResult::NoAnswer) | Outcome::TimedOut => {
            ("pending", "timed-out")
        }
        Outcome::Authentication(_) | Outcome::Declined(_) => ("declined", "declined"),
        Outcome::PendingThenPaid | Outcome::PayerReturnsEarly => ("pending", "paid"),
        Outcome::PendingThenDeclined => ("pending", "declined"),
        // There is no terminal on the pay page.
        Outcome::Terminal(_) => ("paid", "paid"),
    }
}

/// From the card page to where the browser is sent in the end, through 3-D Secure where it is asked for.
async fn pay_with(visit: &Visit, instrument: &str, card: &str) -> Page {
    let address = visit.choose(instrument).await.location();
    let submitted = visit.payer.card(&address, card).await;
    if !submitted.location().ends_with("/3ds") {
        return submitted;
    }
    assert!(visit.payer.get(&submitted.location()).await.has("123456"));
    visit.payer.post(&submitted.location(), &[("code", "123456")]).await
}

/// How a test asks for an outcome.
#[derive(Debug, Clone, Copy)]
enum By {
    Card,
    Amount,
    OrderKey,
    Program,
}

async fn happens(rule: &OutcomeRule, by: By) {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let (mut key, mut card) = (ORDER.to_owned(), GOOD_CARD);
    match by {
        By::Card => card = rule.cards[0],
        By::Amount => e_service.change_order(|order| {
            order.total_amount_due = Some(rule.amount);
            order.lines.truncate(1);
            order.lines[0].amount_due = Some(rule.amount);
        }),
        By::OrderKey => key = format!("17{ORDER_KEY_MARK}{}", rule.name).to_uppercase(),
        By::Program => {
            let (service, order) = (ServiceId::parse(SERVICE).unwrap(), OrderKey::parse(ORDER).unwrap());
            let store = &hub.app().store;
            store
                .plan_outcome(&service, &order, Some(Outcome::TimedOut), jiff::Timestamp::UNIX_EPOCH)
                .await
                .unwrap();
            store
                .plan_outcome(&service, &order, Some(rule.outcome), jiff::Timestamp::UNIX_EPOCH)
                .await
                .unwrap();
        }
    }
    let visit = Payer::new(&hub.url).enter(SERVICE, &key, None).await;
    assert_eq!(visit.pay_page().await.status, 200);
    let left = pay_with(&visit, "card-demo-1", card).await.location();
    let (at_first, at_last) = expected(rule.outcome);
    let about = format!("{} by {by:?}", rule.name);
    if matches!(rule.outcome, Outcome::PayerNeverReturns | Outcome::PayerReturnsTwice) {
        assert!(left.starts_with("/psp/"), "{about}: {left}");
        let page = visit.payer.get(&left).await;
        assert!(page.has("data-testid=\"finished\""), "{about}");
        let is_twice = rule.outcome == Outcome::PayerReturnsTwice;
        assert_eq!(page.has("data-testid=\"to-result\""), is_twice, "{about}");
        assert_eq!(page.has("target=\"_blank\""), is_twice, "{about}");
    } else {
        assert!(left.starts_with(&format!("{}/result/", visit.path)), "{about}: {left}");
    }
    if rule.outcome == Outcome::PayerNeverReturns {
        hand.advance(SignedDuration::from_secs(91));
        until("the e-Service is told", async || e_service.paid().len() == 1).await;
    }
    let page = visit.result().await;
    assert_eq!(page.state(), at_first, "{about}");
    assert_eq!(page.headers.contains_key("refresh"), at_first == "pending", "{about}");
    let wait = if rule.outcome == Outcome::PayerReturnsEarly { EARLY_BY } else { PENDING_FOR };
    if at_first == "pending" {
        hand.advance(wait - SignedDuration::from_millis(1));
        assert_eq!(visit.result().await.state(), "pending", "{about}");
        hand.advance(SignedDuration::from_millis(1));
    }
    for _ in 0..2 {
        assert_eq!(visit.result().await.state(), at_last, "{about}");
    }
    let confirmed = usize::from(at_last == "paid");
    assert_eq!(e_service.received(ConfirmOrderPayment).len(), confirmed, "{about}");
    assert_eq!(e_service.paid().len(), confirmed, "{about}");
}

#[tokio::test]
async fn every_test_card_does_what_the_table_says() {
    for rule in OUTCOMES.iter().filter(|rule| !rule.cards.is_empty()) {
        happens(rule, By::Card).await;
    }
}

#[tokio::test]
async fn every_amount_does_what_the_table_says() {
    for rule in &OUTCOMES {
        happens(rule, By::Amount).await;
    }
}

#[tokio::test]
async fn every_order_key_does_what_the_table_says() {
    for rule in &OUTCOMES {
        happens(rule, By::OrderKey).await;
    }
}

#[tokio::test]
async fn what_a_program_plans_comes_before_everything_else() {
    for rule in &OUTCOMES {
        happens(rule, By::Program).await;
    }
}

#[tokio::test]
async fn the_pages_hint_at_every_card_and_the_tester_chooses_how_authentication_ends() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    let page = visit.payer.get(&visit.choose("card-demo-1").await.location()).await;
    for number in OUTCOMES.iter().flat_map(|rule| rule.cards) {
        assert!(page.has(&format!("{} ", &number[..4])) && page.has(&number[12..]), "{number}");
    }
    for rule in OUTCOMES.iter().filter(|rule| matches!(rule.outcome, Outcome::Authentication(_))) {
        if rule.outcome == Outcome::Authentication(AuthenticationResult::Approved) {
            continue;
        }
        let address = visit.choose("card-demo-1").await.location();
        let challenge = visit.payer.card(&address, "4000 0000 0000 3220").await.location();
        assert!(visit.payer.get(&challenge).await.has(&format!("value=\"{}\"", rule.name)));
        let to = visit.payer.post(&challenge, &[("outcome", rule.name)]).await.location();
        assert_eq!(visit.payer.get(&to).await.state(), expected(rule.outcome).0, "{}", rule.name);
    }
}

#[tokio::test]
async fn a_pending_payment_is_found_without_its_payer_and_given_back_where_it_is_too_late() {
    for (due_in, status) in [(120, "Authorized"), (30, "Reversed")] {
        let (clock, hand) = simulated_clock();
        let e_service = EService::start(&clock).await;
        let due = clock.now() + SignedDuration::from_secs(due_in);
        e_service.change_order(|order| order.due_at = Some(due));
        let hub = Hub::start(&clock, vec![e_service.service()]).await;
        let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
        visit.pay_page().await;
        let left = pay_with(&visit, PROCESSOR, "4000 0000 0000 0226").await.location();
        assert_eq!(visit.payer.get(&left).await.state(), "pending");
        assert_eq!(hub.count_payments("Pending").await, 1);
        hand.advance(SignedDuration::from_secs(91));
        until("the payment is settled", async || hub.count_payments(status).await == 1).await;
        if status == "Authorized" {
            until("the e-Service is told", async || e_service.paid().len() == 1).await;
        } else {
            assert_eq!(visit.result().await.state(), "reversed");
            assert!(e_service.received(ConfirmOrderPayment).is_empty());
        }
    }
}

#[tokio::test]
async fn a_pending_payment_of_one_tab_is_given_back_where_another_tab_has_paid_meanwhile() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    let pending = pay_with(&visit, PROCESSOR, "4000 0000 0000 0226").await.location();
    assert_eq!(visit.payer.get(&pending).await.state(), "pending");
    // The same choice leads to the same payment, which nobody can take back at the bank any more.
    let address = visit.choose(PROCESSOR).await.location();
    assert!(visit.payer.get(&address).await.has("data-testid=\"finished\""));
    assert_eq!(visit.payer.post(&format!("{address}/cancel"), &[]).await.location(), pending);
    assert_eq!(visit.payer.get(&pending).await.state(), "pending");
    let paid = pay_with(&visit, "card-demo-1", GOOD_CARD).await.location();
    assert_eq!(visit.payer.get(&paid).await.state(), "paid");
    hand.advance(PENDING_FOR);
    let page = visit.payer.get(&pending).await;
    assert_eq!(page.state(), "reversed");
    assert!(page.has("Plata a fost restituită"));
    assert_eq!(e_service.received(ConfirmOrderPayment).len(), 1);
}

fn document() -> String {
    let mut text = format!(
        "# Outcomes of payments\n\n\
         A tester can choose the outcome of a payment, with every instrument; outcomes of 3-D Secure or a POS terminal are an\n\
         authorisation with other instruments. A plan by a program comes first, then the end of the OrderKey (`17{ORDER_KEY_MARK}declined`, in any\n\
         case), then the exact amount of the payment, then the test card or the choice on the payment provider's page.\n\
         Test cards work with any future expiry, any three-digit CVV and any name; every other number is refused.\n\n\
         This page is made from the code: `MPAY_SIM_WRITE_GOLDEN=1 cargo test --test it outcomes`.\n\n\
         | test card | amount, MDL | OrderKey ends in | outcome |\n| --- | --- | --- | --- |\n"
    );
    for rule in &OUTCOMES {
        let grouped = |number: &&str| {
            format!("`{} {} {} {}`", &number[..4], &number[4..8], &number[8..12], &number[12..])
        };
        let cards: Vec<String> = rule.cards.iter().map(grouped).collect();
        let cards = if cards.is_empty() { "–".to_owned() } else { cards.join(", ") };
        text.push_str(&format!(
            "| {} | {} | `{ORDER_KEY_MARK}{}` | {} |\n",
            cards, rule.amount, rule.name, rule.meaning
        ));
    }
    text
}

#[test]
fn the_document_is_made_from_the_table() {
    let document = document();
    let written = written("docs/OUTCOMES.md", document.as_bytes());
    assert!(
        written == document.as_bytes(),
        "docs/OUTCOMES.md is not what the table says; its lines tell how to make it"
    );
}
