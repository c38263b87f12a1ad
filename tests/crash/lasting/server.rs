//! A PostgreSQL of this test alone, so that it can be restarted.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tools::run;

/// How often another port is tried, where another program takes it before the server does.
const TRIES: usize = 5;

/// The server. It is stopped, and its data are gone, at the end of the test.
pub struct Server {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Server {
    /// Starts it with an empty cluster.
    pub fn start() -> Self {
        let folder = std::env::temp_dir().join(format!("mpay-sim-postgres-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut server = Self { programs: programs(), folder, port: 0 };
        // The server refuses to run as root, and Debian's package brings the user postgres.
        if run(Command::new("id").arg("-u"), "").trim() == "0" {
            run(Command::new("chown").arg("postgres:postgres").arg(&server.folder), "");
        }
        let options = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"];
        run(server.command("initdb").arg("-D").arg(server.data()).args(options), "");
        for _ in 0..TRIES {
            server.port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
            if server.control("start").status().unwrap().success() {
                return server;
            }
        }
        panic!("PostgreSQL does not start; its log is in {}", server.folder.display());
    }

    /// The address of the database that is there from the beginning.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Ends every connection and the server itself at once, and starts it again.
    pub fn restart(&self) {
        run(&mut self.control("restart"), "");
    }

    /// What `pg_ctl` does with it.
    fn control(&self, what: &str) -> Command {
        let mut command = self.command("pg_ctl");
        let options = format!(
            "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=200 -p {}",
            self.port
        );
        command.arg("-D").arg(self.data()).arg("-l").arg(self.folder.join("log"));
        command.args(["-m", "immediate", "-w", "-s", "-o", &options, what]);
        command
    }

    /// A program of PostgreSQL, as somebody who is not root.
    fn command(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = if run(Command::new("id").arg("-u"), "").trim() == "0" {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir("/");
        command
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self
            .command("pg_ctl")
            .arg("-D")
            .arg(self.data())
            .args(["-m", "immediate", "-s", "stop"])
            .status();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The folder with initdb and pg_ctl: Debian keeps them out of PATH, one folder a version.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let found =
        versions.map(|version| version.path().join("bin")).filter(|bin| bin.join("initdb").exists()).max();
    found.unwrap_or_else(|| {
        assert!(
            Path::new("/usr/bin/initdb").exists(),
            "PostgreSQL is missing; run `./test`, which installs it"
        );
        PathBuf::from("/usr/bin")
    })
}
