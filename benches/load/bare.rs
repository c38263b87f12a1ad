//! The limits of the machine: RSA, responses of actix-web, round trips to a database.

use std::hint::black_box;
use std::time::{Duration, Instant};

use actix_web::{App, HttpResponse, HttpServer, web};
use aws_lc_rs::signature::{RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, UnparsedPublicKey};
use mpay_sim::soap::security::SignatureAlgorithm;
use sqlx::{Executor, Row};
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::database::{Database, Server, connect};
use crate::identities;
use crate::openssl;
use crate::stopwatch::rate;
use crate::support::client_builder;

/// How long each is measured.
const LONG: Duration = Duration::from_secs(2);

/// The processor time of what no payment can do without.
#[derive(Clone, Copy)]
pub struct Bare {
    /// Two RSA signatures of 2048 bits and two verifications, by `openssl speed` where OpenSSL is installed.
    pub rsa: Duration,
    /// A response of a web server that does nothing; half of what it takes with its client.
    pub response: Duration,
}

/// Prints and gives what RSA and HTTP cost here.
pub async fn measure() -> Bare {
    let name = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = name.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let processors = std::thread::available_parallelism().unwrap();
    println!("{}, {processors} processors", name.trim_start_matches([':', '\t', ' ']));
    let (sign, verify) = aws_lc();
    let print = |of: &str, sign: Duration, verify: Duration| {
        println!(
            "RSA of 2048 bits, {of}: {:.0} signatures a second, {:.0} verifications",
            1.0 / sign.as_secs_f64(),
            1.0 / verify.as_secs_f64()
        );
    };
    print("AWS-LC", sign, verify);
    let before = processor_time("self");
    let (count, a_second) = responses().await;
    let response = (processor_time("self") - before) / 2 / count;
    println!("bare responses of actix-web: {a_second:.0} a second, {response:.0?} of processor time each");
    let rsa = match openssl::speed() {
        Some((sign, verify)) => {
            print("`openssl speed`", sign, verify);
            2 * (sign + verify)
        }
        None => {
            println!("`openssl speed` is left out: openssl is not installed, or prints something else");
            2 * (sign + verify)
        }
    };
    Bare { rsa, response }
}

/// User's and system's time of a process, in steps of 10 ms.
pub fn processor_time(process: &str) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // The fields after the name, which may hold spaces: utime and stime are numbers 14 and 15 of all.
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}

fn aws_lc() -> (Duration, Duration) {
    let (identity, octets) = (identities::hub(), [7; 20]);
    let signature = identity.key.sign(SignatureAlgorithm::RsaSha1, &octets).unwrap();
    let (_, x509) = X509Certificate::from_der(identity.certificate.der()).unwrap();
    let key = x509.public_key().subject_public_key.data.to_vec();
    let public_key = UnparsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, key);
    let sign = each(|| {
        black_box(identity.key.sign(SignatureAlgorithm::RsaSha1, black_box(&octets)).unwrap());
    });
    (sign, each(|| public_key.verify(black_box(&octets), &signature).unwrap()))
}

fn each(mut work: impl FnMut()) -> Duration {
    let (started, mut count) = (Instant::now(), 0);
    while started.elapsed() < LONG {
        work();
        count += 1;
    }
    started.elapsed() / count
}

/// Responses, and how many a second, to 20 clients at once, each on a connection that stays open.
async fn responses() -> (u32, f64) {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let hello = || async { HttpResponse::Ok().body("hello") };
        let server = HttpServer::new(move || App::new().route("/", web::get().to(hello)));
        actix_web::rt::System::new().block_on(server.workers(2).listen(listener).unwrap().run())
    });
    let started = Instant::now();
    let clients: Vec<_> = (0..20)
        .map(|_| {
            let (client, url) = (client_builder().build().unwrap(), url.clone());
            tokio::spawn(async move {
                let mut count = 0_u32;
                while started.elapsed() < LONG {
                    let response = client.get(&url).send().await.unwrap();
                    assert_eq!(response.text().await.unwrap(), "hello");
                    count += 1;
                }
                count
            })
        })
        .collect();
    let mut count = 0;
    for client in clients {
        count += client.await.unwrap();
    }
    (count, rate(count as usize, started))
}

/// Prints the time of a message to the database that asks for nothing; gives its processor time on this side.
pub async fn round_trip(server: &Server) -> Duration {
    let database = Database::make(server).await;
    let url = match server {
        Server::Sqlite => format!("{}?mode=rwc", database.url),
        Server::Postgres(_) => database.url.clone(),
    };
    let mut connection = connect(&url).await;
    let (started, before, mut count) = (Instant::now(), processor_time("self"), 0);
    while started.elapsed() < LONG {
        sqlx::query("SELECT $1 AS number").bind(7_i64).fetch_one(&mut connection).await.unwrap();
        count += 1;
    }
    let message = (processor_time("self") - before) / count;
    println!(
        "  a bare message to the database by sqlx {:>14.0} /s, one after the other, {message:.0?} of processor time each",
        rate(count as usize, started)
    );
    drop(connection);
    database.remove(server).await;
    message
}

/// The size of the database in bytes.
pub async fn size(database: &Database) -> u64 {
    if let Some(file) = database.url.strip_prefix("sqlite:") {
        let size = |file: String| std::fs::metadata(file).map_or(0, |file| file.len());
        return size(file.to_owned()) + size(format!("{file}-wal"));
    }
    let query = "SELECT pg_database_size(current_database())";
    let row = connect(&database.url).await.fetch_one(query).await.unwrap();
    row.get::<i64, _>(0).unsigned_abs()
}
