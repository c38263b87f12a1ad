//! The server itself, as actix-web's `HttpServer` makes it but for the stream, which that does not let one choose.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_http::{HttpService, Protocol};
use actix_service::{ServiceFactoryExt, fn_service, map_config};
use actix_web::dev::{AppConfig, Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::rt::net::TcpStream;
use actix_web::{App, web};

use super::bounded_stream::{BoundedStream, Patience, counted};
use super::connections::ConnectionBounds;
use super::start_error::StartError;

/// Two threads suffice to answer a page in milliseconds; more would only take memory.
const WORKERS: usize = 2;

/// How long a closing connection is kept, so that the client can read the response before unread data resets it.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// How long open connections may continue when the server stops, in seconds.
pub const SHUTDOWN_SECONDS: u64 = 1;

/// Serves these routes on the listener.
pub(super) fn serve(
    listener: TcpListener,
    bounds: ConnectionBounds,
    patience: Patience,
    configure: impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static,
) -> Result<ServerHandle, StartError> {
    let address = listener.local_addr().unwrap_or_else(|_| SocketAddr::from(([0, 0, 0, 0], 0)));
    let builder = Server::build()
        .workers(WORKERS)
        .max_concurrent_connections(bounds.connections / WORKERS)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .disable_signals();
    let shutdown = builder.graceful_shutdown_signal();
    let server = builder
        .listen("http", listener, move || {
            let shutdown = shutdown.clone();
            let http = HttpService::build()
                .graceful_shutdown_signal(move || {
                    let signal = shutdown.clone();
                    async move { signal.notified().await }
                })
                .client_request_timeout(patience.head)
                .client_disconnect_timeout(LAST_WORDS)
                .local_addr(address)
                .on_connect_ext(|stream: &BoundedStream, data| {
                    data.insert(stream.requests());
                });
            let app = App::new().configure(configure.clone()).wrap(from_fn(counted));
            fn_service(move |stream: TcpStream| async move {
                let peer = stream.peer_addr().ok();
                Ok::<_, DispatchError>((BoundedStream::new(stream, patience), Protocol::Http1, peer))
            })
            .and_then(http.finish(map_config(app, |()| AppConfig::default())))
        })
        .map_err(|why| StartError::CannotListen { address, why, flag: "--listen" })?
        .run();
    let handle = server.handle();
    tokio::spawn(server);
    Ok(handle)
}
