//! A request's body that is sent slowly or in chunks on purpose, with a signal when all of it is sent.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::sync::oneshot;
use tokio::time::{Sleep, sleep};

use crate::domain::disturbance::Pace;

/// A body sent at a pace.
pub(super) struct Outgoing {
    left: Bytes,
    pace: Option<Pace>,
    pause: Option<Pin<Box<Sleep>>>,
    sent: Option<oneshot::Sender<()>>,
    tells_length: bool,
}

impl Outgoing {
    /// A body of these bytes, and the signal for its end. Without `tells_length` it is sent in chunks.
    pub(super) fn new(
        bytes: String,
        pace: Option<Pace>,
        tells_length: bool,
    ) -> (Self, oneshot::Receiver<()>) {
        let (sent, is_sent) = oneshot::channel();
        (Self { left: Bytes::from(bytes), pace, pause: None, sent: Some(sent), tells_length }, is_sent)
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if let Some(pause) = &mut self.pause {
            if pause.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            self.pause = None;
        }
        if self.left.is_empty() {
            return Poll::Ready(None);
        }
        let most = self.pace.map_or(usize::MAX, |pace| pace.bytes.max(1)).min(self.left.len());
        let part = self.left.split_to(most);
        if self.left.is_empty() {
            // Bytes handed over here are flushed before the connection does anything else. The receiver may be gone.
            let _ = self.sent.take().map(|sent| sent.send(()));
        } else if let Some(pace) = self.pace {
            self.pause = Some(Box::pin(sleep(pace.every)));
        }
        Poll::Ready(Some(Ok(Frame::data(part))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty()
    }

    /// Exact where the request is to have a `Content-Length`.
    fn size_hint(&self) -> SizeHint {
        if !self.tells_length {
            return SizeHint::default();
        }
        SizeHint::with_exact(u64::try_from(self.left.len()).unwrap_or(u64::MAX))
    }
}
