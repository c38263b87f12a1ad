//! The stylesheets, the console's script and the fonts, inside the binary. The hub and the sample e-Service both serve them.

use std::io::Write;
use std::sync::LazyLock;

use actix_web::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, VARY};
use actix_web::{HttpRequest, HttpResponse, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::VERSION;

/// The number of text assets, which come first. The fonts are already compressed.
const TEXTS: usize = 5;

/// Path under `/static/`, content type, bytes.
const ASSETS: [(&str, &str, &[u8]); 7] = [
    ("sim.css", "text/css; charset=utf-8", include_bytes!("../static/sim.css")),
    ("console.css", "text/css; charset=utf-8", include_bytes!("../static/console.css")),
    ("lanes.css", "text/css; charset=utf-8", include_bytes!("../static/lanes.css")),
    ("check.css", "text/css; charset=utf-8", include_bytes!("../static/check.css")),
    ("console.js", "text/javascript; charset=utf-8", include_bytes!("../static/console.js")),
    ("fonts/onest-400.woff2", "font/woff2", include_bytes!("../static/fonts/onest-400.woff2")),
    ("fonts/onest-600.woff2", "font/woff2", include_bytes!("../static/fonts/onest-600.woff2")),
];

/// The texts compressed with gzip: a third of the size, for payers on a slow line.
static COMPRESSED: LazyLock<Vec<Option<Vec<u8>>>> =
    LazyLock::new(|| ASSETS.iter().take(TEXTS).map(|(_, _, bytes)| compressed(bytes)).collect());

fn compressed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

/// The stylesheets as one text that needs no other file: the fonts are inside it.
pub fn inlined_stylesheets() -> String {
    let mut css = String::new();
    for (_, _, bytes) in ASSETS.iter().filter(|(name, ..)| name.ends_with(".css")) {
        css.push_str(&String::from_utf8_lossy(bytes));
    }
    for (name, kind, bytes) in ASSETS.iter().filter(|(_, kind, _)| kind.starts_with("font/")) {
        css = css.replace(name, &format!("data:{kind};base64,{}", BASE64.encode(bytes)));
    }
    css
}

/// Registers `/static/{path}`.
pub fn configure(config: &mut web::ServiceConfig) {
    config.route("/static/{path:.*}", web::get().to(asset));
}

async fn asset(request: HttpRequest, path: web::Path<String>) -> HttpResponse {
    let Some(place) = ASSETS.iter().position(|(name, ..)| *name == path.as_str()) else {
        return HttpResponse::NotFound().content_type("text/plain; charset=utf-8").body("no such asset\n");
    };
    let (_, content_type, bytes) = &ASSETS[place];
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_TYPE, *content_type))
        // An hour covers a payer's visit, and shows a new version of the simulator soon.
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .insert_header((VARY, "Accept-Encoding"));
    match COMPRESSED.get(place).and_then(Option::as_ref).filter(|_| takes_gzip(&request)) {
        Some(compressed) => response
            .insert_header((CONTENT_ENCODING, "gzip"))
            .insert_header((ETAG, format!("\"{VERSION}-gzip\"")))
            .body(compressed.as_slice()),
        None => response.insert_header((ETAG, format!("\"{VERSION}\""))).body(*bytes),
    }
}

/// True if the browser accepts gzip, with a weight above zero.
fn takes_gzip(request: &HttpRequest) -> bool {
    let accepted = request.headers().get_all(ACCEPT_ENCODING).filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
        name.trim().eq_ignore_ascii_case("gzip")
            && weight.trim().parse::<f32>().is_ok_and(|weight| weight > 0.0)
    })
}
