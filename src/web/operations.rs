//! Addresses for operators of the hub.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, RETRY_AFTER};

use super::page::Hub;
use super::waiting::described;
use crate::flow::RETRY_OF_DATABASE;
use crate::flow::scrape::scrape;
use crate::metrics::CONTENT_TYPE;

/// The process is alive.
pub(super) async fn livez() -> HttpResponse {
    plain(HttpResponse::Ok(), "ok\n")
}

/// The hub is ready: keys and services were loaded before it listened, and the database keeps what is written.
pub(super) async fn readyz(hub: Hub) -> HttpResponse {
    if hub.clock_is_wrong() {
        let mut response = HttpResponse::ServiceUnavailable();
        response.insert_header((RETRY_AFTER, RETRY_OF_DATABASE));
        return plain(response, &format!("not ready: {}; set both by NTP\n", hub.clock_differs()));
    }
    let probed = async {
        hub.store.probe().await?;
        described(&hub).await
    };
    match probed.await {
        Ok(described) => plain(HttpResponse::Ok(), &format!("ready, {described}\n")),
        Err(error) => {
            tracing::error!(%error, "not ready");
            let mut response = HttpResponse::ServiceUnavailable();
            response.insert_header((RETRY_AFTER, RETRY_OF_DATABASE));
            plain(response, &format!("not ready: {error}\n"))
        }
    }
}

/// The metrics for Prometheus. Open to all, like the two above: they name the registered services, as the home page does,
/// and contain nothing about orders or payers.
pub(super) async fn metrics(hub: Hub) -> HttpResponse {
    match scrape(&hub).await {
        Ok(text) => {
            let mut response = HttpResponse::Ok();
            response.content_type(CONTENT_TYPE).insert_header((CACHE_CONTROL, "no-store")).body(text)
        }
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be written");
            plain(HttpResponse::InternalServerError(), "the metrics cannot be written; see the log\n")
        }
    }
}

fn plain(mut response: actix_web::HttpResponseBuilder, text: &str) -> HttpResponse {
    response.content_type("text/plain; charset=utf-8").body(text.to_owned())
}
