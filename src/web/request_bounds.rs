//! Limits of a request before it is processed: the time for its body to arrive, and the number of concurrent requests.

use std::cell::RefCell;
use std::error::Error as StdError;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, ResponseError};
use futures_util::stream::Stream;
use tokio::time::Sleep;

use super::control::problem::ControlProblem;
use super::page::Hub;
use super::{errors, rest};
use crate::app::{ArrivingBodies, BodyPlace};
use crate::flow::Problem;

/// Answers a request within the limits, or says which one it exceeded.
pub(super) async fn bounded(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(hub) = request.app_data::<Hub>().cloned() else {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    };
    let body = ArrivingBody::of(&mut request, &hub);
    let needs_place = !is_kept_a_place(request.path());
    // Held until the response is made.
    let place = needs_place.then(|| hub.request_bounds.places.try_acquire()).transpose();
    let response = match place {
        Ok(_) => next.call(request).await?.map_into_boxed_body(),
        Err(_) => {
            let refused = refusal(&hub, request.request(), Problem::Busy).await;
            request.into_response(refused)
        }
    };
    let Some(body) = body else { return Ok(response) };
    let failure = body.borrow_mut().failure.take();
    let response = match failure {
        Some(problem) => {
            let refused = refusal(&hub, response.request(), problem).await;
            response.into_response(refused)
        }
        None => response,
    };
    let is_read = body.borrow().is_ended;
    // The server would read a returned body to its end; if the body is kept, it closes the connection.
    Ok(if is_read {
        response
    } else {
        response.map_body(|_, inner| BoxBody::new(WithBody { inner, _body: body }))
    })
}

/// True for requests that are answered even if all places are taken, so that operators can find the cause.
fn is_kept_a_place(path: &str) -> bool {
    let first = path.split('/').nth(1).unwrap_or_default();
    matches!(first, "livez" | "readyz" | "metrics" | "console" | "control" | "static")
}

async fn refusal(hub: &Hub, request: &HttpRequest, problem: Problem) -> HttpResponse {
    if hub.request_bounds.should_log() {
        let peer = request.peer_addr().map(|address| address.ip().to_string()).unwrap_or_default();
        tracing::warn!(%peer, %problem, "requests are refused; further refusals are logged every 10 s");
    }
    match request.path().split('/').nth(1) {
        Some("control") => ControlProblem::from(problem).error_response(),
        Some(api) if api.eq_ignore_ascii_case("api") => rest::response_of(hub, request, problem),
        _ => errors::outside_a_visit(hub, request, &problem).await,
    }
}

/// The body of a request being received.
struct ArrivingBody {
    payload: Payload,
    bodies: Arc<ArrivingBodies>,
    patience: Duration,
    /// Set from the first moment of waiting on.
    wait: Option<(BodyPlace, Pin<Box<Sleep>>)>,
    is_ended: bool,
    failure: Option<Problem>,
}

impl ArrivingBody {
    /// Replaces the request's body by itself; `None` if there is no body.
    fn of(request: &mut ServiceRequest, hub: &Hub) -> Option<Rc<RefCell<Self>>> {
        let payload = request.take_payload();
        if matches!(payload, Payload::None) {
            return None;
        }
        let body = Rc::new(RefCell::new(Self {
            payload,
            bodies: Arc::clone(&hub.request_bounds.bodies),
            patience: hub.config.request_body_timeout,
            wait: None,
            is_ended: false,
            failure: None,
        }));
        request.set_payload(Payload::Stream { payload: Box::pin(Reader(Rc::clone(&body))) });
        Some(body)
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, PayloadError>>> {
        if let Poll::Ready(next) = Pin::new(&mut self.payload).poll_next(cx) {
            if !matches!(next, Some(Ok(_))) {
                self.is_ended = true;
                self.wait = None;
            }
            return Poll::Ready(next);
        }
        let (place, end) = self
            .wait
            .get_or_insert_with(|| (self.bodies.enter(), Box::pin(tokio::time::sleep(self.patience))));
        let failure = if end.as_mut().poll(cx).is_ready() {
            Problem::SlowBody(self.patience)
        } else if Pin::new(&mut place.gives_way).poll(cx).is_ready() {
            Problem::Busy
        } else {
            return Poll::Pending;
        };
        self.failure = Some(failure);
        self.wait = None;
        Poll::Ready(Some(Err(PayloadError::Io(io::ErrorKind::TimedOut.into()))))
    }
}

/// The body for the request's handler.
struct Reader(Rc<RefCell<ArrivingBody>>);

impl Stream for Reader {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.borrow_mut().poll_next(cx)
    }
}

/// A response to a request whose body has not arrived, with that body.
struct WithBody {
    inner: BoxBody,
    _body: Rc<RefCell<ArrivingBody>>,
}

impl MessageBody for WithBody {
    type Error = Box<dyn StdError>;

    fn size(&self) -> BodySize {
        self.inner.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.inner).poll_next(cx)
    }
}
