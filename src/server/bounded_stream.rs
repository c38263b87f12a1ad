//! A connection with time limits for its client.
//!
//! actix-http limits the time for the head of the first request of a connection only, and has no limit for reading an answer:
//! a client that sends half a head of a second request, or does not read, would keep its connection forever. Only the stream
//! sees both.

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

/// How long the head of a request may take to arrive. Browsers send it in one piece.
pub const LONGEST_HEAD: Duration = Duration::from_secs(5);

/// How long a client may take to read an answer, from when the system accepts no more of it. The largest page is read in
/// time over the slowest mobile network.
pub const LONGEST_UNREAD_ANSWER: Duration = Duration::from_secs(60);

/// The time limits of clients.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the head of a request.
    pub head: Duration,
    /// For reading an answer, from when no more of it can be sent.
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
    /// The deadline of the next request's head, with the number of requests begun before it.
    head: Option<(usize, Pin<Box<Sleep>>)>,
    /// The deadline for reading the answer that cannot be sent on.
    answer: Option<Pin<Box<Sleep>>>,
}

/// The requests of one connection.
#[derive(Debug, Clone, Default)]
pub(super) struct Requests {
    begun: Rc<Cell<usize>>,
    /// Those whose answer is not complete.
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

/// Counts a request of its connection until its answer is complete.
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

    /// The counters of this connection's requests.
    pub(super) fn requests(&self) -> Requests {
        self.requests.clone()
    }

    /// True if the head of the next request is late. The server itself limits the head of the first one, and answers 408.
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

    /// The result of sending, or an error if it has waited for too long.
    fn within<T>(&mut self, sent: Poll<io::Result<T>>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        let patience = self.patience.answer;
        if sent.is_pending() && self.answer.is_none() {
            self.answer = Some(Box::pin(tokio::time::sleep(patience)));
        }
        let is_late = self.answer.as_mut().is_some_and(|end| end.as_mut().poll(cx).is_ready());
        if is_late {
            // Drops the octets that the system still holds for the client.
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

    /// Everything has been passed to the system.
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
