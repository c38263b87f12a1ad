//! The messages of a page, each shown once, where it is first needed.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use askama::filters::Safe;

use crate::check::recorded::Recorded;
use crate::check::report::{Keys, Report};
use crate::domain::finding::Finding;
use crate::markup::{Formatted, Part, formatted, part_of};
use crate::service_provider::{Exchange, x_ray};
use crate::soap::security::explain::{At, KnownKey, text};

/// The size in bytes from which on further messages are left out. They are in the JSON report.
const MOST_BYTES: usize = 8 << 20;

/// The messages shown so far.
pub(super) struct Messages<'r> {
    keys: &'r Keys,
    numbers: BTreeMap<*const Recorded, usize>,
    bytes: usize,
}

/// A call as the page shows it.
#[derive(Template)]
#[template(path = "check/call.html")]
struct Call<'r> {
    number: usize,
    recorded: &'r Recorded,
    /// Empty where the call is shown above, or where the page is full.
    messages: Vec<Message<'r>>,
    is_full: bool,
    is_above: bool,
}

/// A message with its X-ray.
struct Message<'r> {
    name: &'static str,
    head: Part,
    xml: Formatted,
    length: usize,
    findings: &'r [Finding],
    x_ray: String,
}

impl<'r> Messages<'r> {
    pub(super) fn new(report: &'r Report) -> Self {
        Self { keys: &report.keys, numbers: BTreeMap::new(), bytes: 0 }
    }

    /// The call, with its messages where it was not shown before.
    pub(super) fn call(&mut self, recorded: &Arc<Recorded>) -> Safe<String> {
        let next = self.numbers.len() + 1;
        let known = self.numbers.get(&Arc::as_ptr(recorded)).copied();
        let is_full = known.is_none() && self.bytes > MOST_BYTES;
        let messages = if known.is_some() || is_full { vec![] } else { self.messages(&recorded.exchange) };
        let number = *self.numbers.entry(Arc::as_ptr(recorded)).or_insert(next);
        let call = Call { number, recorded, messages, is_full, is_above: known.is_some() };
        let html = call.render().unwrap_or_default();
        self.bytes += html.len();
        Safe(html)
    }

    fn messages<'e>(&self, exchange: &'e Exchange) -> Vec<Message<'e>> {
        let came = i64::try_from(exchange.duration.as_millis()).unwrap_or(0);
        let came = exchange.signed_at.checked_add(jiff::SignedDuration::from_millis(came));
        let came = came.map_or(At::OwnCreated, At::Moment);
        let keys = self.keys;
        let own = crate::service_provider::KnownSigner::Certificate(Box::new(keys.own.clone()));
        let known: Vec<KnownKey<'_>> = [KnownKey { label: "the key of MPay", certificate: &keys.own }]
            .into_iter()
            .chain(keys.known.iter().map(|(label, certificate)| KnownKey { label, certificate }))
            .collect();
        let message = |name, head: &str, octets: &[u8], (signer, at), findings: &'e [Finding]| {
            let x_ray = x_ray::x_ray(octets, signer, &known, (at, keys.tolerance), findings);
            Message {
                name,
                head: part_of(head.as_bytes(), 0),
                xml: formatted(String::from_utf8_lossy(octets).trim_start_matches('\u{feff}'), &[], 1),
                length: octets.len(),
                findings,
                x_ray: text::report(&x_ray, false),
            }
        };
        let sent = message(
            "Sent",
            &exchange.request_head,
            exchange.request.as_bytes(),
            (&own, At::Moment(exchange.signed_at)),
            &[],
        );
        let received = exchange.response.as_deref().map(|octets| {
            let head = exchange.response_head.as_deref().unwrap_or_default();
            message("Received", head, octets, (&keys.signer, came), &exchange.findings)
        });
        [Some(sent), received].into_iter().flatten().collect()
    }
}

impl Call<'_> {
    fn answer(&self) -> &str {
        self.recorded.answer.as_ref().map_or("it never reached the e-Service", |answer| answer.what())
    }

    fn at(&self) -> String {
        self.recorded.exchange.started_at.strftime("%H:%M:%S%.3f").to_string()
    }

    fn millis(&self) -> u128 {
        self.recorded.exchange.duration.as_millis()
    }
}
