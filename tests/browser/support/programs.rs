//! The program under test, as processes with folders of their own.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use mpay_sim::clock::Clock;
use mpay_sim::soap::security::certificates::CertificateFolder;
use tokio::net::TcpSocket;

use crate::in_process::folder::Folder;
use crate::in_process::program::{Program, command};

/// The files that every program finds in `data/certs`, by name: a start that makes its own searches for primes.
static CERTIFICATES: LazyLock<Vec<(OsString, Vec<u8>)>> = LazyLock::new(|| {
    let folder = Folder::new();
    CertificateFolder::open(folder.path(), Clock::System.now()).unwrap();
    let files = std::fs::read_dir(folder.path()).unwrap().map(Result::unwrap);
    files.map(|file| (file.file_name(), std::fs::read(file.path()).unwrap())).collect()
});

/// A folder to start programs in.
fn folder() -> Folder {
    let folder = Folder::new();
    let certificates = folder.path().join("data/certs");
    std::fs::create_dir_all(&certificates).unwrap();
    for (name, content) in &*CERTIFICATES {
        std::fs::write(certificates.join(name), content).unwrap();
    }
    folder
}

fn start(folder: &Path, arguments: &[&str]) -> Program {
    Program::start(folder, arguments[0], &[arguments, &["--data-dir", "data"]].concat())
}

/// `mpay-sim demo`: hub and shop in one process.
pub struct Demo {
    pub hub: String,
    pub shop: String,
    // Before the folder, as what is declared first ends first.
    _program: Program,
    _folder: Folder,
}

impl Demo {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same, with more flags.
    pub fn start_with(flags: &[&str]) -> Self {
        let folder = folder();
        let addresses = ["demo", "--listen", "127.0.0.1:0", "--sample-listen", "127.0.0.1:0"];
        let program = start(folder.path(), &[&addresses[..], flags].concat());
        Self {
            hub: program.address("hub"),
            shop: program.address("shop"),
            _program: program,
            _folder: folder,
        }
    }
}

/// `mpay-sim serve` that nobody has told of any service.
pub struct Alone {
    pub hub: String,
    _program: Program,
    _folder: Folder,
}

impl Alone {
    pub fn start() -> Self {
        let folder = folder();
        let program = start(folder.path(), &["serve", "--listen", "127.0.0.1:0"]);
        Self { hub: program.address("hub"), _program: program, _folder: folder }
    }
}

/// A port of this machine where nothing listens, but for a program that is given its number. No other socket gets it
/// while this is kept.
pub struct ReservedPort {
    pub address: SocketAddr,
    _socket: TcpSocket,
}

impl ReservedPort {
    pub fn new() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        // Where both allow it, the address of a socket that does not listen can be listened at by another one.
        socket.set_reuseaddr(true).unwrap();
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        Self { address: socket.local_addr().unwrap(), _socket: socket }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// `mpay-sim serve` and `mpay-sim sample-service`: hub and shop as two processes, so that one can be away.
pub struct Apart {
    pub hub: String,
    pub shop: String,
    shop_program: Option<Program>,
    _hub_program: Program,
    ports: [ReservedPort; 2],
    folder: Folder,
}

impl Apart {
    /// Starts both. The hub knows the shop's service ADP01 and these others: a `ServiceID`, an endpoint, and how
    /// much the signature of a reply counts.
    pub fn start(others: &[(&str, &str, &str)]) -> Self {
        Self::start_with(others, &[])
    }

    /// The same, with more flags for the hub.
    pub fn start_with(others: &[(&str, &str, &str)], flags: &[&str]) -> Self {
        let folder = folder();
        let ports = [ReservedPort::new(), ReservedPort::new()];
        let [hub, shop] = ports.each_ref().map(ReservedPort::url);
        let mut config = service("ADP01", &format!("{shop}/ServiceProvider.svc"), "require");
        config.push_str("certificate = \"../data/certs/e-service.crt\"\n");
        for (id, endpoint, reply_signature) in others {
            config.push_str(&service(id, endpoint, reply_signature));
        }
        std::fs::create_dir(folder.path().join("config")).unwrap();
        std::fs::write(folder.path().join("config/mpay-sim.toml"), config).unwrap();
        let listen = ports[0].address.to_string();
        let arguments = ["serve", "--listen", &listen, "--retry-schedule", "1s..."];
        let hub_program = start(folder.path(), &[&arguments[..], flags].concat());
        let mut apart = Self { hub, shop, shop_program: None, _hub_program: hub_program, ports, folder };
        apart.start_shop();
        apart
    }

    /// The file of the certificate that the shop signs with.
    pub fn e_service_certificate(&self) -> PathBuf {
        self.folder.path().join("data/certs/e-service.crt")
    }

    /// Checks the shop's service ADP01 by `mpay-sim check` with these arguments. Gives the report, a file of this name.
    pub fn check(&self, name: &str, arguments: &[&str]) -> PathBuf {
        let file = self.folder.path().join(name);
        let (url, report) =
            (format!("{}/ServiceProvider.svc", self.shop), format!("html={}", file.display()));
        let usual = ["check", "--data-dir", "data", "--url", &url, "--service", "ADP01", "--report", &report];
        let output = command(self.folder.path(), &[&usual[..], arguments].concat()).output().unwrap();
        assert!(file.exists(), "{}", String::from_utf8_lossy(&output.stderr));
        file
    }

    /// A file of this name and content, for an argument.
    pub fn file(&self, name: &str, content: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    /// Ends the shop, as a power cut would.
    pub fn stop_shop(&mut self) {
        self.shop_program = None;
    }

    /// Starts the shop, at the address that it always has.
    pub fn start_shop(&mut self) {
        let listen = self.ports[1].address.to_string();
        let arguments = ["sample-service", "--sample-listen", &listen, "--sample-hub-url", &self.hub];
        self.shop_program = Some(start(self.folder.path(), &arguments));
    }
}

fn service(id: &str, endpoint: &str, reply_signature: &str) -> String {
    format!(
        "[[service]]\nid = \"{id}\"\nname = \"Serviciul {id}\"\nservice_provider_name = \"Prestatorul {id}\"\n\
         endpoint_url = \"{endpoint}\"\nreply_signature = \"{reply_signature}\"\n"
    )
}
