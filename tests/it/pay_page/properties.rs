//! What the payer fills in: properties of the order and of its lines, and a personal number; what comes back of it.

use mpay_sim::domain::order::{CustomerType, OrderDetails, OrderProperty};
use mpay_sim::soap::Operation::{ConfirmOrderPayment, GetOrderDetails};

use crate::support::orders::{ORDER, SERVICE, order, partial_order};
use crate::support::payer::{GOOD_CARD, PROCESSOR};
use crate::support::{EService, Hub, Payer, simulated_clock};

fn property(name: &str, kind: &str, value: &str) -> OrderProperty {
    OrderProperty {
        display_name: format!("Eticheta {name}"),
        modifiable: true,
        kind: kind.to_owned(),
        name: name.to_owned(),
        value: value.to_owned(),
        ..OrderProperty::default()
    }
}

/// An order that asks for everything there is to ask for.
fn asking() -> OrderDetails {
    let mut order = partial_order();
    let required = |property| OrderProperty { required: true, ..property };
    order.properties.extend([
        required(property("Telephone", "number", "")),
        property("Payer", "idn", "2001500023456"),
        property("TaxCode", "tc", ""),
        property("Note", "Unheard-of", "veche"),
        OrderProperty { is_visible: Some(false), ..property("Hidden", "string", "ascuns") },
        OrderProperty { is_visible: Some(false), modifiable: false, ..property("Inner", "string", "intern") },
    ]);
    order.lines[1].properties = vec![
        OrderProperty { modifiable: false, ..property("Fixed", "string", "neschimbat") },
        required(property("Plot", "string", "")),
    ];
    order
}

/// The choice with these fields beside the instrument.
async fn submit(
    visit: &crate::support::payer::Visit,
    fields: &[(&str, &str)],
) -> crate::support::payer::Page {
    let fields = [&[("ins", PROCESSOR)], fields].concat();
    visit.payer.post(&visit.path, &fields).await
}

#[tokio::test]
async fn values_of_the_payer_come_back_in_the_confirmation_and_others_as_they_were() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.set_orders(vec![asking()]);
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    let page = visit.pay_page().await;
    for shown in
        ["Eticheta Telephone", "Linia 2: Eticheta Plot", "Eticheta Fixed: neschimbat", "value=\"veche\""]
    {
        assert!(page.has(shown), "{shown}: {}", page.text());
    }
    for hidden in ["ascuns", "intern", "Eticheta Hidden", "customer_id"] {
        assert!(!page.has(hidden), "{hidden}: {}", page.text());
    }

    let fields = [
        ("p:Telephone", "060606060"),
        ("p:Payer", "1002600001235"),
        ("p:Note", " <nouă> & „bună” "),
        ("p:Hidden", "forged"),
        ("p:FileNumber", "forged"),
        ("l1:2Plot", "L-7"),
        ("l1:1Plot", "forged"),
    ];
    let chosen = submit(&visit, &fields).await;
    // The e-Service changes its mind about what may be changed: what the payer said was said.
    e_service.change_order(|order| order.properties.iter_mut().for_each(|p| p.value = "later".to_owned()));
    visit.payer.card(&chosen.location(), GOOD_CARD).await;
    assert_eq!(visit.result().await.state(), "paid");

    let told = e_service.received(ConfirmOrderPayment)[0].confirmation();
    let texts = |properties: &[mpay_sim::domain::confirmation::PaymentProperty]| -> Vec<String> {
        properties.iter().map(|p| format!("{}={}", p.name, p.value)).collect()
    };
    assert_eq!(
        texts(&told.properties),
        [
            "Bank=Banca Demo 2 (Card)",
            "Telephone=060606060",
            "Payer=1002600001235",
            "TaxCode=",
            "Note=<nouă> & „bună”"
        ]
    );
    let of_order = [
        "HO:FileNumber=D-00017",
        "HO:Telephone=060606060",
        "HO:Payer=1002600001235",
        "HO:TaxCode=",
        "HO:Note=<nouă> & „bună”",
        "HO:Hidden=ascuns",
        "HO:Inner=intern",
    ];
    assert_eq!(texts(&told.lines[0].properties)[1..], of_order);
    assert_eq!(texts(&told.lines[1].properties)[1..], [&of_order[..], &["Plot=L-7"]].concat());
}

#[tokio::test]
async fn every_mistake_is_told_at_once_and_nothing_that_was_typed_is_lost() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let mut asked = asking();
    asked.customer_id = None;
    e_service.set_orders(vec![asked]);
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    let long = "ș".repeat(256);
    let fields = [
        ("customer_id", "2001500023457"),
        ("p:Telephone", ""),
        ("p:Payer", "123"),
        ("p:TaxCode", "AB1"),
        ("p:Note", &long),
        ("l1:2Plot", "a\u{7}b"),
        ("amt", "part"),
        ("amount", "<9>"),
    ];
    let refused = submit(&visit, &fields).await;
    assert_eq!(refused.status, 422);
    for id in ["cid", "p1", "p2", "p3", "p4", "l1p1", "sum"] {
        assert!(refused.has(&format!("href=\"#{id}\"")), "{id}: {}", refused.text());
        assert!(refused.has(&format!("id=\"{id}-e\"")), "{id}");
    }
    for page in [&refused, &visit.pay_page().await] {
        for typed in ["2001500023457", "value=\"123\"", "AB1", "&#60;9&#62;", &long] {
            assert!(page.has(typed), "{typed}: {}", page.text());
        }
    }
    assert_eq!(hub.count("payment").await, 0);
}

#[tokio::test]
async fn a_missing_customer_id_is_asked_for_and_stands_on_the_receipt_alone() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    for (kind, label, number) in [
        (CustomerType::Person, "IDNP sau numărul pașaportului", "2001500023456"),
        (CustomerType::Organization, "IDNO sau numărul de înregistrare străin", "HRB-12345/7"),
        (CustomerType::Unspecified, "IDNP, IDNO sau numărul pașaportului", "AB1234567"),
    ] {
        let key = format!("ORD-{}", label.len());
        let mut asked = order();
        (asked.customer_id, asked.customer_type, asked.order_key) = (None, kind, key.clone());
        e_service.set_orders(vec![asked]);
        let visit = payer.enter(SERVICE, &key, None).await;
        let page = visit.pay_page().await;
        assert!(page.has(label), "{}", page.text());
        assert_eq!(visit.choose(PROCESSOR).await.status, 422, "it must be filled in");
        let chosen = submit(&visit, &[("customer_id", number)]).await;
        payer.card(&chosen.location(), GOOD_CARD).await;
        assert_eq!(visit.result().await.state(), "paid");
        let receipt = payer.get(&format!("{}/receipt.pdf", visit.path)).await;
        assert_eq!(receipt.status, 200);
    }
    for told in e_service.received(ConfirmOrderPayment) {
        assert!(!told.body.contains("CustomerID") && !told.body.contains("HRB-12345"));
    }
}

#[tokio::test]
async fn another_language_asks_the_e_service_again_and_keeps_what_was_entered() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.set_orders(vec![asking()]);
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    let fields = [
        ("ins", "ib"),
        ("bank", "bank-demo-3"),
        ("amt", "part"),
        ("amount", "77,5"),
        ("p:Telephone", "060 cam așa"),
        ("l1:2Plot", "L-7"),
        ("lang", "ru"),
    ];
    let switched = visit.payer.post(&visit.path, &fields).await;
    assert_eq!((switched.status, switched.location()), (303, format!("{}?lang=ru", visit.path)));
    for address in [switched.location(), format!("{}?lang=en", visit.path), visit.path.clone()] {
        let page = visit.payer.get(&address).await;
        assert_eq!(page.status, 200, "what is not ready yet is not held against the payer");
        assert!(!page.has("role=\"alert\""));
        for kept in ["value=\"77,5\"", "value=\"060 cam așa\"", "value=\"L-7\"", "value=\"part\" checked"] {
            assert!(page.has(kept), "{kept}: {}", page.text());
        }
        assert!(page.has("value=\"bank-demo-3\" selected") && page.has("value=\"ib\" checked"));
    }
    let asked = e_service.received(GetOrderDetails);
    let languages: Vec<&str> = asked
        .iter()
        .map(|asked| asked.body.split("<Language>").nth(1).unwrap().split('<').next().unwrap())
        .collect();
    assert_eq!(languages, ["RO", "RU", "EN", "RO"]);
    assert_eq!(hub.count("payment").await, 0, "a language is no choice to pay");
    let nowhere = visit.payer.post("/pay/00000000000000000000000000000000", &[("lang", "ru")]).await;
    assert_eq!(nowhere.status, 404);
}

#[tokio::test]
async fn a_double_click_makes_one_payment_and_another_answer_another_one() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    e_service.set_orders(vec![asking()]);
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    let fields = |plot| [("p:Telephone", "1"), ("l1:2Plot", plot)];
    let first = submit(&visit, &fields("A")).await.location();
    assert_eq!(submit(&visit, &fields("A")).await.location(), first);
    assert_ne!(submit(&visit, &fields("B")).await.location(), first);
    assert_eq!(hub.count("payment").await, 2);
}
