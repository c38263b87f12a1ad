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

/// Prints what RSA and HTTP cost here; gives the time of two RSA signatures of 2048 bits and two verifications, by
/// `openssl speed` where OpenSSL is installed.
pub async fn measure() -> Duration {
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
    println!("bare responses of actix-web: {:.0} a second", responses().await);
    match openssl::speed() {
        Some((sign, verify)) => {
            print("`openssl speed`", sign, verify);
            2 * (sign + verify)
        }
        None => {
            println!("`openssl speed` is left out: openssl is not installed, or prints something else");
            2 * (sign + verify)
        }
    }
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

/// Responses a second to 20 clients at once, each on a connection that stays open.
async fn responses() -> f64 {
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
                let mut count = 0;
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
    rate(count, started)
}

/// Prints the time of a message to the database that asks for nothing.
pub async fn round_trip(server: &Server) {
    let database = Database::make(server).await;
    let url = match server {
        Server::Sqlite => format!("{}?mode=rwc", database.url),
        Server::Postgres(_) => database.url.clone(),
    };
    let mut connection = connect(&url).await;
    let (started, mut count) = (Instant::now(), 0);
    while started.elapsed() < LONG {
        sqlx::query("SELECT $1 AS number").bind(7_i64).fetch_one(&mut connection).await.unwrap();
        count += 1;
    }
    println!(
        "  a bare message to the database by sqlx {:>14.0} /s, one after the other",
        rate(count, started)
    );
    drop(connection);
    database.remove(server).await;
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
