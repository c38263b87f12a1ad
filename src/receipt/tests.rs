use super::*;
use crate::domain::ids::{InvoiceId, OrderKey, PaymentId, ServiceId};
use crate::domain::instrument::INSTRUMENTS;
use crate::domain::invoice::InvoiceStatus;
use crate::domain::language::Language;
use crate::domain::money::Amount;
use crate::domain::order::{CustomerType, PaymentAccount};
use crate::domain::receipt::{DocumentKind, DocumentLine, DocumentProperty, Note, Receipt};

/// The fonts, one page, and the allowance for each further page.
const MAX_BYTES: usize = 30_000;
const MAX_BYTES_A_PAGE: usize = 3_000;

fn line(reason: &str, beneficiary: &str, code: &str, iban: &str, bani: i64) -> DocumentLine {
    DocumentLine {
        reason: reason.to_owned(),
        account: PaymentAccount {
            bank_account: Some(iban.to_owned()),
            bank_code: Some("TREZMD2X".to_owned()),
            bank_fiscal_code: Some(code.to_owned()),
            beneficiary_name: Some(beneficiary.to_owned()),
            configuration_code: None,
        },
        amount: Some(Amount::from_bani(bani)),
    }
}

fn sample() -> Document {
    Document {
        invoice_id: InvoiceId::parse("00069002233014").unwrap(),
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
        properties: vec![],
        fee: Amount::ZERO,
        total: Some(Amount::from_bani(926_700)),
        currency: "MDL".into(),
        printed_at: "2026-11-23T08:52:00Z".parse().unwrap(),
        qr_url: "http://localhost:8080/n/00069002233014".into(),
        kind: DocumentKind::Receipt(payment()),
    }
}

fn payment() -> Receipt {
    Receipt {
        payment_id: PaymentId::new("79042133"),
        is_of_all: true,
        paid_at: "2026-11-23T08:51:23Z".parse().unwrap(),
        instrument: &INSTRUMENTS[0],
        payment_provider_name: INSTRUMENTS[0].payment_provider_name.into(),
        card_last_four: Some("4242".into()),
        authorization_code: "SIM042".into(),
        confirmed_at: "2026-11-23T08:51:26Z".parse().ok(),
    }
}

fn note(status: InvoiceStatus, due_at: Option<&str>) -> DocumentKind {
    let due_at = due_at.map(|at| at.parse().unwrap());
    let payable = matches!(status, InvoiceStatus::Open | InvoiceStatus::PartiallyPaid);
    DocumentKind::Note(Note { status, due_at, already_paid: Amount::from_bani(100), payable })
}

fn with_lines(count: i64) -> Document {
    let lines: Vec<_> = (1..=count)
        .map(|number| {
            let reason = format!("Taxa numărul {number} pentru un serviciu cu o denumire destul de lungă");
            line(&reason, "Cadastrul Demo", "1016600007775", "MD66TRGAAB14512001000000", number * 100)
        })
        .collect();
    let total = lines.iter().map(|line| line.amount).sum();
    Document { lines, total, ..sample() }
}

fn hostile() -> Document {
    let noise = "\u{202e}😀世界\u{0}\r\n<b>&amp;ع\u{200b}W̷i̶d̵e̴ ȘȚ (\\) ".repeat(4_000);
    let huge = Amount::MAX;
    Document {
        service_provider_name: noise.clone(),
        service_provider_idno: Some(noise.clone()),
        customer_name: Some(noise.clone()),
        customer_id: Some("W".repeat(100_000)),
        customer_type: CustomerType::Unspecified,
        reason: "W".repeat(100_000),
        service_id: ServiceId::parse("Ш".repeat(36)).unwrap(),
        order_key: OrderKey::parse("W".repeat(36)).unwrap(),
        lines: (0..200).map(|_| line(&noise, &noise, &noise, &noise, huge.bani())).collect(),
        properties: vec![
            DocumentProperty { label: noise.clone(), value: noise.clone() },
            DocumentProperty { label: String::new(), value: "W".repeat(100_000) },
        ],
        fee: huge,
        total: Some(Amount::from_bani(huge.bani() * 200)),
        currency: noise.clone(),
        kind: DocumentKind::Receipt(Receipt {
            is_of_all: false,
            card_last_four: Some(noise.clone()),
            authorization_code: noise.clone(),
            confirmed_at: None,
            ..payment()
        }),
        qr_url: noise,
        ..sample()
    }
}

fn documents() -> Vec<(&'static str, Document)> {
    let mut empty = sample();
    empty.lines.clear();
    empty.service_provider_name.clear();
    empty.customer_name = None;
    empty.customer_id = None;
    empty.issued_at = None;
    empty.total = None;
    let mut hostile_in_full = hostile();
    hostile_in_full.lines.truncate(3);
    let with_properties = |count: usize| {
        let property = |number: usize| DocumentProperty {
            label: format!("Proprietatea {number}"),
            value: "șaptesprezece cuvinte ".repeat(number % 13 + 1),
        };
        Document { properties: (1..=count).map(property).collect(), ..with_lines(6) }
    };
    let of_note = |kind, document| Document { kind, ..document };
    let open = note(InvoiceStatus::Open, Some("2026-11-30T21:59:59Z"));
    let unknown = Document { total: None, kind: open.clone(), ..sample() };
    vec![
        ("sample", sample()),
        ("empty", empty),
        ("eight", with_lines(8)),
        ("many", with_lines(200)),
        ("hostile", hostile()),
        ("hostile-in-full", hostile_in_full),
        ("one-property", with_properties(1)),
        ("properties", with_properties(40)),
        ("too-many-properties", with_properties(10_000)),
        ("note-properties", of_note(open.clone(), with_properties(7))),
        ("note", of_note(open.clone(), sample())),
        ("note-many", of_note(open.clone(), with_lines(60))),
        ("note-paid", of_note(note(InvoiceStatus::Paid, None), sample())),
        ("note-hostile", of_note(open, hostile())),
        ("note-unknown", unknown),
    ]
}

#[test]
fn every_document_is_a_small_pdf() {
    // Each document in every format, with alternating languages.
    let languages = Language::ALL.into_iter().cycle();
    for ((name, document), language) in documents().into_iter().zip(languages) {
        for format in PageFormat::ALL {
            let t = Translator::of(language);
            let pdf = to_pdf(&document, format, t).unwrap();
            assert!(pdf.starts_with(b"%PDF-"), "{name}");
            let pages = pages(&document, format, t).len();
            let most = MAX_BYTES + (pages - 1) * MAX_BYTES_A_PAGE;
            assert!(pdf.len() < most, "{name} in {language:?} has {} bytes, {pages} pages", pdf.len());
        }
    }
}

fn pages(document: &Document, format: PageFormat, t: Translator) -> Vec<Vec<printpdf::Op>> {
    let mut canvas = Canvas::new(Faces::embedded().unwrap(), Sheet::of(format));
    draw(&mut canvas, document, t);
    canvas.into_pages()
}

#[test]
fn a_document_has_the_pages_that_its_lines_need() {
    let count = |lines, format| pages(&with_lines(lines), format, Translator::of(Language::Romanian)).len();
    assert_eq!(count(2, PageFormat::A4), 1);
    assert_eq!(count(2, PageFormat::A5), 1);
    for format in PageFormat::ALL {
        let counts: Vec<_> = (0..40).map(|lines| count(lines, format)).collect();
        assert!(counts.is_sorted(), "{counts:?}");
        assert!(counts.windows(2).all(|pair| pair[1] - pair[0] <= 1), "{counts:?}");
        assert!(counts[39] >= 3, "{counts:?}");
    }
}

#[test]
fn nothing_is_drawn_below_the_footer_or_beside_the_paper() {
    for (name, document) in documents() {
        for format in PageFormat::ALL {
            let sheet = Sheet::of(format);
            for op in pages(&document, format, Translator::of(Language::Romanian)).into_iter().flatten() {
                let printpdf::Op::SetTextCursor { pos } = op else { continue };
                let (x, y) = (pos.x.0, -pos.y.0);
                assert!(x >= sheet.left() - 0.1 && x < sheet.right(), "{name} {format:?}: text at {x}");
                let is_in_footer = y > sheet.footer() && y < sheet.height - 15.0;
                assert!(y < sheet.content_bottom() + 0.1 || is_in_footer, "{name} {format:?}: text at {y}");
            }
        }
    }
}
