//! The properties of orders on notes and receipts, read by poppler.

use mpay_sim::domain::language::Language;
use mpay_sim::domain::order::OrderProperty;
use mpay_sim::domain::receipt::{Document, DocumentProperty, PageFormat};

use super::receipt::{Folder, note, receipt, sound_pages, text_of, text_of_download};
use crate::support::orders::{ORDER, SERVICE};
use crate::support::payer::{GOOD_CARD, PROCESSOR};
use crate::support::{EService, Hub, Payer, simulated_clock};

fn property(label: &str, value: &str) -> DocumentProperty {
    DocumentProperty { label: label.to_owned(), value: value.to_owned() }
}

#[test]
fn stand_below_the_sums_and_wrap_without_losing_a_word() {
    let folder = Folder::new("properties");
    let words: Vec<String> = (1..=24).map(|number| format!("cuvântul{number}")).collect();
    let properties = vec![
        property("Numărul cadastral", "0100421.007"),
        property(
            "Adresa terenului și a contractului de arendă, așa cum a fost înregistrată",
            &words.join(" "),
        ),
        property("Termenul", "12 luni"),
    ];
    for format in PageFormat::ALL {
        for document in [receipt(), note()] {
            let document = Document { properties: properties.clone(), ..document };
            let file = folder.write(&document, format, Language::Romanian);
            assert!(sound_pages(&file, format) <= 2);
            let text = text_of(&file);
            let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("no {words} in {text}"));
            assert!(
                at("926") < at("Numărul cadastral") && at("Numărul cadastral") < at("Termenul"),
                "{text}"
            );
            assert!(text.contains("0100421.007") && text.contains("12 luni"), "{text}");
            for word in &words {
                assert!(text.split_whitespace().any(|found| found == word), "no {word} in {text}");
            }
            let last = if text.contains("Data plății") { "Data plății" } else { "Cum achitați" };
            assert!(at("Termenul") < at(last), "{text}");
        }
    }
}

#[test]
fn go_on_on_further_pages_and_the_rest_is_counted() {
    let folder = Folder::new("properties-many");
    for count in [40, 100, 101, 5_000] {
        let properties = (1..=count).map(|number| property(&format!("Proprietatea {number}"), "valoare"));
        let document = Document { properties: properties.collect(), ..receipt() };
        for format in PageFormat::ALL {
            let file = folder.write(&document, format, Language::Romanian);
            assert!(sound_pages(&file, format) > 1);
            let text = text_of(&file);
            assert_eq!(text.matches("Proprietatea ").count(), count.min(100));
            let rest = match count {
                101 => "și încă o proprietate a comenzii",
                5_000 => "și încă 4900 de proprietăți ale comenzii",
                _ => "Data plății",
            };
            assert!(text.contains(rest), "no {rest} in {text}");
            assert!(text.trim_end().split('\u{c}').all(|page| page.contains("00 0690 0223 3014")), "{text}");
        }
    }
}

#[tokio::test]
async fn a_receipt_has_what_the_payer_entered_and_nothing_that_is_hidden() {
    let (folder, (clock, _)) = (Folder::new("properties-entered"), simulated_clock());
    let e_service = EService::start(&clock).await;
    e_service.change_order(|order| {
        let named = |name: &str, value: &str| OrderProperty {
            display_name: format!("Eticheta {name}"),
            kind: "string".to_owned(),
            name: name.to_owned(),
            value: value.to_owned(),
            ..OrderProperty::default()
        };
        order.properties.push(OrderProperty { is_visible: Some(false), ..named("Hidden", "ascuns") });
        order.properties.push(OrderProperty { modifiable: true, ..named("Phone", "veche") });
        order.lines[1].properties.push(OrderProperty { modifiable: true, ..named("Meter", "") });
    });
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    let note_path = format!("/n/{}/note.pdf", hub.invoice_of(ORDER).await.unwrap());
    let note = text_of_download(&folder, &visit.payer, &note_path).await;
    assert!(note.contains("D-00017") && note.contains("veche") && !note.contains("Eticheta Meter"), "{note}");
    let entered = [("ins", PROCESSOR), ("p:Phone", "060606060"), ("l1:2Meter", "citire 4711")];
    let address = visit.payer.post(&visit.path, &entered).await.location();
    visit.payer.card(&address, GOOD_CARD).await;
    assert_eq!(visit.result().await.state(), "paid");
    for paper in ["A4", "A5"] {
        let path = format!("{}/receipt.pdf?pageFormat={paper}", visit.path);
        let text = text_of_download(&folder, &visit.payer, &path).await;
        for expected in ["Numărul dosarului", "D-00017", "Eticheta Phone", "060606060", "citire 4711"] {
            assert!(text.contains(expected), "no {expected} in {text}");
        }
        assert!(!text.contains("ascuns") && !text.contains("veche"), "{text}");
    }
}
