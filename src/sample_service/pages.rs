//! The catalogue, and the pages for errors.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use tracing::error;

use super::SampleService;
use super::catalogue::{self, CatalogueService};
use super::layout::{Page, render, words_for};

#[derive(Template)]
#[template(path = "sample_service/catalogue.html")]
struct CataloguePage {
    page: Page,
    /// The ordinary services.
    ordinary: Vec<&'static CatalogueService>,
    /// Those that show one thing each.
    trials: Vec<&'static CatalogueService>,
}

/// `GET /`: the services and their prices.
pub(super) async fn catalogue(shop: web::Data<SampleService>, request: HttpRequest) -> HttpResponse {
    let words = words_for(&request);
    let page = Page::new(&shop, words, "/".to_owned(), words.get("shop-catalogue-title"));
    let (ordinary, trials) = catalogue::all().partition(|service| service.is_ordinary());
    render(StatusCode::OK, &CataloguePage { page, ordinary, trials })
}

#[derive(Template)]
#[template(path = "sample_service/message.html")]
struct MessagePage {
    page: Page,
    text: String,
}

/// `GET /readyz`: ready once the database answers.
pub(super) async fn ready(shop: web::Data<SampleService>) -> HttpResponse {
    let (mut response, text) = match shop.database().order("").await {
        Ok(_) => (HttpResponse::Ok(), "ready\n"),
        Err(error) => {
            error!(%error, "not ready");
            (HttpResponse::ServiceUnavailable(), "the database does not answer; see the log\n")
        }
    };
    response.content_type("text/plain; charset=utf-8").body(text)
}

/// The answer to any other address and method.
pub(super) async fn not_found(shop: web::Data<SampleService>, request: HttpRequest) -> HttpResponse {
    message(&shop, &request, StatusCode::NOT_FOUND, "shop-not-found")
}

/// A page of one title and one sentence: the texts of `{key}-title` and `{key}-text`.
pub(super) fn message(
    shop: &SampleService,
    request: &HttpRequest,
    status: StatusCode,
    key: &str,
) -> HttpResponse {
    let words = words_for(request);
    let page = Page::new(shop, words, request.path().to_owned(), words.get(&format!("{key}-title")));
    render(status, &MessagePage { page, text: words.get(&format!("{key}-text")) })
}

/// The page for a failure of the shop itself. The cause is only logged.
pub(super) fn failure(shop: &SampleService, request: &HttpRequest, why: &sqlx::Error) -> HttpResponse {
    error!(error = %why, "the e-Service's database failed");
    message(shop, request, StatusCode::INTERNAL_SERVER_ERROR, "shop-failure")
}
