//! POS terminals, and what the payments at them keep.

use mpay_sim::clock::Clock;
use mpay_sim::domain::ids::{OrderKey, PosTerminalKey, TransactionId};
use mpay_sim::domain::instrument::POS_TERMINAL;
use mpay_sim::domain::money::Amount;
use mpay_sim::domain::pos_terminal::PosTerminal;
use mpay_sim::payment_provider::{PaymentProviderContext, PublishedInvoice, publish};
use mpay_sim::randomness::Randomness;
use mpay_sim::store::{PaySession, ShownAmounts};

use super::fixtures::*;
use super::{Database, open};
use crate::support::orders::ORDER;

on_both_engines! {
    a_terminal_is_kept_with_and_without_what_is_optional
    a_transaction_keeps_its_terminal_and_when_its_slip_was_printed
    the_key_that_was_asked_for_is_found_by_the_invoice
}

fn terminal() -> PosTerminal {
    PosTerminal {
        organization_name: "Agenția Demo a Pădurilor".to_owned(),
        organization_idno: "1002600001235".to_owned(),
        office_address: "str. Ștefan cel Mare 1, Chișinău".to_owned(),
        organization_service: Some("Relații cu publicul".to_owned()),
        counter: None,
        terminal_id: "00012345".to_owned(),
        vendor_name: "Banca Demo 2".to_owned(),
        intended_ip: "2001:db8::5".parse().unwrap(),
    }
}

fn random_key() -> PosTerminalKey {
    PosTerminalKey::from_random(Randomness::new(None).bytes())
}

async fn a_terminal_is_kept_with_and_without_what_is_optional(database: Database) {
    let store = open(&database).await;
    let other = PosTerminal { organization_service: None, counter: Some("7".to_owned()), ..terminal() };
    for terminal in [terminal(), other] {
        let key = random_key();
        store.insert_pos_terminal(key, &terminal, now()).await.unwrap();
        assert_eq!(store.pos_terminal(key).await.unwrap(), Some(terminal));
    }
    assert_eq!(store.pos_terminal(random_key()).await.unwrap(), None);
}

async fn a_transaction_keeps_its_terminal_and_when_its_slip_was_printed(database: Database) {
    let store = open(&database).await;
    let (clock, randomness) = (clock(), Randomness::new(None));
    let context = PaymentProviderContext { store: &store, clock: &clock, randomness: &randomness };
    let invoice = invoice(&store, ORDER).await;
    for pos_terminal in [None, Some(random_key())] {
        let id = TransactionId::from_random(randomness.bytes());
        let published = PublishedInvoice {
            transaction_id: id,
            instrument: POS_TERMINAL.id,
            invoice_id: invoice.id.clone(),
            description: "Taxă".to_owned(),
            merchant: "Agenția".to_owned(),
            amount: Amount::from_bani(100),
            fee: Amount::ZERO,
            currency: "MDL".to_owned(),
            return_path: "/".to_owned(),
            outcome: None,
            pos_terminal,
        };
        publish(context, published).await.unwrap();
        let kept = store.transaction(id).await.unwrap().unwrap();
        assert_eq!((kept.pos_terminal, kept.slip_printed_at), (pos_terminal, None));
        for later in [0, 5] {
            let at = now() + jiff::SignedDuration::from_secs(later);
            store.slip_is_printed(id, at).await.unwrap();
            let kept = store.transaction(id).await.unwrap().unwrap();
            assert_eq!(kept.slip_printed_at, Some(Clock::now(&clock)), "the first time counts");
        }
    }
}

async fn the_key_that_was_asked_for_is_found_by_the_invoice(database: Database) {
    let store = open(&database).await;
    let invoice = invoice(&store, ORDER).await;
    assert_eq!(store.asked_key_of_invoice(&invoice.id).await.unwrap(), None);
    let id = session(&store).await;
    let visit = store.pay_session(id).await.unwrap().unwrap();
    let seen = ShownAmounts { due: invoice.due(), paid: invoice.paid };
    store.set_seen(id, &invoice.id, seen).await.unwrap();
    assert_eq!(store.asked_key_of_invoice(&invoice.id).await.unwrap(), visit.asked_key);
    let directly = PaySession {
        id: mpay_sim::domain::ids::SessionId::from_random(Randomness::new(None).bytes()),
        asked_key: None,
        invoice_id: Some(invoice.id.clone()),
        ..visit
    };
    store.insert_pay_session(&directly).await.unwrap();
    let asked = OrderKey::parse("ASKED").ok();
    assert_eq!(
        store.asked_key_of_invoice(&invoice.id).await.unwrap(),
        asked,
        "a visit without one tells nothing"
    );
}
