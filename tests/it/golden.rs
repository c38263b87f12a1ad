//! The hub's requests, byte for byte. E-Services in the field differ in what they tolerate, so these bytes are a
//! contract: an id, an attribute or a space that moves is harmless to one reader and fatal to another.
//!
//! Where a test fails and the change is meant, write the files anew with
//! `MPAY_SIM_WRITE_GOLDEN=1 cargo test --test it golden`, and read the difference with
//! `git diff --word-diff-regex='<[^>]*>|[^<]+' tests/golden` before you commit it.

use mpay_sim::domain::confirmation::{PaymentConfirmation, PaymentConfirmationLine, PaymentProperty};
use mpay_sim::domain::language::Language;
use mpay_sim::domain::money::Amount;
use mpay_sim::domain::order::PaymentAccount;
use mpay_sim::soap::security::sign::{MessageStamp, Shape, signed_envelope};
use mpay_sim::soap::{confirm_order_payment, get_order_details};

use crate::support::golden::{WRITE, written};
use crate::support::identities;
use crate::support::shapes::shapes;

fn assert_golden(name: &str, content: &str, shape: Shape) {
    let stamp = MessageStamp {
        id: "e12b4bcbdc994043871f9e0de6a523be".to_owned(),
        created: "2027-01-04T08:51:24.321Z".parse().unwrap(),
    };
    let message = signed_envelope(content, &identities::hub(), &stamp, shape).unwrap();
    let golden = written(&format!("tests/golden/{name}"), message.as_bytes());
    let differs = golden.iter().zip(message.as_bytes()).position(|(a, b)| a != b);
    let at = differs.unwrap_or(golden.len().min(message.len()));
    let around = |bytes: &[u8]| {
        String::from_utf8_lossy(&bytes[at.saturating_sub(60).min(bytes.len())..(at + 60).min(bytes.len())])
            .into_owned()
    };
    assert!(
        golden == message.as_bytes(),
        "tests/golden/{name} differs from byte {at}\n  golden …{}…\n  now    …{}…\n\
         If the change is meant: {WRITE}=1 cargo test --test it golden, then git diff --word-diff tests/golden",
        around(&golden),
        around(message.as_bytes()),
    );
}

fn request_for_order_details() -> String {
    get_order_details::write_request(&get_order_details::OrderDetailsQuery {
        language: Language::Romanian,
        order_key: "ADP02-2026 <&> „ș”".to_owned(),
        service_id: "ADP02".to_owned(),
    })
}

#[test]
fn the_request_for_order_details_is_the_same_to_the_byte() {
    assert_golden("get_order_details.xml", &request_for_order_details(), Shape::default());
}

#[test]
fn the_request_in_every_other_shape_is_the_same_to_the_byte() {
    for (name, shape) in shapes().into_iter().filter(|(_, shape)| *shape != Shape::default()) {
        assert_golden(&format!("shapes/{name}.xml"), &request_for_order_details(), shape);
    }
}

/// A confirmation of two lines, the first of which has this account, the second none.
fn confirmation(account: PaymentAccount) -> String {
    let line = |id: &str, bani, account| PaymentConfirmationLine {
        amount: Amount::from_bani(bani),
        destination_account: account,
        line_id: id.to_owned(),
        properties: vec![
            PaymentProperty {
                name: "Cont beneficiar".to_owned(),
                value: "MD66TRGAAB14512001000000".to_owned(),
            },
            PaymentProperty { name: "HO:FileNumber".to_owned(), value: "D-00017".to_owned() },
        ],
    };
    confirm_order_payment::write_request(&PaymentConfirmation {
        currency: "MDL".to_owned(),
        invoice_id: "00069002233014".to_owned(),
        lines: vec![line("1", 900_000, account), line("2", 26_700, PaymentAccount::default())],
        order_key: "ADP02261110092629689".to_owned(),
        paid_at: "2027-01-04T08:51:23.999Z".parse().unwrap(),
        payment_id: "79042133".to_owned(),
        properties: vec![PaymentProperty {
            name: "Bank".to_owned(),
            value: "Banca Demo 1 (Card)".to_owned(),
        }],
        service_id: "ADP02".to_owned(),
        total_amount: Amount::from_bani(926_700),
    })
}

#[test]
fn the_confirmation_of_a_payment_is_the_same_to_the_byte() {
    let account = PaymentAccount {
        bank_account: Some("MD66TRGAAB14512001000000".to_owned()),
        bank_code: Some("TREZMD2X".to_owned()),
        bank_fiscal_code: Some("1002600001235".to_owned()),
        beneficiary_name: Some("Agenția „Demo” & fiii".to_owned()),
        configuration_code: Some("CC-1".to_owned()),
    };
    assert_golden("confirm_order_payment.xml", &confirmation(account), Shape::default());
    // The account of an order in the form of 2014: its number alone.
    let number = PaymentAccount {
        bank_account: Some("MD66TRGAAB14512001000000".to_owned()),
        ..PaymentAccount::default()
    };
    assert_golden("confirm_order_payment_2014.xml", &confirmation(number), Shape::default());
}
