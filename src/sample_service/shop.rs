//! The parts of the running sample e-Service.

use std::sync::Arc;

use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::asked_languages::AskedLanguages;
use super::database::Database;
use super::settings::{InvalidAddress, Settings};
use crate::soap::security::sign::{KeyInfoForm, MessageStamp, SigningFailed, signed_envelope};

/// The running sample e-Service. Clones share one database and one identity.
#[derive(Debug, Clone)]
pub struct SampleService(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    settings: Settings,
    content_security_policy: String,
    database: Database,
    asked_languages: AskedLanguages,
    /// The places for verifying messages.
    messages: Arc<Semaphore>,
}

/// The maximum number of messages verified at once.
const MESSAGES_AT_ONCE: usize = 2;

/// The reason why the sample e-Service cannot start.
#[derive(Debug, Error)]
pub enum SampleServiceError {
    /// An address in the settings is invalid.
    #[error(transparent)]
    Address(#[from] InvalidAddress),
    /// The database's folder cannot be created.
    #[error("the folder of the sample e-Service's database {path}: {why}")]
    Folder {
        /// The database file.
        path: String,
        /// The system's message.
        why: std::io::Error,
    },
    /// The database cannot be opened.
    #[error("the sample e-Service's database {path}: {why}")]
    Database {
        /// The database file.
        path: String,
        /// SQLite's message.
        why: sqlx::Error,
    },
}

impl SampleService {
    /// Opens the database, creating it at the first start.
    pub async fn open(settings: Settings) -> Result<Self, SampleServiceError> {
        let content_security_policy = settings.content_security_policy()?;
        let path = || settings.database.display().to_string();
        if let Some(folder) = settings.database.parent() {
            std::fs::create_dir_all(folder)
                .map_err(|why| SampleServiceError::Folder { path: path(), why })?;
        }
        let database = Database::open(&settings.database)
            .await
            .map_err(|why| SampleServiceError::Database { path: path(), why })?;
        let messages = Arc::new(Semaphore::new(MESSAGES_AT_ONCE));
        Ok(Self(Arc::new(Parts {
            settings,
            content_security_policy,
            database,
            asked_languages: AskedLanguages::default(),
            messages,
        })))
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(super) fn database(&self) -> &Database {
        &self.0.database
    }

    pub(super) fn asked_languages(&self) -> &AskedLanguages {
        &self.0.asked_languages
    }

    /// A place for verifying a message, waiting for one if necessary.
    pub(super) async fn message_place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0.messages).acquire_owned().await.ok()
    }

    /// The signed envelope with this Body content, in the form of the guide's sample replies.
    pub(super) fn signed_reply(&self, body_content: &str) -> Result<String, SigningFailed> {
        let settings = self.settings();
        let stamp = MessageStamp { id: settings.randomness.hex(), created: settings.clock.now() };
        signed_envelope(body_content, &settings.identity, &stamp, KeyInfoForm::X509Data)
    }

    /// The policy of the pages about what they load.
    pub(super) fn content_security_policy(&self) -> &str {
        &self.0.content_security_policy
    }
}
