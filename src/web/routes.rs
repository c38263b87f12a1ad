//! Every address of the hub, grouped by who calls it.

use actix_web::middleware::DefaultHeaders;
use actix_web::web::{ServiceConfig, get, post, resource, route, scope};

use super::{contract, errors, home, note, operations, pay, payment_provider, service};
use crate::assets;

/// Registers every route, each with the headers that every response has.
pub fn configure(config: &mut ServiceConfig) {
    config.service(scope("").wrap(security_headers()).configure(routes));
}

fn routes(config: &mut ServiceConfig) {
    config
        // Payers, by MPay's own addresses. The real system matches them without regard to case.
        .service(
            resource("/{service:(?i:service)}/{pay:(?i:pay)}")
                .route(get().to(pay::payment_page_request::by_get))
                .route(post().to(pay::payment_page_request::by_post)),
        )
        .service(
            resource("/{service:(?i:service)}/{service_id}")
                .route(get().to(service::show))
                .route(post().to(service::look_up)),
        )
        .route("/", get().to(home::show))
        .route("/n", get().to(note::look_up))
        .route("/n/{invoice_id}", get().to(note::show))
        // A payer's visit.
        .service(
            scope("/pay/{session}")
                .service(
                    resource("").route(get().to(pay::pay_page::show)).route(post().to(pay::pay_page::choose)),
                )
                .route("/result", get().to(pay::result::show))
                .route("/receipt.pdf", get().to(pay::receipt::download))
                .route("/return", get().to(pay::return_to_e_service::back)),
        )
        // The simulated payment providers.
        .service(
            scope("/psp/{payment_provider}/{transaction}")
                .service(
                    resource("")
                        .route(get().to(payment_provider::show))
                        .route(post().to(payment_provider::submit)),
                )
                .service(
                    resource("/3ds")
                        .route(get().to(payment_provider::three_d_secure::show))
                        .route(post().to(payment_provider::three_d_secure::submit)),
                )
                .route("/cancel", post().to(payment_provider::cancel)),
        )
        // Service providers, who build an e-Service.
        .route("/{wsdl:(?i:serviceprovider\\.svc)}", get().to(contract::wsdl))
        .route("/{xsd:(?i:serviceprovider\\.xsd)}", get().to(contract::xsd))
        .route("/hub.cer", get().to(contract::hub_certificate))
        // Operations.
        .route("/livez", get().to(operations::livez))
        .route("/readyz", get().to(operations::readyz))
        .app_data(errors::body_limit())
        .configure(assets::configure)
        .default_service(route().to(errors::not_found));
}

/// The headers of every response. Nothing is loaded from elsewhere, nothing runs, nothing may frame the pages.
fn security_headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add((
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self'; \
             frame-ancestors 'none'; base-uri 'none'",
        ))
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("Referrer-Policy", "no-referrer"))
        .add(("X-Robots-Tag", "noindex, nofollow"))
        .add(("X-MPay-Simulator", env!("CARGO_PKG_VERSION")))
}
