//! Every address of the hub, grouped by its callers.

use actix_web::middleware::{DefaultHeaders, from_fn};
use actix_web::web::{ServiceConfig, post, resource, route, scope};

use super::call::read;
use super::{
    access, console, contract, control, errors, findings, home, http_metrics, language, method_not_allowed,
    note, operations, pay, payment_provider, pos, request_bounds, rest, service,
};
use crate::assets;

/// Registers every route, with the headers of every response.
pub fn configure(config: &mut ServiceConfig) {
    config.service(
        scope("")
            .wrap(from_fn(errors::rendered))
            .wrap(from_fn(method_not_allowed::explained))
            .wrap(from_fn(language::kept))
            // Outermost, as it keeps the rest of the body until the response is sent.
            .wrap(from_fn(request_bounds::bounded))
            .wrap(security_headers())
            .wrap(from_fn(http_metrics::measured))
            .configure(routes),
    );
}

fn routes(config: &mut ServiceConfig) {
    config
        // Payers, at MPay's own addresses, case-insensitive as in the real system.
        .service(
            resource("/{service:(?i:service)}/{pay:(?i:pay)}")
                .route(read().to(pay::payment_page_request::by_get))
                .route(post().to(pay::payment_page_request::by_post)),
        )
        .service(
            resource("/{service:(?i:service)}/{service_id}")
                .route(read().to(service::show))
                .route(post().to(service::look_up)),
        )
        .service(resource("/").route(read().to(home::show)))
        .service(resource("/n").route(read().to(note::look_up)))
        .service(resource("/n/{invoice_id}").route(read().to(note::show)))
        .service(resource("/n/{invoice_id}/note.pdf").route(read().to(note::download)))
        // A payer's visit.
        .service(
            scope("/pay/{session}")
                .service(
                    resource("")
                        .route(read().to(pay::pay_page::show))
                        .route(post().to(pay::pay_page::choose)),
                )
                .route("/order", post().to(pay::order_choice::choose))
                .route("/orders", read().to(pay::order_choice::choose_again))
                .route("/result", read().to(pay::result::show))
                .route("/result/{payment}", read().to(pay::result::show_payment))
                .route("/receipt.pdf", read().to(pay::receipt::download))
                .route("/return", read().to(pay::return_to_e_service::back)),
        )
        // Operators at a counter, at MPay's own addresses, then an operator's visit.
        .service(
            resource("/{pos:(?i:posterminal)}/{call:(?i:configure)}")
                .route(read().to(pos::configure::show))
                .route(post().to(pos::configure::submit)),
        )
        .service(
            resource("/{pos:(?i:posterminal)}/{call:(?i:payinvoice)}/{invoice_id}")
                .route(read().to(pos::entry::by_invoice))
                .route(post().to(pos::entry::by_invoice)),
        )
        .service(
            resource("/{pos:(?i:posterminal)}/{call:(?i:pay)}/{service_id}/{order_key:.+}")
                .route(read().to(pos::entry::by_order))
                .route(post().to(pos::entry::by_order)),
        )
        .service(
            scope("/pos/{session}")
                .service(resource("").route(read().to(pos::visit::show)).route(post().to(pos::visit::send)))
                .route("/order", post().to(pay::order_choice::choose))
                .route("/orders", read().to(pay::order_choice::choose_again))
                .route("/result/{payment}", read().to(pay::result::show_payment))
                .route("/slip/{payment}", post().to(pos::slip::print_again)),
        )
        // The simulated payment providers.
        .service(
            scope("/psp/{payment_provider}/{transaction}")
                .service(
                    resource("")
                        .route(read().to(payment_provider::show))
                        .route(post().to(payment_provider::submit)),
                )
                .service(
                    resource("/3ds")
                        .route(read().to(payment_provider::three_d_secure::show))
                        .route(post().to(payment_provider::three_d_secure::submit)),
                )
                .service(
                    resource("/extend")
                        .route(read().to(payment_provider::show))
                        .route(post().to(payment_provider::extension::extend)),
                )
                .route("/cancel", post().to(payment_provider::cancel))
                .route("/decide", post().to(payment_provider::decide_now)),
        )
        .service(resource("/terminal/{invoice_id}").route(post().to(payment_provider::cash::terminal)))
        // Service providers: MPay's REST API, case-insensitive, then the contract.
        .configure(rest::configure)
        .service(resource("/{wsdl:(?i:serviceprovider\\.svc)}").route(read().to(contract::wsdl)))
        .service(resource("/{xsd:(?i:serviceprovider\\.xsd)}").route(read().to(contract::xsd)))
        .service(resource("/hub.cer").route(read().to(contract::hub_certificate)))
        .service(resource("/rules").route(read().to(findings::rules)))
        // Testers and their programs, on this machine or with the control token.
        .service(scope("/control").wrap(from_fn(access::api)).configure(control::configure))
        .service(
            resource("/console/login")
                .route(read().to(access::login::show))
                .route(post().to(access::login::submit))
                .wrap(own_referrer()),
        )
        .service(resource("/console/logout").route(post().to(access::login::out)))
        .service(
            scope("/console")
                .wrap(from_fn(access::console))
                .wrap(console_headers())
                .wrap(own_referrer())
                .configure(console::configure)
                .default_service(route().to(errors::not_found)),
        )
        // Operations.
        .service(resource("/livez").route(read().to(operations::livez)))
        .service(resource("/readyz").route(read().to(operations::readyz)))
        .service(resource("/metrics").route(read().to(operations::metrics)))
        .app_data(errors::body_limit())
        .configure(assets::configure)
        .default_service(route().to(errors::not_found));
}

/// Allows the console's only script, which calls only the hub; precedes the rule of all other pages.
fn console_headers() -> DefaultHeaders {
    DefaultHeaders::new().add((
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; font-src 'self'; \
         img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ))
}

/// Lets a page's own forms send the page's origin, which the console checks; a browser without any referrer sends `Origin:
/// null`.
fn own_referrer() -> DefaultHeaders {
    DefaultHeaders::new().add(("Referrer-Policy", "same-origin"))
}

/// The headers of every response. Nothing external is loaded, no script runs, and no site can frame the pages.
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
        .add(("X-MPay-Simulator", crate::VERSION))
}
