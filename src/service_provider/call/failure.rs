//! Findings for all failures of a call after it began.

use std::error::Error;
use std::io::{self, ErrorKind};
use std::time::Duration;

use super::Call;
use crate::domain::finding::rules::transport as rules;
use crate::domain::finding::{Finding, sentences};
use crate::service_provider::cause::within;
use crate::service_provider::progress::Phase;
use crate::service_provider::target::Target;
use crate::service_provider::tls_problem;

impl Call {
    pub(super) fn too_late(&self, target: &Target, patience: Duration) -> Finding {
        let ms = patience.as_millis();
        let (host, port) = (&target.host, target.port);
        match self.progress.phase() {
            Phase::Name => {
                Finding::new(&rules::DNS_TIMEOUT, format!("no address of `{host}` within {ms} ms"))
            }
            Phase::Connect => Finding::new(
                &rules::CONNECT_TIMEOUT,
                format!("no connection to {host}:{port} within {ms} ms"),
            ),
            Phase::Tls => Finding::new(
                &rules::TLS_TIMEOUT,
                format!("the TLS handshake with {host}:{port} is not completed within {ms} ms"),
            ),
            Phase::Waiting => Finding::new(
                &rules::HTTP_TIMEOUT,
                format!("no whole reply within {ms} ms: its headers are not complete"),
            ),
            Phase::Reply => Finding::new(
                &rules::HTTP_BODY_TIMEOUT,
                format!("no whole reply within {ms} ms: {}", self.so_far()),
            ),
        }
    }

    pub(super) fn no_reply(&self, target: &Target, error: &(dyn Error + 'static)) -> Finding {
        if self.progress.phase() == Phase::Tls {
            return tls_problem::of_handshake(error, &self.asked);
        }
        // With TLS 1.3 a server may refuse the client after the handshake.
        if let Some(error) = within(error) {
            return tls_problem::of_tls(error, &self.asked);
        }
        if within(error).is_some_and(hyper::Error::is_parse) {
            return Finding::new(
                &rules::HTTP_NOT_HTTP,
                "the reply's headers are malformed, more than 100, or larger than some 400 KB",
            );
        }
        let (host, port) = (&target.host, target.port);
        let closed =
            format!("{host}:{port} took the connection and closed it before a reply's headers were complete");
        let finding = Finding::new(&rules::HTTP_NO_REPLY, closed);
        match self.asked.words() {
            Some(words) if was_reset(error) => Finding::new(
                &rules::TLS_CLIENT_CERTIFICATE,
                format!("the server reset the connection without a reply; before that, {words}"),
            ),
            Some(asked) => finding.remedy(sentences::MAY_REFUSE_CERTIFICATE.words().with("asked", asked)),
            None if target.is_https => finding,
            None => {
                let remedy = rules::HTTP_NO_REPLY.remedy_in_words();
                finding.remedy(sentences::OR_PORT_FOR_HTTPS.words().with("remedy", remedy))
            }
        }
    }

    pub(super) fn cut(&self, error: &(dyn Error + 'static)) -> Finding {
        if let Some(error) = within(error) {
            return tls_problem::of_tls(error, &self.asked);
        }
        let finding = Finding::new(&rules::HTTP_CUT, self.so_far());
        match self.promised {
            Some(_) => finding,
            None => finding.remedy(sentences::LAST_CHUNK_MISSING.words()),
        }
    }

    fn so_far(&self) -> String {
        let came = self.body.len();
        match self.promised {
            Some(promised) => format!("{came} of the {promised} bytes that Content-Length promises came"),
            None => format!("{came} bytes came, and no end"),
        }
    }
}

/// True if the peer reset the connection. With TLS 1.3 a refused client certificate looks like this if the request was sent
/// before the refusal arrived.
/// the request has outrun the refusal.
fn was_reset(error: &(dyn Error + 'static)) -> bool {
    let kind = within(error).map(io::Error::kind);
    matches!(kind, Some(ErrorKind::ConnectionReset | ErrorKind::BrokenPipe))
}
