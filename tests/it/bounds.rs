//! What anybody may cost the hub before they are understood: heads and bodies that do not arrive, answers that are not read,
//! more requests than are answered at once, more visits than are kept.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use mpay_sim::server::Patience;
use mpay_sim::soap::Operation::GetOrderDetails;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::Notify;

use crate::support::folder::Folder;
use crate::support::hub::listener;
use crate::support::orders::{ORDER, SERVICE};
use crate::support::payer::{PROCESSOR, Visit};
use crate::support::program::{Program, command};
use crate::support::{Answer, EService, Hub, Payer, simulated_clock, until};

/// Far longer than an answer takes; a test that gets here has failed.
const LONG: Duration = Duration::from_secs(30);

/// Opens a connection, writes this and leaves it open.
async fn say(url: &str, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

/// What is answered, up to where the hub closes the connection.
async fn to_the_end(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    tokio::time::timeout(LONG, stream.read_to_end(&mut answer)).await.unwrap().unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

/// A request of which three of 60,000 bytes are sent.
fn slow(method: &str, path: &str, content_type: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {content_type}\r\nContent-Length: 60000\r\n\r\na=b"
    )
}

#[tokio::test]
async fn a_body_that_does_not_arrive_in_time_is_answered_and_its_connection_closed() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        config.request_body_timeout = Duration::from_millis(100);
    })
    .await;
    const FORM: &str = "application/x-www-form-urlencoded";
    let chunked = |line: &str| {
        format!("{line} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nServi")
    };
    for (request, status, words) in [
        (slow("POST", "/service/pay?lang=en", FORM), 408, "did not reach us in time"),
        (slow("POST", "/psp/cash/x?lang=ru", FORM), 408, "Данные не дошли вовремя"),
        (chunked("POST /service/pay"), 408, "request_body_timeout"),
        (slow("POST", "/control/v1/payments", "application/json"), 408, "\"code\":\"slow-body\""),
        (
            slow("POST", "/console/services/TEST01/edit", "multipart/form-data; boundary=x"),
            408,
            "did not arrive",
        ),
        // What does not read a body does not wait for it either.
        (slow("GET", "/livez", FORM), 200, "ok"),
        (chunked("GET /livez"), 200, "ok"),
        (chunked("POST /livez"), 405, ""),
    ] {
        let answer = to_the_end(say(&hub.url, &request).await).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{request}: {answer}");
        assert!(answer.contains(words), "{request}: {answer}");
    }
    // A body in two pieces is as good as one.
    let mut stream = say(
        &hub.url,
        &format!("POST /service/pay HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {FORM}\r\nContent-Length: 34\r\n\r\nServiceID={SERVICE}"),
    )
    .await;
    tokio::time::sleep(Duration::from_millis(10)).await;
    stream.write_all(format!("&OrderKey={ORDER:<8}").as_bytes()).await.unwrap();
    assert!(!to_the_end(stream).await.contains(" 408 "));
}

/// A hub for eight connections with other time limits for a head, and for reading an answer.
async fn impatient(patience: Patience) -> Hub {
    let (clock, _) = simulated_clock();
    Hub::start_as(listener(), &clock, vec![], patience, |config| config.connections_at_once = Some(8)).await
}

/// Waits until the hub has closed the connection, without taking anything from it.
async fn until_closed(stream: &TcpStream) {
    let is_closed = async || match stream.try_write(b"x") {
        Ok(_) => false,
        Err(error) => error.kind() != std::io::ErrorKind::WouldBlock,
    };
    until("the connection is closed", is_closed).await;
}

#[tokio::test]
async fn clients_that_do_not_read_their_answers_are_dropped_and_others_are_served() {
    let hub = impatient(Patience { answer: Duration::from_millis(300), ..Patience::default() }).await;
    // Far more answers than the system holds for a client.
    let requests = "GET /static/sim.css HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(600);
    let mut unread = Vec::new();
    for _ in 0..8 {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let address = hub.url.strip_prefix("http://").unwrap().parse().unwrap();
        let mut stream = socket.connect(address).await.unwrap();
        stream.write_all(requests.as_bytes()).await.unwrap();
        unread.push(stream);
    }
    // One of them reads a little all the time.
    let slow = unread.pop().unwrap();
    let dropped = until("the slow reader is dropped", async || match slow.try_read(&mut [0; 256]) {
        Ok(read) => read == 0,
        Err(error) => error.kind() != std::io::ErrorKind::WouldBlock,
    });
    let served = async {
        let served = tokio::time::timeout(LONG, Payer::new(&hub.url).get("/livez")).await.unwrap();
        assert_eq!(served.status, 200);
        for stream in &unread {
            until_closed(stream).await;
        }
    };
    tokio::join!(dropped, served);
}

#[tokio::test]
async fn half_a_head_does_not_hold_a_connection_whether_it_is_the_first_or_a_later_one() {
    // The server itself counts from a moment that may be half a second old.
    let hub = impatient(Patience { head: Duration::from_secs(1), ..Patience::default() }).await;
    let half = "GET /livez HTTP/1.1\r\nHost: loc";
    let whole = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let first = to_the_end(say(&hub.url, half).await).await;
    assert!(first.starts_with("HTTP/1.1 408 "), "{first}");
    // After an answer, or in one piece with the request before.
    for (opening, rest) in [(whole.to_owned(), half), (format!("{whole}{half}"), "a")] {
        let mut stream = say(&hub.url, &opening).await;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 200");
        stream.write_all(rest.as_bytes()).await.unwrap();
        // It drips: a byte every few milliseconds.
        until_closed(&stream).await;
    }
    // Many whole ones may come one after the other, for longer than one may take.
    let mut stream = say(&hub.url, "").await;
    let mut answers = 0;
    let started = std::time::Instant::now();
    while started.elapsed() < Duration::from_millis(1500) {
        stream.write_all(whole.as_bytes()).await.unwrap();
        let mut answer = vec![0; 4096];
        let length = stream.read(&mut answer).await.unwrap();
        assert!(answer[..length].starts_with(b"HTTP/1.1 200"), "after {answers} answers");
        answers += 1;
    }
}

#[tokio::test]
async fn requests_beyond_those_that_are_answered_at_once_are_told_so_and_those_who_look_after_the_hub_are_let_in()
 {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        config.connections_at_once = Some(16);
    })
    .await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    let go_on = Arc::new(Notify::new());
    e_service.always(GetOrderDetails, Answer::After(Arc::clone(&go_on), Box::new(Answer::Honest)));
    let waiting: Vec<_> = (0..12)
        .map(|_| {
            let visit = visit.clone();
            tokio::spawn(async move { Payer::new(&visit.payer.hub).get(&visit.path).await.status })
        })
        .collect();
    until("all places are taken", async || e_service.received(GetOrderDetails).len() == 12).await;
    let refused = Payer::new(&hub.url).get("/?lang=en").await;
    assert_eq!(refused.status, 503, "{}", refused.text());
    assert!(refused.headers["retry-after"] == "1" && refused.has("The system is busy"), "{}", refused.text());
    let by_program = Payer::new(&hub.url).get("/api/invoices?serviceID=a&orderKey=b").await;
    assert!(by_program.status == 503 && by_program.has("\"code\":\"busy\""), "{}", by_program.text());
    for kept in ["/livez", "/readyz", "/console/queue", "/control/v1/version"] {
        assert_eq!(Payer::new(&hub.url).get(kept).await.status, 200, "{kept}");
    }
    e_service.always(GetOrderDetails, Answer::Honest);
    go_on.notify_waiters();
    for page in waiting {
        assert_eq!(page.await.unwrap(), 200);
    }
    assert_eq!(visit.pay_page().await.status, 200);
}

#[tokio::test]
async fn forty_slow_bodies_shut_nobody_out_of_a_hub_that_may_have_64_files_open() {
    let folder = Folder::new();
    let log = folder.path().join("hub.log");
    let hub = command(folder.path(), &["demo", "--listen", "127.0.0.1:0", "--sample-listen", "127.0.0.1:0"]);
    let mut limited = std::process::Command::new("sh");
    limited.current_dir(folder.path()).args(["-c", "ulimit -n 64; exec \"$0\" \"$@\""]);
    limited.arg(hub.get_program()).args(hub.get_args());
    for (name, value) in hub.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    let mut program = Program::of(&mut limited, log);
    program.url = program
        .wait_for(|lines| lines.iter().find_map(|line| line.strip_prefix("READY url=")).map(str::to_owned));
    let mut slow_ones = Vec::new();
    for _ in 0..40 {
        slow_ones.push(
            say(&program.url, &slow("POST", "/service/pay", "application/x-www-form-urlencoded")).await,
        );
    }
    let payer = Payer::new(&program.url);
    let paid = async {
        assert_eq!(payer.get("/livez").await.status, 200);
        let orders = format!("{}/orders", program.address("shop"));
        let order =
            [("service_id", "ADP01"), ("customer_name", "Popescu Ion"), ("customer_id", "2001500023456")];
        let placed = payer.post(&orders, &order).await.location();
        let visit = payer.enter("ADP01", placed.strip_prefix("/orders/").unwrap(), None).await;
        visit.authorize().await;
        visit.result().await.state()
    };
    let state = tokio::time::timeout(LONG, paid).await.unwrap();
    assert_eq!(state, "paid", "{}", program.log());
    assert!(!program.log().contains("Too many open files"), "{}", program.log());
    drop(slow_ones);
}

#[tokio::test]
async fn an_address_that_opens_visits_too_fast_is_told_when_to_come_again_and_nothing_is_written() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start_with(&clock, vec![e_service.service()], |config| {
        // This machine may open a hundred times as many.
        config.visits_per_minute = 1;
    })
    .await;
    let payer = Payer::new(&hub.url);
    // The bound fills again as time goes by, and on a busy machine more than a hundred are let in.
    let until_refused = async |path: &str| {
        for let_in in 0..2000 {
            let page = payer.get(path).await;
            if page.status == 429 {
                return (page, let_in);
            }
        }
        panic!("{path} is never refused")
    };
    let (refused, let_in) =
        until_refused(&format!("/service/pay?ServiceID={SERVICE}&OrderKey={ORDER}&lang=en")).await;
    assert!(let_in >= 100);
    assert_eq!(hub.count("pay_session").await, let_in);
    let (at_pos, _) = until_refused(&format!("/PosTerminal/Pay/{SERVICE}/{ORDER}?lang=en")).await;
    for page in [refused, at_pos] {
        assert!(page.has("Too many payment pages") && page.has("visits_per_minute"), "{}", page.text());
        assert_eq!(page.headers["retry-after"], "1");
    }
    // What is open goes on.
    assert_eq!(payer.get("/").await.status, 200);
}

#[tokio::test]
async fn visits_without_a_payment_are_let_go_by_number_and_by_age_and_those_with_one_stay() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let mut visits = Vec::new();
    for number in 0..6 {
        let visit = payer.enter(SERVICE, ORDER, None).await;
        if number == 0 {
            visit.authorize().await;
        }
        visits.push(visit);
        hand.advance(SignedDuration::from_secs(1));
    }
    let store = &hub.app().store;
    let mut deleted = Vec::new();
    for _ in 0..3 {
        deleted.push(store.prune_visits(Timestamp::MIN, 2, 2).await.unwrap());
    }
    assert_eq!(deleted, [2, 1, 0], "no more at once than were asked for, and the latest two stay");
    for (number, visit) in visits.iter().enumerate() {
        let is_kept = matches!(number, 0 | 4 | 5);
        assert_eq!(visit.pay_page().await.status != 404, is_kept, "visit {number}");
    }
    // The sweep does it by itself.
    hand.advance(SignedDuration::from_hours(2161));
    until("the sweep lets them go", async || hub.count("pay_session").await == 1).await;
    assert_eq!(visits[0].result().await.state(), "paid");
}

#[tokio::test]
async fn payments_that_ended_without_money_are_let_go_by_age_and_what_was_paid_stays() {
    let (clock, hand) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let decline = async |visit: &Visit| {
        visit.pay_page().await;
        let card_page = visit.choose(PROCESSOR).await.location();
        payer.card(&card_page, "4000000000009995").await;
        assert_eq!(visit.result().await.state(), "declined");
    };
    let [unpaid, paid] = [payer.enter(SERVICE, ORDER, None).await, payer.enter(SERVICE, ORDER, None).await];
    for visit in [&unpaid, &unpaid, &paid] {
        decline(visit).await;
    }
    paid.authorize().await;
    assert_eq!(paid.result().await.state(), "paid");
    let counts = async || (hub.count("payment").await, hub.count("payment_provider_transaction").await);
    let store = &hub.app().store;
    assert_eq!(store.prune_unpaid_payments(Timestamp::MIN, 10).await.unwrap(), 0, "none is that old");
    assert_eq!(counts().await, (4, 4));
    assert_eq!(
        store.prune_unpaid_payments(Timestamp::MAX, 1).await.unwrap(),
        1,
        "no more than were asked for"
    );
    assert_eq!(counts().await, (3, 3));
    // The sweep does the rest by itself.
    hand.advance(SignedDuration::from_hours(2161));
    until("the visit without money is gone", async || hub.count("pay_session").await == 1).await;
    assert_eq!(counts().await, (1, 1));
    assert_eq!(unpaid.pay_page().await.status, 404);
    assert_eq!(paid.result().await.state(), "paid");
}
