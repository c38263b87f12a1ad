//! The console for people, one file for each page. It calls the same functions of flow and store as the control API.
//! Scripts are not needed; the only one keeps lists up to date.

mod layout;
mod list;
mod query;
mod words;

mod assertion;
mod call_failure;
mod certificates;
mod clock;
mod events;
mod message;
mod message_again;
mod message_body;
mod message_checks;
mod message_deletion;
mod message_download;
mod message_verdict;
mod messages;
mod overview;
mod payment;
mod payment_actions;
mod payment_force;
mod payment_start;
mod payment_verdict;
mod payments;
mod picture;
mod queue;
mod reset;
mod scenarios;
mod search;
mod service_check;
mod service_form;
mod service_removal;
mod service_tested;
mod services;
mod settings;
mod visit;

use actix_web::web::{ServiceConfig, post};

use super::call::read;
use super::parameters::Id;

/// Registers the pages, below `/console`.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .route("", read().to(overview::show))
        .route("/", read().to(overview::show))
        .route("/search", read().to(search::show))
        .route("/payments", read().to(payments::show))
        .route("/payments/start", read().to(payment_start::show))
        .route("/payments/start", post().to(payment_start::start))
        .route("/payments/plan", post().to(payment_start::plan))
        .route("/payments/{payment}/force", post().to(payment_force::force))
        .route("/payments/{payment}", read().to(payment::show))
        .route("/payments/{payment}/confirmation.xml", read().to(message_download::confirmation))
        .route("/payments/{payment}/{operation}", post().to(payment_actions::operate))
        .route("/messages", read().to(messages::show))
        .route("/messages/delete", read().to(message_deletion::show))
        .route("/messages/delete", post().to(message_deletion::delete))
        .route("/messages/{exchange}", read().to(message::either))
        .route("/messages/{exchange}/again", post().to(message_again::again))
        .route("/messages/{exchange}/again-with", post().to(message_again::again_with))
        .route("/messages/{exchange}/{message}", read().to(message::show))
        .route("/messages/{exchange}/{message}/body.xml", read().to(message_download::body))
        .route("/messages/{exchange}/{message}/octets/{number}", read().to(message_download::octets))
        .route("/visits/{exchange}", read().to(visit::show))
        .route("/queue", read().to(queue::show))
        .route("/queue/redrive", post().to(queue::redrive_service))
        .route("/events", read().to(events::show))
        .route("/assert", read().to(assertion::show))
        .route("/scenarios", read().to(scenarios::show))
        .route("/scenarios", post().to(scenarios::start))
        .route("/scenarios/stop", post().to(scenarios::stop_every))
        .route("/scenarios/{scenario}/stop", post().to(scenarios::stop_one))
        .route("/services", read().to(services::list))
        .route("/new-service", read().to(service_form::new))
        .route("/new-service", post().to(service_form::submit_new))
        .route("/services/{service}", read().to(services::show))
        .route("/services/{service}/edit", read().to(service_form::edit))
        .route("/services/{service}/edit", post().to(service_form::submit_edit))
        .route("/services/{service}/remove", read().to(service_removal::ask))
        .route("/services/{service}/remove", post().to(service_removal::submit))
        .route("/services/{service}/test", post().to(services::test))
        .route("/services/{service}/check", read().to(service_check::show))
        .route("/services/{service}/check", post().to(service_check::submit))
        .route("/certificates", read().to(certificates::show))
        .route("/certificates/unpin", post().to(certificates::unpin_service))
        .route("/clock", read().to(clock::show))
        .route("/clock", post().to(clock::turn_hands))
        .route("/settings", read().to(settings::show))
        .route("/reset", read().to(reset::show))
        .route("/reset", post().to(reset::clear));
}
