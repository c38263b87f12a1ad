//! HTTPS in front of anything: a server with certificates of a test CA that hands on what it decrypts.

use std::net::SocketAddr;
use std::sync::Arc;

use jiff::Timestamp;
use mpay_sim::soap::security::certificates::{Authority, Certificate, Leaf, Made, Validity};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// A CA with quick keys.
pub fn authority(now: Timestamp) -> Authority {
    Authority::make(rcgen::KeyPair::generate().unwrap(), Validity { from: now, days: 100 }).unwrap().0
}

/// A certificate for an HTTPS server at these hosts.
pub fn server_certificate(authority: &Authority, hosts: &[&str], from: Timestamp, days: u32) -> Made {
    let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
    let leaf = Leaf::Server { common_name: "the e-Service's web server", hosts: &hosts };
    authority.issue(leaf, rcgen::KeyPair::generate().unwrap(), Validity { from, days }).unwrap()
}

/// What the server asks of its clients.
pub enum Clients<'a> {
    /// Nothing.
    Anybody,
    /// A certificate that this one has issued, or that it is.
    TrustedBy(&'a Certificate),
}

/// Starts a server with this certificate that hands on to this address, and gives its own port.
pub async fn front(certificate: &Made, clients: Clients<'_>, to: SocketAddr) -> u16 {
    let builder = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap();
    let builder = match clients {
        Clients::Anybody => builder.with_no_client_auth(),
        Clients::TrustedBy(certificate) => {
            let mut roots = RootCertStore::empty();
            roots.add(CertificateDer::from(certificate.der().to_vec())).unwrap();
            let verifier =
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::new(default_provider()))
                    .build()
                    .unwrap();
            builder.with_client_cert_verifier(verifier)
        }
    };
    let chain = vec![CertificateDer::from(certificate.certificate.der().to_vec())];
    let key = PrivateKeyDer::from_pem_slice(certificate.key_pem().as_bytes()).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(builder.with_single_cert(chain, key).unwrap()));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // A client that is refused, or goes away, is what some of the tests are about.
                let Ok(mut inside) = acceptor.accept(stream).await else { return };
                let Ok(mut behind) = TcpStream::connect(to).await else { return };
                let _ = tokio::io::copy_bidirectional(&mut inside, &mut behind).await;
            });
        }
    });
    port
}
