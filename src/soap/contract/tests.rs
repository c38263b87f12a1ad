//! Each rule, with a reply that breaks only that; the honest reply breaks none.

use jiff::Timestamp;

use super::check_reply;
use crate::domain::finding::Finding;
use crate::domain::language::Language;
use crate::soap::envelope;
use crate::soap::get_order_details::OrderDetailsQuery;

const HONEST: &str = "<GetOrderDetailsResponse xmlns=\"https://mpay.gov.md\"><GetOrderDetailsResult><OrderDetails>\
<AllowAdvancePayments>false</AllowAdvancePayments><AllowPartialPayments>true</AllowPartialPayments>\
<Currency>MDL</Currency><CustomerID>2001500023456</CustomerID><CustomerName>Popescu Ion</CustomerName>\
<CustomerType>Person</CustomerType><DueDate>2027-12-31T23:59:59+02:00</DueDate><IssuedAt>2026-12-01T09:00:00Z</IssuedAt>\
<Lines><OrderLine><AllowAdvancePayments>false</AllowAdvancePayments><AllowPartialPayments>true</AllowPartialPayments>\
<AmountDue>1000.00</AmountDue><DestinationAccount><BankAccount>MD24AG000225100013104168</BankAccount>\
<BankCode>TREZMD2X</BankCode><BankFiscalCode>1006601000255</BankFiscalCode><BeneficiaryName>Agenția</BeneficiaryName>\
</DestinationAccount><LineID>1</LineID><Reason>Taxă</Reason></OrderLine>\
<OrderLine><AmountDue>250.50</AmountDue><DestinationAccount><BankAccount>MD24AG000225100013104168</BankAccount>\
</DestinationAccount><LineID>2</LineID><Reason>Timbru</Reason></OrderLine></Lines><OrderKey>ORD-1</OrderKey>\
<Properties><OrderProperty><DisplayName>Dosar</DisplayName><Name>File</Name><Type>string</Type><Value>D-1</Value>\
</OrderProperty></Properties><Reason>Taxă de stat</Reason><ServiceID>TEST01</ServiceID><Status>Active</Status>\
<TotalAmountDue>1250.50</TotalAmountDue></OrderDetails></GetOrderDetailsResult></GetOrderDetailsResponse>";

fn findings(xml: &str) -> Vec<Finding> {
    let text = envelope::text_of(xml.as_bytes()).unwrap();
    let document = envelope::parse(&text).unwrap();
    let asked = OrderDetailsQuery {
        language: Language::default(),
        order_key: "ORD-1".into(),
        service_id: "TEST01".into(),
    };
    let now: Timestamp = "2027-01-04T08:51:24Z".parse().unwrap();
    check_reply(document.root_element(), &asked, now)
}

fn rules(xml: &str) -> Vec<&'static str> {
    findings(xml).iter().map(|finding| finding.rule.name).collect()
}

/// The honest reply with one replacement, which must be possible.
fn damaged(from: &str, to: &str) -> String {
    assert!(HONEST.contains(from), "{from}");
    HONEST.replacen(from, to, 1)
}

#[test]
fn an_honest_reply_has_no_findings() {
    assert_eq!(findings(HONEST), []);
    let pretty = HONEST.replace("><", ">\n  <");
    assert_eq!(findings(&pretty), []);
    assert_eq!(rules("<GetOrderDetailsResponse xmlns=\"https://mpay.gov.md\"/>"), [""; 0]);
}

#[test]
fn each_damage_is_named_by_its_rule() {
    let long = "x".repeat(51);
    for (from, to, rule) in [
        (
            "<AllowPartialPayments>true</AllowPartialPayments><C",
            "<AllowPartialPayment>true</AllowPartialPayment><C",
            "element-misspelt",
        ),
        ("<Status>Active</Status>", "<status>Active</status><Status>Active</Status>", "element-misspelt"),
        ("<Status>", "<Colour>red</Colour><Status>", "element-unknown"),
        ("</OrderLine></Lines>", "</OrderLine><Total>1</Total></Lines>", "element-unknown"),
        ("<Status>", "<Status>Active</Status><Status>", "element-repeated"),
        ("<OrderDetails>", "<OrderDetails xmlns=\"models\">", "namespace-relative"),
        ("gov.md\"", "gov.md/\"", "namespace-trailing-slash"),
        ("<OrderDetails>", "<OrderDetails xmlns=\"http://tempuri.org/\">", "namespace-wrong"),
        ("<OrderDetails>", "<OrderDetails xmlns=\"\">", "namespace-wrong"),
        ("<CustomerName>Popescu Ion</CustomerName>", "", "value-missing"),
        ("Popescu Ion", " ", "value-missing"),
        ("<Status>Active</Status>", "", "status-missing"),
        ("Taxă de stat", long.as_str(), "value-too-long"),
        ("<AllowPartialPayments>true", "<AllowPartialPayments>True", "boolean-form"),
        ("Person", "person", "enumeration-value"),
        ("Active", "Waiting", "enumeration-value"),
        ("MDL", "EUR", "currency"),
        (">1000.00<", ">1E+3<", "amount-exponent"),
        (">1000.00<", ">1000.000000001<", "amount-decimals"),
        (">1250.50<", ">1.250,50<", "amount-form"),
        (">1250.50<", ">1_250.50<", "amount-form"),
        (">1250.50<", ">1 250.50 lei<", "amount-form"),
        (">1250.50<", ">1250.50 euro<", "amount-form"),
        (">1250.50<", ">1e+21<", "amount-exponent"),
        (">1250.50<", ">-1250.50<", "amount-range"),
        (">1250.50<", "><", "value-empty"),
        ("<Status>Active", "<Status>", "value-empty"),
        (">MDL<", "> <", "value-empty"),
        ("<Status>Active<", "<Status> Active <", "enumeration-value"),
        (">ORD-1<", ">\n ORD-1\n<", "value-white-space"),
        ("<OrderLine>", "junk<OrderLine>", "mixed-content"),
        ("Taxă de stat", "Taxă <b>de</b> stat", "mixed-content"),
        ("<GetOrderDetailsResult>", "<return/><GetOrderDetailsResult>", "element-unknown"),
        ("2027-12-31T23:59:59+02:00", "2027-12-31", "date-only"),
        ("2027-12-31T23:59:59+02:00", "2027-12-31 23:59:59", "date-form"),
        ("2027-12-31T23:59:59+02:00", "tomorrow", "date-form"),
        ("2027-12-31T23:59:59+02:00", "2027-12-31T23:59", "date-form"),
        ("2027-12-31T23:59:59+02:00", "2027-12-31T23:59:59+0200", "date-form"),
        ("2027-12-31T23:59:59+02:00", "20271231T235959Z", "date-form"),
        ("2027-12-31T23:59:59+02:00", "2027-12-31t23:59:59z", "date-form"),
        ("2027-12-31T23:59:59+02:00", "2027-12-31T23:59:59", "date-without-zone"),
        ("2027-12-31T23:59:59+02:00", "2026-12-31T23:59:59Z", "due-date-past"),
        (">250.50<", ">250.49<", "lines-sum"),
        ("<AmountDue>250.50</AmountDue>", "", "line-amount-missing"),
        ("ORD-1", "ord-1", "order-key-differs"),
        ("TEST01", "TEST02", "service-id-differs"),
        ("<LineID>2", "<LineID>1", "line-id-repeated"),
        ("<LineID>2", "<LineID>  ", "value-missing"),
        (
            "<AmountDue>250.50",
            "<AllowPartialPayments>true</AllowPartialPayments><AmountDue>250.50",
            "flags-line",
        ),
        ("13104168", "13104169", "account-iban"),
        ("13104168", "1310416", "account-iban"),
        ("1006601000255", "1006601000256", "fiscal-code"),
        ("2001500023456", "2001500023465", "customer-id"),
        ("2001500023456", "37369123456", "customer-id"),
        ("<Name>File</Name>", "<Name>File_no</Name>", "property-name"),
        ("<Type>string</Type>", "<Type>colour</Type>", "property-type"),
        ("<Type>string</Type>", "<Type>idn</Type>", "property-value"),
        ("Active", "Paid", "status-not-payable"),
    ] {
        let found = rules(&damaged(from, to));
        assert_eq!(found, [rule], "{from} -> {to}");
    }
}

#[test]
fn a_misplaced_element_is_named_with_what_a_wcf_reader_drops() {
    let xml =
        damaged("<Status>Active</Status>", "").replacen("<Currency>", "<Status>Active</Status><Currency>", 1);
    let found = findings(&xml);
    let [order] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(order.rule.name, "element-order-required");
    assert_eq!(order.found, "<Currency> stands after <Status>");
    assert_eq!(order.place.path, "OrderDetails/Currency");
    assert!(order.place.position.is_some());
    for part in [
        "refuses the whole reply at <Status>, as <Currency> must come first",
        "Currency = MDL",
        "CustomerID = 20015•••••456, CustomerName, CustomerType = Person",
        "Lines with all that is inside",
        "OrderKey = ORD-1",
    ] {
        assert!(order.consequence.contains(part), "{}", order.consequence);
    }
    assert!(!order.consequence.contains("TotalAmountDue"), "{}", order.consequence);

    let harmless = damaged("<DueDate>2027-12-31T23:59:59+02:00</DueDate>", "").replacen(
        "</IssuedAt>",
        "</IssuedAt><DueDate>2027-12-31T23:59:59+02:00</DueDate>",
        1,
    );
    let found = findings(&harmless);
    assert_eq!(found[0].rule.name, "element-order");
    assert_eq!(
        found[0].consequence.as_str(),
        "a WCF reader silently drops DueDate = 2027-12-31T23:59:59+02:0…"
    );
}

#[test]
fn no_finding_shows_whose_order_it_is_but_in_what_is_quoted() {
    for (from, to) in [
        ("2001500023456", "2001500023465"),
        ("2001500023456", "20015000234567890"),
        ("Popescu Ion", "Popescu Ion, strada Ștefan cel Mare și Sfânt nr. 1, apartamentul 17, Chișinău"),
        ("<Type>string</Type><Value>D-1", "<Type>idn</Type><Value>2001500023465"),
    ] {
        let found = findings(&damaged(from, to));
        assert!(!found.is_empty(), "{to}");
        for finding in found {
            let shown = format!("{} {} {}", finding.found, finding.expected, finding.consequence);
            for whole in ["20015000234", "Popescu"] {
                assert!(!shown.contains(whole), "{shown}");
            }
            assert!(!finding.quoted.is_empty());
        }
    }
}

#[test]
fn a_reply_without_its_result_is_named_by_what_stands_in_its_place() {
    let found = findings(&HONEST.replace("GetOrderDetailsResult>", "return>"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].rule.name, found[0].found.as_str()), ("result-missing", "<return> in its place"));
}

#[test]
fn nil_where_it_cannot_be_and_nothing_due_and_flags_that_nobody_carries() {
    let nil = "<Currency i:nil=\"true\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"/>";
    assert_eq!(rules(&damaged("<Currency>MDL</Currency>", nil)), ["nil-not-allowed"]);
    let nothing =
        HONEST.replace(">1250.50<", ">0<").replace(">1000.00<", ">0<").replace(">250.50<", ">0.00<");
    assert_eq!(rules(&nothing), ["nothing-due"]);
    let nobody = damaged(
        "<OrderLine><AllowAdvancePayments>false</AllowAdvancePayments><AllowPartialPayments>true</AllowPartialPayments>",
        "<OrderLine>",
    );
    assert_eq!(rules(&nobody), ["flags-line"]);
}

#[test]
fn an_account_in_any_of_its_odd_forms_is_named() {
    let account =
        "<DestinationAccount><BankAccount>MD24AG000225100013104168</BankAccount></DestinationAccount>";
    for (to, rule) in [
        ("", "account-missing"),
        ("<DestinationAccount/>", "account-missing"),
        ("<DestinationAccount><BankCode>TREZMD2X</BankCode></DestinationAccount>", "account-missing"),
        ("<DestinationAccount>Array</DestinationAccount>", "account-array"),
        ("<DestinationAccount>MD24AG000225100013104168</DestinationAccount>", "account-plain"),
        (
            "<DestinationAccount><BankAccount>MD24AG000225100013104168</BankAccount><TreasuryAccount>1</TreasuryAccount></DestinationAccount>",
            "account-obsolete",
        ),
    ] {
        let found = findings(&damaged(account, to));
        assert_eq!(found.iter().map(|f| f.rule.name).collect::<Vec<_>>(), [rule], "{to}");
        assert!(found[0].place.path.starts_with("OrderDetails/Lines/OrderLine[2]"), "{:?}", found[0].place);
    }
}

#[test]
fn an_obsolete_element_without_a_value_says_nothing() {
    let nil = "i:nil=\"true\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"";
    for empty in [
        format!("<BankName {nil}/>"),
        format!("<TreasuryAccount {nil}></TreasuryAccount>"),
        "<BankName/>".to_owned(),
    ] {
        let with = format!("<BankFiscalCode>1006601000255</BankFiscalCode>{empty}");
        assert_eq!(
            rules(&damaged("<BankFiscalCode>1006601000255</BankFiscalCode>", &with)),
            [""; 0],
            "{empty}"
        );
    }
    let filled = "<BankFiscalCode>1006601000255</BankFiscalCode><BankName>Trezoreria</BankName>";
    assert_eq!(
        rules(&damaged("<BankFiscalCode>1006601000255</BankFiscalCode>", filled)),
        ["account-obsolete"]
    );
}

#[test]
fn an_unknown_amount_asks_for_a_flag() {
    let unknown = HONEST
        .replace("<TotalAmountDue>1250.50</TotalAmountDue>", "")
        .replace("<AmountDue>1000.00</AmountDue>", "")
        .replace("<AmountDue>250.50</AmountDue>", "");
    assert_eq!(rules(&unknown), [""; 0]);
    let fixed = unknown.replace("<AllowPartialPayments>true", "<AllowPartialPayments>false");
    assert_eq!(rules(&fixed), ["amount-unknown-but-fixed"]);
}

#[test]
fn nil_is_absence_and_a_flag_is_told_apart_from_its_line() {
    let nil = "<CustomerName i:nil=\"true\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"/>";
    let found = findings(&damaged("<CustomerName>Popescu Ion</CustomerName>", nil));
    assert_eq!(found[0].found, "CustomerName is nil");
    let single = HONEST
        .replace("<OrderDetails><AllowAdvancePayments>false", "<OrderDetails><AllowAdvancePayments>true");
    let found = findings(&single);
    assert_eq!(found[0].rule.name, "flags-line");
    assert_eq!(found[0].expected, "true on this line");
}

#[test]
fn several_orders_and_other_elements_are_named() {
    let start = HONEST.find("<OrderDetails>").unwrap();
    let end = HONEST.find("</GetOrderDetailsResult>").unwrap();
    let doubled = format!("{}{}{}", &HONEST[..end], &HONEST[start..end], &HONEST[end..]);
    assert_eq!(rules(&doubled), ["several-orders"]);
    assert!(findings(&doubled)[0].consequence.contains("under the OrderKey that was asked for"));
    // Distinguishable orders are each confirmed under their own keys, so no key differs.
    let apart = doubled.replacen("ORD-1", "ORD-7", 1);
    assert_eq!(rules(&apart), ["several-orders"]);
    assert!(findings(&apart)[0].consequence.contains("under its own OrderKey"));
    assert_eq!(rules(&HONEST.replacen("ORD-1", "ORD-7", 1)), ["order-key-differs"]);
    assert_eq!(rules("<Order xmlns=\"https://mpay.gov.md\"/>"), ["response-element"]);
}

#[test]
fn a_thousand_breaches_of_one_rule_are_five_findings_and_a_number() {
    let line = &HONEST[HONEST.find("<OrderLine>").unwrap()..HONEST.find("</Lines>").unwrap()];
    let bad = line.replace("<LineID>1", "<LineID>").replace("<LineID>2", "<LineID>");
    let many = HONEST.replace(line, &bad.repeat(20));
    let missing: Vec<_> = findings(&many).into_iter().filter(|f| f.rule.name == "value-missing").collect();
    assert_eq!(missing.len(), 5);
    assert_eq!(missing[4].found, "LineID is empty (and 35 more of this kind)");
}
