//! One request, as it is sent.

use hyper::header::{ACCEPT, HOST, HeaderName, USER_AGENT};
use hyper::{Method, Request};

use super::connection;
use super::outgoing::Outgoing;
use super::target::Target;

/// What is asked.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) method: Method,
    pub(super) headers: Vec<(HeaderName, String)>,
    pub(super) body: String,
}

impl Question {
    /// The first line and the headers, a line each, as they are sent.
    pub(super) fn head(&self, target: &Target) -> String {
        let mut head = format!("{} {} HTTP/1.1\n", self.method, target.path_and_query());
        for (name, value) in self.all_headers(target) {
            head.push_str(&format!("{name}: {value}\n"));
        }
        // The HTTP library adds it, as it knows the length.
        head.push_str(&format!("content-length: {}\n", self.body.len()));
        head
    }

    /// The headers that were asked for, and those that every request has.
    fn all_headers(&self, target: &Target) -> Vec<(HeaderName, String)> {
        let of_every_request = [
            (USER_AGENT, connection::USER_AGENT.to_owned()),
            (ACCEPT, "*/*".to_owned()),
            (HOST, target.authority()),
        ];
        self.headers.iter().cloned().chain(of_every_request).collect()
    }

    /// The request with this body, which has the same bytes as [`Question::body`].
    pub(super) fn request(
        &self,
        target: &Target,
        body: Outgoing,
    ) -> Result<Request<Outgoing>, hyper::http::Error> {
        let request = Request::builder().method(self.method.clone()).uri(target.path_and_query());
        let with_headers = |request: hyper::http::request::Builder, (name, value): (HeaderName, String)| {
            request.header(name, value)
        };
        self.all_headers(target).into_iter().fold(request, with_headers).body(body)
    }
}
