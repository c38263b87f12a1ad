//! The program as processes of its own: killed between two steps, started again, stopped, and started wrongly.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::folder::Folder;
use crate::support::payer::{GOOD_CARD, PROCESSOR, Payer, Visit};
use crate::support::program::{Program, command};
use crate::support::until;

/// What a proxy does with a `ConfirmOrderPayment`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Confirmations {
    Pass,
    /// Keeps the request, and tells the e-Service nothing.
    Hold,
    /// Tells the e-Service, and keeps its reply.
    LoseReply,
}

/// Stands between the hub and the e-Service.
struct Proxy {
    address: SocketAddr,
    upstream: Arc<Mutex<String>>,
    confirmations: Arc<Mutex<Confirmations>>,
    /// The bodies of the confirmations that came.
    seen: Arc<Mutex<Vec<String>>>,
    /// Connections that are kept without an answer.
    held: Arc<Mutex<Vec<TcpStream>>>,
}

impl Proxy {
    fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let proxy = Self {
            address: listener.local_addr().unwrap(),
            upstream: Arc::default(),
            confirmations: Arc::new(Mutex::new(Confirmations::Pass)),
            seen: Arc::default(),
            held: Arc::default(),
        };
        let (upstream, confirmations) = (Arc::clone(&proxy.upstream), Arc::clone(&proxy.confirmations));
        let (seen, held) = (Arc::clone(&proxy.seen), Arc::clone(&proxy.held));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (upstream, confirmations) =
                    (upstream.lock().unwrap().clone(), *confirmations.lock().unwrap());
                let (seen, held) = (Arc::clone(&seen), Arc::clone(&held));
                std::thread::spawn(move || {
                    // Either side may be killed in the middle; that is what the tests do.
                    let _ = pass(stream, &upstream, confirmations, &seen, &held);
                });
            }
        });
        proxy
    }

    fn url(&self) -> String {
        format!("http://{}/ServiceProvider.svc", self.address)
    }

    fn set(&self, confirmations: Confirmations) {
        *self.confirmations.lock().unwrap() = confirmations;
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    fn is_holding(&self) -> bool {
        !self.held.lock().unwrap().is_empty()
    }

    fn drop_held(&self) {
        self.held.lock().unwrap().clear();
    }
}

fn pass(
    mut from: TcpStream,
    upstream: &str,
    confirmations: Confirmations,
    seen: &Mutex<Vec<String>>,
    held: &Mutex<Vec<TcpStream>>,
) -> std::io::Result<()> {
    let mut request = Vec::new();
    let mut buffer = [0; 8192];
    let text = loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        request.extend_from_slice(&buffer[..read]);
        // The hub's requests end with the envelope.
        let text = String::from_utf8_lossy(&request).into_owned();
        if text.ends_with("</s:Envelope>") {
            break text;
        }
    };
    let is_confirmation = text.contains("<ConfirmOrderPayment ");
    if is_confirmation {
        seen.lock().unwrap().push(text.clone());
    }
    if is_confirmation && confirmations == Confirmations::Hold {
        held.lock().unwrap().push(from);
        return Ok(());
    }
    let mut to = TcpStream::connect(upstream)?;
    let closing = text.replacen("\r\n", "\r\nConnection: close\r\n", 1);
    to.write_all(closing.as_bytes())?;
    let mut reply = Vec::new();
    to.read_to_end(&mut reply)?;
    if is_confirmation && confirmations == Confirmations::LoseReply {
        held.lock().unwrap().push(from);
        return Ok(());
    }
    from.write_all(&reply)
}

/// The `PaymentID` of a confirmation.
fn payment_id(request: &str) -> String {
    request.split("<PaymentID>").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

fn start_shop(folder: &Path, proxy: &Proxy) -> Program {
    let arguments = [
        "sample-service",
        "--data-dir",
        "data",
        "--sample-listen",
        "127.0.0.1:0",
        "--sample-hub-url",
        "http://127.0.0.1:1",
    ];
    let shop = Program::start(folder, "shop", &arguments);
    *proxy.upstream.lock().unwrap() = shop.url.strip_prefix("http://").unwrap().to_owned();
    shop
}

fn start_hub(folder: &Path, proxy: &Proxy) -> Program {
    let endpoint = proxy.url();
    let arguments = [
        "serve",
        "--data-dir",
        "data",
        "--listen",
        "127.0.0.1:0",
        "--sample-endpoint-url",
        &endpoint,
        "--result-page-wait",
        "0s",
        "--retry-schedule",
        "fast",
        "--log",
        "info",
    ];
    Program::start(folder, "hub", &arguments)
}

async fn order(payer: &Payer, shop: &str) -> String {
    let fields =
        [("service_id", "ADP02"), ("customer_name", "Popescu Ion"), ("customer_id", "2001500023456")];
    let placed = payer.post(&format!("{shop}/orders"), &fields).await.location();
    placed.strip_prefix("/orders/").unwrap().to_owned()
}

async fn shop_says_paid(payer: &Payer, shop: &str, order: &str) -> bool {
    payer.get(&format!("{shop}/orders/{order}")).await.has("data-status=\"Paid\"")
}

#[tokio::test]
async fn a_hub_that_is_killed_before_it_could_tell_the_e_service_tells_it_after_the_restart() {
    let (folder, proxy) = (Folder::new(), Proxy::start());
    let shop = start_shop(folder.path(), &proxy);
    let mut hub = start_hub(folder.path(), &proxy);
    let payer = Payer::new(&hub.url);
    let order = order(&payer, &shop.url).await;
    let visit = payer.enter("ADP02", &order, None).await;

    proxy.set(Confirmations::Hold);
    visit.authorize().await;
    let result = visit.result().await;
    assert_eq!(result.state(), "unconfirmed");
    until("the confirmation is on its way", async || proxy.is_holding()).await;
    hub.kill();
    proxy.drop_held();
    assert!(!shop_says_paid(&payer, &shop.url, &order).await);

    proxy.set(Confirmations::Pass);
    let hub = start_hub(folder.path(), &proxy);
    until("the e-Service knows", async || shop_says_paid(&payer, &shop.url, &order).await).await;
    let seen = proxy.seen();
    assert!(seen.len() >= 2, "{}", seen.len());
    for request in &seen {
        assert_eq!(payment_id(request), result.attribute("data-payment-id"));
    }
    // The payer's address is still good, at the address of the new process.
    let visit = Visit { payer: Payer::new(&hub.url), path: visit.path };
    until("the hub knows that the e-Service knows", async || visit.result().await.state() == "paid").await;
}

#[tokio::test]
async fn an_e_service_that_is_killed_after_booking_is_told_again_and_books_once() {
    let (folder, proxy) = (Folder::new(), Proxy::start());
    let mut shop = start_shop(folder.path(), &proxy);
    let hub = start_hub(folder.path(), &proxy);
    let payer = Payer::new(&hub.url);
    let order = order(&payer, &shop.url).await;
    let visit = payer.enter("ADP02", &order, None).await;

    proxy.set(Confirmations::LoseReply);
    visit.authorize().await;
    assert_eq!(visit.result().await.state(), "unconfirmed");
    until("the reply is lost", async || proxy.is_holding()).await;
    assert!(shop_says_paid(&payer, &shop.url, &order).await);
    shop.kill();
    proxy.set(Confirmations::Pass);
    proxy.drop_held();

    let shop = start_shop(folder.path(), &proxy);
    until("the hub has heard it", async || visit.result().await.state() == "paid").await;
    let ids: Vec<String> = proxy.seen().iter().map(|request| payment_id(request)).collect();
    assert!(ids.len() >= 2 && ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert!(shop_says_paid(&payer, &shop.url, &order).await);
    assert!(shop.log().is_empty(), "{}", shop.log());
}

const DEMO: [&str; 7] =
    ["demo", "--listen", "127.0.0.1:0", "--sample-listen", "127.0.0.1:0", "--data-dir", "data"];

#[tokio::test]
async fn the_demo_started_again_finds_everything_as_it_was() {
    let folder = Folder::new();
    let mut demo = Program::start(folder.path(), "demo", &DEMO);
    let names: Vec<String> =
        demo.lines().iter().map(|line| line.split_whitespace().next().unwrap().to_owned()).collect();
    assert_eq!(names, ["mpay-sim", "shop", "hub", "console", "data", "certificates", "stop", "READY"]);
    assert_eq!(demo.address("hub"), demo.url);
    assert_eq!(demo.address("data"), "data");

    let payer = Payer::new(&demo.url);
    let shop = demo.address("shop");
    let (paid, open) = (order(&payer, &shop).await, order(&payer, &shop).await);
    let visit = payer.enter("ADP02", &paid, None).await;
    visit.authorize().await;
    assert_eq!(visit.result().await.state(), "paid");
    let number = payer.enter("ADP02", &open, None).await.pay_page().await;
    let certificates = ["hub.crt", "hub.key", "e-service.crt", "e-service.key", "ca.crt"];
    let read =
        || certificates.map(|name| std::fs::read(folder.path().join("data/certs").join(name)).unwrap());
    let before = read();
    let home = payer.get("/").await.text();
    let (status, took) = demo.terminate();
    assert_eq!(status.code(), Some(0), "{}", demo.log());
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert!(demo.log().is_empty(), "{}", demo.log());

    let demo = Program::start(folder.path(), "demo", &DEMO);
    let payer = Payer::new(&demo.url);
    assert!(read() == before, "the certificates are the same");
    assert_eq!(payer.get("/").await.text(), home);
    assert!(shop_says_paid(&payer, &demo.address("shop"), &paid).await);
    let again = Visit { payer: payer.clone(), path: visit.path };
    assert_eq!(again.result().await.state(), "paid");
    assert_eq!(payer.get(&format!("{}/receipt.pdf", again.path)).await.status, 200);
    let page = payer.enter("ADP02", &open, None).await.pay_page().await;
    let invoice =
        |text: String| text.split("data-testid=\"invoice-number\">").nth(1).unwrap()[..17].to_owned();
    assert_eq!(invoice(page.text()), invoice(number.text()), "an order keeps its invoice");
}

#[tokio::test]
async fn sigterm_ends_the_hub_quickly_even_while_an_e_service_hangs() {
    let (folder, proxy) = (Folder::new(), Proxy::start());
    let shop = start_shop(folder.path(), &proxy);
    let mut hub = start_hub(folder.path(), &proxy);
    let payer = Payer::new(&hub.url);
    let order = order(&payer, &shop.url).await;
    let visit = payer.enter("ADP02", &order, None).await;
    visit.pay_page().await;
    proxy.set(Confirmations::Hold);
    let address = visit.choose(PROCESSOR).await.location();
    payer.card(&address, GOOD_CARD).await;
    visit.result().await;
    until("the confirmation hangs", async || proxy.is_holding()).await;
    let (status, took) = hub.terminate();
    assert_eq!(status.code(), Some(0), "{}", hub.log());
    assert!(took < Duration::from_secs(2), "{took:?}");
}

/// One line on stderr, nothing on stdout, exit code 2; gives the line.
fn refused(mut command: Command) -> String {
    let output = command.output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert_eq!(error.lines().count(), 1, "{error}");
    assert!(error.starts_with("mpay-sim: ") && error.ends_with('\n'), "{error}");
    assert!(output.stdout.is_empty());
    error
}

#[test]
fn what_cannot_start_says_why_in_one_line() {
    let folder = Folder::new();
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let line = refused(command(folder.path(), &["serve", "--listen", &address]));
    assert!(line.contains("is taken by another program") && line.contains("--listen"), "{line}");
    let shop = ["sample-service", "--sample-listen", &address];
    assert!(refused(command(folder.path(), &shop)).contains("--sample-listen"));

    let file = folder.path().join("file");
    std::fs::write(&file, "not a folder").unwrap();
    for subcommand in ["serve", "demo", "sample-service"] {
        let line = refused(command(folder.path(), &[subcommand, "--data-dir", "file/below"]));
        assert!(line.contains("file/below") && line.contains("--data-dir"), "{line}");
    }

    let config = folder.path().join("config");
    std::fs::create_dir_all(&config).unwrap();
    for (broken, told) in [
        ("listen = \n", "mpay-sim.toml"),
        ("listen = 'nowhere'\n", "listen"),
        ("lisen = '127.0.0.1:0'\n", "lisen"),
        ("[[service]]\nid = 'A'\n", "endpoint_url"),
        ("\u{0}\u{1}", "mpay-sim.toml"),
    ] {
        std::fs::write(config.join("mpay-sim.toml"), broken).unwrap();
        let line = refused(command(folder.path(), &["serve"]));
        assert!(line.contains(told), "{line}");
    }
    std::fs::remove_dir_all(&config).unwrap();
    let line = refused(command(folder.path(), &["serve", "--database-url", "mysql://a/b"]));
    assert!(line.contains("database_url") || line.contains("database-url"), "{line}");
}

#[test]
fn a_second_hub_on_one_data_folder_is_refused() {
    let folder = Folder::new();
    let _first = Program::start(folder.path(), "demo", &DEMO);
    let line = refused(command(folder.path(), &DEMO));
    assert!(line.contains("is in use by another mpay-sim"), "{line}");
}

#[test]
fn a_second_hub_on_one_sqlite_file_is_refused_wherever_the_file_lies() {
    let folder = Folder::new();
    let serve = |data: &'static str, url: &'static str| {
        ["serve", "--listen", "127.0.0.1:0", "--data-dir", data, "--database-url", url]
    };
    let mut first = Program::start(folder.path(), "hub", &serve("one", "sqlite:shared.sqlite"));
    let mode = |name: &str| {
        let file = std::fs::metadata(folder.path().join(name)).unwrap();
        std::os::unix::fs::PermissionsExt::mode(&file.permissions()) & 0o777
    };
    // Names and numbers of people stand in it.
    assert_eq!([mode("shared.sqlite"), mode("shared.sqlite-wal"), mode("one")], [0o600, 0o600, 0o700]);
    std::fs::hard_link(folder.path().join("shared.sqlite"), folder.path().join("other.sqlite")).unwrap();
    let line = refused(command(folder.path(), &serve("two", "sqlite:other.sqlite")));
    assert!(line.contains("other.sqlite is in use by another mpay-sim"), "{line}");
    for url in ["sqlite:shared.sqlite", "sqlite:one/../shared.sqlite", "sqlite:shared.sqlite?mode=rwc"] {
        let line = refused(command(folder.path(), &serve("two", url)));
        assert!(line.contains("shared.sqlite is in use by another mpay-sim"), "{line}");
    }
    first.terminate();
    Program::start(folder.path(), "hub", &serve("two", "sqlite:shared.sqlite")).terminate();
}
