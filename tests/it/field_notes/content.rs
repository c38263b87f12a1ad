//! Notes 5, 8, 9, 10, 11 and 16: names, amounts, dates, accounts, keys, and answers that change.

use jiff::SignedDuration;
use mpay_sim::domain::money::Amount;
use mpay_sim::domain::order::OrderStatus;
use mpay_sim::domain::service::ReplySignature::{Ignore, Require, Warn};
use mpay_sim::soap::Operation::GetOrderDetails;
use mpay_sim::soap::get_order_details::write_reply;

use super::{Scene, reply_with, rules};
use crate::support::Answer;
use crate::support::orders::{ORDER, order, partial_order};
use crate::support::payer::Page;

fn has(page: &Page, rule: &str) -> bool {
    rules(page).iter().any(|found| found == rule)
}

/// Note 5. Singular flags are read and named; so are scrambled elements and `Canceled`.
#[tokio::test]
async fn names_of_the_guide_scrambled_elements_and_canceled_are_read_and_named() {
    let scene = Scene::start().await;
    let singular = write_reply(&[partial_order()]).replace("AllowPartialPayments>", "AllowPartialPayment>");
    let page = scene.page_after(Answer::Signed(200, singular)).await;
    assert_eq!(rules(&page), ["element-misspelt", "element-misspelt"]);
    assert!(page.has("name=\"amount\""), "the flag counts: the payer may type an amount");

    let status = "<Status>Active</Status>";
    let scrambled =
        write_reply(&[order()]).replace(status, "").replace("<Currency>", &format!("{status}<Currency>"));
    let page = scene.page_after(Answer::Signed(200, scrambled)).await;
    assert_eq!((page.status, rules(&page)), (200, vec!["element-order-required".to_owned()]));
    let kept = &scene.kept().await[0];
    assert_eq!(kept["found"], "<Currency> stands after <Status>");
    assert!(
        kept["consequence"]["text"].as_str().unwrap().contains("Currency = MDL, CustomerID = 20015•••••456"),
        "{kept}"
    );

    let page = scene.page_after(reply_with("Active", "Canceled")).await;
    assert!(page.has("data-status=\"cancelled\""), "{}", page.text());
    assert!(has(&page, "status-spelling") && has(&page, "status-not-payable"), "{:?}", rules(&page));
}

/// Note 8. Amounts in every form that the field knows.
#[tokio::test]
async fn amounts_are_read_exactly_or_refused_and_what_was_rounded_is_said() {
    let scene = Scene::start().await;
    for (amount, rule) in [
        ("1250.5", None),
        ("1250.500000000001", Some("amount-decimals")),
        ("1.2505E+3", Some("amount-exponent")),
        ("1250.49", Some("lines-sum")),
        ("50", Some("lines-sum")),
    ] {
        let page = scene.page_after(reply_with(">1250.50<", &format!(">{amount}<"))).await;
        assert_eq!(page.status, 200, "{amount}");
        // Each of these amounts also differs from the last one.
        let found: Vec<_> = rules(&page).into_iter().filter(|rule| rule != "order-changed").collect();
        assert_eq!(found, rule.into_iter().collect::<Vec<_>>(), "{amount}");
    }
    for (amount, rule) in [
        ("1e+21", "amount-exponent"),
        ("-5", "amount-range"),
        ("NaN", "amount-form"),
        ("1.250,50", "amount-form"),
        ("12 50", "amount-form"),
    ] {
        let page = scene.page_after(reply_with(">1250.50<", &format!(">{amount}<"))).await;
        assert_eq!(page.status, 502, "{amount}");
        assert_eq!(rules(&page).first().map(String::as_str), Some(rule), "{amount}");
        let kept = &scene.kept().await[0];
        assert_eq!(kept["path"], "OrderDetails/TotalAmountDue");
        assert!(kept["found"].as_str().unwrap().contains(amount) && kept["line"] == 1, "{kept}");
    }
    let lines = write_reply(&[order()]).replace("<AmountDue>1000.00</AmountDue>", "");
    let page = scene.page_after(Answer::Signed(200, lines)).await;
    assert!(has(&page, "line-amount-missing"), "{:?}", rules(&page));
    let nothing = write_reply(&[order()])
        .replace("<AmountDue>1000.00</AmountDue>", "")
        .replace("<AmountDue>250.50</AmountDue>", "")
        .replace("<TotalAmountDue>1250.50</TotalAmountDue>", "");
    let page = scene.page_after(Answer::Signed(200, nothing)).await;
    assert!(has(&page, "amount-unknown-but-fixed"), "{:?}", rules(&page));
}

/// Note 9. Dates in every form that the field knows.
#[tokio::test]
async fn dates_are_read_in_every_form_and_what_a_wcf_reader_would_refuse_is_said() {
    let scene = Scene::start().await;
    for (date, rule) in [
        ("2030-01-01", Some("date-only")),
        ("2030-11-23 09:00:00", Some("date-form")),
        ("2030-11-23T09:00:00.123456+02:00", None),
        ("2030-11-23T09:00:00", Some("date-without-zone")),
        ("2030-11-23T09:00:00Z", None),
    ] {
        let to = format!("</CustomerType><DueDate>{date}</DueDate>");
        let page = scene.page_after(reply_with("</CustomerType>", &to)).await;
        assert_eq!(page.status, 200, "{date}");
        assert_eq!(rules(&page), rule.into_iter().collect::<Vec<_>>(), "{date}");
    }
    let page =
        scene.page_after(reply_with("</CustomerType>", "</CustomerType><DueDate>soon</DueDate>")).await;
    assert_eq!((page.status, rules(&page)), (502, vec!["date-form".to_owned()]));
}

/// Note 10. Accounts that are absent, empty, or the word Array.
#[tokio::test]
async fn accounts_in_odd_forms_are_tolerated_and_named() {
    let scene = Scene::start().await;
    let honest = write_reply(&[order()]);
    let from = honest.find("<DestinationAccount>").unwrap();
    let to = honest.find("</DestinationAccount>").unwrap() + "</DestinationAccount>".len();
    for (account, rule) in [
        ("", "account-missing"),
        ("<DestinationAccount/>", "account-missing"),
        ("<DestinationAccount>Array</DestinationAccount>", "account-array"),
        (
            "<DestinationAccount><BankAccount>MD58TRGAAA14299801000001</BankAccount><TreasuryAccountName>x</TreasuryAccountName></DestinationAccount>",
            "account-obsolete",
        ),
    ] {
        let reply = format!("{}{account}{}", &honest[..from], &honest[to..]);
        let page = scene.page_after(Answer::Signed(200, reply)).await;
        assert_eq!((page.status, rules(&page)), (200, vec![rule.to_owned()]), "{account}");
    }
}

/// Note 11. Another OrderKey, a telephone number for a person, no name, LineIDs that change.
#[tokio::test]
async fn values_that_are_not_the_ones_asked_for_are_named() {
    let scene = Scene::start().await;
    let lower = ORDER.to_lowercase();
    for (from, to, rule) in [
        (ORDER, lower.as_str(), "order-key-differs"),
        ("2001500023456", "37369123456", "customer-id"),
        ("<CustomerName>Popescu Ion</CustomerName>", "", "value-missing"),
    ] {
        let page = scene.page_after(reply_with(from, to)).await;
        assert_eq!((page.status, rules(&page)), (200, vec![rule.to_owned()]), "{to}");
    }
    let page = scene.page_after(reply_with("<LineID>1</LineID>", "<LineID>a7f3</LineID>")).await;
    assert_eq!((page.status, rules(&page)), (200, vec!["line-ids-changed".to_owned()]));
}

/// Note 11. The e-Service's own number in the place of the key is a warning, unless only an answer to this question counts.
#[tokio::test]
async fn another_order_key_is_refused_where_replies_must_be_signed() {
    for (policy, status, rule) in [
        (Require, 502, "answer-about-another-order"),
        (Warn, 200, "order-key-differs"),
        (Ignore, 200, "order-key-differs"),
    ] {
        let scene = Scene::under(policy).await;
        let page = scene.page_after(reply_with(ORDER, "000017")).await;
        assert_eq!((page.status, rules(&page)), (status, vec![rule.to_owned()]), "{policy:?}");
    }
}

/// Note 11. Still `Active`, still the full amount, after the payment was confirmed.
#[tokio::test]
async fn an_order_that_is_still_due_after_its_payment_is_named_and_stays_paid() {
    let scene = Scene::start().await;
    scene.visit.authorize().await;
    assert_eq!(scene.visit.result().await.state(), "paid");
    scene.hand.advance(SignedDuration::from_secs(60));
    let page = scene.visit.pay_page().await;
    assert_eq!(rules(&page), ["still-due-after-payment"]);
    assert!(!page.has("data-testid=\"continue\""), "what was paid is not offered again");

    scene.e_service.change_order(|order| order.status = OrderStatus::Paid);
    assert_eq!(rules(&scene.visit.pay_page().await), ["status-not-payable"]);
}

/// Note 16. An answer that differs from one look to the next.
#[tokio::test]
async fn an_order_that_changes_between_two_looks_is_shown_as_it_is_now() {
    let scene = Scene::start().await;
    assert_eq!(rules(&scene.visit.pay_page().await), [""; 0]);
    let mut dearer = order();
    dearer.total_amount_due = Some(Amount::from_bani(125_051));
    dearer.lines[1].amount_due = Some(Amount::from_bani(25_051));
    scene.e_service.next(GetOrderDetails, Answer::Signed(200, write_reply(&[dearer])));
    let page = scene.visit.pay_page().await;
    assert_eq!(rules(&page), ["order-changed"]);
    assert!(page.has("1\u{a0}250,51"), "{}", page.text());
}
