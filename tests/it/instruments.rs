//! Every instrument, from the pay page to the confirmation.

use jiff::SignedDuration;
use mpay_sim::domain::ids::{OrderKey, ServiceId};
use mpay_sim::domain::instrument::{INSTRUMENTS, Instrument, InstrumentKind};
use mpay_sim::domain::instrument_fee::InstrumentFees;
use mpay_sim::domain::outcome::{ORDER_KEY_MARK, OUTCOMES, Outcome, OutcomeRule};
use mpay_sim::domain::payment::DeclineReason;
use mpay_sim::soap::Operation::ConfirmOrderPayment;

use crate::support::orders::{ORDER, SERVICE};
use crate::support::payer::{GOOD_CARD, Page};
use crate::support::{EService, Hub, Payer, simulated_clock, until};

/// What the form of the pay page sends for an instrument.
fn fields(instrument: &'static Instrument) -> Vec<(&'static str, &'static str)> {
    let id = instrument.id.as_str();
    match instrument.kind {
        InstrumentKind::BankCard { .. } => vec![("ins", "card"), ("processor", id)],
        InstrumentKind::InternetBanking => vec![("ins", "ib"), ("bank", id)],
        InstrumentKind::EMoney => vec![("ins", "em"), ("wallet", id)],
        _ => vec![("ins", id)],
    }
}

/// True where the page tells the amount and the mark of every line of the table that is possible there, and of no other.
fn hints_at_outcomes(page: &Page, is_possible: impl Fn(Outcome) -> bool) -> bool {
    let amount = |rule: &OutcomeRule| format!("7\u{a0}001,{:02}", rule.amount.bani() % 100);
    let mark = |rule: &OutcomeRule| format!("<code>…{ORDER_KEY_MARK}{}</code>", rule.name);
    OUTCOMES.iter().all(|rule| {
        let hints = (page.has(&amount(rule)), page.has(&mark(rule)));
        hints == (is_possible(rule.outcome), is_possible(rule.outcome))
    })
}

#[tokio::test]
async fn an_outcome_that_the_instrument_does_not_have_is_said_to_be_an_authorisation() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    for (mark, instrument, is_possible) in [
        ("3ds-failed", "mia", false),
        ("pos-busy", "card-demo-1", false),
        ("3ds-failed", "card-demo-1", true),
        ("declined", "mia", true),
    ] {
        let visit = Payer::new(&hub.url).enter(SERVICE, &format!("17{ORDER_KEY_MARK}{mark}"), None).await;
        visit.pay_page().await;
        let page = visit.payer.get(&visit.choose(instrument).await.location()).await;
        assert!(page.has("data-testid=\"asked\""), "{}", page.text());
        assert_eq!(page.has("deci plata va fi aprobată"), !is_possible, "{mark}: {}", page.text());
    }
}

#[tokio::test]
async fn every_instrument_is_offered_pays_and_says_its_name_in_the_confirmation() {
    for instrument in INSTRUMENTS {
        let (clock, _) = simulated_clock();
        let e_service = EService::start(&clock).await;
        let hub = Hub::start(&clock, vec![e_service.service()]).await;
        let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
        let pay_page = visit.pay_page().await;
        let fields = fields(instrument);
        assert!(pay_page.has(&format!("value=\"{}\"", fields[0].1)), "{instrument:?}");
        assert!(pay_page.has(&format!("value=\"{}\"", instrument.id.as_str())), "{instrument:?}");
        let address = visit.payer.post(&visit.path, &fields).await.location();
        assert!(address.starts_with(&format!("/psp/{}/", instrument.id.as_str())), "{address}");
        let page = visit.payer.get(&address).await;
        assert!(page.status == 200 && page.has("250,50"), "{}", page.text());
        let is_possible = |outcome| instrument.kind.carries_out(outcome) == outcome;
        assert!(hints_at_outcomes(&page, is_possible), "{instrument:?}");
        let is_payers = |outcome| !matches!(outcome, Outcome::Terminal(_));
        assert!(hints_at_outcomes(&pay_page, is_payers), "{instrument:?}");
        let left = if matches!(instrument.kind, InstrumentKind::BankCard { .. }) {
            visit.payer.card(&address, GOOD_CARD).await
        } else {
            assert!(page.has("data-testid=\"approve\"") && page.has("data-testid=\"cancel\""));
            visit.payer.post(&address, &[("decision", "approve")]).await
        };
        let result = visit.payer.get(&left.location()).await;
        assert_eq!(result.state(), "paid", "{instrument:?}");
        assert!(result.has(instrument.payment_provider_name));
        let sent = e_service.received(ConfirmOrderPayment);
        assert_eq!(sent.len(), 1);
        assert!(sent[0].body.contains(instrument.bank_property), "{}", sent[0].body);
        assert_eq!(visit.payer.get(&format!("{}/receipt.pdf", visit.path)).await.status, 200);
    }
}

#[tokio::test]
async fn what_the_tester_chooses_on_a_page_without_a_card_happens() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    for instrument in INSTRUMENTS.iter().filter(|i| !matches!(i.kind, InstrumentKind::BankCard { .. })) {
        for (outcome, state) in [("declined", "declined"), ("time-out", "pending")] {
            let address = visit.choose(instrument.id.as_str()).await.location();
            let page = visit.payer.get(&address).await;
            assert!(page.has(&format!("<option value=\"{outcome}\">")), "{}", page.text());
            let left = visit.payer.post(&address, &[("outcome", outcome)]).await.location();
            assert_eq!(visit.payer.get(&left).await.state(), state, "{instrument:?}");
        }
    }
    assert!(e_service.received(ConfirmOrderPayment).is_empty());
}

#[tokio::test]
async fn a_terminal_collects_cash_by_the_number_of_the_notice() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    let address = visit.choose("cash").await.location();
    let instructions = visit.payer.get(&address).await;
    let text = instructions.text();
    let terminal = text.split("curl -X POST ").nth(1).unwrap().split('<').next().unwrap();
    assert!(terminal.starts_with(&format!("{}/terminal/", hub.url)), "{terminal}");
    let note = text.split("href=\"/n/").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(visit.payer.get(&format!("/n/{note}")).await.status, 200);

    let waiting = visit.result().await;
    assert_eq!(waiting.state(), "waiting");
    assert!(waiting.headers.contains_key("refresh"));
    let unknown = visit.payer.post("/terminal/00000000000001", &[]).await;
    assert_eq!((unknown.status, unknown.has("chooses cash")), (404, true));
    assert_eq!(visit.payer.post("/terminal/x", &[]).await.status, 404);

    let collected = visit.payer.post(terminal, &[]).await;
    assert_eq!((collected.status, collected.text()), (200, format!("collected 1250.50 MDL for {note}\n")));
    assert_eq!(visit.payer.post(terminal, &[]).await.status, 404, "it is collected once");
    assert_eq!(visit.result().await.state(), "paid");
    assert_eq!(e_service.received(ConfirmOrderPayment).len(), 1);
}

#[tokio::test]
async fn a_terminal_that_is_to_refuse_the_money_does_not_say_that_it_has_collected_it() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let (service, order) = (ServiceId::parse(SERVICE).unwrap(), OrderKey::parse(ORDER).unwrap());
    let outcome = Outcome::Declined(DeclineReason::Declined);
    hub.app().store.plan_outcome(&service, &order, Some(outcome), clock.now()).await.unwrap();
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    visit.choose("cash").await;
    let terminal = format!("/terminal/{}", hub.invoice_of(ORDER).await.unwrap());
    let refused = payer.post(&terminal, &[]).await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert!(refused.has("not collected: `declined` was asked for"), "{}", refused.text());
    assert_eq!(visit.result().await.state(), "declined");
}

#[tokio::test]
async fn a_notice_is_paid_in_cash_days_later_and_lapses_only_with_the_order() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let due = clock.now() + SignedDuration::from_hours(10 * 24);
    e_service.change_order(|order| order.due_at = Some(due));
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    let address = visit.choose("cash").await.location();
    visit.choose("card-demo-2").await;
    hand.advance(SignedDuration::from_hours(9 * 24));
    // The sweep, which looks at the earlier payment first, settles the card page that was left.
    until("the card payment times out", async || hub.count_payments("TimedOut").await == 1).await;
    assert_eq!(hub.count_payments("AtPaymentProvider").await, 1);
    let instructions = visit.payer.get(&address).await;
    for place in ["La un terminal de plată", "La un ghișeu bancar", "La un oficiu poștal"] {
        assert!(instructions.has(place), "{place}");
    }
    let note: String = instructions.text().split("href=\"/n/").nth(1).unwrap().chars().take(14).collect();
    assert_eq!(visit.payer.post(&format!("/terminal/{note}"), &[]).await.status, 200);
    assert_eq!(visit.result().await.state(), "paid");
    assert_eq!(e_service.paid().len(), 1);

    let visit = Payer::new(&hub.url).enter(SERVICE, "LATE", None).await;
    visit.pay_page().await;
    visit.choose("cash").await;
    hand.advance(SignedDuration::from_hours(48));
    until("the notice lapses with its order", async || hub.count_payments("TimedOut").await == 2).await;
    assert_eq!(visit.result().await.state(), "notice-expired");
}

#[tokio::test]
async fn only_what_the_settings_name_is_offered_and_taken() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        config.instruments =
            INSTRUMENTS.iter().filter(|i| ["mia", "bank-demo-3"].contains(&i.id.as_str())).collect();
    })
    .await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    let page = visit.pay_page().await;
    assert!(page.has("value=\"mia\" checked") && page.has("value=\"bank-demo-3\""));
    assert!(!page.has("card-demo") && !page.has("bank-demo-1") && !page.has("value=\"cash\""));
    for (instrument, status) in [("cash", 422), ("card-demo-1", 422), ("bank-demo-3", 303)] {
        assert_eq!(visit.choose(instrument).await.status, status, "{instrument}");
    }
    let refused = visit.choose("cash").await;
    assert!(refused.has("href=\"#ins\"") && refused.has("id=\"ins\""));
}

#[tokio::test]
async fn a_fee_is_shown_and_taken_by_the_bank_and_no_part_of_what_the_e_service_is_told() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        config.instrument_fees = InstrumentFees::parse("bank-demo-3=1.5%,mia=2").unwrap();
    })
    .await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    let page = visit.pay_page().await;
    for shown in ["comision 1,50 %", "comision 2,00", "după modalitate"] {
        assert!(page.has(shown), "{shown}");
    }
    let address = visit.choose("bank-demo-3").await.location();
    let page = visit.payer.get(&address).await;
    assert!(page.has("269,26") && page.has("18,76"), "{}", page.text());
    let left = visit.payer.post(&address, &[("decision", "approve")]).await.location();
    let result = visit.payer.get(&left).await;
    assert_eq!(result.state(), "paid");
    assert!(result.has("18,76") && result.has("250,50"), "{}", result.text());
    let sent = &e_service.received(ConfirmOrderPayment)[0].body;
    assert!(sent.contains("1250.50") && !sent.contains("18.76") && !sent.contains("1269.26"), "{sent}");
}
