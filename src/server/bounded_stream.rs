//! A connection whose client is not waited for beyond the bounds.
//!
//! actix-http bounds the head of the first request of a connection only, and the reading of an answer not at all: a client
//! that sends half a head of a second request, or does not read, would hold its connection for ever. Here is the only
//! place that sees both.

use std::cell::Cell;
use std::error::Error as StdError;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::Error;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::rt::net::TcpStream;
use actix_web::web::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

use super::{LONGEST_HEAD, LONGEST_UNREAD_ANSWER};

/// How long clients are waited for.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the head of a request.
    pub head: Duration,
    /// For an answer to be read, from when no more of it can be sent.
    pub answer: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { head: LONGEST_HEAD, answer: LONGEST_UNREAD_ANSWER }
    }
}

/// A client's connection.
pub(super) struct BoundedStream {
    stream: TcpStream,
    patience: Patience,
    requests: Requests,
    /// Until when the head of the next request must have come, with the number of requests that had begun by then.
    head: Option<(usize, Pin<Box<Sleep>>)>,
    /// Until when the answer must have been read that cannot be sent on.
    answer: Option<Pin<Box<Sleep>>>,
}

/// The requests of one connection.
#[derive(Debug, Clone, Default)]
pub(super) struct Requests {
    begun: Rc<Cell<usize>>,
    /// Those whose answer is not made yet.
    under_way: Rc<Cell<usize>>,
}

/// A request, until this is dropped.
struct UnderWay(Requests);

impl Requests {
    fn begin(&self) -> UnderWay {
        self.begun.set(self.begun.get() + 1);
        self.under_way.set(self.under_way.get() + 1);
        UnderWay(self.clone())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.set(self.0.under_way.get() - 1);
    }
}

/// Counts a request of its connection until its answer is made.
pub(super) async fn counted(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let under_way = request.conn_data::<Requests>().map(Requests::begin);
    let response = next.call(request).await?.map_into_boxed_body();
    Ok(response.map_body(|_, body| BoxBody::new(Answer { body, _under_way: under_way })))
}

/// The body of an answer.
struct Answer {
    body: BoxBody,
    _under_way: Option<UnderWay>,
}

impl MessageBody for Answer {
    type Error = Box<dyn StdError>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(cx)
    }
}

impl BoundedStream {
    pub(super) fn new(stream: TcpStream, patience: Patience) -> Self {
        Self { stream, patience, requests: Requests::default(), head: None, answer: None }
    }

    /// What counts the requests of this connection.
    pub(super) fn requests(&self) -> Requests {
        self.requests.clone()
    }

    /// Whether the next request has been waited for long enough. The first one's head is bounded by the server itself,
    /// which answers 408.
    fn is_head_late(&mut self, cx: &mut Context<'_>) -> bool {
        let begun = self.requests.begun.get();
        if begun == 0 || self.requests.under_way.get() > 0 || self.answer.is_some() {
            self.head = None;
            return false;
        }
        let is_of_another = self.head.as_ref().is_some_and(|(number, _)| *number != begun);
        if is_of_another {
            self.head = None;
        }
        let patience = self.patience.head;
        let (_, end) = self.head.get_or_insert_with(|| (begun, Box::pin(tokio::time::sleep(patience))));
        end.as_mut().poll(cx).is_ready()
    }

    /// The outcome of sending, where it does not have to wait or has not waited for too long.
    fn within<T>(&mut self, sent: Poll<io::Result<T>>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        let patience = self.patience.answer;
        if sent.is_pending() && self.answer.is_none() {
            self.answer = Some(Box::pin(tokio::time::sleep(patience)));
        }
        let is_late = self.answer.as_mut().is_some_and(|end| end.as_mut().poll(cx).is_ready());
        if is_late {
            // What the system still holds for the client is dropped with the connection.
            let _ = self.stream.set_zero_linger();
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        sent
    }
}

impl AsyncRead for BoundedStream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.is_head_late(cx) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Pin::new(&mut this.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for BoundedStream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, octets: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let sent = Pin::new(&mut this.stream).poll_write(cx, octets);
        this.within(sent, cx)
    }

    /// All that was to be sent is with the system.
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = Pin::new(&mut this.stream).poll_flush(cx);
        if flushed.is_ready() {
            this.answer = None;
        }
        flushed
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
