//! Calls to the e-Service, each recorded as it was transmitted.

use std::sync::Arc;

use jiff::Timestamp;

use super::recorded::{Log, Recorded};
use super::shared::Run;
use super::target::Progress;
use super::verdict::Verdict;
use crate::domain::disturbance::Disturbance;
use crate::domain::http_form::HttpForm;
use crate::domain::ids::OrderKey;
use crate::domain::language::Language;
use crate::domain::order::OrderDetails;
use crate::domain::scenario::Answer;
use crate::randomness::Randomness;
use crate::service_provider::{
    CallContext, CallError, Exchange, KnownSigner, SignatureVerdict, Signing, answer,
};
use crate::soap::get_order_details::{self, OrderDetailsQuery};

/// How a call is sent. The default is an honest one.
#[derive(Debug, Default)]
pub struct SendOptions {
    /// The form of the signature.
    pub signing: Signing,
    /// The disturbance of the connection.
    pub disturbance: Disturbance,
    /// The form of the HTTP request.
    pub http_form: HttpForm,
}

/// The result of a call.
#[derive(Debug)]
pub struct Heard<T> {
    /// The call as it was transmitted.
    pub recorded: Arc<Recorded>,
    /// The content of the reply, or why there is none.
    pub result: Result<(T, SignatureVerdict), CallError>,
}

impl<T> Heard<T> {
    /// The e-Service's reaction; `None` if the call never reached it.
    pub fn answer(&self) -> Option<&Answer> {
        self.recorded.answer.as_ref()
    }

    /// True for an answer without a fault.
    pub fn is_accepted(&self) -> bool {
        self.answer() == Some(&Answer::Accepted)
    }

    /// The e-Service's reaction.
    ///
    /// # Errors
    /// If the call never reached it, as a verdict.
    pub fn reached(&self) -> Result<&Answer, Verdict> {
        self.answer().ok_or_else(|| {
            Verdict::inconclusive(format!("the call did not reach the e-Service: {}", self.said().0))
        })
    }

    /// True for an answer without a fault that breaks the contract so that it cannot be read, of which other rules tell.
    pub fn is_unreadable(&self) -> bool {
        self.is_accepted() && self.result.is_err()
    }

    /// The reaction in words: `accepted`, `fault UnknownOrder`, or why there is none; and the e-Service's own words.
    pub fn said(&self) -> (String, String) {
        match (self.answer(), &self.result) {
            (Some(_), Err(error)) if self.is_unreadable() => {
                (format!("an answer that cannot be read: {error}"), String::new())
            }
            (Some(answer), _) => (answer.what().to_owned(), answer.words().to_owned()),
            (None, Err(error)) => (error.to_string(), String::new()),
            (None, Ok(_)) => ("accepted".to_owned(), String::new()),
        }
    }
}

/// The query of an honest call about this order.
pub fn query(run: &Run, order_key: &OrderKey) -> OrderDetailsQuery {
    OrderDetailsQuery {
        language: Language::Romanian,
        order_key: order_key.to_string(),
        service_id: run.target.service.id.to_string(),
    }
}

/// Makes `GetOrderDetails`. `body` is another text of the query, or `None` for the usual one.
pub async fn get_order_details(
    (run, log, randomness): (&Run, &Log, &Randomness),
    (label, is_honest): (&str, bool),
    (query, body): (&OrderDetailsQuery, Option<&str>),
    sending: SendOptions,
) -> Heard<Vec<OrderDetails>> {
    let usual = get_order_details::write_request(query);
    let body = body.unwrap_or(&usual);
    let since = run.target.clock.now();
    let (exchange, result) = loop {
        run.pace.turn(&run.target.clock).await;
        let context = context(run, randomness, &sending);
        let called = run
            .target
            .client
            .get_order_details_as(&run.target.service, query, body, false, context.of(run))
            .await;
        if !repeats(run, &called.0, since) {
            break called;
        }
    };
    let found_nothing = matches!(&result, Ok((orders, _)) if orders.is_empty());
    heard((run, log), (label, is_honest, &query.order_key), exchange, result, found_nothing)
}

/// Makes `ConfirmOrderPayment` with this content of the Body.
pub async fn confirm_order_payment(
    (run, log, randomness): (&Run, &Log, &Randomness),
    (label, is_honest): (&str, bool),
    (order_key, body): (&OrderKey, &str),
    sending: SendOptions,
) -> Heard<()> {
    let since = run.target.clock.now();
    let (exchange, result) = loop {
        run.pace.turn(&run.target.clock).await;
        let context = context(run, randomness, &sending);
        let called =
            run.target.client.confirm_order_payment(&run.target.service, body, context.of(run)).await;
        if !repeats(run, &called.0, since) {
            break called;
        }
    };
    heard((run, log), (label, is_honest, order_key.as_str()), exchange, result, false)
}

/// True where the call is to be made again later, as the e-Service asks for fewer calls. It has not been answered then.
fn repeats(run: &Run, exchange: &Exchange, since: Timestamp) -> bool {
    let now = run.target.clock.now();
    run.pace.repeats(exchange, (since, now), |seconds| run.tell(Progress::Slowed(seconds)))
}

fn heard<T>(
    (run, log): (&Run, &Log),
    (label, is_honest, order_key): (&str, bool, &str),
    exchange: Exchange,
    result: Result<(T, SignatureVerdict), CallError>,
    found_nothing: bool,
) -> Heard<T> {
    let recorded = Arc::new(Recorded {
        label: label.to_owned(),
        order_key: order_key.to_owned(),
        is_honest,
        answer: answer::of(&result, found_nothing),
        exchange,
    });
    log.add(Arc::clone(&recorded));
    if is_honest {
        run.honest.add(Arc::clone(&recorded));
        if let Ok((_, SignatureVerdict::Verified { certificate, .. })) = &result {
            run.pin(certificate);
        }
    }
    Heard { recorded, result }
}

/// The parts of a [`CallContext`] that must be owned.
struct Context<'a> {
    randomness: &'a Randomness,
    sending: &'a SendOptions,
    signer: KnownSigner,
}

fn context<'a>(run: &Run, randomness: &'a Randomness, sending: &'a SendOptions) -> Context<'a> {
    Context { randomness, sending, signer: run.signer() }
}

impl<'a> Context<'a> {
    fn of(&'a self, run: &'a Run) -> CallContext<'a> {
        CallContext {
            clock: &run.target.clock,
            message_clock: &run.target.clock,
            randomness: self.randomness,
            signer: &self.signer,
            tolerance: run.target.tolerance,
            disturbance: self.sending.disturbance,
            http_form: self.sending.http_form,
            signing: &self.sending.signing,
            uses_unsigned: true,
            known: &run.target.known,
        }
    }
}
