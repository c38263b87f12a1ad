//! Stands between a hub and PostgreSQL, as a network that fails.

use std::net::SocketAddr;

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

/// The network. It ends with the test's runtime.
pub struct Proxy {
    address: SocketAddr,
    network: watch::Sender<Network>,
}

impl Proxy {
    /// A network to the server at this address.
    pub async fn start(to: String) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let (address, network) = (listener.local_addr().unwrap(), watch::Sender::new(Network::Up));
        let seen = network.subscribe();
        tokio::spawn(async move {
            while let Ok((from, _)) = listener.accept().await {
                let (seen, to) = (seen.clone(), to.clone());
                tokio::spawn(async move {
                    if *seen.borrow() != Network::Down {
                        // Either side may be gone; that is what the tests do.
                        let _ = carry(from, &to, seen).await;
                    }
                });
            }
        });
        Self { address, network }
    }

    /// The database's URL by way of this network.
    pub fn url(&self, direct: &str) -> String {
        let (start, database) = direct.rsplit_once('/').unwrap();
        let (start, _) = start.rsplit_once('@').unwrap();
        format!("{start}@{}/{database}", self.address)
    }

    pub fn set(&self, network: Network) {
        self.network.send_replace(network);
    }
}

/// The host and port of a database's URL.
pub fn server_of(url: &str) -> String {
    url.rsplit_once('/').unwrap().0.rsplit_once('@').unwrap().1.to_owned()
}

async fn carry(from: TcpStream, to: &str, seen: watch::Receiver<Network>) -> std::io::Result<()> {
    let ((from_read, from_write), (to_read, to_write)) =
        (from.into_split(), TcpStream::connect(to).await?.into_split());
    // Where one way ends the other one is closed as well.
    tokio::select! {
        () = one_way(from_read, to_write, seen.clone()) => {}
        () = one_way(to_read, from_write, seen) => {}
    }
    Ok(())
}

async fn one_way(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut seen: watch::Receiver<Network>) {
    let mut buffer = [0; 16 * 1024];
    loop {
        let read = tokio::select! {
            read = from.read(&mut buffer) => read.unwrap_or(0),
            _ = seen.wait_for(|network| *network == Network::Down) => return,
        };
        let is_up = seen.wait_for(|network| *network != Network::Silent).await;
        if read == 0 || !is_up.is_ok_and(|network| *network == Network::Up) {
            return;
        }
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
