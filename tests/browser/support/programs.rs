//! The program under test, as processes with folders of their own.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder that is gone when the test ends.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("mpay-sim-browser-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays behind is only untidy, and the next run uses other names.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// One running process, ended when it is dropped.
struct Program {
    child: Child,
    lines: Vec<String>,
}

impl Program {
    /// Starts a command in this folder and waits until it says that it is ready.
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mpay-sim"));
        command.args(arguments).args(["--data-dir", "data"]).current_dir(folder).stdout(Stdio::piped());
        // Settings of the developer's own environment are not what is tested.
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("MPAY_SIM_"))
        {
            command.env_remove(name);
        }
        let mut child = command.spawn().unwrap();
        let mut lines = Vec::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            let is_ready = line.starts_with("READY ");
            lines.push(line);
            if is_ready {
                return Self { child, lines };
            }
        }
        panic!("mpay-sim {arguments:?} ended with {:?} before it was ready: {lines:?}", child.wait());
    }

    /// The address that the program announced under this name.
    fn address(&self, name: &str) -> String {
        let words = |line: &String| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let found = self.lines.iter().map(words).find(|words| words[0] == name);
        found.unwrap_or_else(|| panic!("no {name} in {:?}", self.lines))[1].clone()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `mpay-sim demo`: hub and shop in one process.
pub struct Demo {
    pub hub: String,
    pub shop: String,
    _program: Program,
    _folder: Folder,
}

impl Demo {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same, with more flags.
    pub fn start_with(flags: &[&str]) -> Self {
        let folder = Folder::new();
        let addresses = ["--listen", "127.0.0.1:0", "--sample-listen", "127.0.0.1:0"];
        let program = Program::start(folder.path(), &[&addresses[..], flags].concat());
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
        let folder = Folder::new();
        let hub = format!("http://127.0.0.1:{}", free_port());
        let program =
            Program::start(folder.path(), &["serve", "--listen", hub.trim_start_matches("http://")]);
        Self { hub, _program: program, _folder: folder }
    }
}

/// `mpay-sim serve` and `mpay-sim sample-service`: hub and shop as two processes, so that one can be away.
pub struct Apart {
    pub hub: String,
    pub shop: String,
    shop_program: Option<Program>,
    _hub_program: Program,
    folder: Folder,
}

impl Apart {
    /// Starts both. The hub knows the shop's service ADP01 and these others: a `ServiceID`, an endpoint, and how
    /// much the signature of a reply counts.
    pub fn start(others: &[(&str, &str, &str)]) -> Self {
        let folder = Folder::new();
        let hub = format!("http://127.0.0.1:{}", free_port());
        let shop_program = start_shop(folder.path(), "127.0.0.1:0", &hub);
        let shop = shop_program.address("shop");
        let endpoint = format!("{shop}/ServiceProvider.svc");
        let mut config = service("ADP01", &endpoint, "require");
        config.push_str("certificate = \"../data/certs/e-service.crt\"\n");
        for (id, endpoint, reply_signature) in others {
            config.push_str(&service(id, endpoint, reply_signature));
        }
        std::fs::create_dir(folder.path().join("config")).unwrap();
        std::fs::write(folder.path().join("config/mpay-sim.toml"), config).unwrap();
        let listen = hub.trim_start_matches("http://");
        let arguments = [
            "serve",
            "--listen",
            listen,
            "--retry-schedule",
            "1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s",
            "--e-service-timeout",
            "1s",
        ];
        let hub_program = Program::start(folder.path(), &arguments);
        Self { hub, shop, shop_program: Some(shop_program), _hub_program: hub_program, folder }
    }

    /// The file of the certificate that the shop signs with.
    pub fn e_service_certificate(&self) -> PathBuf {
        self.folder.path().join("data/certs/e-service.crt")
    }

    /// Ends the shop, as a power cut would.
    pub fn stop_shop(&mut self) {
        self.shop_program = None;
    }

    /// Starts the shop again at the address that it had.
    pub fn start_shop_again(&mut self) {
        let listen = self.shop.trim_start_matches("http://").to_owned();
        self.shop_program = Some(start_shop(self.folder.path(), &listen, &self.hub));
    }
}

fn start_shop(folder: &Path, listen: &str, hub: &str) -> Program {
    Program::start(folder, &["sample-service", "--sample-listen", listen, "--sample-hub-url", hub])
}

fn service(id: &str, endpoint: &str, reply_signature: &str) -> String {
    format!(
        "[[service]]\nid = \"{id}\"\nname = \"Serviciul {id}\"\nservice_provider_name = \"Prestatorul {id}\"\n\
         endpoint_url = \"{endpoint}\"\nreply_signature = \"{reply_signature}\"\n"
    )
}

/// A port where nothing listens.
pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
