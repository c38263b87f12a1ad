//! The sample e-Service: a small service provider of a made-up agency, with its own pages and its own database.
//!
//! It communicates with the hub only over HTTP, like any e-Service (steps 1–3, 5 and 13), and shares with it the wire
//! format, the values and the texts. It can be read as a worked example of `IServiceProvider`.

mod asked_languages;
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
mod read_only;
mod refusal;
mod response_headers;
mod settings;
mod shop;

use actix_web::{Resource, Route, middleware, web};

use self::read_only::read_only;
use crate::assets;

pub use catalogue::services;
pub use settings::{InvalidAddress, Settings};
pub use shop::{SampleService, SampleServiceError};

impl SampleService {
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
                .service(at("/orders/{order_key}/back", read_only(order_pages::back)))
                .service(at("/orders/{order_key}/slip", read_only(order_pages::slip)))
                .service(endpoint::resource())
                .service(at("/readyz", read_only(pages::ready)))
                .configure(assets::configure)
                .default_service(web::to(pages::not_found)),
        );
    }
}

/// A page's address; other methods get the same answer as an unknown address.
fn at(path: &str, route: Route) -> Resource {
    web::resource(path).route(route).default_service(web::to(pages::not_found))
}
