//! The catalogue's numbers pass their checks, its texts fit, and its prices are those of the demo.

use super::*;
use crate::domain::idn;

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
    for line in CATALOGUE.iter().flat_map(|service| service.lines) {
        assert_eq!(line.account.iban.len(), 24);
        assert!(passes_mod_97(line.account.iban), "{}", line.account.iban);
        assert!(idn::is_valid(line.account.idno), "{}", line.account.idno);
        assert!(line.account.beneficiary.chars().count() <= 60);
    }
    assert!(!passes_mod_97("MD85TRGAAA14299801000001"));
}

#[test]
fn every_reason_fits_the_payment_slip_in_every_language() {
    for service in &CATALOGUE {
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
    for question in CATALOGUE.iter().flat_map(|service| service.questions) {
        assert!((1..=36).contains(&question.name.len()));
        for language in Language::ALL {
            assert!((1..=36).contains(&question.label.get(language).chars().count()), "{question:?}");
        }
    }
    let kinds: Vec<_> = CATALOGUE[3].questions.iter().map(|question| question.kind).collect();
    assert_eq!(kinds, ["string", "idn"]);
}

#[test]
fn the_services_cost_what_the_demo_says() {
    let prices: Vec<_> = CATALOGUE.iter().map(|s| (s.id, s.lines.len(), s.price().bani())).collect();
    assert_eq!(
        prices,
        [("ADP01", 1, 15_000), ("ADP02", 2, 926_700), ("ADP03", 4, 8_930), ("ADP04", 1, 12_000)]
    );
}

#[test]
fn the_registration_lists_every_service_with_endpoint_and_certificate() {
    let services = services("http://shop.test/ServiceProvider.svc", vec![1, 2, 3]);
    assert_eq!(services.len(), 4);
    for service in services {
        assert_eq!(service.endpoint_url, "http://shop.test/ServiceProvider.svc");
        assert_eq!(service.certificate.as_deref(), Some(&[1, 2, 3][..]));
        assert!(service.order_key_example.is_some_and(|example| example.len() <= 36));
    }
}
