//! An e-Service that costs little: it accepts every payment with one reply, signed once, and describes each order alike.

use std::net::SocketAddr;
use std::sync::Arc;

use mpay_sim::clock::Clock;
use mpay_sim::domain::ids::ServiceId;
use mpay_sim::domain::service::{LocalizedText, ReplySignature, ServerTrust, Service};
use mpay_sim::soap::security::sign::{MessageStamp, Shape, signed_envelope};
use mpay_sim::soap::{confirm_order_payment, get_order_details};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::{identities, orders};

/// Starts it on a free port. Its replies are good for five minutes.
pub async fn start() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let acceptance = Arc::new(reply(&confirm_order_payment::write_reply()));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let acceptance = Arc::clone(&acceptance);
            tokio::spawn(async move {
                let mut request = Vec::with_capacity(16 * 1024);
                while let Ok(1..) = stream.read_buf(&mut request).await {
                    if request.ends_with(b"Envelope>") {
                        break;
                    }
                }
                let is_confirmation = request.windows(20).take(2000).any(|at| at == b"ConfirmOrderPayment\"");
                // A hub that is gone is not waited for.
                let _ = if is_confirmation {
                    stream.write_all(&acceptance).await
                } else {
                    stream.write_all(&description(&request)).await
                };
            });
        }
    });
    address
}

/// The services as a hub at this e-Service registers them.
pub fn services(ids: &[&str], address: SocketAddr) -> Vec<Service> {
    ids.iter().map(|id| service(id, address)).collect()
}

fn service(id: &str, address: SocketAddr) -> Service {
    Service {
        id: ServiceId::parse(id).unwrap(),
        name: LocalizedText::same(id),
        service_provider_name: LocalizedText::same(id),
        service_provider_idno: None,
        endpoint_url: format!("http://{address}/svc"),
        order_key_label: None,
        order_key_example: None,
        reply_signature: ReplySignature::Require,
        certificate: Some(identities::e_service().certificate.der().to_vec()),
        signature_ca: vec![],
        tls_ca: ServerTrust::PublicAuthorities,
    }
}

/// The order that the request asks for: another one would be no answer.
fn description(request: &[u8]) -> Vec<u8> {
    let request = String::from_utf8_lossy(request);
    let value = |name: &str| {
        let (_, rest) = request.split_once(name).unwrap();
        rest.split_once('<').unwrap().0
    };
    let mut order = orders::order();
    value("OrderKey>").clone_into(&mut order.order_key);
    value("ServiceID>").clone_into(&mut order.service_id);
    reply(&get_order_details::write_reply(&[order]))
}

/// A whole response, signed.
fn reply(content: &str) -> Vec<u8> {
    let stamp =
        MessageStamp { id: "e12b4bcbdc994043871f9e0de6a523be".to_owned(), created: Clock::System.now() };
    let body = signed_envelope(content, &identities::e_service(), &stamp, Shape::default()).unwrap();
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .into_bytes()
}
