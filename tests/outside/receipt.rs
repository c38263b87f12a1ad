//! The note and the receipt as other programs see it: poppler reads its text and its properties, qpdf its structure and
//! zbar its QR code.

use std::path::{Path, PathBuf};
use std::process::Command;

use mpay_sim::domain::ids::{InvoiceId, OrderKey, PaymentId, ServiceId};
use mpay_sim::domain::instrument::INSTRUMENTS;
use mpay_sim::domain::instrument_fee::InstrumentFees;
use mpay_sim::domain::invoice::InvoiceStatus;
use mpay_sim::domain::language::Language;
use mpay_sim::domain::money::Amount;
use mpay_sim::domain::order::{CustomerType, OrderProperty, PaymentAccount};
use mpay_sim::domain::receipt::{Document, DocumentKind, DocumentLine, Note, PageFormat, Receipt};
use mpay_sim::i18n::Translator;
use mpay_sim::receipt::to_pdf;

use crate::support::orders::{ORDER, SERVICE};
use crate::support::{EService, Hub, Payer, simulated_clock};

/// The address in the QR code of every receipt here.
const QR_URL: &str = "http://localhost:8080/n/00069002233014";

fn line(reason: &str, bani: i64) -> DocumentLine {
    DocumentLine {
        reason: reason.to_owned(),
        account: PaymentAccount {
            bank_account: Some("MD85TRGAAA14299801000000".to_owned()),
            bank_code: Some("TREZMD2X".to_owned()),
            bank_fiscal_code: Some("1002600001235".to_owned()),
            beneficiary_name: Some("Agenția Demo a Pădurilor".to_owned()),
            configuration_code: None,
        },
        amount: Some(Amount::from_bani(bani)),
    }
}

pub fn receipt() -> Document {
    Document {
        invoice_id: InvoiceId::parse("00069002233014").unwrap(),
        service_provider_name: "Agenția Demo a Pădurilor".to_owned(),
        service_provider_idno: Some("1002600001235".to_owned()),
        customer_name: Some("Țurcanu Ștefan".to_owned()),
        customer_id: Some("2001500023456".to_owned()),
        customer_type: CustomerType::Person,
        reason: "Arenda terenului în fondul forestier, bâta și țarina".to_owned(),
        service_id: ServiceId::parse("ADP02").unwrap(),
        order_key: OrderKey::parse("ADP02261110092629689").unwrap(),
        issued_at: Some("2026-11-10T07:26:00Z".parse().unwrap()),
        lines: vec![
            line("Arenda terenului, trimestrul IV 2026", 900_000),
            line("Taxa de înregistrare a contractului", 26_700),
        ],
        properties: vec![],
        fee: Amount::ZERO,
        total: Some(Amount::from_bani(926_700)),
        currency: "MDL".to_owned(),
        printed_at: "2026-11-23T08:52:00Z".parse().unwrap(),
        qr_url: QR_URL.to_owned(),
        kind: DocumentKind::Receipt(Receipt {
            payment_id: PaymentId::new("79042133"),
            is_of_all: true,
            paid_at: "2026-11-23T08:51:23Z".parse().unwrap(),
            instrument: &INSTRUMENTS[0],
            payment_provider_name: INSTRUMENTS[0].payment_provider_name.to_owned(),
            card_last_four: Some("4242".to_owned()),
            authorization_code: "SIM042".to_owned(),
            confirmed_at: Some("2026-11-23T08:51:26Z".parse().unwrap()),
        }),
    }
}

/// The note of the same invoice, before it was paid.
pub fn note() -> Document {
    let kind = DocumentKind::Note(Note {
        status: InvoiceStatus::Open,
        due_at: Some("2026-11-30T21:59:59Z".parse().unwrap()),
        already_paid: Amount::ZERO,
        payable: true,
    });
    Document { kind, ..receipt() }
}

/// A folder of this process and test, removed at the end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("mpay-sim-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn write(&self, document: &Document, format: PageFormat, language: Language) -> PathBuf {
        let path = self.0.join(format!("{}.pdf", language.code()));
        std::fs::write(&path, to_pdf(document, format, Translator::of(language)).unwrap()).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a program prints about a file; a program that reports a failure fails the test.
fn run(program: &str, before: &[&str], file: &Path, after: &[&str]) -> String {
    let output = Command::new(program).args(before).arg(file).args(after).output();
    let output = output.unwrap_or_else(|error| panic!("{program} does not start: {error}"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Checks the file's structure and paper, and gives the number of its pages.
pub fn sound_pages(file: &Path, format: PageFormat) -> usize {
    let info = run("pdfinfo", &[], file, &[]);
    let value = |name: &str| {
        let line = info.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("no {name} in {info}")).trim().to_owned()
    };
    let size = value("Page size:");
    let points: Vec<f32> = size.split(' ').filter_map(|part| part.parse().ok()).collect();
    let expected = match format {
        PageFormat::A4 => [595.0, 842.0],
        PageFormat::A5 => [420.0, 595.0],
    };
    assert_eq!(points.iter().map(|points| points.round()).collect::<Vec<_>>(), expected, "{size}");
    assert!(value("Title:").starts_with("[SIM] "), "{info}");
    run("qpdf", &["--check"], file, &[]);
    value("Pages:").parse().unwrap()
}

pub fn text_of(file: &Path) -> String {
    run("pdftotext", &["-layout"], file, &["-"])
}

#[test]
fn the_text_of_note_and_receipt_can_be_copied_in_every_language_and_format() {
    let folder = Folder::new("receipt");
    // The words of both documents in each language, those of the receipt, those of the note.
    let expected: [(Language, [&[&str]; 3]); 3] = [
        (
            Language::Romanian,
            [
                &[
                    "Document de test, fără valoare juridică",
                    "Destinația plății, contul beneficiarului",
                    "nouă mii două sute șaizeci și șapte de lei, 00 bani",
                    "9 267,00",
                ],
                &["Confirmare de plată", "Achitată integral", "Confirmată prestatorului", "Total achitat"],
                &[
                    "Notă de plată",
                    "Neachitată, termen 30.11.2026, 23:59",
                    "Total spre achitare",
                    "Cum achitați",
                ],
            ],
        ),
        (
            Language::Russian,
            [
                &["Тестовый документ, не имеет юридической силы", "Государственное казначейство", "9 267,00"],
                &["Подтверждение платежа", "Банковская карта, Banca Demo 1"],
                &["Платёжное уведомление", "Не оплачено, срок 30.11.2026", "Всего к оплате"],
            ],
        ),
        (
            Language::English,
            [
                &["State Treasury", "9,267.00"],
                &["Payment confirmation", "Bank card, Banca Demo 1"],
                &["Payment notice", "Unpaid, due 30.11.2026", "Total to pay"],
            ],
        ),
    ];
    let from_order = [
        "00 0690 0223 3014",
        "Țurcanu Ștefan",
        "MD85 TRGA AA14 2998 0100 0000",
        "Taxa de înregistrare a contractului",
        "localhost:8080",
    ];
    for (language, [both, of_receipt, of_note]) in expected {
        for format in PageFormat::ALL {
            for (document, own) in [(receipt(), of_receipt), (note(), of_note)] {
                let file = folder.write(&document, format, language);
                assert_eq!(sound_pages(&file, format), 1);
                let text = text_of(&file);
                for expected in both.iter().chain(own).chain(&from_order) {
                    assert!(text.contains(expected), "no {expected} in {text}");
                }
                assert!(text.contains(&format!("{} · 1/1", format.as_str())), "{text}");
                // The watermark is a drawing. Its second word stands in the warning too, once.
                assert!(!text.contains("SPECIMEN"), "{text}");
                assert!(text.matches("SIMULATOR").count() <= 1, "{text}");
            }
        }
    }
}

#[test]
fn a_receipt_says_how_it_was_paid() {
    let folder = Folder::new("receipt-paid");
    for format in PageFormat::ALL {
        let text = text_of(&folder.write(&receipt(), format, Language::Romanian));
        for expected in ["•••• 4242", "23.11.2026, 10:51:23", "79042133", "SIM042", "bâta și", "țarina"]
        {
            assert!(text.contains(expected), "no {expected} in {text}");
        }
    }
}

/// A PDF of a running hub, as text.
pub async fn text_of_download(folder: &Folder, payer: &Payer, path: &str) -> String {
    let page = payer.get(path).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let file = folder.0.join("download.pdf");
    std::fs::write(&file, &page.body).unwrap();
    text_of(&file)
}

#[tokio::test]
async fn a_receipt_with_a_fee_says_what_it_is_and_adds_it_up() {
    let (folder, (clock, _)) = (Folder::new("receipt-fee"), simulated_clock());
    let e_service = EService::start(&clock).await;
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        config.instrument_fees = InstrumentFees::parse("mia=2").unwrap();
    })
    .await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    let address = visit.choose("mia").await.location();
    visit.payer.post(&address, &[("decision", "approve")]).await;
    assert_eq!(visit.result().await.state(), "paid");
    for paper in ["A4", "A5"] {
        let path = format!("{}/receipt.pdf?pageFormat={paper}", visit.path);
        let text = text_of_download(&folder, &visit.payer, &path).await;
        let fee = text.lines().find(|line| line.contains("Comision")).unwrap();
        assert!(fee.contains("2,00") && text.contains("1 252,50"), "{paper}: {text}");
    }
}

#[tokio::test]
async fn the_payers_number_is_whole_for_the_e_service_and_masked_for_who_knows_the_notes_number() {
    let (folder, (clock, _)) = (Folder::new("note-masked"), simulated_clock());
    let e_service = EService::start(&clock).await;
    e_service.change_order(|order| {
        let number = OrderProperty {
            kind: "idn".to_owned(),
            name: "Representative".to_owned(),
            value: "2001500023456".to_owned(),
            ..OrderProperty::default()
        };
        order.properties.push(number);
    });
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let client = Payer::new(&hub.url);
    let query = format!("serviceID={SERVICE}&orderKey={ORDER}");
    let by_order =
        text_of_download(&folder, &client, &format!("/api/Invoices/GetPdfInvoiceBytes?{query}")).await;
    assert_eq!(by_order.matches("2001500023456").count(), 2, "{by_order}");
    let number = hub.invoice_of(ORDER).await.unwrap();
    for paper in ["A4", "A5"] {
        let path = format!("/n/{number}/note.pdf?pageFormat={paper}");
        let by_number = text_of_download(&folder, &client, &path).await;
        assert_eq!(by_number.matches("20015•••••456").count(), 2, "{by_number}");
        assert!(!by_number.contains("2001500023456"), "{by_number}");
    }
}

#[test]
fn both_fonts_are_embedded_as_subsets_that_say_their_characters() {
    let folder = Folder::new("receipt-fonts");
    for language in Language::ALL {
        let fonts = run("pdffonts", &[], &folder.write(&receipt(), PageFormat::A4, language), &[]);
        let subsets: Vec<_> = fonts.lines().filter(|line| line.contains("+Onest-")).collect();
        // Embedded, a subset, with a table to Unicode.
        assert!(subsets.len() == 2 && subsets.iter().all(|font| font.contains(" yes yes yes ")), "{fonts}");
    }
}

#[test]
fn the_language_is_said_to_screen_readers() {
    let folder = Folder::new("receipt-language");
    for language in Language::ALL {
        let file = folder.write(&note(), PageFormat::A5, language);
        let plain = run("qpdf", &["--qdf", "--object-streams=disable"], &file, &["-"]);
        assert!(plain.contains(&format!("/Lang ({})", language.code())), "not in {language:?}");
    }
}

#[test]
fn the_qr_code_on_the_printed_page_leads_to_the_hub() {
    let folder = Folder::new("receipt-qr");
    for format in PageFormat::ALL {
        for document in [receipt(), note()] {
            let file = folder.write(&document, format, Language::Romanian);
            let picture = folder.0.join("page");
            run("pdftoppm", &["-png", "-singlefile", "-r", "120"], &file, &[&picture.to_string_lossy()]);
            let read = run("zbarimg", &["--quiet", "--raw"], &picture.with_extension("png"), &[]);
            assert_eq!(read.trim(), QR_URL);
        }
    }
}

/// The lei of every row, page by page, by the numbers that the rows begin with.
fn lei_of_rows(text: &str) -> Vec<i64> {
    let is_row = |line: &&str| {
        let mut words = line.split_whitespace();
        words.next().is_some_and(|word| word.parse::<u32>().is_ok()) && line.ends_with(",00")
    };
    let lei = |line: &str| {
        let amount = line.rsplit("  ").next().unwrap().trim().replace(' ', "");
        amount.strip_suffix(",00").unwrap().parse::<i64>().unwrap()
    };
    text.lines().filter(is_row).map(lei).collect()
}

#[test]
fn many_lines_go_on_on_further_pages_below_the_same_head_and_sum_to_the_total() {
    let folder = Folder::new("receipt-many");
    let lines: Vec<_> = (1..=60).map(|number| line(&format!("Taxa a {number}-a"), number * 100)).collect();
    let total = lines.iter().map(|line| line.amount).sum();
    for format in PageFormat::ALL {
        for language in Language::ALL {
            for kind in [receipt().kind, note().kind] {
                let document = Document { lines: lines.clone(), total, kind, ..receipt() };
                let file = folder.write(&document, format, language);
                let pages = sound_pages(&file, format);
                assert!(pages >= 5, "{pages}");
                let text = text_of(&file);
                let each: Vec<_> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
                assert_eq!(each.len(), pages);
                for (page, number) in each.iter().zip(1..) {
                    assert!(page.contains("00 0690 0223 3014"), "{page}");
                    assert!(page.contains(&format!("{} · {number}/{pages}", format.as_str())), "{page}");
                    assert!(page.contains("Taxa a "), "a page without lines: {page}");
                }
                assert_eq!(text.matches("Taxa a ").count(), 60);
                if language == Language::Romanian {
                    assert_eq!(lei_of_rows(&text), (1..=60).collect::<Vec<_>>());
                    assert!(each[pages - 1].contains("1 830,00"), "{text}");
                }
            }
        }
    }
}

#[test]
fn texts_of_any_length_and_script_stay_on_the_paper_and_the_amounts_sum_to_the_total() {
    let folder = Folder::new("receipt-hostile");
    let noise = "\u{202e}😀世界\u{0}\r\nع\u{200b} Ș".repeat(10_000);
    let lines: Vec<_> = (1..=200).map(|number| line(&noise, number * 100)).collect();
    let total = lines.iter().map(|line| line.amount).sum::<Option<Amount>>();
    let document = Document {
        service_provider_name: noise.clone(),
        customer_name: Some(noise.clone()),
        customer_id: Some(noise.clone()),
        reason: noise,
        lines,
        total,
        ..receipt()
    };
    for format in PageFormat::ALL {
        let file = folder.write(&document, format, Language::Romanian);
        assert!(sound_pages(&file, format) > 10);
        let shown = lei_of_rows(&text_of(&file));
        assert_eq!(shown.len(), 200);
        assert_eq!(shown.iter().sum::<i64>() * 100, total.unwrap().bani());
    }
}
