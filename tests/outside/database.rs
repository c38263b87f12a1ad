//! An empty database for a test.

use mpay_sim::randomness::Randomness;
use sqlx::{Connection, Executor};

use crate::support::folder::Folder;
use crate::tools::variable;

/// An empty database of one engine.
pub struct Database {
    pub url: String,
    _folder: Folder,
}

impl Database {
    /// A file, which is gone at the end of the test.
    pub fn sqlite() -> Self {
        let folder = Folder::new();
        Self { url: format!("sqlite:{}", folder.path().join("store.sqlite").display()), _folder: folder }
    }

    /// The one at this address, of which somebody else takes care.
    #[allow(dead_code, reason = "the tests against other programs make all of theirs")]
    pub fn at(url: String) -> Self {
        Self { url, _folder: Folder::new() }
    }

    /// A database of the server that `./test` starts.
    pub async fn postgres() -> Self {
        let server = variable("MPAY_SIM_TEST_POSTGRES_URL");
        let name = format!("mpay_sim_{}", Randomness::new(None).hex());
        let mut connection = sqlx::PgConnection::connect(&server).await.unwrap_or_else(|error| {
            panic!("{server} does not answer ({error}); run `./test`, which starts it")
        });
        let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
        connection.execute(create).await.unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        Self { url: format!("{base}/{name}"), _folder: Folder::new() }
    }
}
