//! Somebody who sends the hub whatever it must carry, from an address of their own.

use std::collections::{BTreeMap, VecDeque};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use reqwest::header::LOCATION;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;

use crate::support::client_builder;
use crate::world::{SERVICES, World};

/// Where the flood comes from. Other addresses of the same machine are other callers to the hub.
const FROM: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 9));
/// How many connections each of them keeps open with half a request on it.
const HALVES: usize = 24;
/// How long they wait where nobody answers.
const PAUSE: Duration = Duration::from_millis(60);
/// How long they wait for an answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often each status was answered; 0 is none.
pub type Answers = Arc<Mutex<BTreeMap<u16, u64>>>;

/// Lets so many flood the hub at once until the world closes. The service's orders are asked for.
pub async fn run(world: &Arc<World>, count: u64, service: &'static str, answers: &Answers) {
    let mut tasks = JoinSet::new();
    for number in 0..count {
        let flooder = Flooder {
            world: Arc::clone(world),
            client: client_builder().local_address(FROM).timeout(PATIENCE).build().unwrap(),
            dice: StdRng::seed_from_u64(world.seed ^ (number << 32)),
            halves: VecDeque::new(),
            service,
            answers: Arc::clone(answers),
        };
        tasks.spawn(flooder.flood());
    }
    while let Some(ended) = tasks.join_next().await {
        ended.unwrap_or_else(|broken| std::panic::resume_unwind(broken.into_panic()));
    }
}

struct Flooder {
    world: Arc<World>,
    client: reqwest::Client,
    dice: StdRng,
    halves: VecDeque<TcpStream>,
    service: &'static str,
    answers: Answers,
}

impl Flooder {
    async fn flood(mut self) {
        while !self.world.is_closing() {
            let hub = self.world.url();
            match self.dice.random_range(0..8) {
                0..=2 => self.visit(&hub, self.service).await,
                3 => self.visit(&hub, SERVICES[0]).await,
                4 => {
                    let number: u128 = self.dice.random();
                    self.send(self.client.get(format!("{hub}/pay/{number:032x}"))).await;
                }
                5 => {
                    let junk = vec![b'%'; self.dice.random_range(0..100_000)];
                    self.send(self.client.post(format!("{hub}/service/pay")).body(junk)).await;
                }
                6 => {
                    let long = "x".repeat(self.dice.random_range(0..40_000));
                    self.send(self.client.get(&hub).header("X-Long", long)).await;
                }
                _ => self.half(&hub).await,
            }
        }
    }

    /// Comes with an order, and looks at its pay page.
    async fn visit(&mut self, hub: &str, service: &str) {
        let body = format!("ServiceID={service}&OrderKey={service}-{:05}", self.dice.random_range(1..5000));
        let enter = self.client.post(format!("{hub}/service/pay")).body(body);
        let enter = enter.header("Content-Type", "application/x-www-form-urlencoded");
        if let Some(visit) = self.send(enter).await {
            self.send(self.client.get(format!("{hub}{visit}"))).await;
        }
    }

    /// Leaves half a request on a connection.
    async fn half(&mut self, hub: &str) {
        let Ok(address) = hub.trim_start_matches("http://").parse() else { return };
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((FROM, 0).into()).unwrap();
        let Ok(mut stream) = socket.connect(address).await else { return };
        let half = b"POST /service/pay HTTP/1.1\r\nHost: hub\r\nContent-Length: 60000\r\n\r\nServ";
        let end = self.dice.random_range(1..half.len());
        if stream.write_all(&half[..end]).await.is_ok() {
            self.halves.push_back(stream);
        }
        if self.halves.len() > HALVES {
            self.halves.pop_front();
        }
    }

    /// Where the answer leads to, where it does.
    async fn send(&self, request: reqwest::RequestBuilder) -> Option<String> {
        let answer = match request.send().await {
            Ok(response) => {
                let to = response.headers().get(LOCATION).and_then(|to| to.to_str().ok()).map(str::to_owned);
                let status = response.status().as_u16();
                response.bytes().await.is_ok().then_some((status, to))
            }
            Err(_) => None,
        };
        let (status, to) = answer.unwrap_or_default();
        *self.answers.lock().unwrap().entry(status).or_default() += 1;
        if status == 0 {
            tokio::time::sleep(PAUSE).await;
        }
        to
    }
}
