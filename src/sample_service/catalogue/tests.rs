//! The catalogue's numbers pass their checks, its texts fit, and its prices are those of the demo.

use super::*;
use crate::domain::idn;
use crate::domain::language::Language;
use crate::domain::money::Amount;

/// ISO 13616: the first four characters go to the end, letters count from 10, and the rest is 1 modulo 97.
fn passes_mod_97(iban: &str) -> bool {
    let (head, tail) = iban.split_at(4);
    let remainder = tail.chars().chain(head.chars()).fold(0, |remainder, c| {
        let value = c.to_digit(36).unwrap();
        (if value > 9 { remainder * 100 } else { remainder * 10 } + value) % 97
    });
    remainder == 1
}

#[test]
fn accounts_and_idno_numbers_pass_their_checksums() {
    assert!(idn::is_valid(AGENCY_IDNO));
    for line in all().flat_map(|service| service.lines) {
        assert_eq!(line.account.iban.len(), 24);
        assert!(passes_mod_97(line.account.iban), "{}", line.account.iban);
        assert!(idn::is_valid(line.account.idno), "{}", line.account.idno);
        assert!(line.account.beneficiary.chars().count() <= 60);
    }
    assert!(!passes_mod_97("MD85TRGAAA14299801000001"));
}

#[test]
fn every_reason_fits_the_payment_slip_in_every_language() {
    for service in all() {
        for text in service.lines.iter().map(|line| &line.reason).chain([&service.name]) {
            for language in Language::ALL {
                let length = text.get(language).chars().count();
                assert!((1..=50).contains(&length), "{text:?}");
            }
        }
    }
}

#[test]
fn what_the_payer_is_asked_fits_mpay_in_every_language() {
    for question in all().flat_map(|service| service.questions) {
        assert!((1..=36).contains(&question.name.len()));
        for language in Language::ALL {
            assert!((1..=36).contains(&question.label.get(language).chars().count()), "{question:?}");
        }
    }
    let kinds = |id: &str| -> Vec<_> {
        let questions = CatalogueService::find(id).unwrap().questions.iter();
        questions.map(|question| (question.kind, question.required)).collect()
    };
    assert_eq!(kinds("ADP04"), [("string", true), ("idn", true)]);
    assert_eq!(
        kinds("ADP08"),
        [("string", true), ("number", true), ("idn", true), ("tc", false), ("string", false)]
    );
}

#[test]
fn the_services_cost_what_the_demo_says() {
    let prices: Vec<_> = all().map(|s| (s.id, s.line_count(), s.price().map_or(0, Amount::bani))).collect();
    assert_eq!(
        prices,
        [
            ("ADP01", 1, 15_000),
            ("ADP02", 2, 926_700),
            ("ADP03", 4, 8_930),
            ("ADP04", 1, 12_000),
            ("ADP05", 1, 240_000),
            ("ADP06", 1, 30_000),
            ("ADP07", 3, 45_000),
            ("ADP08", 1, 20_000),
            ("ADP09", 1, 0),
            ("ADP10", 120, 174_000),
            ("ADP11", 1, 5_000),
            ("ADP12", 1, 5_000),
            ("ADP13", 1, 5_000),
        ]
    );
}

#[test]
fn every_number_of_a_line_is_found_again_and_no_other() {
    for service in all() {
        let ids = service.line_ids();
        assert_eq!(ids.len(), service.line_count());
        for id in &ids {
            assert!(service.line(id).is_some(), "{} {id}", service.id);
        }
        for wrong in ["", "0", "121", "-1", "1.0", "x"] {
            assert_eq!(service.line(wrong), None, "{} {wrong}", service.id);
        }
    }
    let copied = CatalogueService::find("ADP10").unwrap();
    assert_eq!([copied.line("1").unwrap().1, copied.line("2").unwrap().1], [Some(1), Some(1)]);
    assert_eq!(copied.line("120").unwrap().1, Some(60));
}

#[test]
fn a_service_whose_amount_is_free_has_one_line_as_only_the_first_may_be_flexible() {
    use Payable::{Apart, InFull, InParts, Open, WithAdvance};
    for service in all().filter(|service| !matches!(service.payable, InFull | Apart)) {
        assert_eq!(service.line_count(), 1, "{}", service.id);
    }
    for payable in [InFull, InParts, WithAdvance, Open, Apart] {
        assert!(all().any(|service| service.payable == payable), "{payable:?}");
    }
    use Conduct::{BreaksDown, Prompt, RefusesPayments, Slow};
    for conduct in [Prompt, Slow, BreaksDown, RefusesPayments] {
        assert!(all().any(|service| service.conduct == conduct), "{conduct:?}");
    }
}

#[test]
fn the_registration_lists_every_service_with_endpoint_and_certificate() {
    let services = services("http://shop.test/ServiceProvider.svc", vec![1, 2, 3]);
    assert_eq!(services.len(), 13);
    for service in services {
        assert_eq!(service.endpoint_url, "http://shop.test/ServiceProvider.svc");
        assert_eq!(service.certificate.as_deref(), Some(&[1, 2, 3][..]));
        assert!(service.order_key_example.is_some_and(|example| example.len() <= 36));
    }
}
