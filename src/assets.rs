//! The stylesheet and the fonts, inside the binary. The hub and the sample e-Service both serve them.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use actix_web::{HttpResponse, web};

/// Path under `/static/`, content type, bytes.
const ASSETS: [(&str, &str, &[u8]); 3] = [
    ("sim.css", "text/css; charset=utf-8", include_bytes!("../static/sim.css")),
    ("fonts/onest-400.woff2", "font/woff2", include_bytes!("../static/fonts/onest-400.woff2")),
    ("fonts/onest-600.woff2", "font/woff2", include_bytes!("../static/fonts/onest-600.woff2")),
];

/// Registers `/static/{path}`.
pub fn configure(config: &mut web::ServiceConfig) {
    config.route("/static/{path:.*}", web::get().to(asset));
}

async fn asset(path: web::Path<String>) -> HttpResponse {
    let Some((_, content_type, bytes)) = ASSETS.iter().find(|(name, ..)| *name == path.as_str()) else {
        return HttpResponse::NotFound().content_type("text/plain; charset=utf-8").body("no such asset\n");
    };
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, *content_type))
        // An hour is enough for a payer's visit, and a new version of the simulator shows soon.
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .insert_header((ETAG, concat!("\"", env!("CARGO_PKG_VERSION"), "\"")))
        .body(*bytes)
}
