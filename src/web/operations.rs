//! For those who run the hub.

use actix_web::HttpResponse;

use super::page::Hub;

/// The process answers.
pub(super) async fn livez() -> HttpResponse {
    plain(HttpResponse::Ok(), "ok\n")
}

/// The hub can serve: keys and services were loaded before it listened, and the database answers.
pub(super) async fn readyz(hub: Hub) -> HttpResponse {
    match hub.store.waiting_confirmations().await {
        Ok(waiting) => plain(HttpResponse::Ok(), &format!("ready, {waiting} confirmations waiting\n")),
        Err(error) => {
            tracing::error!(%error, "not ready");
            plain(HttpResponse::ServiceUnavailable(), "the database does not answer; see the log\n")
        }
    }
}

fn plain(mut response: actix_web::HttpResponseBuilder, text: &str) -> HttpResponse {
    response.content_type("text/plain; charset=utf-8").body(text.to_owned())
}
