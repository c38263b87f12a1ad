//! How an e-Service behaves, and what that makes of one call.

use std::time::Duration;

use mpay_sim::soap::Operation;
use rand::RngExt;
use rand::rngs::StdRng;

/// How an e-Service behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Temper {
    /// Does what it should.
    Honest,
    /// Fails at random in all the ways that e-Services know.
    Bad,
    /// Hardly ever answers.
    Hangs,
    /// Says what is not so, or does not sign what is.
    Lies,
    /// Answers with as much as it can, or as slowly as it may.
    Floods,
}

/// What it does with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Honest,
    /// Honest, after a while.
    Slow(Duration),
    /// Never answers.
    Hang,
    /// HTTP 500 with a page of a web server.
    HttpError,
    Fault,
    /// HTTP 200 with something that is no envelope.
    NotSoap,
    /// Answers as an honest one does, and signs as a stranger.
    BadSignature,
    /// Does what was asked, and closes without a word.
    LostReply,
    /// Does what was asked, and closes after so many bytes of its reply.
    CutReply(usize),
    /// Closes before it has read a byte.
    Deaf,
    /// Describes an order under another key.
    OtherOrder,
    /// Describes the order with another amount; its lines add up to that, or to the true one.
    OtherAmount {
        adds_up: bool,
    },
    /// Does what was asked, and gives the answer to the other operation.
    OtherAnswer,
    /// Honest, and takes long to be understood.
    Costly,
    /// Honest, in small pieces.
    InPieces,
    /// Does what was asked, and answers without an end.
    Endless,
}

impl Temper {
    /// What becomes of the next call of this operation.
    pub fn mood(self, operation: Operation, dice: &mut StdRng) -> Mood {
        let asks = operation == Operation::GetOrderDetails;
        let bad_of_100 = match self {
            Self::Honest => 0,
            Self::Bad if asks => 15,
            Self::Bad => 50,
            // Who never describes an order is never paid.
            Self::Hangs | Self::Lies | Self::Floods if asks => 70,
            Self::Hangs => 98,
            Self::Lies | Self::Floods => 90,
        };
        if dice.random_range(0..100) >= bad_of_100 {
            return Mood::Honest;
        }
        match self {
            Self::Honest | Self::Bad => failure(dice),
            Self::Hangs => Mood::Hang,
            Self::Lies => lie(asks, dice),
            Self::Floods => match dice.random_range(0..3) {
                0 if asks => Mood::Costly,
                0 | 1 => Mood::InPieces,
                _ => Mood::Endless,
            },
        }
    }
}

fn failure(dice: &mut StdRng) -> Mood {
    match dice.random_range(0..9) {
        0 => Mood::Hang,
        1 => Mood::HttpError,
        2 => Mood::Fault,
        3 => Mood::NotSoap,
        4 => Mood::BadSignature,
        5 | 6 => Mood::LostReply,
        7 => Mood::CutReply(dice.random_range(0..2500)),
        _ => Mood::Slow(Duration::from_millis(dice.random_range(0..300))),
    }
}

fn lie(asks: bool, dice: &mut StdRng) -> Mood {
    match dice.random_range(0..if asks { 7 } else { 4 }) {
        0 => Mood::BadSignature,
        1 => Mood::OtherAnswer,
        2 => Mood::Fault,
        3 => Mood::CutReply(dice.random_range(0..2500)),
        4 => Mood::OtherOrder,
        more => Mood::OtherAmount { adds_up: more == 5 },
    }
}
