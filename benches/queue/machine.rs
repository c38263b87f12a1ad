//! What the machine can do: the parts of which a delivery is made, each alone.

use std::hint::black_box;
use std::time::{Duration, Instant};

use mpay_sim::soap::security::SignatureAlgorithm;
use sqlx::Executor;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::database::{Database, Server, connect};
use crate::identities;
use crate::stopwatch::rate;

/// How long each is measured.
const LONG: Duration = Duration::from_secs(2);
/// How many calls are under way at once: four services with four places each.
pub const AT_ONCE: usize = 16;
/// Bytes of a confirmation with its headers, and of a reply to it.
const REQUEST: usize = 5200;
const REPLY: usize = 3200;

/// The limits that do not depend on the database.
pub struct Machine {
    /// RSA signatures of 2048 bits a second, on one processor.
    pub signatures: f64,
    /// HTTP calls a second to this machine, each on a connection of its own.
    pub round_trips: f64,
}

pub async fn measure() -> Machine {
    let machine = Machine { signatures: signatures(), round_trips: round_trips().await };
    println!("this machine: {} processors", std::thread::available_parallelism().unwrap());
    println!("  RSA signatures of 2048 bits, one processor        {:>9.0} /s", machine.signatures);
    println!("  calls to this machine, {REQUEST} bytes there, {REPLY} back {:>9.0} /s", machine.round_trips);
    machine
}

fn signatures() -> f64 {
    let (identity, octets) = (identities::hub(), [7; 20]);
    let (started, mut count) = (Instant::now(), 0);
    while started.elapsed() < LONG {
        black_box(identity.key.sign(SignatureAlgorithm::RsaSha1, black_box(&octets)).unwrap());
        count += 1;
    }
    rate(count, started)
}

async fn round_trips() -> f64 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = [0; REQUEST];
                if stream.read_exact(&mut request).await.is_ok() {
                    // The caller below waits for it.
                    let _ = stream.write_all(&[b'x'; REPLY]).await;
                }
            });
        }
    });
    let started = Instant::now();
    let callers: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            tokio::spawn(async move {
                let mut count = 0;
                while started.elapsed() < LONG {
                    let mut stream = TcpStream::connect(address).await.unwrap();
                    stream.write_all(&[b'x'; REQUEST]).await.unwrap();
                    let mut reply = Vec::with_capacity(REPLY);
                    stream.read_to_end(&mut reply).await.unwrap();
                    count += 1;
                }
                count
            })
        })
        .collect();
    let mut count = 0;
    for caller in callers {
        count += caller.await.unwrap();
    }
    rate(count, started)
}

/// Commits of one changed row a second: on one connection, as SQLite has one writer, or on as many as a hub has to
/// PostgreSQL.
pub async fn commits(server: &Server) -> f64 {
    let database = Database::make(server).await;
    let (url, connections) = match server {
        Server::Sqlite => (format!("{}?mode=rwc", database.url), 1),
        Server::Postgres(_) => (database.url.clone(), 10),
    };
    let mut first = connect(&url).await;
    if connections == 1 {
        first.execute("PRAGMA journal_mode=WAL").await.unwrap();
    }
    first.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, value BIGINT NOT NULL)").await.unwrap();
    let started = Instant::now();
    let writers: Vec<_> = (0..connections)
        .map(|id: i64| {
            let url = url.clone();
            tokio::spawn(async move {
                let (mut connection, mut count) = (connect(&url).await, 0);
                if connections == 1 {
                    connection.execute("PRAGMA synchronous=NORMAL").await.unwrap();
                }
                sqlx::query("INSERT INTO t VALUES ($1, 0)").bind(id).execute(&mut connection).await.unwrap();
                while started.elapsed() < LONG {
                    let update = sqlx::query("UPDATE t SET value = value + 1 WHERE id = $1").bind(id);
                    update.execute(&mut connection).await.unwrap();
                    count += 1;
                }
                count
            })
        })
        .collect();
    let mut count = 0;
    for writer in writers {
        count += writer.await.unwrap();
    }
    let rate = rate(count, started);
    println!("  commits of one row, {connections} at once{:>31.0} /s", rate);
    drop(first);
    database.remove(server).await;
    rate
}
