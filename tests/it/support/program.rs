//! The program itself, or another one, as a process of its own.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long a start may take on a busy machine; the first one searches for three pairs of primes.
const START: Duration = Duration::from_secs(60);

/// A process that serves. It is killed at the end of the test.
pub struct Program {
    child: Child,
    /// The lines of stdout so far.
    lines: Arc<Mutex<Vec<String>>>,
    stderr: PathBuf,
    /// The address behind `READY url=`.
    pub url: String,
}

/// A command of the program, or of the one that `MPAY_SIM_TEST_PROGRAM` names, that reads no settings but these.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let program = std::env::var_os("MPAY_SIM_TEST_PROGRAM");
    let mut command = Command::new(program.unwrap_or_else(|| env!("CARGO_BIN_EXE_mpay-sim").into()));
    command.current_dir(folder).args(arguments);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("MPAY_SIM_")) {
        command.env_remove(name);
    }
    command
}

impl Program {
    /// Starts it in this folder, and waits until it says that it is ready. `name` is the file of its stderr.
    pub fn start(folder: &Path, name: &str, arguments: &[&str]) -> Self {
        let mut program = Self::of(&mut command(folder, arguments), folder.join(format!("{name}.log")));
        program.wait_until_ready();
        program
    }

    /// Waits until a hub says that it is ready.
    pub fn wait_until_ready(&mut self) {
        self.url = self.wait_for(|lines| {
            lines.iter().find_map(|line| line.strip_prefix("READY url=")).map(str::to_owned)
        });
    }

    /// The number by which the system knows it.
    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// Starts any command; its stderr goes to this file.
    pub fn of(command: &mut Command, stderr: PathBuf) -> Self {
        let log = std::fs::File::options().create(true).append(true).open(&stderr).unwrap();
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        let lines = Arc::new(Mutex::new(Vec::new()));
        let (out, kept) = (BufReader::new(child.stdout.take().unwrap()), Arc::clone(&lines));
        std::thread::spawn(move || {
            out.lines().map_while(Result::ok).for_each(|line| kept.lock().unwrap().push(line))
        });
        Self { child, lines, stderr, url: String::new() }
    }

    /// Waits until the lines of stdout, or anything else, give something; fails where the process ends before.
    pub fn wait_for<T>(&mut self, find: impl Fn(&[String]) -> Option<T>) -> T {
        let started = Instant::now();
        loop {
            let lines = self.lines();
            if let Some(found) = find(&lines) {
                return found;
            }
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none() && started.elapsed() < START, "{ended:?} {lines:?} {}", self.log());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// What it has written to stdout.
    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }

    /// The address on the line of this name, such as `shop`.
    pub fn address(&self, name: &str) -> String {
        let lines = self.lines();
        let line = lines.iter().find(|line| line.split_whitespace().next() == Some(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().to_owned()
    }

    /// What it has written to stderr.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.stderr).unwrap_or_default()).into_owned()
    }

    /// SIGKILL: no time for last words.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends it a signal, such as `STOP`.
    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &pid]).status().unwrap().success());
    }

    /// SIGTERM; gives the exit status and how long the process took to end.
    pub fn terminate(&mut self) -> (ExitStatus, Duration) {
        self.ended_by("TERM")
    }

    /// The same with another signal.
    pub fn ended_by(&mut self, signal: &str) -> (ExitStatus, Duration) {
        let asked = Instant::now();
        self.signal(signal);
        let status = self.child.wait().unwrap();
        (status, asked.elapsed())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // A process that has ended already is as good as killed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
