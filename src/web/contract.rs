//! What a service provider needs to build an e-Service: the contract to generate from, and the hub's certificate.

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpRequest, HttpResponse};

use super::page::Hub;

const WSDL: &str = include_str!("../../static/contract/ServiceProvider.wsdl");
const XSD: &str = include_str!("../../static/contract/ServiceProvider.xsd");

/// `/ServiceProvider.svc?wsdl`, as a WCF service would show it. The hub implements no such service: it calls it.
pub(super) async fn wsdl(request: HttpRequest) -> HttpResponse {
    if request.query_string().eq_ignore_ascii_case("wsdl")
        || request.query_string().eq_ignore_ascii_case("singlewsdl")
    {
        return xml(WSDL);
    }
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(
        "IServiceProvider is what your e-Service implements and this hub calls.\n\
         The contract: /ServiceProvider.svc?wsdl and /ServiceProvider.xsd\n\
         The hub's certificate, which its requests are signed with: /hub.cer\n",
    )
}

/// `/ServiceProvider.xsd`, which the WSDL imports.
pub(super) async fn xsd() -> HttpResponse {
    xml(XSD)
}

/// `/hub.cer`: the certificate that the hub signs with, DER as Windows and Java take it.
pub(super) async fn hub_certificate(hub: Hub) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/pkix-cert")
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"hub.cer\""))
        .body(hub.service_provider.certificate().der().to_vec())
}

fn xml(text: &'static str) -> HttpResponse {
    HttpResponse::Ok().content_type("text/xml; charset=utf-8").body(text)
}
