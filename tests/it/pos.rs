//! An operator takes a card at a POS terminal: every state of the terminal, and what must not happen.

use mpay_sim::domain::instrument_fee::InstrumentFees;
use mpay_sim::domain::outcome::{ORDER_KEY_MARK, OUTCOMES, Outcome, OutcomeRule, TerminalResult};
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};

use crate::support::operator::TERMINAL;
use crate::support::orders::{ORDER, SERVICE, order, partial_order};
use crate::support::{Answer, EService, Hub, Operator, Payer, simulated_clock};

async fn start() -> (EService, Hub, Operator) {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let operator = Operator::start(&hub.url).await;
    (e_service, hub, operator)
}

fn name_of(result: TerminalResult) -> &'static str {
    OutcomeRule::of(Outcome::Terminal(result)).name
}

#[tokio::test]
async fn a_card_at_the_counter_pays_the_order_and_the_e_service_is_told_of_the_terminals_bank() {
    let (e_service, hub, operator) = start().await;
    let visit = operator.open(SERVICE, ORDER).await;
    let page = visit.pay_page().await;
    for shown in ["Agenția Demo a Pădurilor", "Ștefan cel Mare 1", "Ghișeul 7", "00012345", "1\u{a0}250,50"]
    {
        assert!(page.has(shown), "{shown} not in {}", page.text());
    }
    assert!(!page.has("name=\"ins\""), "an operator chooses no instrument");
    let terminal = operator.send(&visit).await;
    let waiting = operator.browser.get(&terminal).await;
    for shown in ["Apropiați cardul", "Ghișeul 7", "00012345", "1\u{a0}250,50", "class=\"aid\""] {
        assert!(waiting.has(shown), "{shown} not in {}", waiting.text());
    }
    let left = operator.browser.post(&terminal, &[("outcome", "approved")]).await.location();
    assert!(left.starts_with(&format!("{}/result/", visit.path)), "{left}");
    let result = operator.browser.get(&left).await;
    assert_eq!(result.state(), "paid", "{}", result.text());
    assert!(result.has("Ați încasat 1\u{a0}250,50") && result.has("Terminal POS, Banca Demo 2"));
    assert!(result.has("•••• 4242") && !result.has("data-testid=\"slip\""), "{}", result.text());

    let [paid] = e_service.paid().try_into().unwrap();
    assert_eq!(paid.payment_id, result.attribute("data-payment-id"));
    assert_eq!(paid.total_amount.to_string(), "1250.50");
    let sent = &e_service.received(ConfirmOrderPayment)[0].body;
    assert!(sent.contains("Banca Demo 2 (POS)"), "{sent}");
    let base = visit.path.strip_prefix("/pos").unwrap();
    let receipt = operator.browser.get(&format!("/pay{base}/receipt.pdf")).await;
    assert!(receipt.status == 200 && receipt.body.starts_with(b"%PDF"));
    let invoice = paid.invoice_id;
    assert_eq!(operator.browser.get(&format!("/n/{invoice}/note.pdf")).await.status, 200);
    assert_eq!(hub.confirmations().await, [("Confirmed".to_owned(), 1)]);
}

#[tokio::test]
async fn a_terminal_that_is_busy_or_offline_or_declines_takes_nothing_and_the_operator_tries_again() {
    let (e_service, hub, operator) = start().await;
    let visit = operator.open(SERVICE, ORDER).await;
    let tries = [
        (name_of(TerminalResult::Busy), "terminal-busy", "Terminalul este ocupat"),
        (name_of(TerminalResult::Offline), "terminal-offline", "Terminalul nu răspunde"),
        (name_of(TerminalResult::Cancelled), "cancelled", "Plata a fost anulată la terminal"),
        ("declined", "declined", "Rugați plătitorul să folosească alt card"),
        ("insufficient-funds", "declined", "Fonduri insuficiente"),
    ];
    for (outcome, state, says) in tries {
        let terminal = operator.send(&visit).await;
        assert!(operator.browser.get(&terminal).await.has(&format!("value=\"{outcome}\"")), "{outcome}");
        let result = operator.terminal_does(&terminal, outcome).await;
        assert_eq!(result.state(), state, "{outcome}");
        assert!(result.has(says) && result.has("Nu s-au perceput bani"), "{}", result.text());
        assert!(result.has(&format!("href=\"{}\"", visit.path)), "the operator can try again");
    }
    assert!(e_service.received(ConfirmOrderPayment).is_empty());
    let terminal = operator.send(&visit).await;
    assert_eq!(operator.terminal_does(&terminal, "approved").await.state(), "paid");
    assert_eq!((hub.payments().await.len(), hub.count_payments("Authorized").await), (6, 1));
    assert_eq!(e_service.paid().len(), 1);
}

#[tokio::test]
async fn while_the_bank_has_not_decided_the_operator_is_told_as_an_operator() {
    let (_e_service, _hub, operator) = start().await;
    let visit = operator.open(SERVICE, ORDER).await;
    let terminal = operator.send(&visit).await;
    let result = operator.terminal_does(&terminal, "pending-paid").await;
    assert_eq!(result.state(), "pending");
    assert!(result.has("Nu încasați din nou") && !result.has("Nu plătiți din nou"), "{}", result.text());
}

#[tokio::test]
async fn a_slip_that_is_not_printed_is_said_and_printed_again_and_the_payment_stands() {
    let (e_service, _hub, operator) = start().await;
    let visit = operator.open(SERVICE, ORDER).await;
    let terminal = operator.send(&visit).await;
    let result = operator.terminal_does(&terminal, name_of(TerminalResult::SlipNotPrinted)).await;
    assert_eq!(result.state(), "paid");
    assert!(result.has("bonul nu s-a tipărit. Nu încasați din nou."), "{}", result.text());
    let payment = result.attribute("data-payment-id");
    let print = format!("{}/slip/{payment}", visit.path);
    assert!(result.has(&format!("action=\"{print}\"")));
    for _ in 0..2 {
        let back = operator.browser.post(&print, &[]).await.location();
        let printed = operator.browser.get(&back).await;
        assert!(printed.has("Bonul a fost tipărit din nou.") && !printed.has("print-slip"));
    }
    assert_eq!(e_service.paid().len(), 1);
    // Neither a slip of somebody else's payment nor one of nothing.
    let other = operator.open(SERVICE, ORDER).await;
    for path in [format!("{}/slip/{payment}", other.path), format!("{}/slip/1", visit.path)] {
        assert_eq!(operator.browser.post(&path, &[]).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn every_outcome_that_an_order_asks_for_happens_at_the_terminal() {
    for rule in OUTCOMES.iter().filter(|rule| matches!(rule.outcome, Outcome::Terminal(_))) {
        let (e_service, _hub, operator) = start().await;
        let key = format!("17{ORDER_KEY_MARK}{}", rule.name);
        let visit = operator.open(SERVICE, &key).await;
        let terminal = operator.send(&visit).await;
        let waiting = operator.browser.get(&terminal).await;
        assert!(waiting.has("data-testid=\"asked\"") && !waiting.has("value=\"approved\""));
        let left = operator.browser.post(&terminal, &[("decision", "approve")]).await.location();
        let state = match rule.outcome {
            Outcome::Terminal(TerminalResult::Busy) => "terminal-busy",
            Outcome::Terminal(TerminalResult::Offline) => "terminal-offline",
            Outcome::Terminal(TerminalResult::Cancelled) => "cancelled",
            _ => "paid",
        };
        assert_eq!(operator.browser.get(&left).await.state(), state, "{}", rule.name);
        assert_eq!(e_service.paid().len(), usize::from(state == "paid"), "{}", rule.name);
    }
}

#[tokio::test]
async fn clicking_twice_makes_one_payment_and_the_terminal_takes_it_once() {
    let (e_service, hub, operator) = start().await;
    e_service.set_orders(vec![partial_order()]);
    let visit = operator.open(SERVICE, ORDER).await;
    visit.pay_page().await;
    let part = [("amt", "part"), ("amount", "100")];
    let sends = [operator.browser.post(&visit.path, &part), operator.browser.post(&visit.path, &part)];
    let [first, second] = futures_pair(sends).await;
    assert_eq!(first.location(), second.location());
    let terminal = first.location();
    let approve = [("outcome", "approved")];
    let taps = [operator.browser.post(&terminal, &approve), operator.browser.post(&terminal, &approve)];
    for left in futures_pair(taps).await {
        assert_eq!(operator.browser.get(&left.location()).await.state(), "paid");
    }
    assert_eq!(operator.terminal_does(&terminal, "declined").await.state(), "paid");
    assert!(operator.browser.get(&terminal).await.has("data-testid=\"finished\""));
    assert_eq!(hub.payments().await.len(), 1);
    let [paid] = e_service.paid().try_into().unwrap();
    assert_eq!(paid.total_amount.to_string(), "100.00");
}

async fn futures_pair<T>(pair: [impl Future<Output = T>; 2]) -> [T; 2] {
    let [first, second] = pair;
    let (first, second) = tokio::join!(first, second);
    [first, second]
}

#[tokio::test]
async fn without_a_terminal_nothing_is_asked_and_nothing_taken() {
    let (e_service, hub, operator) = start().await;
    let stranger = Payer::new(&hub.url);
    let visit = stranger.visit(&stranger.get(&format!("/posterminal/PAY/{SERVICE}/{ORDER}")).await);
    for page in [visit.pay_page().await, stranger.post(&visit.path, &[]).await] {
        assert_eq!((page.status, page.has("data-testid=\"no-terminal\"")), (409, true));
        assert!(page.has("Nu s-au perceput bani"), "{}", page.text());
    }
    assert!(e_service.received(GetOrderDetails).is_empty());
    // From the page to the configuration and back to the same order.
    let session = visit.path.strip_prefix("/pos/").unwrap();
    let form = stranger.get(&format!("/PosTerminal/Configure?session={session}")).await;
    assert!(form.has(&format!("name=\"session\" value=\"{session}\"")), "{}", form.text());
    let fields = [&TERMINAL[..], &[("session", session)]].concat();
    assert_eq!(stranger.post("/PosTerminal/Configure", &fields).await.location(), visit.path);
    // A key that no browser was given is no terminal.
    assert_eq!(operator.browser.get(&visit.path).await.status, 200);

    let elsewhere = [&[("IntendedIp", "10.0.0.5")], &TERMINAL[..7]].concat();
    let operator = Operator::with_terminal(&hub.url, &elsewhere).await;
    let refused = operator.browser.post(&visit.path, &[]).await;
    assert_eq!(refused.status, 403);
    assert!(refused.has("10.0.0.5") && refused.has("127.0.0.1"), "{}", refused.text());
    assert_eq!(hub.payments().await.len(), 0);
}

#[tokio::test]
async fn the_configuration_is_checked_field_by_field_kept_and_shown_again() {
    let (_e_service, hub, operator) = start().await;
    let browser = Payer::new(&hub.url);
    let empty = browser.post("/PosTerminal/Configure", &[("OrganizationName", " ")]).await;
    assert_eq!(empty.status, 422);
    for (name, _) in TERMINAL.iter().filter(|(name, _)| !["OrganizationService", "Counter"].contains(name)) {
        assert!(empty.has(&format!("href=\"#{name}\"")) && empty.has(&format!("id=\"{name}-e\"")), "{name}");
    }
    assert!(empty.has("Corectați 6 câmpuri"), "{}", empty.text());
    let wrong = [("OrganizationIdno", "1002600001234"), ("TerminalId", "<b>"), ("IntendedIp", "localhost")];
    let page = browser.post("/posterminal/configure", &[&wrong, &TERMINAL[..]].concat()).await;
    assert_eq!((page.status, page.has("Corectați 3 câmpuri")), (422, true), "{}", page.text());
    assert!(page.has("value=\"1002600001234\"") && page.has("Ghișeul 7") && !page.has("<b>\""));
    assert!(browser.get("/PosTerminal/Configure").await.has("id=\"VendorName\""));

    let kept = operator.browser.get("/PosTerminal/Configure").await;
    assert!(kept.has("data-testid=\"configured\""), "{}", kept.text());
    for (name, value) in TERMINAL {
        assert!(kept.has(&format!("name=\"{name}\"")) && kept.has(&format!("value=\"{value}\"")), "{name}");
    }
}

#[tokio::test]
async fn an_invoice_is_opened_by_its_number_also_where_its_order_is_one_of_several() {
    let (e_service, hub, operator) = start().await;
    for number in ["1", "00000000000001", "x"] {
        let page = operator.browser.post(&format!("/PosTerminal/PayInvoice/{number}"), &[]).await;
        assert_eq!((page.status, page.has("data-testid=\"problem\"")), (404, true), "{number}");
    }
    assert_eq!(operator.browser.post("/PosTerminal/Pay/NOBODY/1", &[]).await.status, 404);
    assert_eq!(
        operator.browser.post(&format!("/PosTerminal/Pay/{SERVICE}/{}", "x".repeat(37)), &[]).await.status,
        400
    );

    let keys = ["A/1", "B-2"];
    e_service.set_orders(
        keys.iter()
            .map(|key| {
                let mut one = order();
                one.order_key = (*key).to_owned();
                one
            })
            .collect(),
    );
    let visit = operator.open(SERVICE, "BOTH").await;
    let choice = visit.pay_page().await;
    assert!(choice.has(&format!("action=\"{}/order\"", visit.path)), "{}", choice.text());
    let chosen = operator.browser.post(&format!("{}/order", visit.path), &[("order", "B-2")]).await;
    let page = operator.browser.get(&chosen.location()).await;
    assert!(page.has("B-2") && page.has("Ghișeul 7"));
    let invoice: String = page.text().split("href=\"/n/").nth(1).unwrap().chars().take(14).collect();

    let by_number = operator.browser.post(&format!("/POSTERMINAL/payinvoice/{invoice}"), &[]).await;
    let visit = operator.browser.visit(&by_number);
    let terminal = operator.send(&visit).await;
    assert_eq!(operator.terminal_does(&terminal, "approved").await.state(), "paid");
    let [paid] = e_service.paid().try_into().unwrap();
    assert_eq!((paid.order_key.as_str(), paid.invoice_id.as_str()), ("B-2", invoice.as_str()));
    let asked = e_service.received(GetOrderDetails);
    assert!(
        asked.iter().all(|call| call.body.contains(">BOTH<")),
        "the key that was asked for finds the order"
    );
    // An order key with a slash in it is one key.
    let slash = operator.open(SERVICE, "A/1").await;
    slash.pay_page().await;
    assert!(e_service.received(GetOrderDetails).last().unwrap().body.contains(">A/1<"));
    assert_eq!(hub.count_payments("Authorized").await, 1);
}

#[tokio::test]
async fn what_is_paid_already_or_unknown_or_out_of_reach_is_said_to_the_operator() {
    let (e_service, hub, operator) = start().await;
    let visit = operator.open(SERVICE, ORDER).await;
    let terminal = operator.send(&visit).await;
    operator.terminal_does(&terminal, "approved").await;
    let again = operator.open(SERVICE, ORDER).await;
    assert_eq!(again.pay_page().await.attribute("data-status"), "paid");
    assert_eq!(operator.browser.post(&again.path, &[]).await.location(), again.path);
    let invoice = e_service.paid()[0].invoice_id.clone();
    let by_number = operator.browser.get(&format!("/PosTerminal/PayInvoice/{invoice}")).await;
    assert_eq!(operator.browser.visit(&by_number).pay_page().await.attribute("data-status"), "paid");

    e_service.set_orders(vec![]);
    assert_eq!(operator.open(SERVICE, "NOBODY").await.pay_page().await.status, 404);
    e_service.next(GetOrderDetails, Answer::Http(500, b"no".to_vec()));
    let broken = operator.open(SERVICE, "BROKEN").await;
    let page = broken.pay_page().await;
    assert!(page.status == 502 && page.has(&format!("href=\"{}\"", broken.path)), "{}", page.text());
    assert_eq!(operator.browser.get("/pos/x").await.status, 404);
    assert_eq!(operator.browser.get("/pos/00000000-0000-0000-0000-000000000000").await.status, 404);
    assert_eq!(hub.payments().await.len(), 1);
}

#[tokio::test]
async fn a_fee_of_the_terminal_is_shown_taken_and_not_told_to_the_e_service() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        config.instrument_fees = InstrumentFees::parse("pos=2").unwrap();
    })
    .await;
    let operator = Operator::start(&hub.url).await;
    let visit = operator.open(SERVICE, ORDER).await;
    assert!(visit.pay_page().await.has("2,00\u{a0}MDL"));
    let terminal = operator.send(&visit).await;
    assert!(operator.browser.get(&terminal).await.has("1\u{a0}252,50"));
    assert!(operator.terminal_does(&terminal, "approved").await.has("2,00\u{a0}MDL"));
    assert_eq!(e_service.paid()[0].total_amount.to_string(), "1250.50");
}

#[tokio::test]
async fn the_pay_page_offers_no_terminal_and_takes_none() {
    let (_e_service, hub, _operator) = start().await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    assert!(!visit.pay_page().await.has("value=\"pos\""));
    assert_eq!(visit.choose("pos").await.status, 422);
}
