//! Card numbers go no further than the card page, wherever they are typed: into no file, into no table, into no log.

use std::path::Path;

use mpay_sim::domain::test_card::TestCard;
use mpay_sim::randomness::Randomness;
use mpay_sim::soap::Operation::GetOrderDetails;
use serde_json::json;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

use crate::support::folder::Folder;
use crate::support::operator::TERMINAL;
use crate::support::orders::{ORDER, SERVICE};
use crate::support::payer::{GOOD_CARD, PROCESSOR, Page, Payer, Visit};
use crate::support::program::Program;
use crate::support::{Answer, EService, Hub, simulated_clock};

/// The first digits of real schemes, and how long their numbers are.
const SCHEMES: [(&str, usize); 14] = [
    ("4", 13),
    ("4", 16),
    ("4", 19),
    ("51", 16),
    ("2221", 16),
    ("2204", 16),
    ("34", 15),
    ("37", 15),
    ("36", 14),
    ("3528", 16),
    ("6011", 16),
    ("62", 17),
    ("5018", 12),
    ("6304", 18),
];
/// How many numbers are made of each scheme.
const OF_EACH: usize = 2;
const SEED: u64 = 20_261_124;

/// A number of this scheme that passes Luhn's check.
fn number(randomness: &Randomness, (start, length): (&str, usize)) -> String {
    let mut digits = start.to_owned();
    while digits.len() < length - 1 {
        digits.push(char::from_digit(randomness.below(10), 10).unwrap());
    }
    let doubled = |digit: u32| digit * 2 / 10 + digit * 2 % 10;
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| (at % 2 == 0, u32::from(byte - b'0')))
        .map(|(is_doubled, digit)| if is_doubled { doubled(digit) } else { digit })
        .sum();
    digits.push(char::from_digit((10 - sum % 10) % 10, 10).unwrap());
    digits
}

/// The number as people type it: in one, or in groups of four with a separator.
fn typed(digits: &str, separator: &str) -> String {
    let groups: Vec<&str> =
        digits.as_bytes().chunks(4).map(|four| std::str::from_utf8(four).unwrap()).collect();
    groups.join(separator)
}

/// Every file under a folder.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        // A write-ahead log may go between the two calls, with the program that it belongs to.
        } else if let Ok(bytes) = std::fs::read(&path) {
            found.push((path.display().to_string(), bytes));
        }
    }
    found
}

/// Every table of a database, its values one after another: in the file one may be split between two pages.
async fn tables(file: &Path) -> Vec<(String, Vec<u8>)> {
    let pool =
        SqlitePool::connect_with(SqliteConnectOptions::new().filename(file).read_only(true)).await.unwrap();
    let names: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            .fetch_all(&pool)
            .await
            .unwrap();
    let mut found = Vec::new();
    for table in names {
        let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info($1)")
            .bind(&table)
            .fetch_all(&pool)
            .await
            .unwrap();
        let mut bytes = Vec::new();
        for column in columns {
            let query = format!("SELECT CAST(COALESCE({column}, '') AS BLOB) FROM {table}");
            let values: Vec<Vec<u8>> =
                sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_all(&pool).await.unwrap();
            bytes.extend(values.into_iter().flat_map(|value| [value, b"\n".to_vec()].concat()));
        }
        found.push((format!("{}: {table}", file.display()), bytes));
    }
    found
}

/// The text without what may stand between the digits of a number, plain or in a form's encoding.
fn squeezed(text: &str) -> String {
    let separators = [" ", "-", "+", ".", "%20", "%2D", "%2E", "\u{a0}", "%C2%A0"];
    separators.iter().fold(text.to_owned(), |text, separator| text.replace(separator, ""))
}

/// Types a number into every field that there is, before and at the card processor and at the counter.
async fn type_everywhere(payer: &Payer, visit: &Visit, text: &str) {
    let fields = [
        ("ins", text),
        ("amt", "part"),
        ("amount", text),
        ("customer_id", text),
        ("p:VehicleNumber", text),
        ("p:CarrierIdn", text),
        ("other", text),
    ];
    let page = payer.post(&visit.path, &fields).await;
    assert_eq!(page.status, 422);
    assert!(!page.has(text), "{text} is shown again");
    for name in TERMINAL.map(|(name, _)| name) {
        let mut form = TERMINAL.to_vec();
        form.retain(|(other, _)| *other != name);
        form.push((name, text));
        let page = payer.post("/PosTerminal/Configure", &form).await;
        assert_eq!((page.status, page.has(text)), (422, false), "{name}: {text}");
    }
}

/// Types a number into every field of the card page, with security codes that are refused and that are not.
async fn type_at_card_page(payer: &Payer, address: &str, text: &str) {
    for (number, month, cvv, name) in
        [(text, "12", CVV, "ION"), (text, "12", "987", "ION"), ("x", text, text, text)]
    {
        let fields = [("number", number), ("month", month), ("year", "39"), ("cvv", cvv), ("name", name)];
        let page = payer.post(address, &fields).await;
        assert!(page.status == 303 || page.status == 422);
        let shown = page.text();
        let form = shown.split("class=\"aid\"").next().unwrap();
        assert!(!form.contains(text), "{text} is shown again");
        assert!(!form.contains(CVV), "the security code is shown again");
    }
    payer.post(&format!("{address}/3ds"), &[("code", text)]).await;
    payer.post(&format!("{address}/3ds"), &[("outcome", "3ds-failed")]).await;
}

/// Every table but that of the recorded messages, which stay as they came: else no signature could be checked again.
async fn tables_but_exchanges(hub: &Hub) -> Vec<(String, Vec<u8>)> {
    let file = hub.database_url().strip_prefix("sqlite:").unwrap().to_owned();
    let mut tables = tables(Path::new(&file)).await;
    tables.retain(|(name, _)| !name.ends_with(": exchange"));
    tables
}

#[tokio::test]
async fn a_card_number_in_an_order_key_an_address_or_an_e_services_words_goes_no_further() {
    const CARD: &str = "4111111111111111";
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let grouped = typed(CARD, "-");
    let return_url = format!("http://shop.md/?order=1&card={grouped}");
    let spoken = typed(CARD, " ");
    let payment = |order: &str, instrument: &str| {
        json!({ "service_id": SERVICE, "order_key": order, "instrument": instrument }).to_string()
    };
    let post = async |path: &str, body: String| {
        let request = payer.client.post(format!("{}{path}", hub.url)).body(body);
        let response = request.header("Content-Type", "application/json").send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    let page = async |page: Page| (page.status, page.text());
    for (answer, status) in [
        (page(payer.post("/service/pay", &[("ServiceID", SERVICE), ("OrderKey", CARD)]).await).await, 400),
        (page(payer.get(&format!("/service/pay?ServiceID={SERVICE}&OrderKey={grouped}")).await).await, 400),
        (page(payer.get(&format!("/PosTerminal/Pay/{SERVICE}/{CARD}")).await).await, 400),
        (page(payer.post(&format!("/service/{SERVICE}"), &[("order_key", &spoken)]).await).await, 422),
        (
            page(
                payer
                    .post(
                        "/service/pay",
                        &[("ServiceID", SERVICE), ("OrderKey", ORDER), ("ReturnUrl", &return_url)],
                    )
                    .await,
            )
            .await,
            400,
        ),
        (page(payer.get(&format!("/api/invoices?serviceID={SERVICE}&orderKey={CARD}")).await).await, 400),
        (post("/control/v1/payments", payment(CARD, "mia")).await, 400),
        (post("/control/v1/payments", payment(ORDER, &spoken)).await, 422),
        (
            post("/control/v1/scenarios", json!({ "name": "replay", "order_key": CARD }).to_string()).await,
            400,
        ),
    ] {
        assert_eq!(answer.0, status, "{}", answer.1);
        assert!(!squeezed(&answer.1).contains(CARD), "it is shown again: {}", answer.1);
    }
    // Numbers that only look like one to a check of their digits are orders as any other: made of a date, or an IDNP.
    for order in ["2507100926294639", "2001500023456", "30569309025904"] {
        payer.enter(SERVICE, order, None).await;
    }
    e_service.change_order(|order| {
        order.reason = format!("Plata cu {spoken}");
        order.lines[0].reason = CARD.to_owned();
    });
    let visit = payer.enter(SERVICE, ORDER, None).await;
    let shown = visit.pay_page().await;
    assert!(shown.status == 200 && shown.has("Plata cu •••• •••• •••• 1111"), "{}", shown.text());
    visit.authorize().await;
    assert_eq!(visit.result().await.state(), "paid");
    let words = format!("card {CARD} refused");
    e_service.next(GetOrderDetails, Answer::fault("s:Server", &words));
    let told = payer.enter(SERVICE, "other", None).await.pay_page().await;
    assert!(told.has("card ••••••••••••1111 refused"), "{}", told.text());
    assert!(!squeezed(&told.text()).contains(CARD) && !squeezed(&shown.text()).contains(CARD));
    for (table, content) in tables_but_exchanges(&hub).await {
        let content = String::from_utf8_lossy(&content).into_owned();
        assert!(!squeezed(&content).contains(CARD), "{table}: {content}");
    }
}

const CVV: &str = "98765432109";
/// What the payer may say, and what must therefore be found.
const MARKER: &str = "MARKER7731";

#[tokio::test]
async fn no_card_number_and_no_security_code_is_kept_anywhere() {
    let folder = Folder::new();
    let arguments = "demo --listen 127.0.0.1:0 --sample-listen 127.0.0.1:0 --data-dir data --log trace";
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let mut program = Program::start(folder.path(), "demo", &arguments);
    let payer = Payer::new(&program.url);
    let orders = format!("{}/orders", program.address("shop"));
    let place = async |service: &str| {
        let order =
            [("service_id", service), ("customer_name", "Popescu Ion"), ("customer_id", "2001500023456")];
        let placed = payer.post(&orders, &order).await.location();
        placed.strip_prefix("/orders/").unwrap().to_owned()
    };
    let order_key = &*place("ADP04").await;
    let visit = payer.enter("ADP04", order_key, None).await;
    visit.pay_page().await;

    let randomness = Randomness::new(Some(SEED));
    let generated = SCHEMES.iter().flat_map(|scheme| (0..OF_EACH).map(|_| number(&randomness, *scheme)));
    let mut numbers: Vec<String> = generated.collect();
    numbers.extend(["4111111111111111", "5105105105105100", "378282246310005"].map(str::to_owned));
    for (at, digits) in numbers.iter().enumerate() {
        type_everywhere(&payer, &visit, &typed(digits, ["", " ", "-", ".", "\u{a0}"][at % 5])).await;
    }
    let answers = [("ins", "card-demo-1"), ("p:VehicleNumber", MARKER), ("p:CarrierIdn", "1002600001235")];
    let address = payer.post(&visit.path, &answers).await.location();
    for (at, digits) in numbers.iter().enumerate() {
        type_at_card_page(&payer, &address, &typed(digits, ["", " ", "-"][at % 3])).await;
        // Almost right is not right either.
        type_at_card_page(&payer, &address, &format!("{digits}1")).await;
    }
    payer.card(&address, GOOD_CARD).await;
    payer.post(&format!("{address}/3ds"), &[("code", "123456")]).await;
    assert_eq!(visit.result().await.state(), "paid");
    // Each listed card does something else, so each has an order of its own.
    for (at, card) in TestCard::all().enumerate() {
        let order_key = place("ADP01").await;
        let visit = payer.enter("ADP01", &order_key, None).await;
        visit.pay_page().await;
        let address = visit.choose(["card-demo-1", PROCESSOR][at % 2]).await.location();
        type_at_card_page(&payer, &address, &typed(card.number, ["", " "][at % 2])).await;
        visit.result().await;
        numbers.push(card.number.to_owned());
    }

    // The files as they are while the program runs, write-ahead logs included, and as it leaves them.
    let mut places = files(folder.path());
    program.terminate();
    places.extend(files(folder.path()));
    for file in ["hub.sqlite", "sample-service.sqlite"] {
        places.extend(tables(&folder.path().join("data").join(file)).await);
    }
    let places: Vec<(String, String)> = places
        .into_iter()
        .map(|(place, bytes)| (place, String::from_utf8_lossy(&bytes).into_owned()))
        .collect();
    // What is looked through is what was written.
    let is_found = |part: &str, text: &str| {
        places.iter().any(|(place, found)| place.contains(part) && found.contains(text))
    };
    for (part, text) in [
        ("hub.sqlite", MARKER),
        ("hub.sqlite: pay_session", MARKER),
        ("hub.sqlite: payment", MARKER),
        ("hub.sqlite: exchange", order_key),
        ("sample-service.sqlite: ", order_key),
        ("demo.log", order_key),
    ] {
        assert!(is_found(part, text), "{text} is not in {part}: the wrong place is looked through");
    }
    for (place, text) in &places {
        assert!(!text.contains("cvv=987"), "a form in {place}");
        let squeezed = squeezed(text);
        for digits in &numbers {
            assert!(!squeezed.contains(digits), "seed {SEED}: {digits} in {place}");
        }
        assert!(!squeezed.contains(CVV), "the security code in {place}");
    }
}
