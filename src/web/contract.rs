//! Downloads for developers of an e-Service: the contract, and the hub's certificate.

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::page::Hub;

const XSD: &str = include_str!("../../static/contract/ServiceProvider.xsd");

/// A form of the WSDL.
#[derive(Template)]
#[template(path = "contract/ServiceProvider.wsdl", escape = "none")]
struct Wsdl {
    /// True if it describes the signatures by WS-SecurityPolicy.
    policy: bool,
    /// The embedded schema; `None` imports `/ServiceProvider.xsd`.
    schema: Option<&'static str>,
}

/// `/ServiceProvider.svc?wsdl` and `?singleWsdl`, as a WCF service offers them, each also with `&policy`. The hub does not
/// implement this service: it calls it.
pub(super) async fn wsdl(request: HttpRequest) -> HttpResponse {
    let asks_for = |name: &str| {
        let names = request.query_string().split('&').filter_map(|part| part.split('=').next());
        names.into_iter().any(|found| found.eq_ignore_ascii_case(name))
    };
    let single = asks_for("singleWsdl");
    if single || asks_for("wsdl") {
        let schema = XSD.split_once("?>").map(|(_, schema)| schema.trim()).filter(|_| single);
        return match (Wsdl { policy: asks_for("policy"), schema }).render() {
            Ok(text) => xml(text),
            Err(_) => HttpResponse::InternalServerError().finish(),
        };
    }
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(
        "IServiceProvider is what your e-Service implements and this hub calls.\n\
         To generate code from:                            /ServiceProvider.svc?wsdl\n\
         The same with MPay's WS-SecurityPolicy:           /ServiceProvider.svc?wsdl&policy\n\
         Either in one file, schema included:              /ServiceProvider.svc?singleWsdl\n\
         To validate messages with:                        /ServiceProvider.xsd\n\
         The certificate that the hub signs requests with: /hub.cer\n",
    )
}

/// `/ServiceProvider.xsd`, which the WSDL imports.
pub(super) async fn xsd() -> HttpResponse {
    xml(XSD)
}

/// `/hub.cer`: the hub's signing certificate in DER, for Windows and Java.
pub(super) async fn hub_certificate(hub: Hub) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/pkix-cert")
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"hub.cer\""))
        .body(hub.service_provider.certificate().der().to_vec())
}

fn xml(text: impl Into<String>) -> HttpResponse {
    HttpResponse::Ok().content_type("text/xml; charset=utf-8").body(text.into())
}
