use super::*;
use crate::domain::ids::{InvoiceId, OrderKey, PaymentId, ServiceId};
use crate::domain::instrument::INSTRUMENTS;
use crate::domain::language::Language;
use crate::domain::money::Amount;
use crate::domain::order::{CustomerType, PaymentAccount};
use crate::domain::receipt::ReceiptLine;

const MAX_BYTES: usize = 60 * 1024;

fn line(reason: &str, beneficiary: &str, code: &str, iban: &str, bani: i64) -> ReceiptLine {
    ReceiptLine {
        reason: reason.to_owned(),
        account: PaymentAccount {
            bank_account: Some(iban.to_owned()),
            bank_code: Some("TREZMD2X".to_owned()),
            bank_fiscal_code: Some(code.to_owned()),
            beneficiary_name: Some(beneficiary.to_owned()),
            configuration_code: None,
        },
        amount: Amount::from_bani(bani),
    }
}

fn sample() -> Receipt {
    Receipt {
        invoice_id: InvoiceId::parse("00069002233014").unwrap(),
        payment_id: PaymentId::new("79042133"),
        paid_in_full: true,
        service_provider_name: "Agenția Demo a Pădurilor".into(),
        service_provider_idno: Some("1002600001235".into()),
        customer_name: Some("Popescu Ion".into()),
        customer_id: Some("2001500023456".into()),
        customer_type: CustomerType::Person,
        reason: "Arenda terenului din fondul forestier".into(),
        service_id: ServiceId::parse("ADP02").unwrap(),
        order_key: OrderKey::parse("ADP02261110092629689").unwrap(),
        issued_at: "2026-11-10T07:26:00Z".parse().ok(),
        lines: vec![
            line(
                "Arenda terenului, trimestrul IV 2026",
                "Agenția Demo a Pădurilor",
                "1002600001235",
                "MD85TRGAAA14299801000000",
                900_000,
            ),
            line(
                "Taxa de înregistrare a contractului",
                "Cadastrul Demo",
                "1016600007775",
                "MD66TRGAAB14512001000000",
                26_700,
            ),
        ],
        fee: Amount::ZERO,
        total: Amount::from_bani(926_700),
        currency: "MDL".into(),
        paid_at: "2026-11-23T08:51:23Z".parse().unwrap(),
        instrument: &INSTRUMENTS[0],
        card_last_four: Some("4242".into()),
        authorization_code: "SIM042".into(),
        confirmed_at: "2026-11-23T08:51:26Z".parse().ok(),
        printed_at: "2026-11-23T08:52:00Z".parse().unwrap(),
        qr_url: "http://localhost:8080/n/00069002233014".into(),
    }
}

fn with_lines(count: i64) -> Receipt {
    let lines: Vec<_> = (1..=count)
        .map(|number| {
            let reason = format!("Taxa numărul {number} pentru un serviciu cu o denumire destul de lungă");
            line(&reason, "Cadastrul Demo", "1016600007775", "MD66TRGAAB14512001000000", number * 100)
        })
        .collect();
    let total = lines.iter().map(|line| line.amount).sum();
    Receipt { lines, total, ..sample() }
}

fn hostile() -> Receipt {
    let noise = "\u{202e}😀世界\u{0}\r\n<b>&amp;ع\u{200b}W̷i̶d̵e̴ ȘȚ (\\) ".repeat(4_000);
    let huge = Amount::MAX;
    Receipt {
        paid_in_full: false,
        service_provider_name: noise.clone(),
        service_provider_idno: Some(noise.clone()),
        customer_name: Some(noise.clone()),
        customer_id: Some("W".repeat(100_000)),
        customer_type: CustomerType::Unspecified,
        reason: "W".repeat(100_000),
        service_id: ServiceId::parse("Ш".repeat(36)).unwrap(),
        order_key: OrderKey::parse("W".repeat(36)).unwrap(),
        lines: (0..200).map(|_| line(&noise, &noise, &noise, &noise, huge.bani())).collect(),
        fee: huge,
        total: Amount::from_bani(huge.bani() * 200),
        currency: noise.clone(),
        card_last_four: Some(noise.clone()),
        authorization_code: noise.clone(),
        confirmed_at: None,
        qr_url: noise,
        ..sample()
    }
}

fn receipts() -> Vec<(&'static str, Receipt)> {
    let mut empty = sample();
    empty.lines.clear();
    empty.service_provider_name.clear();
    empty.customer_name = None;
    empty.customer_id = None;
    empty.issued_at = None;
    empty.card_last_four = None;
    let mut hostile_in_full = hostile();
    hostile_in_full.lines.truncate(3);
    vec![
        ("sample", sample()),
        ("empty", empty),
        ("eight", with_lines(8)),
        ("many", with_lines(200)),
        ("hostile", hostile()),
        ("hostile-in-full", hostile_in_full),
    ]
}

#[test]
fn every_receipt_is_one_small_pdf_in_every_language() {
    for (name, receipt) in receipts() {
        for language in Language::ALL {
            let pdf = to_pdf(&receipt, Translator::of(language)).unwrap();
            assert!(pdf.starts_with(b"%PDF-"), "{name}");
            assert!(pdf.len() < MAX_BYTES, "{name} in {language:?} has {} bytes", pdf.len());
        }
    }
}

#[test]
fn the_watermark_has_an_outline_for_every_letter() {
    let faces = Faces::embedded().unwrap();
    let mut document = PdfDocument::new("");
    let font = document.add_font(faces.of(Face::SemiBold));
    let mut canvas = Canvas::new(faces, font.clone(), font);
    watermark::draw(&mut canvas);
    let rings: Vec<_> = canvas
        .into_ops()
        .into_iter()
        .filter_map(|op| match op {
            printpdf::Op::DrawPolygon { polygon } => Some(polygon.rings),
            _ => None,
        })
        .flatten()
        .collect();
    // P, A, O and R have a hole each, P once in SPECIMEN, the others once in SIMULATOR.
    assert_eq!(rings.len(), "SPECIMEN".len() + "SIMULATOR".len() + 4);
    assert!(rings.iter().all(|ring| ring.points.len() > 3));
}
