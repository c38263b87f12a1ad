//! Card numbers go no further than the card page: not into the data folder, not into the log.

use std::path::Path;

use mpay_sim::domain::test_card::TestCard;

use crate::support::folder::Folder;
use crate::support::payer::Payer;
use crate::support::program::Program;

/// Every file under a folder.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    found
}

/// The digits of these bytes in runs, as a person would read them: spaces and dashes do not end a run.
fn holds(bytes: &[u8], number: &str) -> bool {
    let squeezed: Vec<u8> =
        bytes.iter().copied().filter(|byte| !matches!(byte, b' ' | b'-' | b'+')).collect();
    squeezed.windows(number.len()).any(|window| window == number.as_bytes())
}

#[tokio::test]
async fn no_card_number_and_no_security_code_is_kept_anywhere() {
    let folder = Folder::new();
    let arguments = [
        "demo",
        "--listen",
        "127.0.0.1:0",
        "--sample-listen",
        "127.0.0.1:0",
        "--data-dir",
        "data",
        "--log",
        "trace",
    ];
    let mut program = Program::start(folder.path(), "demo", &arguments);
    let payer = Payer::new(&program.url);
    let order = [("service_id", "ADP02"), ("customer_name", "Popescu Ion"), ("customer_id", "2001500023456")];
    let placed = payer.post(&format!("{}/orders", program.address("shop")), &order).await.location();
    let visit = payer.enter("ADP02", placed.strip_prefix("/orders/").unwrap(), None).await;
    visit.pay_page().await;

    // A number that passes Luhn's check and belongs to no test card, and numbers that are almost right.
    let others = ["4111 1111 1111 1111", "5105-1051-0510-5100", "378282246310005", "42424242424242421", "x"];
    let cvv = "987654";
    let mut typed: Vec<String> = others.iter().map(|number| (*number).to_owned()).collect();
    typed.extend(TestCard::all().flat_map(|card| [card.number.to_owned(), card.grouped()]));
    for number in &typed {
        for processor in ["card-demo-1", "card-demo-2"] {
            if visit.pay_page().await.has("data-testid=\"not-payable\"") {
                break;
            }
            let address = visit.choose(processor).await.location();
            // First with a security code that is refused, which must not be kept either.
            for code in [cvv, "987"] {
                let fields = [
                    ("number", number.as_str()),
                    ("month", "12"),
                    ("year", "30"),
                    ("cvv", code),
                    ("name", "ION"),
                ];
                let page = payer.post(&address, &fields).await;
                assert!(page.status == 303 || page.status == 422);
                let shown = page.text();
                let form = shown.split("class=\"cards\"").next().unwrap();
                assert!(!form.contains(number.as_str()) || number == "x", "{number} is shown again");
                assert!(!form.contains(cvv), "the security code is shown again");
            }
            let failed = [("outcome", "3ds-failed")];
            payer.post(&format!("{address}/3ds"), &failed).await;
            visit.result().await;
        }
    }
    assert_eq!(visit.result().await.state(), "paid");

    // The files as they are while the program runs, write-ahead logs included, and as it leaves them.
    let mut places = files(folder.path());
    for name in ["hub.sqlite-wal", "sample-service.sqlite-wal", "demo.log"] {
        let found = places.iter().find(|(place, _)| place.ends_with(name));
        assert!(found.is_some_and(|(_, bytes)| bytes.len() > 4096), "{name} is there to be looked at");
    }
    program.terminate();
    places.extend(files(folder.path()));
    for number in typed.iter().filter(|number| number.len() > 1) {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        for (place, bytes) in &places {
            assert!(!holds(bytes, &digits), "{number} in {place}");
        }
    }
    for (place, bytes) in &places {
        assert!(!holds(bytes, cvv), "the security code in {place}");
        assert!(!bytes.windows(7).any(|window| window == b"cvv=987"), "a form in {place}");
    }
}
