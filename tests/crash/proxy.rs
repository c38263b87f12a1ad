//! Stands between a hub and PostgreSQL, as a network that fails.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What the network does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// Carries everything.
    Up,
    /// Carries nothing, and says nothing: what is sent waits.
    Silent,
    /// Closes what is open, and closes at once what is opened.
    Down,
}

/// Where a connection breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// The server never gets the message.
    Before,
    /// The server gets it, and its answer is lost.
    After,
}

/// The network. It ends with the test's runtime.
pub struct Proxy {
    address: SocketAddr,
    state: Arc<State>,
}

struct State {
    network: watch::Sender<Network>,
    /// Connections of a lower number are lost: nothing is carried, and nobody is told.
    lost_before: watch::Sender<u64>,
    opened: AtomicU64,
    /// How many messages pass until a connection breaks; below one none does.
    until_break: AtomicI64,
    how: Mutex<Break>,
    broken: AtomicU64,
    /// How many messages pass after one with this text until the network falls silent; below zero it does not.
    until_silence: AtomicI64,
    silent_after: Mutex<&'static [u8]>,
}

impl Proxy {
    /// A network to the server at this address.
    pub async fn start(to: String) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State {
            network: watch::Sender::new(Network::Up),
            lost_before: watch::Sender::new(0),
            opened: AtomicU64::new(0),
            until_break: AtomicI64::new(0),
            how: Mutex::new(Break::Before),
            broken: AtomicU64::new(0),
            until_silence: AtomicI64::new(-1),
            silent_after: Mutex::new(b""),
        });
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((from, _)) = listener.accept().await {
                let (state, to) = (Arc::clone(&shared), to.clone());
                tokio::spawn(async move {
                    if *state.network.borrow() != Network::Down {
                        // Either side may be gone; that is what the tests do.
                        let _ = carry(from, &to, &state).await;
                    }
                });
            }
        });
        Self { address, state }
    }

    /// The database's URL by way of this network.
    pub fn url(&self, direct: &str) -> String {
        let (start, database) = direct.rsplit_once('/').unwrap();
        let (start, _) = start.rsplit_once('@').unwrap();
        format!("{start}@{}/{database}", self.address)
    }

    pub fn set(&self, network: Network) {
        self.state.network.send_replace(network);
    }

    pub fn is_silent(&self) -> bool {
        *self.state.network.borrow() == Network::Silent
    }

    /// Breaks the connection whose message is this one, counted from now on over all connections.
    pub fn break_at(&self, message: u64, how: Break) {
        *self.state.how.lock().unwrap() = how;
        self.state.until_break.store(i64::try_from(message).unwrap(), Ordering::SeqCst);
    }

    /// How many connections were broken so.
    pub fn broken(&self) -> u64 {
        self.state.broken.load(Ordering::SeqCst)
    }

    /// Falls silent this number of messages after the next one that holds this text.
    pub fn fall_silent_after(&self, text: &'static str, messages: i64) {
        *self.state.silent_after.lock().unwrap() = text.as_bytes();
        self.state.until_silence.store(messages, Ordering::SeqCst);
    }

    /// Carries nothing more on the connections that are open, and tells nobody. What is opened later is carried.
    pub fn lose_what_is_open(&self) {
        self.state.lost_before.send_replace(self.state.opened.load(Ordering::SeqCst));
    }
}

/// The host and port of a database's URL.
pub fn server_of(url: &str) -> String {
    url.rsplit_once('/').unwrap().0.rsplit_once('@').unwrap().1.to_owned()
}

async fn carry(from: TcpStream, to: &str, state: &State) -> std::io::Result<()> {
    let number = state.opened.fetch_add(1, Ordering::SeqCst);
    let ((from_read, from_write), (to_read, to_write)) =
        (from.into_split(), TcpStream::connect(to).await?.into_split());
    let is_cut = AtomicBool::new(false);
    let way = Way { state, number, is_cut: &is_cut };
    // Where one way ends the other one is closed as well.
    tokio::select! {
        () = way.carry(from_read, to_write, true) => {}
        () = way.carry(to_read, from_write, false) => {}
    }
    Ok(())
}

/// What one connection goes by.
#[derive(Clone, Copy)]
struct Way<'s> {
    state: &'s State,
    number: u64,
    /// The server's next answer is lost, and the connection breaks.
    is_cut: &'s AtomicBool,
}

impl Way<'_> {
    async fn carry(self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf, to_server: bool) {
        let (mut network, mut lost) = (self.state.network.subscribe(), self.state.lost_before.subscribe());
        let (mut buffer, mut begun) = ([0; 16 * 1024], false);
        loop {
            let read = tokio::select! {
                read = from.read(&mut buffer) => read.unwrap_or(0),
                _ = network.wait_for(|network| *network == Network::Down) => return,
            };
            if *lost.borrow_and_update() > self.number {
                let _ = network.wait_for(|network| *network == Network::Down).await;
                return;
            }
            let is_up = network.wait_for(|network| *network != Network::Silent).await;
            if read == 0 || !is_up.is_ok_and(|network| *network == Network::Up) {
                return;
            }
            let message = &buffer[..read];
            if !to_server && self.is_cut.load(Ordering::SeqCst) {
                return;
            }
            if to_server && self.breaks() {
                return;
            }
            if to.write_all(message).await.is_err() {
                return;
            }
            if to_server {
                let text = *self.state.silent_after.lock().unwrap();
                begun |= self.state.until_silence.load(Ordering::SeqCst) >= 0
                    && message.windows(text.len().max(1)).any(|part| part == text);
                if begun && self.state.until_silence.fetch_sub(1, Ordering::SeqCst) == 0 {
                    self.state.network.send_replace(Network::Silent);
                }
            }
        }
    }

    /// Whether the connection breaks before this message; where it breaks after it, its answer will not be carried.
    fn breaks(self) -> bool {
        if self.state.until_break.fetch_sub(1, Ordering::SeqCst) != 1 {
            return false;
        }
        self.state.broken.fetch_add(1, Ordering::SeqCst);
        let how = *self.state.how.lock().unwrap();
        self.is_cut.store(how == Break::After, Ordering::SeqCst);
        how == Break::Before
    }
}
