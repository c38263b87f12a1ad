//! Databases for a measurement.

use std::path::PathBuf;

use mpay_sim::config::{Config, Environment, command_args};
use mpay_sim::randomness::Randomness;
use sqlx::{AnyConnection, Connection, Executor, Row};

/// Where databases are made.
pub enum Server {
    Sqlite,
    /// The URL of one of its databases.
    Postgres(String),
}

/// An empty database with a folder beside it. Both are gone when it is dropped.
pub struct Database {
    pub url: String,
    pub folder: PathBuf,
}

impl Server {
    /// The engine, and what it does at a commit.
    pub async fn describe(&self) -> String {
        match self {
            Self::Sqlite => "SQLite, synchronous=NORMAL: a commit waits for no disk".to_owned(),
            Self::Postgres(url) => {
                let mut connection = connect(url).await;
                let mut show = async |name: &'static str| -> String {
                    connection.fetch_one(sqlx::AssertSqlSafe(format!("SHOW {name}"))).await.unwrap().get(0)
                };
                let (version, fsync, commit) =
                    (show("server_version").await, show("fsync").await, show("synchronous_commit").await);
                format!("PostgreSQL {version}, fsync={fsync}, synchronous_commit={commit}")
            }
        }
    }
}

impl Database {
    pub async fn make(server: &Server) -> Self {
        let name = format!("bench_{}", Randomness::new(None).hex());
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(&name);
        std::fs::create_dir_all(&folder).unwrap();
        let url = match server {
            Server::Sqlite => format!("sqlite:{}", folder.join("hub.sqlite").display()),
            Server::Postgres(server) => {
                let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
                connect(server).await.execute(create).await.unwrap();
                format!("{}/{name}", server.rsplit_once('/').unwrap().0)
            }
        };
        Self { url, folder }
    }

    /// The settings of a hub on it.
    pub fn config(&self) -> Config {
        let data = self.folder.join("data");
        let arguments = [
            "bench",
            "--database-url",
            &self.url,
            "--data-dir",
            data.to_str().unwrap(),
            "--listen",
            "127.0.0.1:0",
            "--result-page-wait",
            "0s",
        ];
        let matches =
            clap::Command::new("bench").args(command_args()).try_get_matches_from(arguments).unwrap();
        Config::load(&matches, &Environment::from([])).unwrap().config
    }
}

impl Database {
    /// Removes it. Whoever used it has let go of it.
    pub async fn remove(self, server: &Server) {
        if let Server::Postgres(server) = server {
            let name = self.url.rsplit_once('/').unwrap().1;
            let drop = sqlx::AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"));
            connect(server).await.execute(drop).await.unwrap();
        }
        // What stays behind is only untidy.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A connection of the bench's own.
pub async fn connect(url: &str) -> AnyConnection {
    sqlx::any::install_default_drivers();
    AnyConnection::connect(url).await.unwrap()
}
