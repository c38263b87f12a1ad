//! The sample e-Service: a small service provider of a made-up agency, with its own pages and its own database.
//!
//! It communicates with the hub only over HTTP, like any e-Service (steps 1–3, 5 and 13), and shares with it the wire
//! format, the values and the texts. It can be read as a worked example of `IServiceProvider`.

mod catalogue;
mod database;
mod endpoint;
mod layout;
mod order;
mod order_details;
mod order_form;
mod order_pages;
mod pages;
mod payment_confirmation;
mod response_headers;
mod settings;

use std::sync::Arc;

use actix_web::guard::{self, Guard};
use actix_web::{Resource, Route, middleware, web};
use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::assets;
use crate::soap::CONTENT_TYPE;
use crate::soap::security::sign::{KeyInfoForm, MessageStamp, SigningFailed, signed_envelope};

pub use catalogue::services;
use database::Database;
pub use settings::{InvalidAddress, Settings};

/// The running sample e-Service. Clones share one database and one identity.
#[derive(Debug, Clone)]
pub struct SampleService(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    settings: Settings,
    content_security_policy: String,
    database: Database,
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
        Ok(Self(Arc::new(Parts { settings, content_security_policy, database, messages })))
    }

    /// Registers every address of the e-Service, and a page for unknown ones. Needs a server of its own, as it takes the
    /// whole of `/`.
    pub fn configure(&self, config: &mut web::ServiceConfig) {
        config.app_data(web::Data::new(self.clone())).service(
            web::scope("")
                .wrap(middleware::from_fn(response_headers::add))
                .service(at("/", read_only(pages::catalogue)))
                .service(at("/services/{id}", read_only(order_pages::form)))
                .service(at("/orders", web::post().to(order_pages::submit)))
                .service(at("/orders/{order_key}", read_only(order_pages::confirmation)))
                .service(at("/orders/{order_key}/slip", read_only(order_pages::slip)))
                .service(endpoint::resource())
                .service(at("/readyz", read_only(pages::ready)))
                .configure(assets::configure)
                .default_service(web::to(pages::not_found)),
        );
    }

    fn settings(&self) -> &Settings {
        &self.0.settings
    }

    fn database(&self) -> &Database {
        &self.0.database
    }

    /// A place for verifying a message, waiting for one if necessary.
    async fn message_place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0.messages).acquire_owned().await.ok()
    }

    /// The signed envelope with this Body content, in the form of the guide's sample replies.
    fn signed_reply(&self, body_content: &str) -> Result<String, SigningFailed> {
        let settings = self.settings();
        let stamp = MessageStamp { id: settings.randomness.hex(), created: settings.clock.now() };
        signed_envelope(body_content, &settings.identity, &stamp, KeyInfoForm::X509Data)
    }
}

/// A page's address; other methods get the same answer as an unknown address.
fn at(path: &str, route: Route) -> Resource {
    web::resource(path).route(route).default_service(web::to(pages::not_found))
}

/// A route without side effects: GET, and HEAD for programs that check its existence.
fn read_only<F, Args>(handler: F) -> Route
where
    F: actix_web::Handler<Args>,
    Args: actix_web::FromRequest + 'static,
    F::Output: actix_web::Responder + 'static,
{
    web::route().guard(get_or_head()).to(handler)
}

fn get_or_head() -> impl Guard {
    guard::Any(guard::Get()).or(guard::Head())
}
