//! A project of containers, of `docker-compose.yml` as it is, with ports and a name of its own.

use std::net::TcpListener;
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// The containers of one profile, gone with all that belongs to them when this is dropped.
pub struct Compose {
    project: String,
    profile: &'static str,
    /// The hub, or the balancer, as a browser on this machine writes it.
    pub hub: String,
    /// The shop, likewise.
    pub shop: String,
    /// From the call of `up` until hub and shop answered.
    pub ready_after: Duration,
    ports: [u16; 2],
    /// What .env could set otherwise.
    environment: Vec<(&'static str, String)>,
    /// Two projects at once would only make each other slow.
    _alone: MutexGuard<'static, ()>,
}

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// A healthy start takes a second or two; a test that gets here has failed.
const PATIENCE: Duration = Duration::from_secs(60);

impl Compose {
    /// Starts the containers of this profile, and returns when hub and shop answer on their published ports.
    pub async fn up(profile: &'static str) -> Self {
        Self::up_with(profile, &[]).await
    }

    /// The same, with variables that .env could set.
    pub async fn up_with(profile: &'static str, environment: &[(&'static str, &str)]) -> Self {
        let alone = ONE_AT_A_TIME.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let free = || TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let ports = [free(), free()];
        let compose = Self {
            project: format!("mpay-sim-test-{}-{profile}", std::process::id()),
            profile,
            hub: format!("http://localhost:{}", ports[0]),
            shop: format!("http://localhost:{}", ports[1]),
            ready_after: Duration::ZERO,
            ports,
            environment: vec![],
            _alone: alone,
        };
        compose.with(environment).await
    }

    /// Starts what is to be different with these variables, and returns when hub and shop answer.
    pub async fn with(mut self, environment: &[(&'static str, &str)]) -> Self {
        self.environment = environment.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let started = Instant::now();
        self.run(&["up", "--detach"]);
        for url in [&self.hub, &self.shop] {
            while !answers(url).await {
                assert!(started.elapsed() < PATIENCE, "{url} is not ready:\n{}", self.run(&["logs"]));
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        self.ready_after = started.elapsed();
        self
    }

    /// Runs a command of Compose on the project, and gives what it printed.
    pub fn run(&self, arguments: &[&str]) -> String {
        let mut command = composer();
        command.args(["--project-name", &self.project, "--profile", self.profile]).args(arguments);
        command.env("HUB_PORT", self.ports[0].to_string()).env("SHOP_PORT", self.ports[1].to_string());
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        printed(&mut command)
    }

    /// The container of a service of the project, by its id.
    pub fn container(&self, service: &str) -> String {
        let id = self.run(&["ps", "--quiet", service]);
        assert!(!id.trim().is_empty(), "{service} has no container");
        id.trim().to_owned()
    }

    /// The network that the containers share.
    pub fn network(&self) -> String {
        format!("{}_default", self.project)
    }

    /// Ends it all, and gives the names of containers, volumes and networks that are left of the project.
    pub fn down(&self) -> Vec<String> {
        self.run(&["down", "--volumes", "--timeout", "5"]);
        let label = format!("label=com.docker.compose.project={}", self.project);
        let lists: [&[&str]; 3] =
            [&["ps", "--all", "--quiet"], &["volume", "ls", "--quiet"], &["network", "ls", "--quiet"]];
        let left = |list: &[&str]| docker(&[list, &["--filter", &label]].concat());
        lists.into_iter().flat_map(|list| left(list).lines().map(str::to_owned).collect::<Vec<_>>()).collect()
    }
}

impl Drop for Compose {
    fn drop(&mut self) {
        // A test that failed has not called `down`; what it says of the failure matters more than what this says.
        let mut command = composer();
        command.args(["--project-name", &self.project, "--profile", self.profile, "down", "--volumes"]);
        let _ = command.output();
    }
}

/// True where the hub, or the shop, at this address can serve.
pub async fn answers(url: &str) -> bool {
    reqwest::get(format!("{url}/readyz")).await.is_ok_and(|reply| reply.status() == 200)
}

/// Runs a command of Docker, and gives what it printed.
pub fn docker(arguments: &[&str]) -> String {
    printed(Command::new("docker").args(arguments))
}

/// `docker compose`, or the older program `docker-compose`.
fn composer() -> Command {
    let has_plugin = Command::new("docker").args(["compose", "version"]).output();
    let mut command = if has_plugin.is_ok_and(|output| output.status.success()) {
        let mut command = Command::new("docker");
        command.arg("compose");
        command
    } else {
        Command::new("docker-compose")
    };
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// Runs a command that must succeed, and gives what it printed.
pub fn printed(command: &mut Command) -> String {
    let output: Output = command
        .output()
        .unwrap_or_else(|why| panic!("{command:?} cannot be run ({why}); run ./test containers"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{command:?}: {}\n{}", output.status, text(&output.stderr));
    text(&output.stdout)
}
