//! The receipt as other programs see it: poppler reads its text and its properties, qpdf its structure and
//! zbar its QR code.

use std::path::{Path, PathBuf};
use std::process::Command;

use mpay_sim::domain::ids::{InvoiceId, OrderKey, PaymentId, ServiceId};
use mpay_sim::domain::instrument::INSTRUMENTS;
use mpay_sim::domain::language::Language;
use mpay_sim::domain::money::Amount;
use mpay_sim::domain::order::{CustomerType, PaymentAccount};
use mpay_sim::domain::receipt::{Receipt, ReceiptLine};
use mpay_sim::i18n::Translator;
use mpay_sim::receipt::to_pdf;

/// The address in the QR code of every receipt here.
const QR_URL: &str = "http://localhost:8080/n/00069002233014";

fn line(reason: &str, bani: i64) -> ReceiptLine {
    ReceiptLine {
        reason: reason.to_owned(),
        account: PaymentAccount {
            bank_account: Some("MD85TRGAAA14299801000000".to_owned()),
            bank_code: Some("TREZMD2X".to_owned()),
            bank_fiscal_code: Some("1002600001235".to_owned()),
            beneficiary_name: Some("Agenția Demo a Pădurilor".to_owned()),
            configuration_code: None,
        },
        amount: Amount::from_bani(bani),
    }
}

fn receipt() -> Receipt {
    Receipt {
        invoice_id: InvoiceId::parse("00069002233014").unwrap(),
        payment_id: PaymentId::new("79042133"),
        paid_in_full: true,
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
        fee: Amount::ZERO,
        total: Amount::from_bani(926_700),
        currency: "MDL".to_owned(),
        paid_at: "2026-11-23T08:51:23Z".parse().unwrap(),
        instrument: &INSTRUMENTS[0],
        card_last_four: Some("4242".to_owned()),
        authorization_code: "SIM042".to_owned(),
        confirmed_at: Some("2026-11-23T08:51:26Z".parse().unwrap()),
        printed_at: "2026-11-23T08:52:00Z".parse().unwrap(),
        qr_url: QR_URL.to_owned(),
    }
}

/// A folder of this process and test, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("mpay-sim-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, receipt: &Receipt, language: Language) -> PathBuf {
        let path = self.0.join(format!("{}.pdf", language.code()));
        std::fs::write(&path, to_pdf(receipt, Translator::of(language)).unwrap()).unwrap();
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

fn assert_one_sound_a4_page(file: &Path) {
    let info = run("pdfinfo", &[], file, &[]);
    let value = |name: &str| {
        let line = info.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("no {name} in {info}")).trim().to_owned()
    };
    assert_eq!(value("Pages:"), "1");
    let size = value("Page size:");
    let points: Vec<f32> = size.split(' ').filter_map(|part| part.parse().ok()).collect();
    assert_eq!(points.iter().map(|points| points.round()).collect::<Vec<_>>(), [595.0, 842.0], "{size}");
    assert!(value("Title:").starts_with("[SIM] "), "{info}");
    run("qpdf", &["--check"], file, &[]);
}

#[test]
fn a_receipt_is_one_sound_page_whose_text_can_be_copied_in_every_language() {
    let folder = Folder::new("receipt");
    // The texts of the page in each language, then those that every receipt repeats from its order.
    let expected: [(Language, &[&str]); 3] = [
        (
            Language::Romanian,
            &[
                "Document de test, fără valoare juridică",
                "Confirmare de plată",
                "Achitată integral",
                "Destinația plății, contul beneficiarului",
                "nouă mii două sute șaizeci și șapte de lei, 00 bani",
                "Confirmată prestatorului",
                "9 267,00",
            ],
        ),
        (
            Language::Russian,
            &[
                "Тестовый документ, не имеет юридической силы",
                "Подтверждение платежа",
                "Плательщик",
                "Государственное казначейство",
                "Банковская карта, Banca Demo 1",
                "9 267,00",
            ],
        ),
        (
            Language::English,
            &["Payment confirmation", "State Treasury", "Bank card, Banca Demo 1", "9,267.00"],
        ),
    ];
    let from_order = [
        "00 0690 0223 3014",
        "Țurcanu Ștefan",
        "Arenda terenului în fondul forestier, bâta și țarina",
        "MD85 TRGA AA14 2998 0100 0000",
        "•••• 4242",
        "23.11.2026, 10:51:23",
        "localhost:8080",
    ];
    for (language, texts) in expected {
        let file = folder.write(&receipt(), language);
        assert_one_sound_a4_page(&file);
        let text = run("pdftotext", &["-layout"], &file, &["-"]);
        for expected in texts.iter().chain(&from_order) {
            assert!(text.contains(expected), "no {expected} in {text}");
        }
        // The watermark is a drawing. Its second word stands in the warning too, once.
        assert!(!text.contains("SPECIMEN"), "{text}");
        assert!(text.matches("SIMULATOR").count() <= 1, "{text}");
    }
}

#[test]
fn the_language_is_said_to_screen_readers() {
    let folder = Folder::new("receipt-language");
    for language in Language::ALL {
        let file = folder.write(&receipt(), language);
        let plain = run("qpdf", &["--qdf", "--object-streams=disable"], &file, &["-"]);
        assert!(plain.contains(&format!("/Lang ({})", language.code())), "not in {language:?}");
    }
}

#[test]
fn the_qr_code_on_the_printed_page_leads_to_the_hub() {
    let folder = Folder::new("receipt-qr");
    let file = folder.write(&receipt(), Language::Romanian);
    let picture = folder.0.join("page");
    run("pdftoppm", &["-png", "-singlefile", "-r", "100"], &file, &[&picture.to_string_lossy()]);
    let read = run("zbarimg", &["--quiet", "--raw"], &picture.with_extension("png"), &[]);
    assert_eq!(read.trim(), QR_URL);
}

#[test]
fn texts_of_any_length_and_script_stay_on_one_page_and_the_shown_amounts_sum_to_the_total() {
    let folder = Folder::new("receipt-hostile");
    let noise = "\u{202e}😀世界\u{0}\r\nع\u{200b} Ș".repeat(10_000);
    let lines: Vec<_> = (1..=200).map(|number| line(&noise, number * 100)).collect();
    let total = lines.iter().map(|line| line.amount).sum::<Amount>();
    let receipt = Receipt {
        service_provider_name: noise.clone(),
        customer_name: Some(noise.clone()),
        customer_id: Some(noise.clone()),
        reason: noise.clone(),
        authorization_code: noise,
        lines,
        total,
        ..receipt()
    };
    let file = folder.write(&receipt, Language::Romanian);
    assert_one_sound_a4_page(&file);

    let text = run("pdftotext", &["-layout"], &file, &["-"]);
    let is_row =
        |line: &&str| line.starts_with(|first: char| first.is_ascii_digit()) || line.contains("Încă");
    let lei = |line: &str| {
        let amount = line.rsplit("  ").next().unwrap().trim().replace(' ', "");
        amount.strip_suffix(",00").unwrap_or_else(|| panic!("no amount in {line}")).parse::<i64>().unwrap()
    };
    let shown: Vec<i64> = text.lines().filter(is_row).map(lei).collect();
    assert!(shown.len() > 10, "{text}");
    assert_eq!(shown.iter().sum::<i64>() * 100, total.bani(), "{text}");
}
